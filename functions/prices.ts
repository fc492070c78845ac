import { PRICED_KINDS } from "../catalog";
import { isFields } from "./shared/fields";
import { show } from "./shared/text";

const MEMBERS = ["region", "asOf", "source", "usdPerHour"];

/** Problems of a table of prices, one line each. */
export function pricesProblems(prices: unknown): string[] {
    if (!isFields(prices)) {
        return [`must be an object with ${MEMBERS.join(", ")}, got ${show(prices)}`];
    }
    const { region, asOf, source, usdPerHour } = prices;
    const problem = (holds: boolean, member: string, expected: string, value: unknown) =>
        holds ? [] : [`${member} must be ${expected}, got ${show(value)}`];
    const isMatch = (value: unknown, pattern: RegExp) => typeof value === "string" && pattern.test(value);
    const kinds: readonly string[] = PRICED_KINDS;
    return [
        ...Object.keys(prices)
            .filter((member) => !MEMBERS.includes(member))
            .map((member) => `has ${show(member)}, which is unknown. The members are ${MEMBERS.join(", ")}`),
        ...problem(isMatch(region, /^[a-z]{2,10}(-[a-z]{1,20}){1,3}-\d{1,2}$/), "region", "the Region of the prices", region),
        ...problem(isMatch(asOf, /^\d{4}-(0[1-9]|1[0-2])$/), "asOf", 'the month of the prices such as "2026-11"', asOf),
        ...problem(source === undefined || isMatch(source, /\S/), "source", "text", source),
        ...problem(isFields(usdPerHour), "usdPerHour", `an object with ${kinds.join(", ")}`, usdPerHour),
        ...Object.entries(isFields(usdPerHour) ? usdPerHour : {}).flatMap(([kind, ofKind]) => {
            if (!kinds.includes(kind) || !isFields(ofKind)) {
                return [`usdPerHour ${show(kind)} must be one of ${kinds.join(", ")} with prices by instance type, got ${show(ofKind)}`];
            }
            return Object.entries(ofKind).flatMap(([type, usd]) => [
                ...problem(/^ml\.[a-z0-9-]+\.[a-z0-9-]+$/.test(type), `usdPerHour ${kind}`, 'instance types such as "ml.m5.xlarge"', type),
                ...problem(typeof usd === "number" && usd > 0 && usd < 10_000, `usdPerHour ${kind} ${type}`, "US dollars for an hour", usd),
            ]);
        }),
    ];
}
