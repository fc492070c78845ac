import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";

import { ALL_KIND_NAMES, KIND_NAMES, KINDS, type Kind, type KindRow } from "../../../../catalog";
import type { PatternOptions } from "../../../../local/cli/pattern/pattern";
import { makePattern, type PatternReport, renderPattern } from "../../../../local/cli/pattern/pattern";
import { commandSnippet, ruleName } from "../../../../local/cli/pattern/snippets";
import { OWN_PROJECT } from "../../../../local/cli/shared/programOptions";
import { readEvents } from "../../../../local/cli/shared/readEvents";
import { exceededLimits } from "../../../../models/eventPattern";
import { jobStatusPattern } from "../../../../models/jobStatusPattern";
import { inProcess, jobstatus } from "../shared/commandLine";

const EVENTS = readEvents([path.join(OWN_PROJECT, "tests/events")]);
const make = (kind: string, options: PatternOptions = {}): PatternReport => makePattern(kind, options, EVENTS);
const matching = (report: PatternReport) => report.samples.filter(({ matches }) => matches).map(({ name }) => name);
const misuse = (message: string) => ({ name: "MisuseError", message });

/** Runs a snippet without its imports; what it takes from them and from the program around it comes as arguments. */
function run(snippet: string, given: Record<string, unknown>): void {
    const code = snippet.replace(/^import .*$/gm, "");
    new Function(...Object.keys(given), code)(...Object.values(given));
}

