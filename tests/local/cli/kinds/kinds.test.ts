import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, detailTypesOf, type EventKindRow } from "../../../../catalog";
import { kinds } from "../../../../local/cli/kinds/kinds";
import { exampleFolder, type KindSheet, kindOf, kindSheet } from "../../../../local/cli/kinds/sheet";
import { readEvents } from "../../../../local/cli/shared/readEvents";
import { inProcess, jobstatus } from "../shared/commandLine";

const PROJECT = path.resolve(__dirname, "../../../..");
const NAMES = ALL_KIND_NAMES.join(", ");

/** Lines that are longer than a terminal, those that hold an address, an ARN, JSON or one long word left out. */
const tooLong = (text: string) => text.split("\n").filter((line) => line.length > 100 && !/https:|arn:|^ *"|^ *\S+$/.test(line));

describe("jobstatus kinds", () => {
    it("lists every kind with the statuses of its events, in 100 columns and without colours", async () => {
        const { code, out, err } = await inProcess(["kinds"]);
        assert.deepEqual([code, err, tooLong(out)], [0, "", []]);
        const lines = out.split("\n");
        for (const kind of ALL_KIND_NAMES) {
            assert.equal(lines.filter((line) => line.startsWith(`  ${kind} `)).length, 1, kind);
        }
        assert.ok(lines.includes("  Algorithm                (no status in events)"));
        assert.ok(lines.includes("  LabelingJob              Completed, Failed, Stopped"));
        assert.ok(lines.includes("  HyperPodClusterNodeHealth        Unhealthy, Healthy"));
        assert.ok(lines.includes("  MonitoringSchedule    (not documented)"));
    });

    it("says everything about one kind, with an example", async () => {
        const { code, out } = await inProcess(["kinds", "HyperPodClusterNodeHealth"]);
        assert.equal(code, 0);
        const event = readFileSync(path.join(PROJECT, "tests/events-further/HyperPodClusterNodeHealth.unhealthy.json"), "utf8");
        assert.equal(
            out,
            `HyperPodClusterNodeHealth  HyperPod node

  detail-type  SageMaker HyperPod Cluster Node Health Event
  status       detail.HealthSummary.HealthStatus
  name         detail.InstanceId
  ARN          detail.ClusterArn, arn:PARTITION:sagemaker:REGION:ACCOUNT:cluster/NAME
  reason       detail.HealthSummary.HealthStatusReason
  same news    the event's own id
  messages     notify reports it

Statuses
  event      class      evidence     meaning
  Unhealthy  failed     docs-sample  The health monitoring agent found a fault
  Healthy    succeeded  derived      The node has recovered

Beware
  -  The status is one level down, in HealthSummary
  -  The detail-type ends in "Event"
  -  The ARN has the cluster's id, not its name
  -  The event has no time of the change: only its id distinguishes two changes to the same status

Fields of detail
  ClusterName                       string
  ClusterArn                        string
  InstanceId                        string
  HealthSummary.HealthStatus        string
  HealthSummary.HealthStatusReason  string
  HealthSummary.RepairAction        string
  HealthSummary.Recommendation      string
  Tags                              tags: an object, or a list of Key and Value

Operations
  DescribeClusterNode  allowed on cluster/*
                       https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeClusterNode.html
  ListClusterNodes     allowed on cluster/*
                       https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListClusterNodes.html

Example  HyperPodClusterNodeHealth.unhealthy
${JSON.stringify(JSON.parse(event), null, 2)}

Sources
  https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html
  https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-sagemaker.html
  https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-hyperpod-cluster-events-reference.html
`,
        );
    });

    it("shows the API's spelling as well as that of events where they differ, and says when a stop is taken", () => {
        assert.match(kinds("Endpoint", "text"), /^ {2}event +API +class +evidence +meaning\n {2}CREATING +Creating +transitional/m);
        assert.match(kinds("NotebookInstance", "text"), /^ {2}stop +in the API's InService$/m);
        assert.match(kinds("TrainingJob", "text"), /MaxRuntimeExceeded \(Reached its run time limit\)/);
    });

    it("warns of a kind of which only the names are documented", () => {
        const text = kinds("MonitoringSchedule", "text");
        assert.ok(text.startsWith("MonitoringSchedule  monitoring schedule\n! only the name of its detail-type is documented\n\n"));
        assert.match(text, /^ {2}Failed +failed +api-enum +Could not be created or changed \(not in events\)$/m);
        assert.doesNotMatch(text, /Example|Fields/);
    });

    for (const kind of ALL_KIND_NAMES) {
        it(`writes ${kind} in 100 columns, and as the data that JSON has`, () => {
            assert.deepEqual(tooLong(kinds(kind, "text")), []);
            const sheet = JSON.parse(kinds(kind, "json")) as KindSheet;
            assert.deepEqual(sheet, JSON.parse(JSON.stringify(kindSheet(kind))));
            const row: EventKindRow = ALL_KINDS[kind];
            assert.deepEqual([sheet.kind, sheet.statuses, sheet.sources], [kind, row.statuses, row.sources]);
            assert.equal(sheet.example === null, row.unverified !== undefined);
        });
    }

    it("writes all kinds as JSON", () => {
        assert.deepEqual(
            (JSON.parse(kinds(undefined, "json")) as KindSheet[]).map(({ kind }) => kind),
            ALL_KIND_NAMES,
        );
    });

    it("takes a detail-type for its kind", () => {
        const found = ALL_KIND_NAMES.flatMap((kind) => detailTypesOf(ALL_KINDS[kind]).map((name): [AnyKind, string] => [kind, name]));
        for (const [kind, detailType] of found.filter((_, index) => index % 5 === 0)) {
            assert.equal((JSON.parse(kinds(detailType, "json")) as KindSheet).kind, kind);
        }
    });

    const wrong: [string, string][] = [
        ["LabellingJob", `KIND must be one of ${NAMES}, got "LabellingJob" (did you mean LabelingJob?)`],
        ["trainingjob", `KIND must be one of ${NAMES}, got "trainingjob" (did you mean TrainingJob?)`],
        [
            "Sagemaker Endpoint State Change",
            `KIND must be one of ${NAMES}, got "Sagemaker Endpoint State Change" (did you mean SageMaker Endpoint State Change?)`,
        ],
        ["toString", `KIND must be one of ${NAMES}, got "toString"`],
        ["", `KIND must be one of ${NAMES}, got ""`],
        [
            "InferenceComponent",
            'KIND "InferenceComponent": SageMaker sends no event of it. Match the calls that change it, which CloudTrail sends as "AWS API Call via CloudTrail" (jobstatus pattern CreateInferenceComponent writes such a pattern), or ask DescribeInferenceComponent for its status',
        ],
    ];
    for (const [given, message] of wrong) {
        it(`refuses ${JSON.stringify(given)}`, async () => {
            assert.deepEqual(await inProcess(["kinds", given]), { code: 2, out: "", err: `error: ${message}\n` });
        });
    }

    it("is a command of the real command line", () => {
        const { code, out } = jobstatus(["kinds", "Model", "--format", "json"]);
        assert.deepEqual([code, (JSON.parse(out) as KindSheet).unreported], [0, "model events do not say what happened"]);
    });
});

describe("the sample events of the further kinds", () => {
    it("are each of the kind in its name, which is documented", () => {
        for (const { name, event } of readEvents([exampleFolder("Model")])) {
            const { kind, status } = kindOf(event);
            assert.equal(kind, name.split(".")[0]);
            const row: EventKindRow = ALL_KINDS[kind!];
            assert.equal(row.unverified, undefined);
            assert.equal(status !== null, row.statusInEvent);
        }
    });
});

describe("docs/kinds.md", () => {
    it("is what npm run docs makes of the catalogue", () => {
        assert.equal(readFileSync(path.join(PROJECT, "docs/kinds.md"), "utf8"), kinds(undefined, "markdown"), "run npm run docs");
    });
});
