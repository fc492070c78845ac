import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { devStack, PROJECT } from "../support/devStack";

const START = Date.UTC(2026, 10, 23, 9);
const TICKS = 8;
const TICKS_A_DAY = 96;
const JOBS_A_DAY = 1000;

/** The reconciler's calls in some ticks, by operation, while this many training jobs end well or fail, and their events come or never come. */
async function callsWith(jobs: number, losses: number): Promise<Map<string, number>> {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph: await devStack("update"), clock });
    try {
        aws.sageMaker.deliver({ losses });
        for (let job = 0; job < jobs; job++) {
            const name = `job-${job}`;
            aws.sageMaker.plan("TrainingJob", name, { ends: job % 10 === 0 ? "Failed" : undefined });
            aws.sageMaker.perform({ operation: "CreateTrainingJob", kind: "TrainingJob", act: "create" }, { TrainingJobName: name }, "test");
        }
        await clock.run(START + TICKS * 15 * 60_000 + 60_000);
        const counts = new Map<string, number>();
        for (const call of aws.results().invocations.flatMap(({ function: name, calls }) => (name.startsWith("reconciler-") ? calls : []))) {
            counts.set(call, (counts.get(call) ?? 0) + 1);
        }
        return counts;
    } finally {
        await aws.close();
    }
}

const total = (counts: ReadonlyMap<string, number>, of: RegExp) => [...counts].reduce((sum, [call, count]) => (of.test(call) ? sum + count : sum), 0);

describe("what the reconciler of the dev stack costs", () => {
    it("is what docs/reconciler.md says, by the calls of its ticks", async () => {
        const jobs = 50;
        const [idle, came, lost] = [await callsWith(0, 0), await callsWith(jobs, 0), await callsWith(jobs, 1)];
        const rows: [string, RegExp][] = [
            ["SageMaker List", /sagemaker:List(?!Tags)/],
            ["SageMaker Describe", /sagemaker:Describe/],
            ["SageMaker ListTags", /sagemaker:ListTags/],
            ["DynamoDB reads", /dynamodb:(?:Batch)?GetItem/],
            ["DynamoDB writes", /dynamodb:BatchWriteItem/],
            ["Lambda Invoke", /lambda:/],
            ["EventBridge, SNS, SQS reads", /events:|sns:List|sqs:/],
        ];
        const lines = rows.map(([what, of]) => {
            const tick = total(idle, of) / TICKS;
            const perJob = (total(came, of) - total(idle, of)) / jobs;
            const perLost = (total(lost, of) - total(idle, of)) / jobs;
            const day = Math.round(tick * TICKS_A_DAY + perJob * JOBS_A_DAY);
            return `| ${what} | ${[tick, perJob, perLost].map((count) => Number(count.toFixed(1))).join(" | ")} | ${day.toLocaleString("en")} |`;
        });
        const page = readFileSync(path.join(PROJECT, "docs", "reconciler.md"), "utf8").replace(/ +/g, " ");
        assert.deepEqual(
            lines.filter((line) => !page.includes(line)),
            [],
        );
    });
});
