import assert from "node:assert/strict";
import { parseScenario, playScenario } from "../../../local/sageMaker/scenario";
import { CREATED, type LocalAccount, startSageMaker, steps } from "./shared/sageMaker";

const STEP = { at: 0, kind: "TrainingJob", name: "churn" };

describe("parseScenario", () => {
    it("reads times, acts, requests and plans", () => {
        const request = { EnableManagedSpotTraining: true };
        const value = {
            start: "2026-11-20T09:00:00Z",
            reliability: { repeats: 0.3, lateBy: "PT5M" },
            steps: [
                { ...STEP, request, ends: "Failed", failureReason: "no data", durations: { Training: "PT1H30M", Starting: 5 }, interruptions: 1 },
                { at: "P1DT2M", do: "stop", kind: "LabelingJob", name: "labels" },
            ],
        };
        const none = { failureReason: undefined, durations: undefined, interruptions: undefined, failingChildren: undefined };
        assert.deepEqual(parseScenario(value), {
            startMs: Date.UTC(2026, 10, 20, 9),
            reliability: { repeats: 0.3, losses: 0, late: 0, lateSeconds: 300 },
            steps: [
                {
                    atSeconds: 0,
                    act: "create",
                    kind: "TrainingJob",
                    name: "churn",
                    request,
                    plan: {
                        ...none,
                        ends: "Failed",
                        failureReason: "no data",
                        durations: { Training: 5400, Starting: 5 },
                        interruptions: 1,
                    },
                },
                { atSeconds: 86_520, act: "stop", kind: "LabelingJob", name: "labels", request: {}, plan: { ...none, ends: "Stopped" } },
            ],
        });
    });

    const step = (more: object) => ({ steps: [{ ...STEP, ...more }] });
    const REFUSED: readonly [unknown, string][] = [
        [[], "must be an object with steps, got []"],
        [null, "must be an object with steps, got null"],
        [{}, "steps must be a list of at least one step, got nothing"],
        [{ steps: [] }, "steps must be a list of at least one step, got []"],
        [{ step: [] }, 'keys must be one of start, reliability, steps, got "step"'],
        [{ start: "yesterday", steps: [STEP] }, 'start must be a time such as 2026-11-20T09:00:00Z, got "yesterday"'],
        [{ reliability: 1, steps: [STEP] }, "reliability must be an object, got 1"],
        [{ reliability: { losses: 1.5 }, steps: [STEP] }, "reliability.losses must be a share from 0 to 1, got 1.5"],
        [{ reliability: { lateBy: "5m" }, steps: [STEP] }, 'reliability.lateBy must be seconds or a duration such as "PT5M", got "5m"'],
        [{ reliability: { loss: 1 }, steps: [STEP] }, 'reliability keys must be one of repeats, losses, late, lateBy, got "loss"'],
        [{ steps: [STEP, "x"] }, 'step 2 must be an object, got "x"'],
        [
            step({ until: 3 }),
            'step 1: keys must be one of at, do, kind, name, request, ends, failureReason, log, durations, interruptions, failingChildren, got "until"',
        ],
        [step({ at: -1 }), 'step 1: at must be seconds from 0 on, or a duration such as "PT5M", got -1'],
        [step({ at: "PT" }), 'step 1: at must be seconds from 0 on, or a duration such as "PT5M", got "PT"'],
        [step({ at: "P" }), 'step 1: at must be seconds from 0 on, or a duration such as "PT5M", got "P"'],
        [
            step({ kind: "Job" }),
            "step 1: kind must be one of Algorithm, Endpoint, HyperParameterTuningJob, LabelingJob, ModelPackage, NotebookInstance, ProcessingJob, " +
                'TrainingJob, TransformJob, got "Job"',
        ],
        [
            step({ kind: "Training" }),
            "step 1: kind must be one of Algorithm, Endpoint, HyperParameterTuningJob, LabelingJob, ModelPackage, NotebookInstance, ProcessingJob, " +
                'TrainingJob, TransformJob, got "Training" (did you mean TrainingJob?)',
        ],
        [step({ do: "start" }), 'step 1: do must be one of create, stop, delete for a training job, got "start"'],
        [step({ do: "toString" }), 'step 1: do must be one of create, stop, delete for a training job, got "toString"'],
        [step({ name: "a/1" }), 'step 1: name must be 1 to 63 letters, digits and hyphens in between, got "a/1"'],
        [
            step({ kind: "ModelPackage", name: "a/b" }),
            'step 1: name must be 1 to 63 letters, digits and hyphens in between, or GROUP/VERSION, got "a/b"',
        ],
        [step({ request: [] }), "step 1: request must be an object, the input of CreateTrainingJob, got []"],
        [step({ request: { Role: "x" } }), 'step 1: request keys must be members of CreateTrainingJob, got "Role"'],
        [step({ ends: "Stopped" }), 'step 1: ends must be one of Completed, Failed, got "Stopped"'],
        [step({ log: ["x"] }), 'step 1: log must be a list of lines, and only where it fails; it ends as Completed, got ["x"]'],
        [step({ ends: "Failed", log: "x" }), 'step 1: log must be a list of lines, and only where it fails; it ends as Failed, got "x"'],
        [step({ failureReason: "x" }), 'step 1: failureReason must be text, and only where it fails; it ends as Completed, got "x"'],
        [step({ durations: 5 }), "step 1: durations must be an object of phases, got 5"],
        [
            step({ durations: { Running: 5 } }),
            'step 1: durations keys must be one of Starting, Downloading, Training, Uploading, Interrupted, got "Running"',
        ],
        [step({ durations: { Training: "long" } }), 'step 1: durations.Training must be seconds from 0 on, or a duration such as "PT5M", got "long"'],
        [step({ interruptions: 1 }), "step 1: interruptions are for a training job that is created with EnableManagedSpotTraining: true"],
        [
            step({ interruptions: 0.5, request: { EnableManagedSpotTraining: true } }),
            "step 1: interruptions must be a whole number from 0 to 100, got 0.5",
        ],
        [step({ failingChildren: 1 }), "step 1: failingChildren are for a hyperparameter tuning job that is created"],
        [
            { steps: [{ at: 0, do: "update", kind: "ModelPackage", name: "a", durations: { x: 1 } }] },
            "step 1: durations must be empty: nothing here takes time",
        ],
    ];
    for (const [value, message] of REFUSED) {
        it(`refuses ${JSON.stringify(value)}`, () => {
            assert.throws(() => parseScenario(value), { message });
        });
    }
});

