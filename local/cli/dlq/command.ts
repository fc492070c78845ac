import { Argument, Command } from "commander";

import type { Done } from "../shared/definition";
import type { Action, DlqOptions } from "./dlq";

const ACTIONS: readonly Action[] = ["list", "explain", "redrive", "purge"];

/** `jobstatus dlq`: the events that failed, why they failed, and how they are handled after all. */
export function dlqCommand(done: Done): Command {
    return new Command("dlq")
        .description("Lists the events in the queues of a stack that failed, explains why, and gives them to their functions again or deletes them.")
        .addArgument(new Argument("<action>", "what to do with the events").choices(ACTIONS))
        .option("--stack <name>", "deployed stack of the project in this folder, else of this project; the Pulumi CLI reads its state")
        .option("--state <file>", 'a state that "pulumi stack export" wrote, of any program')
        .option("--console <address>", "the local AWS of a running jobstatus console, by the address that it printed")
        .option("--profile <name>", "profile of the AWS configuration (default: that of the environment)")
        .option("--queue <name>", "this queue only")
        .option("--cause <cause>", "messages of this cause only, as list names it; purge needs it")
        .option("--limit <number>", "messages of each queue that are read (default: 1000), or with --yes that are tried or deleted (default: all)")
        .option("--yes", "with redrive and purge: do it; without this nothing is invoked or deleted")
        .option("--rate <number>", "with redrive --yes: invocations a second, 1 to 50 (default: 2)")
        .action((action: Action, options: DlqOptions) => done((require("./dlq") as typeof import("./dlq")).dlq(action, options)));
}
