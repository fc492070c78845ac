/** Measures what an event costs `jobstatus run`, in time and memory, with few events and with many: the ratios show whether it grows faster than them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

const ROOT = path.resolve(__dirname, "..");
const FAILED = JSON.parse(readFileSync(path.join(ROOT, "tests", "events", "TrainingJob.failed.json"), "utf8")) as {
    readonly id: string;
    readonly "detail-type": string;
    readonly detail: { readonly TrainingJobName: string };
};

/** What the events of a measurement are, and how many at first. */
const KINDS: Readonly<Record<string, { readonly count: number; readonly event: (index: number) => object }>> = {
    matched: {
        count: 100,
        event: (index) =>
            JSON.parse(JSON.stringify({ ...FAILED, id: `event-${index}` }).replaceAll(FAILED.detail.TrainingJobName, `job-${index}`)) as object,
    },
    repeated: { count: 200, event: () => FAILED },
    unmatched: { count: 2000, event: (index) => ({ ...FAILED, id: `event-${index}`, "detail-type": "Of no rule" }) },
};
const TIMES = 4;

/** Seconds of one run, and megabytes of its largest resident set. */
function measured(folder: string, event: (index: number) => object, count: number): { seconds: number; megabytes: number } {
    const [file, peak] = [path.join(folder, "events.jsonl"), path.join(folder, "peak")];
    writeFileSync(file, Array.from({ length: count }, (_, index) => JSON.stringify(event(index))).join("\n"));
    const preload = path.join(folder, "peak.js");
    writeFileSync(
        preload,
        `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));`,
    );
    const started = performance.now();
    const command = ["--require", preload, path.join(ROOT, "dist", "jobstatus.js"), "run", "--no-policy", "--events", file];
    const { status, stderr } = spawnSync(process.execPath, command, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
    if (status === null || status > 1) {
        throw new Error(stderr);
    }
    return { seconds: (performance.now() - started) / 1000, megabytes: Number(readFileSync(peak, "utf8")) / 1024 };
}

const folder = mkdtempSync(path.join(tmpdir(), "bench-run-"));
try {
    const floor = measured(folder, KINDS.unmatched!.event, 1);
    console.log(`one event: ${floor.seconds.toFixed(1)} s, ${floor.megabytes.toFixed(0)} MB`);
    for (const [name, { count, event }] of Object.entries(KINDS)) {
        const [few, many] = [count, TIMES * count].map((each) => {
            const { seconds, megabytes } = measured(folder, event, each);
            const cost = { milliseconds: (1000 * (seconds - floor.seconds)) / each, kilobytes: (1024 * (megabytes - floor.megabytes)) / each };
            console.log(`${each} ${name}: ${seconds.toFixed(1)} s, ${cost.milliseconds.toFixed(2)} ms and ${cost.kilobytes.toFixed(1)} KB an event`);
            return cost;
        });
        console.log(`  ${TIMES} times as many: ${(many!.milliseconds / few!.milliseconds).toFixed(2)} times the time of an event`);
    }
} finally {
    rmSync(folder, { recursive: true });
}
