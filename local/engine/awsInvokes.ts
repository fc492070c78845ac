import { dnsSuffixOf, partitionOf } from "../../models/regions";
import { checkRegion, derived, type ProviderContext } from "./awsProvider";
import type { Graph, Props } from "./graph";
import { renderPolicyDocument } from "./policyDocument";

type Invoke = (args: Props, context: ProviderContext) => Props;

const GET_REGION = "aws:index/getRegion:getRegion";
const regionAskedFor = (args: Props): unknown => args.region ?? args.name ?? args.id;

const getRegion: Invoke = (args, context) => {
    const region = String(regionAskedFor(args) ?? context.region);
    const endpoint = args.endpoint ?? `ec2.${region}.${dnsSuffixOf(partitionOf(region))}`;
    return { region, name: region, id: region, description: region, endpoint };
};

const INVOKES: Readonly<Record<string, Invoke>> = {
    "aws:index/getCallerIdentity:getCallerIdentity": (_args, { account, region }) => ({
        accountId: account,
        id: account,
        arn: `arn:${partitionOf(region)}:iam::${account}:user/local`,
        userId: `AIDA${derived(account, 17, "id").toUpperCase()}`,
    }),
    [GET_REGION]: getRegion,
    "aws:index/getPartition:getPartition": (_args, { region }) => {
        const partition = partitionOf(region);
        const dnsSuffix = dnsSuffixOf(partition);
        return { partition, id: partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join(".") };
    },
    "aws:iam/getPolicyDocument:getPolicyDocument": renderPolicyDocument,
};

/** A call of a provider function, or a reference to another stack, that only AWS or the state of that stack could answer. */
export type Question = { readonly token: string; readonly args: Props } | { readonly stack: string };

/** Answers to what a program asks of things that exist already. */
export interface Answers {
    /** What a provider function returns; undefined where that is not given. */
    resultOf(token: string, args: Props): Props | undefined;
    /** The outputs of another stack; undefined where they are not given. */
    outputsOf(stack: string): Props | undefined;
    /** Called with what has no answer, before it is refused. */
    onUnanswered(question: Question): void;
}

/**
 * Answers a provider function: with what is given, else the four that can be answered without asking AWS. All others are refused by name.
 * @throws Error that names the function, ProviderRefusal for a Region that does not exist.
 */
export function invoke(token: string, args: Props, context: ProviderContext, answers?: Answers): Props {
    checkRegion(token, token === GET_REGION ? regionAskedFor(args) : args.region);
    const given = answers?.resultOf(token, args);
    if (given !== undefined) {
        return given;
    }
    const answer = INVOKES[token];
    if (!answer) {
        answers?.onUnanswered({ token, args });
        const known = Object.keys(INVOKES).map((key) => key.split(":").at(-1));
        throw new Error(`Invoke of '${token}' is not possible without an account: the embedded engine answers ${known.join(", ")} only`);
    }
    return answer(args, context);
}

/** Answers that write the ARNs that they have into the graph: what these name exists, although the program does not make it. */
export function noting(answers: Answers, graph: Graph): Answers {
    const noted = (answer: Props | undefined) => {
        graph.outside = [...new Set([...(graph.outside ?? []), ...arnsIn(answer)])].sort();
        return answer;
    };
    return {
        ...answers,
        resultOf: (token, args) => noted(answers.resultOf(token, args)),
        outputsOf: (stack) => noted(answers.outputsOf(stack)),
    };
}

function arnsIn(value: unknown): string[] {
    if (typeof value === "string") {
        return /^arn:[^:]+:[^:]+:[^:]*:[^:]*:./.test(value) ? [value] : [];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(arnsIn) : [];
}
