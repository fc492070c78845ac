import * as sdk from "@aws-sdk/client-sagemaker";

type Command = (new (input: object) => { schema?: readonly unknown[] }) | undefined;

/**
 * A part of the API's own description of an operation, as the commands of @aws-sdk/client-sagemaker carry it (`schema`; the client's version is pinned).
 *
 * @param command Name of the command's class: "DescribeTrainingJobCommand".
 * @throws Error if the client has no such command.
 */
export function commandSchema(command: string, part: "input" | "output"): unknown {
    const Command = (sdk as unknown as Record<string, Command>)[command];
    const schema = Command === undefined ? undefined : new Command({}).schema?.[part === "input" ? 4 : 5];
    if (schema === undefined) {
        throw new Error(`SageMaker: @aws-sdk/client-sagemaker has no ${command} that describes its ${part}`);
    }
    return schema;
}

/** The members that an operation's input must have: a structure is [3, …, names, members, count], and the first `count` are required. */
export function requiredMembers(command: string): readonly string[] {
    const schema = commandSchema(command, "input");
    const structure = (typeof schema === "function" ? (schema as () => unknown)() : schema) as readonly unknown[];
    return (structure[4] as readonly string[]).slice(0, Number(structure[6] ?? 0));
}
