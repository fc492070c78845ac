import { spawnSync } from "node:child_process";

import type { Graph } from "../../engine";
import { MisuseError } from "./errors";
import { graphOfState } from "./exportedState";
import { defaultProgram } from "./programOptions";

/** A state has the packages of its functions by hash, not their bytes: this is a hundred times what the dev stack has. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The state of a deployed stack, from the Pulumi CLI in the folder of the program.
 *
 * @throws MisuseError where the CLI is not there, refuses, or answers with something else than a state.
 */
export function exportStack(stack: string): Graph {
    const by = `pulumi stack export --stack ${stack}`;
    const command = ["stack", "export", "--stack", stack, "--non-interactive"];
    const { status, stdout, stderr, error } = spawnSync("pulumi", command, { cwd: defaultProgram(), encoding: "utf8", maxBuffer: MAX_BYTES });
    if (error !== undefined) {
        const problem = (error as NodeJS.ErrnoException).code === "ENOENT" ? "the Pulumi CLI is not on the PATH" : error.message;
        throw new MisuseError(`--stack ${stack}: ${problem}: install it, or give --state FILE with what "${by}" writes elsewhere`);
    }
    if (status !== 0) {
        throw new MisuseError(
            `--stack ${stack}: "${by}" failed: ${
                stderr
                    .trim()
                    .replace(/^error: /, "")
                    .replace(/\s+/g, " ") || `exit code ${status}`
            }`,
        );
    }
    const graph = graphOfState(parsed(stdout));
    if (graph === undefined) {
        throw new MisuseError(`--stack ${stack}: "${by}" wrote no state: ${JSON.stringify(stdout.trim().slice(0, 60))}`);
    }
    return graph;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
