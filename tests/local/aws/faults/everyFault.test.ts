import assert from "node:assert/strict";
import { type Fault, FAULT_NAMES, type FaultName, type LocalAws, type LocalAwsResults } from "../../../../local/aws";
import { sampleEvent } from "../../../support/devStack";
import { graphOf, route, type RouteOptions, routeAlarms } from "../support/graphBuilder";
import { jobEvent, MINUTE, play, START } from "../support/play";

/** A handler that says what it got. */
const ECHO = "exports.handler = async (event) => ({ outcome: 'ignored', reason: JSON.stringify(event).slice(0, 4000) });";
const FAILS = "exports.handler = async () => { throw new Error('no'); };";

interface Case {
    readonly fault: Omit<Fault, "fault">;
    /** @default a handler that answers nothing */
    readonly source?: string;
    readonly rule?: RouteOptions["rule"];
    readonly script?: (aws: LocalAws) => void;
    /** What is looked at. */
    readonly see: (results: LocalAwsResults & { aws: LocalAws; minutes: (atMs: number) => number }) => unknown;
    readonly seen: unknown;
}

const outcome = ({ deliveries }: LocalAwsResults) => deliveries.map(({ outcome: is, deadLetterQueue, reason }) => [is, deadLetterQueue ?? reason]);
const notified = ({ alarms }: LocalAwsResults) => alarms.flatMap(({ notified: who }) => who.map((each) => each.who)).length > 0;
const errors = ({ invocations }: LocalAwsResults) => invocations.map(({ error }) => error?.errorType ?? "ok");
const missed = ({ aws }: { aws: LocalAws }) => aws.facts().flatMap((fact) => (fact.what === "missed" ? [[fact.rule.name, fact.reason]] : []));

/** An event of a training job, sent as SageMaker sends it to a rule that matches it. */
const sent = {
    rule: { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) },
    script: (aws: LocalAws) => void aws.sendEvent(sampleEvent("TrainingJob.failed")),
};
const got = ({ deliveries }: LocalAwsResults) => deliveries.map(({ reason = "" }) => reason);
const arrivals = ({ events, minutes }: LocalAwsResults & { minutes: (atMs: number) => number }) => events.map(({ atMs }) => minutes(atMs));

