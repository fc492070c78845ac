import * as assert from "node:assert/strict";
import { join } from "node:path";

import { type Handler, type HandlerResult, KIND_NAMES, KINDS, type KindRow } from "../../catalog";
import { stop } from "../../functions";
import type { Fields } from "../../functions/shared/fields";
import { isRefusal, type StoppableRow } from "../../functions/shared/stopJob";
import { stopJob } from "../../functions/stop";
import { PackagedHandler } from "../support/packaged";
import { Golden } from "./shared/golden";
import { LoopbackAws } from "./shared/loopbackAws";
import { messageText, newsOf } from "./shared/samples";
import { awsError, FakeAws, onTheWire, RUNNING, type Running } from "./shared/stoppable";

const golden = new Golden(join(__dirname, "stop.outcomes.md"), "What stop does: its calls, its result and its message");

/** The text of SageMaker's refusal: the published one, or any. */
function refusalOf({ stop: { notAllowed } }: StoppableRow, status: string): Error {
    const { name, message } = notAllowed ?? { name: "ValidationException", message: "The job is {status}" };
    return awsError(name, message.replace("{status}", status));
}

interface Case {
    readonly what: string;
    readonly envelope?: Fields;
    readonly detail?: (running: Running) => Fields;
    /** What Describe answers, one after the other. Default: that it runs. */
    readonly answers?: (running: Running) => (Fields | Error | undefined)[];
    readonly stopAnswer?: (row: StoppableRow) => { refused?: Error; thrown?: Error };
    /** The operations, in order, and the outcome. */
    readonly expected: [calls: string, outcome: HandlerResult["outcome"] | "throws"];
}

const now = (status: string) => (running: Running) => [{ ...running.answer, [KINDS[running.kind].statusField]: status }];
const throttled = awsError("ThrottlingException", "Rate exceeded");

const CASES: readonly Case[] = [
    { what: "runs", expected: ["Describe Stop Publish", "handled"] },
    { what: "is gone", answers: () => [undefined], expected: ["Describe", "ignored"] },
    {
        what: "is another one of this name in another account",
        answers: ({ kind, answer }) => [{ ...answer, [`${kind}Arn`]: String(answer[`${kind}Arn`]).replace("111122223333", "444455556666") }],
        expected: ["Describe", "ignored"],
    },
    {
        what: "is another one of this name that was made later",
        answers: ({ answer }) => [{ ...answer, CreationTime: new Date("2026-11-20T09:00:00Z") }],
        expected: ["Describe", "ignored"],
    },
    { what: "has ended", answers: now("Completed"), expected: ["Describe", "ignored"] },
    { what: "is being deleted", answers: now("Deleting"), expected: ["Describe", "ignored"] },
    {
        what: "is being stopped already, perhaps by a delivery that crashed before its message",
        answers: now("Stopping"),
        expected: ["Describe Publish", "ignored"],
    },
    {
        what: "was stopped already, perhaps by a delivery that crashed before its message",
        answers: now("Stopped"),
        expected: ["Describe Publish", "ignored"],
    },
    {
        what: "ends between Describe and Stop",
        answers: (running) => [running.answer, ...now("Failed")(running)],
        stopAnswer: (row) => ({ refused: refusalOf(row, "Failed") }),
        expected: ["Describe Stop Describe", "ignored"],
    },
    {
        what: "is stopped by someone else between Describe and Stop",
        answers: (running) => [running.answer, ...now("Stopping")(running)],
        stopAnswer: (row) => ({ refused: refusalOf(row, "Stopping") }),
        expected: ["Describe Stop Describe Publish", "ignored"],
    },
    {
        what: "is deleted between Describe and Stop",
        answers: ({ answer }) => [answer, undefined],
        stopAnswer: () => ({ refused: awsError("ValidationException", "Requested resource not found.") }),
        expected: ["Describe Stop Describe", "ignored"],
    },
    {
        what: "is refused though it runs",
        answers: ({ answer }) => [answer, answer],
        stopAnswer: () => ({ refused: awsError("ValidationException", "1 validation error detected") }),
        expected: ["Describe Stop Describe", "throws"],
    },
    { what: "can't be described for now", answers: () => [throttled], expected: ["Describe", "throws"] },
    { what: "can't be stopped for now", stopAnswer: () => ({ thrown: throttled }), expected: ["Describe Stop", "throws"] },
    { what: "runs, and its event is a replay", envelope: { "replay-name": "after-outage" }, expected: ["Describe Publish", "ignored"] },
    { what: "runs, and its event was redriven", envelope: { "jobstatus-origin": "redrive" }, expected: ["Describe Publish", "ignored"] },
    { what: "runs, and its event was rebuilt", envelope: { "jobstatus-origin": "reconciler" }, expected: ["Describe Publish", "ignored"] },
    { what: "was stopped, and its event is a replay", envelope: { "replay-name": "a" }, answers: now("Stopped"), expected: ["Describe", "ignored"] },
    {
        what: "was stopped, and its event was redriven because the message failed",
        envelope: { "jobstatus-origin": "redrive" },
        answers: now("Stopped"),
        expected: ["Describe Publish", "ignored"],
    },
    {
        what: "runs, and its event is a smoke test",
        envelope: { "jobstatus-origin": "smoke" },
        expected: ["Describe Publish", "handled"],
    },
    {
        what: "was made up for a smoke test",
        envelope: { "jobstatus-origin": "smoke" },
        answers: () => [undefined],
        expected: ["Describe Publish", "handled"],
    },
    {
        what: "has an event that says that it is being stopped",
        detail: ({ kind }) => ({ [KINDS[kind].statusField]: "Stopping" }),
        answers: now("Stopping"),
        expected: ["Describe", "ignored"],
    },
    {
        what: "has an event that says that it was stopped",
        detail: ({ kind }) => ({ [KINDS[kind].statusField]: "Stopped" }),
        answers: now("Stopped"),
        expected: ["Describe", "ignored"],
    },
];

