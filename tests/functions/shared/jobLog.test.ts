import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { KIND_NAMES, KINDS, type KindRow } from "../../../catalog";
import { hasOwnLog, lastLogLines, type LogCalls, type LogEvent, type LogStream } from "../../../functions/shared/jobLog";
import { parseEvent } from "../../../functions/shared/parseEvent";
import { SAMPLES } from "./samples";

const sample = SAMPLES.find(({ file }) => file === "TrainingJob.failed.json")!;
const job = parseEvent(sample.row, sample.event);
const PREFIX = `${job.name}/`;

/** Logs as CloudWatch has them, by name of the stream. */
function logs(
    of: Record<string, readonly (string | LogEvent)[]>,
    streams: readonly LogStream[] = Object.keys(of).map((logStreamName) => ({ logStreamName })),
) {
    const asked: unknown[][] = [];
    const calls: LogCalls = {
        streams: async (...input) => {
            asked.push(input);
            return streams;
        },
        events: async (group, stream, limit, untilMs) => {
            asked.push([group, stream, limit, untilMs]);
            return (of[stream] ?? []).slice(-limit).map((event) => (typeof event === "string" ? { message: event } : event));
        },
    };
    return { calls, asked };
}

const textOf = async (lines: readonly (string | LogEvent)[], count = 50) =>
    (await lastLogLines(sample.row, job, count, logs({ [`${PREFIX}algo-1-1795165200`]: lines }).calls)).text;

describe("the last lines of a log", () => {
    it("are those of the job's stream, in the group of its kind, until a minute after the event", async () => {
        const { calls, asked } = logs({ [`${PREFIX}algo-1-1795165200`]: ["one", "two", "three"] });
        assert.deepEqual(await lastLogLines(sample.row, job, 2, calls), { text: "last 2 lines\n    two\n    three" });
        assert.deepEqual(asked, [
            ["/aws/sagemaker/TrainingJobs", PREFIX],
            ["/aws/sagemaker/TrainingJobs", `${PREFIX}algo-1-1795165200`, 2, job.sent! + 60_000],
        ]);
    });

    it("say of which time the last one is", async () => {
        const at = Date.UTC(2026, 10, 17, 22, 14, 30);
        assert.equal(await textOf([{ timestamp: at, message: "Killed" }]), "last line, until 2026-11-17 22:14:30 UTC\n    Killed");
    });

    it("are as docs/messages.md shows them", async () => {
        const at = Date.UTC(2026, 10, 17, 22, 14, 30);
        const messages = ["epoch 3", "\u001b[31mRuntimeError: CUDA out of memory\u001b[0m", "HF_TOKEN=hf_abcdefghijklmnop"];
        const text = await textOf(messages.map((message) => ({ timestamp: at, message })));
        assert.ok(readFileSync(join(__dirname, "../../../docs/messages.md"), "utf8").includes(`\nLog: ${text}\n`), text);
    });

    it("of several instances are in the order of their times, and say whose they are", async () => {
        const { calls } = logs({
            [`${PREFIX}algo-1-1795165200`]: [
                { timestamp: 1, message: "waits" },
                { timestamp: 3, message: "peer is gone" },
            ],
            [`${PREFIX}algo-2-1795165201`]: [{ timestamp: 2, message: "CUDA out of memory" }],
        });
        const { text } = await lastLogLines(sample.row, job, 2, calls);
        assert.equal(text!.replace(/, until .*/, ""), "last 2 lines\n    algo-2: CUDA out of memory\n    algo-1: peer is gone");
    });

    it("are read in five streams at most, those that were written to last", async () => {
        const streams = [1, 2, 3, 4, 5, 6, 7].map((number) => ({ logStreamName: `${PREFIX}algo-${number}`, lastEventTimestamp: number }));
        const { calls, asked } = logs({}, [{ logStreamName: `${PREFIX}algo-8` }, ...streams]);
        await lastLogLines(sample.row, job, 1, calls);
        assert.deepEqual(
            asked.slice(1).map(([, stream]) => stream),
            [8, 7, 6, 5, 4].map((number) => `${PREFIX}algo-${number}`),
        );
    });

    it("are never those of another job whose name begins alike", async () => {
        const row = KINDS.LabelingJob as KindRow;
        const labeling = { ...job, name: "reviews" };
        const { calls } = logs({ "reviews-2": ["of another"], reviews: ["own"], "reviews/worker": ["own, too"] });
        const { text } = await lastLogLines(row, labeling, 9, calls);
        assert.equal(text, "last 2 lines\n    own\n    worker: own, too");
    });

    const shown: [what: string, lines: string[], text: string][] = [
        ["without colors and titles of terminals", ["\u001b[31mERROR\u001b[0m \u001b]0;title\u0007failed"], "ERROR failed"],
        ["with the last state of a progress bar", ["10%\r 20%\r 30%\r"], "30%"],
        ["one by one, where an event has several", ["Traceback:\r\n  File x\n\n"], "Traceback:\n    File x"],
        ["with what can't be seen spelled out", ["a\u0000b \u202Ec"], "a<U+0000>b <U+202E>c"],
        ["without secrets", ["export HF_TOKEN=hf_abcdefghijklmnop", "password: hunter2"], "export HF_TOKEN=[masked]\n    password: [masked]"],
        ["without the rest of a key that began above", ["MIIEow", "AAAA", "-----END RSA PRIVATE KEY-----", "done"], "[masked]\n    done"],
        ["cut at 300 characters", ["x".repeat(301)], `${"x".repeat(300)}… (cut: 1 more characters)`],
    ];
    for (const [what, lines, text] of shown) {
        it(`are shown ${what}`, async () => {
            assert.equal((await textOf(lines))!.split("\n    ").slice(1).join("\n    "), text);
        });
    }

    it("have 4,000 characters at most, of the end", async () => {
        const text = await textOf(Array.from({ length: 50 }, (_, index) => `${index} ${"x".repeat(200)}`));
        const lines = text!.split("\n    ");
        assert.deepEqual([lines.length, lines[0], lines[1]!.slice(0, 3), lines.at(-1)!.slice(0, 3)], [20, "last 19 lines", "31 ", "49 "]);
    });

    it("are no more than were asked for where an event has many", async () => {
        assert.equal(await textOf(["1\n2\n3\n4"], 2), "last 2 lines\n    3\n    4");
    });

    const missing: [what: string, of: Record<string, string[]>, note: string][] = [
        ["there is no stream", {}, `the log could not be read: /aws/sagemaker/TrainingJobs has no stream of ${job.name}`],
        ["the stream is empty", { [`${PREFIX}algo-1`]: [] }, "the log has no lines"],
    ];
    for (const [what, of, note] of missing) {
        it(`are a note where ${what}`, async () => {
            assert.deepEqual(await lastLogLines(sample.row, job, 5, logs(of).calls), { note });
        });
    }

    it("are a note where CloudWatch refuses", async () => {
        const refused = async () => {
            throw Object.assign(new Error("not authorized\nto read"), { name: "AccessDeniedException" });
        };
        assert.deepEqual(await lastLogLines(sample.row, job, 5, { streams: refused, events: refused }), {
            note: "the log could not be read: AccessDeniedException: not authorized to read",
        });
    });

    it("exist for every kind with a log, but for a tuning job, whose training jobs have it", () => {
        assert.deepEqual(
            KIND_NAMES.filter((kind) => hasOwnLog(KINDS[kind])),
            ["Endpoint", "LabelingJob", "NotebookInstance", "ProcessingJob", "TrainingJob", "TransformJob"],
        );
    });
});
