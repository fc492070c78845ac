import * as path from "node:path";

import { readResources } from "../run/readResources";
import { EXIT, MisuseError } from "../shared/errors";
import { readPolicyConfig } from "../shared/policyConfig";
import { OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../shared/programOptions";
import { newestTime, readEvents } from "../shared/readEvents";
import { print, startProgress } from "../shared/terminal";
import { wholeNumber } from "../shared/wholeNumber";
import { writeSavedRun } from "./savedRun";

export interface ConsoleCommandOptions extends RawProgramOptions {
    port: string;
    seed: string;
    policyConfig?: string;
    policy: boolean;
    from?: string;
    output?: string;
}

const PAGE = { script: path.join(OWN_PROJECT, "dist", "console.js"), style: path.join(OWN_PROJECT, "dist", "console.css") };

/** Serves the page until the process is interrupted, or writes that of a saved run. @returns the exit code. */
export async function openConsole(options: ConsoleCommandOptions): Promise<number> {
    if (options.from !== undefined) {
        return writeSavedRun(options.from, options.output, PAGE);
    }
    if (options.output !== undefined) {
        throw new MisuseError("--output has no effect without --from: give it a file that run --json or simulate --json wrote");
    }
    const choice = readProgramOptions(options);
    const port = wholeNumber("--port", options.port, 0, 65_535);
    const seed = wholeNumber("--seed", options.seed, 0, Number.MAX_SAFE_INTEGER);
    if (!options.policy && options.policyConfig !== undefined) {
        throw new MisuseError("--policy-config has no effect with --no-policy: leave one of them out");
    }
    const config = readPolicyConfig(options.policyConfig);
    const samples = readEvents([path.join(OWN_PROJECT, "tests", "events")]);
    const progress = startProgress();
    const { Session } = require("../../console/session") as typeof import("../../console/session");
    const session = await Session.start({
        ...choice,
        pack: options.policy ? { folder: path.join(OWN_PROJECT, "policy"), config } : undefined,
        seed,
        startMs: newestTime(samples)!,
        port,
        samples,
        resources: readResources(path.join(OWN_PROJECT, "tests", "resources.json")),
        files: PAGE,
        onProgress: progress.show,
    })
        .catch((error: unknown) => {
            throw (error as NodeJS.ErrnoException).code === "EADDRINUSE"
                ? new MisuseError(`--port ${port} is in use: choose another one, or 0 for a free one`)
                : error;
        })
        .finally(progress.end);
    print(`Open ${session.url}\nThe page is for this machine alone. Ctrl+C ends it.`);
    await new Promise<void>((resolve) => {
        process.once("SIGINT", resolve);
        process.once("SIGTERM", resolve);
    });
    await session.close();
    return EXIT.ok;
}
