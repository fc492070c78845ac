import * as assert from "node:assert/strict";

import { type DigestDeps, sendDigests } from "../../functions/digest";
import type { Digest } from "../../functions/digestText";
import { NOTHING_SENT } from "../../functions/shared/sendingLimit";
import { FakeSending } from "./shared/fakeSending";
import { messageOf } from "./shared/messages";

const NOW = Date.UTC(2026, 10, 24, 9);
const TIMEOUT_MS = 50_000;

const bodyOf = (name: string, at = NOW - 1000) => JSON.stringify({ at, message: messageOf({ name }) });

/** A queue as SQS is: what is received is hidden for a while, and it is given out in no order. */
class Bench {
    now = NOW;
    readonly sending = new FakeSending();
    readonly published: Digest[] = [];
    readonly warnings: string[] = [];
    readonly sure: boolean[] = [];
    failures = 0;
    /** Called before each step of a run: what throws is the end of it. */
    beforeStep: (step: string) => void = () => {};
    private readonly queue = new Map<string, { body: string; hiddenUntil: number }>();

    constructor(...bodies: string[]) {
        bodies.forEach((body) => this.put(body));
    }

    put(body: string): void {
        this.queue.set(`receipt ${this.queue.size} ${Math.random()}`, { body, hiddenUntil: 0 });
    }

    get waiting(): number {
        return this.queue.size;
    }

    /** All names in what was published. */
    get named(): string[] {
        return this.published.flatMap(({ of }) => of.map(({ message }) => message.resource.name));
    }

    deps(perMinute = 10): DigestDeps {
        return {
            sending: this.sending,
            perMinute,
            receive: async (isSure, hiddenSeconds) => {
                this.beforeStep("receive");
                this.sure.push(isSure);
                const free = [...this.queue].filter(([, { hiddenUntil }]) => hiddenUntil <= this.now).slice(-10);
                free.forEach(([, message]) => (message.hiddenUntil = this.now + hiddenSeconds * 1000));
                return free.map(([receipt, { body }]) => ({ receipt, body }));
            },
            remove: async (receipts) => {
                this.beforeStep("remove");
                receipts.forEach((receipt) => assert.ok(this.queue.delete(receipt)));
            },
            publish: async (digest) => {
                this.beforeStep("publish");
                this.published.push(digest);
            },
            now: () => this.now,
            remainingMs: () => TIMEOUT_MS,
            warn: (message) => void this.warnings.push(message),
            countFailure: () => void this.failures++,
        };
    }

    run(perMinute?: number) {
        return sendDigests(this.deps(perMinute));
    }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => bodyOf(`job-${index}`));

