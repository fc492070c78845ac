import { statusRuleIsEnabled } from "../../policy/statusRuleIsEnabled";

import { OPEN_PATTERN } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { ref } from "./support/stackData";

const onCalls = (...eventName: string[]) =>
    JSON.stringify({
        source: ["aws.sagemaker"],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: { eventSource: ["sagemaker.amazonaws.com"], eventName },
    });
const MESSAGE = 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".';

describe("status-rule-is-enabled", () => {
    itJudges(statusRuleIsEnabled, [
        { reports: "a disabled rule", change: [{ set: "failed", to: { state: "DISABLED" } }], on: "failed", message: MESSAGE },
        {
            reports: "a rule that was disabled the old way",
            of: "composite",
            change: [{ set: "failed", to: { isEnabled: false } }],
            on: "failed",
            message: MESSAGE,
        },
        { reports: "a disabled native rule", of: "native", change: [{ set: "failed", to: { state: "DISABLED" } }], on: "failed", message: MESSAGE },
        {
            reports: "a rule that is disabled by a flag as text",
            change: [{ set: "failed", to: { isEnabled: "false" } }],
            on: "failed",
            message: MESSAGE,
        },
        ...["state", "isEnabled"].map((property) => ({
            leaves: `a rule whose ${property} is not known`,
            change: [{ set: "failed", to: { [property]: ref("alerts", property) } }],
            views: ["preview" as const],
            on: ["failed"],
        })),
        {
            reports: "a function that is switched off",
            change: [{ set: "notify", to: { reservedConcurrentExecutions: 0 } }],
            on: "notify",
            message: "This function never runs: it may run 0 times at once. Remove reservedConcurrentExecutions, or raise it.",
        },
        {
            leaves: "a function whose rule may be about something else, and the rule, which may be on read-only calls",
            change: [OPEN_PATTERN, { set: "notify", to: { reservedConcurrentExecutions: 0 } }],
            views: ["preview"],
            on: ["failed", "notify"],
        },
        { allows: "a function that shares what all have", change: [{ set: "notify", to: { reservedConcurrentExecutions: -1 } }] },
        { allows: "a rule that is enabled in words", change: [{ set: "failed", to: { state: "ENABLED", isEnabled: true } }] },
        {
            reports: "a rule on read-only calls that is only enabled",
            change: [{ set: "failed", to: { eventPattern: onCalls("DescribeTrainingJob"), state: "ENABLED" } }],
            on: "failed",
            message:
                'This rule matches no event: EventBridge gives read-only calls ("DescribeTrainingJob") only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. Set state to "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS".',
        },
        {
            reports: "read-only calls next to others in the pattern of a rule without a state, as advice",
            change: [{ set: "failed", to: { eventPattern: onCalls("ListModels", "CreateModel") } }],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern matches no event: EventBridge gives read-only calls ("ListModels") only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. Set state to "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS".',
        },
        {
            reports: "a pattern on calls that only read, as advice, since some of them come to every rule",
            change: [
                {
                    set: "failed",
                    to: {
                        eventPattern: JSON.stringify({
                            source: ["aws.sagemaker"],
                            "detail-type": ["AWS API Call via CloudTrail"],
                            detail: { readOnly: [true] },
                        }),
                    },
                },
            ],
            on: "failed",
            level: "advisory",
            message:
                'A part of this rule\'s pattern matches no event: EventBridge gives read-only calls (Describe…, Get…, List…) only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. Set state to "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS".',
        },
        {
            allows: "a rule on read-only calls in the state for them",
            change: [
                {
                    set: "failed",
                    to: { eventPattern: onCalls("DescribeTrainingJob"), state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" },
                },
            ],
        },
        {
            allows: "a rule that gets management events, too",
            change: [{ set: "failed", to: { state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" } }],
        },
    ]);
});
