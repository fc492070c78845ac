import { handlerLogGroupHasRetention } from "../../policy/handlerLogGroupHasRetention";
import { joined, ref } from "./support/stackData";
import { itJudges } from "./support/judges";

describe("handler-log-group-has-retention", () => {
    itJudges(handlerLogGroupHasRetention, [
        {
            reports: "a group that keeps its lines for ever",
            change: [{ set: "notify-logs", to: { retentionInDays: undefined } }],
            on: "notify-logs",
            message: "This log group keeps the lines of a handler for ever. Set retentionInDays.",
        },
        {
            reports: "a function without a group",
            change: [{ remove: ["notify-logs"] }, { set: "notify", to: { loggingConfig: undefined } }],
            on: "notify",
            message: "The log group of this function keeps its lines for ever. Add a LogGroup with retentionInDays for it.",
        },
        {
            allows: "a group of the function's name",
            change: [
                { set: "notify", to: { name: "notify", loggingConfig: undefined } },
                { set: "notify-logs", to: { name: "/aws/lambda/notify" } },
            ],
        },
        {
            allows: "a group whose name is made of the function's",
            change: [
                { set: "notify", to: { loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("notify", "name")) } },
            ],
        },
        { allows: "a group of another stack", change: [{ set: "notify", to: { loggingConfig: { logGroup: "shared" } } }] },
    ]);
});
