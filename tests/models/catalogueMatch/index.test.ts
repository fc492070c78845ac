import * as assert from "node:assert/strict";

import { KINDS, type KindRow } from "../../../catalog";
import { type CatalogueMatch, canMatch, catalogueMatch, namesSageMaker } from "../../../models/catalogueMatch";
import { compileRules } from "../../../models/eventPattern";

const SOURCE = ["aws.sagemaker"];
const of = (kind: keyof typeof KINDS, detail?: object) => ({ source: SOURCE, "detail-type": [KINDS[kind].detailType], ...(detail && { detail }) });

/** `Kind:Status`, with the secondary values where they are not all. */
const reached = (pattern: object | string) => catalogueMatch(pattern).reachable.map(({ kind, status }) => `${kind}:${status}`);
const ALL = Object.values(KINDS).flatMap((row: KindRow) => {
    const emitted = row.statuses.filter((status) => status.emitted);
    return emitted.length === 0 ? [`${row.kind}:null`] : emitted.map(({ value }) => `${row.kind}:${value}`);
});
const onlyOf = (kind: string) => ALL.filter((one) => one.startsWith(`${kind}:`));

describe("catalogueMatch", () => {
    it("reaches every kind and status that events have with the source alone", () => {
        assert.deepEqual(reached({ source: SOURCE }), ALL);
        assert.ok(ALL.includes("Endpoint:UPDATE_ROLLBACK_FAILED") && ALL.includes("Algorithm:null") && !ALL.includes("LabelingJob:InProgress"));
    });

    for (const row of Object.values(KINDS)) {
        it(`reaches all statuses of ${row.kind} by its detail-type, and each by itself`, () => {
            assert.deepEqual(reached(of(row.kind)), onlyOf(row.kind));
            for (const status of onlyOf(row.kind).filter((one) => !one.endsWith(":null"))) {
                assert.deepEqual(reached(of(row.kind, { [row.statusField]: [status.split(":")[1]] })), [status]);
            }
        });
    }

    it("says with which secondary values a status is reached", () => {
        const stopped = (SecondaryStatus: unknown[]) => catalogueMatch(of("TrainingJob", { SecondaryStatus })).reachable;
        assert.deepEqual(stopped([{ prefix: "Max" }]), [
            { kind: "TrainingJob", status: "Stopped", secondary: ["MaxRuntimeExceeded", "MaxWaitTimeExceeded"] },
        ]);
        assert.deepEqual(stopped([{ "anything-but": ["Stopped", "Completed", "Failed", "Stopping"] }, { exists: false }]).at(-1), {
            kind: "TrainingJob",
            status: "Deleting",
            secondary: [null],
        });
        assert.deepEqual(
            catalogueMatch(of("ModelPackage", { ModelPackageStatus: ["Completed"], ModelApprovalStatus: ["Approved", "Rejected"] })).reachable,
            [{ kind: "ModelPackage", status: "Completed", secondary: ["Approved", "Rejected"] }],
        );
        assert.deepEqual(catalogueMatch(of("LabelingJob", { LabelingJobStatus: ["Failed"] })).reachable, [
            { kind: "LabelingJob", status: "Failed", secondary: [null] },
        ]);
    });

    const FAILED = ["TrainingJob:Failed"];
    const NONE: string[] = [];
    const training = (detail: object) => of("TrainingJob", { TrainingJobStatus: ["Failed"], ...detail });
    const OPERATORS: [string, object, string[]][] = [
        ["a prefix of a status", of("TrainingJob", { TrainingJobStatus: [{ prefix: "Stop" }] }), ["TrainingJob:Stopping", "TrainingJob:Stopped"]],
        [
            "a suffix",
            of("TrainingJob", { TrainingJobStatus: [{ suffix: "ed" }] }),
            ["TrainingJob:Completed", "TrainingJob:Failed", "TrainingJob:Stopped"],
        ],
        ["any case", of("Endpoint", { EndpointStatus: [{ "equals-ignore-case": "in_service" }] }), ["Endpoint:IN_SERVICE"]],
        ["a prefix in any case", of("Endpoint", { EndpointStatus: [{ prefix: { "equals-ignore-case": "in_" } }] }), ["Endpoint:IN_SERVICE"]],
        ["a suffix in any case", of("TransformJob", { TransformJobStatus: [{ suffix: { "equals-ignore-case": "ILED" } }] }), ["TransformJob:Failed"]],
        ["a wildcard", of("Endpoint", { EndpointStatus: [{ wildcard: "*_SERVICE" }] }), ["Endpoint:IN_SERVICE", "Endpoint:OUT_OF_SERVICE"]],
        ["all but some", of("LabelingJob", { LabelingJobStatus: [{ "anything-but": ["Failed", "Stopped"] }] }), ["LabelingJob:Completed"]],
        [
            "all but a prefix",
            of("TransformJob", { TransformJobStatus: [{ "anything-but": { prefix: ["Stop", "In"] } }] }),
            ["TransformJob:Completed", "TransformJob:Failed"],
        ],
        ["alternatives", of("LabelingJob", { LabelingJobStatus: ["Completed", { prefix: "F" }] }), ["LabelingJob:Completed", "LabelingJob:Failed"]],
        ["a status that is there", of("LabelingJob", { LabelingJobStatus: [{ exists: true }] }), onlyOf("LabelingJob")],
        ["a status that is missing", of("LabelingJob", { LabelingJobStatus: [{ exists: false }] }), NONE],
        ["a status where events have none", of("Algorithm", { AlgorithmStatus: [{ exists: false }] }), ["Algorithm:null"]],
        ["a free text", training({ TrainingJobName: [{ prefix: "prod-" }] }), FAILED],
        ["a free field that is there", training({ FailureReason: [{ exists: true }] }), FAILED],
        ["a free field that is missing", training({ FailureReason: [{ exists: false }] }), FAILED],
        ["a free field that is null", training({ FailureReason: [null] }), FAILED],
        ["a number for a text", training({ TrainingJobName: [1] }), NONE],
        ["a nested number", training({ ResourceConfig: { InstanceCount: [{ numeric: [">", 4] }] } }), FAILED],
        ["a nested number, the path with dots", { ...of("TrainingJob"), "detail.ResourceConfig.InstanceCount": [4] }, onlyOf("TrainingJob")],
        ["a text for a nested number", training({ ResourceConfig: { InstanceCount: ["4"] } }), NONE],
        ["a field of a list's elements", training({ SecondaryStatusTransitions: { Status: ["Training"] } }), FAILED],
        ["an element of a list", training({ VpcConfig: { Subnets: ["subnet-1"] } }), FAILED],
        ["a time as a number", training({ CreationTime: [{ numeric: [">", 0] }] }), FAILED],
        ["a time as a text", training({ CreationTime: [{ prefix: "2026-" }] }), FAILED],
        ["a tag", training({ Tags: { team: ["vision"] } }), FAILED],
        ["anything in a field that may hold anything", training({ HyperParameters: { epochs: ["3"], "learning.rate": [0.1] } }), FAILED],
        ["an object that exists", training({ ResourceConfig: [{ exists: true }] }), NONE],
        ["an object that does not exist", training({ ResourceConfig: [{ exists: false }] }), FAILED],
        ["an unknown field", training({ Colour: ["red"] }), NONE],
        ["an unknown field that is missing", training({ Colour: [{ exists: false }] }), FAILED],
        ["a field of another kind", training({ EndpointName: [{ exists: true }] }), NONE],
        ["a field below a text", training({ TrainingJobName: { first: ["a"] } }), NONE],
        ["an inherited name of an object", training({ constructor: [{ exists: true }], ResourceConfig: { toString: [{ exists: true }] } }), NONE],
        [
            "fields next to detail",
            {
                ...of("LabelingJob", { LabelingJobStatus: ["Failed"] }),
                account: ["111122223333"],
                region: ["us-east-1"],
                resources: [{ prefix: "arn:" }],
            },
            ["LabelingJob:Failed"],
        ],
        ["an inherited name of an object next to detail", { ...training({}), constructor: [{ exists: true }] }, NONE],
        ["a name below an inherited one", training({ constructor: { name: [{ exists: true }] } }), NONE],
        ["an account that is null", { ...training({}), account: [null] }, NONE],
        ["an account that is missing", { ...training({}), account: [{ exists: false }] }, NONE],
        ["events that are no replay", { ...training({}), "replay-name": [{ exists: false }] }, FAILED],
        ["replays", { ...training({}), "replay-name": [{ exists: true }] }, FAILED],
        ["an address in a free text", training({ TrainingJobName: ["10.0.0.1", { cidr: "10.0.0.0/8" }] }), FAILED],
        [
            "a branch that cannot match",
            { ...of("TrainingJob"), $or: [{ detail: { TrainingJobStatus: ["Failed"] } }, { detail: { Status: ["x"] } }] },
            FAILED,
        ],
        [
            "several branches",
            { source: SOURCE, $or: [{ detail: { TransformJobStatus: ["Failed"] } }, { detail: { LabelingJobStatus: ["Failed"] } }] },
            ["LabelingJob:Failed", "TransformJob:Failed"],
        ],
        ["another source", { source: ["aws.ec2"] }, NONE],
        ["all sources but SageMaker", { source: [{ "anything-but": "aws.sagemaker" }] }, NONE],
    ];
    for (const [what, pattern, expected] of OPERATORS) {
        it(`knows what ${what} can match`, () => {
            assert.deepEqual(reached(pattern), expected);
            assert.equal(canMatch(pattern), expected.length > 0);
        });
    }

    it("takes a pattern as text, and refuses what EventBridge refuses", () => {
        assert.deepEqual(reached(JSON.stringify(of("LabelingJob"))), onlyOf("LabelingJob"));
        const error = { name: "InvalidEventPatternException", message: /^Event pattern is not valid\. Reason: / };
        for (const pattern of ["", "{}", '{"source":"aws.sagemaker"}', { source: [] }]) {
            assert.throws(() => catalogueMatch(pattern), error);
            assert.throws(() => canMatch(pattern), error);
            assert.throws(() => namesSageMaker(pattern), error);
        }
    });

    it("answers as the matcher does for whole events", () => {
        const row = KINDS.Endpoint;
        const patterns = [
            of("Endpoint"),
            { detail: { EndpointStatus: [{ wildcard: "*I*" }] } },
            { detail: { EndpointStatus: [{ "anything-but": "DELETED" }] } },
        ];
        for (const pattern of patterns) {
            const match = compileRules([{ name: "rule", pattern }]);
            const matched = row.statuses
                .filter(({ value }) => {
                    const detail = { EndpointName: "e", EndpointStatus: value };
                    return (
                        match({
                            version: "0",
                            id: "1",
                            source: "aws.sagemaker",
                            "detail-type": row.detailType,
                            account: "1",
                            time: "t",
                            region: "r",
                            resources: [],
                            detail,
                        }).length > 0
                    );
                })
                .map(({ value }) => `Endpoint:${value}`);
            assert.deepEqual(reached(pattern), matched);
        }
    });

    it("reads other rows than those of the catalogue", () => {
        const row: KindRow = { ...KINDS.LabelingJob, kind: "Task", detailType: "SageMaker Task", statuses: [], statusInEvent: false };
        assert.deepEqual(catalogueMatch({ "detail-type": ["SageMaker Task"] }, [row]).reachable, [{ kind: "Task", status: null, secondary: [null] }]);
        assert.deepEqual(catalogueMatch(of("Endpoint"), [row]).reachable, []);
    });
});

