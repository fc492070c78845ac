import * as assert from "node:assert/strict";
import { join } from "node:path";

import { type Handler, type HandlerResult, KINDS } from "../../catalog";
import { guard, type GuardLimits } from "../../functions";
import { guardTrainingJob } from "../../functions/guard";
import type { Fields } from "../../functions/shared/fields";
import { PackagedHandler } from "../support/packaged";
import { Golden } from "./shared/golden";
import { LoopbackAws } from "./shared/loopbackAws";
import { messageText, newsOf } from "./shared/samples";
import { awsError, FakeAws, onTheWire, RUNNING } from "./shared/stoppable";

const golden = new Golden(join(__dirname, "guard.outcomes.md"), "What guard does: its calls, its result and its message");

const row = KINDS.TrainingJob;
/** Two ml.m5.2xlarge for at most two hours. */
const { event, answer } = RUNNING.find(({ kind }) => kind === "TrainingJob")!;
const OWNED = [
    { Key: "team", Value: "retention" },
    { Key: "owner", Value: "dana" },
];
const EVERY_LIMIT: GuardLimits = { instanceTypes: ["ml.m5.xlarge", "ml.g5.*"], instanceCount: 1, runtimeSeconds: 3600, ownerTag: "owner" };
const STRICT: GuardLimits = { ...EVERY_LIMIT, action: "stop" };
const ROOMY: GuardLimits = { instanceTypes: ["ml.m5.*"], instanceCount: 2, runtimeSeconds: 7200, ownerTag: ["owner", "team"], action: "stop" };
const throttled = awsError("ThrottlingException", "Rate exceeded");
const now = (TrainingJobStatus: string) => ({ ...answer, TrainingJobStatus });

interface Case {
    readonly what: string;
    readonly limits: GuardLimits;
    readonly envelope?: Fields;
    readonly detail?: Fields;
    /** What Describe answers, one after the other. Default: that it runs. */
    readonly answers?: readonly (Fields | Error | undefined)[];
    readonly stopAnswer?: { refused?: Error; thrown?: Error };
    readonly tags?: readonly Fields[] | Error | null;
    readonly expected: [calls: string, outcome: HandlerResult["outcome"] | "throws"];
}

