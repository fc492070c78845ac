import assert from "node:assert/strict";
import type { LocalAws } from "../../../local/aws";
import { breakHandler, changeProperties } from "../../../local/aws/faults";
import type { Graph } from "../../../local/engine/graph";
import {
    functionArn,
    graphOf,
    lambda,
    policyOf,
    queueArn,
    resource,
    roleArn,
    route,
    routeAlarms,
    ruleArn,
    topicArn,
    topicWithMail,
} from "./support/graphBuilder";
import { jobEvent, MINUTE, play, SECOND, START } from "./support/play";

const HOUR = 60 * MINUTE;
const THROWS = `exports.handler = async () => { throw new Error("broken"); };`;
const allow = (action: string | readonly string[], target: string) => ({ Effect: "Allow", Action: action, Resource: target });

function lambdaMetrics(aws: LocalAws, name = "handler"): Record<string, number> {
    const names = [
        ...["Invocations", "Errors", "Throttles", "AsyncEventsReceived", "AsyncEventsDropped", "DestinationDeliveryFailures", "DeadLetterErrors"],
        "AsyncEventAge",
    ];
    const totals = names.map((metric): [string, number] => [metric, aws.metricTotal("AWS/Lambda", metric, { FunctionName: name })]);
    return Object.fromEntries(totals.filter(([, total]) => total !== 0));
}

const failing = (options = {}): Graph => graphOf(route({ source: THROWS, ...options }), routeAlarms());

