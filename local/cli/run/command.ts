import { Command } from "commander";

import { type Done, repeated } from "../shared/definition";
import { addPolicyConfigOption } from "../shared/policyConfig";
import { addProgramOptions } from "../shared/programOptions";
import type { RunOptions } from "./run";

/** `jobstatus run`: the program, the policy pack and the events that are played through them. */
export function runCommand(done: Done): Command {
    const command = new Command("run")
        .description("Runs the program and the policy pack on this machine and plays events through them.")
        .option(
            "--events <path>",
            "event file (JSON or JSON lines), folder, or - for standard input; may be repeated (default: the sample events)",
            repeated,
        )
        .option("--resources <file>", "JSON list of { kind, record, log }: what Describe answers where the events do not say, and the lines of logs")
        .option("--scenario <file>", "JSON of what happens in the local SageMaker; its events come with --events, or replace the sample events")
        .option("--fault <fault>", "something that goes wrong: NAME[:RESOURCE][,MEMBER=VALUE]; may be repeated (simulate --list-faults)", repeated)
        .option("--json <file>", "also write a report as JSON; - writes it to standard output and no text")
        .option("--seed <number>", "makes ids and the jitter of retries reproducible", "1")
        .option("--allow-failures", "exit with 0 although a handler failed, if no event was lost");
    return addPolicyConfigOption(addProgramOptions(command))
        .option("--no-policy", "leave the policy pack out")
        .action((options: RunOptions) => done((require("./run") as typeof import("./run")).run(options)));
}