describe("the digest function", () => {
    it("sends one digest of all that waits, and deletes it", async () => {
        const bench = new Bench(...many(25));
        assert.deepEqual(await bench.run(), { outcome: "handled", reason: "25 messages in 1 digests" });
        assert.deepEqual([bench.published.length, new Set(bench.named).size, bench.waiting], [1, 25, 0]);
        assert.equal(bench.sending.known.count, 1);
    });

    it("sends nothing while nothing waits: it reads the table and looks at the queue once, and writes nothing", async () => {
        const bench = new Bench();
        assert.deepEqual(await bench.run(), { outcome: "ignored", reason: "nothing waits" });
        assert.deepEqual([bench.published, bench.sure, bench.sending.known, bench.sending.changes], [[], [false], NOTHING_SENT, 0]);
    });

    it("finds what waits without a note in the table, and locks the queue before it sends", async () => {
        const bench = new Bench(...many(25));
        const locked: number[] = [];
        bench.beforeStep = () => void locked.push(bench.sending.known.lockedUntil);
        await bench.run();
        assert.deepEqual([new Set(bench.named).size, bench.sure], [25, [false, true, true, true]]);
        assert.deepEqual([locked[0], new Set(locked.slice(1))], [0, new Set([NOW + TIMEOUT_MS])]);
    });

    it("leaves what it has found without a note to a run that was faster to lock the queue", async () => {
        const bench = new Bench(bodyOf("a"));
        bench.beforeStep = () => void (bench.sending.known = { ...NOTHING_SENT, lockedUntil: NOW + 1 });
        assert.deepEqual(await bench.run(), { outcome: "ignored", reason: "another run sends digests" });
        assert.deepEqual([bench.published, bench.waiting], [[], 1]);
    });

    it("makes sure that nothing is left where messages may wait", async () => {
        const bench = new Bench();
        bench.sending.known = { ...NOTHING_SENT, queuedAt: NOW - 1000 };
        await bench.run();
        assert.deepEqual(bench.sure, [true]);
    });

    it("has messages sent at once again when nothing is left, and not while one may be on its way into the queue", async () => {
        const bench = new Bench(bodyOf("a"));
        bench.sending.known = { ...NOTHING_SENT, queuedAt: NOW - 1000 };
        await bench.run();
        assert.equal(bench.sending.known.queuedAt, NOW - 1000);
        bench.now += 60_000;
        await bench.run();
        assert.equal(bench.sending.known.queuedAt, 0);
    });

    for (const crash of ["receive", "publish", "remove"]) {
        it(`loses nothing if it crashes at ${crash}: the next run sends what is left, once it is there again`, async () => {
            const bench = new Bench(...many(15));
            bench.beforeStep = (step) => {
                if (step === crash) {
                    throw new Error("crashed");
                }
            };
            await assert.rejects(bench.run(), /crashed/);
            assert.equal(bench.waiting, 15);
            assert.ok(bench.sending.known.queuedAt >= NOW || crash === "receive");
            bench.beforeStep = () => {};
            bench.now += 60_000;
            await bench.run();
            assert.deepEqual([new Set(bench.named).size, bench.waiting], [15, 0]);
            // Sent before the crash, and not deleted: sent again rather than lost.
            assert.equal(bench.published.length, crash === "remove" ? 2 : 1);
        });
    }

    it("leaves the queue to a run that is at work already, and not to one that can't be running any more", async () => {
        const bench = new Bench(bodyOf("a"));
        bench.sending.known = { ...NOTHING_SENT, lockedUntil: NOW + 1 };
        assert.deepEqual(await bench.run(), { outcome: "ignored", reason: "another run sends digests" });
        bench.now += 1;
        assert.equal((await bench.run()).outcome, "handled");
    });

    it("keeps to the limit: what is above it waits for the next minute", async () => {
        const bench = new Bench(bodyOf("a"));
        bench.sending.known = { ...NOTHING_SENT, minute: Math.floor(NOW / 60_000), count: 10 };
        assert.deepEqual(await bench.run(), { outcome: "ignored", reason: "0 messages in 0 digests, 1 wait for the next minute" });
        assert.deepEqual([bench.published, bench.waiting, bench.sending.known.queuedAt], [[], 1, NOW]);
        bench.now += 120_000;
        await bench.run();
        assert.deepEqual([bench.named, bench.waiting], [["a"], 0]);
    });

    it("sends several digests where one has no room, each within the limit", async () => {
        const bench = new Bench(...Array.from({ length: 3000 }, (_, index) => bodyOf(`${"x".repeat(100)}-${index}`)));
        bench.sending.known = { ...NOTHING_SENT, minute: Math.floor(NOW / 60_000), count: 9 };
        assert.match((await bench.run()).reason, /^\d+ messages in 1 digests, \d+ wait for the next minute$/);
        bench.now += 120_000;
        await bench.run();
        assert.deepEqual([bench.published.length, new Set(bench.named).size, bench.waiting], [3, 3000, 0]);
    });

    it("sends while the table fails, and a log and a count say so", async () => {
        const bench = new Bench(bodyOf("a"));
        bench.sending.error = Object.assign(new Error("slow down"), { name: "ThrottlingException" });
        assert.equal((await bench.run()).outcome, "handled");
        assert.deepEqual([bench.named, bench.waiting, bench.failures], [["a"], 0, 1]);
        assert.deepEqual(bench.warnings, [
            ...Array(2).fill("Digest: the table failed, so the limit is not kept: ThrottlingException: slow down"),
            "Digest: the lock could not be released: ThrottlingException: slow down",
        ]);
    });

    it("sends the only message as it is, and shows what it does not understand", async () => {
        const bench = new Bench(bodyOf("a"));
        await bench.run();
        assert.deepEqual(
            bench.published.map(({ subject, body, attributes }) => ({ subject, body, attributes })),
            [
                {
                    subject: "Training job a failed",
                    body: "Training job a failed\n\nFact: all about a\n",
                    attributes: { kind: "TrainingJob", status: "Failed", class: "failed" },
                },
            ],
        );
        for (const body of [
            "no JSON",
            "null",
            "7",
            '{"at":1}',
            '{"at":"1","message":{}}',
            '{"at":1,"message":{"headline":"x","resource":{"name":7},"status":{"text":"x"}}}',
            "[]",
        ]) {
            const strange = new Bench(body);
            await strange.run();
            assert.deepEqual(
                [strange.published.map((digest) => digest.body), strange.waiting],
                [[`SageMaker digest: a message that is not understood\n\nReason: ${body}\n`], 0],
            );
        }
    });
});
