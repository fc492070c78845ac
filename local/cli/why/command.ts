import { Command, Option } from "commander";

import type { Done } from "../shared/definition";
import { addRuleSourceOptions } from "../shared/ruleSource";
import type { WhyOptions } from "./why";

const FORMATS = ["text", "json"] as const;

/** `jobstatus why EVENT.json`: which rules an event matches and where it goes, and why it does not match the others. */
export function whyCommand(done: Done): Command {
    const command = new Command("why")
        .description("Shows which rules an event matches and where it goes, and why it does not match the others.")
        .argument("<event>", "JSON file with one event or a list, JSON lines, a folder of them, or - for standard input");
    return addRuleSourceOptions(command)
        .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
        .action((event: string, options: WhyOptions) => done((require("./why") as typeof import("./why")).why(event, options)));
}