describe("stop", () => {
    after(() => golden.finish());

    for (const running of RUNNING) {
        const row: StoppableRow = KINDS[running.kind];
        describe(`a ${row.title} that`, () => {
            for (const { what, envelope, detail, answers, stopAnswer, expected } of CASES) {
                it(what, async () => {
                    const aws = new FakeAws(answers?.(running) ?? [running.answer], stopAnswer?.(row));
                    const event = { ...running.event, ...envelope, detail: { ...running.event.detail, ...detail?.(running) } };
                    const outcome = await aws.outcomeOf(stopJob(row, newsOf(row, event), aws));
                    const calls = aws.calls.map((call) => call.split(" ")[0]).join(" ");
                    const [, result] = /^(handled|ignored: |throws: )/m.exec(outcome)!;
                    assert.deepEqual([calls, result?.replace(": ", "")], expected);
                    golden.check(`A ${row.title} that ${what}`, outcome);
                });
            }
        });
    }

    const training = RUNNING.find(({ kind }) => kind === "TrainingJob")!;
    const labeling = RUNNING.find(({ kind }) => kind === "LabelingJob")!;
    const created = training.event.detail.CreationTime as number;
    const unlike: [what: string, running: Running, envelope: Fields, detail: Fields, answer: Fields, outcome: string][] = [
        ["created in the same second", training, {}, {}, { CreationTime: new Date(created + 999) }, "handled"],
        [
            "whose ARN has another case",
            training,
            {},
            {},
            { TrainingJobArn: String(training.answer.TrainingJobArn).replace("churn", "Churn") },
            "handled",
        ],
        [
            "created a second later",
            training,
            {},
            {},
            { CreationTime: new Date(created + 1000) },
            "ignored: the training job churn-train-1116 is another one of this name: it was created 2026-11-16 07:00:06 UTC, the event says 2026-11-16 07:00:05 UTC",
        ],
        ["whose event has no time of creation, created before it was sent", training, {}, { CreationTime: null }, {}, "handled"],
        [
            "whose event has no time at all",
            training,
            { time: undefined },
            { CreationTime: null },
            {},
            "ignored: the event has no time of creation, so the training job churn-train-1116 may be another one of this name",
        ],
        [
            "whose event has no ARN",
            training,
            { resources: [] },
            { TrainingJobArn: "" },
            {},
            "ignored: the event has no ARN, so the training job churn-train-1116 may be another one of this name",
        ],
        [
            "whose event does not know when it was created, made in the second before",
            labeling,
            {},
            {},
            { CreationTime: new Date("2026-11-16T13:12:40.9Z") },
            "handled",
        ],
        [
            "whose event does not know when it was created, made after it",
            labeling,
            {},
            {},
            { CreationTime: new Date("2026-11-16T13:12:41Z") },
            "ignored: the labeling job reviews-sentiment-4 is another one of this name: it was created 2026-11-16 13:12:41 UTC, after the event was sent 2026-11-16 13:12:40 UTC",
        ],
        [
            "of which SageMaker does not say the ARN",
            training,
            {},
            {},
            { TrainingJobArn: undefined },
            'throws: InvalidJobStatusEvent: Job status event "18f03bd9-92ab-44ee-a368-6f46b8ed9ae4": TrainingJobArn in the answer of sagemaker:DescribeTrainingJob must be the ARN of the training job, got nothing',
        ],
        [
            "of which SageMaker does not say the time of creation",
            training,
            {},
            {},
            { CreationTime: undefined },
            'throws: InvalidJobStatusEvent: Job status event "18f03bd9-92ab-44ee-a368-6f46b8ed9ae4": CreationTime in the answer of sagemaker:DescribeTrainingJob must be a time, got nothing',
        ],
        [
            "of which SageMaker does not say the status",
            training,
            {},
            {},
            { TrainingJobStatus: "" },
            'throws: InvalidJobStatusEvent: Job status event "18f03bd9-92ab-44ee-a368-6f46b8ed9ae4": TrainingJobStatus in the answer of sagemaker:DescribeTrainingJob must be the status of the training job, got ""',
        ],
    ];
    for (const [what, { kind, event, answer }, envelope, detail, change, expected] of unlike) {
        it(`stops the very job of the event, and no other: one ${what}`, async () => {
            const aws = new FakeAws([{ ...answer, ...change }]);
            const outcome = await aws.outcomeOf(
                stopJob(KINDS[kind], newsOf(KINDS[kind], { ...event, ...envelope, detail: { ...event.detail, ...detail } }), aws),
            );
            const [result] = outcome.split("\n").filter((line) => /^(handled|ignored|throws)/.test(line));
            assert.equal(result, expected);
            assert.equal(aws.calls.filter((call) => call.startsWith("Stop ")).length, expected === "handled" ? 1 : 0);
        });
    }

    it("names the tuning job of a training job that it launched", async () => {
        const TuningJobArn = "arn:aws:sagemaker:us-east-1:111122223333:hyper-parameter-tuning-job/churn-hpo-33";
        const aws = new FakeAws([{ ...training.answer, TuningJobArn }]);
        await stopJob(KINDS.TrainingJob, newsOf(KINDS.TrainingJob, training.event), aws);
        assert.match(aws.published[0]!.body, /\nTuning job: churn-hpo-33 launched it, and may launch another in its place\n/);
    });

    it("passes an error of SNS on, so that the event is retried, and then sends the message", async () => {
        const failing = new FakeAws([training.answer]);
        await assert.rejects(
            stopJob(KINDS.TrainingJob, newsOf(KINDS.TrainingJob, training.event), { ...failing, publish: () => Promise.reject(throttled) }),
            throttled,
        );
        const again = new FakeAws([{ ...training.answer, TrainingJobStatus: "Stopping" }]);
        await stopJob(KINDS.TrainingJob, newsOf(KINDS.TrainingJob, training.event), again);
        assert.deepEqual(
            again.published.map(({ subject }) => subject),
            ["Training job churn-train-1116 already Stopping"],
        );
    });

    it("declares Describe, Stop and Publish of its kind, and ignores the secondary status in its identity", () => {
        const declared = RUNNING.map(({ kind }) => {
            const { actions, environment, identity } = stop(KINDS[kind]) as Handler;
            return { kind, actions, environment, identity };
        });
        const publish = { action: "sns:Publish", on: "TOPIC_ARN" };
        const expected: [kind: string, identity: string[]][] = [
            ["HyperParameterTuningJob", ["arn", "CreationTime", "status"]],
            ["LabelingJob", ["arn", "status"]],
            ["NotebookInstance", ["arn", "CreationTime", "LastModifiedTime", "status"]],
            ["ProcessingJob", ["arn", "CreationTime", "status"]],
            ["TrainingJob", ["arn", "CreationTime", "status"]],
            ["TransformJob", ["arn", "CreationTime", "status"]],
        ];
        assert.deepEqual(
            declared,
            expected.map(([kind, identity]) => ({
                kind,
                actions: [`sagemaker:Describe${kind}`, `sagemaker:Stop${kind}`, publish],
                environment: ["TOPIC_ARN"],
                identity,
            })),
        );
    });

    it("refuses kinds that SageMaker has no Stop for, at compile time and at run time", () => {
        const without = KIND_NAMES.filter((kind) => (KINDS[kind] as KindRow).stop === null);
        assert.deepEqual(without, ["Algorithm", "Endpoint", "ModelPackage"]);
        for (const kind of without) {
            // @ts-expect-error: these rows have no stop
            assert.throws(() => stop(KINDS[kind]), new Error(`stop does not support ${kind}: SageMaker has no call that stops one`));
        }
    });

    const refusals: [error: unknown, refused: boolean][] = [
        ...RUNNING.map(({ kind }): [Error, boolean] => [refusalOf(KINDS[kind], "Stopped"), true]),
        [awsError("ResourceNotFound", "Amazon SageMaker can't find a tuning job with name: x"), true],
        [awsError("ResourceInUse", "…"), true],
        [awsError("ConflictException", "…"), true],
        [throttled, false],
        [awsError("AccessDeniedException", "User is not authorized"), false],
        [awsError("InternalServerError", "ValidationException"), false],
        [undefined, false],
        ["ValidationException", false],
    ];
    for (const [error, refused] of refusals) {
        it(`takes ${String(error)} ${refused ? "for an answer that asks for another look" : "for an error"}`, () => {
            assert.equal(isRefusal(error), refused);
        });
    }
});