describe("makePattern", () => {
    for (const kind of KIND_NAMES) {
        it(`makes a pattern for every status of ${kind} that matches its sample events and no others`, () => {
            const report = make(kind);
            assert.deepEqual(report.pattern, { source: ["aws.sagemaker"], "detail-type": [KINDS[kind].detailType] });
            assert.deepEqual(
                matching(report),
                EVENTS.map(({ name }) => name).filter((name) => name.startsWith(`${kind}.`)),
            );
        });
    }

    it("takes statuses and the beginning of a name, each status once", () => {
        const report = make("TrainingJob", { status: ["Failed", "Stopped", "Failed"], namePrefix: "churn-" });
        assert.deepEqual(report.statuses, ["Failed", "Stopped"]);
        assert.deepEqual(report.pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Training Job State Change"],
            detail: { TrainingJobStatus: ["Failed", "Stopped"], TrainingJobName: [{ prefix: "churn-" }] },
        });
        assert.ok(matching(report).includes("TrainingJob.failed"));
        assert.deepEqual(matching(make("TrainingJob", { status: ["Failed"], namePrefix: "other-" })), []);
    });

    it("looks for a labeling job's name in its ARN, where alone it stands", () => {
        const report = make("LabelingJob", { status: ["Failed"], namePrefix: "reviews" });
        assert.deepEqual(report.pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Ground Truth Labeling Job State Change"],
            detail: { LabelingJobStatus: ["Failed"] },
            resources: [{ wildcard: "*:labeling-job/reviews*" }],
        });
        assert.deepEqual([matching(report), report.reaction], [["LabelingJob.failed"], null]);
        assert.deepEqual(matching(make("LabelingJob", { namePrefix: "sentiment" })), []);
        assert.deepEqual(exceededLimits(make("LabelingJob", { namePrefix: "a".repeat(63) }).pattern), []);
    });

    it("makes patterns of further kinds, with the status and the name where their events have them", () => {
        const further = (kind: string, options: PatternOptions = {}) =>
            makePattern(kind, options, readEvents([path.join(OWN_PROJECT, "tests/events-further")]));
        const health = further("HyperPodClusterNodeHealth", { status: ["Unhealthy"], namePrefix: "i-" });
        assert.deepEqual(health.pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker HyperPod Cluster Node Health Event"],
            detail: { HealthSummary: { HealthStatus: ["Unhealthy"] }, InstanceId: [{ prefix: "i-" }] },
        });
        assert.deepEqual(matching(health), ["HyperPodClusterNodeHealth.unhealthy"]);
        const event = further("HyperPodClusterEvent", { status: ["Error"], namePrefix: "found" });
        assert.deepEqual(event.pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker HyperPod Cluster Event"],
            detail: { EventDetails: { EventLevel: ["Error"], ClusterName: [{ prefix: "found" }] } },
        });
        assert.deepEqual(matching(event), ["HyperPodClusterEvent.error"]);
        // The name is in an ARN inside of detail.
        const version = further("ImageVersion", { namePrefix: "studio-" });
        assert.deepEqual([matching(version), version.reaction !== null], [["ImageVersion.createFailed"], true]);
        assert.deepEqual(matching(further("LabelingJobTask", { namePrefix: "receipts" })), ["LabelingJobTask.accepted"]);
        // notify has nothing to report.
        assert.deepEqual([matching(further("Model")), further("Model").reaction], [["Model.created", "Model.deleted"], null]);
        assert.match(renderPattern(further("Model")), /not possible: notify can't report it: model events do not say what happened/);
        assert.deepEqual(further("SageMaker Tracking Server Created", { status: ["Stop Failed"] }).pattern, {
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Tracking Server Stop Failed"],
        });
    });

    it("lists the status and kind of every sample event", () => {
        const { samples } = make("Algorithm");
        assert.equal(samples.length, EVENTS.length);
        assert.deepEqual(
            samples.filter(({ name }) => ["Algorithm.failed", "Endpoint.inService"].includes(name)),
            [
                { name: "Algorithm.failed", kind: "Algorithm", status: null, matches: true },
                { name: "Endpoint.inService", kind: "Endpoint", status: "IN_SERVICE", matches: false },
            ],
        );
    });

    const ENDPOINT =
        "CREATING, UPDATING, SYSTEM_UPDATING, ROLLING_BACK, IN_SERVICE, OUT_OF_SERVICE, DELETING, DELETED, FAILED, UPDATE_ROLLBACK_FAILED";
    const NAMES = "--name-prefix must begin with a letter or digit and have letters, digits, - and / only, as names have";
    const WRONG: [string, PatternOptions, string][] = [
        ["Trainingjob", {}, `KIND must be one of ${ALL_KIND_NAMES.join(", ")}, got "Trainingjob" (did you mean TrainingJob?)`],
        ["Pipeline", {}, `KIND must be one of ${ALL_KIND_NAMES.join(", ")}, got "Pipeline" (did you mean PipelineExecution?)`],
        [
            "MonitoringSchedule",
            { namePrefix: "a" },
            "--name-prefix can't be given for MonitoringSchedule: it is not documented where its events have a name",
        ],
        ["", {}, `KIND must be one of ${ALL_KIND_NAMES.join(", ")}, got ""`],
        ["Endpoint", { status: ["InService"] }, `--status of Endpoint must be one of ${ENDPOINT}, got "InService" (did you mean IN_SERVICE?)`],
        ["Endpoint", { status: ["FAILED", "Gone"] }, `--status of Endpoint must be one of ${ENDPOINT}, got "Gone"`],
        [
            "LabelingJob",
            { status: ["InProgress"] },
            '--status of LabelingJob must be one of Completed, Failed, Stopped, got "InProgress", which only the API has: events never carry it',
        ],
        [
            "ModelPackage",
            { status: ["Approved"] },
            '--status of ModelPackage must be one of Pending, InProgress, Completed, Failed, Deleting, got "Approved", a value of another field: a JobStatusReaction takes where: { ModelApprovalStatus: ["Approved"] }',
        ],
        [
            "Algorithm",
            { status: ["Failed"] },
            "--status can't be given for Algorithm: algorithm events carry no status, so a rule that filters on one may never match",
        ],
        ["TrainingJob", { namePrefix: "" }, `${NAMES}, got ""`],
        ["TrainingJob", { namePrefix: "a*" }, `${NAMES}, got "a*"`],
        ["TrainingJob", { namePrefix: "-a" }, `${NAMES}, got "-a"`],
    ];
    for (const [kind, options, message] of WRONG) {
        it(`refuses ${JSON.stringify(kind)} with ${JSON.stringify(options)}`, () => assert.throws(() => make(kind, options), misuse(message)));
    }
});

