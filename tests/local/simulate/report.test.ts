import assert from "node:assert/strict";
import type { BusEvent, Fact } from "../../../local/aws";
import type { RuleResource, TargetResource } from "../../../local/aws/resources";
import { resultsOf } from "../../../local/aws/report/results";
import { faultsOf, reportOf } from "../../../local/simulate/report";
import { sampleEvent } from "../../support/devStack";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 1);

/** A message to a topic at a minute, and whether its subscriber receives it. */
interface Message {
    readonly minute: number;
    readonly topic: string;
    readonly kind?: "notification" | "alarm";
    readonly text?: string;
    readonly isReceived?: boolean;
}

const alarmAbout = (topic: string, minute: number): Message => ({ minute, topic: "alarms", kind: "alarm", text: `{"value":"${topic}"}` });
const unreceived = (minute: number): Message => ({ minute, topic: "jobs", isReceived: false });

/** Minutes of the messages that no one learned of. */
function unnoticed(messages: readonly Message[]): number[] {
    const facts: Fact[] = [];
    for (const { minute, topic, kind = "notification", text = "a job", isReceived = true } of messages) {
        const atMs = START_MS + minute * MINUTE_MS;
        const resource = `arn:${topic}`;
        const of = facts.push({ what: "published", resource, topic, id: `${facts.length}`, message: { kind, message: text, from: "x" }, atMs }) - 1;
        if (isReceived) {
            facts.push({ what: "received", resource, who: "email:a@example.com", of, atMs });
        }
    }
    const results = resultsOf({ facts, alarms: { all: [], behind: () => [] }, queues: [], stops: [], apiCalls: [], nowMs: START_MS });
    const report = reportOf(
        { startMs: START_MS, endMs: START_MS, faults: [], facts, results, withTopic: [] },
        { program: "p", stack: "s", seed: 1, hours: 1 },
    );
    return report.messages.unnoticed.map(({ at }) => (Date.parse(at) - START_MS) / MINUTE_MS);
}

describe("messages that no one received", () => {
    const cases: readonly [title: string, messages: readonly Message[], unnoticed: readonly number[]][] = [
        ["are noticed by an alarm about the topic within an hour", [unreceived(0), alarmAbout("jobs", 60)], []],
        ["are not noticed by an alarm about the topic after an hour", [unreceived(0), alarmAbout("jobs", 61)], [0]],
        ["are not noticed by an alarm about another topic", [unreceived(0), alarmAbout("others", 1)], [0]],
        ["are not noticed by an alarm that no one received", [unreceived(0), { ...alarmAbout("jobs", 1), isReceived: false }], [0]],
        ["are noticed by an earlier alarm of the same outage", [unreceived(0), alarmAbout("jobs", 10), unreceived(200)], []],
        [
            "are not noticed by an alarm of an outage that had ended",
            [unreceived(0), alarmAbout("jobs", 10), { minute: 20, topic: "jobs" }, unreceived(30)],
            [30],
        ],
        ["are not there if all were received", [{ minute: 0, topic: "jobs" }], []],
    ];
    for (const [title, messages, expected] of cases) {
        it(title, () => assert.deepEqual(unnoticed(messages), expected));
    }
});

describe("the faults of a run", () => {
    it("inform someone by the first message after they struck, and not by an alarm that goes off because it was just created", () => {
        const facts: Fact[] = [{ what: "struck", resource: "f", fault: "throttle", number: 0, event: "e", atMs: START_MS }];
        for (const minute of [0, 4]) {
            const message = { kind: "alarm", message: "{}", from: `arn:alarm:at-${minute}` } as const;
            const [resource, atMs] = ["arn:alarms", START_MS + minute * MINUTE_MS];
            const of = facts.push({ what: "published", resource, topic: "alarms", id: `${minute}`, message, atMs }) - 1;
            facts.push({ what: "received", resource, who: "email:a@example.com", of, atMs });
        }
        const results = resultsOf({ facts, alarms: { all: [], behind: () => [] }, queues: [], stops: [], apiCalls: [], nowMs: START_MS });
        const faults = faultsOf({ facts, results, faults: [{ fault: "throttle" }, { fault: "hang" }] }, START_MS);
        assert.deepEqual(
            faults.map(({ fault, struck, informed }) => [fault, struck, informed]),
            [
                ["throttle", 1, { who: "email:a@example.com", alarm: "at-4", at: "2026-01-01T00:04:00.000Z", afterSeconds: 240 }],
                ["hang", 0, null],
            ],
        );
    });
});

describe("an event that its function could put nowhere", () => {
    const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:failed";

    /** Whom an alarm on a function's metric notified of it, at so many minutes after the event. */
    function noticedBy(minute: number, metric: string, name: string): (string | null)[] {
        const event = sampleEvent("TrainingJob.failed") as BusEvent;
        const rule = { arn: "arn:rule", name: "rule", bus: "default", pattern: {} } as unknown as RuleResource;
        const target = { id: "t", arn: FUNCTION } as unknown as TargetResource;
        const message = {
            kind: "alarm",
            message: `{"MetricName":"${metric}","Dimensions":[{"value":"${name}"}]}`,
            from: "arn:alarm:dropped",
        } as const;
        const atMs = START_MS + minute * MINUTE_MS;
        const facts: Fact[] = [
            { what: "event", resource: "arn:bus", event, bus: "default", matched: ["rule"], atMs: START_MS },
            { what: "delivery", resource: "arn:rule", event, rule, target, of: 0, atMs: START_MS },
            { what: "dropped", resource: FUNCTION, reason: 'Function "failed" gave up (RetriesExhausted)', of: 1, atMs: START_MS },
            { what: "published", resource: "arn:alarms", topic: "alarms", id: "m", message, atMs },
            { what: "received", resource: "arn:alarms", who: "email:a@example.com", of: 3, atMs },
        ];
        const results = resultsOf({ facts, alarms: { all: [], behind: () => [] }, queues: [], stops: [], apiCalls: [], nowMs: atMs });
        const simulation = { startMs: START_MS, endMs: atMs, faults: [], facts, results, withTopic: [] };
        return reportOf(simulation, { program: "p", stack: "s", seed: 1, hours: 1 }).lost.map((each) => each.noticedBy);
    }

    for (const [title, minute, metric, name, expected] of [
        ["is noticed by the alarm on what the function dropped", 60, "AsyncEventsDropped", "failed", "email:a@example.com"],
        ["is noticed by the alarm on its destination", 5, "DestinationDeliveryFailures", "failed", "email:a@example.com"],
        ["is not noticed by that of an hour later", 61, "AsyncEventsDropped", "failed", null],
        ["is not noticed by that of another function", 5, "AsyncEventsDropped", "failed-2", null],
        ["is not noticed by another alarm on the function", 5, "Errors", "failed", null],
    ] as const) {
        it(title, () => assert.deepEqual(noticedBy(minute, metric, name), [expected]));
    }
});
