import { ALL_KIND_NAMES, type MessageFilter } from "../../catalog";
import { show } from "./arguments";

/** What each member may have; any text where nothing is listed. */
const VALUES: Readonly<Record<keyof MessageFilter, readonly string[] | undefined>> = {
    kind: ALL_KIND_NAMES,
    status: undefined,
    class: ["succeeded", "failed", "stopped", "transitional", "unknown"],
    severity: ["critical", "error", "warning", "info"],
    tag: undefined,
};

/** SNS takes five members and 150 combinations of values: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MOST_COMBINATIONS = 150;

/** "team=fraud", as messages have it. */
export const isTag = (value: unknown) => typeof value === "string" && /^[^=]{1,128}=[^]{0,256}$/.test(value);

/** What a subscription chooses by: the attributes of messages. The function chooses by the rest. Undefined: the subscription gets all. */
export function filterPolicyOf(filter: MessageFilter = {}): string | undefined {
    const attributes = attributesOf(filter);
    return Object.keys(attributes).length === 0 ? undefined : JSON.stringify(attributes);
}

function attributesOf({ severity: _, tag: __, ...attributes }: MessageFilter): MessageFilter {
    return attributes;
}

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
        const fits = (value: unknown) =>
            member === "tag" ? isTag(value) : typeof value === "string" && value !== "" && (known === undefined || known.includes(value));
        return Array.isArray(values) && values.length > 0 && values.every(fits)
            ? []
            : [
                  `${argument} ${member} must be a list of ${member === "tag" ? 'tags such as "team=fraud"' : (known?.join(", ") ?? "statuses")}, got ${show(values)}`,
              ];
    });
    const combinations = Object.values(attributesOf(filter)).reduce((product, { length }: readonly string[]) => product * length, 1);
    return problems.length > 0 || combinations <= MOST_COMBINATIONS
        ? problems
        : [`${argument} must have at most ${MOST_COMBINATIONS} combinations of values, got ${combinations}`];
}
