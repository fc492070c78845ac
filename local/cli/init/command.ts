import { Command } from "commander";

import type { Done } from "../shared/definition";
import type { InitOptions } from "./answers";

/** `jobstatus init [DIR]`: a new program. */
export function initCommand(done: Done): Command {
    return new Command("init")
        .description("Writes a new Pulumi program with reactions to failed jobs, and a test of it, to an empty folder.")
        .argument("[dir]", "folder, which may be missing (default: this one)")
        .option("--email <address>", "address that receives messages about jobs, and alarms; asked for at a terminal")
        .option("--name <name>", "name of the project (default: that of the folder)")
        .option("--region <region>", "Region whose jobs are watched (default: us-east-1)")
        .option("--slack <arn>", "also send the messages to Slack: ARN of the secret or parameter that holds the webhook's address")
        .option("--guard", "also report training jobs that run longer than a day, or use more than 4 instances")
        .option("--packages <dir>", "take this project's packages from the folder that npm run pack wrote, not from the registry")
        .action((dir: string | undefined, options: InitOptions) => done((require("./init") as typeof import("./init")).init(dir ?? ".", options)));
}
