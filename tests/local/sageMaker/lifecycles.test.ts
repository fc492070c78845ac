import assert from "node:assert/strict";
import { KIND_NAMES, KINDS, type Kind, type KindRow } from "../../../catalog";
import { parseEvent } from "../../../functions/shared/parseEvent";
import { catalogueMatch } from "../../../models/catalogueMatch";
import { type Act, LIFECYCLES } from "../../../local/sageMaker/lifecycles";
import type { Plan } from "../../../local/sageMaker/world";
import { ARN, CREATED, type LocalAccount, startSageMaker, type StatusEvent, steps } from "./shared/sageMaker";

const row = (kind: Kind): KindRow => KINDS[kind];

describe("the lifecycles", () => {
    let account: LocalAccount;
    beforeEach(async () => {
        account = await startSageMaker();
    });
    afterEach(() => account.close());

    const act = (kind: Kind, what: Act, plan: Plan = {}, request: object = {}) => {
        const { nameField, describe } = row(kind);
        const member = kind === "ModelPackage" && what === "update" ? "ModelPackageArn" : (nameField ?? describe.input);
        account.sageMaker.plan(kind, "Mine", plan);
        const operation = `${what.charAt(0).toUpperCase()}${what.slice(1)}${kind}`;
        account.sageMaker.perform({ operation, kind, act: what }, { [member]: "Mine", ...request }, "test");
    };
    /** [seconds since it was made, status] of each event. */
    const seen = (kind: Kind) => steps(account, row(kind).statusField);

    /** What is done one after another, each when the one before has come to rest, and all events of it. */
    const STORIES: readonly (readonly [Kind, readonly (readonly [Act, string?])[], readonly (readonly [number, string?])[]])[] = [
        ["Algorithm", [["create"], ["delete"]], [[0], [10], [70], [70]]],
        ["Algorithm", [["create", "Failed"]], [[0], [10], [70]]],
        [
            "Endpoint",
            [["create"], ["update"], ["update", "ROLLED_BACK"], ["update", "UPDATE_ROLLBACK_FAILED"], ["delete"]],
            [
                [0, "CREATING"],
                [300, "IN_SERVICE"],
                [300, "UPDATING"],
                [600, "IN_SERVICE"],
                [600, "UPDATING"],
                [900, "ROLLING_BACK"],
                [1020, "IN_SERVICE"],
                [1020, "UPDATING"],
                [1320, "ROLLING_BACK"],
                [1440, "UPDATE_ROLLBACK_FAILED"],
                [1440, "DELETING"],
                [1500, "DELETED"],
            ],
        ],
        [
            "Endpoint",
            [["create", "FAILED"]],
            [
                [0, "CREATING"],
                [300, "FAILED"],
            ],
        ],
        [
            "Endpoint",
            [["create"], ["update", "FAILED"]],
            [
                [0, "CREATING"],
                [300, "IN_SERVICE"],
                [300, "UPDATING"],
                [600, "FAILED"],
            ],
        ],
        ["LabelingJob", [["create"]], [[3720, "Completed"]]],
        ["LabelingJob", [["create", "Failed"]], [[120, "Failed"]]],
        [
            "ModelPackage",
            [["create"], ["update"], ["delete"]],
            [
                [0, "Pending"],
                [10, "InProgress"],
                [70, "Completed"],
                [70, "Completed"],
                [70, "Deleting"],
            ],
        ],
        [
            "ModelPackage",
            [["create", "Failed"]],
            [
                [0, "Pending"],
                [10, "InProgress"],
                [70, "Failed"],
            ],
        ],
        [
            "NotebookInstance",
            [["create"], ["stop"], ["update"], ["start"], ["stop"], ["delete"]],
            [
                [0, "Pending"],
                [120, "InService"],
                [120, "Stopping"],
                [180, "Stopped"],
                [180, "Updating"],
                [240, "Stopped"],
                [240, "Pending"],
                [360, "InService"],
                [360, "Stopping"],
                [420, "Stopped"],
                [420, "Deleting"],
                [450, "Deleted"],
            ],
        ],
        [
            "NotebookInstance",
            [["create", "Failed"]],
            [
                [0, "Pending"],
                [120, "Failed"],
            ],
        ],
        [
            "ProcessingJob",
            [["create"]],
            [
                [0, "InProgress"],
                [120, "InProgress"],
                [720, "Completed"],
            ],
        ],
        [
            "ProcessingJob",
            [["create", "Failed"], ["delete"]],
            [
                [0, "InProgress"],
                [120, "InProgress"],
                [720, "Failed"],
            ],
        ],
        [
            "TransformJob",
            [["create"]],
            [
                [0, "InProgress"],
                [120, "InProgress"],
                [720, "Completed"],
            ],
        ],
        [
            "TransformJob",
            [["create", "Failed"]],
            [
                [0, "InProgress"],
                [120, "InProgress"],
                [720, "Failed"],
            ],
        ],
    ];
    for (const [kind, acts, expected] of STORIES) {
        it(`${kind}: ${acts.map(([what, ends]) => (ends === undefined ? what : `${what} (${ends})`)).join(", ")}`, async () => {
            for (const [what, ends] of acts) {
                act(kind, what, ends === undefined ? {} : { ends }, kind === "ModelPackage" && what === "update" ? { ApprovalDescription: "x" } : {});
                await account.clock.run();
            }
            assert.deepEqual(
                seen(kind),
                expected.map(([at, status]) => [at, status]),
            );
            account.sent.forEach((event) => isAsDocumented(kind, event));
        });
    }

    for (const kind of ["ProcessingJob", "TransformJob", "LabelingJob"] as const) {
        it(`${kind}: stop, while it runs`, async () => {
            act(kind, "create");
            account.clock.schedule(CREATED + 400_000, () => act(kind, "stop"));
            await account.clock.run();
            const stopping = kind === "LabelingJob" ? [] : [[400, "Stopping"]];
            assert.deepEqual(seen(kind).slice(kind === "LabelingJob" ? 0 : 2), [...stopping, [460, "Stopped"]]);
        });
    }

    it("ends a processing job as Stopped when it runs longer than it may", async () => {
        act("ProcessingJob", "create", {}, { StoppingCondition: { MaxRuntimeInSeconds: 60 } });
        await account.clock.run();
        assert.deepEqual(seen("ProcessingJob"), [
            [0, "InProgress"],
            [120, "InProgress"],
            [180, "Stopping"],
            [240, "Stopped"],
        ]);
    });

    it("says in a failed event why, and in a failed package's status details", async () => {
        for (const [kind, ends] of [
            ["Endpoint", "FAILED"],
            ["ProcessingJob", "Failed"],
            ["ModelPackage", "Failed"],
        ] as const) {
            act(kind, "create", { ends, failureReason: "because" });
            await account.clock.run();
        }
        const failed = account.sent.filter(({ detail }) => Object.values(detail).some((value) => value === "Failed" || value === "FAILED"));
        assert.deepEqual(
            failed.map(({ detail }) => detail.FailureReason ?? detail.ModelPackageStatusDetails),
            [
                "because",
                "because",
                { ValidationStatuses: [{ Name: "validation", Status: "Failed", FailureReason: "because" }], ImageScanStatuses: [] },
            ],
        );
    });

    it("sends of a labeling job its status alone, of an algorithm none", async () => {
        act("LabelingJob", "create");
        act("Algorithm", "create", {}, { AlgorithmDescription: "trees", Tags: [{ Key: "team", Value: "supply" }] });
        await account.clock.run();
        const [labeling, algorithm] = [account.sent.find(({ detail }) => "LabelingJobStatus" in detail)!, account.sent[0]!];
        assert.deepEqual([labeling.resources, labeling.detail], [[`${ARN}labeling-job/mine`], { LabelingJobStatus: "Completed" }]);
        assert.deepEqual(algorithm.detail, {
            AlgorithmName: "Mine",
            AlgorithmArn: `${ARN}algorithm/mine`,
            AlgorithmDescription: "trees",
            CertifyForMarketplace: false,
            Tags: { team: "supply" },
        });
    });

    it("sends a package again when its approval changes, with the fields that changed", async () => {
        account.sageMaker.perform(
            { operation: "CreateModelPackage", kind: "ModelPackage", act: "create" },
            { ModelPackageGroupName: "churn" },
            "test",
        );
        await account.clock.run();
        const input = { ModelPackageArn: `${ARN}model-package/churn/1`, ModelApprovalStatus: "Approved", SourceUri: "s3://source" };
        account.sageMaker.perform({ operation: "UpdateModelPackage", kind: "ModelPackage", act: "update" }, input, "test");
        assert.deepEqual(
            account.sent
                .slice(-2)
                .map(({ detail: { ModelPackageName, ModelPackageVersion, ModelApprovalStatus, UpdatedModelPackageFields } }) => [
                    ModelPackageName,
                    ModelPackageVersion,
                    ModelApprovalStatus,
                    UpdatedModelPackageFields,
                ]),
            [
                ["churn/1", 1, "PendingManualApproval", undefined],
                ["churn/1", 1, "Approved", ["ModelApprovalStatus", "sourceUri"]],
            ],
        );
    });

    it("writes the enum members of processing events in upper snake case", async () => {
        const S3Input = { S3Uri: "s3://in/", S3DataType: "S3Prefix", S3InputMode: "File", S3DataDistributionType: "FullyReplicated" };
        act("ProcessingJob", "create", {}, { ProcessingInputs: [{ InputName: "in", S3Input }] });
        assert.deepEqual(account.sent[0]!.detail.ProcessingInputs, [
            {
                InputName: "in",
                S3Input: { S3Uri: "s3://in/", S3DataType: "S3_PREFIX", S3InputMode: "FILE", S3DataDistributionType: "FULLYREPLICATED" },
            },
        ]);
    });

    it("has only statuses of the catalogue, and ends only in those that last", () => {
        for (const kind of KIND_NAMES) {
            const statuses = new Map(row(kind).statuses.map((status) => [status.value, status]));
            for (const [what, course] of Object.entries(LIFECYCLES[kind].acts)) {
                for (const [end, phases] of Object.entries(course.ends)) {
                    const unknown = phases.filter(({ status }) => status !== null && !statuses.has(status));
                    assert.deepEqual(unknown, [], `${kind} ${what} ${end}`);
                    const last = phases.at(-1)?.status;
                    assert.notEqual(
                        last === undefined || last === null ? "stopped" : statuses.get(last)!.class,
                        "transitional",
                        `${kind} ${what} ${end}`,
                    );
                }
            }
        }
    });
});

/** The catalogue has such an event, and a handler reads it without a question. */
function isAsDocumented(kind: Kind, event: StatusEvent): void {
    const { notes, name } = parseEvent(row(kind), event);
    assert.deepEqual([notes, name.toLowerCase()], [[], "mine"]);
    const status = row(kind).statusInEvent ? { [row(kind).statusField]: [event.detail[row(kind).statusField] as string] } : undefined;
    const pattern = { source: [event.source as string], "detail-type": [event["detail-type"]], ...(status === undefined ? {} : { detail: status }) };
    assert.deepEqual(
        catalogueMatch(pattern).reachable.map((reachable) => reachable.kind),
        [kind],
    );
    const unknown = Object.keys(event.detail).filter((field) => !(field in row(kind).fields));
    assert.deepEqual(unknown, []);
}
