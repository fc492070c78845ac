import { Command, Option } from "commander";

import { KIND_ARGUMENT } from "../shared/kindArgument";
import type { Done } from "../shared/definition";
import { addRuleSourceOptions } from "../shared/ruleSource";
import type { CoverageOptions } from "./coverage";

const FORMATS = ["table", "markdown", "mermaid", "json"] as const;

/** `jobstatus coverage`: which rule matches which status of which kind, which statuses no rule matches, and which rules match nothing. */
export function coverageCommand(done: Done): Command {
    const command = new Command("coverage")
        .description("Shows which rule matches which status of which kind, statuses without a rule, and rules that match nothing.")
        .argument("[kind]", `${KIND_ARGUMENT}; all kinds without it`);
    return addRuleSourceOptions(command)
        .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("table"))
        .action((kind: string | undefined, options: CoverageOptions) =>
            done((require("./coverage") as typeof import("./coverage")).coverage(kind, options)),
        );
}
