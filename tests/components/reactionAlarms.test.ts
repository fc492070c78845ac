import assert from "node:assert/strict";

import { JobStatusReaction, type JobStatusReactionArgs } from "../../components";
import {
    type AlarmDefinition,
    type AlarmState,
    evaluateAlarm,
    evaluationRange,
    findMetric,
    isPublishedUnder,
    validateAlarm,
} from "../../models/alarms";
import { unusualAgeSeconds } from "../../components/reactionAlarms";
import { type Deployment, deploy } from "../support/deployment";
import { alarmOn, OPS_TOPIC, quiet } from "./fixtures";

const RULE = { RuleName: "orders-rule-0a1b2c3" };
const FUNCTION = { FunctionName: "orders-function-0a1b2c3" };
const MINUTE_MS = 60_000;

const build = (more: Partial<JobStatusReactionArgs<"Algorithm">> = {}) =>
    new JobStatusReaction("orders", { kind: "Algorithm", handler: quiet, alarmActions: [OPS_TOPIC], ...more } as JobStatusReactionArgs<"Algorithm">);

const alarmsOf = ({ resources }: Deployment) => resources.filter(({ label }) => label.startsWith("MetricAlarm "));
const named = (deployment: Deployment) => Object.fromEntries(alarmsOf(deployment).map(({ name, inputs }) => [name, inputs]));

/** What the metric of each alarm says when one thing goes wrong: one event that can't be handed over, kept or handled, or that waits. */
const ONE_FAILURE: Record<string, number> = {
    "orders-failed-invocations": 1,
    "orders-sent-to-dlq": 1,
    "orders-failed-to-be-sent-to-dlq": 1,
    "orders-destination-delivery-failures": 1,
    "orders-async-event-age": 10 * MINUTE_MS,
    "orders-errors": 3,
    "orders-async-events-dropped": 1,
    "orders-dead-letter-depth": 1,
    "orders-dead-letter-age": 846_720,
    "orders-failure-depth": 1,
    "orders-failure-age": 846_720,
    "orders-ledger-failures": 1,
};

