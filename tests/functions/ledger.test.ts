import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { FURTHER_KINDS, type FurtherKind, type HandlerResult, type Kind, KINDS, type KindRow } from "../../catalog";
import { guardTrainingJob } from "../../functions/guard";
import { notifyJobStatus } from "../../functions/notify";
import type { News } from "../../functions/shared/describe";
import type { Fields } from "../../functions/shared/fields";
import { stopJob } from "../../functions/stop";
import { FakeTable, LedgerBench, START } from "./shared/fakeLedger";
import { SAMPLES } from "./shared/samples";
import { awsError, FakeAws } from "./shared/stoppable";

type Change = Record<string, unknown>;

const sample = (file: string) => SAMPLES.find((each) => each.file === `${file}.json`)!;
const benchOf = (kind: Kind, identity?: readonly string[]) => new LedgerBench(KINDS[kind] as KindRow, identity);
/** A sample event with another id, and with other values in its detail. */
const eventOf = (file: string, detail: Change = {}, envelope: Change = { id: "another" }) => {
    const { event } = sample(file);
    return { ...event, ...envelope, detail: { ...(event.detail as Fields), ...detail } };
};

const CREATED = Date.UTC(2026, 10, 20, 8);
const training = (status: string, secondary: string, modifiedMinute: number | undefined, more: Change = {}) =>
    eventOf("TrainingJob.failed", {
        TrainingJobStatus: status,
        SecondaryStatus: secondary,
        CreationTime: CREATED,
        LastModifiedTime: modifiedMinute === undefined ? null : CREATED + modifiedMinute * 60_000,
        ...more,
    });
const endpoint = (status: string, modifiedMinute: number | undefined) =>
    eventOf("Endpoint.inService", {
        EndpointStatus: status,
        CreationTime: CREATED,
        LastModifiedTime: modifiedMinute === undefined ? null : CREATED + modifiedMinute * 60_000,
    });

const REPEAT = "duplicate: this status was handled at 2026-11-24 09:00:00 UTC";