describe("a function", () => {
    it("keeps what failed in its destination with the error, in Lambda's form", async () => {
        const { deadLetters, invocations, aws } = await play(failing());
        const record = JSON.parse(deadLetters[0]?.body ?? "");
        assert.deepEqual(
            { ...record, responsePayload: { ...record.responsePayload, trace: [] } },
            {
                version: "1.0",
                timestamp: "2026-01-01T12:03:10.000Z",
                requestContext: {
                    requestId: invocations[0]?.requestId,
                    functionArn: `${functionArn("handler")}:$LATEST`,
                    condition: "RetriesExhausted",
                    approximateInvokeCount: 3,
                },
                requestPayload: jobEvent(),
                responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
                responsePayload: { errorType: "Error", errorMessage: "broken", trace: [] },
            },
        );
        assert.deepEqual(lambdaMetrics(aws), {
            Invocations: 3,
            Errors: 3,
            AsyncEventsReceived: 1,
            AsyncEventsDropped: 1,
            AsyncEventAge: 4 * MINUTE,
        });
    });

    it("is not retried where its configuration says so, and up to twice otherwise", async () => {
        for (const [maximumRetryAttempts, expected] of [
            [0, [START]],
            [1, [START, START + MINUTE]],
        ] as const) {
            const { invocations } = await play(failing({ invokeConfig: { maximumRetryAttempts } }));
            assert.deepEqual(
                invocations.map(({ atMs }) => atMs),
                expected,
            );
        }
    });

    it("gives an event up when it is older than its configuration allows, before the next retry", async () => {
        const { invocations, deadLetters } = await play(failing({ invokeConfig: { maximumEventAgeInSeconds: 90 } }));
        assert.deepEqual(
            invocations.map(({ atMs }) => atMs - START),
            [0, MINUTE],
        );
        assert.deepEqual(
            [JSON.parse(deadLetters[0]?.body ?? "").requestContext.condition, (deadLetters[0]?.sentMs ?? 0) - START],
            ["EventAgeExceeded", 90 * SECOND + 1],
        );
    });

    it("loses an event without destination and dead-letter queue, and counts it", async () => {
        const { deliveries, lost, aws, deadLetters } = await play(failing({ invokeConfig: { destinationConfig: undefined } }));
        assert.deepEqual(
            [deliveries[0]?.outcome, deliveries[0]?.reason, lost, deadLetters],
            ["lost", `Function "handler" gave up (RetriesExhausted) and has neither an on-failure destination nor a dead-letter queue`, 1, []],
        );
        assert.equal(lambdaMetrics(aws).AsyncEventsDropped, 1);
    });

    it("waits 1 s, doubled up to 5 minutes, while it is throttled, and is late but whole", async () => {
        const source = `exports.handler = async () => ({ outcome: "handled" });`;
        const { invocations, deliveries, alarms, aws } = await play(graphOf(route({ source }), routeAlarms()), (account) => {
            account.inject({ fault: "throttle", resource: "handler", fromMs: START, toMs: START + 20 * MINUTE });
            account.putEvent(jobEvent());
        });
        // 1 + 2 + 4 … + 256 = 511 s, then every 300 s.
        assert.deepEqual([invocations[0]?.atMs, deliveries[0]?.outcome], [START + 1411 * SECOND, "handled"]);
        assert.deepEqual(lambdaMetrics(aws), { Invocations: 1, Throttles: 12, AsyncEventsReceived: 1, AsyncEventAge: 1411 * SECOND });
        const age = alarms.find(({ name }) => name === "event-age");
        assert.deepEqual(
            age?.history.map(({ to, notified }) => [to, notified.length]),
            [
                ["ALARM", 1],
                ["OK", 0],
            ],
        );
    });

    it("gives up a throttled event after 6 hours by default, without having run", async () => {
        const { invocations, deadLetters, deliveries } = await play(failing(), (account) => {
            account.inject({ fault: "throttle", resource: "handler", fromMs: START, toMs: START + 24 * HOUR });
            account.putEvent(jobEvent());
        });
        const { requestContext, responseContext } = JSON.parse(deadLetters[0]?.body ?? "");
        assert.deepEqual(
            [invocations, requestContext.condition, requestContext.approximateInvokeCount, responseContext, deliveries[0]?.outcome],
            [[], "EventAgeExceeded", 0, undefined, "dead-lettered"],
        );
        assert.equal(deadLetters[0]?.sentMs, START + 6 * HOUR + 1);
    });

    it("hands everything to its destination at once with a reserved concurrency of 0", async () => {
        const { deadLetters, invocations, deliveries } = await play(failing({ function: { reservedConcurrentExecutions: 0 } }));
        assert.deepEqual([deadLetters[0]?.sentMs, invocations, deliveries[0]?.outcome], [START, [], "dead-lettered"]);
    });

    it("loses what failed where its role may not write to the destination, and only its own alarm says so", async () => {
        const graph = changeProperties(failing(), { type: "aws:iam/role:Role", name: "handler-role" }, { inlinePolicies: undefined });
        const { deliveries, alarms, aws, apiCalls } = await play(graph);
        const reason = `${roleArn("handler-role")} may not call sqs:SendMessage on ${queueArn("failed")}: there is no identity policy.`;
        assert.deepEqual(
            [deliveries[0]?.outcome, deliveries[0]?.reason],
            ["lost", `Function "handler" could not write to its destination: ${reason}`],
        );
        assert.deepEqual(
            alarms.filter(({ history }) => history.length > 0).map(({ name }) => name),
            ["destination-failures", "errors"],
        );
        assert.equal(lambdaMetrics(aws).DestinationDeliveryFailures, 1);
        assert.deepEqual(apiCalls, [
            { function: "handler", action: "sqs:SendMessage", resource: queueArn("failed"), decision: "implicitDeny", reason, count: 1 },
        ]);
    });

    it("loses what failed where the queue's policy denies it", async () => {
        const deny = { Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: queueArn("failed") };
        const { deliveries } = await play(failing({ failureQueue: { policy: policyOf(deny) } }));
        assert.deepEqual(deliveries[0]?.outcome, "lost");
        assert.match(deliveries[0]?.reason ?? "", /resource policy, statement 1 denies it\.$/);
    });

    it("needs the key of an encrypted destination", async () => {
        const key = resource("aws:kms/key:Key", "mine");
        const mine = "arn:aws:kms:us-east-1:111122223333:key/mine";
        const outcome = async (...statements: object[]) =>
            (await play(graphOf(failing({ failureQueue: { kmsMasterKeyId: "mine" }, statements }).resources, key))).deliveries[0]?.outcome;
        const both = allow(["kms:GenerateDataKey", "kms:Decrypt"], mine);
        const via = (service: string) => ({ ...both, Condition: { StringEquals: { "kms:ViaService": `${service}.us-east-1.amazonaws.com` } } });
        assert.equal(await outcome(), "lost");
        assert.equal(await outcome(allow("kms:GenerateDataKey", mine)), "lost");
        assert.equal(await outcome(allow("kms:Decrypt", mine)), "lost");
        assert.equal(await outcome(both), "dead-lettered");
        assert.equal(await outcome(via("sqs")), "dead-lettered");
        assert.equal(await outcome(via("sns")), "lost");
    });

    it("writes the event with the error in attributes to its dead-letter queue, in addition to the destination", async () => {
        const { deadLetters, invocations } = await play(failing({ function: { deadLetterConfig: { targetArn: queueArn("failed") } } }));
        assert.deepEqual(
            deadLetters.slice(1).map(({ body, attributes }) => [body, attributes]),
            [[JSON.stringify(jobEvent()), { RequestID: invocations[0]?.requestId, ErrorCode: "200", ErrorMessage: "broken" }]],
        );
    });

    it("counts a dead-letter queue that it may not write to", async () => {
        const { aws, deliveries } = await play(
            failing({ function: { deadLetterConfig: { targetArn: queueArn("undelivered") } }, invokeConfig: { destinationConfig: undefined } }),
        );
        assert.deepEqual([lambdaMetrics(aws).DeadLetterErrors, deliveries[0]?.outcome], [1, "lost"]);
    });

    it("reports to a topic, another function or a bus, with the rights of its role", async () => {
        const busArn = "arn:aws:events:us-east-1:111122223333:event-bus/results";
        const to = async (destination: string, action: string, source = "exports.handler = async () => {};") => {
            const options = { invokeConfig: { destinationConfig: { onFailure: { destination } } }, statements: [allow(action, destination)] };
            const graph = graphOf(
                route({ source: THROWS, ...options }),
                topicWithMail("failures"),
                lambda("second", source),
                resource("aws:cloudwatch/eventBus:EventBus", "results"),
            );
            return play(graph);
        };
        const topic = await to(topicArn("failures"), "sns:Publish");
        assert.deepEqual(
            [topic.otherMessages.map(({ kind, delivered }) => [kind, delivered.length]), topic.notifications, topic.deliveries[0]?.outcome],
            [[["failure", 1]], [], "lost"],
        );
        assert.match(topic.deliveries[0]?.reason ?? "", /went to the topic "failures", which keeps nothing$/);
        const second = await to(
            functionArn("second"),
            "lambda:InvokeFunction",
            `exports.handler = async (r) => ({ outcome: "ignored", reason: r.requestContext.condition });`,
        );
        assert.deepEqual([second.deliveries[0]?.outcome, second.deliveries[0]?.reason], ["ignored", "RetriesExhausted"]);
        const bus = await to(busArn, "events:PutEvents");
        assert.deepEqual(
            bus.events.map(({ bus: name, detailType, source }) => [name, detailType, source]),
            [
                ["default", "Job State Change", "test.jobs"],
                ["results", "Lambda Function Invocation Result - Failure", "lambda"],
            ],
        );
        const bucket = await to("arn:aws:s3:::records", "s3:PutObject");
        assert.deepEqual([bucket.findings.map(({ kind, subject }) => [kind, subject]), bucket.lost], [[["unmodelled", "arn:aws:s3:::records"]], 1]);
    });

    it("reports success to its destination without making a dead letter of it", async () => {
        const destinationConfig = { onSuccess: { destination: queueArn("failed") } };
        const { deadLetters, deliveries, aws } = await play(
            graphOf(route({ source: "exports.handler = async () => 7;", invokeConfig: { destinationConfig } })),
        );
        assert.deepEqual([deadLetters, deliveries[0]?.outcome, deliveries[0]?.returned], [[], "handled", 7]);
        assert.equal(aws.metricTotal("AWS/SQS", "NumberOfMessagesSent", { QueueName: "failed" }), 1);
    });

    it("has an alias with its own permission, its own configuration and its own dimension", async () => {
        const arn = `${functionArn("handler")}:live`;
        const alias = resource("aws:lambda/alias:Alias", "live", { name: "live", functionName: "handler", functionVersion: "1", arn });
        const base = graphOf(
            changeProperties(graphOf(route({ source: THROWS })), { type: "aws:cloudwatch/eventTarget:EventTarget" }, { arn }).resources,
            alias,
            resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "live", {
                functionName: "handler",
                qualifier: "live",
                maximumRetryAttempts: 0,
            }),
        );
        assert.equal((await play(base)).deadLetters[0]?.attributes.ERROR_CODE, "NO_PERMISSIONS");
        const permission = resource("aws:lambda/permission:Permission", "live", {
            action: "lambda:InvokeFunction",
            function: "handler",
            qualifier: "live",
            principal: "events.amazonaws.com",
            sourceArn: ruleArn("jobs"),
        });
        const { invocations, deadLetters, aws } = await play(graphOf(base.resources, permission));
        assert.deepEqual([invocations.length, deadLetters], [1, []]);
        assert.equal(aws.metricTotal("AWS/Lambda", "Errors", { FunctionName: "handler", Resource: "handler:live" }), 1);
    });

    it("runs under what it said in its outcome, and is lost if it ignores without a reason", async () => {
        const outcomes: [string, [string | undefined, string | undefined]][] = [
            [`({ outcome: "duplicate", reason: "seen at 12:00" })`, ["duplicate", "seen at 12:00"]],
            [`({ outcome: "ignored", reason: "not ours" })`, ["ignored", "not ours"]],
            [`({ outcome: "ignored" })`, ["lost", "The handler ignored it without a reason"]],
            [`({ outcome: "exploded" })`, ["handled", undefined]],
            [`"done"`, ["handled", undefined]],
        ];
        for (const [answer, expected] of outcomes) {
            const { deliveries } = await play(graphOf(route({ source: `exports.handler = async () => ${answer};` })));
            assert.deepEqual([deliveries[0]?.outcome, deliveries[0]?.reason], expected);
        }
    });

    it("sends metrics by lines in the embedded metric format", async () => {
        const line = {
            _aws: { Timestamp: START, CloudWatchMetrics: [{ Namespace: "Jobs", Dimensions: [["Kind"]], Metrics: [{ Name: "Cost", Unit: "None" }] }] },
            Kind: "TrainingJob",
            Cost: [2, 3],
        };
        const source = `exports.handler = async () => { console.log("no metric"); console.log(${JSON.stringify(JSON.stringify(line))}); };`;
        const { aws } = await play(graphOf(route({ source })));
        assert.equal(aws.metricTotal("Jobs", "Cost", { Kind: "TrainingJob" }), 5);
    });

    it("that cannot run on this machine fails, and is a finding", async () => {
        const { findings, deliveries } = await play(graphOf(route({ function: { runtime: "python3.13" } })));
        assert.deepEqual([findings[0]?.kind, findings[0]?.subject, deliveries[0]?.outcome], ["unmodelled", functionArn("handler"), "lost"]);
        assert.match(findings[0]?.message ?? "", /^The function cannot run here: /);
    });

    it("made to fail by a fault fails with the fault's message", async () => {
        const { invocations } = await play(breakHandler(graphOf(route()), "handler", "disk full"));
        assert.deepEqual(
            invocations.map(({ error }) => error?.errorMessage),
            ["disk full", "disk full", "disk full"],
        );
    });
});