describe("the snippets of a pattern", () => {
    const CASES: [Kind, PatternOptions][] = [
        ...KIND_NAMES.map((kind): [Kind, PatternOptions] => [kind, {}]),
        ...KIND_NAMES.map((kind): [Kind, PatternOptions] => [kind, { namePrefix: "prod-" }]),
        ...KIND_NAMES.filter((kind) => KINDS[kind].statusInEvent).map((kind): [Kind, PatternOptions] => {
            const row: KindRow = KINDS[kind];
            return [kind, { status: row.statuses.filter(({ emitted }) => emitted).map(({ value }) => value) }];
        }),
    ];

    it("make the very pattern, as a reaction, as a rule, and by the AWS CLI in a shell", () => {
        for (const [kind, options] of CASES) {
            const { pattern, reaction, rule, command } = make(kind, options);
            let made: unknown;
            class EventRule {
                constructor(_name: string, { eventPattern }: { eventPattern: string }) {
                    made = JSON.parse(eventPattern);
                }
            }
            run(rule, { aws: { cloudwatch: { EventRule } } });
            assert.deepEqual(made, pattern);

            if (reaction !== null) {
                class JobStatusReaction {
                    constructor(_name: string, args: Parameters<typeof jobStatusPattern>[0]) {
                        made = jobStatusPattern(args);
                    }
                }
                run(reaction, { JobStatusReaction, notify: {}, topic: {} });
                assert.deepEqual(made, pattern);
            }

            const shell = spawnSync("sh", ["-c", `aws() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" });
            const [service, operation, , , , text] = shell.stdout.split("\n");
            assert.deepEqual([service, operation, JSON.parse(text!)], ["events", "put-rule", pattern]);
        }
    });

    it("survive an apostrophe in a shell", () => {
        const pattern = { detail: { x: ["it's $HOME `x` \\"] } };
        const command = commandSnippet({ kind: "TrainingJob", statuses: [], where: undefined, pattern });
        const { stdout } = spawnSync("sh", ["-c", `aws() { printf '%s\\n' "$6"; }; ${command}`], { encoding: "utf8" });
        assert.deepEqual(JSON.parse(stdout), pattern);
    });

    it("name a rule after its kind and one or two statuses", () => {
        assert.equal(ruleName({ kind: "HyperParameterTuningJob", statuses: [] }), "hyper-parameter-tuning-job");
        assert.equal(ruleName({ kind: "Endpoint", statuses: ["OUT_OF_SERVICE", "FAILED"] }), "endpoint-out-of-service-failed");
        assert.equal(ruleName({ kind: "NotebookInstance", statuses: ["InService"] }), "notebook-instance-in-service");
        assert.equal(ruleName({ kind: "TrainingJob", statuses: ["Failed", "Stopped", "Completed"] }), "training-job");
    });
});

describe("jobstatus pattern", () => {
    it("writes the forms one below the other", async () => {
        const { code, out, err } = await inProcess(["pattern", "TransformJob", "--status", "Failed", "--name-prefix", "score"]);
        assert.equal(
            out,
            `Event pattern  transform job, Failed

{
    "source": ["aws.sagemaker"],
    "detail-type": ["SageMaker Transform Job State Change"],
    "detail": {
        "TransformJobStatus": ["Failed"],
        "TransformJobName": [{"prefix":"score"}]
    }
}

TypeScript, with the components of this project

import { JobStatusReaction, notify } from "sagemaker-job-status";

new JobStatusReaction("transform-job-failed", {
    kind: "TransformJob",
    statuses: ["Failed"],
    where: { TransformJobName: [{ prefix: "score" }] },
    handler: notify,
    environment: { TOPIC_ARN: topic.arn },
    alarmActions: [topic.arn],
});

TypeScript, a rule alone

import * as aws from "@pulumi/aws";

new aws.cloudwatch.EventRule("transform-job-failed", {
    eventPattern: JSON.stringify({
        source: ["aws.sagemaker"],
        "detail-type": ["SageMaker Transform Job State Change"],
        detail: { TransformJobStatus: ["Failed"], TransformJobName: [{ prefix: "score" }] },
    }),
});

AWS CLI  (a rule needs a target as well: aws events put-targets)

aws events put-rule --name transform-job-failed --event-pattern '{"source":["aws.sagemaker"],"detail-type":["SageMaker Transform Job State Change"],"detail":{"TransformJobStatus":["Failed"],"TransformJobName":[{"prefix":"score"}]}}'

Sample events  0 of ${EVENTS.length} match
  · TransformJob.completed  Completed
  · TransformJob.failed     Failed
  · TransformJob.stopped    Stopped
`,
        );
        assert.deepEqual([code, err], [0, ""]);
    });

    it("says why there is no reaction for a name that only the ARN has", () => {
        const text = renderPattern(make("LabelingJob", { namePrefix: "a" }));
        assert.match(
            text,
            /not possible: a JobStatusReaction filters on fields of detail, and labeling job events have the name\s+in resources only/,
        );
    });

    it("writes JSON", () => {
        const { code, out, err } = jobstatus(["pattern", "Endpoint", "--status", "FAILED", "--status", "DELETED", "--format", "json"]);
        assert.deepEqual(JSON.parse(out), make("Endpoint", { status: ["FAILED", "DELETED"] }));
        assert.deepEqual([code, err], [0, ""]);
    });

    it("refuses misuse in one line", async () => {
        const { code, out, err } = await inProcess(["pattern", "LabellingJob"]);
        assert.equal(err, `error: KIND must be one of ${ALL_KIND_NAMES.join(", ")}, got "LabellingJob" (did you mean LabelingJob?)\n`);
        assert.deepEqual([code, out], [2, ""]);
    });
});
