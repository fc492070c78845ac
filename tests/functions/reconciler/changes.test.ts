import assert from "node:assert/strict";

import { type Kind, type KindRow, KINDS } from "../../../catalog";
import { type KindResult, reconcileKinds } from "../../../functions/reconciler/changes";
import type { FailureQueueState } from "../../../functions/reconciler/kindRun";
import type { Reaction, Tick } from "../../../functions/reconciler/types";
import { positionOf } from "../../../functions/shared/identity";
import type { Entry } from "../../../functions/shared/ledgerTable";
import { parseEvent } from "../../../functions/shared/parseEvent";
import { EVERY, FakeAws, failing, MINUTE, reactionTo, START, tickOf } from "./fakeAws";

const failed = reactionTo("TrainingJob", { statuses: ["Failed", "Stopped"] });

/** Reconciles the kind of some reactions. */
const reconcileKind = async (tick: Tick, reactions: readonly Reaction[], queue: FailureQueueState = "used"): Promise<KindResult> =>
    (await reconcileKinds(tick, [reactions], queue)).get(reactions[0]!.row.kind)!;

/** Runs the ticks of some intervals, the first now; returns how many events each found. */
async function ticks(aws: FakeAws, count: number, reactions: readonly Reaction[] = [failed], isOver?: () => boolean): Promise<number[]> {
    const found: number[] = [];
    for (let tick = 0; tick < count; tick++) {
        const { missed } = await reconcileKind(tickOf(aws, isOver), reactions);
        found.push(missed.length);
        aws.nowMs += EVERY;
    }
    return found;
}
const tick = (aws: FakeAws, reactions?: readonly Reaction[]) => ticks(aws, 1, reactions).then(([found]) => found!);
const watermark = (aws: FakeAws, kind: Kind = "TrainingJob") =>
    JSON.parse(aws.kept.get(`@reconciler#${kind}`)!) as { since: number; unfinished?: object; given?: object };
const names = ({ invoked }: FakeAws) => invoked.map(({ event }) => String(event.detail.TrainingJobName));

