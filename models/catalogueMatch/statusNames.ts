import type { EventKindRow, StatusClass } from "../../catalog";
import { didYouMean, normal } from "./spelling";

/** The statuses that the events of a kind carry, in event spelling. */
export const emittedStatuses = ({ statuses }: EventKindRow): readonly string[] => statuses.filter(({ emitted }) => emitted).map(({ value }) => value);

/** The value of the kind's secondary field that a text is, in event spelling, if no status is spelled like it. */
export function secondaryValue({ statuses, secondary }: EventKindRow, text: string): string | undefined {
    const isStatus = statuses.some(({ value }) => normal(value) === normal(text));
    return isStatus
        ? undefined
        : Object.values(secondary?.values ?? {})
              .flat()
              .find((value) => normal(value) === normal(text));
}

/** Words of other services for how a job ends. */
const OTHER_WORDS: readonly (readonly [RegExp, StatusClass])[] = [
    [/^(succe|complet|finish|done|ok$)/, "succeeded"],
    [/^(fail|error)/, "failed"],
    [/^(stop|cancel|abort|terminat|kill)/, "stopped"],
];

/** The status for a word that other services have for it: "Succeeded" of a training job is Completed. Undefined where no status, or no one status, is meant. */
export function statusInOtherWords(row: EventKindRow, text: string): string | undefined {
    const meant = OTHER_WORDS.find(([word]) => word.test(normal(text)))?.[1];
    const [status, ...others] = row.statuses.filter((each) => each.emitted && each.class === meant && !/^delet/i.test(each.value));
    return others.length === 0 ? status?.value : undefined;
}

/**
 * Why a text is no status of a kind's events: the statuses, what came, and what to do. Undefined if it is one. A value of another field gets the
 * condition on that field.
 */
export function wrongStatus(row: EventKindRow, given: unknown): string | undefined {
    const allowed = emittedStatuses(row);
    if (allowed.some((status) => status === given)) {
        return undefined;
    }
    const other = typeof given === "string" ? secondaryValue(row, given) : undefined;
    const isOfApi = row.statuses.some(({ api, value, emitted }) => !emitted && (api === given || value === given));
    const advice =
        other !== undefined
            ? `, a value of another field: a JobStatusReaction takes where: { ${row.secondary!.field}: [${JSON.stringify(other)}] }`
            : didYouMean(given, allowed) || (isOfApi ? ", which only the API has: events never carry it" : otherWords(row, given));
    return `${allowed.join(", ")}, got ${JSON.stringify(given) ?? String(given)}${advice}`;
}

function otherWords(row: EventKindRow, given: unknown): string {
    const meant = typeof given === "string" ? statusInOtherWords(row, given) : undefined;
    return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
