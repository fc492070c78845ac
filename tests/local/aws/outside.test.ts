import assert from "node:assert/strict";
import { resolve } from "node:path";
import type { Graph, Props, Resource } from "../../../local/engine/graph";
import { alarm, functionArn, graphOf, queueArn, queueUrl, resource, route, routeAlarms, ruleArn, topicArn } from "./support/graphBuilder";
import { jobEvent, play } from "./support/play";

/** The functions have no packages, so the handler loads the SDK by its path on this machine. */
const sdk = (client: string) => JSON.stringify(resolve(__dirname, "../../../node_modules/@aws-sdk", client));

const BROKEN = "exports.handler = async () => { throw new Error('broken'); };";
const MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:report";

/** A graph in whose answers these ARNs are. */
const withOutside = (graph: Graph, ...outside: string[]): Graph => ({ ...graph, outside });

async function outcomes(graph: Graph): Promise<string[]> {
    const { deliveries, findings } = await play(graph);
    assert.deepEqual(findings, []);
    return deliveries.map(({ outcome, reason = "" }) => `${outcome}: ${reason}`);
}

const targeting = (arn: string, more: Props = {}) => graphOf(route({ target: { arn, ...more } }), routeAlarms());

describe("what exists outside of the program", () => {
    for (const [what, arn, name] of [
        ["queue", queueArn("inbox"), "sqs:inbox"],
        ["topic", topicArn("oncall"), "sns:oncall"],
        ["function", functionArn("notify"), "lambda:notify"],
        ["alias of a function", `${functionArn("notify")}:live`, "lambda:notify"],
        ["bus", "arn:aws:events:us-east-1:111122223333:event-bus/ml", "events:event-bus/ml"],
        ["bus of another account", "arn:aws:events:us-east-1:444455556666:event-bus/ml", "events:event-bus/ml"],
        ["state machine", MACHINE, "states:stateMachine:report"],
    ] as const) {
        it(`takes an event as the target of a rule, where it is not played: ${what}`, async () => {
            const outside = arn.replace(/:live$/, "");
            assert.deepEqual(await outcomes(withOutside(targeting(arn), outside)), [
                `not played: It was handed over to ${name} (not in the program)`,
            ]);
        });
    }

    it("is only what was answered: an ARN that no one answers for is missing", async () => {
        const [delivery] = (await play(withOutside(targeting(queueArn("inbox")), queueArn("other")))).deliveries;
        assert.equal(delivery?.outcome, "dead-lettered");
        assert.equal(delivery.reason, `EventBridge could not hand it over (NO_RESOURCE: There is no ${queueArn("inbox")})`);
    });

    it("is not what the program makes itself", async () => {
        assert.deepEqual(await outcomes(withOutside(targeting(functionArn("handler")), functionArn("handler"), queueArn("undelivered"))), [
            "handled: ",
        ]);
    });

    it("has what a target did not take, as its dead-letter queue", async () => {
        const graph = withOutside(
            targeting(functionArn("gone"), { deadLetterConfig: { arn: queueArn("undelivered-all") } }),
            queueArn("undelivered-all"),
        );
        const what = `EventBridge could not hand it over (NO_RESOURCE: There is no ${functionArn("gone")})`;
        assert.deepEqual(await outcomes(graph), [`not played: ${what}. It was handed over to sqs:undelivered-all (not in the program)`]);
    });

    it("can't be a FIFO queue where EventBridge sends what was not delivered", async () => {
        const graph = withOutside(targeting(functionArn("gone"), { deadLetterConfig: { arn: queueArn("all.fifo") } }), queueArn("all.fifo"));
        const [delivery] = (await play(graph)).deliveries;
        assert.equal(delivery?.outcome, "lost");
        assert.match(delivery.reason!, /nor put it into the dead-letter queue: .*all\.fifo is a FIFO queue, /);
    });

    it("has the record of a function that failed, as its destination", async () => {
        const all = queueArn("failed-all");
        const options = {
            source: BROKEN,
            statements: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: all }],
            invokeConfig: { destinationConfig: { onFailure: { destination: all } } },
        };
        assert.deepEqual(await outcomes(withOutside(graphOf(route(options), routeAlarms()), all)), [
            'not played: Function "handler" failed: Error: broken. It was handed over to sqs:failed-all (not in the program)',
        ]);
    });

    it("is notified by alarms, as their topic or their function", async () => {
        for (const [arn, who] of [
            [topicArn("oncall"), "sns:oncall (not in the program)"],
            [functionArn("pager"), "lambda:pager (not in the program)"],
        ] as const) {
            const depth = alarm("depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "failed" }, { alarmActions: [arn] });
            const { deliveries, alarms, findings } = await play(withOutside(graphOf(route({ source: BROKEN }), depth), arn));
            assert.deepEqual(findings, []);
            assert.deepEqual([deliveries[0]?.outcome, deliveries[0]?.deadLetterQueue], ["dead-lettered", "failed"]);
            assert.deepEqual(
                alarms.map(({ name, notified }) => [name, notified.map((each) => each.who)]),
                [["depth", [who]]],
            );
        }
    });

    it("subscribes to topics of the program", async () => {
        const subscribed = (protocol: string, endpoint: string): Resource =>
            resource("aws:sns/topicSubscription:TopicSubscription", protocol, { topic: topicArn("alarms"), protocol, endpoint });
        const graph = graphOf(
            route({ source: BROKEN }),
            routeAlarms(),
            subscribed("sqs", queueArn("inbox")),
            subscribed("lambda", functionArn("pager")),
        );
        const { alarms, findings } = await play(withOutside(graph, queueArn("inbox"), functionArn("pager")));
        assert.deepEqual(findings, []);
        assert.deepEqual(
            alarms.find(({ name }) => name === "failed-depth")?.notified.map(({ who }) => who),
            ["email:ops@example.com", "sqs:inbox (not in the program)", "lambda:pager (not in the program)"],
        );
    });

    it("takes what handlers publish and send", async () => {
        const source = `
            const { SNSClient, PublishCommand } = require(${sdk("client-sns")});
            const { SQSClient, SendMessageCommand } = require(${sdk("client-sqs")});
            exports.handler = async () => {
                await new SNSClient({}).send(new PublishCommand({ TopicArn: "${topicArn("oncall")}", Message: "A job failed" }));
                await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: "A job failed" }));
            };`;
        const statements = [{ Effect: "Allow", Action: ["sns:Publish", "sqs:SendMessage"], Resource: [topicArn("oncall"), queueArn("inbox")] }];
        const graph = graphOf(route({ source, statements, function: { environment: { variables: { QUEUE: queueUrl("inbox") } } } }), routeAlarms());
        const { deliveries, notifications } = await play(withOutside(graph, topicArn("oncall"), queueArn("inbox")));
        assert.deepEqual(
            deliveries.map(({ outcome, reason }) => [outcome, reason]),
            [["handled", undefined]],
        );
        assert.deepEqual(
            notifications.map(({ topic, message, delivered }) => [topic, message, delivered.map(({ who }) => who)]),
            [["oncall", "A job failed", ["sns:oncall (not in the program)"]]],
        );
        assert.equal((await play(graph)).deliveries[0]?.outcome, "dead-lettered");
    });

    it("allows everything as a role, as a policy and as a key, with a warning that says that this is not known", async () => {
        const [shared, policy] = ["arn:aws:iam::111122223333:role/teams/shared", "arn:aws:iam::111122223333:policy/send"];
        const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
        const source = `
            const { SQSClient, SendMessageCommand } = require(${sdk("client-sqs")});
            exports.handler = async () => {
                await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: "A job failed" }));
            };`;
        const kept = resource("aws:sqs/queue:Queue", "kept", { kmsMasterKeyId: key });
        const environment = { variables: { QUEUE: queueUrl("kept") } };
        const ofRole = graphOf(route({ source, function: { role: shared, environment } }), kept, routeAlarms());
        const attached = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "send", { role: "handler-role", policyArn: policy });
        const ofPolicy = graphOf(route({ source, function: { environment } }), attached, kept, routeAlarms());
        const played = async (graph: Graph) => {
            const { deliveries, findings } = await play(graph);
            return [deliveries[0]?.outcome, ...findings.map(({ kind, subject }) => `${kind}: ${subject}`)];
        };
        assert.deepEqual(await played(withOutside(ofRole, shared, key)), ["handled", `unmodelled: ${shared}`, `unmodelled: ${key}`]);
        assert.deepEqual(await played(withOutside(ofPolicy, policy, key)), ["handled", `unmodelled: ${policy}`, `unmodelled: ${key}`]);
        for (const [graph, outside] of [
            [ofRole, [key]],
            [ofRole, [shared]],
            [ofPolicy, [key]],
        ] as const) {
            assert.notEqual((await played(withOutside(graph, ...outside)))[0], "handled");
        }
    });

    it("gets permissions, subscriptions and rules of the program, which are no findings", async () => {
        const ml = "arn:aws:events:us-east-1:111122223333:event-bus/ml";
        const graph = graphOf(
            route({ rule: { eventBusName: "ml" }, target: { eventBusName: "ml" } }),
            resource("aws:lambda/permission:Permission", "bus", {
                action: "lambda:InvokeFunction",
                function: "handler",
                principal: "events.amazonaws.com",
                sourceArn: ruleArn("ml/jobs"),
            }),
            resource("aws:lambda/permission:Permission", "notify", {
                action: "lambda:InvokeFunction",
                function: "notify",
                principal: "events.amazonaws.com",
            }),
            resource("aws:sns/topicSubscription:TopicSubscription", "more", {
                topic: topicArn("oncall"),
                protocol: "email",
                endpoint: "a@example.com",
            }),
        );
        const played = await play(withOutside(graph, ml, functionArn("notify"), topicArn("oncall")), (aws) => void aws.putEvent(jobEvent(), "ml"));
        assert.deepEqual(played.findings, []);
        assert.deepEqual(
            played.deliveries.map(({ outcome }) => outcome),
            ["handled"],
        );
        const without = await play({ ...graph, outside: [] }, () => {});
        assert.deepEqual(
            without.findings.map(({ message }) => message),
            [
                `The topic ${topicArn("oncall")} is not in the program`,
                'Rule "jobs": there is no event bus "ml"',
                'The function "notify" is not in the program',
            ],
        );
    });
});