/** What each fault does to one event. Those of tables and of Describe are played with the handlers of the dev stack, in the acceptance tests. */
const CASES: Readonly<Partial<Record<FaultName, Case>>> = {
    throttle: { fault: { toMs: START + MINUTE }, see: ({ invocations, minutes }) => invocations.map(({ atMs }) => minutes(atMs)), seen: [63 / 60] },
    removePermissions: { fault: { resource: "handler" }, see: outcome, seen: [["dead-lettered", "undelivered"]] },
    deleteFunction: { fault: {}, see: outcome, seen: [["dead-lettered", "undelivered"]] },
    breakHandler: {
        fault: {},
        see: (results) => [errors(results), outcome(results)],
        seen: [["Error", "Error", "Error"], [["dead-lettered", "failed"]]],
    },
    breakOnce: { fault: { times: 1 }, see: (results) => [errors(results), outcome(results)], seen: [["Error", "ok"], [["handled", undefined]]] },
    timeOut: {
        fault: { times: 1, afterCall: 0 },
        see: (results) => [errors(results), results.invocations.map(({ atMs }) => results.minutes(atMs))],
        // Ten seconds until it is ended, then a minute.
        seen: [
            ["Sandbox.Timedout", "ok"],
            [0, 70 / 60],
        ],
    },
    outOfMemory: { fault: { times: 1, afterCall: 0 }, see: errors, seen: ["Runtime.OutOfMemory", "ok"] },
    crash: { fault: { afterCall: "last" }, see: errors, seen: ["Runtime.ExitError", "ok"] },
    race: {
        fault: { afterCall: 0, times: 1 },
        see: (results) => [errors(results), outcome(results)],
        seen: [["ok", "ok"], [["handled", undefined]]],
    },
    coldStarts: {
        fault: {},
        source: "let count = 0; exports.handler = async () => ({ outcome: 'ignored', reason: `${++count}` });",
        script: (aws) => [1, 2, 3].forEach((number) => aws.putEvent(jobEvent(`event-${number}`))),
        see: got,
        seen: ["1", "1", "1"],
    },
    wrongClock: {
        fault: { seconds: 100 },
        source: "exports.handler = async () => ({ outcome: 'ignored', reason: String(Date.now()) });",
        see: got,
        seen: [`${START + 100_000}`],
    },
    denyCalls: {
        fault: { action: "sqs:*" },
        source: FAILS,
        see: ({ apiCalls, lost }) => [apiCalls.map(({ action, decision }) => [action, decision]), lost],
        seen: [[["sqs:SendMessage", "explicitDeny"]], 1],
    },
    denyDestination: {
        fault: {},
        see: (results) => [errors(results), results.lost, notified(results)],
        seen: [["Error", "Error", "Error"], 1, true],
    },
    removeInvokeConfig: {
        fault: {},
        see: outcome,
        seen: [["lost", 'Function "handler" gave up (RetriesExhausted) and has neither an on-failure destination nor a dead-letter queue']],
    },
    interrupt: {
        fault: { code: "TIMEOUT", toMs: START + MINUTE },
        see: ({ deliveries }) => deliveries.map(({ attempts, outcome: is }) => [attempts, is]),
        seen: [[4, "handled"]],
    },
    disableRule: { fault: { resource: "jobs" }, see: missed, seen: [["jobs", "the rule is disabled"]] },
    removeTargets: { fault: {}, see: missed, seen: [["jobs", "the rule has no targets"]] },
    stopSchedule: {
        fault: { toMs: START + 9 * MINUTE },
        rule: { eventPattern: undefined, scheduleExpression: "rate(5 minutes)" },
        script: () => {},
        see: (results) => arrivals(results),
        seen: [10],
    },
    dropQueuePolicy: {
        fault: { resource: "undelivered" },
        rule: { eventPattern: JSON.stringify({ source: ["test.jobs"] }) },
        script: (aws) => {
            aws.inject({ fault: "removePermissions" });
            aws.putEvent(jobEvent());
        },
        see: (results) => [results.lost, notified(results)],
        seen: [1, true],
    },
    deleteQueue: {
        fault: { fromMs: START + 10 * MINUTE },
        source: FAILS,
        see: (results) => [results.deadLetters.length, outcome(results)],
        seen: [0, [["lost", 'Its message in the queue "failed" was removed at 2026-01-01T12:10:10.000Z']]],
    },
    expireMessages: {
        fault: { seconds: 60 },
        source: FAILS,
        see: outcome,
        seen: [["lost", 'Its message in the queue "failed" expired at 2026-01-01T12:04:10.000Z']],
    },
    topicDown: {
        fault: { toMs: START + 30 * MINUTE },
        source: FAILS,
        // 20 seconds after the end, at the next full minute of the alarm's calls.
        see: ({ alarms, minutes }) =>
            alarms.flatMap(({ name, notified: who }) => (name === "failed-depth" ? who.map(({ atMs }) => minutes(atMs)) : [])),
        seen: [30 + 50 / 60],
    },
    dropTopicPolicy: { fault: {}, source: FAILS, see: (results) => [results.lost, notified(results)], seen: [1, false] },
    unsubscribe: {
        fault: {},
        source: FAILS,
        see: (results) => [results.lost, results.findings.map(({ message }) => message)],
        seen: [1, [silent("has no subscription")]],
    },
    suspendSubscription: {
        fault: {},
        source: FAILS,
        see: (results) => [results.lost, results.findings.map(({ message }) => message)],
        seen: [1, [silent("has suspended subscriptions")]],
    },
    pendingSubscription: {
        fault: {},
        source: FAILS,
        see: (results) => [results.lost, results.findings.map(({ message }) => message)],
        seen: [1, [silent("has subscriptions that wait for their confirmation")]],
    },
    silenceAlarm: { fault: {}, source: FAILS, see: (results) => [results.lost, notified(results)], seen: [1, false] },
    deleteAlarm: {
        fault: { toMs: START + 60 * MINUTE },
        source: FAILS,
        // The queue still has the message when the alarm is there again.
        see: (results) => [
            results.lost,
            results.alarms.flatMap(({ name, notified: who }) => (name === "failed-depth" ? who.map(({ atMs }) => results.minutes(atMs)) : [])),
        ],
        seen: [0, [60 + 50 / 60]],
    },
    // At the first instant nothing is there.
    up: { fault: {}, see: ({ events, deliveries, invocations }) => [events.length, deliveries.length, invocations.length], seen: [1, 0, 0] },
    loseEvents: { ...sent, fault: { resource: "TrainingJob" }, see: missed, seen: [["jobs", "SageMaker did not send it"]] },
    delayEvents: { ...sent, fault: { seconds: 600 }, see: arrivals, seen: [10] },
    repeatEvents: {
        ...sent,
        fault: { copies: 5 },
        see: ({ events, invocations }) => [new Set(events.map(({ id }) => id)).size, invocations.length],
        seen: [5, 5],
    },
    repeatDeliveries: {
        fault: { copies: 5 },
        see: ({ events, deliveries, invocations }) => [events.length, deliveries.length, invocations.length],
        seen: [1, 1, 5],
    },
    reorderEvents: {
        ...sent,
        fault: { seconds: 600 },
        script: (aws) => ["a", "b", "c", "d"].forEach((id) => aws.sendEvent({ ...sampleEvent("TrainingJob.failed"), id })),
        see: ({ events }) => events.map(({ id }) => id).join("") !== "abcd" && events.length,
        seen: 4,
    },
    skewClock: {
        ...sent,
        fault: { seconds: 300 },
        see: ({ events }) =>
            events.map(({ event }) => (event as { time: string }).time !== (sampleEvent("TrainingJob.failed") as { time: string }).time),
        seen: [true],
    },
    oversizeEvents: {
        ...sent,
        fault: {},
        see: ({ events }) => events.map(({ event }) => Math.round(JSON.stringify(event).length / 1000)),
        seen: [251],
    },
    malformEvents: {
        ...sent,
        fault: {},
        see: ({ events }) => events.map(({ event }) => (event as { detail: { TrainingJobName: unknown } }).detail.TrainingJobName),
        seen: [5],
    },
    poisonEvents: { ...sent, fault: {}, see: ({ events }) => events.map(({ event }) => (event as { account: unknown }).account), seen: [7] },
};

