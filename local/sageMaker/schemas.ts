import * as sdk from "@aws-sdk/client-sagemaker";
import { problem, validationErrors } from "./answers";

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

/**
 * Has an operation's input the members that it must have? A structure is [3, …, names, members, count], and the first `count` are required.
 *
 * @throws ApiError that names the missing ones.
 */
export function requireMembers(operation: string, input: Readonly<Record<string, unknown>>): void {
    const structure = structureOf(operation);
    const missing = (structure[4] as readonly string[])
        .slice(0, Number(structure[6] ?? 0))
        .filter((member) => input[member] === undefined || input[member] === null);
    if (missing.length > 0) {
        throw validationErrors(missing.map((member) => problem(member, null, "Member must not be null")));
    }
}

/** Members that an operation's input may have. */
export function inputMembers(operation: string): readonly string[] {
    return structureOf(operation)[4] as readonly string[];
}

function structureOf(operation: string): readonly unknown[] {
    const schema = commandSchema(`${operation}Command`, "input");
    return (typeof schema === "function" ? (schema as () => unknown)() : schema) as readonly unknown[];
}
