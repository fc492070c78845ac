import assert from "node:assert/strict";

import { KIND_NAMES, KINDS, type KindRow } from "../../catalog";
import { eventStatus, parseTime, statusEvent, tagsOf } from "../../models/statusEvent";
import { sampleEvent, sampleEventNames } from "../support/devStack";

interface Sample {
    readonly id: string;
    readonly time: string;
    readonly account: string;
    readonly region: string;
    readonly "detail-type": string;
    readonly resources: string[];
    readonly detail: Readonly<Record<string, unknown>>;
}

const rowOf = (event: Sample): KindRow => KINDS[KIND_NAMES.find((kind) => KINDS[kind].detailType === event["detail-type"])!];

/** A value of an event as Describe answers it: times as dates, statuses in the API's spelling, tags as a list. */
function asAnswered(row: KindRow, field: string, value: unknown): unknown {
    if (field === row.statusField) {
        return row.statuses.find((status) => status.value === value)?.api;
    }
    if (row.fields[field] === "time") {
        return new Date(parseTime(value)!);
    }
    return field === "Tags" ? Object.entries(tagsOf(value)).map(([Key, Value]) => ({ Key, Value })) : value;
}

describe("statusEvent", () => {
    for (const name of sampleEventNames()) {
        const event = sampleEvent(name) as Sample;
        const row = rowOf(event);
        const { id, time, account, region, resources, detail } = event;
        // Describe does not find what is deleted.
        if (row.statuses.find(({ value }) => value === detail[row.statusField])?.api === null) {
            continue;
        }
        it(`makes ${name} again of what Describe answers`, () => {
            const path = resources[0]!.split(":").slice(5).join(":").split("/").slice(1).join("/");
            const fields = Object.fromEntries(Object.entries(detail).map(([field, value]) => [field, asAnswered(row, field, value)]));
            const made = statusEvent(row, { name: path, arn: resources[0]!, fields }, { id, sentMs: Date.parse(time), account, region });
            const known = Object.fromEntries(
                Object.entries(detail)
                    .filter(([field, value]) => field in row.fields && value !== null)
                    .map(([field, value]) => [field, row.fields[field] === "time" ? parseTime(value) : value]),
            );
            for (const field of [row.statusField, row.arnField, row.nameField, "Tags", ...Object.values(row.times)]) {
                if (field !== null && field in known) {
                    const value = known[field];
                    const expected = field === row.arnField ? String(value).toLowerCase() : field === "Tags" ? tagsOf(value) : value;
                    assert.deepEqual(made.detail[field], expected, field);
                }
            }
            assert.deepEqual(
                [made.id, made.time, made.account, made.region, made["detail-type"], made.resources],
                [id, time, account, region, row.detailType, [resources[0]!.toLowerCase()]],
            );
            assert.deepEqual(
                Object.keys(known).filter((field) => !(field in made.detail)),
                [],
            );
        });
    }

    it("spells every status of the API as events do", () => {
        for (const kind of KIND_NAMES) {
            const row: KindRow = KINDS[kind];
            for (const { api, value } of row.statuses) {
                assert.deepEqual([eventStatus(row, api ?? value), eventStatus(row, value)], [value, value]);
            }
        }
        assert.equal(eventStatus(KINDS.Endpoint, "InService"), "IN_SERVICE");
        assert.equal(eventStatus(KINDS.TrainingJob, "Queued"), "Queued");
    });

    it("writes members of processing jobs in upper snake case, as their events have them", () => {
        const ProcessingInputs = [{ S3Input: { S3DataType: "S3Prefix", S3InputMode: "File", S3DataDistributionType: "FullyReplicated" } }];
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:processing-job/Features";
        const envelope = { id: "1", sentMs: 0, account: "111122223333", region: "us-east-1" };
        const { detail } = statusEvent(KINDS.ProcessingJob, { name: "Features", arn, fields: { ProcessingInputs } }, envelope);
        assert.deepEqual(detail.ProcessingInputs, [
            { S3Input: { S3DataType: "S3_PREFIX", S3InputMode: "FILE", S3DataDistributionType: "FULLYREPLICATED" } },
        ]);
    });
});
