import * as assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ALL_KINDS } from "../../catalog";
import { causeRows, CAUSES, causesText, type Diagnosis, diagnosis, generalRows, rowsOf, SECONDARY_CAUSES } from "../../catalog/causes";
import { CAUSE_TEXTS } from "./causeTexts";

const REASONS = join(__dirname, "../../../shared/sagemaker/REASONS.json");

const KIND_OF: Readonly<Record<string, string>> = {
    training: "TrainingJob",
    processing: "ProcessingJob",
    transform: "TransformJob",
    tuning: "HyperParameterTuningJob",
    endpoint: "Endpoint",
    notebook: "NotebookInstance",
    labeling: "LabelingJob",
};

/** The status class of what REASONS.json calls "Stopped/MaxRuntimeExceeded", "create refused", "InService or Failed", … */
function statusClassOf(status: string): string {
    return /refused|Failed/.test(status)
        ? "failed"
        : /^Stopped/.test(status)
          ? "stopped"
          : /^(Completed|InService)/.test(status)
            ? "succeeded"
            : "transitional";
}

/** A job that is being stopped may as well have reached a limit, and what is no failure has no cause. */
const NO_CAUSE = ["progress", "data-quality-violation"];

const RETRY_WORDS = [
    ["yes", "can help"],
    ["later", "can help later"],
    ["no", "needs a change"],
] as const;

const failed = (text: string, kind = "TrainingJob") => diagnosis(kind, "failed", undefined, [text])!;

describe("the causes of failures", () => {
    for (const [causes, kind, text] of CAUSE_TEXTS) {
        it(`are ${causes} for a ${kind}: ${text.replace(/\s+/g, " ").slice(0, 100)}`, () => {
            assert.equal(failed(text, kind).causes.join(" "), causes);
        });
    }

    it("are those of every reason that was collected", () => {
        if (!existsSync(REASONS)) {
            console.log("causes: not tried with ../shared/sagemaker/REASONS.json, which is not here");
            return;
        }
        const rows = JSON.parse(readFileSync(REASONS, "utf8")) as Record<"text" | "kind" | "status" | "class" | "retry", string>[];
        const results = rows.map(({ text, kind, status, class: expected, retry }) => {
            const found = diagnosis(KIND_OF[kind] ?? kind, statusClassOf(status), status.split("/")[1], [text]);
            return {
                text,
                expected: NO_CAUSE.includes(expected) ? "none" : expected,
                found: found?.causes[0] ?? "none",
                retry,
                retryFound: found?.retry,
            };
        });
        const wrong = results.filter(({ expected, found }) => expected !== found);
        assert.deepEqual(
            wrong.map(({ text, expected, found }) => [text, expected, found]),
            [["Stopping the training job.", "stopped-by-person", "none"]],
        );
        const otherRetry = results.filter(({ retry, retryFound }) => retryFound !== undefined && retry !== retryFound);
        assert.deepEqual(
            otherRetry.map(({ text, retry, retryFound }) => [text, retry, retryFound]),
            [
                ["Job inputs had no data", "later", "no"],
                ["VolumeError", "later", "no"],
            ],
        );
    });

    it("are unknown where a text names none, with a next step", () => {
        const unknown: Diagnosis = { causes: ["unknown"], nextStep: "Read the reason, then the log.", retry: "no" };
        assert.deepEqual(failed("Something else"), unknown);
        const noReason = { ...unknown, nextStep: "Look at its page in the console or in Studio, and at its log if it has one: it gave no reason." };
        assert.deepEqual(diagnosis("TrainingJob", "failed", undefined, []), noReason);
    });

    it("are all that the reasons name, at most three, with two next steps and the least hope", () => {
        assert.deepEqual(
            diagnosis("ModelPackage", "failed", undefined, ["a: InternalServerError", "b: No space left on device", "c: AccessDenied", "d: OOM"]),
            {
                causes: ["internal-error", "disk-full", "permission"],
                nextStep:
                    "Start it once more. If it fails alike twice, look for large checkpoints or a hanging container, or ask AWS support. " +
                    "Give it a larger volume (VolumeSizeInGB), or write less to the disk.",
                retry: "no",
            } satisfies Diagnosis,
        );
    });

    it("of a stop come from the secondary status only, whatever the reason says", () => {
        for (const [secondary, { cause }] of Object.entries(SECONDARY_CAUSES)) {
            assert.equal(diagnosis("TrainingJob", "stopped", secondary, ["CapacityError"])?.causes[0], cause);
        }
        for (const secondary of [undefined, "Other", "constructor", "__proto__"]) {
            assert.equal(diagnosis("TrainingJob", "stopped", secondary, ["The job exceeded the maximum runtime"]), undefined);
        }
    });

    it("are not looked for in what succeeded or goes on, but in an endpoint in service with the reason of its update", () => {
        assert.equal(diagnosis("TrainingJob", "succeeded", "Completed", ["CapacityError"]), undefined);
        assert.equal(diagnosis("TrainingJob", "transitional", "Training", ["CapacityError"]), undefined);
        assert.equal(diagnosis("Endpoint", "succeeded", undefined, []), undefined);
        assert.deepEqual(diagnosis("Endpoint", "succeeded", undefined, ["CapacityError"])?.causes, ["capacity"]);
    });

    it("do not depend on case, white space, a repeated prefix or where the text was cut", () => {
        const text = "ClientError: Artifact upload failed: Insufficient disk space";
        for (const variant of [text.toUpperCase(), ` ${text.replace(/ /g, "\n    ")}`, `ClientError: ${text}`, text.padEnd(1024, " x")]) {
            assert.deepEqual(failed(variant).causes, ["disk-full"], variant);
        }
    });

    it("are found in 32 KB of hostile text in no time", () => {
        for (const part of ["image ", "not enough ", "s3://x ", "limit ", "S3 key ", "hyperparameter ", "a'", "subnet ", "role object exists "]) {
            const start = Date.now();
            failed(part.repeat(32_000 / part.length));
            assert.ok(Date.now() - start < 1000, part);
        }
    });

    it("are named as a message names them", () => {
        assert.equal(causesText(failed("AlgorithmError: OOM")), "out of memory");
        assert.equal(causesText(failed("Cannot pull algorithm container")), "image not usable or permission missing");
    });
});

