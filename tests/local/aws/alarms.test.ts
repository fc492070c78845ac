import assert from "node:assert/strict";
import type { AlarmResult, LocalAwsResults } from "../../../local/aws";
import { changeProperties, removePermissions, removeResources, unsubscribe } from "../../../local/aws/faults";
import type { Graph, Props } from "../../../local/engine/graph";
import { alarm, alarmArn, functionArn, graphOf, lambda, resource, route, routeAlarms, topicArn } from "./support/graphBuilder";
import { jobEvent, MINUTE, play, SECOND, START } from "./support/play";

const THROWS = `exports.handler = async () => { throw new Error("broken"); };`;
const HOUR = 60 * MINUTE;
const failing = (...more: ReturnType<typeof route>): Graph => graphOf(route({ source: THROWS }), more);
const depth = (props: Props = {}) =>
    alarm("depth", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "failed" }, { statistic: "Maximum", ...props });

/** Changes as [seconds after the start, new state, how many were notified]. */
function changes({ alarms }: LocalAwsResults, name: string): [number, string, number][] {
    return (alarms.find((each: AlarmResult) => each.name === name)?.history ?? []).map(({ atMs, to, notified }) => [
        (atMs - START) / SECOND,
        to,
        notified.length,
    ]);
}

describe("an alarm", () => {
    it("goes off at the next full minute after the message is there and stays while it is", async () => {
        const result = await play(failing(depth()));
        assert.deepEqual(changes(result, "depth"), [[230, "ALARM", 1]]);
        const [{ state, sinceMs } = { state: "", sinceMs: 0 }] = result.alarms;
        assert.deepEqual([state, sinceMs], ["ALARM", START + 230 * SECOND]);
    });

    it("sends a message in CloudWatch's form", async () => {
        const { otherMessages } = await play(failing(depth({ alarmDescription: "Something failed" })));
        assert.deepEqual(
            otherMessages.map(({ kind, from, subject, delivered }) => ({ kind, from, subject, delivered })),
            [
                {
                    kind: "alarm",
                    from: alarmArn("depth"),
                    subject: `ALARM: "depth" in us-east-1`,
                    delivered: [{ who: "email:ops@example.com", atMs: START + 230 * SECOND }],
                },
            ],
        );
        assert.deepEqual(JSON.parse(otherMessages[0]?.message ?? ""), {
            AlarmName: "depth",
            AlarmDescription: "Something failed",
            AWSAccountId: "111122223333",
            NewStateValue: "ALARM",
            NewStateReason: "1 datapoint [1]: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm.",
            StateChangeTime: "2026-01-01T12:04:00.000+0000",
            Region: "us-east-1",
            AlarmArn: alarmArn("depth"),
            OldStateValue: "OK",
            OKActions: [],
            AlarmActions: [topicArn("alarms")],
            InsufficientDataActions: [],
            Trigger: {
                MetricName: "ApproximateNumberOfMessagesVisible",
                Namespace: "AWS/SQS",
                StatisticType: "Statistic",
                Statistic: "MAXIMUM",
                Unit: null,
                Dimensions: [{ value: "failed", name: "QueueName" }],
                Period: 60,
                EvaluationPeriods: 1,
                ComparisonOperator: "GreaterThanOrEqualToThreshold",
                Threshold: 1,
                TreatMissingData: "notBreaching",
                EvaluateLowSampleCountPercentile: "",
            },
        });
    });

    it("runs the OK actions when it was created and when the queue is emptied", async () => {
        const graph = failing(depth({ okActions: [topicArn("alarms")] }));
        const result = await play(graph, async (aws, clock) => {
            aws.putEvent(jobEvent());
            await clock.run();
            aws.removeMessage("failed", aws.results().deadLetters[0]?.id ?? "");
        });
        assert.deepEqual(
            changes(result, "depth").map(([, state, notified]) => [state, notified]),
            [
                ["OK", 1],
                ["ALARM", 1],
                ["OK", 1],
            ],
        );
        assert.deepEqual(result.alarms[0]?.history[0], {
            atMs: START,
            from: "INSUFFICIENT_DATA",
            to: "OK",
            reason: "0 datapoints and 1 missing one taken as notBreaching: 0 of 1 are greater than or equal to the threshold 1, 1 makes an alarm.",
            actions: [topicArn("alarms")],
            notified: [{ who: "email:ops@example.com", atMs: START }],
        });
        assert.deepEqual(
            result.otherMessages.map(({ subject }) => subject),
            [`OK: "depth" in us-east-1`, `ALARM: "depth" in us-east-1`, `OK: "depth" in us-east-1`],
        );
    });

    it("has no data of a queue that has been empty for six hours", async () => {
        const graph = failing(depth({ treatMissingData: "missing", insufficientDataActions: [topicArn("alarms")] }));
        const result = await play(graph, async (aws, clock) => {
            aws.putEvent(jobEvent());
            await clock.run();
            aws.removeMessage("failed", aws.results().deadLetters[0]?.id ?? "");
            await clock.run(START + 7 * HOUR);
        });
        assert.deepEqual(
            changes(result, "depth").map(([, state]) => state),
            ["ALARM", "OK", "INSUFFICIENT_DATA"],
        );
        assert.equal(Math.round((changes(result, "depth")[2]?.[0] ?? 0) / 3600), 6);
    });

    it("without an action notifies no one, so that the delivery is lost", async () => {
        const result = await play(failing(depth({ alarmActions: [] })));
        assert.deepEqual(changes(result, "depth"), [[230, "ALARM", 0]]);
        assert.deepEqual(
            [result.lost, result.deliveries[0]?.deadLetterQueue, result.deliveries[0]?.reason],
            [1, "failed", `It is in the queue "failed", but no one was notified after it got there: the action of depth reached no subscriber`],
        );
    });

    it("that notifies someone by its OK action only does not count", async () => {
        const errors = alarm("errors", "AWS/Lambda", "Errors", { FunctionName: "handler" }, { alarmActions: [], okActions: [topicArn("alarms")] });
        const result = await play(failing(errors));
        assert.deepEqual([changes(result, "errors").at(-1)?.slice(1), result.lost], [["OK", 1], 1]);
    });

    it("with its actions switched off notifies no one", async () => {
        assert.deepEqual(changes(await play(failing(depth({ actionsEnabled: false }))), "depth"), [[230, "ALARM", 0]]);
    });

    it("notifies no one through a topic without subscription, which is a finding", async () => {
        const result = await play(unsubscribe(failing(depth()), "alarms"));
        assert.deepEqual([changes(result, "depth"), result.lost], [[[230, "ALARM", 0]], 1]);
        assert.deepEqual(result.findings, [
            {
                kind: "undelivered",
                subject: topicArn("alarms"),
                message: 'The topic "alarms" has no subscription, so no one receives its messages',
                count: 1,
            },
        ]);
    });

    it("notifies no one through a topic that does not allow it, is gone, or waits for a confirmation", async () => {
        const topic = { type: "aws:sns/topic:Topic", name: "alarms" };
        const statement = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: topicArn("alarms") };
        const closed = changeProperties(failing(depth()), topic, { policy: { Version: "2012-10-17", Statement: [statement] } });
        const encrypted = changeProperties(failing(depth()), topic, { kmsMasterKeyId: "alias/aws/sns" });
        const gone = removeResources(failing(depth()), topic);
        for (const [graph, reason] of [
            [closed, /cloudwatch\.amazonaws\.com may not call sns:Publish/],
            [encrypted, /cloudwatch\.amazonaws\.com may not call kms:/],
            [gone, /there is no such topic$/],
        ] as const) {
            const { lost, findings } = await play(graph);
            const undelivered = findings.find(({ kind, subject }) => kind === "undelivered" && subject === alarmArn("depth"));
            assert.equal(lost, 1);
            assert.match(undelivered?.message ?? "", reason);
        }
        const unconfirmed = await play(failing(depth()), undefined, { subscriptionsConfirmed: false });
        assert.deepEqual([unconfirmed.lost, unconfirmed.findings[0]?.kind], [1, "undelivered"]);
    });

    it("that had gone off before does not report a later message, which is lost until someone is notified", async () => {
        const second = async (...more: ReturnType<typeof route>) =>
            play(failing(depth(), ...more), async (aws, clock) => {
                aws.putEvent(jobEvent("first"));
                await clock.run();
                aws.putEvent(jobEvent("second"));
            });
        const { deliveries, lost } = await second(
            alarm("never", "AWS/Lambda", "Errors", { FunctionName: "handler" }, { period: 900, threshold: 100 }),
        );
        assert.deepEqual(
            deliveries.map(({ event, outcome }) => [event, outcome]),
            [
                ["first", "dead-lettered"],
                ["second", "lost"],
            ],
        );
        assert.deepEqual([lost, deliveries[1]?.reason?.split(": ").at(-1)], [1, "depth had gone off before"]);
        // An alarm on what happens, not on what is there, goes off each time.
        const again = await second(alarm("dropped", "AWS/Lambda", "Errors", { FunctionName: "handler" }, { period: 900, threshold: 3 }));
        assert.deepEqual([again.lost, changes(again, "dropped").filter(([, state]) => state === "ALARM").length], [0, 2]);
    });

    it("on another queue, rule or function does not count for a delivery", async () => {
        const others = [
            alarm("other-queue", "AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "undelivered" }, { statistic: "Maximum" }),
            alarm("other-function", "AWS/Lambda", "Errors", { FunctionName: "second" }),
            alarm("other-bus", "AWS/Events", "MatchedEvents", { RuleName: "jobs", EventBusName: "custom" }),
            alarm("other-namespace", "Custom", "Errors", { FunctionName: "handler" }),
        ];
        const { deliveries } = await play(failing(...others));
        assert.match(deliveries[0]?.reason ?? "", /no alarm watches the queue, the rule or the function$/);
    });

    it("of a message that is too old does not save it", async () => {
        const graph = changeProperties(failing(depth()), { type: "aws:sqs/queue:Queue", name: "failed" }, { messageRetentionSeconds: 3600 });
        const result = await play(graph, async (aws, clock) => {
            aws.putEvent(jobEvent());
            await clock.run();
            assert.equal(aws.results().deliveries[0]?.outcome, "dead-lettered");
            await clock.run(START + 2 * HOUR);
        });
        assert.deepEqual(
            [result.deliveries[0]?.outcome, result.deliveries[0]?.reason, result.deadLetters],
            ["lost", 'Its message in the queue "failed" expired at 2026-01-01T13:03:10.000Z', []],
        );
        assert.deepEqual(changes(result, "depth").at(-1)?.[1], "OK");
    });

    it("that watches for silence does not keep a run alive, and goes off when the clock goes on", async () => {
        const silence = alarm(
            "silence",
            "AWS/Events",
            "MatchedEvents",
            { RuleName: "jobs" },
            { comparisonOperator: "LessThanThreshold", period: 3600, treatMissingData: "breaching" },
        );
        const graph = graphOf(route(), silence);
        const short = await play(graph);
        assert.deepEqual(changes(short, "silence"), [
            [0, "ALARM", 1],
            [50, "OK", 0],
        ]);
        assert.ok(short.endMs <= START + 2 * MINUTE);
        const long = await play(graph, async (aws, clock) => {
            aws.putEvent(jobEvent());
            await clock.run(START + 2 * HOUR);
        });
        assert.deepEqual(changes(long, "silence"), [
            [0, "ALARM", 1],
            [50, "OK", 0],
            [3650, "ALARM", 1],
        ]);
    });

    it("counts over a window that moves with the minutes", async () => {
        const errors = alarm("errors", "AWS/Lambda", "Errors", { FunctionName: "handler" }, { period: 900, threshold: 4 });
        // Three errors of the first event, one of the second within 15 minutes of the first error: 12:00:10 to 12:14:50.
        const within = async (offsetMs: number) =>
            play(graphOf(route({ source: THROWS }), errors), (aws, clock) => {
                aws.putEvent(jobEvent("first"));
                clock.schedule(START + offsetMs, () => void aws.putEvent(jobEvent("second")));
            });
        assert.deepEqual(changes(await within(10 * MINUTE), "errors")[0]?.slice(0, 2), [650, "ALARM"]);
        assert.deepEqual(changes(await within(30 * MINUTE), "errors"), []);
    });

    it("with a short period is evaluated every ten seconds", async () => {
        const fast = alarm("fast", "AWS/Lambda", "Errors", { FunctionName: "handler" }, { period: 10 });
        assert.deepEqual(changes(await play(failing(fast)), "fast")[0]?.slice(0, 2), [10, "ALARM"]);
    });

    it("on metric maths reads all its metrics", async () => {
        const metric = (id: string, metricName: string) => ({
            id,
            metric: { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: "handler" }, period: 60, stat: "Sum" },
        });
        const rate = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "rate", {
            comparisonOperator: "GreaterThanThreshold",
            threshold: 50,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
            alarmActions: [topicArn("alarms")],
            metricQueries: [
                metric("errors", "Errors"),
                metric("calls", "Invocations"),
                { id: "rate", expression: "100 * errors / calls", returnData: true },
            ],
        });
        const result = await play(failing(rate));
        assert.deepEqual(changes(result, "rate")[0], [50, "ALARM", 1]);
        assert.deepEqual(changes(await play(graphOf(route(), rate)), "rate"), []);
        // It looks at the function, but reported the first error, not the event in the queue.
        assert.deepEqual([result.lost, result.deliveries[0]?.reason?.endsWith("rate had gone off before")], [1, true]);
    });

    it("of a composite goes off with its children, and counts for what they watch", async () => {
        const composite = (rule: string, name = "all") =>
            resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", name, { alarmRule: rule, alarmActions: [topicArn("alarms")] });
        const silent = depth({ alarmActions: [] });
        const result = await play(
            failing(composite(`ALARM("depth") AND NOT ALARM(other)`), composite("ALARM(all)", "outer"), silent, {
                ...depth(),
                ...resource("aws:cloudwatch/metricAlarm:MetricAlarm", "other", {
                    ...depth().outputs,
                    name: "other",
                    arn: alarmArn("other"),
                    dimensions: { QueueName: "x" },
                    alarmActions: [],
                }),
            }),
        );
        assert.deepEqual([changes(result, "all"), changes(result, "outer"), result.lost], [[[230, "ALARM", 1]], [[230, "ALARM", 1]], 0]);
        const message = JSON.parse(result.otherMessages.find(({ from }) => from === alarmArn("all"))?.message ?? "");
        assert.deepEqual([message.AlarmRule, message.Trigger], [`ALARM("depth") AND NOT ALARM(other)`, undefined]);
    });

    it("runs no action when it was created if its actions are switched off, if it has none for its first state, or if that is INSUFFICIENT_DATA", async () => {
        const okActions = [topicArn("alarms")];
        for (const props of [
            { okActions, actionsEnabled: false },
            { insufficientDataActions: okActions },
            { treatMissingData: "missing", okActions, insufficientDataActions: okActions },
        ]) {
            const { otherMessages, alarms } = await play(graphOf(route(), routeAlarms(), depth(props)), () => Promise.resolve());
            assert.deepEqual([otherMessages, alarms.map(({ history }) => history)], [[], alarms.map(() => [])]);
        }
    });

    it("of a composite runs its actions when it was created", async () => {
        const composite = { alarmName: "calm", alarmRule: "OK(depth)", alarmActions: [topicArn("alarms")] };
        const graph = graphOf(route(), routeAlarms(), depth(), resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "calm", composite));
        const result = await play(graph, () => Promise.resolve());
        assert.deepEqual(changes(result, "calm"), [[0, "ALARM", 1]]);
        assert.equal(result.alarms.find(({ name }) => name === "calm")?.history[0]?.reason, "The alarm was created: OK(depth)");
    });

    it("is not modelled, and not refused, on anomaly detection, Metrics Insights, a search and PromQL", async () => {
        const none = { namespace: undefined, metricName: undefined, dimensions: undefined, period: undefined, statistic: undefined };
        const other = (name: string, props: Props) => alarm(name, "AWS/EC2", "CPUUtilization", {}, props);
        const metric = { namespace: "AWS/EC2", metricName: "CPUUtilization", period: 120, stat: "Average", dimensions: { InstanceId: "i-abc123" } };
        const { findings, alarms } = await play(
            graphOf(
                route(),
                // As in the example of the SDK (cloudwatch/metricAlarm.d.ts).
                other("band", {
                    ...none,
                    threshold: undefined,
                    comparisonOperator: "GreaterThanUpperThreshold",
                    thresholdMetricId: "e1",
                    metricQueries: [
                        { id: "e1", returnData: true, expression: "ANOMALY_DETECTION_BAND(m1)", label: "CPUUtilization (Expected)" },
                        { id: "m1", returnData: true, metric },
                    ],
                }),
                other("insights", {
                    ...none,
                    metricQueries: [{ id: "q1", expression: 'select MAX(CPUUtilization) FROM "AWS/EC2"', period: 60, returnData: true }],
                }),
                other("search", { ...none, metricQueries: [{ id: "e", expression: `MAX(SEARCH('{AWS/EC2} "i\\"1"', 'Sum'))`, returnData: true }] }),
                other("promql", {
                    ...none,
                    threshold: undefined,
                    comparisonOperator: undefined,
                    evaluationPeriods: undefined,
                    treatMissingData: undefined,
                    evaluationInterval: 30,
                    evaluationCriteria: { promqlCriteria: { query: "avg(cpu_utilization_percent) > 80", pendingPeriod: 300, recoveryPeriod: 120 } },
                }),
            ),
        );
        assert.deepEqual(
            findings.map(({ kind, message }) => [kind, message]),
            [
                [
                    "unmodelled",
                    'Alarm "band": only GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold with a fixed threshold are modelled, got thresholdMetricId "e1"',
                ],
                ["unmodelled", 'Metric math "select MAX(CPUUtilization) FROM "AWS/EC2"": Metrics Insights queries (SELECT) is not modelled'],
                ["unmodelled", `Metric math "MAX(SEARCH('{AWS/EC2} "i\\"1"', 'Sum'))": function SEARCH is not modelled`],
                ["unmodelled", 'Alarm "promql": PromQL queries (evaluationCriteria) are not modelled'],
            ],
        );
        assert.deepEqual(alarms, []);
    });

    it("is a finding if CloudWatch would refuse it, or it cannot be evaluated", async () => {
        const composite = (name: string, alarmRule: string) => resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", name, { alarmRule });
        const { findings, alarms } = await play(
            graphOf(
                route(),
                depth({ period: 45 }),
                alarm("trimmed", "AWS/Lambda", "Duration", { FunctionName: "handler" }, { statistic: undefined, extendedStatistic: "tm90" }),
                composite("lonely", "ALARM(missing)"),
                composite("ping", "ALARM(pong)"),
                composite("pong", "NOT ALARM(ping)"),
                composite("unreadable", "ALARM("),
            ),
        );
        assert.deepEqual(
            findings.map(({ kind, subject }) => [kind, subject.split(/::|:alarm:/).at(-1)]),
            [
                ["refused", "depth"],
                ["refused", "unreadable"],
                ["unmodelled", "trimmed"],
                ["refused", "lonely"],
                ["refused", "ping"],
                ["refused", "pong"],
            ],
        );
        assert.deepEqual(alarms, []);
    });

    it("calls a function that allows alarms, and counts it when it succeeds", async () => {
        const action = [functionArn("pager")];
        const permission = resource("aws:lambda/permission:Permission", "pager", {
            action: "lambda:InvokeFunction",
            function: "pager",
            principal: "lambda.alarms.cloudwatch.amazonaws.com",
            sourceArn: alarmArn("depth"),
            sourceAccount: "111122223333",
        });
        const graph = (source: string) => failing(depth({ alarmActions: action }), ...lambda("pager", source), permission);
        const good = await play(graph(`exports.handler = async (event) => event.alarmData.state.value;`));
        assert.deepEqual(good.alarms[0]?.notified, [{ who: "lambda:pager", atMs: START + 230 * SECOND }]);
        assert.equal(good.lost, 0);
        assert.equal((await play(graph(THROWS))).lost, 1);
        const refused = await play(removePermissions(graph(THROWS), "pager"));
        assert.deepEqual([refused.lost, refused.findings.map(({ kind }) => kind)], [1, ["undelivered"]]);
    });

    it("with an action that is not modelled has a finding", async () => {
        const { findings } = await play(failing(depth({ alarmActions: ["arn:aws:ssm:us-east-1:111122223333:opsitem:1"] })));
        assert.deepEqual(
            findings.map(({ kind, subject }) => [kind, subject]),
            [["unmodelled", alarmArn("depth")]],
        );
    });

    it("of a route is silent while everything works", async () => {
        const { alarms } = await play(graphOf(route(), routeAlarms()));
        assert.deepEqual(
            alarms.map(({ state, history }) => [state, history]),
            alarms.map(() => ["OK", []]),
        );
    });
});
