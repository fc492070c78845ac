import { readFileSync } from "node:fs";

import { savedHtml } from "./html";
import { place } from "./layout";
import { inAllForms } from "./messages";
import type { Recording, Saved } from "./protocol";
import type { PageFiles } from "./server";

/** The page of a run as one HTML file, that opens without a server. */
export function savedPage(about: { program: string; stack: string; region: string }, recording: Recording, files: PageFiles): string {
    const { nodes, edges, steps, rows, coverage, messages, nowMs, ...rest } = recording;
    const saved: Saved = {
        snapshot: {
            ...about,
            ...rest,
            graph: place({ nodes, edges }),
            clock: { nowMs, running: false, speed: 1, pending: 0 },
            facts: steps.length,
            programError: null,
        },
        steps,
        rows,
        coverage,
        messages: inAllForms(messages),
    };
    return savedHtml(saved, { script: readFileSync(files.script, "utf8"), style: readFileSync(files.style, "utf8") });
}
