import assert from "node:assert/strict";

import type { Fact } from "../../../../local/aws";
import { reportsIn } from "../../../../local/aws/report/results";
import { verdictOf } from "../../../../local/aws/report/verdict";
import type { Way } from "../../../../local/aws/report/ways";
import { functionArn, queueUrl, topicArn } from "../support/graphBuilder";

describe("a message in a queue whose alarm had gone off before", () => {
    const way = {
        delivery: { rule: { name: "jobs", bus: "default" }, target: { arn: functionArn("handler") } },
        attempts: 1,
        invocations: 3,
        endings: [{ kind: "kept", queue: "failures", message: { sentMs: 1000, expiresMs: 9000, deadLetter: { reason: "it failed" } } }],
    } as unknown as Way;
    /** The verdict if someone receives a message of a function, which a rule runs on a schedule or for events. */
    function verdict(message: string, atMs = 1001, isScheduled = true) {
        const facts = [
            {
                what: "delivery",
                rule: { schedule: isScheduled ? "rate(15 minutes)" : undefined },
                target: { arn: functionArn("reconciler") },
                atMs: 0,
            },
            { what: "published", message: { kind: "notification", message, from: "reconciler" }, atMs },
            { what: "received", resource: topicArn("alarms"), who: "email:ops@example.com", of: 1, atMs },
        ] as unknown as Fact[];
        return verdictOf(way, { all: [], behind: () => [], histories: new Map(), reports: reportsIn(facts) }, 5000);
    }
    /** What the reconciler writes. */
    const countOf = (name: string) =>
        `The queue ${queueUrl(name)} has 3 messages, 2 more than were reported. Its alarm stays on and does not say so. Run "npx --no-install jobstatus dlq explain".`;
    const lost = {
        outcome: "lost",
        reason: 'It is in the queue "failures", but no one was notified after it got there: no alarm watches the queue, the rule or the function',
        deadLetterQueue: "failures",
    };

    it("is not lost if the reconciler's report that someone received afterwards counts the messages of the queue", () => {
        assert.deepEqual(verdict(`2 problems found\n\n- ${countOf("others")}\n- ${countOf("failures")}`), {
            outcome: "dead-lettered",
            reason: "it failed",
            deadLetterQueue: "failures",
        });
    });

    for (const [title, message, atMs, isScheduled] of [
        ["the report came before the message", countOf("failures"), 1000, true],
        ["the report is on another queue", countOf("failures-2"), 1001, true],
        ["a digest has the queue's name as a word", "4 failures: training jobs", 1001, true],
        ["the queue could not be read", `The queue ${queueUrl("failures")} can't be checked`, 1001, true],
        ["the message is of a function that no schedule runs", countOf("failures"), 1001, false],
    ] as const) {
        it(`is lost if ${title}`, () => assert.deepEqual(verdict(message, atMs, isScheduled), lost));
    }
});
