import { handlerLogGroupHasRetention } from "../../policy/handlerLogGroupHasRetention";
import { joined, ref } from "./support/stackData";
import { itJudges } from "./support/judges";
const FOR_EVER = "This log group keeps the lines of a handler for ever. Set retentionInDays.";
const NO_GROUP = "The log group of this function keeps its lines for ever. Add a LogGroup with retentionInDays for it.";

describe("handler-log-group-has-retention", () => {
    itJudges(handlerLogGroupHasRetention, [
        {
            reports: "a group that keeps its lines for ever",
            change: [{ set: "notify-logs", to: { retentionInDays: undefined } }],
            on: "notify-logs",
            message: FOR_EVER,
        },
        {
            reports: "a function without a group",
            change: [{ remove: ["notify-logs"] }, { set: "notify", to: { loggingConfig: undefined } }],
            on: "notify",
            message: NO_GROUP,
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
        ...[0, -1, null, "", "for ever"].map((retentionInDays) => ({
            reports: `a group with a retention of ${JSON.stringify(retentionInDays)}`,
            change: [{ set: "notify-logs", to: { retentionInDays } }],
            on: "notify-logs",
            message: FOR_EVER,
        })),
        {
            reports: "a group that is the function's by its name alone",
            change: [
                { set: "notify", to: { name: "notify", loggingConfig: { logFormat: "JSON", logGroup: "/aws/lambda/notify" } } },
                { set: "notify-logs", to: { name: "/aws/lambda/notify", retentionInDays: undefined } },
            ],
            on: "notify-logs",
            message: FOR_EVER,
        },
        {
            reports: "a function next to the group of another one, of which it has the name that Lambda makes",
            change: [
                { set: "notify", to: { name: "notify", loggingConfig: { logGroup: "/aws/lambda/notify" } } },
                { set: "notify-logs", to: { name: "/aws/lambda/other" } },
            ],
            on: "notify",
            message: NO_GROUP,
        },
        {
            reports: "a function next to a group whose name comes from another resource",
            change: [
                { set: "notify", to: { loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("alerts", "name")) } },
            ],
            on: "notify",
            message: NO_GROUP,
        },
        {
            reports: "a function that shares one of two sources of its name with a group",
            change: [
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: {} } } },
                { set: "notify", to: { name: joined(ref("settings", "value"), ref("alerts", "name")), loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("settings", "value"), ref("failures", "name")) } },
            ],
            on: "notify",
            message: NO_GROUP,
        },
        {
            reports: "a function whose name has one source more than that of a group",
            change: [
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: {} } } },
                { set: "notify", to: { name: ref("settings", "value"), loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("settings", "value"), ref("alerts", "name")) } },
            ],
            on: "notify",
            message: NO_GROUP,
        },
        {
            reports: "a function that gets its name from AWS, next to a group of another name",
            change: [
                { set: "notify", to: { loggingConfig: undefined } },
                { set: "notify-logs", to: { name: "/aws/lambda/other" } },
            ],
            on: "notify",
            message: NO_GROUP,
        },
        {
            leaves: "a retention that is not known",
            change: [{ set: "notify-logs", to: { retentionInDays: ref("alerts", "retention") } }],
            views: ["preview"],
            on: ["notify-logs"],
        },
        {
            leaves: "a function that may have one of two groups",
            change: [
                { add: { "other-logs": { type: "aws:cloudwatch/logGroup:LogGroup", props: {} } } },
                { set: "notify", to: { loggingConfig: { logGroup: joined(ref("notify-logs", "name"), ref("other-logs", "name")) } } },
            ],
            views: ["preview"],
            on: ["notify"],
        },
        {
            leaves: "a group whose name comes from somewhere else",
            change: [{ set: "notify", to: { loggingConfig: { logGroup: ref("alerts", "logs") } } }],
            views: ["preview"],
            on: ["notify"],
        },
        {
            allows: "a function and a group that take their names from the same resource",
            change: [
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: { value: "notify" } } } },
                { set: "notify", to: { name: ref("settings", "name"), loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("settings", "name")) } },
            ],
        },
        {
            allows: "a function that takes its name from the group",
            change: [
                { set: "notify-logs", to: { name: "/aws/lambda/notify", shortName: "notify" } },
                { set: "notify", to: { name: ref("notify-logs", "shortName"), loggingConfig: undefined } },
            ],
        },
        {
            allows: "a group that takes its name from a function that has a name",
            change: [
                { set: "notify", to: { name: "notify", loggingConfig: undefined } },
                { set: "notify-logs", to: { name: joined("/aws/lambda/", ref("notify", "name")) } },
            ],
        },
        {
            allows: "the names of aws-native, with the group that Lambda names",
            change: [
                { remove: ["notify-retries", "notify-permission"] },
                {
                    add: {
                        "notify-logs": { type: "aws-native:logs:LogGroup", props: { logGroupName: "/aws/lambda/notify", retentionInDays: 30 } },
                        notify: {
                            type: "aws-native:lambda:Function",
                            props: { functionName: "notify", role: ref("notify-role"), loggingConfig: { logGroup: "/aws/lambda/notify" } },
                        },
                    },
                },
            ],
        },
        {
            allows: "the names of aws-native that come from one place",
            change: [
                { remove: ["notify-retries", "notify-permission"] },
                {
                    add: {
                        settings: { type: "aws:ssm/parameter:Parameter", props: {} },
                        "notify-logs": {
                            type: "aws-native:logs:LogGroup",
                            props: { logGroupName: joined("/aws/lambda/", ref("settings", "name")), retentionInDays: 30 },
                        },
                        notify: { type: "aws-native:lambda:Function", props: { functionName: ref("settings", "name"), role: ref("notify-role") } },
                    },
                },
            ],
        },
        {
            allows: "the names of aws-native",
            change: [
                { remove: ["notify-retries", "notify-permission"] },
                {
                    add: {
                        "notify-logs": { type: "aws-native:logs:LogGroup", props: { logGroupName: "/aws/lambda/notify", retentionInDays: "30" } },
                        notify: { type: "aws-native:lambda:Function", props: { functionName: "notify", role: ref("notify-role") } },
                    },
                },
            ],
        },
        { allows: "a group of another stack", change: [{ set: "notify", to: { loggingConfig: { logGroup: "shared" } } }] },
    ]);
});
