import { ALL_KIND_NAMES, WITHOUT_EVENTS } from "../../../catalog";
import { EXIT } from "../shared/errors";
import { readKind } from "../shared/kindArgument";
import { write } from "../shared/terminal";
import { renderKindsPage } from "./markdown";
import { renderKinds, renderSheet } from "./render";
import { kindSheet } from "./sheet";

export interface KindsOptions {
    format: "text" | "json" | "markdown";
}

export async function printKinds(given: string | undefined, format: KindsOptions["format"]): Promise<number> {
    write(kinds(given, format));
    return EXIT.ok;
}

/** What the command writes: Markdown is the page `docs/kinds.md`, with one kind or all. */
export function kinds(given: string | undefined, format: KindsOptions["format"]): string {
    const sheets = (given === undefined ? ALL_KIND_NAMES : [readKind(given)]).map(kindSheet);
    if (format === "markdown") {
        return renderKindsPage(sheets, WITHOUT_EVENTS);
    }
    if (format === "json") {
        return `${JSON.stringify(given === undefined ? sheets : sheets[0], null, 4)}\n`;
    }
    return `${given === undefined ? renderKinds(sheets, WITHOUT_EVENTS) : renderSheet(sheets[0]!)}\n`;
}