describe("the reconciler's changes", () => {
    let aws: FakeAws;
    beforeEach(() => {
        aws = new FakeAws();
    });

    it("invoke the reaction with the event that never came, in the spelling of events, marked as rebuilt, and once", async () => {
        aws.job("Churn-Train", { TrainingStartTime: new Date(START - 10 * MINUTE), FailureReason: "out of memory" }, START - 5 * MINUTE);
        assert.deepEqual(await ticks(aws, 4), [1, 0, 0, 0]);
        const [{ functionName, event }] = aws.invoked as [(typeof aws.invoked)[0]];
        assert.equal(functionName, "on-TrainingJob");
        assert.match(event.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.deepEqual(
            { ...event, id: "" },
            {
                version: "0",
                id: "",
                "detail-type": "SageMaker Training Job State Change",
                source: "aws.sagemaker",
                account: "111122223333",
                time: "2026-11-23T08:55:00Z",
                region: "us-east-1",
                resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-train"],
                detail: {
                    TrainingJobName: "Churn-Train",
                    TrainingJobArn: "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-train",
                    TrainingJobStatus: "Failed",
                    SecondaryStatus: "Failed",
                    FailureReason: "out of memory",
                    CreationTime: START - 6 * MINUTE,
                    TrainingStartTime: START - 10 * MINUTE,
                    LastModifiedTime: START - 5 * MINUTE,
                    Tags: { owner: "dana" },
                },
                "jobstatus-origin": "reconciler",
            },
        );
    });

    it("leave out what came, without a Describe", async () => {
        aws.job("came", {}, START - 5 * MINUTE);
        aws.cameFor(failed, "came");
        assert.deepEqual([await ticks(aws, 2), aws.calls.describe], [[0, 0], undefined]);
    });

    for (const state of ["InProgress", "Released"] as const) {
        it(`leave to retries and the failure queue what came and is ${state} in the ledger`, async () => {
            aws.job("came", {}, START - 5 * MINUTE);
            aws.cameFor(failed, "came");
            for (const [id, entry] of aws.ledger) {
                aws.ledger.set(id, { ...entry, state });
            }
            assert.deepEqual(await ticks(aws, 2), [0, 0]);
        });
    }

    it("leave out statuses that no rule has, without a Describe, and what a rule's other conditions leave out", async () => {
        aws.job("goes-on", { TrainingJobStatus: "InProgress", SecondaryStatus: "Training" }, START - 5 * MINUTE);
        assert.deepEqual([await tick(aws), aws.calls.describe], [0, undefined]);
        aws.job("prod-1", {}, aws.nowMs - 5 * MINUTE);
        aws.job("test-1", {}, aws.nowMs - 5 * MINUTE);
        const ofProd = reactionTo("TrainingJob", { statuses: ["Failed"], where: { TrainingJobName: [{ prefix: "prod-" }] } });
        assert.deepEqual([await tick(aws, [ofProd]), names(aws)], [1, ["prod-1"]]);
    });

    it("ask for tags where a rule has a condition on them", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        const ofOwner = (owner: string) => reactionTo("TrainingJob", { where: { Tags: { owner: [owner] } }, functionName: owner });
        assert.equal(await tick(aws, [ofOwner("lee"), ofOwner("dana")]), 1);
        assert.deepEqual([aws.invoked.map(({ functionName }) => functionName), aws.calls.tags], [["dana"], 1]);
    });

    it("invoke each of two reactions to a kind that lacks the event, and only that", async () => {
        const other = reactionTo("TrainingJob", { functionName: "other" });
        aws.job("one", {}, START - 5 * MINUTE);
        aws.cameFor(other, "one");
        assert.deepEqual([await tick(aws, [failed, other]), aws.invoked.map(({ functionName }) => functionName)], [1, ["on-TrainingJob"]]);
    });

    it("leave a change of the last two minutes to the next tick: its event may be on the way", async () => {
        aws.job("young", {}, START - MINUTE);
        assert.equal(await tick(aws), 0);
        assert.equal(await tick(aws), 1);
    });

    it("find a change although a clock is five minutes off, or a list shows it late", async () => {
        await tick(aws);
        // Modified just before the watermark, and in the list only now.
        aws.job("late", {}, watermark(aws).since - 4 * MINUTE);
        assert.equal(await tick(aws), 1);
    });

    it("ask for nothing older than the watermark minus the overlap", async () => {
        await tick(aws);
        aws.job("old", {}, watermark(aws).since - 6 * MINUTE);
        assert.equal(await tick(aws), 0);
    });

    it("find what was lost while the reconciler was dead, up to what the ledger remembers", async () => {
        await tick(aws);
        aws.job("of-yesterday", {}, START + 60 * MINUTE);
        aws.nowMs += 86_400_000;
        assert.equal(await tick(aws), 1);
        aws.job("forgotten", {}, aws.nowMs);
        aws.nowMs += 40 * 86_400_000;
        assert.equal(await tick(aws), 0);
    });

    it("begin a new reaction one interval back, although the kind has a watermark of long ago", async () => {
        await tick(aws);
        aws.job("before", {}, START + 10 * MINUTE);
        aws.nowMs += 2 * 60 * MINUTE;
        const fresh = reactionTo("TrainingJob", { functionName: "fresh" });
        await tick(aws, [failed, fresh]);
        assert.deepEqual(
            aws.invoked.map(({ functionName }) => functionName),
            ["on-TrainingJob"],
        );
    });

    it("go through all pages", async () => {
        for (let job = 0; job < 250; job++) {
            aws.job(`job-${job}`, {}, START - 5 * MINUTE);
        }
        assert.deepEqual([await tick(aws), new Set(names(aws)).size, aws.calls.list], [250, 250, 3]);
    });

    it("find 10,000 lost events in the ticks that it takes, each once, and move the watermark only then", async () => {
        for (let job = 0; job < 10_000; job++) {
            aws.job(`job-${job}`, { CreationTime: new Date(START - 10 * MINUTE + 10 * job) }, START - 5 * MINUTE);
        }
        // A tick has time for 3,000.
        let begun = 0;
        const isOver = () => aws.invoked.length >= 3000 * begun;
        const found: number[] = [];
        while (found.length === 0 || watermark(aws).unfinished !== undefined) {
            begun++;
            found.push(...(await ticks(aws, 1, [failed], isOver)));
            // They are too many to be remembered one by one until the ledger has them, so the watermark moves to the earliest of them.
            assert.equal(watermark(aws).since === START - 5 * MINUTE, watermark(aws).unfinished === undefined);
        }
        assert.deepEqual(found, [3000, 3000, 3000, 1000]);
        assert.equal(new Set(names(aws)).size, 10_000);
        assert.deepEqual([await tick(aws), aws.invoked.length, watermark(aws).since], [0, 10_000, aws.nowMs - EVERY - 2 * MINUTE]);
    });

    for (const call of ["list", "describe", "tags", "invoke"]) {
        it(`go on at the next tick where ${call} was throttled, and lose nothing`, async () => {
            for (let job = 0; job < 250; job++) {
                aws.job(`job-${job}`, { CreationTime: new Date(START - 10 * MINUTE + 2000 * job) }, START - 5 * MINUTE);
            }
            let made = 0;
            aws.fails = (name) => {
                if (name === call && ++made === (call === "list" ? 3 : 230)) {
                    throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
                }
            };
            const result = await reconcileKind(tickOf(aws), [failed]);
            assert.deepEqual(result.problems, []);
            assert.ok(result.missed.length >= 200 && result.missed.length < 250);
            const [list, found] = [aws.calls.list!, result.missed.length];
            aws.nowMs += EVERY;
            assert.equal(await tick(aws), 250 - found);
            // It went on with the third page.
            assert.equal(aws.calls.list! - list, 1);
            assert.equal(new Set(names(aws)).size, 250);
            assert.equal(watermark(aws).unfinished, undefined);
        });
    }

    it("do not move the watermark before Lambda has accepted the event, and say what keeps it from that", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        aws.job("two", {}, START - 4 * MINUTE);
        aws.fails = failing("invoke", "ResourceNotFoundException");
        for (let each = 0; each < 3; each++) {
            const { missed, problems } = await reconcileKind(tickOf(aws), [failed]);
            assert.deepEqual([missed, problems.length], [[], 2]);
            assert.match(problems[0]!, /^Function on-TrainingJob can't be invoked: ResourceNotFoundException/);
            assert.equal(watermark(aws).since, START - EVERY);
            aws.nowMs += EVERY;
        }
        aws.fails = () => {};
        assert.deepEqual([await tick(aws), await tick(aws), names(aws)], [2, 0, ["one", "two"]]);
    });

    /** The intervals at which the events that are invoked now begin to be taken, and the number of each tick that invoked. */
    async function invokedAt(count: number, reactions?: readonly Reaction[]): Promise<number[]> {
        const at: number[] = [];
        for (let each = 0; each < count; each++) {
            const before = aws.invoked.length;
            await tick(aws, reactions);
            at.push(...Array.from({ length: aws.invoked.length - before }, () => each));
        }
        return at;
    }

    it("hand an event over again, after 1, 2, 4, … intervals, until the ledger has it, and count it once", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        aws.handles = false;
        assert.deepEqual([await invokedAt(6), new Set(aws.invoked.map(({ event }) => event.id)).size], [[0, 1, 3], 1]);
        aws.handles = true;
        assert.deepEqual([await invokedAt(20), watermark(aws).given], [[1], undefined]);
    });

    it("do not hand over again what the ledger has by the next tick, and say nothing of it", async () => {
        aws.handles = false;
        aws.job("one", {}, START - 5 * MINUTE);
        await tick(aws);
        aws.take(aws.invoked[0]!);
        const { missed, untaken, givenUp } = await reconcileKind(tickOf(aws), [failed]);
        assert.deepEqual([missed, untaken.size, givenUp, aws.invoked.length, watermark(aws).given], [[], 0, [], 1, undefined]);
    });

    it("hand over again what a function claimed and failed on, or died with", async () => {
        for (const entry of [{ state: "Released" }, { state: "InProgress", claimedUntil: START + 14 * MINUTE }] as const) {
            aws = new FakeAws();
            aws.handles = false;
            aws.job("one", {}, START - 5 * MINUTE);
            await tick(aws);
            aws.take(aws.invoked[0]!, entry);
            // The invocation that failed has left how far the job is.
            aws.position = { phase: 2, modified: START - 5 * MINUTE, status: "Failed" };
            assert.deepEqual([entry.state, await invokedAt(6)], [entry.state, [0, 2]]);
            aws.take(aws.invoked[0]!);
            await tick(aws);
            assert.deepEqual([aws.invoked.length, watermark(aws).given], [3, undefined]);
        }
    });

    it("wait while an invocation is processing what was handed over, and remember it", async () => {
        aws.handles = false;
        aws.job("one", {}, START - 5 * MINUTE);
        await tick(aws);
        aws.take(aws.invoked[0]!, { state: "InProgress", claimedUntil: START + 2.5 * EVERY });
        assert.deepEqual(await invokedAt(4), [2]);
    });

    it("do not hand over again what the ledger knows to be older", async () => {
        aws.job("older", { TrainingJobStatus: "InProgress", SecondaryStatus: "Training" }, START - 5 * MINUTE);
        const every = reactionTo("TrainingJob");
        aws.handles = false;
        await tick(aws, [every]);
        aws.take(aws.invoked[0]!, { state: "Released" });
        aws.position = { phase: 2, modified: START - 4 * MINUTE, status: "Stopped" };
        await ticks(aws, 3, [every]);
        assert.deepEqual([names(aws), watermark(aws).given], [["older"], undefined]);
    });

    it("give up after 7 times, name what was not taken once, and the function before that", async () => {
        aws.handles = false;
        aws.job("one", {}, START - 5 * MINUTE);
        const results: KindResult[] = [];
        for (let each = 0; each < 140; each++) {
            results.push(await reconcileKind(tickOf(aws), [failed]));
            aws.nowMs += EVERY;
        }
        assert.equal(aws.invoked.length, 7);
        assert.deepEqual(
            results.flatMap(({ givenUp }, each) =>
                givenUp.map(({ arn, status, reaction }) => [each, arn.split("/")[1], status, reaction.functionName]),
            ),
            [[127, "one", "Failed", "on-TrainingJob"]],
        );
        const untaken = results.flatMap((result, each) => (result.untaken.get("on-TrainingJob") === 1 ? [each] : []));
        assert.deepEqual([untaken[0], untaken.at(-1), untaken.length], [2, 126, 125]);
        assert.equal(watermark(aws).given, undefined);
    });

    it("hand over again to the one of two functions that has not taken it, and do not wait with one that could not be invoked", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        const other = reactionTo("TrainingJob", { functionName: "other" });
        aws.handles = false;
        aws.fails = failing("invoke", "ResourceNotFoundException", "other");
        await tick(aws, [failed, other]);
        aws.take(aws.invoked[0]!);
        aws.fails = () => {};
        assert.deepEqual(await invokedAt(4, [failed, other]), [0, 1, 3]);
        assert.deepEqual(
            aws.invoked.map(({ functionName }) => functionName),
            ["on-TrainingJob", "other", "other", "other"],
        );
    });

    it("keep what was handed over if the function can't be invoked at the next times", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        aws.handles = false;
        await tick(aws);
        aws.fails = failing("invoke", "ResourceNotFoundException");
        assert.deepEqual(await invokedAt(3), []);
        aws.fails = () => {};
        // The tries that failed count: those at 1 and 3 intervals.
        assert.deepEqual(await invokedAt(8), [3]);
    });

    /** SageMaker's own event came to the function, which left a claim. Handed over are the numbers of ticks. */
    async function droppedAt(
        entry: Partial<Entry>,
        count: number,
        queue: (tick: number) => FailureQueueState = () => "empty",
    ): Promise<{ handed: number[]; dropped: number }> {
        aws.handles = false;
        aws.job("one", {}, START - 8 * MINUTE);
        aws.cameFor(retried, "one", { claimedUntil: START - 6 * MINUTE, ...entry });
        // The invocation that failed has left how far the job is, and events have fractions of a second that lists lack.
        aws.position = { phase: 2, modified: START - 8 * MINUTE + 123, status: "Failed" };
        const handed: number[] = [];
        let dropped = 0;
        for (let each = 0; each < count; each++) {
            const before = aws.invoked.length;
            const result = await reconcileKind(tickOf(aws), [retried], queue(each));
            assert.deepEqual(result.missed, []);
            dropped += result.dropped.length;
            handed.push(...Array.from({ length: aws.invoked.length - before }, () => each));
            aws.nowMs += EVERY;
        }
        return { handed, dropped };
    }
    /** Lambda tries its events for an hour. */
    const retried: Reaction = { ...failed, triedSeconds: 3600 };

    for (const [title, entry, first] of [
        ["failed on", { state: "Released" }, 4],
        ["died with", { state: "InProgress" }, 4],
        ["was processing for an hour and died with", { state: "InProgress", claimedUntil: START + 54 * MINUTE }, 8],
        ["claimed once more, 50 minutes later", { state: "Released", claimedUntil: START + 44 * MINUTE }, 8],
    ] as const) {
        it(`hand over SageMaker's own event that a function ${title}, when Lambda tries it no more and the failure queue is empty`, async () => {
            assert.deepEqual(await droppedAt(entry, first + 4), { handed: [first, first + 1, first + 3], dropped: 1 });
            aws.take(aws.invoked[0]!);
            await reconcileKind(tickOf(aws), [retried], "empty");
            assert.deepEqual([aws.invoked.length, watermark(aws).given], [3, undefined]);
        });
    }

    it("leave to the failure queue what a function failed on, from the first tick at which the queue has messages", async () => {
        for (const used of [0, 1, 3]) {
            aws = new FakeAws();
            const queue = (each: number) => (each === used ? "used" : "empty");
            assert.deepEqual([used, await droppedAt({ state: "Released" }, 8, queue)], [used, { handed: [], dropped: 0 }]);
            assert.equal(watermark(aws).given, undefined);
        }
    });

    it("wait with what a function failed on while the failure queue can't be read", async () => {
        const queue = (each: number) => ([0, 2, 4].includes(each) ? "unread" : "empty");
        assert.deepEqual(await droppedAt({ state: "Released" }, 6, queue), { handed: [5], dropped: 1 });
    });

    it("find all that a function failed on, although it is more than is remembered", async () => {
        aws.handles = false;
        for (let each = 0; each < 320; each++) {
            aws.job(`job-${each}`, {}, START - 8 * MINUTE);
            aws.cameFor(retried, `job-${each}`, { state: "Released", claimedUntil: START - 6 * MINUTE });
        }
        const dropped: number[] = [];
        for (let each = 0; each < 6; each++) {
            dropped.push((await reconcileKind(tickOf(aws), [retried], "empty")).dropped.length);
            aws.invoked.splice(0).forEach((invoked) => aws.take(invoked));
            aws.nowMs += EVERY;
        }
        assert.deepEqual(dropped, [0, 0, 0, 0, 320, 0]);
    });

    it("leave alone what a function failed on if it is completed in time, or goes to a queue that the reconciler does not know", async () => {
        assert.deepEqual(await droppedAt({ state: "Released" }, 3), { handed: [], dropped: 0 });
        aws.cameFor(retried, "one");
        await reconcileKind(tickOf(aws), [retried], "empty");
        assert.deepEqual([aws.invoked, watermark(aws).given], [[], undefined]);

        aws = new FakeAws();
        aws.job("one", {}, START - 5 * MINUTE);
        aws.cameFor(failed, "one", { state: "Released" });
        assert.deepEqual([(await reconcileKind(tickOf(aws), [failed], "empty")).dropped, watermark(aws).given], [[], undefined]);
    });

    it("keep what a function failed on while it can't be invoked", async () => {
        aws.fails = failing("invoke", "ResourceNotFoundException");
        assert.deepEqual(await droppedAt({ state: "Released" }, 7), { handed: [], dropped: 0 });
        aws.fails = () => {};
        const { dropped } = await reconcileKind(tickOf(aws), [retried], "empty");
        assert.deepEqual([dropped.length, names(aws)], [1, ["one"]]);
    });

    it("forget what was handed over of a resource that is gone, and begin again with another status", async () => {
        aws.job("gone", {}, START - 5 * MINUTE);
        aws.job("changes", {}, START - 5 * MINUTE);
        aws.handles = false;
        assert.deepEqual(await invokedAt(3), [0, 0, 1, 1]);
        aws.resources.delete("arn:aws:sagemaker:us-east-1:111122223333:training-job/gone");
        aws.job("changes", { TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" }, aws.nowMs - 5 * MINUTE);
        assert.deepEqual(await invokedAt(3), [0, 1]);
        assert.deepEqual(Object.keys(watermark(aws).given!), ["arn:aws:sagemaker:us-east-1:111122223333:training-job/changes on-TrainingJob"]);
    });

    it("begin where the first tick would have, whatever became of that", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        aws.fails = failing("list", "InternalFailure");
        await ticks(aws, 3);
        aws.fails = () => {};
        assert.equal(await tick(aws), 1);
    });

    it("invoke again after a crash between the invocation and the watermark, which the ledger recognises", async () => {
        await tick(aws);
        aws.job("one", {}, aws.nowMs - 5 * MINUTE);
        aws.fails = failing("keep", "TimeoutError");
        const crashed = await reconcileKind(tickOf(aws), [failed]);
        assert.match(crashed.problems[0]!, /TimeoutError/);
        aws.fails = () => {};
        aws.nowMs += EVERY;
        // The reaction has not come to it yet: the same event again, with the same id.
        aws.ledger.clear();
        assert.equal(await tick(aws), 1);
        const ids = aws.invoked.map(({ event }) => event.id);
        assert.deepEqual([ids.length, new Set(ids).size], [2, 1]);
    });

    it("throw where the table does not answer: nothing is known, so nothing is invoked", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        aws.fails = failing("read", "AccessDeniedException");
        await assert.rejects(reconcileKind(tickOf(aws), [failed]), { name: "AccessDeniedException" });
        aws.fails = failing("find", "AccessDeniedException");
        const { problems } = await reconcileKind(tickOf(aws), [failed]);
        assert.deepEqual([problems, aws.invoked], [["training jobs: AccessDeniedException: AccessDeniedException"], []]);
        assert.equal(watermark(aws).since, START - EVERY);
    });

    it("look again at what Describe does not find while the list has it", async () => {
        aws.job("one", {}, START - 5 * MINUTE);
        const { describe } = aws;
        aws.describe = async () => undefined;
        assert.deepEqual(await ticks(aws, 3), [0, 0, 0]);
        aws.describe = describe;
        assert.deepEqual([await ticks(aws, 2), watermark(aws).given], [[1, 0], undefined]);
    });

    it("pass over a resource that is gone by then, and one that can't be read, which is a problem", async () => {
        aws.job("gone", {}, START - 5 * MINUTE);
        aws.job("odd", { TrainingJobArn: "arn:aws:sagemaker:us-east-1:111122223333:pipeline/odd" }, START - 5 * MINUTE);
        aws.job("one", {}, START - 5 * MINUTE);
        const { describe } = aws;
        aws.describe = async (row, input) => (Object.values(input).includes("gone") ? undefined : describe(row, input));
        const { problems, missed } = await reconcileKind(tickOf(aws), [failed]);
        assert.deepEqual([missed.map(({ arn }) => arn.split("/")[1]), problems.length], [["one"], 1]);
        assert.match(problems[0]!, /detail\.TrainingJobArn must be an ARN of a SageMaker training job/);
        assert.equal(watermark(aws).since, START - 2 * MINUTE);
    });
});

