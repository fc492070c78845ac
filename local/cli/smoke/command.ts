import { Command } from "commander";

import type { Done } from "../shared/definition";
import type { SmokeOptions } from "./smoke";

/** `jobstatus smoke`: tries the functions and the alarms of a deployed stack. */
export function smokeCommand(done: Done): Command {
    return new Command("smoke")
        .description(
            "Tests a deployed stack: sends each function a marked sample event and sets each alarm once, so that you see that messages arrive.",
        )
        .option("--stack <name>", "deployed stack of the project in this folder, else of this project; the Pulumi CLI reads its state")
        .option("--state <file>", 'a state that "pulumi stack export" wrote, of any program')
        .option("--yes", "do it, on AWS; without this nothing is sent")
        .action((options: SmokeOptions) => done((require("./smoke") as typeof import("./smoke")).smoke(options)));
}
