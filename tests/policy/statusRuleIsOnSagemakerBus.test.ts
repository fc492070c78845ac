import * as assert from "node:assert/strict";

import { configurationIsInOrder } from "../../policy/configurationIsInOrder";
import { statusRuleIsOnSagemakerBus } from "../../policy/statusRuleIsOnSagemakerBus";
import { analyzeResources, graphOf, type View } from "../support/policyGraph";
import { rule, target } from "./support/brokenStack";
import { customBus, plain } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { changed, nodesOf, ref, type StackData } from "./support/stackData";

const MESSAGE =
    "This rule is on an event bus at which no events of SageMaker arrive. Put it on the default bus, forward the events from there, or list the bus in the pack's configuration.";

describe("status-rule-is-on-sagemaker-bus", () => {
    itJudges(statusRuleIsOnSagemakerBus, [
        { reports: "a bus to which nothing is forwarded", of: "customBus", change: [{ remove: ["forward-target"] }], on: "failed", message: MESSAGE },
        { reports: "a bus of another team", change: [{ set: "failed", to: { eventBusName: "orders" } }], on: "failed", message: MESSAGE },
        {
            allows: "a bus at the end of a chain of buses",
            of: "customBus",
            change: [
                {
                    add: {
                        second: { type: "aws:cloudwatch/eventBus:EventBus", props: { name: "second" } },
                        "a-third": rule({ eventBusName: "second" }),
                        // Of a rule that comes before the one which feeds its bus.
                        "failed-forward": target({ eventBusName: ref("ml", "name"), arn: ref("second") }),
                    },
                },
            ],
        },
        {
            allows: "a bus of another stack to which a rule forwards",
            change: [
                {
                    add: {
                        there: rule({ eventBusName: "shared" }),
                        "failed-forward": target({ arn: "arn:aws:events:us-east-1:111122223333:event-bus/shared" }),
                    },
                },
            ],
        },
        {
            leaves: "a bus whose name comes from somewhere else",
            change: [
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: { name: "/ml/bus" } } } },
                { set: "failed", to: { eventBusName: ref("settings", "value") } },
            ],
            views: ["preview"],
            on: ["failed"],
        },
        { allows: "the default bus by an empty name", change: [{ set: "failed", to: { eventBusName: "" } }] },
        { allows: "the default bus by its name", change: [{ set: "failed", to: { eventBusName: "default" } }] },
        {
            allows: "the default bus by its ARN",
            change: [{ set: "failed", to: { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/default" } }],
        },
    ]);

    it("reports a bus to which only a rule on a bus of another team forwards, and that rule", async () => {
        const stack = changed(customBus, [
            { set: "forward", to: { eventBusName: "orders" } },
            { set: "forward-target", to: { eventBusName: "orders" } },
        ]);
        for (const view of ["update", "preview", "literals"] as const) {
            const found = await analyzeResources([statusRuleIsOnSagemakerBus], graphOf(nodesOf(stack), view).resources);
            assert.deepEqual(
                found.map(({ urn, message }) => [urn.split("::").at(-1), message]),
                [
                    ["failed", MESSAGE],
                    ["forward", MESSAGE],
                ],
            );
        }
    });

    const unfed = changed(customBus, [{ remove: ["forward-target"] }]);
    const byArn = changed(plain, [{ set: "failed", to: { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/orders" } }]);
    const OPEN = 'Undecided in preview: values of "failed" are unknown until the update.';
    const LISTS: readonly (readonly [what: string, buses: readonly string[], stack: StackData, view: View, ...says: string[]])[] = [
        ["its name", ["ml-1a2b*"], unfed, "update"],
        ["its name in the program", ["ml"], unfed, "preview"],
        ["its ARN", ["arn:aws:events:*:event-bus/orders"], byArn, "update"],
        ["the name in its ARN", ["orders"], byArn, "preview"],
        ["another name", ["orders"], unfed, "update", MESSAGE],
        ["a name that it may turn out to have", ["sagemaker-*"], unfed, "preview", OPEN],
        ["another ARN", ["arn:aws:events:*:event-bus/ml"], byArn, "preview", MESSAGE],
    ];
    for (const [what, buses, stack, view, ...says] of LISTS) {
        it(`${says.length === 0 ? "allows" : "does not allow"} a bus that the configuration lists by ${what} (${view})`, async () => {
            const found = await analyzeResources([configurationIsInOrder([]), statusRuleIsOnSagemakerBus], graphOf(nodesOf(stack), view).resources, {
                "configuration-is-in-order": { buses },
            });
            assert.deepEqual(
                found.map(({ message }) => message),
                says,
            );
        });
    }
});