const CASES: readonly Case[] = [
    { what: "is within the limits", limits: ROOMY, tags: OWNED, expected: ["Describe ListTags", "ignored"] },
    { what: "is within limits that are not about tags", limits: { instanceCount: 2 }, expected: ["Describe", "ignored"] },
    {
        what: "is outside every limit, to be reported",
        limits: { ...EVERY_LIMIT, action: "report" },
        expected: ["Describe ListTags Publish", "handled"],
    },
    { what: "is outside every limit, to be stopped", limits: STRICT, expected: ["Describe ListTags Stop Publish", "handled"] },
    {
        what: "is outside one limit, to be stopped",
        limits: { ...ROOMY, instanceCount: 1 },
        tags: OWNED,
        expected: ["Describe ListTags Stop Publish", "handled"],
    },
    {
        what: "belongs to a tuning job",
        limits: STRICT,
        answers: [{ ...answer, TuningJobArn: "arn:aws:sagemaker:us-east-1:111122223333:hyper-parameter-tuning-job/churn-hpo-33" }],
        expected: ["Describe ListTags Stop Publish", "handled"],
    },
    {
        what: "was within the limits when the event was sent, and is not now",
        limits: { instanceCount: 2, action: "stop" },
        answers: [{ ...answer, ResourceConfig: { InstanceType: "ml.m5.2xlarge", InstanceCount: 3 } }],
        expected: ["Describe Stop Publish", "handled"],
    },
    {
        what: "was outside of the limits when the event was sent, and is not now",
        limits: { instanceCount: 1, action: "stop" },
        answers: [{ ...answer, ResourceConfig: { InstanceType: "ml.m5.2xlarge", InstanceCount: 1 } }],
        expected: ["Describe", "ignored"],
    },
    { what: "is gone", limits: STRICT, answers: [undefined], expected: ["Describe", "ignored"] },
    { what: "goes before its tags are read", limits: STRICT, tags: null, expected: ["Describe ListTags", "ignored"] },
    {
        what: "is another of its name",
        limits: STRICT,
        answers: [{ ...answer, CreationTime: new Date("2026-11-20T09:00:00Z") }],
        expected: ["Describe", "ignored"],
    },
    {
        what: "is being stopped already, perhaps by a delivery that crashed before its message",
        limits: STRICT,
        answers: [now("Stopping")],
        expected: ["Describe ListTags Publish", "handled"],
    },
    {
        what: "was stopped already, perhaps by a delivery that crashed before its message",
        limits: STRICT,
        answers: [now("Stopped")],
        expected: ["Describe ListTags Publish", "handled"],
    },
    { what: "has ended already, to be stopped", limits: STRICT, answers: [now("Completed")], expected: ["Describe ListTags Publish", "handled"] },
    { what: "has ended already, to be reported", limits: EVERY_LIMIT, answers: [now("Failed")], expected: ["Describe ListTags Publish", "handled"] },
    {
        what: "ends between Describe and Stop",
        limits: STRICT,
        answers: [answer, now("Completed")],
        stopAnswer: { refused: awsError("ValidationException", "The request was rejected because the training job is in status Completed.") },
        expected: ["Describe ListTags Stop Describe Publish", "handled"],
    },
    {
        what: "is deleted between Describe and Stop",
        limits: STRICT,
        answers: [answer, undefined],
        stopAnswer: { refused: awsError("ValidationException", "Requested resource not found.") },
        expected: ["Describe ListTags Stop Describe Publish", "handled"],
    },
    { what: "can't be described for now", limits: STRICT, answers: [throttled], expected: ["Describe", "throws"] },
    { what: "does not show its tags for now", limits: STRICT, tags: throttled, expected: ["Describe ListTags", "throws"] },
    { what: "can't be stopped for now", limits: STRICT, stopAnswer: { thrown: throttled }, expected: ["Describe ListTags Stop", "throws"] },
    {
        what: "is reported by a replay",
        limits: STRICT,
        envelope: { "replay-name": "after-outage" },
        expected: ["Describe ListTags Publish", "handled"],
    },
    {
        what: "is reported by a redriven event",
        limits: STRICT,
        envelope: { "jobstatus-origin": "redrive" },
        expected: ["Describe ListTags Publish", "handled"],
    },
    {
        what: "was reported by the reconciler",
        limits: STRICT,
        envelope: { "jobstatus-origin": "reconciler" },
        expected: ["Describe ListTags Publish", "handled"],
    },
    {
        what: "is outside the limits, and its event is a smoke test",
        limits: STRICT,
        envelope: { "jobstatus-origin": "smoke" },
        expected: ["Describe ListTags Publish", "handled"],
    },
    {
        what: "was made up for a smoke test, whatever its status",
        limits: STRICT,
        envelope: { "jobstatus-origin": "smoke" },
        detail: { TrainingJobStatus: "Failed" },
        answers: [undefined],
        expected: ["Describe Publish", "handled"],
    },
    {
        what: "is within the limits, and its event is a smoke test",
        limits: ROOMY,
        envelope: { "jobstatus-origin": "smoke" },
        tags: OWNED,
        expected: ["Describe ListTags Publish", "handled"],
    },
    ...["Stopping", "Stopped", "Completed"].map((TrainingJobStatus): Case => ({
        what: `has an event that says ${TrainingJobStatus}`,
        limits: STRICT,
        detail: { TrainingJobStatus },
        expected: ["", "ignored"],
    })),
];

/** The lines of the limits that a job with these fields is outside of. */
async function brokenBy(limits: GuardLimits, change: Fields, tags: readonly Fields[] = []): Promise<string[]> {
    const aws = new FakeAws([{ ...answer, ...change }], {}, tags);
    const result = await guardTrainingJob({ row, limits }, newsOf(row, event), aws);
    assert.equal(aws.published.length, result.outcome === "handled" ? 1 : 0);
    return aws.published.flatMap(({ body }) => body.split("\n").filter((line) => line.startsWith("Limit: "))).map((line) => line.slice(7));
}

