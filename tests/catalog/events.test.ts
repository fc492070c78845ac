import * as assert from "node:assert/strict";

import { EVENT_SOURCE, type FieldType, KIND_NAMES, type StatusRow } from "../../catalog";
import { parseTime } from "../../functions/shared/times";
import { SAMPLES } from "../functions/shared/samples";

/** Where a value is not of the type that the catalogue gives the field. Null is allowed everywhere: events have it for what is not set. */
function mistyped(value: unknown, type: FieldType, path: string): string[] {
    if (value === null || value === undefined || type === "any") {
        return [];
    }
    const wrong = (right: boolean) => (right ? [] : [path]);
    if (typeof type === "object") {
        if (Array.isArray(type)) {
            return Array.isArray(value) ? value.flatMap((item, index) => mistyped(item, type[0], `${path}[${index}]`)) : [path];
        }
        const fields = type as { readonly [field: string]: FieldType };
        return Object.entries(value).flatMap(([field, inner]) =>
            field in fields ? mistyped(inner, fields[field]!, `${path}.${field}`) : [`${path}.${field}`],
        );
    }
    switch (type) {
        case "time":
            return wrong(parseTime(value) !== undefined);
        case "strings":
            return wrong(Array.isArray(value) && value.every((item) => typeof item === "string"));
        case "tags":
            return wrong(
                Array.isArray(value)
                    ? value.every(({ Key, Value }) => typeof Key === "string" && typeof Value === "string")
                    : Object.values(value).every((tag) => typeof tag === "string"),
            );
        default:
            return wrong(typeof value === type);
    }
}

describe("the sample events", () => {
    for (const { file, row, event } of SAMPLES) {
        it(`are as the catalogue says: ${file}`, () => {
            const arn = `arn:aws:sagemaker:us-east-1:111122223333:${row.arnResource}/`;
            assert.deepEqual(Object.keys(event).sort(), [
                "account",
                "detail",
                "detail-type",
                "id",
                "region",
                "resources",
                "source",
                "time",
                "version",
            ]);
            assert.deepEqual([event.version, event.source, event["detail-type"]], ["0", EVENT_SOURCE, row.detailType]);
            assert.deepEqual([event.account, event.region], ["111122223333", "us-east-1"]);
            assert.match(String(event.time), /^2026-11-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
            assert.match(String(event.id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
            const resources = event.resources as string[];
            assert.ok(resources.length === 1 && resources[0]!.startsWith(arn));
            assert.deepEqual(mistyped(event.detail, row.fields, "detail"), []);
            if (row.arnField !== null && row.nameField !== null) {
                assert.equal(event.detail[row.arnField], resources[0]);
                assert.equal(resources[0]!.slice(arn.length).toLowerCase(), String(event.detail[row.nameField]).toLowerCase());
            }
            const status = row.statuses.find(({ value }) => value === event.detail[row.statusField]);
            assert.equal(status?.emitted ?? false, row.statusInEvent);
            const second = row.secondary === null ? undefined : event.detail[row.secondary.field];
            assert.ok(second === undefined || row.secondary!.values[status!.value]!.includes(String(second)));
        });
    }

    it("have a success and a failure of every kind, and every event once", () => {
        assert.equal(new Set(SAMPLES.map(({ event }) => event.id)).size, SAMPLES.length);
        for (const kind of KIND_NAMES) {
            const ofKind = SAMPLES.filter((sample) => sample.kind === kind);
            const ends = ofKind.flatMap(({ file, row, event }) =>
                // An algorithm's event has no status: the file's name says which end Describe returns.
                row.statuses.filter(({ value }) => value.toLowerCase() === String(event.detail[row.statusField] ?? file.split(".")[1]).toLowerCase()),
            );
            const classes = ends.map((status: StatusRow) => status.class);
            assert.ok(classes.includes("succeeded") && classes.includes("failed"), kind);
        }
    });

    it("have tags in both shapes, times in every form and fields that are null", () => {
        const text = SAMPLES.map(({ event }) => JSON.stringify(event.detail)).join("\n");
        for (const form of [
            /"Tags":\{"/,
            /"Tags":\[\{"Key"/,
            /Time":17\d{11}[,}]/,
            /Time":"17\d{11}"/,
            /Time":"2026-[^"]*\.\d{9}Z"/,
            /Time":null/,
            /FailureReason":null/,
        ]) {
            assert.match(text, form);
        }
    });
});
