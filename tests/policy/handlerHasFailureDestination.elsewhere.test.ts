import * as assert from "node:assert/strict";

import { configurationIsInOrder } from "../../policy/configurationIsInOrder";
import { handlerHasFailureDestination } from "../../policy/handlerHasFailureDestination";
import { analyzeResources, graphOf, type View } from "../support/policyGraph";
import { alarm, channel, plain } from "./support/goodStacks";
import { type Change, changed, json, nodesOf, ref, type StackData } from "./support/stackData";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:failed";
const toQueue = (name: string, destination: unknown = QUEUE): Change => ({
    set: name,
    to: { destinationConfig: { onFailure: { destination } } },
});
const MAY_SEND: Change = {
    set: "notify-role-policy",
    to: { policy: json({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }] }) },
};
const WATCHED: Change = {
    add: {
        "failed-depth": alarm({
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            statistic: "Maximum",
            dimensions: { QueueName: "failed" },
        }),
    },
};
const elsewhere = (base: StackData, ...changes: Change[]) => changed(base, [toQueue("notify-retries"), MAY_SEND, ...changes]);

async function judge(stack: StackData, view: View, externalQueues: readonly string[] = []) {
    const policies = [configurationIsInOrder([handlerHasFailureDestination]), handlerHasFailureDestination];
    const { resources } = graphOf(nodesOf(stack), view);
    const found = await analyzeResources(policies, resources, { "configuration-is-in-order": { externalQueues } });
    return found.map(({ urn, level, message }) => ({ on: urn.split("::").at(-1), level, message }));
}
const advice = (needs: string) => [
    {
        on: "notify",
        level: "advisory",
        message: `The failure queue ${QUEUE} is not in this stack, so the pack does not see whether it keeps what functions fail on. Ask its owner for ${needs}, and list it as externalQueues in the pack's configuration.`,
    },
];

describe("handler-has-failure-destination, of a queue of another stack", () => {
    for (const view of ["preview", "update", "literals"] as const) {
        it(`advises what its owner must see to (${view})`, async () => {
            assert.deepEqual(
                await judge(elsewhere(plain), view),
                advice("a policy and a key that allow the roles of the functions to send, 14 days of retention and an alarm on its visible messages"),
            );
        });

        it(`asks for no alarm where the stack has one, and for SNS where a subscription needs it (${view})`, async () => {
            const copies = { redrivePolicy: JSON.stringify({ deadLetterTargetArn: QUEUE }) };
            assert.deepEqual(
                await judge(elsewhere(channel, WATCHED, { set: "slack-subscription", to: copies }), view),
                advice(
                    'a policy and a key that allow the roles of the functions to send, a policy that allows sns.amazonaws.com to send for "alerts" and 14 days of retention',
                ),
            );
        });

        it(`says so once for the functions that share it (${view})`, async () => {
            const second: StackData = {
                second: { type: "aws:lambda/function:Function", props: { role: ref("notify-role") } },
                "second-retries": {
                    type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
                    props: { functionName: ref("second", "name") },
                },
                "second-target": { type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule: ref("failed", "name"), arn: ref("second") } },
            };
            const found = await judge(elsewhere(plain, { add: second }, toQueue("second-retries")), view);
            assert.deepEqual(
                found.map(({ on }) => on),
                ["notify"],
            );
        });

        it(`says nothing of one that the configuration lists (${view})`, async () => {
            assert.deepEqual(await judge(elsewhere(plain), view, ["*:failed"]), []);
        });
    }

    it("says nothing of a queue of the stack, or of a topic", async () => {
        assert.deepEqual(await judge(plain, "update"), []);
        const topic = changed(plain, [
            toQueue("notify-retries", "arn:aws:sns:us-east-1:111122223333:failed"),
            {
                set: "notify-role-policy",
                to: { policy: json({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sns:Publish", Resource: "*" }] }) },
            },
        ]);
        assert.deepEqual(await judge(topic, "update"), []);
    });
});