describe("the alarms of a reaction", () => {
    let deployment: Deployment;
    before(async () => {
        deployment = await deploy(() => build());
    });

    it("are these, in addition to the alarms of the queues and the ledger", () => {
        const alarms = named(deployment);
        assert.deepEqual(Object.keys(alarms).sort(), Object.keys(ONE_FAILURE).sort());
        const ofRule = { namespace: "AWS/Events", dimensions: RULE, statistic: "Sum", threshold: 1, period: 60 };
        const ofFunction = { namespace: "AWS/Lambda", dimensions: FUNCTION };
        const own = Object.fromEntries(Object.entries(alarms).filter(([name]) => !/dead-letter|failure-|ledger/.test(name)));
        assert.deepEqual(own, {
            "orders-async-events-dropped": alarmOn({
                ...ofFunction,
                metricName: "AsyncEventsDropped",
                statistic: "Sum",
                threshold: 1,
                period: 60,
                hasEvents: true,
                alarmDescription:
                    "Lambda gave up an event: the handler failed on every try, or the event waited too long. It is in the failure queue, unless the alarm on destination delivery failures says otherwise.",
            }),
            "orders-failed-invocations": alarmOn({
                ...ofRule,
                metricName: "FailedInvocations",
                hasEvents: true,
                alarmDescription: "EventBridge could not invoke the target of the rule and will not retry.",
            }),
            "orders-sent-to-dlq": alarmOn({
                ...ofRule,
                metricName: "InvocationsSentToDlq",
                hasEvents: true,
                alarmDescription: "EventBridge put an event of the rule into the dead-letter queue.",
            }),
            "orders-failed-to-be-sent-to-dlq": alarmOn({
                ...ofRule,
                metricName: "InvocationsFailedToBeSentToDlq",
                alarmDescription:
                    "EventBridge could not put an event of the rule into the dead-letter queue: the event is lost. Check the queue's policy.",
            }),
            "orders-destination-delivery-failures": alarmOn({
                ...ofFunction,
                metricName: "DestinationDeliveryFailures",
                statistic: "Sum",
                threshold: 1,
                period: 60,
                alarmDescription:
                    "The handler failed on an event that could not be put into the failure queue: the event is lost. Check the function's role and the queue's policy.",
            }),
            "orders-async-event-age": alarmOn({
                ...ofFunction,
                metricName: "AsyncEventAge",
                statistic: "Maximum",
                threshold: 600_000,
                period: 60,
                alarmDescription:
                    "Events wait 600 seconds or longer for the handler, which is more than retries take. Check the function for throttles.",
            }),
            "orders-errors": alarmOn({
                ...ofFunction,
                metricName: "Errors",
                statistic: "Sum",
                threshold: 3,
                period: 900,
                hasEvents: true,
                alarmDescription:
                    "The handler failed three times within 15 minutes. Its log says why. Events that failed on every try are in the failure queue.",
            }),
        });
    });

    for (const [name, value] of Object.entries(ONE_FAILURE)) {
        it(`${name} goes off on one failure after silence, is off again after it, and stays off in silence`, () => {
            const definition = named(deployment)[name] as unknown as AlarmDefinition;
            const stateAfter = (newest: readonly (number | undefined)[], previous: AlarmState) => {
                const silence = new Array<undefined>(evaluationRange(definition) - newest.length).fill(undefined);
                return evaluateAlarm(definition, [...silence, ...newest], previous).state;
            };
            assert.deepEqual(
                [
                    stateAfter([], "INSUFFICIENT_DATA"),
                    stateAfter([], "OK"),
                    stateAfter([value], "OK"),
                    stateAfter([value - 1], "OK"),
                    stateAfter([], "ALARM"),
                ],
                ["OK", "OK", "ALARM", "OK", "OK"],
            );
        });

        it(`${name} is one that CloudWatch accepts, on a metric that gets data under these dimensions on the default bus`, () => {
            const definition = named(deployment)[name] as unknown as AlarmDefinition;
            const fact = findMetric(definition.namespace ?? "", definition.metricName ?? "");
            assert.deepEqual([validateAlarm(definition), isPublishedUnder(fact!, Object.keys(definition.dimensions ?? {}), "default")], [[], true]);
        });
    }

    type Times = { maximumEventAgeSeconds?: number; timeoutSeconds?: number; handlerRetries?: number };
    const waits: [Times, seconds: number | undefined][] = [
        [{}, 600],
        [{ timeoutSeconds: 210 }, 660],
        [{ timeoutSeconds: 900 }, 2040],
        [{ timeoutSeconds: 900, maximumEventAgeSeconds: 2000 }, undefined],
        [{ timeoutSeconds: 900, handlerRetries: 0 }, 600],
        [{ timeoutSeconds: 900, handlerRetries: 1 }, 1020],
        [{ timeoutSeconds: 1, maximumEventAgeSeconds: 60 }, undefined],
        [{ timeoutSeconds: 1, maximumEventAgeSeconds: 60, handlerRetries: 0 }, 30],
        [{ timeoutSeconds: 1, maximumEventAgeSeconds: 121 }, 91],
        [{ timeoutSeconds: 1, maximumEventAgeSeconds: 179 }, 120],
        [{ timeoutSeconds: 1, maximumEventAgeSeconds: 180 }, undefined],
        [{ timeoutSeconds: 60, maximumEventAgeSeconds: 361 }, 330],
        [{ maximumEventAgeSeconds: 21_600 }, 600],
    ];
    for (const [times, seconds] of waits) {
        it(`${seconds === undefined ? "have none on the age of events" : `go off when events wait ${seconds} s`} with ${JSON.stringify(times)}`, async () => {
            const alarm = named(await deploy(() => build(times)))["orders-async-event-age"];
            assert.equal(alarm?.threshold, seconds === undefined ? undefined : seconds * 1000);
        });
    }

    it("never go off for retries alone, and before Lambda discards a waiting event, for every allowed combination of times", () => {
        for (let maximumEventAgeSeconds = 60; maximumEventAgeSeconds <= 21_600; maximumEventAgeSeconds += maximumEventAgeSeconds < 3000 ? 1 : 97) {
            for (const timeoutSeconds of [1, 2, 29, 30, 60, 61, 90, 180, 209, 210, 211, 300, 600, 899, 900]) {
                for (const handlerRetries of [0, 1, 2]) {
                    const seconds = unusualAgeSeconds({ maximumEventAgeSeconds, timeoutSeconds, handlerRetries });
                    for (const tookSeconds of [0, timeoutSeconds / 2, timeoutSeconds]) {
                        const ages = [0, 60 + tookSeconds, 180 + 2 * tookSeconds].slice(0, handlerRetries + 1);
                        const seen = ages.filter((age) => age <= maximumEventAgeSeconds);
                        assert.ok(seconds === undefined || seen.every((age) => age < seconds), `${maximumEventAgeSeconds} ${timeoutSeconds}`);
                    }
                    assert.ok(seconds === undefined || seconds < maximumEventAgeSeconds);
                }
            }
        }
    });

    it("show in preview what they watch, although no name is known yet", async () => {
        const preview = await deploy(() => build(), { preview: true });
        assert.deepEqual(Object.fromEntries(alarmsOf(preview).map(({ name, propertyDependencies }) => [name, propertyDependencies])), {
            "orders-failed-invocations": { dimensions: ["EventRule orders-rule"] },
            "orders-sent-to-dlq": { dimensions: ["EventRule orders-rule"] },
            "orders-failed-to-be-sent-to-dlq": { dimensions: ["EventRule orders-rule"] },
            "orders-destination-delivery-failures": { dimensions: ["Function orders-function"] },
            "orders-async-event-age": { dimensions: ["Function orders-function"] },
            "orders-errors": { dimensions: ["Function orders-function"] },
            "orders-async-events-dropped": { dimensions: ["Function orders-function"] },
            "orders-dead-letter-depth": { dimensions: ["Queue orders-dead-letter-queue"] },
            "orders-dead-letter-age": { dimensions: ["Queue orders-dead-letter-queue"] },
            "orders-failure-depth": { dimensions: ["Queue orders-failure-queue"] },
            "orders-failure-age": { dimensions: ["Queue orders-failure-queue"] },
            "orders-ledger-failures": { dimensions: ["Table orders-ledger"] },
        });
    });
});
