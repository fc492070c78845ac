import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../models/eventPattern";

/** Numbers from 0 up to but not including 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
}

/** Rule sets and events to match, with the number of matches of each event where AWS's own matcher has counted them. */
export interface Workload {
    readonly source: string;
    readonly events: readonly string[];
    readonly sets: readonly { readonly rules: readonly Rule[]; readonly expected: readonly number[] | undefined }[];
}

const SIZES = [9, 300, 10_000];

/** The workload of event-ruler's figures, if a copy of it is at hand. */
function recorded(folder: string): Workload {
    const lines = (file: string) => readFileSync(join(folder, file), "utf8").trim().split("\n");
    const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<string, number[]>;
    const sets = SIZES.map((size) => ({
        rules: lines(`rules-${size}.jsonl`).map((line) => JSON.parse(line) as Rule),
        expected: expected[`rules-${size}`],
    }));
    return { source: "recorded workload, with the counts of event-ruler 2.0.1", events: lines("events.jsonl"), sets };
}

const KINDS: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["SageMaker Training Job State Change", "TrainingJobName", "TrainingJobStatus", ["InProgress", "Completed", "Failed", "Stopping", "Stopped"]],
    ["SageMaker Transform Job State Change", "TransformJobName", "TransformJobStatus", ["InProgress", "Completed", "Failed", "Stopped"]],
    ["SageMaker Processing Job State Change", "ProcessingJobName", "ProcessingJobStatus", ["InProgress", "Completed", "Failed", "Stopped"]],
    [
        "SageMaker HyperParameter Tuning Job State Change",
        "HyperParameterTuningJobName",
        "HyperParameterTuningJobStatus",
        ["InProgress", "Completed", "Failed"],
    ],
    ["SageMaker Endpoint State Change", "EndpointName", "EndpointStatus", ["CREATING", "IN_SERVICE", "UPDATING", "FAILED", "DELETING"]],
    ["SageMaker Model Package State Change", "ModelPackageGroupName", "ModelApprovalStatus", ["Approved", "Rejected", "PendingManualApproval"]],
];

/** A workload of the same kind, for a clone of the project alone. */
function generated(seed: number): Workload {
    const random = seeded(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
    const team = () => `team-${String(below(250)).padStart(3, "0")}`;
    const events = Array.from({ length: 1000 }, (_, i) => {
        const [type, name, status, statuses] = pick(KINDS);
        const owner = team();
        const job = `${owner}-${pick(["churn", "fraud", "rank"])}-${below(9999)}`;
        const metrics = ["auc", "loss"].map((MetricName) => ({ MetricName, Value: below(1000) / 1000, Timestamp: 1761000000 + i }));
        const stage = pick(["dev", "test", "prod"]);
        const RoleArn = `arn:aws:iam::1111222233${10 + below(40)}:role/${owner}`;
        const ResourceConfig = {
            InstanceCount: 1 + below(8),
            InstanceType: pick(["ml.m5.xlarge", "ml.g5.2xlarge"]),
            VolumeSizeInGB: pick([30, 100]),
        };
        const Tags = { team: owner, stage, "cost-center": `cc-${below(40)}` };
        const failure = { FailureReason: pick(["AlgorithmError: exit code 1", "CapacityError: Unable to provision"]) };
        const detail = {
            [name]: job,
            [status]: pick(statuses),
            Owner: owner,
            Stage: stage,
            RoleArn,
            ResourceConfig,
            FinalMetricDataList: metrics,
            Tags,
            ...(below(4) === 0 && failure),
        };
        const head = {
            version: "0",
            id: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
            "detail-type": type,
            source: "aws.sagemaker",
            account: "111122223333",
        };
        return JSON.stringify({
            ...head,
            time: "2026-11-01T10:00:00Z",
            region: "us-east-1",
            resources: [`arn:aws:sagemaker:us-east-1:111122223333:job/${job}`],
            detail,
        });
    });
    const rule = (i: number): object => {
        const [type, name, status, statuses] = KINDS[i % KINDS.length]!;
        const owner = team();
        const details: object[] = [
            { Owner: [owner], [status]: [pick(statuses)] },
            { [name]: [{ prefix: `${owner}-${pick(["churn", "fraud"])}` }] },
            { Owner: [owner], [status]: [{ "anything-but": [statuses[0]] }] },
            { Tags: { "cost-center": [`cc-${below(40)}`], team: [{ prefix: owner.slice(0, 7) }] }, Stage: [{ "anything-but": "dev" }] },
            { FinalMetricDataList: { MetricName: ["auc"], Value: [{ numeric: ["<", below(1000) / 1000] }] }, Owner: [owner] },
        ];
        return { source: ["aws.sagemaker"], "detail-type": [type], detail: pick(details) };
    };
    const sets = SIZES.map((size) => ({
        rules: Array.from({ length: size }, (_, i) => ({ name: `rule-${i}`, pattern: rule(i) })),
        expected: undefined,
    }));
    return { source: `workload generated with seed ${seed}`, events, sets };
}

/** The recorded workload where there is one, else a generated one. */
export function workload(seed: number): Workload {
    const folder = join(__dirname, "../../shared/conformance/bench/data");
    return existsSync(folder) ? recorded(folder) : generated(seed);
}

export { generated as generatedWorkload };