describe("a row of the causes", () => {
    const rows = [...causeRows(), ...generalRows()];

    const patternsOf = (kind: string, text: string) => rowsOf(kind, text).map(({ pattern }) => pattern.source);

    it("is tried by a text of these tests, if it is not one that the collected reasons try", () => {
        const tried = new Set(CAUSE_TEXTS.flatMap(([, kind, text]) => patternsOf(kind, text)));
        const collected = existsSync(REASONS) ? (JSON.parse(readFileSync(REASONS, "utf8")) as { text: string; kind: string }[]) : [];
        collected.flatMap(({ text, kind }) => patternsOf(KIND_OF[kind] ?? kind, text)).forEach((pattern) => tried.add(pattern));
        assert.deepEqual(
            rows.map(({ pattern }) => pattern.source).filter((pattern) => !tried.has(pattern)),
            [],
        );
    });

    it("has a next step of one line, a source, known kinds and a pattern without state", () => {
        for (const { pattern, nextStep, source, kinds = [] } of rows) {
            assert.match(nextStep, /^[A-Z].{10,130}\.$/);
            assert.match(source, /^(\S+\/\S+#\d+|dg\/[a-z-]+|API_\w+|not recorded)$/);
            assert.equal(pattern.flags, "i", pattern.source);
            assert.deepEqual(
                kinds.filter((kind) => !Object.hasOwn(ALL_KINDS, kind)),
                [],
            );
        }
    });

    it("has its cause and its retries in docs/messages.md", () => {
        const all = [...rows, ...Object.values(SECONDARY_CAUSES)];
        const table = Object.entries(CAUSES).map(([code, text]) => {
            const retries = RETRY_WORDS.filter(([retry]) => all.some((row) => (row.cause === code || row.or === code) && row.retry === retry));
            return `| \`${code}\` | ${text} | ${retries.map(([, words]) => words).join(" or ")} |`.replace(/ +\|/g, " |");
        });
        const page = readFileSync(join(__dirname, "../../docs/messages.md"), "utf8").replace(/ +\|/g, " |");
        assert.ok(page.includes(`${table.join("\n")}\n\n`), table.join("\n"));
    });

    it("exists for every cause, but for the unknown one and the stop", () => {
        const found = new Set([...rows, ...Object.values(SECONDARY_CAUSES)].flatMap(({ cause, or }) => (or === undefined ? [cause] : [cause, or])));
        assert.deepEqual(
            Object.keys(CAUSES).filter((cause) => !found.has(cause as keyof typeof CAUSES)),
            ["unknown"],
        );
    });
});
