import { statusRuleIsOnSagemakerBus } from "../../policy/statusRuleIsOnSagemakerBus";

const MESSAGE =
    "This rule is on an event bus at which no events of SageMaker arrive. Put it on the default bus, forward the events from there, or list the bus in the pack's configuration.";
import { itJudges } from "./support/judges";

describe("status-rule-is-on-sagemaker-bus", () => {
    itJudges(statusRuleIsOnSagemakerBus, [
        { reports: "a bus to which nothing is forwarded", of: "customBus", change: [{ remove: ["forward-target"] }], on: "failed", message: MESSAGE },
        { reports: "a bus of another team", change: [{ set: "failed", to: { eventBusName: "orders" } }], on: "failed", message: MESSAGE },
        { allows: "the default bus by its name", change: [{ set: "failed", to: { eventBusName: "default" } }] },
        {
            allows: "the default bus by its ARN",
            change: [{ set: "failed", to: { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/default" } }],
        },
    ]);
});