describe("the changes of kinds whose lists have no time of change", () => {
    const approved = (aws: FakeAws) =>
        aws.invoked.map(({ event }) => `${String(event.detail.ModelPackageStatus)} ${String(event.detail.ModelApprovalStatus)}`);
    const packages = reactionTo("ModelPackage");

    it("are found when two ticks have seen the same, also approvals of days later, and not again", async () => {
        const aws = new FakeAws();
        aws.nowMs = START;
        aws.put("ModelPackage", "credit/3", { ModelPackageStatus: "Completed", ModelApprovalStatus: "PendingManualApproval" }, START - 5 * MINUTE);
        assert.deepEqual(await ticks(aws, 3, [packages]), [0, 1, 0]);
        aws.nowMs += 5 * 86_400_000;
        await ticks(aws, 1, [packages]);
        aws.put("ModelPackage", "credit/3", { ModelApprovalStatus: "Approved", LastModifiedTime: new Date(aws.nowMs) });
        assert.deepEqual(await ticks(aws, 4, [packages]), [0, 1, 0, 0]);
        assert.deepEqual(approved(aws), ["Completed PendingManualApproval", "Completed Approved"]);
        // What is decided is no longer watched.
        assert.deepEqual((JSON.parse(aws.kept.get("@reconciler#ModelPackage")!) as { watched: object }).watched, {});
    });

    it("ask for versions as well, and for nothing that was made before what is watched", async () => {
        const aws = new FakeAws();
        const inputs: object[] = [];
        const { list } = aws;
        aws.list = async (row, input) => {
            inputs.push(input);
            return list(row, input);
        };
        await ticks(aws, 1, [packages]);
        assert.deepEqual(inputs, [
            {
                MaxResults: 100,
                SortBy: "CreationTime",
                SortOrder: "Ascending",
                ModelPackageType: "Both",
                CreationTimeAfter: new Date(START - EVERY - 5 * MINUTE),
                NextToken: undefined,
            },
        ]);
    });

    it("are handed over again until the ledger has them", async () => {
        const aws = new FakeAws();
        aws.handles = false;
        aws.put("Algorithm", "gbm", { AlgorithmName: "gbm", AlgorithmStatus: "Completed" }, START - 5 * MINUTE);
        await ticks(aws, 4, [reactionTo("Algorithm")]);
        assert.equal(aws.invoked.length, 2);
        aws.handles = true;
        await ticks(aws, 20, [reactionTo("Algorithm")]);
        assert.equal(aws.invoked.length, 3);
        assert.deepEqual(Object.keys(JSON.parse(aws.kept.get("@reconciler#Algorithm")!) as object).sort(), ["reactions", "since", "watched"]);
    });

    it("are handed over if SageMaker's own event was claimed and failed on: the ledger has its time, which the list lacks", async () => {
        const aws = new FakeAws();
        aws.handles = false;
        aws.put(
            "ModelPackage",
            "credit/3",
            { ModelPackageStatus: "Failed", LastModifiedTime: new Date(START - 8 * MINUTE + 123) },
            START - 8 * MINUTE,
        );
        const { list } = aws;
        aws.list = async (row, input) => {
            const page = await list(row, input);
            return { ...page, summaries: page.summaries.map(({ LastModifiedTime: _, ...summary }) => summary) };
        };
        await ticks(aws, 2, [packages]);
        const [event] = aws.invoked.splice(0);
        aws.kept.clear();
        aws.nowMs = START;
        const row: KindRow = KINDS.ModelPackage;
        aws.position = positionOf(row, parseEvent(row, event!.event));
        const retried: Reaction = { ...packages, triedSeconds: 3600 };
        for (const [state, expected] of [
            ["Completed", []],
            ["Released", [5, 6, 8]],
        ] as const) {
            aws.take(event!, { state, claimedUntil: START });
            const dropped: number[] = [];
            const handed: number[] = [];
            for (let each = 0; each < 10; each++) {
                dropped.push((await reconcileKind(tickOf(aws), [retried], "empty")).dropped.length);
                handed.push(...aws.invoked.splice(0).map(() => each));
                aws.nowMs += EVERY;
            }
            assert.deepEqual([state, handed, dropped.filter((count) => count > 0)], [state, expected, expected.length === 0 ? [] : [1]]);
            aws.kept.clear();
            aws.nowMs = START;
        }
    });

    it("are found of algorithms, whose events have no status", async () => {
        const aws = new FakeAws();
        aws.put("Algorithm", "gbm", { AlgorithmName: "gbm", AlgorithmStatus: "InProgress" }, START - 5 * MINUTE);
        const algorithms = reactionTo("Algorithm");
        assert.deepEqual(await ticks(aws, 3, [algorithms]), [0, 1, 0]);
        aws.put("Algorithm", "gbm", { AlgorithmStatus: "Completed" });
        assert.deepEqual(await ticks(aws, 3, [algorithms]), [0, 1, 0]);
        assert.deepEqual(
            aws.invoked.map(({ event }) => event.detail.AlgorithmName),
            ["gbm", "gbm"],
        );
    });
});
