import { createColors } from "picocolors";

/** Colours for a person at a terminal. A log, a pipe and CI get plain text. */
export const colors = createColors(process.stdout.isTTY === true && process.env.NO_COLOR === undefined);
