import * as assert from "node:assert/strict";
import { join } from "node:path";

import type { Fields } from "../../functions/shared/fields";
import { capital } from "../../functions/shared/text";
import { Golden } from "./shared/golden";
import { outcomeOf, SAMPLES } from "./shared/samples";

const golden = new Golden(
    join(__dirname, "notify.mutations.md"),
    "What one missing, empty or mistyped field changes in the message of each sample event",
);

/** The object with one field dropped, set to null, and given another type, and what each was called. */
function* mutationsOf(object: Fields, prefix: string): Generator<[field: string, change: string, mutated: Fields]> {
    for (const [field, value] of Object.entries(object)) {
        const { [field]: _, ...rest } = object;
        yield [prefix + field, "dropped", rest];
        yield [prefix + field, "null", { ...object, [field]: null }];
        yield [prefix + field, "mistyped", { ...object, [field]: ofAnotherType(value) }];
    }
}

function ofAnotherType(value: unknown): unknown {
    return typeof value === "string" || value === null
        ? 7
        : typeof value === "number"
          ? "seven"
          : typeof value === "boolean"
            ? "yes"
            : "neither list nor object";
}

/** Every field of the envelope and of detail, and of the objects and first list items in detail. */
function* allMutationsOf(event: Fields & { readonly detail: Fields }): Generator<[field: string, change: string, mutated: Fields]> {
    yield* mutationsOf(event, "");
    for (const [field, change, detail] of mutationsOf(event.detail, "detail.")) {
        yield [field, change, { ...event, detail }];
    }
    for (const [field, value] of Object.entries(event.detail)) {
        const isList = Array.isArray(value);
        const inner: unknown = isList ? value[0] : value;
        if (typeof inner === "object" && inner !== null) {
            for (const [nested, change, mutated] of mutationsOf(inner as Fields, `detail.${field}${isList ? "[0]" : ""}.`)) {
                const replaced = isList ? [mutated, ...value.slice(1)] : mutated;
                yield [nested, change, { ...event, detail: { ...event.detail, [field]: replaced } }];
            }
        }
    }
}

/** The lines that went and the lines that came. */
function difference(before: string, after: string): string {
    const [old, now] = [before.split("\n"), after.split("\n")];
    const changes = [
        ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
        ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
    ];
    return changes.length === 0 ? "the same message" : changes.join("\n");
}

describe("notify, given an event with one wrong field", () => {
    after(() => golden.finish());

    for (const { file, row, event } of SAMPLES) {
        it(`sends the message without it or refuses the event: ${file}`, async () => {
            const message = await outcomeOf(row, event);
            const byOutcome = new Map<string, Map<string, string[]>>();
            for (const [field, change, mutated] of allMutationsOf(event)) {
                const outcome = await outcomeOf(row, mutated);
                const isWhole = outcome.startsWith(`Subject: ${capital(row.title)} `) || outcome.startsWith("throws: Job status event ");
                assert.ok(isWhole, `${field} ${change}: ${outcome}`);
                const text = outcome.startsWith("throws: ") ? outcome : difference(message, outcome);
                const fields = byOutcome.get(text) ?? new Map<string, string[]>();
                byOutcome.set(text, fields.set(field, [...(fields.get(field) ?? []), change]));
            }
            const sections = [...byOutcome].map(([text, fields]) => {
                const lines = [...fields].map(([field, changes]) => `    ${field}: ${changes.join(", ")}`);
                return [text, ...lines].join("\n");
            });
            golden.check(file, sections.join("\n\n"));
        });
    }
});