describe("guard, about a training job that", () => {
    after(() => golden.finish());

    for (const { what, limits, envelope, detail, answers = [answer], stopAnswer, tags, expected } of CASES) {
        it(what, async () => {
            const aws = new FakeAws(answers, stopAnswer, tags);
            const given = { ...event, ...envelope, detail: { ...event.detail, ...detail } };
            const outcome = await aws.outcomeOf(guardTrainingJob({ row, limits }, newsOf(row, given), aws));
            const [, result] = /^(handled|ignored: |throws: )/m.exec(outcome)!;
            assert.deepEqual([aws.calls.map((call) => call.split(" ")[0]).join(" "), result?.replace(": ", "")], expected);
            golden.check(`A training job that ${what}`, outcome);
        });
    }
});

describe("guard", () => {
    const group = (InstanceType: string, InstanceCount: number) => ({ InstanceGroupName: InstanceType, InstanceType, InstanceCount });
    const groups = { ResourceConfig: { InstanceGroups: [group("ml.c5.xlarge", 3), group("ml.p4d.24xlarge", 2)], VolumeSizeInGB: 30 } };
    const preferences = {
        InstancePreferences: [
            { InstanceType: "ml.g5.xlarge", InstanceCount: 4 },
            { InstanceType: "ml.p5.48xlarge", InstanceCount: 1 },
        ],
    };
    const judged: [what: string, limits: GuardLimits, job: Fields, broken: string[]][] = [
        ["an exact type", { instanceTypes: ["ml.m5.2xlarge"] }, {}, []],
        ["a type of an allowed family", { instanceTypes: ["ml.c5.*", "ml.m5.*"] }, {}, []],
        ["any type of SageMaker's", { instanceTypes: ["ml.*"] }, {}, []],
        [
            "a type whose name only begins like an allowed one",
            { instanceTypes: ["ml.m5.2x", "ml.m5.2xlarge2"] },
            {},
            ["ml.m5.2xlarge is not among the allowed instance types (ml.m5.2x, ml.m5.2xlarge2)"],
        ],
        [
            "a family whose name begins like an allowed one",
            { instanceTypes: ["ml.m5.*"] },
            { ResourceConfig: { InstanceType: "ml.m5d.large" } },
            ["ml.m5d.large is not among the allowed instance types (ml.m5.*)"],
        ],
        ["as many instances as are allowed", { instanceCount: 2 }, {}, []],
        ["one instance too many", { instanceCount: 1 }, {}, ["2 instances are more than the 1 allowed"]],
        [
            "each type of a cluster of several groups, and their sum",
            { instanceTypes: ["ml.c5.*"], instanceCount: 4 },
            groups,
            ["ml.p4d.24xlarge is not among the allowed instance types (ml.c5.*)", "5 instances are more than the 4 allowed"],
        ],
        ["groups that keep to the limits", { instanceTypes: ["ml.c5.*", "ml.p4d.*"], instanceCount: 5 }, groups, []],
        [
            "everything that a job may get until SageMaker has picked",
            { instanceTypes: ["ml.g5.*"], instanceCount: 3 },
            { ResourceConfig: preferences },
            ["ml.p5.48xlarge is not among the allowed instance types (ml.g5.*)", "4 instances are more than the 3 allowed"],
        ],
        [
            "preferences that share one count",
            { instanceCount: 1 },
            { ResourceConfig: { InstanceCount: 2, InstancePreferences: [{ InstanceType: "ml.g5.xlarge" }] } },
            ["2 instances are more than the 1 allowed"],
        ],
        [
            "what SageMaker has picked, and no other preference",
            { instanceTypes: ["ml.p5.*"], instanceCount: 3 },
            { ResourceConfig: { ...preferences, SelectedInstanceType: "ml.p5.48xlarge", SelectedInstanceCount: 1 } },
            [],
        ],
        ["a run time of as long as is allowed", { runtimeSeconds: 7200 }, {}, []],
        [
            "a run time of a second more",
            { runtimeSeconds: 7199 },
            {},
            ["it may run 7200 s (2 h), which is more than the 7199 s (1 h 59 min) allowed"],
        ],
        ["a job without instances, as serverless ones are", { instanceTypes: ["ml.m5.*"], instanceCount: 1 }, { ResourceConfig: undefined }, []],
        ["a job without a run time limit", { runtimeSeconds: 1 }, { StoppingCondition: undefined }, []],
        [
            "nothing that it can't read",
            { instanceTypes: ["ml.m5.*"], instanceCount: 1, runtimeSeconds: 1 },
            { ResourceConfig: { InstanceType: 7, InstanceCount: "9", InstanceGroups: "x", InstancePreferences: [null] }, StoppingCondition: 1 },
            [],
        ],
    ];
    for (const [what, limits, job, broken] of judged) {
        it(`judges ${what}`, async () => assert.deepEqual(await brokenBy(limits, job), broken));
    }

    const tagged: [what: string, ownerTag: string | string[], tags: Fields[], broken: string[]][] = [
        ["the tag", "owner", OWNED, []],
        ["each of several tags", ["owner", "team"], OWNED, []],
        ["no tags", "owner", [], ["the tag owner is missing"]],
        ["the tag in another case", "owner", [{ Key: "Owner", Value: "dana" }], ["the tag owner is missing"]],
        ["the tag without a value", "owner", [{ Key: "owner", Value: " " }], ["the tag owner is empty"]],
        ["one of several tags", ["owner", "cost-center"], OWNED, ["the tag cost-center is missing"]],
    ];
    for (const [what, ownerTag, tags, broken] of tagged) {
        it(`judges a job that has ${what}`, async () => assert.deepEqual(await brokenBy({ ownerTag }, {}, tags), broken));
    }

    it("declares ListTags only for a limit that is about tags, and Stop only where it may stop", () => {
        const publish = { action: "sns:Publish", on: "TOPIC_ARN" };
        const actionsOf = (limits: GuardLimits) => (guard(limits) as Handler).actions;
        assert.deepEqual(actionsOf({ instanceCount: 1 }), ["sagemaker:DescribeTrainingJob", publish]);
        assert.deepEqual(actionsOf({ ownerTag: "owner", action: "report" }), ["sagemaker:DescribeTrainingJob", "sagemaker:ListTags", publish]);
        assert.deepEqual(actionsOf({ instanceCount: 1, action: "stop" }), ["sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob", publish]);
    });

    it("takes all events of one job for one piece of news", () => {
        const { identity, environment } = guard({ instanceCount: 1 });
        assert.deepEqual({ identity, environment }, { identity: ["arn", "CreationTime"], environment: ["TOPIC_ARN"] });
    });

    const keys = "instanceTypes, instanceCount, runtimeSeconds, ownerTag, action";
    const types = 'instanceTypes must be a list of instance types such as "ml.m5.xlarge" or "ml.g5.*", with * at the end only';
    const refused: [what: string, limits: unknown, problems: string[]][] = [
        ["what is no object", "ml.m5.*", [`must be an object with ${keys}, got "ml.m5.*"`]],
        ["a list", [{ instanceCount: 1 }], [`must be an object with ${keys}, got a list of 1`]],
        ["nothing", {}, ["must have at least one of instanceTypes, instanceCount, runtimeSeconds, ownerTag"]],
        ["an action alone", { action: "stop" }, ["must have at least one of instanceTypes, instanceCount, runtimeSeconds, ownerTag"]],
        [
            "a key that it does not know",
            { instanceCount: 1, instanceType: "ml.m5.large" },
            [`has "instanceType", which is unknown. The limits are ${keys}`],
        ],
        ["a key that every object has", { instanceCount: 1, constructor: 1 }, [`has "constructor", which is unknown. The limits are ${keys}`]],
        ["a wildcard in the middle", { instanceTypes: ["ml.*.xlarge"] }, [`${types}, got "ml.*.xlarge"`]],
        ["two wildcards", { instanceTypes: ["ml.g*.*"] }, [`${types}, got "ml.g*.*"`]],
        ["a type of another service", { instanceTypes: ["m5.large"] }, [`${types}, got "m5.large"`]],
        ["a type without a size", { instanceTypes: ["ml.m5"] }, [`${types}, got "ml.m5"`]],
        ["one type without a list", { instanceTypes: "ml.m5.large" }, [`${types}, got "ml.m5.large"`]],
        ["no types", { instanceTypes: [] }, [`${types}, got a list of 0`]],
        ["a type twice", { instanceTypes: ["ml.m5.*", "ml.m5.*"] }, ['instanceTypes has "ml.m5.*" twice']],
        ["no instances", { instanceCount: 0 }, ["instanceCount must be a whole number of instances, at least 1, got 0"]],
        ["a count as text", { instanceCount: "4" }, ['instanceCount must be a whole number of instances, at least 1, got "4"']],
        ["a part of a second", { runtimeSeconds: 0.5 }, ["runtimeSeconds must be a whole number of seconds, at least 1, got 0.5"]],
        ["a tag without a key", { ownerTag: "" }, ['ownerTag must be the key of a tag such as "owner", or a list of keys, got ""']],
        [
            "a tag of AWS's own",
            { ownerTag: ["aws:createdBy"] },
            ['ownerTag must be the key of a tag such as "owner", or a list of keys, got "aws:createdBy"'],
        ],
        ["an action that it does not have", { instanceCount: 1, action: "Stop" }, ['action must be "report" or "stop", got "Stop"']],
        [
            "all mistakes at once",
            { instanceTypes: ["ml.m5.*", 5], runtimeSeconds: null, action: "kill", count: 2 },
            [
                `has "count", which is unknown. The limits are ${keys}`,
                `${types}, got 5`,
                "runtimeSeconds must be a whole number of seconds, at least 1, got null",
                'action must be "report" or "stop", got "kill"',
            ],
        ],
    ];
    for (const [what, limits, problems] of refused) {
        it(`refuses ${what}`, () => {
            assert.throws(() => guard(limits as GuardLimits), new Error(problems.map((problem) => `guard: ${problem}`).join("\n")));
        });
    }
});

