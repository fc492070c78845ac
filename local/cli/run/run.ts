import * as path from "node:path";

import { MisuseError } from "../shared/errors";
import { readPolicyConfig } from "../shared/policyConfig";
import { OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { readEvents } from "../shared/readEvents";
import { oneLined, print, startProgress } from "../shared/terminal";
import { writeNote } from "../shared/text";
import { writeReport } from "../shared/writeReport";
import { readFaults } from "./readFaults";
import { readResources } from "./readResources";
import { readScenario } from "./readScenario";
import { renderRun } from "./render";
import { exitCodeOfRun } from "./report";

export interface RunOptions extends RawProgramOptions {
    events?: string[];
    resources?: string;
    scenario?: string;
    fault?: string[];
    json?: string;
    seed: string;
    policyConfig?: string;
    policy: boolean;
    allowFailures?: boolean;
}

/** @returns the exit code: findings if something needs a look. */
export async function run(options: RunOptions): Promise<number> {
    const started = performance.now();
    const choice = readProgramOptions(options);
    const seed = Number(options.seed);
    if (!/^\d+$/.test(options.seed) || !Number.isSafeInteger(seed)) {
        throw new MisuseError(`--seed must be a whole number from 0 on, got ${JSON.stringify(options.seed)}`);
    }
    if (options.json === "") {
        throw new MisuseError("--json must be a file or -, got nothing");
    }
    if (!options.policy && options.policyConfig !== undefined) {
        throw new MisuseError("--policy-config has no effect with --no-policy: leave one of them out");
    }
    const config = readPolicyConfig(options.policyConfig);
    const scenario = options.scenario === undefined ? undefined : readScenario(options.scenario);
    const samples = options.events === undefined && scenario === undefined;
    const events = readEvents(samples ? [path.join(OWN_PROJECT, "tests", "events")] : (options.events ?? []), { onNote: writeNote });
    const faults = readFaults(options.fault ?? []);
    const resources = readResources(options.resources ?? (samples ? path.join(OWN_PROJECT, "tests", "resources.json") : undefined));
    if (options.json !== undefined && options.json !== "-") {
        writeReport(options.json, "", "a"); // A run takes seconds: a file that can't be written is reported first.
    }
    const progress = startProgress();
    const { playEvents } = require("./play") as typeof import("./play");
    const report = await playEvents({
        ...choice,
        pack: options.policy ? { folder: path.join(OWN_PROJECT, "policy"), config } : undefined,
        events,
        resources,
        scenario,
        faults,
        seed,
        started,
        onProgress: progress.show,
    }).finally(progress.end);

    const json = () => JSON.stringify(report, null, 2);
    if (options.json !== undefined && options.json !== "-") {
        writeReport(options.json, `${json()}\n`, "w");
    }
    print(options.json === "-" ? json() : renderRun(oneLined(report)));
    return exitCodeOfRun(report, options.allowFailures);
}
