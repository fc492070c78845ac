import { ALL_KIND_NAMES } from "../../catalog";
import { show } from "./arguments";

/** Which messages a channel gets: those that have one of the values of each member. The members are attributes of messages. */
export interface MessageFilter {
    /** "TrainingJob", "Endpoint", … */
    readonly kind?: readonly string[];
    /** As events spell it. */
    readonly status?: readonly string[];
    /** What the status means. */
    readonly class?: readonly string[];
}

/** What each member may have; any text where nothing is listed. */
const VALUES: Readonly<Record<keyof MessageFilter, readonly string[] | undefined>> = {
    kind: ALL_KIND_NAMES,
    status: undefined,
    class: ["succeeded", "failed", "stopped", "transitional", "unknown"],
};

/** SNS takes five members and 150 combinations of values: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MOST_COMBINATIONS = 150;

/** Problems of a filter. */
export function messageFilterProblems(argument: string, filter: unknown): string[] {
    if (filter === undefined) {
        return [];
    }
    const members = Object.keys(VALUES).join(", ");
    if (typeof filter !== "object" || filter === null || Array.isArray(filter) || Object.keys(filter).length === 0) {
        return [`${argument} must be an object with ${members}, got ${show(filter)}`];
    }
    const problems = Object.entries(filter).flatMap(([member, values]: [string, unknown]): string[] => {
        if (!Object.hasOwn(VALUES, member)) {
            return [`${argument} ${member} is unknown: there are ${members}`];
        }
        const known = VALUES[member as keyof MessageFilter];
        const fits = (value: unknown) => typeof value === "string" && value !== "" && (known === undefined || known.includes(value));
        return Array.isArray(values) && values.length > 0 && values.every(fits)
            ? []
            : [`${argument} ${member} must be a list of ${known === undefined ? "statuses" : known.join(", ")}, got ${show(values)}`];
    });
    const combinations = Object.values(filter as Readonly<Record<string, readonly string[]>>).reduce((product, { length }) => product * length, 1);
    return problems.length > 0 || combinations <= MOST_COMBINATIONS
        ? problems
        : [`${argument} must have at most ${MOST_COMBINATIONS} combinations of values, got ${combinations}`];
}