describe("stop, from its package", () => {
    for (const running of RUNNING) {
        const { kind, event, answer } = running;
        const row: StoppableRow = KINDS[kind];
        it(`stops a ${row.title}, is refused, and finds none, with the same messages through the real clients`, async () => {
            // A fresh process, on a machine that may be busy.
            const describe = (described: Fields) => ({ status: 200, body: onTheWire(described) });
            const refused = refusalOf(row, "Completed");
            const missing = row.describe.notFound ?? { name: "", message: "" };
            const answers = [
                describe(answer),
                { status: 200, body: {} },
                describe(answer),
                { status: 400, body: { __type: refused.name, message: refused.message } },
                describe(now("Completed")(running)[0]!),
                { status: 400, body: { __type: missing.name, message: missing.message } },
            ];
            const aws = new LoopbackAws((operation, input) => {
                inputs.push(`${operation} ${JSON.stringify(input)}`);
                return answers.shift() ?? assert.fail("asked too often");
            });
            const inputs: string[] = [];
            const packaged = await PackagedHandler.of(stop(KINDS[kind]) as unknown as Handler, KINDS[kind]);
            try {
                const results = await packaged.run([event, event, event], await aws.start());
                const fakes = [new FakeAws([answer]), new FakeAws([answer, now("Completed")(running)[0]], { refused }), new FakeAws([undefined])];
                const expected = await Promise.all(fakes.map((fake) => stopJob(row, newsOf(row, event), fake)));
                assert.deepEqual(results, expected);
                assert.deepEqual(
                    aws.published.map(messageText),
                    fakes.flatMap(({ published }) => published.map(messageText)),
                );
                const input = JSON.stringify({ [row.stop.input]: answer[row.stop.input] });
                assert.deepEqual(
                    inputs,
                    ["Describe", "Stop", "Describe", "Stop", "Describe", "Describe"].map((call) => `SageMaker.${call}${kind} ${input}`),
                );
            } finally {
                packaged.remove();
                await aws.stop();
            }
        });
    }
});
