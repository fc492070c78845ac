import assert from "node:assert/strict";
import {
    CloudWatchClient,
    DescribeAlarmHistoryCommand,
    type DescribeAlarmHistoryCommandInput,
    DescribeAlarmsCommand,
    SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";

import { type LocalAws, OPERATOR } from "../../../local/aws";
import { alarm, alarmArn, functionArn, graphOf, lambda, resource, route, topicArn, topicWithMail } from "./support/graphBuilder";
import { jobEvent, MINUTE, play, START } from "./support/play";

const clientOptions = ({ endpoint }: LocalAws, accessKeyId: string = OPERATOR) => ({
    endpoint: endpoint.url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "local" },
    maxAttempts: 1,
});

/** What a call of Lambda's Invoke comes to: the answer, or the error's name and text. */
async function invoke(aws: LocalAws, FunctionName: string, payload: string | undefined, more: object = {}, accessKeyId?: string) {
    const client = new LambdaClient(clientOptions(aws, accessKeyId));
    try {
        const answer = await client.send(new InvokeCommand({ FunctionName, Payload: payload, ...more }));
        const { StatusCode, FunctionError, ExecutedVersion, Payload } = answer;
        return { StatusCode, FunctionError, ExecutedVersion, payload: Payload ? (JSON.parse(Payload.transformToString()) as unknown) : undefined };
    } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
    } finally {
        client.destroy();
    }
}

async function withAlarms<T>(aws: LocalAws, work: (client: CloudWatchClient) => Promise<T>): Promise<T> {
    const client = new CloudWatchClient(clientOptions(aws));
    try {
        return await work(client);
    } finally {
        client.destroy();
    }
}

const set = (aws: LocalAws, AlarmName: string, StateValue: "OK" | "ALARM", StateReason = "a test") =>
    withAlarms(aws, (client) => client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason })));

const history = (aws: LocalAws, input: DescribeAlarmHistoryCommandInput) =>
    withAlarms(aws, async (client) => {
        const { AlarmHistoryItems = [], NextToken } = await client.send(new DescribeAlarmHistoryCommand(input));
        return { items: AlarmHistoryItems.map(({ AlarmName, HistorySummary }) => `${AlarmName}: ${HistorySummary}`), NextToken };
    });

const ECHO = "exports.handler = async (event) => ({ outcome: 'handled', got: event });";

