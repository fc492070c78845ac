import assert from "node:assert/strict";
import type { LocalAwsResults } from "../../../local/aws";
import { changeProperties, dropQueuePolicy, removePermissions, removeResources } from "../../../local/aws/faults";
import type { Graph } from "../../../local/engine/graph";
import { functionArn, graphOf, policyOf, queueArn, resource, roleArn, route, routeAlarms, ruleArn, topicArn } from "./support/graphBuilder";
import { jobEvent, MINUTE, play, START } from "./support/play";

const DAY = 24 * 60 * MINUTE;
const TARGET = { type: "aws:cloudwatch/eventTarget:EventTarget" };
const RULE = { RuleName: "jobs" };

const whole = () => graphOf(route(), routeAlarms());
const withTarget = (props: object): Graph => changeProperties(whole(), TARGET, { ...props });

function fired({ alarms }: LocalAwsResults): [string, string[]][] {
    return alarms.flatMap(({ name, history, notified }): [string, string[]][] =>
        history.length > 0 ? [[name, notified.map(({ who }) => who)]] : [],
    );
}

/** Totals of the rule's metrics that are not zero. */
function ruleMetrics(
    aws: { metricTotal(namespace: string, name: string, dimensions: Record<string, string>): number },
    dimensions: Record<string, string> = RULE,
) {
    const names = [
        ...["MatchedEvents", "TriggeredRules", "Invocations", "FailedInvocations", "InvocationAttempts", "SuccessfulInvocationAttempts"],
        ...["RetryInvocationAttempts", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"],
    ];
    return Object.fromEntries(names.map((name) => [name, aws.metricTotal("AWS/Events", name, dimensions)]).filter(([, total]) => total !== 0));
}

describe("a delivery", () => {
    it("counts what EventBridge counts for an event that its target takes", async () => {
        const { aws } = await play(whole());
        assert.deepEqual(ruleMetrics(aws), {
            MatchedEvents: 1,
            TriggeredRules: 1,
            Invocations: 1,
            InvocationAttempts: 1,
            SuccessfulInvocationAttempts: 1,
        });
    });

    it("goes to the dead-letter queue at once, with the error, where the rule may not invoke the function", async () => {
        const result = await play(removePermissions(whole(), "handler"));
        const reason = `events.amazonaws.com may not call lambda:InvokeFunction on ${functionArn("handler")}: there is no resource policy.`;
        assert.deepEqual(
            result.deadLetters.map(({ id: _, ...letter }) => letter),
            [
                {
                    queue: "undelivered",
                    body: JSON.stringify(jobEvent()),
                    attributes: {
                        RULE_ARN: ruleArn("jobs"),
                        TARGET_ARN: functionArn("handler"),
                        ERROR_CODE: "NO_PERMISSIONS",
                        ERROR_MESSAGE: reason,
                        RETRY_ATTEMPTS: "0",
                    },
                    sentMs: START,
                    event: "event-1",
                    reason: `EventBridge could not hand it over (NO_PERMISSIONS: ${reason})`,
                },
            ],
        );
        const [delivery] = result.deliveries;
        assert.deepEqual(
            [delivery?.outcome, delivery?.deadLetterQueue, delivery?.attempts, delivery?.invocations],
            ["dead-lettered", "undelivered", 1, 0],
        );
        const mail = ["email:ops@example.com"];
        assert.deepEqual(fired(result), [
            ["failed-invocations", mail],
            ["sent-to-dlq", mail],
            ["undelivered-depth", mail],
        ]);
        assert.deepEqual(ruleMetrics(result.aws), {
            MatchedEvents: 1,
            TriggeredRules: 1,
            Invocations: 1,
            FailedInvocations: 1,
            InvocationAttempts: 1,
            InvocationsSentToDlq: 1,
        });
    });

    it("is refused by a permission for another rule", async () => {
        const graph = changeProperties(whole(), { type: "aws:lambda/permission:Permission" }, { sourceArn: ruleArn("another") });
        const { deadLetters } = await play(graph);
        assert.deepEqual(deadLetters[0]?.attributes.ERROR_CODE, "NO_PERMISSIONS");
    });

    it("says NO_RESOURCE where the function is gone", async () => {
        const graph = removeResources(whole(), { type: "aws:lambda/function:Function", name: "handler" });
        const { deadLetters } = await play(graph);
        assert.deepEqual(
            [deadLetters[0]?.attributes.ERROR_CODE, deadLetters[0]?.attributes.ERROR_MESSAGE],
            ["NO_RESOURCE", `There is no ${functionArn("handler")}`],
        );
    });

    it("is lost, and only one metric says so, where the queue's policy is missing", async () => {
        const result = await play(dropQueuePolicy(removePermissions(whole(), "handler"), "undelivered"));
        const [delivery] = result.deliveries;
        assert.equal(delivery?.outcome, "lost");
        assert.match(
            delivery?.reason ?? "",
            /nor put it into the dead-letter queue: events\.amazonaws\.com may not call sqs:SendMessage .*there is no resource policy/,
        );
        assert.deepEqual([result.lost, result.deadLetters], [1, []]);
        assert.deepEqual(
            fired(result).map(([name]) => name),
            ["failed-invocations", "failed-to-be-sent"],
        );
        assert.equal(result.aws.metricTotal("AWS/Events", "InvocationsFailedToBeSentToDlq", RULE), 1);
    });

    it("is lost where the dead-letter queue is gone, a FIFO queue, or encrypted with a key that shuts EventBridge out", async () => {
        const queue = { type: "aws:sqs/queue:Queue", name: "undelivered" };
        const key = resource("aws:kms/key:Key", "mine");
        const closed = removePermissions(whole(), "handler");
        const fifo = JSON.parse(JSON.stringify(closed).replaceAll("undelivered", "undelivered.fifo")) as Graph;
        const graphs: [string, Graph][] = [
            [`there is no queue ${queueArn("undelivered")}`, removeResources(closed, queue)],
            ["is a FIFO queue", changeProperties(fifo, { ...queue, name: "undelivered.fifo" }, { fifoQueue: true })],
            ["kms:GenerateDataKey on alias/aws/sqs", changeProperties(closed, queue, { kmsMasterKeyId: "alias/aws/sqs" })],
            ["kms:GenerateDataKey on arn:aws:kms", changeProperties(graphOf(closed.resources, key), queue, { kmsMasterKeyId: "mine" })],
        ];
        for (const [reason, graph] of graphs) {
            const { deliveries, lost } = await play(graph);
            assert.ok(deliveries[0]?.reason?.includes(reason), `${reason}: ${deliveries[0]?.reason}`);
            assert.equal(lost, 1);
        }
    });

    it("reaches a queue whose key allows EventBridge", async () => {
        const allow = {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
            Resource: "*",
        };
        const key = resource("aws:kms/key:Key", "mine", { policy: policyOf(allow) });
        const closed = graphOf(removePermissions(whole(), "handler").resources, key);
        const { deliveries } = await play(changeProperties(closed, { type: "aws:sqs/queue:Queue", name: "undelivered" }, { kmsMasterKeyId: "mine" }));
        assert.equal(deliveries[0]?.outcome, "dead-lettered");
    });

    it("is decided by the policy of the key's own resource, where there is one", async () => {
        const allow = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "kms:*", Resource: "*" };
        const queue = { type: "aws:sqs/queue:Queue", name: "undelivered" };
        const key = resource("aws:kms/key:Key", "mine");
        const policy = resource("aws:kms/keyPolicy:KeyPolicy", "mine", { keyId: "mine", policy: policyOf(allow) });
        const closed = graphOf(removePermissions(whole(), "handler").resources, key, policy);
        const { deliveries, findings } = await play(changeProperties(closed, queue, { kmsMasterKeyId: "mine" }));
        assert.deepEqual([deliveries[0]?.outcome, findings], ["dead-lettered", []]);
    });

    it("is lost where the target has no dead-letter queue", async () => {
        const { deliveries } = await play(removePermissions(withTarget({ deadLetterConfig: undefined }), "handler"));
        assert.deepEqual(deliveries[0]?.outcome, "lost");
        assert.match(deliveries[0]?.reason ?? "", /and the target has no dead-letter queue$/);
    });

    it("is tried again while the target is throttled, and then handled", async () => {
        const retry = { firstMs: 10_000, factor: 2, mostMs: 60_000, jitter: 0 };
        const script = (aws: Parameters<NonNullable<Parameters<typeof play>[1]>>[0]) => {
            aws.inject({ fault: "interrupt", resource: "handler", fromMs: START, toMs: START + 100_000, code: "THROTTLING" });
            aws.putEvent(jobEvent());
        };
        const { deliveries, invocations, aws } = await play(whole(), script, { retry });
        // 0, 10, 30, 70 seconds are refused; the next wait would be 80 s and is at most 60 s.
        assert.deepEqual([deliveries[0]?.outcome, deliveries[0]?.attempts, invocations[0]?.atMs], ["handled", 5, START + 130_000]);
        assert.equal(aws.metricTotal("AWS/Events", "RetryInvocationAttempts", RULE), 4);
    });

    it("takes other waits for another seed, and the same ones for the same seed", async () => {
        const waits = async (seed: number) => {
            const { invocations } = await play(
                whole(),
                (aws) => {
                    aws.inject({ fault: "interrupt", resource: "handler", fromMs: START, toMs: START + MINUTE, code: "THROTTLING" });
                    aws.putEvent(jobEvent());
                },
                { seed },
            );
            return invocations[0]?.atMs;
        };
        assert.equal(await waits(7), await waits(7));
        assert.notEqual(await waits(7), await waits(8));
    });

    it("is given up after the retries that the target allows", async () => {
        const graph = withTarget({ retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 3600 } });
        const { deadLetters, deliveries } = await play(graph, (aws) => {
            aws.inject({ fault: "interrupt", resource: functionArn("handler"), fromMs: START, toMs: START + DAY, code: "ERROR_FROM_TARGET" });
            aws.putEvent(jobEvent());
        });
        const { ERROR_CODE, RETRY_ATTEMPTS, EXHAUSTED_RETRY_CONDITION } = deadLetters[0]?.attributes ?? {};
        assert.deepEqual(
            { ERROR_CODE, RETRY_ATTEMPTS, EXHAUSTED_RETRY_CONDITION, attempts: deliveries[0]?.attempts },
            { ERROR_CODE: "ERROR_FROM_TARGET", RETRY_ATTEMPTS: "3", EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts", attempts: 4 },
        );
    });

    it("is given up at the age that the target allows, exactly", async () => {
        const { deadLetters } = await play(withTarget({ retryPolicy: { maximumEventAgeInSeconds: 60 } }), (aws) => {
            aws.inject({ fault: "interrupt", resource: "handler", fromMs: START, toMs: START + DAY, code: "TIMEOUT" });
            aws.putEvent(jobEvent());
        });
        assert.deepEqual(
            [deadLetters[0]?.attributes.EXHAUSTED_RETRY_CONDITION, deadLetters[0]?.sentMs],
            ["MaximumEventAgeInSeconds", START + MINUTE],
        );
    });

    it("is given up after 24 hours by default", async () => {
        const { deadLetters } = await play(whole(), (aws) => {
            aws.inject({ fault: "interrupt", resource: "handler", fromMs: START, toMs: START + 2 * DAY, code: "THROTTLING" });
            aws.putEvent(jobEvent());
        });
        assert.deepEqual([deadLetters[0]?.attributes.EXHAUSTED_RETRY_CONDITION, deadLetters[0]?.sentMs], ["MaximumEventAgeInSeconds", START + DAY]);
    });

    it("does not start for a disabled rule, and the event is listed without a rule", async () => {
        const { events, deliveries } = await play(graphOf(route({ rule: { state: "DISABLED" } })));
        const passed = [{ rule: "jobs", reason: "it is disabled" }];
        assert.deepEqual(
            [events.map((event) => ({ id: event.id, matched: event.matched, passed: event.passed })), deliveries],
            [[{ id: "event-1", matched: [], passed }], []],
        );
    });

    for (const [state, matches] of [
        ["ENABLED", false],
        ["ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", true],
    ] as const) {
        it(`${matches ? "starts" : "does not start"} for a read-only call that CloudTrail sends to a rule in the state ${state}`, async () => {
            const pattern = { "detail-type": ["AWS API Call via CloudTrail"] };
            const { events } = await play(graphOf(route({ rule: { state, eventPattern: JSON.stringify(pattern) } })), (aws) => {
                for (const eventName of ["ListModels", "CreateModel"]) {
                    aws.putEvent({ ...jobEvent(eventName), "detail-type": "AWS API Call via CloudTrail", detail: { eventName } });
                }
            });
            const reason = "a rule gets read-only calls in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS only";
            assert.deepEqual(
                events.map(({ matched, passed }) => ({ matched, passed })),
                [
                    matches ? { matched: ["jobs"], passed: [] } : { matched: [], passed: [{ rule: "jobs", reason }] },
                    { matched: ["jobs"], passed: [] },
                ],
            );
        });
    }

    it("does not start for an event that the pattern does not match", async () => {
        const { events, deliveries } = await play(whole(), (aws) => void aws.putEvent(jobEvent("other", { source: "test.other" })));
        assert.deepEqual([events.map(({ matched }) => matched), deliveries], [[[]], []]);
    });

    it("starts on a custom bus for events of that bus, under that bus's dimensions", async () => {
        const arn = "arn:aws:events:us-east-1:111122223333:rule/custom/jobs";
        const graph = changeProperties(
            changeProperties(
                changeProperties(whole(), { type: "aws:cloudwatch/eventRule:EventRule" }, { eventBusName: "custom", arn }),
                { type: "aws:lambda/permission:Permission" },
                { sourceArn: arn },
            ),
            TARGET,
            { eventBusName: "custom" },
        );
        const bus = resource("aws:cloudwatch/eventBus:EventBus", "custom");
        const { deliveries, aws } = await play(graphOf(graph.resources, bus), (account) => {
            account.putEvent(jobEvent("default-bus"));
            account.putEvent(jobEvent("custom-bus"), "custom");
        });
        assert.deepEqual(
            deliveries.map(({ event, bus: name, outcome }) => [event, name, outcome]),
            [["custom-bus", "custom", "handled"]],
        );
        assert.deepEqual(ruleMetrics(aws), {});
        assert.equal(ruleMetrics(aws, { EventBusName: "custom", RuleName: "jobs" }).InvocationAttempts, 1);
    });

    it("refuses an event for a bus that is not there", async () => {
        const event = jobEvent();
        await assert.rejects(
            play(whole(), (aws) => void aws.putEvent(event, "nowhere")),
            { message: `Local AWS: there is no event bus "nowhere"; there are default` },
        );
    });

    it("goes to a queue, a topic and another bus, as far as their policies let it", async () => {
        const target = (id: string, arn: string, props = {}) =>
            resource("aws:cloudwatch/eventTarget:EventTarget", id, { rule: "jobs", targetId: id, arn, ...props });
        const busArn = "arn:aws:events:us-east-1:111122223333:event-bus/next";
        const toTopic = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: topicArn("alarms") };
        const putEvents = { name: "inline", policy: policyOf({ Effect: "Allow", Action: "events:PutEvents", Resource: busArn }) };
        const graph = graphOf(
            route(),
            resource("aws:cloudwatch/eventBus:EventBus", "next"),
            resource("aws:iam/role:Role", "forwarder", { inlinePolicies: [putEvents] }),
            resource("aws:iam/role:Role", "powerless"),
            target("to-queue", queueArn("undelivered")),
            target("to-closed-queue", queueArn("failed")),
            target("to-topic", topicArn("alarms")),
            target("to-bus", busArn, { roleArn: roleArn("forwarder") }),
        );
        const topicPolicy = resource("aws:sns/topicPolicy:TopicPolicy", "alarms-policy", { arn: topicArn("alarms"), policy: policyOf(toTopic) });
        const outcomes = ({ deliveries }: LocalAwsResults) => deliveries.map(({ targetId, outcome }) => [targetId, outcome]);
        const open = await play(graphOf(graph.resources, topicPolicy));
        assert.deepEqual(outcomes(open), [
            ["handler", "handled"],
            ["to-queue", "handled"],
            ["to-closed-queue", "lost"],
            ["to-topic", "handled"],
            ["to-bus", "handled"],
        ]);
        assert.deepEqual(
            open.notifications.map(({ message, from, delivered }) => [message, from, delivered.map(({ who }) => who)]),
            [[JSON.stringify(jobEvent()), ruleArn("jobs"), ["email:ops@example.com"]]],
        );
        assert.deepEqual(
            open.events.map(({ bus, matched }) => [bus, matched]),
            [
                ["default", ["jobs"]],
                ["next", []],
            ],
        );
        // SNS's default policy allows alarms, not EventBridge.
        const closed = await play(changeProperties(graph, { ...TARGET, name: "to-bus" }, { roleArn: roleArn("powerless") }));
        assert.deepEqual(outcomes(closed).slice(3), [
            ["to-topic", "lost"],
            ["to-bus", "lost"],
        ]);
    });

    it("has a finding for what AWS would refuse: a pattern, a sixth target, a target of an unknown rule", async () => {
        const targets = [1, 2, 3, 4, 5].map((number) =>
            resource("aws:cloudwatch/eventTarget:EventTarget", `more-${number}`, { rule: "jobs", arn: queueArn("failed") }),
        );
        const { findings, deliveries } = await play(
            graphOf(
                route(),
                targets,
                resource("aws:cloudwatch/eventRule:EventRule", "broken", { eventPattern: `{"source": []}` }),
                resource("aws:cloudwatch/eventTarget:EventTarget", "lonely", { rule: "missing", arn: queueArn("failed") }),
            ),
        );
        assert.deepEqual(
            findings.map(({ kind, subject }) => [kind, subject.split("::").at(-1)]),
            [
                ["refused", "more-5"],
                ["refused", "lonely"],
                ["refused", ruleArn("broken")],
            ],
        );
        assert.match(findings[2]?.message ?? "", /^Rule "broken": Event pattern is not valid\. Reason: Empty arrays are not allowed/);
        assert.equal(deliveries.length, 5);
    });

    it("has a finding for a target that is not modelled, which counts as lost", async () => {
        const { findings, lost } = await play(withTarget({ arn: "arn:aws:kinesis:us-east-1:111122223333:stream/x", deadLetterConfig: undefined }));
        assert.deepEqual(
            [findings[0]?.kind, findings[0]?.message, lost],
            ["unmodelled", `Targets of the service "kinesis" are not modelled: nothing gets there`, 1],
        );
    });

    it("runs a rule with a schedule while the clock runs, and keeps no run alive", async () => {
        const graph = graphOf(route({ rule: { eventPattern: undefined, scheduleExpression: "rate(5 minutes)" } }));
        const quiet = await play(graph, () => {});
        assert.deepEqual([quiet.events, quiet.endMs], [[], START]);
        const { events, invocations } = await play(graph, (_aws, clock) => clock.run(START + 11 * MINUTE));
        assert.deepEqual(
            events.map(({ atMs, detailType, matched }) => [atMs, detailType, matched]),
            [
                [START + 5 * MINUTE, "Scheduled Event", ["jobs"]],
                [START + 10 * MINUTE, "Scheduled Event", ["jobs"]],
            ],
        );
        assert.equal(invocations.length, 2);
    });

    it("ends a run although each run of a schedule begins before the retries of the one before are over", async () => {
        const graph = graphOf(route({ rule: { eventPattern: undefined, scheduleExpression: "rate(1 minute)" } }));
        for (const fault of [{ fault: "throttle" }, { fault: "interrupt", code: "THROTTLING" }] as const) {
            const { endMs, invocations } = await play(graph, async (aws, clock) => {
                aws.inject(fault);
                await clock.run(START + 2 * MINUTE);
                await clock.run();
            });
            assert.deepEqual([fault, endMs < START + 3 * MINUTE, invocations], [fault, true, []]);
        }
        // What the next run does not overtake is waited for.
        const failing = await play(graph, async (aws, clock) => {
            aws.inject({ fault: "throttle", times: 2 });
            await clock.run(START + MINUTE);
        });
        assert.deepEqual([failing.endMs, failing.invocations.length], [START + MINUTE + 3000, 1]);
    });

    it("keeps two deliveries of an event that comes twice apart", async () => {
        const { deliveries } = await play(whole(), (aws) => {
            aws.putEvent(jobEvent());
            aws.putEvent(jobEvent());
        });
        assert.deepEqual(
            deliveries.map(({ event, eventIndex }) => [event, eventIndex]),
            [
                ["event-1", 0],
                ["event-1", 1],
            ],
        );
    });

    it("is handled after a redrive, once the cause is gone", async () => {
        const { deliveries, deadLetters } = await play(whole(), async (aws, clock) => {
            aws.inject({ fault: "interrupt", resource: "handler", fromMs: START, toMs: START + DAY, code: "THROTTLING" });
            aws.putEvent(jobEvent());
            await clock.run();
            const [letter] = aws.results().deadLetters;
            assert.equal(aws.redrive("undelivered", "unknown"), false);
            assert.equal(aws.redrive("undelivered", letter?.id ?? ""), true);
        });
        assert.deepEqual([deliveries[0]?.outcome, deliveries[0]?.invocations, deadLetters], ["handled", 1, []]);
    });

    it("stays in its queue if its function does not take the event of a redrive", async () => {
        const { deliveries, deadLetters } = await play(whole(), async (aws, clock) => {
            aws.inject({ fault: "deleteFunction" });
            aws.putEvent(jobEvent());
            await clock.run();
            assert.equal(aws.redrive("undelivered", aws.results().deadLetters[0]?.id ?? ""), false);
        });
        assert.deepEqual([deliveries[0]?.outcome, deadLetters.map(({ queue }) => queue)], ["dead-lettered", ["undelivered"]]);
    });
});
