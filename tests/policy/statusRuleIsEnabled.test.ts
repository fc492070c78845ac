import { statusRuleIsEnabled } from "../../policy/statusRuleIsEnabled";

import { OPEN_PATTERN } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { ref } from "./support/stackData";

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
            leaves: "a function whose rule may be about something else",
            change: [OPEN_PATTERN, { set: "notify", to: { reservedConcurrentExecutions: 0 } }],
            views: ["preview"],
            on: ["notify"],
        },
        { allows: "a function that shares what all have", change: [{ set: "notify", to: { reservedConcurrentExecutions: -1 } }] },
        { allows: "a rule that is enabled in words", change: [{ set: "failed", to: { state: "ENABLED", isEnabled: true } }] },
        {
            allows: "a rule that gets management events, too",
            change: [{ set: "failed", to: { state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" } }],
        },
    ]);
});