function silent(is: string): string {
    return `The topic "alarms" ${is}, so no one receives its messages`;
}

describe("each fault does to an event what its row says:", () => {
    for (const name of FAULT_NAMES) {
        const { fault, source = ECHO, rule, script, see, seen } = CASES[name] ?? {};
        if (see === undefined) {
            continue;
        }
        it(name, async () => {
            const graph = graphOf(
                route({ ...(name === "coldStarts" || source !== ECHO ? { source } : {}), ...(rule ? { rule } : {}) }),
                name === "stopSchedule" ? [] : routeAlarms(),
            );
            const all: Fault[] = [{ fault: name, ...fault }];
            const results = await play(
                graph,
                async (aws, clock) => {
                    (script ?? ((each) => void each.putEvent(jobEvent())))(aws);
                    if (name === "deleteAlarm" || name === "stopSchedule") {
                        await clock.run(START + (name === "deleteAlarm" ? 62 : 12) * MINUTE);
                    }
                },
                { faults: all },
            );
            assert.deepEqual(see(results), seen);
            const { aws } = results;
            assert.ok(
                aws.facts().some((fact) => fact.what === "struck" && fact.fault === name),
                "it has not struck",
            );
        });
    }

    it("all but those of tables, of Describe and of channels", () => {
        assert.deepEqual(
            FAULT_NAMES.filter((name) => !(name in CASES)),
            ["table", "describe", "hang", "channelDown"],
        );
    });
});
