import { GOOD_STACKS, LITERALS, PATTERN } from "./goodStacks";
import { type Change, changed, json, ref, type StackData, withLiterals } from "./stackData";

/** A small change to a good stack, and all that the policies find in it. */
export interface BrokenStack {
    /** What is wrong. */
    readonly name: string;
    /** Names of stacks in GOOD_STACKS, or "dev": this project's own program. */
    readonly of: readonly string[];
    readonly change: readonly Change[];
    /** Policy and name of the resource that it reports. */
    readonly expected: readonly Finding[];
    /** In a preview, where less is known. @default expected */
    readonly inPreview?: readonly Finding[];
}

type Finding = readonly [policy: string, resource: string];

export const PLAIN = ["plain", "literals"];
export const pattern = (value: object) => ({ eventPattern: JSON.stringify(value) });
export const training = (...TrainingJobStatus: unknown[]) => ({
    source: ["aws.sagemaker"],
    "detail-type": ["SageMaker Training Job State Change"],
    detail: { TrainingJobStatus },
});
export const allow = (Action: unknown, Resource: unknown = "*") => ({ Effect: "Allow", Action, Resource });
export const policy = (...Statement: unknown[]) => json({ Version: "2012-10-17", Statement });
export const events = { Service: "events.amazonaws.com" };
export const set = (resource: string, to: Change extends infer C ? (C extends { to: infer T } ? T : never) : never): Change => ({
    set: resource,
    to,
});
export const remove = (...names: string[]): Change => ({ remove: names });
export const target = (props: object): StackData[string] => ({
    type: "aws:cloudwatch/eventTarget:EventTarget",
    props: {
        rule: ref("failed", "name"),
        arn: ref("notify"),
        deadLetterConfig: { arn: ref("undelivered") },
        retryPolicy: { maximumRetryAttempts: 10 },
        ...props,
    },
});
export const rule = (props: object): StackData[string] => ({
    type: "aws:cloudwatch/eventRule:EventRule",
    props: { eventPattern: PATTERN, ...props },
});
export const FIRES = "status-rule-alarm-fires";
export const NAMES = "status-resources-have-distinct-names";
export const ACCEPTED = "status-target-is-accepted";
export const TAKES = "status-target-takes-events";
export const DLQ = "dead-letter-queue-takes-events";

/** A good stack after a change. A program that repeats names repeats those of the change, too. */
export function brokenStack(of: string, change: readonly Change[]): StackData {
    const literal = LITERALS[of];
    const good = literal ?? GOOD_STACKS[of];
    if (good === undefined) {
        throw new Error(`there is no good stack "${of}", only ${Object.keys(GOOD_STACKS).join(", ")}`);
    }
    const broken = changed(good, change);
    return literal === undefined ? broken : withLiterals(broken);
}