describe("a pattern that matches nothing", () => {
    const ENDPOINT_STATUSES =
        'detail.EndpointStatus of endpoint events is one of "CREATING", "UPDATING", "SYSTEM_UPDATING", "ROLLING_BACK", "IN_SERVICE", "OUT_OF_SERVICE", "DELETING", "DELETED", "FAILED", "UPDATE_ROLLBACK_FAILED"';
    const NO_DETAIL_TYPE = "detail-type is none that SageMaker is known to send";
    const OTHER_SOURCE = `source of SageMaker's events is always "aws.sagemaker"`;
    const CASES: [string, object, CatalogueMatch["unreachable"]][] = [
        [
            "a status in API spelling",
            of("Endpoint", { EndpointStatus: ["InService"] }),
            {
                kind: "Endpoint",
                obstacles: [{ code: "value", path: "detail.EndpointStatus", given: '["InService"]', reason: ENDPOINT_STATUSES, meant: "IN_SERVICE" }],
            },
        ],
        [
            "a status in API spelling without detail-type",
            { source: SOURCE, detail: { EndpointStatus: ["RollingBack"] } },
            {
                kind: "Endpoint",
                obstacles: [
                    { code: "value", path: "detail.EndpointStatus", given: '["RollingBack"]', reason: ENDPOINT_STATUSES, meant: "ROLLING_BACK" },
                ],
            },
        ],
        [
            "a detail-type in the wrong case",
            { source: SOURCE, "detail-type": ["Sagemaker Endpoint State Change"], detail: { EndpointStatus: ["IN_SERVICE"] } },
            {
                kind: "Endpoint",
                obstacles: [
                    {
                        code: "value",
                        path: "detail-type",
                        given: '["Sagemaker Endpoint State Change"]',
                        reason: NO_DETAIL_TYPE,
                        meant: "SageMaker Endpoint State Change",
                    },
                ],
            },
        ],
        [
            "a detail-type with another word",
            { source: SOURCE, "detail-type": ["SageMaker Training Job Status Change"] },
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "value",
                        path: "detail-type",
                        given: '["SageMaker Training Job Status Change"]',
                        reason: NO_DETAIL_TYPE,
                        meant: "SageMaker Training Job State Change",
                    },
                ],
            },
        ],
        [
            "a source in the wrong case, and without aws.",
            { source: ["aws.SageMaker", "sagemaker"], "detail-type": [KINDS.TransformJob.detailType] },
            {
                kind: "TransformJob",
                obstacles: [{ code: "value", path: "source", given: '["aws.SageMaker","sagemaker"]', reason: OTHER_SOURCE, meant: "aws.sagemaker" }],
            },
        ],
        [
            "detail.status",
            of("TrainingJob", { status: ["Failed"] }),
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "noField",
                        path: "detail.status",
                        given: '["Failed"]',
                        reason: "training job events have no field detail.status",
                        meant: "detail.TrainingJobStatus",
                    },
                ],
            },
        ],
        [
            "a status field next to detail",
            { ...of("TrainingJob"), TrainingJobStatus: ["Failed"] },
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "noField",
                        path: "TrainingJobStatus",
                        given: '["Failed"]',
                        reason: "training job events have no field TrainingJobStatus",
                        meant: "detail.TrainingJobStatus",
                    },
                ],
            },
        ],
        [
            "the status field of another kind",
            of("ProcessingJob", { TrainingJobStatus: ["Failed"] }),
            {
                kind: "ProcessingJob",
                obstacles: [
                    {
                        code: "noField",
                        path: "detail.TrainingJobStatus",
                        given: '["Failed"]',
                        reason: "processing job events have no field detail.TrainingJobStatus",
                        meant: "detail.ProcessingJobStatus",
                    },
                ],
            },
        ],
        [
            "a misspelled field",
            of("TransformJob", { TransformJobNam: ["x"] }),
            {
                kind: "TransformJob",
                obstacles: [
                    {
                        code: "noField",
                        path: "detail.TransformJobNam",
                        given: '["x"]',
                        reason: "transform job events have no field detail.TransformJobNam",
                        meant: "detail.TransformJobName",
                    },
                ],
            },
        ],
        [
            "a status of algorithms",
            of("Algorithm", { AlgorithmStatus: ["Failed"] }),
            {
                kind: "Algorithm",
                obstacles: [
                    {
                        code: "noStatus",
                        path: "detail.AlgorithmStatus",
                        given: '["Failed"]',
                        reason: "no documented or published algorithm event has a status",
                        meant: undefined,
                        doubt: "doubtful",
                    },
                ],
            },
        ],
        [
            "a secondary value of another status",
            of("TrainingJob", { TrainingJobStatus: ["Completed"], SecondaryStatus: ["MaxRuntimeExceeded"] }),
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "value",
                        path: "detail.SecondaryStatus",
                        given: '["MaxRuntimeExceeded"]',
                        reason: 'detail.SecondaryStatus of training job events with TrainingJobStatus Completed is always "Completed"',
                        meant: undefined,
                    },
                ],
            },
        ],
        [
            "a secondary value that is the status of another one",
            of("TrainingJob", { TrainingJobStatus: ["Stopped"], SecondaryStatus: ["Failed"] }),
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "value",
                        path: "detail.SecondaryStatus",
                        given: '["Failed"]',
                        reason: 'detail.SecondaryStatus of training job events with TrainingJobStatus Stopped is one of "Stopped", "MaxRuntimeExceeded", "MaxWaitTimeExceeded"',
                        meant: undefined,
                    },
                ],
            },
        ],
        [
            "a status field with half its name",
            of("TransformJob", { JobStatus: ["Failed"] }),
            {
                kind: "TransformJob",
                obstacles: [
                    {
                        code: "noField",
                        path: "detail.JobStatus",
                        given: '["Failed"]',
                        reason: "transform job events have no field detail.JobStatus",
                        meant: "detail.TransformJobStatus",
                    },
                ],
            },
        ],
        [
            "a condition on an object",
            of("TrainingJob", { ResourceConfig: [{ exists: true }] }),
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "object",
                        path: "detail.ResourceConfig",
                        given: '[{"exists":true}]',
                        reason: "detail.ResourceConfig of training job events is an object, whose fields can be matched but not the object",
                        meant: undefined,
                    },
                ],
            },
        ],
        [
            "a value of the wrong type, written with every operator",
            of("TrainingJob", {
                ResourceConfig: {
                    InstanceType: [1, { numeric: ["=", 2] }, { numeric: [">", 3, "<=", 4] }, true],
                    InstanceCount: ["a", { prefix: { "equals-ignore-case": "b" } }, { cidr: "10.0.0.0/8" }],
                },
            }),
            {
                kind: "TrainingJob",
                obstacles: [
                    {
                        code: "type",
                        path: "detail.ResourceConfig.InstanceCount",
                        given: '["a",{"prefix":{"equals-ignore-case":"b"}},{"cidr":"10.0.0.0/8"}]',
                        reason: "detail.ResourceConfig.InstanceCount of training job events is a number",
                        meant: undefined,
                    },
                    {
                        code: "type",
                        path: "detail.ResourceConfig.InstanceType",
                        given: '[1,{"numeric":["=",2]},{"numeric":[">",3,"<=",4]},true]',
                        reason: "detail.ResourceConfig.InstanceType of training job events is a string",
                        meant: undefined,
                    },
                ],
            },
        ],
        [
            "a detail-type that does not exist",
            { source: SOURCE, "detail-type": [{ prefix: "SageMaker AutoML Job State Change" }] },
            {
                kind: "TransformJob",
                obstacles: [
                    {
                        code: "value",
                        path: "detail-type",
                        given: '[{"prefix":"SageMaker AutoML Job State Change"}]',
                        reason: "SageMaker sends no event of AutoMLJob",
                        meant: undefined,
                        advice: 'Match the calls that change it, which CloudTrail sends as "AWS API Call via CloudTrail" (jobstatus pattern CreateAutoMLJob writes such a pattern), or ask DescribeAutoMLJob for its status',
                    },
                ],
            },
        ],
        [
            "another service and its field",
            { source: [{ "anything-but": { prefix: ["aws.sage", "aws.ml"] } }], "detail-type": [KINDS.LabelingJob.detailType] },
            {
                kind: "LabelingJob",
                obstacles: [
                    {
                        code: "value",
                        path: "source",
                        given: '[{"anything-but":{"prefix":["aws.sage","aws.ml"]}}]',
                        reason: OTHER_SOURCE,
                        meant: undefined,
                    },
                ],
            },
        ],
        [
            "the branch that comes nearest",
            { $or: [{ source: ["aws.ec2"] }, of("TransformJob", { TransformJobStatus: ["failed"] })] },
            {
                kind: "TransformJob",
                obstacles: [
                    {
                        code: "value",
                        path: "detail.TransformJobStatus",
                        given: '["failed"]',
                        reason: 'detail.TransformJobStatus of transform job events is one of "InProgress", "Stopping", "Completed", "Failed", "Stopped"',
                        meant: "Failed",
                    },
                ],
            },
        ],
    ];
    for (const [what, pattern, expected] of CASES) {
        it(`is explained: ${what}`, () => assert.deepEqual(catalogueMatch(pattern), { reachable: [], unreachable: expected }));
    }
});
