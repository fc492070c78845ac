import { ALL_CALLS_STATE } from "../../catalog";
import { type Bus, busOf } from "./buses";
import { patternOf } from "./patterns";
import type { Answer, Read } from "./read";
import type { GraphResource } from "./resource";
import { isGiven, type Slot, slotAt } from "./slot";

/** An event rule of either provider. */
export interface RuleReading {
    readonly name: Slot;
    readonly arn: Slot;
    readonly bus: Bus;
    /** As text; "" for a rule that runs on a schedule alone. */
    readonly pattern: Read<string>;
    readonly schedule: Slot;
    readonly enabled: Answer;
    /** Whether it matches read-only calls that CloudTrail sends as well, which it does not by default. */
    readonly allCalls: Answer;
}

export function readRule(rule: GraphResource): RuleReading {
    return {
        name: slotAt(rule, "name"),
        arn: slotAt(rule, "arn"),
        bus: busOf(rule),
        pattern: patternOf(rule),
        schedule: slotAt(rule, "scheduleExpression"),
        enabled: isEnabled(rule),
        allCalls: hasAllCalls(rule),
    };
}

function hasAllCalls(rule: GraphResource): Answer {
    const state = slotAt(rule, "state");
    if (!isGiven(state)) {
        return "no";
    }
    return state.value.known ? (state.value.value === ALL_CALLS_STATE ? "yes" : "no") : "unknown";
}

/** Whether a rule is enabled, as it is by default. */
function isEnabled(rule: GraphResource): Answer {
    const given = [slotAt(rule, "state"), slotAt(rule, "isEnabled")].filter(isGiven).map(({ value }) => value);
    if (given.some((value) => value.known && ["DISABLED", false, "false"].includes(value.value as string | boolean))) {
        return "no";
    }
    return given.every(({ known }) => known) ? "yes" : "unknown";
}

/** What EventBridge does where a target does not say it. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
export const TARGET_DEFAULTS = { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 } as const;

/** A target of a rule: a resource, or with aws-native an element of the rule's targets. */
export interface TargetReading {
    readonly id: Slot;
    readonly arn: Slot;
    readonly roleArn: Slot;
    readonly deadLetterArn: Slot;
    readonly messageGroupId: Slot;
    /** What the target gets in place of the event. */
    readonly input: Slot;
    readonly inputPath: Slot;
    readonly inputTransformer: Slot;
    readonly inputPaths: Slot;
    readonly inputTemplate: Slot;
    readonly maximumRetryAttempts: Slot;
    readonly maximumEventAgeSeconds: Slot;
}

/** @param at what stands at a path of the target, of which the first that is set counts */
export function readTarget(at: (...paths: string[]) => Slot): TargetReading {
    return {
        id: at("targetId", "id"),
        arn: at("arn"),
        roleArn: at("roleArn"),
        deadLetterArn: at("deadLetterConfig.arn"),
        messageGroupId: at("sqsTarget.messageGroupId", "sqsParameters.messageGroupId"),
        input: at("input"),
        inputPath: at("inputPath"),
        inputTransformer: at("inputTransformer"),
        inputPaths: at("inputTransformer.inputPaths", "inputTransformer.inputPathsMap"),
        inputTemplate: at("inputTransformer.inputTemplate"),
        maximumRetryAttempts: at("retryPolicy.maximumRetryAttempts"),
        maximumEventAgeSeconds: at("retryPolicy.maximumEventAgeInSeconds"),
    };
}
