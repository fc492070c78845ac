import type { EventKindRow } from "../../catalog";
import { causesText, type Diagnosis } from "../../catalog/causes";
import type { Status } from "./parseEvent";
import { safeText } from "./text";

export const UPDATE_FAILED = "Its last update failed. It still takes requests, with the old configuration";

/** What a headline says after the name: "failed: out of memory", "in service", "stopped: time limit reached". At most 160 characters. */
export function outcomeOf(row: EventKindRow, status: Status | undefined, second: string | undefined, found: Diagnosis | undefined): string {
    if (status === undefined) {
        return "no longer found";
    }
    if (status.row === undefined) {
        return `has the status ${safeText(status.value, 60)}`;
    }
    const words = wordsOf(status.row.value);
    const cause = found === undefined ? undefined : causesText({ causes: found.causes.slice(0, 2) });
    switch (status.row.class) {
        case "failed":
            return `${words}: ${cause}`;
        case "stopped":
            return cause === undefined ? withSecond(row, words, second) : cause.startsWith(`${words} `) ? cause : `${words}: ${cause}`;
        case "succeeded":
            return cause === undefined ? withSecond(row, words, second) : `update failed: ${cause}`;
        case "transitional":
            return withSecond(row, words, second);
    }
}

/** A second status that is known is written in words as well. */
function withSecond({ secondary }: EventKindRow, words: string, second: string | undefined): string {
    const isKnown = second !== undefined && Object.values(secondary?.values ?? {}).some((values) => values.includes(second));
    const text = isKnown ? wordsOf(second) : second;
    return text === undefined || text === words ? words : `${words} (${text})`;
}

/** "IN_SERVICE", "InService" and "In Service" as "in service". */
function wordsOf(value: string): string {
    return value
        .replace(/([a-z])([A-Z])/g, "$1 $2")
        .replace(/_/g, " ")
        .toLowerCase();
}
