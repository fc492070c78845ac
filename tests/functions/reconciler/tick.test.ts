import assert from "node:assert/strict";

import { runTick, type TickArgs } from "../../../functions/reconciler/tick";
import { EVERY, FakeAws, failing, MINUTE, reactionTo, START, tickOf } from "./fakeAws";

const OPS = "arn:aws:sns:us-east-1:111122223333:ops";
const QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/failed";
const DAY = 86_400_000;

describe("a tick of the reconciler", () => {
    const failed = reactionTo("TrainingJob", { statuses: ["Failed"] });
    const args: TickArgs = {
        reactions: [failed],
        targets: [
            [failed.functionName, "training-rule"],
            ["on-pipelines", "pipeline-rule"],
        ],
        topicArns: [OPS],
        queueUrls: [QUEUE],
        reportTo: [OPS],
    };
    let aws: FakeAws;
    const target = (name: string) => `arn:aws:lambda:us-east-1:111122223333:function:${name}`;
    beforeEach(() => {
        aws = new FakeAws();
        aws.rules.set("training-rule", { enabled: true, targetArns: [target(failed.functionName)] });
        aws.rules.set("pipeline-rule", { enabled: true, targetArns: [target("other"), target("on-pipelines")] });
        aws.topics.set(OPS, [{ arn: `${OPS}:1`, protocol: "email", endpoint: "ops@example.com" }]);
    });
    async function tick(more: Partial<TickArgs> = {}) {
        const result = await runTick(tickOf(aws), { ...args, ...more });
        aws.nowMs += EVERY;
        return result;
    }
    /** The lines of the messages so far. */
    const reported = () => aws.published.flatMap(({ message }) => message.split("\n").filter((line) => line.startsWith("- ")));

    it("reports nothing while all is well, and says what it compared and found", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        assert.deepEqual(await tick(), { outcome: "handled", compared: 1, missed: { TrainingJob: 1 }, findings: 0 });
        // The overlap has it once more.
        assert.deepEqual(await tick(), { outcome: "handled", compared: 1, missed: {}, findings: 0 });
        assert.deepEqual(await tick(), { outcome: "handled", compared: 0, missed: {}, findings: 0 });
        assert.deepEqual(aws.published, []);
    });

    const findings: [string, () => void, RegExp][] = [
        [
            "a rule that is disabled",
            () => aws.rules.set("training-rule", { enabled: false, targetArns: [target(failed.functionName)] }),
            /^- The rule training-rule is disabled, so its events reach no one\./,
        ],
        ["a rule that is gone", () => aws.rules.delete("pipeline-rule"), /^- The rule pipeline-rule does not exist/],
        [
            "a rule without its target",
            () => aws.rules.set("pipeline-rule", { enabled: true, targetArns: [target("other")] }),
            /^- The rule pipeline-rule has no target on-pipelines any more\./,
        ],
        ["a topic without subscription", () => aws.topics.set(OPS, []), /^- The topic .*:ops has no subscription/],
        [
            "a subscription that is not confirmed",
            () => aws.topics.set(OPS, [{ arn: "PendingConfirmation", protocol: "email", endpoint: "new@example.com" }]),
            /^- The subscription of email:new@example\.com to .*:ops is not confirmed/,
        ],
        [
            "a subscription that is deleted",
            () => aws.topics.set(OPS, [{ arn: "Deleted", protocol: "email", endpoint: "old@example.com" }]),
            /^- The subscription of email:old@example\.com to .*:ops is deleted/,
        ],
        [
            "a job that does not end",
            () =>
                aws.job(
                    "hangs",
                    {
                        TrainingJobStatus: "InProgress",
                        CreationTime: new Date(START - 3 * DAY),
                        TrainingStartTime: new Date(START - 2 * DAY),
                        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
                    },
                    START - 2 * DAY,
                ),
            /^- The training job .*\/hangs is still InProgress, 1 d 23 h after its longest run time ended/,
        ],
        [
            "calls that are denied",
            () => {
                aws.fails = failing("subscriptions", "AuthorizationError");
            },
            /^- The subscriptions of .*:ops can't be checked: AuthorizationError/,
        ],
        [
            "a function that can't be invoked",
            () => {
                aws.job("one", {}, START - 5 * MINUTE);
                aws.fails = failing("invoke", "ResourceNotFoundException");
            },
            /^- Lost events can't all be found\. Function on-TrainingJob can't be invoked/,
        ],
    ];
    for (const [what, spoil, line] of findings) {
        it(`reports ${what} once, and again only after it was well`, async () => {
            const well = { rules: new Map(aws.rules), topics: new Map(aws.topics) };
            spoil();
            assert.deepEqual([(await tick()).findings, (await tick()).findings, (await tick()).findings], [1, 1, 1]);
            assert.equal(reported().length, 1);
            assert.match(reported()[0]!, line);
            assert.deepEqual(
                aws.published.map(({ topic, subject }) => [topic, subject]),
                [[OPS, "SageMaker job status: 1 problem found"]],
            );
            aws.fails = () => {};
            well.rules.forEach((rule, name) => aws.rules.set(name, rule));
            well.topics.forEach((topic, arn) => aws.topics.set(arn, topic));
            aws.resources.clear();
            assert.equal((await tick()).findings, 0);
            if (what.includes("rule") || what.includes("subscription")) {
                spoil();
                await tick();
                assert.equal(reported().length, 2);
            }
        });
    }

    it("reports a function that does not take what it gets, and what it never took", async () => {
        aws.handles = false;
        aws.job("one", {}, START - 5 * MINUTE);
        aws.job("two", {}, START - 5 * MINUTE);
        const found: number[] = [];
        for (let each = 0; each < 130; each++) {
            found.push((await tick()).findings);
        }
        assert.deepEqual([found.indexOf(1), found.filter((count) => count === 1).length, found.at(-1)], [2, 126, 0]);
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job";
        assert.deepEqual(reported(), [
            "- The function on-TrainingJob has not taken 2 events of the kind TrainingJob that it got from the reconciler more than once. It gets each of them 7 times. See the function's log.",
            `- 2 events not taken: the function on-TrainingJob got each of them 7 times, and gets none of them again: ${arn}/one (Failed), ${arn}/two (Failed). Fix the function, and look at these resources by hand.`,
        ]);
    });

    it("reports what a function failed on and no queue has, unless the failure queue has something, is of another account, or can never be read", async () => {
        const reactions = [{ ...failed, triedSeconds: 3600 }];
        const cases: [string, Partial<TickArgs>, () => void, number][] = [
            ["is empty", { failureQueueUrl: QUEUE }, () => {}, 1],
            ["has something", { failureQueueUrl: QUEUE }, () => aws.queues.set(QUEUE, 1), 0],
            ["of another account", { failureQueueUrl: `${QUEUE}-2` }, () => {}, 0],
            ["can't be read", { failureQueueUrl: QUEUE }, () => (aws.fails = failing("messages", "AccessDenied")), 0],
        ];
        for (const [title, more, prepare, expected] of cases) {
            aws.fails = () => {};
            aws.queues.clear();
            aws.kept.clear();
            aws.published.length = 0;
            aws.job("one", {}, aws.nowMs - 5 * MINUTE);
            aws.cameFor(failed, "one", { state: "Released", claimedUntil: aws.nowMs });
            prepare();
            for (let each = 0; each < 7; each++) {
                await tick({ reactions, ...more });
            }
            const lines = reported().filter((line) => /in no queue/.test(line));
            assert.deepEqual(
                [title, lines],
                [
                    title,
                    Array.from(
                        { length: expected },
                        () =>
                            "- 1 event in no queue: the function on-TrainingJob began with each of them and did not end, and the failure queue is empty. The function gets them again: arn:aws:sagemaker:us-east-1:111122223333:training-job/one (Failed). See its log, and check its on-failure destination and its role.",
                    ),
                ],
            );
        }
    });

    it("sends all new findings of a tick in one message", async () => {
        aws.rules.clear();
        assert.deepEqual([(await tick()).findings, aws.published.length, reported().length], [2, 1, 2]);
        assert.equal(aws.published[0]!.subject, "SageMaker job status: 2 problems found");
    });

    it("asks Describe once for the end of a job, and says nothing before that, nor when it ends", async () => {
        const limits = { StoppingCondition: { MaxRuntimeInSeconds: 2 * 3600, MaxWaitTimeInSeconds: 4 * 3600 } };
        const created = { CreationTime: new Date(START - 90 * MINUTE), TrainingStartTime: new Date(START) };
        aws.job("runs", { TrainingJobStatus: "InProgress", ...created, ...limits }, START - 90 * MINUTE);
        const found: number[] = [];
        // It may run and wait for four hours, and SageMaker may take one more to end it.
        for (let each = 0; each < 16; each++) {
            found.push((await tick()).findings);
        }
        assert.deepEqual(found, [...Array.from({ length: 15 }, () => 0), 1]);
        assert.equal(aws.calls.describe, 1);
        aws.job("runs", { TrainingJobStatus: "Stopped" });
        assert.equal((await tick()).findings, 0);
    });

    it("reports messages that come after the first, of which alone the alarm says something", async () => {
        const counts = [1, 1, 3, 3, 2, 4, 0, 1, 0, 2];
        const news: number[] = [];
        for (const count of counts) {
            aws.queues.set(QUEUE, count);
            news.push((await tick()).findings);
        }
        assert.deepEqual(news, [0, 0, 1, 0, 0, 1, 0, 0, 0, 1]);
        assert.match(reported()[0]!, /failed has 3 messages, 2 more than were reported\./);
    });

    it("keeps what is open where it could not look, and where SageMaker throttles, that is no finding", async () => {
        aws.rules.clear();
        await tick();
        aws.fails = failing("rule", "ThrottlingException");
        assert.equal((await tick()).findings, 2);
        aws.fails = failing("list", "ThrottlingException");
        assert.deepEqual([(await tick()).findings, reported().length], [2, 2]);
    });

    it("reports a kind that stays behind", async () => {
        await tick();
        aws.fails = failing("list", "ThrottlingException");
        for (let each = 0; each < 6; each++) {
            await tick();
        }
        assert.equal(reported().length, 1);
        assert.match(reported()[0]!, /^- The reconciler is \d+ minutes behind with the kind TrainingJob/);
    });

    it("fails where a finding can't be reported, and reports it at the next tick", async () => {
        aws.rules.clear();
        aws.fails = failing("publish", "AuthorizationError");
        await assert.rejects(tick(), { name: "AuthorizationError" });
        aws.fails = () => {};
        await tick();
        assert.equal(reported().length, 2);
    });

    it("fails where the table does not answer", async () => {
        aws.fails = failing("read", "AccessDeniedException");
        await assert.rejects(tick(), { name: "AccessDeniedException" });
    });

    it("begins with another kind each time, so that one with very many changes never takes the time of all others", async () => {
        const kinds = ["TrainingJob", "ProcessingJob", "TransformJob"] as const;
        const first: string[] = [];
        for (let each = 0; each < 4; each++) {
            const read: string[] = [];
            aws.fails = (call, key) => void (call === "read" && !key.endsWith("watchdog") && read.push(key.split("#")[1]!));
            await tick({ reactions: kinds.map((kind) => reactionTo(kind)) });
            first.push(read[0]!);
        }
        assert.equal(new Set(first.slice(0, 3)).size, 3);
        assert.equal(first[3], first[0]);
    });
});