describe("guard, from its package", () => {
    it("stops, reports and ignores, with the same messages through the real clients", async () => {
        // A fresh process, on a machine that may be busy.
        const describe = { status: 200, body: onTheWire(answer) };
        const tags = [
            { status: 200, body: { Tags: [OWNED[0]], NextToken: "next" } },
            { status: 200, body: { Tags: [OWNED[1]] } },
        ];
        const limits: GuardLimits = { instanceCount: 1, ownerTag: "owner", action: "stop" };
        const missing = { status: 400, body: { __type: "ValidationException", message: "Requested resource not found." } };
        const answers = [describe, ...tags, { status: 200, body: {} }, describe, ...tags, describe, missing, missing];
        const calls: string[] = [];
        const aws = new LoopbackAws((operation, input) => {
            calls.push(`${operation} ${JSON.stringify(input)}`);
            return answers.shift() ?? assert.fail("asked too often");
        });
        const packaged = await PackagedHandler.of(guard(limits) as unknown as Handler, KINDS.TrainingJob);
        try {
            const replay = { ...event, "replay-name": "after-outage" };
            const results = await packaged.run([event, replay, event, event], await aws.start());
            const fakes = [
                new FakeAws([answer], {}, OWNED),
                new FakeAws([answer], {}, OWNED),
                new FakeAws([answer], {}, null),
                new FakeAws([undefined]),
            ];
            const expected = [];
            for (const [index, fake] of fakes.entries()) {
                expected.push(await guardTrainingJob({ row, limits }, newsOf(row, index === 1 ? replay : event), fake));
            }
            assert.deepEqual(results, expected);
            assert.deepEqual(
                aws.published.map(messageText),
                fakes.flatMap(({ published }) => published.map(messageText)),
            );
            const name = '{"TrainingJobName":"churn-train-1116"}';
            const arn = '"ResourceArn":"arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-train-1116"';
            const judged = [`SageMaker.DescribeTrainingJob ${name}`, `SageMaker.ListTags {${arn}}`, `SageMaker.ListTags {${arn},"NextToken":"next"}`];
            assert.deepEqual(calls, [...judged, `SageMaker.StopTrainingJob ${name}`, ...judged, ...judged.slice(0, 2), judged[0]]);
        } finally {
            packaged.remove();
            await aws.stop();
        }
    });

    it("makes the same package of the same limits in any order", () => {
        const text = (limits: Parameters<typeof guard>[0]) => JSON.stringify(guard(limits).data);
        assert.equal(text({ action: "stop", instanceCount: 2, ownerTag: "owner" }), text({ ownerTag: "owner", instanceCount: 2, action: "stop" }));
    });
});
