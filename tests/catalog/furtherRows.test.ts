import * as assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-sagemaker";

import { ALL_KIND_NAMES, ALL_KINDS, type EventKindRow, FURTHER_KINDS, type FurtherKindRow, KIND_NAMES, WITHOUT_EVENTS } from "../../catalog";
import { detailTypesOf, FURTHER_DETAIL_TYPES } from "../../catalog";

const client = sdk as unknown as Record<string, Record<string, string> | undefined>;
const ROWS: [string, FurtherKindRow][] = Object.entries(FURTHER_KINDS);

/** The API's enum of a kind's statuses, where it is not named like the status field. */
const ENUMS: Record<string, string> = {
    EndpointDeployment: "EndpointStatus",
    PipelineExecution: "PipelineExecutionStatus",
    PipelineExecutionStep: "StepStatus",
    HyperPodCluster: "ClusterStatus",
    HyperPodClusterEvent: "ClusterEventLevel",
    ModelCardExportJob: "ModelCardExportJobStatus",
    MonitoringSchedule: "ScheduleStatus",
    MlflowTrackingServer: "TrackingServerStatus",
};

/** The type of a field of `detail`. */
const typeAt = (row: FurtherKindRow, path: string): unknown =>
    path.split(".").reduce<unknown>((type, name) => (type as Record<string, unknown> | undefined)?.[name], row.fields);

for (const [kind, row] of ROWS) {
    describe(`the catalogue's row of ${kind}`, () => {
        it("is found under its own name, and says where it comes from", () => {
            assert.equal(row.kind, kind);
            assert.match(row.title, /^[A-Za-z ]+$/);
            assert.ok(row.sources.length > 0);
            assert.deepEqual(
                row.sources.filter((source) => new URL(source).protocol !== "https:" || new URL(source).host !== "docs.aws.amazon.com"),
                [],
            );
        });

        it("has each status once, with a meaning, in the spellings of events and of the API", () => {
            const { statuses } = row;
            for (const spelling of [statuses.map(({ value }) => value), statuses.map(({ api }) => api).filter((api) => api !== null)]) {
                assert.equal(new Set(spelling).size, spelling.length);
            }
            assert.ok(statuses.every(({ value, meaning }) => value !== "" && meaning !== ""));
            const known = Object.values(client[ENUMS[kind] ?? row.statusField ?? ""] ?? {});
            const api = statuses.map((status) => status.api).filter((value) => value !== null);
            // Of deployments one status is documented; of human loops the client that has the enum is not installed.
            // The client that is installed does not know of CompletedWithFailures yet.
            const newer = kind === "PipelineExecution" ? ["CompletedWithFailures"] : [];
            const expected = kind === "EndpointDeployment" ? ["Updating"] : kind === "HumanLoop" ? api : [...new Set([...known, ...newer])];
            assert.deepEqual([...api].sort(), [...expected].sort());
        });

        it("spells statuses as its events do", () => {
            for (const { value, api } of row.statuses.filter((status) => status.api !== null)) {
                const pascal = (text: string) => text.toLowerCase().replace(/(^|_)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
                const events: Record<string, string> = {
                    EndpointDeployment: api!.toUpperCase(),
                    Image: pascal(api!),
                    ImageVersion: pascal(api!),
                    MlflowTrackingServer: api!.replace(/(?<!^)[A-Z]/g, " $&"),
                };
                assert.equal(value, events[kind] ?? api);
            }
        });

        it("emits statuses exactly where its events carry one", () => {
            const carries = row.statusInEvent || row.statusInDetailType === true;
            assert.equal(
                row.statuses.some(({ emitted }) => emitted),
                carries,
            );
            assert.equal(row.statusField !== null, row.statusInEvent);
        });

        it("names fields that its events have", () => {
            const { created, started, ended, modified } = row.times;
            const named = [
                row.nameField,
                row.arnField,
                row.statusField,
                row.eventHasReason ? row.reasonField : null,
                created,
                started,
                ended,
                modified,
                ...row.facts.map(([, field]) => field),
                ...row.identity.filter((part) => !["arn", "status", "id"].includes(part)),
            ];
            assert.deepEqual(
                named.filter((field) => field !== null && typeof typeAt(row, field) !== "string"),
                [],
            );
            assert.deepEqual(
                [created, started, ended, modified].filter((field) => field !== null && typeAt(row, field) !== "time"),
                [],
            );
        });

        it("has operations that exist, on its own ARNs or on what they need, the one that describes it first", () => {
            const operations = row.operations.filter(({ api }) => api === "sagemaker");
            assert.deepEqual(
                operations.filter(({ name }) => !(`${name}Command` in client)),
                [],
            );
            assert.deepEqual(
                row.operations.filter(({ name, on }) => on === "*" && !name.startsWith("List")),
                [],
            );
            assert.ok(row.operations.length === 0 || /^(Describe|List)/.test(row.operations[0]!.name));
        });

        it("knows everything but names exactly where the event is documented", () => {
            const known = Object.keys(row.fields).length > 0;
            assert.equal(known, row.unverified === undefined);
            if (known) {
                assert.ok(row.nameField !== null || row.arnField !== null);
                assert.notEqual(row.arnResource, null);
            } else {
                assert.match(row.unverified!, /^only the names? of its detail-types? (is|are) documented$/);
                assert.deepEqual(row.identity, ["id"]);
            }
        });
    });
}

describe("the catalogue of all kinds", () => {
    it("has the nine first, and every detail-type once", () => {
        assert.deepEqual(ALL_KIND_NAMES.slice(0, 9), KIND_NAMES);
        assert.deepEqual(ALL_KIND_NAMES.slice(9), Object.keys(FURTHER_KINDS).sort());
        const all = ALL_KIND_NAMES.flatMap((kind) => detailTypesOf(ALL_KINDS[kind]));
        assert.equal(new Set(all).size, all.length);
        assert.deepEqual(
            all.filter((name) => !/^SageMaker [A-Z][A-Za-z0-9 ]*[a-z]$/.test(name)),
            [],
        );
        assert.deepEqual(all.slice(9), FURTHER_DETAIL_TYPES);
        assert.equal(FURTHER_DETAIL_TYPES.length, 49);
    });

    it("makes a detail-type of each status where there is one for each", () => {
        assert.deepEqual(detailTypesOf(FURTHER_KINDS.HumanTask), [
            "SageMaker Human Task Created",
            "SageMaker Human Task Accepted",
            "SageMaker Human Task Declined",
            "SageMaker Human Task Returned",
            "SageMaker Human Task Submitted",
            "SageMaker Human Task Expired",
        ]);
    });

    it("has a different title for each kind, and no kind without events", () => {
        const titles = ALL_KIND_NAMES.map((kind) => ALL_KINDS[kind].title);
        assert.equal(new Set(titles).size, titles.length);
        assert.deepEqual(
            WITHOUT_EVENTS.filter((name) => name in ALL_KINDS),
            [],
        );
        // SageMaker has them, though it sends nothing about them.
        assert.deepEqual(
            WITHOUT_EVENTS.filter((name) => !(`Describe${name}Command` in client)),
            [],
        );
    });

    it("has a row for each kind with everything that a rule needs", () => {
        const rows: EventKindRow[] = ALL_KIND_NAMES.map((kind) => ALL_KINDS[kind]);
        assert.deepEqual(
            rows.filter(({ unverified }) => unverified !== undefined).map(({ kind }) => kind),
            ["EvaluationJob", "HumanLoopStep", "HumanTask", "MlflowActivity", "MlflowTrackingServer", "ModelCardExportJob", "MonitoringSchedule"],
        );
    });
});
