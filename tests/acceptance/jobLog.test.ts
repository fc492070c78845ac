import assert from "node:assert/strict";

import type { Kind } from "../../catalog";
import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { type Grant, grantsOf, withoutGrant } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, runProgram } from "../../local/engine";
import { PROJECT, sampleEvent, withoutReconciler } from "../support/devStack";

const LINES = ["epoch 3", "\u001b[31mRuntimeError: CUDA out of memory\u001b[0m", "HF_TOKEN=hf_abcdefghijklmnop"];
/** Every kind with a log. */
const LOGS: [file: string, kind: Kind][] = [
    ["Endpoint.failed", "Endpoint"],
    ["LabelingJob.failed", "LabelingJob"],
    ["NotebookInstance.failed", "NotebookInstance"],
    ["ProcessingJob.failed", "ProcessingJob"],
    ["TrainingJob.failed", "TrainingJob"],
    ["TransformJob.failed", "TransformJob"],
];

/** Where an event has nothing but an ARN, that is in lower case, and the name of the job is not. */
function nameIn(file: string, kind: Kind): string {
    const { detail, resources } = sampleEvent(file) as { detail: Record<string, string>; resources: string[] };
    return detail[`${kind}Name`] ?? resources[0]!.split("/")[1]!.toUpperCase();
}

async function play(graph: Graph, files = LOGS): Promise<LocalAwsResults> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const aws = await LocalAws.create({ graph, clock });
    try {
        for (const [file, kind] of files) {
            const name = nameIn(file, kind);
            aws.sageMaker.put(kind, { [`${kind}Name`]: name, [`${kind}Status`]: "Failed", FailureReason: "because" }, LINES);
            aws.putEvent(sampleEvent(file));
            await clock.run();
        }
        return aws.results();
    } finally {
        await aws.close();
    }
}

const WITH_LINES = "Log: last 3 lines\n    epoch 3\n    RuntimeError: CUDA out of memory\n    HF_TOKEN=[masked]\n";
const isOfLogs = ({ action }: Pick<Grant, "action">) => action === "logs:DescribeLogStreams" || action === "logs:GetLogEvents";

describe("a stack whose messages have the last lines of logs", function () {
    this.timeout(300_000);
    let graph: Graph;
    let grants: Grant[];

    before(async () => {
        const run = await runProgram({ program: PROJECT, stack: "dev", mode: "update", config: { logLines: "20" } });
        graph = withoutReconciler(run.graph);
        grants = grantsOf(graph).filter(isOfLogs);
    });

    it("has them in the message about each kind with a log", async () => {
        const { notifications, findings } = await play(graph);
        const texts = notifications.map(({ message }) => message);
        assert.deepEqual(
            [texts.length, texts.filter((text) => !text.includes(WITH_LINES)), findings.filter(({ kind }) => kind === "refused")],
            [6, [], []],
        );
    });

    it("may read the logs of the kind, and no others", () => {
        const resources = grants.map(({ role, action, resources: [resource] }) => [
            role.replace(/-role-.*/, ""),
            action,
            resource!.split("log-group:")[1],
        ]);
        const both = (role: string, group: string) => [
            [role, "logs:DescribeLogStreams", `/aws/sagemaker/${group}:*`],
            [role, "logs:GetLogEvents", `/aws/sagemaker/${group}:*`],
        ];
        assert.deepEqual(
            resources.sort((a, b) => (`${a.join()}` < `${b.join()}` ? -1 : 1)),
            [
                ...both("endpoint", "Endpoints/*"),
                ...both("labeling-job", "LabelingJobs"),
                ...both("notebook-instance", "NotebookInstances"),
                ...both("processing-job", "ProcessingJobs"),
                ...both("training-job", "TrainingJobs"),
                ...both("transform-job", "TransformJobs"),
            ],
        );
    });

    for (const action of ["logs:DescribeLogStreams", "logs:GetLogEvents"]) {
        it(`sends the message with a note where ${action} is denied`, async () => {
            const { notifications } = await play(
                grants.filter((grant) => grant.action === action).reduce(withoutGrant, graph),
                LOGS.filter(([, kind]) => kind === "TrainingJob"),
            );
            const [text] = notifications.map(({ message }) => message);
            assert.match(
                text!,
                new RegExp(`^Note: the log could not be read: AccessDeniedException: User: .* is not authorized to perform: ${action} on`, "m"),
            );
            assert.ok(text!.includes("Reason: "));
        });
    }

    it("sends the message with a note where there is no log", async () => {
        const clock = new VirtualClock(Date.UTC(2026, 10, 23));
        const aws = await LocalAws.create({ graph, clock });
        try {
            aws.putEvent(sampleEvent("TrainingJob.failed"));
            await clock.run();
            const [message] = aws.results().notifications;
            assert.match(message!.message, /^Note: the log could not be read: ResourceNotFoundException: The specified log group does not exist\.$/m);
        } finally {
            await aws.close();
        }
    });
});

describe("the dev stack", () => {
    it("may read no log of a job: the setting is off", async function () {
        this.timeout(120_000);
        const { graph } = await runProgram({ program: PROJECT, stack: "dev", mode: "update" });
        assert.deepEqual(grantsOf(graph).filter(isOfLogs), []);
    });
});
