import { colors as pc, oneLined, print } from "../shared/terminal";
import { counted, fit, groupBy, groupsBy } from "../shared/text";
import { explanationOf } from "./causes";
import type { Letter } from "./letters";
import type { QueueContent } from "./read";

/** Prints lines that may have what came from AWS: each stays one line, within the width of the terminal. */
export const printShown = (...lines: readonly string[]): void => print(fit(oneLined(lines).join("\n")));

/** Messages of one cause and text, oldest first. */
export type Group = readonly Letter[];

export const groupsOf = (letters: readonly Letter[]): Group[] =>
    groupsBy(letters, ({ cause }) => JSON.stringify([cause.id, cause.text])).sort((one, other) => other.length - one.length);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "3 days", "2 hours", "5 minutes": the largest unit that is reached, rounded down. */
export function ageOf(ms: number): string {
    const [unit, noun] = ms >= 2 * DAY_MS ? [DAY_MS, "day"] : ms >= 2 * HOUR_MS ? [HOUR_MS, "hour"] : [MINUTE_MS, "minute"];
    return ms < MINUTE_MS ? "less than a minute" : counted(Math.floor(ms / unit), noun as string);
}

/** What a queue is that does not exist. */
export const MISSING = "does not exist: what fails is lost. Deploy the stack again.";

/** The head of a queue: how much it has, and how long SQS still keeps the oldest. */
export function headOf({ queue: { name }, state, letters, isPart }: QueueContent, nowMs: number): string {
    if (state === undefined) {
        return `${pc.bold(name)}  ${pc.red(MISSING)}`;
    }
    const { waiting, inFlight, retentionSeconds, mostReceives } = state;
    const numbers = `${counted(waiting, "message")}${inFlight === 0 ? "" : `, and ${inFlight} that someone has received`}`;
    if (mostReceives !== undefined) {
        return `${pc.bold(name)}  ${numbers}, not read: SQS moves a message of this queue to another one after ${counted(mostReceives, "receive")}`;
    }
    const oldest = letters[0];
    if (oldest === undefined) {
        return `${pc.bold(name)}  ${waiting === 0 && inFlight === 0 ? "empty" : numbers}`;
    }
    const left = oldest.sentMs + 1000 * retentionSeconds - nowMs;
    const deletion = `the oldest ${ageOf(nowMs - oldest.sentMs)} old, deleted by SQS in ${ageOf(left)}`;
    return `${pc.bold(name)}  ${numbers}, ${deletion}${isPart ? ` (${letters.length} read)` : ""}`;
}

/** A group in one line, and its functions in another one if it has several. */
export function linesOf(group: Group, nowMs: number): string[] {
    const { cause, functionName, sentMs } = group[0]!;
    const functions = [...groupBy(group, (letter) => letter.functionName)].sort(([, one], [, other]) => other.length - one.length);
    const whose = functions.length === 1 ? functionName : counted(functions.length, "function");
    return [
        `  ${group.length}  ${pc.yellow(cause.id)}  ${whose}  ${cause.text}  (oldest ${ageOf(nowMs - sentMs)})`,
        ...(functions.length === 1 ? [] : [`    Functions: ${functions.map(([name, letters]) => `${name} (${letters.length})`).join(", ")}`]),
    ];
}

/** A group with what is known of it. */
export function explainedLines(group: Group, logLine: string, nowMs: number): string[] {
    const { cause, title, obstacle } = group[0]!;
    const { why, next } = explanationOf(cause.id);
    const titles = [...new Set(group.map((letter) => letter.title))];
    const shown = titles.length === 1 ? title : `${title}, and ${titles.length - 1} more`;
    return [
        ...linesOf(group, nowMs),
        `    Why: ${why}`,
        `    Event: ${shown}`,
        `    Log: ${logLine}`,
        ...(obstacle === undefined ? [] : [`    Not redriven: ${obstacle}`]),
        `    Next: ${next}`,
    ];
}
