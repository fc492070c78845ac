import * as assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-sagemaker";

import { KIND_NAMES, KINDS, type KindRow } from "../../catalog";
import { isNotFound } from "../../functions/shared/describe";

/** What the rows are held against: enums, commands and schemas of the installed client, which are generated from SageMaker's own API model. */
const client = sdk as unknown as Record<string, unknown>;

type StructureSchema = [tag: number, namespace: string, name: string, traits: unknown, members: string[]];
type OperationSchema = [tag: number, namespace: string, name: string, traits: unknown, input: () => StructureSchema, output: () => StructureSchema];

function operation(command: string) {
    const schema = client[`${command.replace(/Command$/, "")}$`] as OperationSchema;
    return { isCommand: typeof client[command] === "function", input: schema[4]()[4], output: schema[5]()[4] };
}

function enumValues(name: string): string[] {
    return Object.values(client[name] as Record<string, string>).sort();
}

/** Fields of events that Describe does not answer with: tags have their own call, a package's changes are an event and not a state. */
const EVENT_ONLY = ["Tags", "UpdatedModelPackageFields"];

for (const kind of KIND_NAMES) {
    const row: KindRow = KINDS[kind];
    const describeCall = operation(row.describe.command);

    describe(`the catalogue's row of ${kind}`, () => {
        it("has exactly the statuses of the API, and otherwise only ones that just events have", () => {
            const api = row.statuses.map((status) => status.api).filter((value) => value !== null);
            assert.deepEqual([...api].sort(), enumValues(row.statusField));
            for (const { value } of row.statuses.filter((status) => status.api === null)) {
                assert.ok(!enumValues(row.statusField).some((known) => known.toUpperCase() === value.toUpperCase()), value);
            }
        });

        it("spells statuses as events do", () => {
            for (const { value, api } of row.statuses.filter((status) => status.api !== null)) {
                assert.equal(value, kind === "Endpoint" ? api!.replace(/(?<!^)[A-Z]/g, "_$&").toUpperCase() : api);
            }
            assert.equal(new Set(row.statuses.map(({ value }) => value)).size, row.statuses.length);
        });

        it("emits statuses exactly where an event is known to carry one, and has a success and a failure", () => {
            const emitted = row.statuses.filter((status) => status.emitted);
            assert.equal(emitted.length > 0, row.statusInEvent);
            const classes = new Set((row.statusInEvent ? emitted : row.statuses).map((status) => status.class));
            assert.ok(classes.has("succeeded") && classes.has("failed"));
            assert.ok(row.statuses.every(({ meaning }) => meaning !== ""));
        });

        it("has secondary values of the API, and meanings for values that it has", () => {
            if (row.secondary === null) {
                return;
            }
            const { field, values, meanings } = row.secondary;
            const known = enumValues(field);
            const ours = row.statuses.map(({ value }) => value);
            for (const [status, list] of Object.entries(values)) {
                assert.ok(ours.includes(status), status);
                assert.deepEqual(
                    list.filter((value) => !known.includes(value)),
                    [],
                );
            }
            for (const [status, byValue] of Object.entries(meanings)) {
                assert.deepEqual(
                    Object.keys(byValue).filter((value) => !values[status]?.includes(value)),
                    [],
                );
            }
        });

        it("describes with a call that takes the name and answers status, name, ARN, reason and times", () => {
            assert.ok(describeCall.isCommand);
            assert.equal(row.describe.action, `sagemaker:${row.describe.command.replace(/Command$/, "")}`);
            assert.ok(describeCall.input.includes(row.describe.input));
            const { created, started, ended, modified } = row.times;
            const wanted = [row.statusField, row.nameField, row.arnField, row.reasonField, row.statusDetailsField, created, started, ended, modified];
            assert.deepEqual(
                wanted.filter((field) => field !== null && !describeCall.output.includes(field)),
                [],
            );
        });

        it("has event fields that Describe answers with as well, those apart that only events have", () => {
            const fields = Object.keys(row.fields).filter((field) => !EVENT_ONLY.includes(field));
            assert.deepEqual(
                fields.filter((field) => !describeCall.output.includes(field)),
                [],
            );
        });

        it("finds name, ARN, status, reason, times and instances among the event's fields, where events have them", () => {
            const { created, started, ended, modified } = row.times;
            const inEvent = [
                row.nameField,
                row.arnField,
                row.statusInEvent ? row.statusField : null,
                row.eventHasReason ? row.reasonField : null,
                ...(row.nameField === null || !row.statusInEvent ? [] : [created, started, ended, modified]),
                row.secondary?.field ?? null,
                row.instances?.[0] ?? null,
            ];
            assert.deepEqual(
                inEvent.filter((field) => field !== null && row.fields[field] === undefined),
                [],
            );
        });

        it("has an identity of the ARN, the status and fields that exist", () => {
            assert.equal(row.identity[0], "arn");
            assert.ok(row.identity.includes("status"));
            const known = ["arn", "status", ...Object.keys(row.fields), ...describeCall.output];
            assert.deepEqual(
                row.identity.filter((part) => !known.includes(part)),
                [],
            );
        });

        it("puts each status into exactly one phase", () => {
            assert.deepEqual(row.phases.flat().sort(), row.statuses.map(({ value }) => value).sort());
        });

        it("stops only where the API can, and only from a status of the API", () => {
            const name = `Stop${kind}Command`;
            assert.equal(row.stop?.command ?? null, name in client ? name : null);
            if (row.stop !== null) {
                assert.equal(row.stop.action, `sagemaker:Stop${kind}`);
                assert.deepEqual(operation(name).input, [row.stop.input]);
                assert.deepEqual(
                    row.stop.allowed.filter((status) => !enumValues(row.statusField).includes(status)),
                    [],
                );
            }
        });

        it("lists with a call that has the filters that the row says, and no more", () => {
            const { isCommand, input, output } = operation(row.list.command);
            assert.ok(isCommand);
            assert.equal(row.list.action, `sagemaker:${row.list.command.replace(/Command$/, "")}`);
            assert.ok(output.includes(row.list.output));
            assert.equal(input.includes("StatusEquals"), row.list.statusFilter);
            assert.equal(input.includes("LastModifiedTimeAfter") && input.includes("LastModifiedTimeBefore"), row.list.modifiedFilter);
            assert.ok(input.includes("CreationTimeAfter"));
        });

        it("has a not-found error that handlers recognise", () => {
            if (row.describe.notFound !== null) {
                const { name, message } = row.describe.notFound;
                assert.ok(isNotFound(Object.assign(new Error(message.replace(/\{\w+\}/g, "x")), { name })));
            }
        });

        it("is found under its own name, has a page, and says where it comes from", () => {
            assert.equal(row.kind, kind);
            assert.match(row.consolePath, /^[a-z]+\?region=\{region\}#\/[a-z/-]+\/\{name\}$/);
            assert.match(row.title, /^[a-z ]+$/);
            assert.ok(row.sources.length > 0);
            for (const source of row.sources) {
                assert.equal(new URL(source).protocol, "https:");
            }
        });
    });
}

describe("the catalogue", () => {
    it("distinguishes every kind by its detail-type and by its ARN", () => {
        const rows: KindRow[] = KIND_NAMES.map((kind) => KINDS[kind]);
        assert.equal(new Set(rows.map((row) => row.detailType)).size, rows.length);
        assert.equal(new Set(rows.map((row) => row.arnResource)).size, rows.length);
        for (const { detailType } of rows) {
            assert.match(detailType, /^SageMaker [A-Z][A-Za-z ]+ State Change$/);
        }
    });
});
