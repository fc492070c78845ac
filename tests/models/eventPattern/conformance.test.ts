import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answerToParsed, answerToText } from "./cases";

interface Case {
    readonly id: string;
    readonly pattern_text: string;
    readonly event_text: string;
    /** Whether `JSON.parse` loses what the answer depends on. */
    readonly raw_only: boolean;
    readonly expect: string;
}

const FILE = "../shared/conformance/event-patterns.json";
const path = join(__dirname, "../../..", FILE);

if (existsSync(path)) {
    const cases = JSON.parse(readFileSync(path, "utf8")) as Case[];

    describe(`${cases.length} answers of AWS and of event-ruler`, () => {
        it("are ours, too, for texts", () => {
            const ours = cases.map(({ id, pattern_text, event_text }) => `${id} ${answerToText(pattern_text, event_text)}`);
            assert.deepEqual(
                ours,
                cases.map(({ id, expect }) => `${id} ${expect}`),
            );
        });

        it("are ours, too, for parsed patterns and events, where parsing loses nothing", () => {
            const kept = cases.filter(({ raw_only }) => !raw_only);
            const ours = kept.map(({ id, pattern_text, event_text }) => `${id} ${answerToParsed(pattern_text, event_text)}`);
            assert.deepEqual(
                ours,
                kept.map(({ id, expect }) => `${id} ${expect}`),
            );
        });
    });
} else {
    console.log(`event patterns: not compared with the answers of AWS, for ${FILE} is not here`);
}
