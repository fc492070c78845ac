import { Command, Option } from "commander";

import { type Done, repeated } from "../shared/definition";
import { KIND_ARGUMENT } from "../shared/kindArgument";
import type { PatternCommandOptions } from "./pattern";

const FORMATS = ["text", "json"] as const;

/** `jobstatus pattern KIND`: the event pattern for a kind of event, ready for a rule, and the sample events that it matches. */
export function patternCommand(done: Done): Command {
    return new Command("pattern")
        .description("Writes the event pattern for a kind, ready for a rule, and lists the sample events that it matches.")
        .argument("<kind>", `${KIND_ARGUMENT}; or a call of SageMaker's API such as CreateTrainingJob, which CloudTrail sends`)
        .option("--status <status>", "only this status, in the spelling of events; may be repeated", repeated)
        .option("--name-prefix <prefix>", "only resources whose name begins with this")
        .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
        .action((kind: string, options: PatternCommandOptions) =>
            done((require("./pattern") as typeof import("./pattern")).printPattern(kind, options)),
        );
}
