import { statusRuleIsEnabled } from "../../policy/statusRuleIsEnabled";

const MESSAGE = 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".';
import { itJudges } from "./support/judges";

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
        { allows: "a rule that is enabled in words", change: [{ set: "failed", to: { state: "ENABLED", isEnabled: true } }] },
        {
            allows: "a rule that gets management events, too",
            change: [{ set: "failed", to: { state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" } }],
        },
    ]);
});