describe("the ledger", () => {
    describe("what counts as the same news", () => {
        for (const { file, kind, event } of SAMPLES.filter(({ kind }) => kind !== "Algorithm")) {
            it(`acts once on ${file}, although the repeat has another id and is sent later`, async () => {
                const bench = benchOf(kind);
                assert.equal(await bench.outcome(event), "handled");
                bench.now += 5 * 60_000;
                assert.equal(await bench.outcome({ ...event, id: "another", time: "2026-11-24T10:00:00Z" }), REPEAT);
                assert.deepEqual(bench.acted, [event]);
            });
        }

        const created = Date.UTC(2026, 10, 20, 8, 0, 0, 250);
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job/Nightly";
        const same: [string, Change][] = [
            ["the time as text", { CreationTime: `${created}` }],
            ["the time in ISO 8601", { CreationTime: "2026-11-20T08:00:00.250Z" }],
            ["the time in another zone, with nanoseconds", { CreationTime: "2026-11-20T10:00:00.250000000+02:00" }],
            ["the ARN in lower case", { TrainingJobArn: arn.toLowerCase() }],
            ["the status in upper case", { TrainingJobStatus: "FAILED" }],
            ["another reason", { FailureReason: "something else" }],
        ];
        for (const [what, change] of same) {
            it(`takes ${what} for the same news`, async () => {
                const bench = benchOf("TrainingJob");
                const first = { TrainingJobArn: arn, CreationTime: created };
                await bench.outcome(eventOf("TrainingJob.failed", first));
                assert.equal(await bench.outcome(eventOf("TrainingJob.failed", { ...first, ...change })), REPEAT);
            });
        }

        it("takes a repeat for the same news where a model package has no approval status", async () => {
            const [bench, event] = [benchOf("ModelPackage"), (id: string) => eventOf("ModelPackage.failed", { ModelApprovalStatus: null }, { id })];
            assert.deepEqual([await bench.outcome(event("first")), await bench.outcome(event("again"))], ["handled", REPEAT]);
        });
        const different: [string, string, Change][] = [
            ["another status", "TrainingJob.failed", { TrainingJobStatus: "Stopped" }],
            ["another secondary status", "TrainingJob.stopped", { SecondaryStatus: "MaxRuntimeExceeded" }],
            ["a job of the same name that was made later", "TrainingJob.failed", { CreationTime: created }],
            ["another job", "TrainingJob.failed", { TrainingJobArn: arn, TrainingJobName: "Nightly" }],
            ["an approval", "ModelPackage.pendingApproval", { ModelApprovalStatus: "Approved" }],
            ["a package that has no approval status any more", "ModelPackage.approved", { ModelApprovalStatus: null }],
            ["an endpoint that is in service again", "Endpoint.inService", { LastModifiedTime: CREATED }],
            ["a notebook instance that is stopped again", "NotebookInstance.stopped", { LastModifiedTime: `${CREATED}` }],
        ];
        for (const [what, file, change] of different) {
            it(`takes ${what} for other news`, async () => {
                const bench = benchOf(sample(file).kind);
                assert.equal(await bench.outcome(eventOf(file)), "handled");
                assert.equal(await bench.outcome(eventOf(file, change)), "handled");
            });
        }

        const again: [FurtherKind, string, string, Change][] = [
            ["EndpointDeployment", "the next step of a deployment", "EndpointDeployment.updating", { PendingDeploymentSummary: null }],
            ["FeatureGroup", "an offline store that is blocked again", "FeatureGroup.created", { OfflineStoreStatus: { Status: "Blocked" } }],
        ];
        for (const [kind, what, file, change] of again) {
            it(`takes ${what} for other news, although its identity is the same`, async () => {
                const bench = new LedgerBench(FURTHER_KINDS[kind]);
                const sent = JSON.parse(readFileSync(join(__dirname, "..", "events-further", `${file}.json`), "utf8")) as { detail: Fields };
                const event = (id: string, detail: Change) => ({ ...sent, id, detail: { ...sent.detail, ...detail } });
                const news = [event("one", change), event("two", {}), event("three", change)];
                for (const each of [...news, ...news]) {
                    await bench.outcome(each);
                }
                assert.deepEqual(bench.acted, news);
            });
        }

        it("acts for each reaction independently", async () => {
            const bench = benchOf("TrainingJob");
            assert.equal(await bench.outcome(eventOf("TrainingJob.failed"), { reaction: "orders" }), "handled");
            assert.equal(await bench.outcome(eventOf("TrainingJob.failed"), { reaction: "returns" }), "handled");
        });

        const incomplete: [string, Change][] = [
            ["no creation time", { CreationTime: null }],
            ["a creation time that is none", { CreationTime: "yesterday" }],
            ["no secondary status", { SecondaryStatus: "" }],
            ["a secondary status that is no text", { SecondaryStatus: { a: 1 } }],
            ["a secondary status as long as no status is", { SecondaryStatus: "x".repeat(201) }],
            ["no ARN", { TrainingJobArn: undefined }],
        ];
        for (const [what, change] of incomplete) {
            it(`falls back to the event's id for ${what}: rather repeat than lose`, async () => {
                const bench = benchOf("TrainingJob");
                const event = (id: string) => eventOf("TrainingJob.failed", change, { id, resources: [] });
                assert.equal(await bench.outcome(event("one")), "handled");
                assert.equal(await bench.outcome(event("two")), "handled");
                assert.equal(await bench.outcome(event("one")), REPEAT);
            });
        }

        it("falls back to Lambda's request, which is the same for every try, where the event has no id either", async () => {
            const bench = benchOf("TrainingJob");
            const event = eventOf("TrainingJob.failed", { CreationTime: null }, { id: undefined });
            assert.equal(await bench.outcome(event, { awsRequestId: "one" }), "handled");
            assert.equal(await bench.outcome(event, { awsRequestId: "two" }), "handled");
            assert.equal(await bench.outcome(event, { awsRequestId: "one" }), REPEAT);
        });

        it("uses the identity that the handler declares", async () => {
            const bench = benchOf("TrainingJob", ["arn", "CreationTime"]);
            assert.equal(await bench.outcome(training("InProgress", "Starting", 1)), "handled");
            assert.equal(await bench.outcome(training("InProgress", "Training", 2)), REPEAT);
            assert.equal(await bench.outcome(training("Completed", "Completed", 3)), REPEAT);
            assert.equal(await bench.outcome(training("Completed", "Completed", 3, { CreationTime: CREATED + 1 })), "handled");
        });

        it("takes every smoke test for news, but not its retries", async () => {
            const bench = benchOf("TrainingJob");
            const smoke = (id: string) => eventOf("TrainingJob.failed", {}, { id, "jobstatus-origin": "smoke" });
            assert.equal(await bench.outcome(smoke("one")), "handled");
            assert.equal(await bench.outcome(smoke("two")), "handled");
            assert.equal(await bench.outcome(smoke("one")), REPEAT);
            assert.equal(await bench.outcome(eventOf("TrainingJob.failed")), "handled");
        });

        it("recognises replayed and redriven events", async () => {
            const bench = benchOf("TrainingJob");
            await bench.outcome(eventOf("TrainingJob.failed"));
            for (const more of [{ "replay-name": "monday" }, { "jobstatus-origin": "redrive" }, { "jobstatus-origin": "reconciler" }]) {
                assert.equal(await bench.outcome(eventOf("TrainingJob.failed", {}, more)), REPEAT);
            }
        });
    });

    describe("where events carry no status", () => {
        const event = eventOf("Algorithm.completed");
        const answer = (status: string) => ({ AlgorithmStatus: status, CreationTime: new Date(CREATED) });

        it("asks SageMaker, and acts once on each status that it finds", async () => {
            const bench = benchOf("Algorithm");
            const asked: unknown[] = [];
            const statuses = ["InProgress", "Completed", "Completed"];
            bench.describe = async (input) => {
                asked.push(input);
                return answer(statuses.shift()!);
            };
            const outcomes = [await bench.outcome(event), await bench.outcome(event), await bench.outcome(event)];
            assert.deepEqual(outcomes, ["handled", "handled", REPEAT]);
            assert.deepEqual(asked, Array(3).fill({ AlgorithmName: "arn:aws:sagemaker:us-east-1:111122223333:algorithm/gbm-forecast-3" }));
        });

        it("falls back to the event's id when the resource is gone", async () => {
            const bench = benchOf("Algorithm");
            bench.describe = async () => undefined;
            assert.equal(await bench.outcome({ ...event, id: "one" }), "handled");
            assert.equal(await bench.outcome({ ...event, id: "two" }), "handled");
            assert.equal(await bench.outcome({ ...event, id: "one" }), REPEAT);
        });

        it("passes SageMaker's error on before it claims anything", async () => {
            const bench = benchOf("Algorithm");
            bench.describe = () => Promise.reject(Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" }));
            assert.equal(await bench.outcome(event), "ThrottlingException: Rate exceeded");
            assert.deepEqual([...(bench.table as FakeTable).entries], []);
        });
    });

    describe("what it hands on", () => {
        const BEFORE = new Date(Date.UTC(2026, 10, 1));
        const handlers: [string, Kind, string, (news: News, deps: FakeAws) => Promise<HandlerResult>, asked: number][] = [
            ["notify", "Algorithm", "Algorithm.completed", (news, deps) => notifyJobStatus(KINDS.Algorithm, news, deps), 1],
            ["notify", "TrainingJob", "TrainingJob.failed", (news, deps) => notifyJobStatus(KINDS.TrainingJob, news, deps), 0],
            ["notify", "LabelingJob", "LabelingJob.failed", (news, deps) => notifyJobStatus(KINDS.LabelingJob, news, deps), 1],
            ["stop", "LabelingJob", "LabelingJob.completed", (news, deps) => stopJob(KINDS.LabelingJob, news, deps), 1],
            ["stop", "TrainingJob", "TrainingJob.inProgress", (news, deps) => stopJob(KINDS.TrainingJob, news, deps), 1],
            [
                "guard",
                "TrainingJob",
                "TrainingJob.inProgress",
                (news, deps) => guardTrainingJob({ row: KINDS.TrainingJob, limits: { instanceCount: 1 } }, news, deps),
                1,
            ],
        ];
        for (const [handler, kind, file, handle, asked] of handlers) {
            it(`and ${handler} together read the event of ${file} once and ask SageMaker ${asked === 0 ? "nothing" : "once"}`, async () => {
                let reads = 0;
                const event = new Proxy(eventOf(file), {
                    get: (target, property) => {
                        reads += property === "detail" ? 1 : 0;
                        return Reflect.get(target, property) as unknown;
                    },
                });
                const { statusField } = KINDS[kind];
                const { detail, resources } = sample(file).event;
                const arn = (resources as string[])[0];
                const aws = new FakeAws([{ ...detail, [`${kind}Arn`]: arn, [statusField]: "Completed", CreationTime: BEFORE }]);
                const bench = benchOf(kind);
                bench.describe = aws.describe;
                bench.handler = (_event, _context, news) => handle(news, aws);
                await bench.handle(event);
                assert.equal(reads, 1);
                assert.equal(aws.calls.filter((call) => call.startsWith("Describe")).length, asked);
            });
        }

        it("asks again where the first answer was refused: the resource may have changed since", async () => {
            const arn = (sample("LabelingJob.completed").event.resources as string[])[0];
            const answer = (status: string) => ({ LabelingJobArn: arn, LabelingJobStatus: status, CreationTime: BEFORE });
            const aws = new FakeAws([answer("InProgress"), answer("Completed")], { refused: awsError("ValidationException", "no") });
            const bench = benchOf("LabelingJob");
            bench.describe = aws.describe;
            bench.handler = (_event, _context, news) => stopJob(KINDS.LabelingJob, news, aws);
            assert.match(await bench.outcome(eventOf("LabelingJob.completed")), /^ignored: the labeling job .* is Completed, /);
            assert.deepEqual(
                aws.calls.map((call) => call.split(" ")[0]),
                ["Describe", "Stop", "Describe"],
            );
        });

        it("keeps the calls of an invocation within its time, those after the handler within what is left then", async () => {
            const bench = benchOf("TrainingJob");
            await bench.handle(eventOf("TrainingJob.failed"));
            assert.deepEqual(bench.limits, [60_000, 60_000]);
        });
    });

    describe("events that come late", () => {
        const sequences: [string, Kind, [event: object, outcome: string][]][] = [
            [
                "a job that has ended",
                "TrainingJob",
                [
                    [training("Completed", "Completed", 9), "handled"],
                    [
                        training("InProgress", "Training", 5),
                        "ignored: the event is late: InProgress is older than the last known status of the training job, Completed at 2026-11-20 08:09:00 UTC",
                    ],
                    [
                        training("Stopping", "Stopping", 20),
                        "ignored: the event is late: Stopping is older than the last known status of the training job, Completed at 2026-11-20 08:09:00 UTC",
                    ],
                ],
            ],
            [
                "a job that is further on",
                "TrainingJob",
                [
                    [training("InProgress", "Training", 5), "handled"],
                    [
                        training("InProgress", "Starting", 1),
                        "ignored: the event is late: InProgress is older than the last known status of the training job, InProgress at 2026-11-20 08:05:00 UTC",
                    ],
                    [training("InProgress", "Uploading", 7), "handled"],
                ],
            ],
            [
                "a job whose events have no time of change",
                "TrainingJob",
                [
                    [training("Stopping", "Stopping", undefined), "handled"],
                    [
                        training("InProgress", "Training", undefined),
                        "ignored: the event is late: InProgress is older than the last known status of the training job, Stopping",
                    ],
                    [training("Stopped", "Stopped", undefined), "handled"],
                ],
            ],
            [
                "an event without a time among others of its phase",
                "TrainingJob",
                [
                    [training("InProgress", "Training", 5), "handled"],
                    [training("InProgress", "Starting", undefined), "handled"],
                    [
                        training("InProgress", "Interrupted", 4),
                        "ignored: the event is late: InProgress is older than the last known status of the training job, InProgress at 2026-11-20 08:05:00 UTC",
                    ],
                ],
            ],
            [
                "another job of the same name",
                "TrainingJob",
                [
                    [training("Completed", "Completed", 9), "handled"],
                    [training("InProgress", "Starting", 1, { CreationTime: CREATED - 1 }), "handled"],
                ],
            ],
            [
                "an end, however late it comes",
                "TrainingJob",
                [
                    [training("Deleting", "Deleting", 30), "handled"],
                    [training("Failed", "Failed", 9), "handled"],
                ],
            ],
            [
                "a status that the catalogue does not know",
                "TrainingJob",
                [
                    [training("Completed", "Completed", 9), "handled"],
                    [training("Hibernating", "Hibernating", 1), "handled"],
                ],
            ],
            [
                "an endpoint, whose statuses recur",
                "Endpoint",
                [
                    [endpoint("IN_SERVICE", 10), "handled"],
                    [endpoint("UPDATING", 20), "handled"],
                    [endpoint("IN_SERVICE", 30), "handled"],
                    [
                        endpoint("UPDATING", 25),
                        "ignored: the event is late: UPDATING is older than the last known status of the endpoint, IN_SERVICE at 2026-11-20 08:30:00 UTC",
                    ],
                    [endpoint("FAILED", 5), "handled"],
                    [endpoint("UPDATING", 30), "handled"],
                ],
            ],
            [
                "an endpoint that is gone: SageMaker may send DELETING again after DELETED",
                "Endpoint",
                [
                    [endpoint("DELETED", 40), "handled"],
                    [
                        endpoint("DELETING", 41),
                        "ignored: the event is late: DELETING is older than the last known status of the endpoint, DELETED at 2026-11-20 08:40:00 UTC",
                    ],
                ],
            ],
        ];
        for (const [what, kind, events] of sequences) {
            it(`knows ${what}`, async () => {
                const bench = benchOf(kind);
                const outcomes: string[] = [];
                for (const [event] of events) {
                    outcomes.push(await bench.outcome(event));
                }
                assert.deepEqual(
                    outcomes,
                    events.map(([, outcome]) => outcome),
                );
            });
        }

        it("does not complete a late event: a later event with the same identity may be really new", async () => {
            const bench = benchOf("TrainingJob", ["arn", "CreationTime"]);
            bench.handler = () => Promise.reject(new Error("busy"));
            assert.equal(await bench.outcome(training("InProgress", "Training", 5)), "Error: busy");
            assert.match(await bench.outcome(training("InProgress", "Starting", 1)), /^ignored: the event is late/);
            bench.handler = async () => ({ outcome: "handled" });
            assert.equal(await bench.outcome(training("InProgress", "Training", 5)), "handled");
        });

        it("ignores smoke tests and other reactions when it keeps how far a job is", async () => {
            const bench = benchOf("TrainingJob");
            await bench.outcome({ ...training("Completed", "Completed", 9), "jobstatus-origin": "smoke" });
            await bench.outcome(training("Completed", "Completed", 9), { reaction: "returns" });
            assert.equal(await bench.outcome(training("InProgress", "Training", 5)), "handled");
        });
    });

    describe("claims", () => {
        const event = eventOf("TrainingJob.failed");

        it("passes the event and the context on, and gives back what the handler returns", async () => {
            const bench = benchOf("TrainingJob");
            const seen: unknown[] = [];
            bench.handler = async (given, context) => {
                seen.push(given, context.awsRequestId, context.getRemainingTimeInMillis());
                return { outcome: "ignored", reason: "a test job" };
            };
            assert.equal(await bench.outcome(event), "ignored: a test job");
            assert.deepEqual(seen, [event, "request", 60_000]);
            assert.equal(await bench.outcome(event), "duplicate: this status was ignored at 2026-11-24 09:00:00 UTC");
        });

        it("takes a handler that returns nothing for one that handled the event", async () => {
            const bench = benchOf("TrainingJob");
            bench.handler = async () => undefined;
            assert.deepEqual([await bench.outcome(event), await bench.outcome(event)], ["nothing", REPEAT]);
        });

        it("throws while another invocation is processing the same news, and returns duplicate once that is done", async () => {
            const bench = benchOf("TrainingJob");
            let finish = () => {};
            bench.handler = () => new Promise((resolve) => (finish = () => resolve({ outcome: "handled" })));
            const first = bench.outcome(event);
            await new Promise(setImmediate);
            bench.now += 59_999;
            assert.match(
                await bench.outcome(event),
                /^EventInProgress: Ledger: another invocation is processing orders#\[.*\] until 2026-11-24 09:01:00 UTC at the latest; Lambda retries the event$/,
            );
            finish();
            assert.equal(await first, "handled");
            assert.equal(await bench.outcome(event), "duplicate: this status was handled at 2026-11-24 09:00:59 UTC");
        });

        it("is taken from an invocation that can't be running any more, whose late end changes nothing", async () => {
            const bench = benchOf("TrainingJob");
            const { handler } = bench;
            let finish = () => {};
            bench.handler = () => new Promise((resolve) => (finish = () => resolve({ outcome: "handled" })));
            const first = bench.outcome(event);
            await new Promise(setImmediate);
            bench.now = START + 60_000;
            bench.handler = handler;
            assert.equal(await bench.outcome(event), "handled");
            bench.now += 60_000;
            finish();
            assert.equal(await first, "handled");
            assert.equal(await bench.outcome(event), "duplicate: this status was handled at 2026-11-24 09:01:00 UTC");
        });

        it("is given back when the handler throws, whose error is passed on", async () => {
            const bench = benchOf("TrainingJob");
            const { handler } = bench;
            bench.handler = () => Promise.reject(new TypeError("no topic"));
            assert.equal(await bench.outcome(event), "TypeError: no topic");
            bench.handler = handler;
            assert.deepEqual([await bench.outcome(event), await bench.outcome(event)], ["handled", REPEAT]);
        });

        it("refuses an invalid event before it claims anything", async () => {
            const bench = benchOf("TrainingJob");
            assert.equal(
                await bench.outcome(eventOf("TrainingJob.failed", { TrainingJobStatus: 7 })),
                'InvalidJobStatusEvent: Job status event "another": detail.TrainingJobStatus must be text, got 7',
            );
            assert.deepEqual([...(bench.table as FakeTable).entries], []);
        });
    });

    describe("a table that fails", () => {
        const event = training("InProgress", "Training", 5);
        const THROTTLED = "ProvisionedThroughputExceededException: slow down";
        const failing = (bench: LedgerBench, method: "claim" | "find" | "settle" | "advance" | "furthest") => {
            const fail = () => Promise.reject(Object.assign(new Error("slow down"), { name: "ProvisionedThroughputExceededException" }));
            Object.assign(bench.table, { [method]: fail });
        };

        it("throws when nothing can be claimed, and handles the retry", async () => {
            const bench = benchOf("TrainingJob");
            const { claim } = bench.table;
            failing(bench, "claim");
            assert.equal(await bench.outcome(event), THROTTLED);
            bench.table.claim = claim;
            assert.equal(await bench.outcome(event), "handled");
        });

        it("throws when the claim can't be read, so that the event is retried", async () => {
            const bench = benchOf("TrainingJob");
            await bench.outcome(event);
            failing(bench, "find");
            assert.equal(await bench.outcome(event), THROTTLED);
        });

        it("gives the claim back when the position can't be kept or read", async () => {
            const bench = benchOf("TrainingJob");
            const { advance, furthest } = bench.table;
            failing(bench, "advance");
            assert.equal(await bench.outcome(event), THROTTLED);
            bench.table.advance = async () => false;
            failing(bench, "furthest");
            assert.equal(await bench.outcome(event), THROTTLED);
            Object.assign(bench.table, { advance, furthest });
            assert.equal(await bench.outcome(event), "handled");
        });

        it("does not repeat finished work when its completion can't be kept, and says so in the log", async () => {
            const bench = benchOf("TrainingJob");
            failing(bench, "settle");
            assert.equal(await bench.outcome(event), "handled");
            assert.deepEqual(bench.acted, [event]);
            assert.deepEqual(
                bench.warnings.map((warning) => warning.replace(/\[.*\]/, "…")),
                [`Ledger: orders#… could not be set to Completed: ${THROTTLED}`],
            );
            assert.match(await bench.outcome(event), /^EventInProgress: /);
            bench.now += 60_000;
            assert.equal(await bench.outcome(event), "handled");
        });

        it("does not hide the handler's error behind its own", async () => {
            const bench = benchOf("TrainingJob");
            bench.handler = () => Promise.reject(new Error("no topic"));
            failing(bench, "settle");
            assert.equal(await bench.outcome(event), "Error: no topic");
        });

        it("recognises its own claim when the answer to it got lost", async () => {
            const bench = benchOf("TrainingJob");
            const table = bench.table as FakeTable;
            const { claim } = FakeTable.prototype;
            // As the SDK does: it asks again, and the condition does not hold any more.
            table.claim = async (...args) => (await claim.apply(table, args)) && claim.apply(table, args);
            assert.deepEqual([await bench.outcome(event), bench.acted], ["handled", [event]]);
        });

        it("does not take its own position for a newer one when the answer to it got lost", async () => {
            const bench = benchOf("TrainingJob");
            const table = bench.table as FakeTable;
            const { advance } = FakeTable.prototype;
            table.advance = async (id, position) => (await advance.call(table, id, position)) && advance.call(table, id, position);
            assert.equal(await bench.outcome(event), "handled");
        });

        describe("before a handler that only informs", () => {
            const open = () => new LedgerBench(KINDS.TrainingJob as KindRow, undefined, undefined, "continue");
            const warningsOf = ({ warnings }: LedgerBench) => warnings.map((warning) => warning.replace(/\[.*\]/, "…"));
            const WARNING = `Ledger: orders#… is handled although the table failed, so a repeat may be handled again: ${THROTTLED}`;

            for (const method of ["claim", "find", "advance", "furthest"] as const) {
                it(`runs it although ${method} failed, and the log and a count say so`, async () => {
                    const bench = open();
                    const { handler } = bench;
                    if (method === "find" || method === "furthest") {
                        // So that it is asked at all.
                        bench.table[method === "find" ? "claim" : "advance"] = async () => false;
                    }
                    failing(bench, method);
                    bench.handler = handler;
                    assert.equal(await bench.outcome(event), "handled");
                    assert.deepEqual([bench.acted, warningsOf(bench), bench.failures], [[event], [WARNING], 1]);
                });
            }

            it("keeps what it can: a claim whose position failed is completed", async () => {
                const bench = open();
                failing(bench, "advance");
                assert.deepEqual([await bench.outcome(event), await bench.outcome(event)], ["handled", REPEAT]);
            });

            it("leaves the handler its time: the calls before it take ten seconds at the most", async () => {
                const bench = open();
                await bench.handle(event);
                assert.deepEqual(bench.limits, [60_000, 10_000, 60_000, 60_000]);
            });

            it("still throws while another invocation is processing the same news", async () => {
                const bench = open();
                bench.table.claim = async () => false;
                assert.match(await bench.outcome(event), /^EventInProgress: /);
                assert.deepEqual([bench.acted, bench.failures], [[], 0]);
            });

            it("passes the handler's error on", async () => {
                const bench = open();
                failing(bench, "claim");
                bench.handler = () => Promise.reject(new Error("no topic"));
                assert.equal(await bench.outcome(event), "Error: no topic");
            });
        });

        it("throws when the claim of another invocation is gone before it can be read, so that the event is retried", async () => {
            const bench = benchOf("TrainingJob");
            bench.table.claim = async () => false;
            assert.match(
                await bench.outcome(event),
                /^EventInProgress: Ledger: another invocation is processing orders#\[.*\]; Lambda retries the event$/,
            );
        });
    });
});
