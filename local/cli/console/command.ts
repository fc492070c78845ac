import { Command } from "commander";

import type { Done } from "../shared/definition";
import { addPolicyConfigOption } from "../shared/policyConfig";
import { addProgramOptions } from "../shared/programOptions";
import type { ConsoleCommandOptions } from "./console";

/** `jobstatus console`: a page on this machine that shows the program at work. */
export function consoleCommand(done: Done): Command {
    const command = new Command("console")
        .description("Serves a page on this machine that shows the program at work: its graph, events, faults, time and messages.")
        .option("--port <number>", "port on 127.0.0.1; 0 for a free one", "0")
        .option("--seed <number>", "makes ids and the jitter of retries reproducible", "1");
    return addPolicyConfigOption(addProgramOptions(command))
        .option("--from <file>", "write the page of a saved run instead, which opens without a server: what run --json or simulate --json wrote")
        .option("--output <file>", "the HTML file of --from")
        .option("--no-policy", "leave the policy pack out")
        .action((options: ConsoleCommandOptions) => done((require("./console") as typeof import("./console")).openConsole(options)));
}
