import * as assert from "node:assert/strict";
import * as fc from "fast-check";

import { KINDS } from "../../catalog";
import { handleOnce } from "../../functions/ledger";
import type { LedgerTable } from "../../functions/shared/ledgerTable";
import { runs } from "../support/runs";
import { FakeTable, START } from "./shared/fakeLedger";
import { SAMPLES } from "./shared/samples";

const ROW = KINDS.TrainingJob;
const CREATED = Date.UTC(2026, 10, 20, 8);
const TIMEOUT_MS = 60_000;
const ROUND_MS = 61_000;
const STEPS = ["Starting", "Training", "Stopping", "Stopped"];
const STATUS: Record<string, string> = { Starting: "InProgress", Training: "InProgress", Stopping: "Stopping", Stopped: "Stopped" };
const template = SAMPLES.find(({ file }) => file === "TrainingJob.stopped.json")!.event;

interface Delivery {
    readonly job: number;
    readonly step: number;
    readonly repeat: number;
}

const newsOf = ({ job, step }: Delivery) => `${job} ${STEPS[step]}`;
const isEnd = ({ step }: Delivery) => STEPS[step] === "Stopped";

/** The same news is written differently each time. */
function eventOf({ job, step, repeat }: Delivery): object {
    const created = CREATED + job;
    const arn = `arn:aws:sagemaker:us-east-1:111122223333:training-job/Job-${job}`;
    return {
        ...template,
        id: `${job} ${step} ${repeat}`,
        detail: {
            ...template.detail,
            TrainingJobName: `Job-${job}`,
            TrainingJobArn: repeat % 2 === 0 ? arn : arn.toLowerCase(),
            TrainingJobStatus: STATUS[STEPS[step]!],
            SecondaryStatus: STEPS[step],
            CreationTime: repeat % 2 === 0 ? created : new Date(created).toISOString(),
            LastModifiedTime: CREATED + step * 60_000,
        },
    };
}

/** The steps of a copy, one after the other with those of others; it dies at the given one. */
class Copy {
    private count = 0;
    private die = () => {};
    readonly death = new Promise<"crashed">((resolve) => (this.die = () => resolve("crashed")));

    constructor(
        private readonly scheduler: fc.Scheduler,
        private readonly crashAt: number | undefined,
    ) {}

    async step(): Promise<void> {
        await this.scheduler.schedule(Promise.resolve());
        if (this.count++ === this.crashAt) {
            this.die();
            // A dead process does nothing any more.
            await new Promise(() => {});
        }
    }

    /** A call that may die before it is made and, which is worse, after it has worked. */
    async call<T>(work: () => Promise<T>): Promise<T> {
        await this.step();
        const result = await work();
        await this.step();
        return result;
    }
}

function tableOf(table: LedgerTable, copy: Copy): LedgerTable {
    return {
        claim: (...args) => copy.call(() => table.claim(...args)),
        find: (...args) => copy.call(() => table.find(...args)),
        settle: (...args) => copy.call(() => table.settle(...args)),
        advance: (...args) => copy.call(() => table.advance(...args)),
        furthest: (...args) => copy.call(() => table.furthest(...args)),
    };
}

interface Run {
    /** How often the handler acted on each piece of news. */
    readonly acted: Map<string, number>;
    /** Of each piece of news, what its deliveries ended as. */
    readonly outcomes: Map<string, string[]>;
    readonly crashes: number;
}

/** All deliveries at once, in rounds: what crashed or threw is tried again a minute later, when the claims of the dead have run out. */
async function play(deliveries: readonly Delivery[], scheduler: fc.Scheduler, crashAt: (attempt: number) => number | undefined): Promise<Run> {
    const table = new FakeTable();
    const run = { acted: new Map<string, number>(), outcomes: new Map<string, string[]>(), crashes: 0 };
    let attempts = 0;
    let waiting = [...deliveries];
    for (let round = 0; waiting.length > 0; round++) {
        assert.ok(round < 60, "the rounds come to an end");
        const now = START + round * ROUND_MS;
        const again: Delivery[] = [];
        const ends = waiting.map(async (delivery) => {
            const news = newsOf(delivery);
            const attempt = attempts++;
            const copy = new Copy(scheduler, crashAt(attempt));
            const act = async () => {
                await copy.call(async () => void run.acted.set(news, (run.acted.get(news) ?? 0) + 1));
                return { outcome: "handled" as const };
            };
            const context = { awsRequestId: news, getRemainingTimeInMillis: () => TIMEOUT_MS };
            const deps = {
                table: tableOf(table, copy),
                describe: () => Promise.reject(new Error("asked SageMaker")),
                reaction: "orders",
                now: () => now,
                newClaim: () => `claim ${attempt}`,
                limitCalls: () => {},
                warn: () => {},
                countFailure: () => {},
            };
            const end = await Promise.race([
                copy.death,
                handleOnce({ row: ROW, identity: ROW.identity }, eventOf(delivery), context, act, deps).then(
                    (result) => result!.outcome,
                    (error: Error) => (error.name === "EventInProgress" ? "busy" : Promise.reject(error)),
                ),
            ]);
            run.crashes += end === "crashed" ? 1 : 0;
            if (end === "crashed" || end === "busy") {
                again.push(delivery);
            } else {
                run.outcomes.set(news, [...(run.outcomes.get(news) ?? []), end]);
            }
        });
        await scheduler.waitFor(Promise.all(ends));
        waiting = again;
    }
    return run;
}

