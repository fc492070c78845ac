import assert from "node:assert/strict";
import { spawnSync, type StdioOptions } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { renderRun } from "../../../../local/cli/run/render";
import type { RunReport } from "../../../../local/cli/run/report";
import { colors, lengthOf, oneLined, print, screenWidth, startProgress, visible } from "../../../../local/cli/shared/terminal";
import { PROJECT } from "../../../support/devStack";
import { inProcess, sample, STATE, withFolder } from "./commandLine";

/** One of each sort: escape sequences of a terminal, other control characters, marks that turn text around, invisible tags, half a character. */
const HOSTILE = "x\u001b[2J\u001b]0;title\u0007\u009b31m\b\r\u0000\u007f\u202e\u2066\u200f\u061c\u2028\u200b\ufeff\u2060\u00ad\u180e\u{e0041}\ud800y";
const UNSAFE = /(?![\n\t])\p{Cc}|[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;

/** What is written while something runs, as a terminal would get it. */
async function written(work: () => unknown): Promise<string> {
    const { NO_COLOR } = process.env;
    const original = process.stdout.write;
    let text = "";
    process.env.NO_COLOR = "1";
    process.stdout.write = (part: string | Uint8Array) => {
        text += String(part);
        return true;
    };
    try {
        await work();
        return text;
    } finally {
        process.stdout.write = original;
        if (NO_COLOR === undefined) {
            delete process.env.NO_COLOR;
        }
    }
}

describe("what is written", () => {
    it("shows unsafe characters in the form that JSON reads as the same text", async () => {
        assert.equal(visible("a\u001b[31m\u202eb\ud83d\ude00\ud83d"), "a\\u001b[31m\\u202eb\u{1f600}\\ud83d");
        assert.equal(visible("pr\u200bod \u00ad\u180e\u2060\ufeff"), "pr\\u200bod \\u00ad\\u180e\\u2060\\ufeff");
        assert.equal(visible("\u0645\u06cc\u200c\u062e \u{1f469}\u200d\u{1f52c}"), "\u0645\u06cc\u200c\u062e \u{1f469}\u200d\u{1f52c}");
        const json = await written(() => print(JSON.stringify({ name: HOSTILE })));
        assert.doesNotMatch(json, UNSAFE);
        assert.deepEqual(JSON.parse(json), { name: HOSTILE });
    });

    it("keeps line feeds, tabs, accents, Arabic, Chinese and symbols", () => {
        const text = "a\n\tb é عربي 中文 ✔ 👩‍🔬";
        assert.equal(visible(text), text);
    });

    it("has the colours of this program, at a terminal only", async () => {
        const { isTTY } = process.stdout;
        const { NO_COLOR } = process.env;
        delete process.env.NO_COLOR;
        const both = (terminal: boolean) => {
            process.stdout.isTTY = terminal;
            return `${colors.red("bad")} \u001b[32mgood`;
        };
        try {
            const [plain, coloured] = [both(false), both(true)];
            assert.equal(plain, "bad \u001b[32mgood");
            assert.equal(lengthOf(colors.bold("four")), 4);
            assert.equal(await written(() => print(coloured)), "\u001b[31mbad\u001b[39m \\u001b[32mgood\n");
        } finally {
            process.stdout.isTTY = isTTY;
            if (NO_COLOR !== undefined) {
                process.env.NO_COLOR = NO_COLOR;
            }
        }
    });

    it("is as wide as the terminal, and as COLUMNS says where there is none, but not wider than 100 columns", () => {
        const { columns } = process.stdout;
        const { COLUMNS } = process.env;
        const width = (terminal: number | undefined, variable: string | undefined) => {
            Object.assign(process.stdout, { columns: terminal });
            Object.assign(process.env, variable === undefined ? {} : { COLUMNS: variable });
            const found = screenWidth();
            delete process.env.COLUMNS;
            return found;
        };
        const found = [width(60, undefined), width(200, "60"), width(undefined, "72"), width(undefined, undefined), width(undefined, "x")];
        Object.assign(process.stdout, { columns });
        Object.assign(process.env, COLUMNS === undefined ? {} : { COLUMNS });
        assert.deepEqual(found, [60, 100, 72, 100, 100]);
    });

    it("has every text of a report on one line, but for messages", () => {
        assert.deepEqual(oneLined({ name: "a\r\n✔ b", list: ["a \u2028 b", 1, null], message: "a\r\nb\rc" }), {
            name: "a ✔ b",
            list: ["a b", 1, null],
            message: "a\nb\nc",
        });
    });

    it("is one changing line of progress, cut to the terminal", () => {
        const lines: string[] = [];
        const stream = { isTTY: true, columns: 20, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
        const progress = startProgress(stream);
        progress.show(`Playing ${HOSTILE} and more`);
        progress.end();
        assert.equal(lines.length, 2);
        assert.doesNotMatch(lines[0]!.replace("\r\u001b[2K", ""), UNSAFE);
        assert.equal(lines[1], "\r\u001b[2K");
    });

    it("goes through one file", () => {
        const folder = path.join(PROJECT, "local/cli");
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
        assert.deepEqual(
            files.filter((file) => /std(?:out|err)\.write|console\.(?:log|error)|picocolors/.test(readFileSync(path.join(folder, file), "utf8"))),
            [path.join("shared", "terminal.ts")],
        );
    });

    it("ends without an error where the reader has had enough", () => {
        const command = `"${process.execPath}" scripts/jobstatus.js kinds --format json; echo "exit code $?" >&2`;
        const { stdout, stderr } = spawnSync("sh", ["-c", `{ ${command}; } | head -c 100`], { cwd: PROJECT, encoding: "utf8" });
        assert.deepEqual([stdout.length, stderr], [100, "exit code 0\n"]);
    });

    it("is a mistake in one line where the disk is full", () => {
        const full = openSync("/dev/full", "w");
        const run = (stdio: StdioOptions) =>
            spawnSync(process.execPath, ["scripts/jobstatus.js", "kinds"], { cwd: PROJECT, encoding: "utf8", stdio });
        const [output, both] = [run(["ignore", full, "pipe"]), run(["ignore", full, full])];
        closeSync(full);
        assert.deepEqual(
            [output.status, output.stderr, both.status],
            [2, "error: standard output can't be written: ENOSPC: no space left on device, write\n", 2],
        );
    });
});

describe("hostile text", () => {
    const event = { ...(JSON.parse(readFileSync(sample("TrainingJob.failed"), "utf8")) as object), id: HOSTILE };
    const detail = { TrainingJobName: HOSTILE, TrainingJobStatus: HOSTILE, [HOSTILE]: HOSTILE };
    const pattern = { source: ["aws.sagemaker"], detail: { TrainingJobStatus: [HOSTILE], [HOSTILE]: [{ prefix: HOSTILE }] } };
    const state = readFileSync(STATE, "utf8").replaceAll("failed-1a", JSON.stringify(HOSTILE).slice(1, -1));

    const COMMANDS: readonly (readonly [string, (files: Record<"event" | "pattern" | "state" | "binary", string>) => string[]])[] = [
        ["why with patterns", ({ event: file, pattern: rules }) => ["why", file, "--pattern", rules]],
        ["why with a state", ({ event: file, state: rules }) => ["why", file, "--state", rules]],
        ["why as JSON", ({ event: file, pattern: rules }) => ["why", file, "--pattern", rules, "--format", "json"]],
        ...["table", "markdown", "mermaid", "json"].map((format) => {
            return [
                `coverage as ${format}`,
                ({ pattern: rules }: { pattern: string }) => ["coverage", "--pattern", rules, "--format", format],
            ] as const;
        }),
        ["coverage of a state", ({ state: rules }) => ["coverage", "--state", rules]],
        ["smoke", ({ state: rules }) => ["smoke", "--state", rules]],
        ["an event file that is none", () => ["why", HOSTILE]],
        ["a kind that is none", () => ["kinds", HOSTILE]],
        ["a status that is none", () => ["pattern", "TrainingJob", "--status", HOSTILE]],
        ["a command that is none", () => [HOSTILE]],
        ["an option that is none", () => ["run", `--${HOSTILE}`]],
        ["a stack that is none", () => ["run", "--stack", HOSTILE]],
        ["a setting that is none", () => ["run", "--config", HOSTILE]],
        ["a binary file", ({ binary }) => ["why", binary]],
        ["a binary state", ({ binary }) => ["check", "--state", binary]],
    ];
    for (const [what, argv] of COMMANDS) {
        it(`does not reach the terminal from ${what}`, () =>
            withFolder(async (write) => {
                const files = {
                    event: write("event.json", { ...event, detail }),
                    pattern: write("pattern.json", { [HOSTILE]: pattern, two: { "detail-type": [HOSTILE] } }),
                    state: write("state.json", state),
                    binary: write("image.json", "\u0089PNG\r\n\u001a\n\u0000\u0000\u001b[2J"),
                };
                let ending = { code: 0 as number | null, err: "" };
                const out = await written(async () => {
                    ending = await inProcess(argv(files));
                    process.stdout.write(ending.err);
                });
                assert.doesNotMatch(out + ending.err, UNSAFE);
                assert.notEqual(ending.code, null);
            }));
    }

    it("is one line of an error", async () => {
        const { code, out, err } = await inProcess(["why", "a\n\u001b[2Jb"]);
        assert.deepEqual([code, out, err], [2, "", "error: EVENT a \\u001b[2Jb: no such file or folder\n"]);
    });

    it("does not begin a line of the report of a run", async () => {
        const forged = `x\n  ✔ forged  Completed  handled`;
        const report: RunReport = {
            program: forged,
            stack: forged,
            region: forged,
            kinds: [
                {
                    kind: "TrainingJob",
                    rule: forged,
                    events: [
                        {
                            id: "1",
                            name: forged,
                            status: forged,
                            matched: [forged],
                            outcome: "handled",
                            deliveries: [{ rule: forged, target: forged, invocations: 1, outcome: "handled", reason: forged }],
                        },
                    ],
                },
            ],
            neverCame: [],
            others: [],
            unmatched: [],
            notifications: [{ topic: forged, subscriber: forged, subject: forged, message: `${forged}\nReason ${HOSTILE}`, event: "1" }],
            channels: [{ channel: "slack", function: forged, event: "e", title: forged, body: forged, problems: [forged] }],
            stops: [{ kind: "TrainingJob", name: forged, resource: forged, by: forged, at: forged, outcome: "refused", reason: forged }],
            deadLetters: [{ queue: forged, event: forged, reason: forged, kept: "failure queue" }],
            failures: [{ function: forged, event: forged, error: forged, message: forged, logs: [forged], starts: true }],
            faults: [
                {
                    fault: "table",
                    resource: forged,
                    members: { code: forged },
                    from: null,
                    to: null,
                    struck: 1,
                    scheduled: [],
                    firstStruck: null,
                    refusedBy: forged,
                    events: { lost: 1 },
                    informed: { who: forged, alarm: forged, at: forged, afterSeconds: 1 },
                },
            ],
            alarms: [{ name: forged, state: "ALARM", since: forged, notified: [forged], atStartOnly: false }],
            reconciler: { ticks: 1, compared: 1, missed: 1, findings: 1 },
            packages: [],
            policies: { mandatory: 1, advisory: 0, undecided: 0 },
            policyFindings: [{ policy: forged, level: "mandatory", resource: forged, message: "fine", undecided: false, phase: "update" }],
            findings: [{ kind: "refused", subject: forged, message: forged }],
            lost: 0,
            resources: 1,
            durationMs: 1,
        };
        const text = await written(() => print(renderRun(oneLined(report))));
        assert.doesNotMatch(text, /^ *✔ forged/m);
        assert.doesNotMatch(text, UNSAFE);
    });
});
