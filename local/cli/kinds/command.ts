import { Command, Option } from "commander";

import type { Done } from "../shared/definition";
import { KIND_ARGUMENT } from "../shared/kindArgument";
import type { KindsOptions } from "./kinds";

const FORMATS = ["text", "json", "markdown"] as const;

/** `jobstatus kinds [KIND]`: what SageMaker sends events about, and everything that is known of one kind. */
export function kindsCommand(done: Done): Command {
    return new Command("kinds")
        .description("Lists the kinds of events, or describes one: statuses, fields, an example, API and console.")
        .argument("[kind]", `${KIND_ARGUMENT}; all kinds without it`)
        .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
        .action((kind: string | undefined, { format }: KindsOptions) =>
            done((require("./kinds") as typeof import("./kinds")).printKinds(kind, format)),
        );
}
