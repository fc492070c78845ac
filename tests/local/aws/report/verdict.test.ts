import assert from "node:assert/strict";

import { type AlarmReport, verdictOf } from "../../../../local/aws/report/verdict";
import type { Way } from "../../../../local/aws/report/ways";

describe("a message in a queue whose alarm had gone off before", () => {
    const way = {
        delivery: { rule: { name: "jobs", bus: "default" }, target: { arn: "arn:aws:lambda:us-east-1:111122223333:function:handler" } },
        attempts: 1,
        invocations: 3,
        endings: [{ kind: "kept", queue: "failures", message: { sentMs: 1000, expiresMs: 9000, deadLetter: { reason: "it failed" } } }],
    } as unknown as Way;
    const verdict = (...reports: AlarmReport["reports"]) => verdictOf(way, { all: [], behind: () => [], histories: new Map(), reports }, 5000);
    const lost = {
        outcome: "lost",
        reason: 'It is in the queue "failures", but no one was notified after it got there: no alarm watches the queue, the rule or the function',
        deadLetterQueue: "failures",
    };

    it("is not lost if a report that someone received afterwards names the queue", () => {
        assert.deepEqual(verdict({ words: new Set(["queue", "failures"]), atMs: 1001 }), {
            outcome: "dead-lettered",
            reason: "it failed",
            deadLetterQueue: "failures",
        });
    });

    it("is lost if the report came before the message, or names another queue", () => {
        assert.deepEqual(verdict({ words: new Set(["failures"]), atMs: 1000 }), lost);
        assert.deepEqual(verdict({ words: new Set(["failures-2"]), atMs: 1001 }), lost);
        assert.deepEqual(verdict(), lost);
    });
});
