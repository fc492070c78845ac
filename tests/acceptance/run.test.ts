import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import type { RunReport } from "../../local/cli/run/report";
import { jobstatus } from "../support/commandLine";
import { sampleEvent, sampleEventNames } from "../support/devStack";

const REACTIONS = "sagemaker-job-status:reactions";

describe("jobstatus run", () => {
    let folder: string;
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "run-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    it("plays the sample events of all nine kinds, reports what became of each, and writes it as JSON", async () => {
        const file = path.join(folder, "report.json");
        const { exitCode, stdout, stderr } = await jobstatus(["run", "--json", file]);
        const report = JSON.parse(readFileSync(file, "utf8")) as RunReport;

        assert.deepEqual([exitCode, stderr], [0, ""]);
        assert.deepEqual(report.policies, { mandatory: 0, advisory: 0, undecided: 0 });
        assert.deepEqual(
            report.kinds.flatMap(({ events }) => events.map(({ name }) => name)),
            sampleEventNames(),
        );
        assert.equal(report.kinds.length, 9);
        assert.deepEqual(
            report.unmatched.map(({ name, kind, status }) => [name, kind, status]),
            [["Endpoint.updating", "Endpoint", "UPDATING"]],
        );
        assert.deepEqual(new Set(report.kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome))), new Set(["handled", "unmatched"]));
        assert.equal(report.notifications.length, sampleEventNames().length - 1);
        assert.deepEqual([report.lost, report.deadLetters, report.findings, report.stops], [0, [], [], []]);
        assert.deepEqual(
            new Set(report.alarms.map(({ state, notified, atStartOnly }) => `${state} ${atStartOnly ? 0 : notified.length}`)),
            new Set(["OK 0"]),
        );
        assert.equal(report.packages.length, 12);
        assert.deepEqual(
            report.recording!.rows.map(({ outcome }) => outcome).sort(),
            report.kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome)).sort(),
        );
        for (const { bytes, sha256 } of report.packages) {
            assert.ok(bytes <= 135 * 1024, `${bytes} bytes`);
            assert.match(sha256, /^[0-9a-f]{64}$/);
        }
        assert.match(stdout, /^sagemaker-job-status {2}stack dev, us-east-1, \d+ resources \(on this machine: no AWS account is used\)\n/);
        assert.match(
            stdout,
            /\n {2}✔ Algorithm\.failed +no status +handled\n {6}→ email:ml-platform@example\.com: .*failed: data not found\n {8}Reason: .*holds no files\n/,
        );
        assert.match(
            stdout,
            /\nQueues {2}empty\n\nReconciler {2}1 tick, \d+ changes? compared: no event was missing\n\nAlarms {2}82 watched, none went off\n {2}· reconciler-heartbeat-\w+ {2}on from its creation until its first data\n\n33 events: 32 handled, 1 unmatched, 0 lost {2}\(/,
        );
    });

    it("plays a scenario in place of the sample events: all kinds to their ends, a step that SageMaker refuses as a finding", async () => {
        const day = JSON.parse(readFileSync(path.join("tests", "scenarios", "ml-day.json"), "utf8")) as { steps: object[] };
        const file = path.join(folder, "scenario.json");
        const again = { at: "PT5H", do: "stop", kind: "TransformJob", name: "churn-scores-1120" };
        writeFileSync(file, JSON.stringify({ ...day, steps: [...day.steps, again] }));
        const { exitCode, stdout } = await jobstatus(["run", "--scenario", file, "--json", "-"]);
        const report = JSON.parse(stdout) as RunReport;

        assert.deepEqual(
            report.kinds.map(({ kind, events }) => [kind, events.length]),
            [
                ["Algorithm", 3],
                ["Endpoint", 7],
                ["HyperParameterTuningJob", 2],
                ["LabelingJob", 1],
                ["ModelPackage", 4],
                ["NotebookInstance", 4],
                ["ProcessingJob", 3],
                ["TrainingJob", 29],
                ["TransformJob", 4],
            ],
        );
        const refusal = "The request was rejected because the transform job is in status Stopped.";
        assert.deepEqual(report.findings, [{ kind: "refused", subject: "scenario step 16", message: `ValidationException: ${refusal}` }]);
        const transform = {
            kind: "TransformJob",
            name: "churn-scores-1120",
            resource: `arn:aws:sagemaker:us-east-1:${report.stops[0]!.resource.split(":")[4]}:transform-job/churn-scores-1120`,
            by: "scenario",
        };
        assert.deepEqual(
            report.stops.filter(({ kind }) => kind === "TransformJob"),
            [
                { ...transform, at: "2026-11-20T09:08:00.000Z", outcome: "stopping" },
                { ...transform, at: "2026-11-20T14:00:00.000Z", outcome: "refused", reason: refusal },
            ],
        );
        assert.deepEqual([exitCode, report.lost, report.deadLetters], [1, 0, []]);
        const subjects = report.notifications.map(({ subject }) => subject);
        for (const subject of ["Training job vision-train-88 stopped: time limit reached", "Model package churn-models/1 completed (approved)"]) {
            assert.ok(subjects.includes(subject), subject);
        }
    });

    it("refuses a scenario that is none in one line", async () => {
        const file = path.join(folder, "none.json");
        writeFileSync(file, '{"steps":[{"at":0,"kind":"Job"}]}');
        const { exitCode, stdout, stderr } = await jobstatus(["run", "--scenario", file]);
        assert.deepEqual([exitCode, stdout], [2, ""]);
        assert.equal(
            stderr,
            `error: --scenario ${file}: step 1: kind must be one of Algorithm, Endpoint, HyperParameterTuningJob, LabelingJob, ModelPackage, ` +
                `NotebookInstance, ProcessingJob, TrainingJob, TransformJob, got "Job"\n`,
        );
        assert.match((await jobstatus(["run", "--scenario", "missing.json"])).stderr, /^error: --scenario missing\.json: no such file\n$/);
    });

    it("plays events from standard input, reports one of an unknown kind and one that no rule can read, and still plays the rest", async () => {
        const unknown = { ...sampleEvent("TrainingJob.failed"), id: "unknown", "detail-type": "SageMaker Training Job Status Change" };
        const broken = { ...sampleEvent("TrainingJob.failed"), id: "broken", resources: [], detail: { TrainingJobStatus: "Failed" } };
        const lines = [unknown, broken, sampleEvent("TrainingJob.stopped")].map((event) => JSON.stringify(event)).join("\n");
        const { exitCode, stdout } = await jobstatus(["run", "--events", "-", "--json", "-"], { input: lines });
        const report = JSON.parse(stdout) as RunReport;

        // The handler can't read one of them, and no fault was asked for.
        assert.equal(exitCode, 1);
        assert.deepEqual(
            report.failures.map(({ event, starts }) => [event, starts]),
            [["broken", true]],
        );
        assert.deepEqual(report.unmatched, [
            { id: "unknown", name: "standard input:1", kind: null, detailType: "SageMaker Training Job Status Change", status: null },
        ]);
        assert.deepEqual(
            report.kinds.map(({ kind, events }) => [
                kind,
                events.map(({ name, outcome, deliveries }) => [name, outcome, deliveries.map(({ invocations }) => invocations)]),
            ]),
            [
                [
                    "TrainingJob",
                    [
                        ["standard input:2", "dead-lettered", [3]],
                        ["standard input:3", "handled", [1]],
                    ],
                ],
            ],
        );
        assert.deepEqual(
            report.deadLetters.map(({ event, kept }) => [event, kept]),
            [["broken", "failure queue"]],
        );
        assert.deepEqual(
            report.alarms
                .filter(({ notified, atStartOnly }) => notified.length > 0 && !atStartOnly)
                .map(({ name, notified }) => [name.replace(/-[0-9a-f]{7}$/, ""), notified]),
            [
                ["training-job-async-events-dropped", ["email:ml-platform@example.com"]],
                ["training-job-errors", ["email:ml-platform@example.com"]],
                ["job-status-failure-depth", ["email:ml-platform@example.com"]],
            ].sort(),
        );
    });

    it("waits for two ticks where a scenario loses events, and says what the reconciler found", async () => {
        const steps = [{ at: 0, kind: "TrainingJob", name: "churn", ends: "Failed" }];
        const file = path.join(folder, "lost.json");
        writeFileSync(file, JSON.stringify({ start: "2026-11-20T09:00:00Z", reliability: { losses: 1 }, steps }));
        const { exitCode, stdout } = await jobstatus(["run", "--no-policy", "--scenario", file, "--json", "-"]);
        const { reconciler, notifications, kinds, lost } = JSON.parse(stdout) as RunReport;
        assert.deepEqual([exitCode, kinds, lost, reconciler?.missed, reconciler?.findings], [0, [], 0, 1, 0]);
        assert.deepEqual(
            notifications.map(({ subject, message }) => [subject, message.includes("rebuilt from SageMaker's lists")]),
            [["Training job churn failed: error in its own code", true]],
        );
    });

    const write = (name: string, ...events: string[]) => {
        const file = path.join(folder, name);
        writeFileSync(file, events.map((event) => JSON.stringify(sampleEvent(event))).join("\n"));
        return file;
    };
    const missedIn = ({ neverCame }: RunReport) =>
        neverCame.map(({ name, outcome, missed }) => [
            name.split(":").at(-1),
            outcome,
            missed.map(({ rule, reason, foundBy, rebuilt }) => [
                rule.replace(/-[0-9a-f]{7}$/, ""),
                reason,
                ...(foundBy === undefined || rebuilt === undefined ? [] : [foundBy.replace(/-[0-9a-f]{7}$/, "")]),
            ]),
        ]);

    it("begins with a tick and waits for two where a fault loses events, reports by whom each was found, and ends with 1 for those that no one found", async () => {
        const events = write("never.jsonl", "TrainingJob.failed", "Endpoint.deleted", "Endpoint.updating");
        const { exitCode, stdout } = await jobstatus(["run", "--no-policy", "--events", events, "--fault", "loseEvents", "--json", "-"]);
        const report = JSON.parse(stdout) as RunReport;
        assert.deepEqual(missedIn(report), [
            ["1", "reconciled", [["training-job-rule", "SageMaker did not send it", "reconciler-function"]]],
            ["2", "lost", [["endpoint-rule", "SageMaker did not send it, and SageMaker lists no resources that are deleted"]]],
            ["3", "unmatched", []],
        ]);
        assert.deepEqual([exitCode, report.kinds, report.lost, report.reconciler?.missed], [1, [], 1, 1]);
        assert.deepEqual(
            report.notifications.map(({ subject, event }) => [subject, event === report.neverCame[0]!.missed[0]!.rebuilt]),
            [["Training job churn-train-1117 failed: error in its own code", true]],
        );
    });

    it("plays what a disabled rule leaves to the reconciler, with its message below it, and ends with 0 if all was found", async () => {
        const events = write("disabled.jsonl", "TrainingJob.inProgress", "TransformJob.failed");
        const { exitCode, stdout } = await jobstatus(["run", "--no-policy", "--events", events, "--fault", "disableRule"], {
            env: { ...process.env, COLUMNS: "100" },
        });
        const email = "→ email:ml-platform@example.com:";
        assert.deepEqual(
            /\n\nNever came\n([^]*?)\n\n/
                .exec(stdout)![1]!
                .replace(/\n {20,}/g, " ")
                .replace(/-[0-9a-f]{7} /g, " ")
                .split("\n")
                .map((line) => line.trim().replace(/ {2,}/g, "  ")),
            [
                "✔ disabled:1  InProgress  the rule is disabled; found by reconciler-function after 12 minutes",
                `${email} Training job churn-train-1116 outside limits, not stopped`,
                "✔ disabled:2  Failed  the rule is disabled; found by reconciler-function after 11 minutes",
                `${email} Transform job churn-scores-1117 failed: cause unknown`,
                "Reason: ClientError: See job logs for more information",
                "Other messages",
                `${email} SageMaker job status: 10 problems found`,
            ],
        );
        assert.equal(exitCode, 0);
        assert.match(stdout, /\n2 events: 0 handled, 2 found by the reconciler, 0 unmatched, 0 lost {2}\(/);
    });

    it("waits for the reconciler's report on what is in a queue whose alarm had gone off before", async () => {
        const events = write("queue.jsonl", "TransformJob.failed", "TransformJob.completed", "TransformJob.stopped");
        const named = "breakHandler:transform-job-function-34a5f0b";
        const { stdout } = await jobstatus(["run", "--no-policy", "--events", events, "--fault", named, "--json", "-"]);
        const { lost, kinds } = JSON.parse(stdout) as RunReport;
        assert.deepEqual([lost, kinds.flatMap((kind) => kind.events.map(({ outcome }) => outcome))], [0, Array(3).fill("dead-lettered")]);
    });

    it("gives the same report for the same seed", async () => {
        const event = path.join(folder, "event.json");
        writeFileSync(event, JSON.stringify(sampleEvent("TransformJob.failed")));
        const play = async () => JSON.parse((await jobstatus(["run", "--events", event, "--json", "-", "--seed", "7"])).stdout) as RunReport;
        const [first, second] = [await play(), await play()];
        assert.deepEqual({ ...first, durationMs: 0 }, { ...second, durationMs: 0 });
    });

    it("reports each mistake in the configuration on one line and plays nothing", async () => {
        const { exitCode, stdout, stderr } = await jobstatus([
            "run",
            "--config",
            `${REACTIONS}={"Endpoint": ["InService"], "Algorithm": ["Failed"]}`,
        ]);
        assert.equal(stdout, "");
        const lines = stderr.trimEnd().split("\n");
        assert.equal(exitCode, 2);
        assert.match(stderr, /reactions Endpoint: statuses must be among CREATING, .*, got "InService" \(did you mean IN_SERVICE\?\)/);
        assert.match(stderr, /reactions Algorithm: statuses is not allowed: algorithm events have no status/);
        assert.ok(!/\n\s+at /.test(stderr), `no stack trace in: ${lines.join(" | ")}`);
    });

    it("plays events through a program that the policy pack refuses, says what is wrong with it, and ends with 1", async () => {
        const { exitCode, stdout } = await jobstatus(["run", "--program", "tests/local/cli/programs/silentAlarm"]);
        assert.equal(exitCode, 1);
        assert.match(stdout, /^silent-alarm {2}stack dev, us-east-1, 3 resources .*\nPolicies {2}3 mandatory, 0 advisory, 0 undecided in preview\n/);
        assert.match(stdout, /\nmandatory {2}status-rule-has-alarm {2}endpoints \(preview\)\n {4}\S.*"endpoints-failed"/);
        assert.match(stdout, /\nmandatory {2}status-rule-has-target {2}endpoints \(preview\)\n/);
        assert.match(
            stdout,
            /\nmandatory {2}status-rule-pattern-matches {2}endpoints \(preview\)\n(?: {4}.*\n)+ {4}.* Write IN_SERVICE for \["InService"\]\.\n/,
        );
        assert.match(
            stdout,
            /\n\nThe policy pack refuses the program: "pulumi up" would end in the preview\. The events are played all\n {4}the same\.\n\n/,
        );
        assert.match(stdout, /\n33 events: 0 handled, 33 unmatched, 0 lost {2}\(/);
    });

    const misuse: [string, string[], RegExp][] = [
        ["a missing event file", ["run", "--events", "no-such-file.json"], /^error: --events no-such-file\.json: no such file or folder\n$/],
        ["an unknown command", ["play"], /^error: unknown command 'play'\n/],
        ["no command", [], /^Usage: jobstatus /],
        ["an unknown option", ["run", "--event", "x"], /^error: unknown option '--event'/],
        ["a seed that is no number", ["run", "--seed", "x"], /^error: --seed must be a whole number from 0 on, got "x"\n$/],
        ["a program folder without a program", ["run", "--program", "tests"], /^error: --program tests: there is no Pulumi\.yaml in it\n$/],
    ];
    for (const [what, args, message] of misuse) {
        it(`refuses ${what} with exit code 2`, async () => {
            const { exitCode, stdout, stderr } = await jobstatus(args);
            assert.deepEqual([exitCode, stdout], [2, ""]);
            assert.match(stderr, message);
        });
    }
});