const deliveries = fc
    .array(fc.record({ job: fc.nat(2), step: fc.nat(3), repeat: fc.nat(3) }), { minLength: 1, maxLength: 12 })
    .map((all) => [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]);

const timesOf = (outcomes: readonly string[] | undefined, outcome: string) => (outcomes ?? []).filter((each) => each === outcome).length;

describe("the ledger, whatever the order", () => {
    it("acts exactly once on each final status, and at most once on each other status, with any number of invocations at once", async () => {
        await fc.assert(
            fc.asyncProperty(deliveries, fc.scheduler(), async (all, scheduler) => {
                const { acted, outcomes } = await play(all, scheduler, () => undefined);
                for (const delivery of all) {
                    const news = newsOf(delivery);
                    const ends = outcomes.get(news)!;
                    const times = acted.get(news) ?? 0;
                    assert.equal(times, timesOf(ends, "handled"), news);
                    assert.equal(ends.length, all.filter((each) => newsOf(each) === news).length, news);
                    if (times === 0) {
                        // Late: then a later status of the same job was there, and it is no end.
                        assert.ok(!isEnd(delivery) && all.some((each) => each.job === delivery.job && each.step > delivery.step), news);
                        assert.equal(timesOf(ends, "ignored"), ends.length, news);
                    } else {
                        assert.equal(times, 1, news);
                    }
                }
            }),
            runs(300),
        );
    });

    it("loses nothing when invocations crash at any step, and acts again only for those that crashed after they had acted", async () => {
        await fc.assert(
            fc.asyncProperty(
                deliveries,
                fc.scheduler(),
                fc.array(fc.option(fc.nat(12), { nil: undefined }), { maxLength: 30 }),
                async (all, scheduler, plan) => {
                    const { acted, outcomes, crashes } = await play(all, scheduler, (attempt) => plan[attempt]);
                    let again = 0;
                    for (const news of new Set(all.map(newsOf))) {
                        const ends = outcomes.get(news)!;
                        const times = acted.get(news) ?? 0;
                        again += Math.max(0, times - 1);
                        assert.equal(ends.length, all.filter((each) => newsOf(each) === news).length, news);
                        assert.ok(timesOf(ends, "handled") <= 1, `${news} is completed once`);
                        if (all.some((each) => newsOf(each) === news && isEnd(each))) {
                            assert.ok(times >= 1, `${news} is acted on`);
                        }
                    }
                    assert.ok(again <= crashes, `${again} acted on again after ${crashes} crashes`);
                },
            ),
            runs(300),
        );
    });

    // A line for each step at which the first copy dies: crashes, how often the handler acts, and how the delivery ends.
    it("loses nothing at any single step: the matrix", async () => {
        const matrix: string[] = [];
        for (let at = 0; at < 9; at++) {
            const [scheduler] = fc.sample(fc.scheduler(), { numRuns: 1, seed: 1 });
            const { acted, outcomes, crashes } = await play([{ job: 0, step: 3, repeat: 0 }], scheduler!, (attempt) =>
                attempt === 0 ? at : undefined,
            );
            matrix.push(`${crashes} ${acted.get("0 Stopped")} ${outcomes.get("0 Stopped")}`);
        }
        assert.deepEqual(matrix, [
            "1 1 handled", // before the claim
            "1 1 handled", // after it
            "1 1 handled", // before the position is kept
            "1 1 handled", // after it
            "1 1 handled", // before the handler acts
            "1 2 handled", // after it
            "1 2 handled", // before the completion
            "1 1 duplicate", // after it
            "0 1 handled", // no step is left to die at
        ]);
    });
});
