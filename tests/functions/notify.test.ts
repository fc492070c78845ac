import * as assert from "node:assert/strict";
import { join } from "node:path";

import { type Handler, KIND_NAMES, KINDS } from "../../catalog";
import { notify } from "../../functions";
import { PackagedHandler } from "../support/packaged";
import { Golden } from "./shared/golden";
import { LoopbackAws } from "./shared/loopbackAws";
import { ANSWERS, messageText, outcomeOf, SAMPLES } from "./shared/samples";

const messages = new Golden(join(__dirname, "notify.messages.md"), "The message for each sample event");

describe("notify", () => {
    after(() => messages.finish());

    for (const { file, row, event } of SAMPLES) {
        it(`reports what happened: ${file}`, async () => {
            messages.check(file, await outcomeOf(row, event));
        });
    }
});

describe("notify, from its package", () => {
    for (const kind of KIND_NAMES) {
        it(`sends the same messages of ${kind} through the real clients`, async () => {
            // A fresh process for each kind, on a machine that may be busy.
            const samples = SAMPLES.filter((sample) => sample.kind === kind);
            const aws = new LoopbackAws((_, input) => ({ status: 200, body: ANSWERS[Object.values(input)[0]!] }));
            const packaged = await PackagedHandler.of(notify(KINDS[kind]) as unknown as Handler, KINDS[kind]);
            try {
                const results = await packaged.run(
                    samples.map(({ event }) => event),
                    await aws.start(),
                );
                assert.deepEqual(
                    results,
                    samples.map(() => ({ outcome: "handled" })),
                );
                const expected = await Promise.all(samples.map(({ row, event }) => outcomeOf(row, event)));
                assert.deepEqual(aws.published.map(messageText), expected);
                assert.deepEqual([...new Set(aws.published.map(({ topic }) => topic))], ["arn:aws:sns:us-east-1:111122223333:jobs"]);
            } finally {
                packaged.remove();
                await aws.stop();
            }
        });
    }
});