describe("what an operator asks of functions", () => {
    it("runs one at once, by its name or its ARN, and answers what it returned", async () => {
        const { invocations } = await play(graphOf(lambda("handler", ECHO)), async (aws) => {
            const answer = {
                StatusCode: 200,
                FunctionError: undefined,
                ExecutedVersion: "$LATEST",
                payload: { outcome: "handled", got: { id: "e" } },
            };
            assert.deepEqual(await invoke(aws, "handler", '{"id":"e"}'), answer);
            assert.deepEqual(await invoke(aws, functionArn("handler"), '{"id":"e"}', { InvocationType: "RequestResponse" }), answer);
        });
        assert.deepEqual(
            invocations.map(({ function: name, event, ok, atMs }) => [name, event, ok, atMs]),
            [
                ["handler", "e", true, START],
                ["handler", "e", true, START],
            ],
        );
    });

    it("refuses an event for a function that is gone, and does not answer that it took it", async () => {
        const { invocations } = await play(graphOf(lambda("handler", ECHO)), async (aws) => {
            aws.inject({ fault: "deleteFunction" });
            assert.equal(
                await invoke(aws, "handler", '{"id":"e"}', { InvocationType: "Event" }),
                `ResourceNotFoundException: Function not found: ${functionArn("handler")}`,
            );
        });
        assert.deepEqual(invocations, []);
    });

    it("answers a handler that throws with its error, and leaves retries and destinations out of it", async () => {
        const graph = graphOf(route({ source: "exports.handler = async () => { throw new TypeError('no'); };" }));
        const { invocations, deadLetters, aws } = await play(graph, async (local) => {
            const answer = await invoke(local, "handler", "{}");
            assert.ok(typeof answer === "object");
            assert.equal(answer.FunctionError, "Unhandled");
            const { errorType, errorMessage } = answer.payload as { errorType: string; errorMessage: string };
            assert.deepEqual([errorType, errorMessage], ["TypeError", "no"]);
        });
        assert.deepEqual([invocations.length, deadLetters], [1, []]);
        const dimensions = { FunctionName: "handler" };
        assert.deepEqual(
            ["Invocations", "Errors"].map((metric) => aws.metricTotal("AWS/Lambda", metric, dimensions)),
            [1, 1],
        );
    });

    it("accepts an event for one at once, and runs it with its retries and its destination", async () => {
        const graph = graphOf(route({ source: "exports.handler = async () => { throw new TypeError('no'); };" }));
        const { invocations } = await play(graph, async (aws) => {
            const accepted = await invoke(aws, "handler", '{"id":"e"}', { InvocationType: "Event" });
            assert.deepEqual(accepted, { StatusCode: 200, FunctionError: undefined, ExecutedVersion: undefined, payload: undefined });
            assert.deepEqual(aws.results().invocations, []);
        });
        assert.deepEqual(
            invocations.map(({ event, atMs }) => [event, (atMs - START) / MINUTE]),
            [
                ["e", 0],
                ["e", 1],
                ["e", 3],
            ],
        );
    });

    it("refuses an unknown function, a body that is no JSON and a dry run", async () => {
        await play(graphOf(lambda("handler", ECHO)), async (aws) => {
            assert.equal(await invoke(aws, "gone", "{}"), `ResourceNotFoundException: Function not found: ${functionArn("gone")}`);
            assert.match(String(await invoke(aws, "handler", "{")), /^InvalidRequestContentException: Could not parse request body into json: /);
            assert.equal(
                await invoke(aws, "handler", "{}", { InvocationType: "DryRun" }),
                "NotImplemented: The invocation type DryRun is not modelled by the local AWS",
            );
        });
    });

    it("is not allowed to a function whose role does not say so", async () => {
        await play(graphOf(lambda("handler", ECHO)), async (aws) => {
            assert.match(
                String(await invoke(aws, "handler", "{}", {}, "LOCAL0001")),
                /^AccessDeniedException: .*not authorized to perform: lambda:InvokeFunction/,
            );
        });
    });
});

const ALARMS = [
    alarm("first", "AWS/Test", "Failures", {}, { okActions: [topicArn("alarms")] }),
    alarm("second", "AWS/Test", "Others", {}, { alarmActions: [] }),
    resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "either", {
        alarmName: "either",
        alarmRule: 'ALARM("first") OR ALARM("second")',
        alarmActions: [topicArn("alarms")],
    }),
    ...topicWithMail("alarms"),
];