describe("playScenario", () => {
    let account: LocalAccount;
    const refused: [number, string][] = [];
    beforeEach(async () => {
        refused.length = 0;
        account = await startSageMaker();
    });
    afterEach(() => account.close());

    const play = (value: unknown, into = account) => {
        playScenario(parseScenario(value), { ...into, onRefused: (at, reason) => refused.push([at, reason]) });
        return into.clock.run();
    };

    it("creates and stops at their times, and reports a step that SageMaker refuses", async () => {
        await play({
            steps: [
                { ...STEP, at: "PT1M" },
                { ...STEP, at: 130, do: "stop" },
                { ...STEP, at: 131, do: "stop" },
                { at: 140, kind: "ModelPackage", name: "churn/2" },
            ],
        });
        assert.deepEqual(steps(account, "SecondaryStatus"), [
            [60, "Starting"],
            [120, "Downloading"],
            [130, "Stopping"],
            [190, "Stopped"],
        ]);
        assert.deepEqual(refused, [
            [3, "ValidationException: The request was rejected because the training job is in status Stopping."],
            [4, "ValidationException: The next version of the group is churn/1, not churn/2"],
        ]);
        assert.deepEqual(
            account.sageMaker.stops().map(({ by, atMs, outcome }) => [by, atMs - CREATED, outcome]),
            [
                ["scenario", 130_000, "stopping"],
                ["scenario", 131_000, "refused"],
            ],
        );
    });

    it("repeats, loses and delays events as the seed decides", async () => {
        const jobs = Array.from({ length: 40 }, (_, index) => ({ ...STEP, at: index, name: `job-${index}` }));
        const day = async (seed: number, reliability: object) => {
            const other = await startSageMaker(seed);
            await play({ reliability, steps: jobs }, other);
            await other.close();
            return other;
        };
        const everything = await day(1, {});
        const worse = await day(1, { repeats: 0.3, losses: 0.1, late: 0.2, lateBy: 600 });
        assert.deepEqual((await day(1, { repeats: 0.3, losses: 0.1, late: 0.2, lateBy: 600 })).sent, worse.sent);
        assert.notDeepEqual((await day(2, { repeats: 0.3, losses: 0.1, late: 0.2, lateBy: 600 })).sent, worse.sent);

        const news = ({ sent }: LocalAccount) => sent.map(({ detail }) => `${String(detail.TrainingJobName)} ${String(detail.SecondaryStatus)}`);
        const lost = worse.sageMaker.lostEvents().length;
        assert.ok(lost > 10 && lost < 30, `lost ${lost}`);
        assert.equal(news(everything).length, 200);
        assert.equal(new Set(news(worse)).size, 200 - lost);
        assert.ok(worse.sent.length > 220, `sent ${worse.sent.length}`);
        assert.equal(new Set(worse.sent.map(({ id }) => id)).size, worse.sent.length);
        const times = worse.sent.map(({ time }) => time);
        assert.notDeepEqual(times, [...times].sort());
    });

    it("loses everything if it shall", async () => {
        await play({ reliability: { losses: 1 }, steps: [STEP] });
        assert.deepEqual([account.sent.length, account.sageMaker.lostEvents().length], [0, 5]);
    });

    it("does not keep the clock running for an endpoint in service", async () => {
        await play({ steps: [{ at: 0, kind: "Endpoint", name: "live" }] });
        assert.deepEqual([account.clock.now() - CREATED, account.clock.pending], [300_000, 0]);
    });
});
