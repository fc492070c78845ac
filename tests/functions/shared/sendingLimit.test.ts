import * as assert from "node:assert/strict";
import * as fc from "fast-check";

import { NOTHING_SENT, type Sending, withDigest, withLock, withMessage, withoutLock, withQueued } from "../../../functions/shared/sendingLimit";
import { runs } from "../../support/runs";

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 9);

/** How many messages are admitted one after the other at the given times, starting from what is known. */
const admitted = (known: Sending, times: readonly number[], most: number, admit: typeof withMessage = withMessage) => {
    let sending = known;
    return times.filter((now) => {
        const next = admit(sending, now, most);
        sending = next ?? sending;
        return next !== undefined;
    });
};
const at = (now: number, count: number) => new Array<number>(count).fill(now);

describe("the limit of messages a minute", () => {
    it("keeps two messages for digests: of ten, eight are sent at once", () => {
        assert.equal(admitted(NOTHING_SENT, at(NOW, 20), 10).length, 8);
        assert.equal(admitted(NOTHING_SENT, at(NOW, 20), 10, withDigest).length, 10);
    });

    it("has all messages of a limit of one or two wait", () => {
        assert.deepEqual([admitted(NOTHING_SENT, at(NOW, 5), 1), admitted(NOTHING_SENT, at(NOW, 5), 2)], [[], []]);
        assert.equal(admitted(NOTHING_SENT, at(NOW, 5), 1, withDigest).length, 1);
    });

    it("counts the minute before as well, and no earlier one", () => {
        const late = NOW + MINUTE - 1;
        assert.equal(admitted(NOTHING_SENT, [...at(late, 5), ...at(late + 1, 5)], 10).length, 8);
        assert.equal(admitted(NOTHING_SENT, [...at(NOW, 8), ...at(NOW + MINUTE, 8)], 10).length, 8);
        assert.equal(admitted(NOTHING_SENT, [...at(NOW, 8), ...at(NOW + 2 * MINUTE, 8)], 10).length, 16);
    });

    it("holds for any 60 seconds, whatever comes when, from functions whose clocks differ", () => {
        const call = fc.record({ gap: fc.nat(20_000), skew: fc.integer({ min: -1000, max: 1000 }), isDigest: fc.boolean() });
        fc.assert(
            fc.property(fc.array(call, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (calls, most) => {
                let [sending, now]: [Sending, number] = [NOTHING_SENT, NOW];
                const sent: number[] = [];
                for (const { gap, skew, isDigest } of calls) {
                    now += gap;
                    const next = (isDigest ? withDigest : withMessage)(sending, now + skew, most);
                    if (next !== undefined) {
                        sending = next;
                        sent.push(now);
                    }
                }
                // A clock that is ahead or behind by a second moves a message by as much.
                return sent.every((from) => sent.filter((time) => time >= from && time < from + MINUTE - 2000).length <= most);
            }),
            runs(300),
        );
    });

    it("has messages wait while others wait, although the limit would allow them, but not for ever", () => {
        const waiting = withQueued(NOTHING_SENT, NOW)!;
        assert.deepEqual([withMessage(waiting, NOW + 1, 10), withMessage(waiting, NOW + 5 * MINUTE - 1, 10)], [undefined, undefined]);
        assert.equal(withMessage(waiting, NOW + 5 * MINUTE, 10)?.count, 1);
        assert.equal(withDigest(waiting, NOW + 1, 10)?.count, 1);
    });

    it("writes only now and then that a message is put into the queue", () => {
        const waiting = withQueued(NOTHING_SENT, NOW)!;
        assert.deepEqual([withQueued(waiting, NOW + 4999), withQueued(waiting, NOW + 5000)?.queuedAt], [undefined, NOW + 5000]);
    });

    it("has one digest function at work, until it can't be running any more", () => {
        const locked = withLock(NOTHING_SENT, NOW, NOW + 50_000)!;
        assert.deepEqual(
            [withLock(locked, NOW + 49_999, NOW + 99_000), withLock(locked, NOW + 50_000, NOW + 99_000)?.lockedUntil],
            [undefined, NOW + 99_000],
        );
    });

    it("ends waiting with the queue empty, unless a message may be on its way into it", () => {
        const locked = { ...NOTHING_SENT, queuedAt: NOW, lockedUntil: NOW + 90_000 };
        const end = (startedAt: number, isEmpty: boolean) => withoutLock(locked, { startedAt, isEmpty, now: startedAt + 1000 });
        assert.deepEqual(end(NOW + 20_000, true), NOTHING_SENT);
        assert.deepEqual(end(NOW + 19_999, true), { ...NOTHING_SENT, queuedAt: NOW });
        assert.deepEqual(end(NOW + 40_000, false), { ...NOTHING_SENT, queuedAt: NOW + 41_000 });
    });
});
