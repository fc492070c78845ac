import { statusTargetStatesRetryPolicy } from "../../policy/statusTargetStatesRetryPolicy";
import { itJudges } from "./support/judges";

const MESSAGE =
    "This target does not state how long EventBridge tries to deliver. Set maximumRetryAttempts and maximumEventAgeInSeconds in its retryPolicy.";

describe("status-target-states-retry-policy", () => {
    itJudges(statusTargetStatesRetryPolicy, [
        {
            reports: "a target without one",
            change: [{ set: "failed-target", to: { retryPolicy: undefined } }],
            on: "failed-target",
            message: MESSAGE,
        },
        {
            reports: "a target with an empty one",
            of: "customBus",
            change: [{ set: "failed-target", to: { retryPolicy: {} } }],
            on: "failed-target",
            message: MESSAGE,
        },
        { allows: "a target that is never tried again", change: [{ set: "failed-target", to: { retryPolicy: { maximumRetryAttempts: 0 } } }] },
        { allows: "a target with an age alone", change: [{ set: "failed-target", to: { retryPolicy: { maximumEventAgeInSeconds: 60 } } }] },
    ]);
});
