import { Command, Option } from "commander";

import { ALL_KIND_NAMES, WITHOUT_EVENTS } from "../../../catalog";
import { EXIT } from "../shared/errors";
import { KIND_ARGUMENT, readKind } from "../shared/kindArgument";
import { kindSheet } from "./sheet";
import { renderKindsPage } from "./markdown";
import { renderKinds, renderSheet } from "./render";

type Format = "text" | "json" | "markdown";

/** `jobstatus kinds [KIND]`: what SageMaker sends events about, and everything that is known of one kind. */
export function kindsCommand(done: (work: Promise<number>) => Promise<void>): Command {
    return new Command("kinds")
        .description("Lists the kinds of events, or says everything about one: statuses, fields, an example, API and console.")
        .argument("[kind]", `${KIND_ARGUMENT}; all kinds without it`)
        .addOption(new Option("--format <format>", "how to write it").choices(["text", "json", "markdown"]).default("text"))
        .action((kind: string | undefined, { format }: { format: Format }) =>
            done(
                (async () => {
                    process.stdout.write(kinds(kind, format));
                    return EXIT.ok;
                })(),
            ),
        );
}

/** What the command writes: Markdown is the page `docs/kinds.md`, with one kind or all. */
export function kinds(given: string | undefined, format: Format): string {
    const sheets = (given === undefined ? ALL_KIND_NAMES : [readKind(given)]).map(kindSheet);
    if (format === "markdown") {
        return renderKindsPage(sheets, WITHOUT_EVENTS);
    }
    if (format === "json") {
        return `${JSON.stringify(given === undefined ? sheets : sheets[0], null, 4)}\n`;
    }
    return `${given === undefined ? renderKinds(sheets, WITHOUT_EVENTS) : renderSheet(sheets[0]!)}\n`;
}
