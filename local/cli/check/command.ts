import { Command, Option } from "commander";

import type { Done } from "../shared/definition";
import { addPolicyConfigOption } from "../shared/policyConfig";
import { addProgramOptions } from "../shared/programOptions";
import type { CheckOptions } from "./check";

const FORMATS = ["text", "json", "markdown", "sarif"] as const;

/** `jobstatus check`: what the policy pack reports for a program in preview and in an update, or for an exported state, without a cloud. */
export function checkCommand(done: Done): Command {
    const command = new Command("check").description("Checks the program, as preview and as update, or an exported state with the policy pack.");
    return addPolicyConfigOption(addProgramOptions(command))
        .option("--state <file>", 'check a state that "pulumi stack export" wrote, instead of a program')
        .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
        .action((options: CheckOptions) => done((require("./check") as typeof import("./check")).check(options)));
}