describe("what an operator asks of alarms", () => {
    it("gives their states and actions, composite ones only when asked for them", async () => {
        await play(graphOf(ALARMS), async (aws) => {
            await withAlarms(aws, async (client) => {
                const { MetricAlarms, CompositeAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ["first", "either", "gone"] }));
                assert.deepEqual([MetricAlarms?.map(({ AlarmName }) => AlarmName), CompositeAlarms], [["first"], []]);
                const both = await client.send(new DescribeAlarmsCommand({ AlarmNames: ["either"], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] }));
                const [{ AlarmArn, StateValue, ActionsEnabled, AlarmActions, StateUpdatedTimestamp }] = both.CompositeAlarms as [
                    object & Record<string, unknown>,
                ];
                assert.deepEqual(
                    [both.MetricAlarms, AlarmArn, StateValue, ActionsEnabled, AlarmActions, StateUpdatedTimestamp],
                    [[], alarmArn("either"), "OK", true, [topicArn("alarms")], new Date(START)],
                );
            });
        });
    });

    it("sets a state, which runs the actions of a change and no others, and the next evaluation takes it back", async () => {
        const { alarms, otherMessages } = await play(graphOf(ALARMS), async (aws, clock) => {
            await set(aws, "first", "ALARM");
            await set(aws, "first", "ALARM");
            assert.deepEqual(
                aws.results().alarms.map(({ name, state }) => `${name} ${state}`),
                ["first ALARM", "second OK", "either ALARM"],
            );
            await clock.run();
        });
        assert.deepEqual(
            alarms.map(({ name, state, history: changes }) => [
                name,
                state,
                changes.map(({ from, to, atMs }) => `${from} ${to} ${(atMs - START) / MINUTE}`),
            ]),
            [
                ["first", "OK", ["INSUFFICIENT_DATA OK 0", "OK ALARM 0", `ALARM OK ${50 / 60}`]],
                ["second", "OK", []],
                ["either", "OK", ["OK ALARM 0", `ALARM OK ${50 / 60}`]],
            ],
        );
        assert.deepEqual(
            otherMessages.map(({ subject }) => subject),
            ['OK: "first" in us-east-1', 'ALARM: "first" in us-east-1', 'ALARM: "either" in us-east-1', 'OK: "first" in us-east-1'],
        );
    });

    it("keeps a composite alarm in its state until an alarm of its rule changes", async () => {
        const { alarms } = await play(graphOf(ALARMS), async (aws) => {
            await set(aws, "either", "ALARM");
        });
        assert.deepEqual(
            alarms.map(({ name, state }) => `${name} ${state}`),
            ["first OK", "second OK", "either ALARM"],
        );
    });

    it("refuses an unknown alarm, an unknown state and a change without a reason", async () => {
        await play(graphOf(ALARMS), async (aws) => {
            await assert.rejects(set(aws, "gone", "ALARM"), { name: "ResourceNotFound", message: "Alarm not found." });
            const message = "StateValue must be one of OK, ALARM, INSUFFICIENT_DATA, and StateReason is required";
            await assert.rejects(set(aws, "first", "Alarm" as "ALARM"), { name: "ValidationException", message });
            await assert.rejects(set(aws, "first", "ALARM", ""), { name: "ValidationException", message });
        });
    });

    it("reports what happened, newest first, in pages, and which action reached no one", async () => {
        const lost = alarm("lost", "AWS/Test", "Failures", {}, { alarmActions: [topicArn("gone")] });
        await play(graphOf(ALARMS, lost), async (aws, clock) => {
            await set(aws, "first", "ALARM");
            await set(aws, "lost", "ALARM");
            await clock.run(START + 1000);
            await set(aws, "first", "OK");
            assert.deepEqual((await history(aws, { AlarmName: "first" })).items, [
                "first: Alarm updated from ALARM to OK",
                `first: Successfully executed action ${topicArn("alarms")}`,
                "first: Alarm updated from INSUFFICIENT_DATA to OK",
                "first: Alarm updated from OK to ALARM",
                `first: Successfully executed action ${topicArn("alarms")}`,
                `first: Successfully executed action ${topicArn("alarms")}`,
            ]);
            assert.deepEqual((await history(aws, { AlarmName: "lost", HistoryItemType: "Action" })).items, [
                `lost: Failed to execute action ${topicArn("gone")}. Received error: "there is no such topic"`,
            ]);
            const first = await history(aws, { AlarmName: "first", HistoryItemType: "StateUpdate", ScanBy: "TimestampAscending", MaxRecords: 1 });
            assert.deepEqual(first, { items: ["first: Alarm updated from INSUFFICIENT_DATA to OK"], NextToken: "1" });
            const rest = await history(aws, { AlarmName: "first", HistoryItemType: "StateUpdate", ScanBy: "TimestampAscending", NextToken: "1" });
            assert.deepEqual(rest, {
                items: ["first: Alarm updated from OK to ALARM", "first: Alarm updated from ALARM to OK"],
                NextToken: undefined,
            });
        });
    });

    it("sees nothing of what functions do on their own", async () => {
        await play(graphOf(route(), ALARMS.slice(1, 2)), async (aws, clock) => {
            aws.putEvent(jobEvent());
            await clock.run();
            assert.deepEqual(await history(aws, {}), { items: [], NextToken: undefined });
        });
    });
});
