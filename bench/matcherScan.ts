import { isIPv4, isIPv6 } from "node:net";
import { type Condition, type EventPattern, parseEventPattern, type Rule } from "../models/eventPattern";

// The straightforward way to do it, for comparison: every rule is tried on every event, condition by condition, with nothing prepared.
// It shares the parser with the matcher, and nothing else.

type Scalar = string | number | boolean | null;
/** One value of the event; `place` names the element that it is in of each array around it. */
interface Value {
    readonly path: string;
    readonly value: Scalar;
    readonly place: ReadonlyMap<number, number>;
}

function flatten(event: object): Value[] {
    const values: Value[] = [];
    let arrays = 0;
    const walk = (value: unknown, path: string, place: ReadonlyMap<number, number>): void => {
        if (Array.isArray(value)) {
            const array = arrays++;
            value.forEach((item, i) => {
                walk(item, path, typeof item === "object" && item !== null ? new Map(place).set(array, i) : place);
            });
        } else if (typeof value === "object" && value !== null) {
            for (const [key, inner] of Object.entries(value)) {
                walk(inner, path === "" && value === event ? key : `${path}.${key}`, place);
            }
        } else {
            values.push({ path, value: value as Scalar, place });
        }
    };
    walk(event, "", new Map());
    return values;
}

/** Bytes of an address as digits. */
function digitsOf(text: string): string | undefined {
    const v4 = /^[\d.]+$/.test(text) ? text.split(".").map((part) => part.replace(/^0+(?=\d)/, "")) : [];
    if (text.length <= 15 && isIPv4(v4.join("."))) {
        return v4
            .map((part) => Number(part).toString(16).padStart(2, "0"))
            .join("")
            .toUpperCase();
    }
    if (!isIPv6(text) || /[.%]/.test(text)) {
        return undefined;
    }
    const [left = "", right] = text.split("::");
    const groups = (side: string) =>
        side
            .split(":")
            .filter(Boolean)
            .map((group) => group.padStart(4, "0"));
    const [start, end] = [groups(left), groups(right ?? "")];
    const digits = [...start, ...Array<string>(8 - start.length - end.length).fill("0000"), ...end].join("").toUpperCase();
    return digits.replace(/^0{20}FFFF/, "");
}

function isBetween(digits: string, bottom: string, top: string): boolean {
    const length = Math.min(digits.length, bottom.length);
    const [value, low, high] = [digits, bottom, top].map((each) => each.slice(0, length)) as [string, string, string];
    return digits.length >= bottom.length ? low <= value && value <= high : low < value && value < high;
}

function ignoringCase(text: string, value: string, rest: (value: string) => boolean): boolean {
    if (text === "") {
        return rest(value);
    }
    const unit = text[0]!;
    const forms = /[\ud800-\udfff]/.test(unit) ? ["?"] : [unit.toLowerCase(), unit.toUpperCase()];
    return forms.some((form) => value.startsWith(form) && ignoringCase(text.slice(1), value.slice(form.length), rest));
}

function fitsText(kind: string, text: string, value: string): boolean {
    switch (kind) {
        case "prefix":
            return value.slice(0, text.length) === text;
        case "suffix":
            return text === "" || value.slice(-text.length) === text;
        case "equals-ignore-case":
            return ignoringCase(text, value, (rest) => rest === "");
        case "prefix-ignore-case":
            return ignoringCase(text, value, () => true);
        case "suffix-ignore-case":
            return Array.from({ length: value.length + 1 }).some((_, i) => ignoringCase(text, value.slice(i), (rest) => rest === ""));
        default: {
            const source = text.replace(/\\([\\*])|(\*)|([^\w])/gu, (_, escaped, star, other) =>
                star ? "[^]*" : `\\u{${(escaped ?? other).codePointAt(0).toString(16)}}`,
            );
            return new RegExp(`^${source}$`, "u").test(value);
        }
    }
}

function fulfils(condition: Condition, value: Scalar): boolean {
    switch (condition.kind) {
        case "equals":
            return value === condition.value;
        case "number-text":
            return value === Number(condition.text);
        case "address":
        case "cidr": {
            const digits = typeof value === "string" ? digitsOf(value) : /^[0-9A-F]*/.exec(String(value))?.[0];
            const [bottom, top] = condition.kind === "cidr" ? [condition.bottom, condition.top] : [condition.hex, condition.hex];
            const isSkipped = condition.skipsNumbers === true && typeof value === "number";
            return digits !== undefined && !isSkipped && isBetween(digits, bottom, top);
        }
        case "numeric": {
            const { low, high } = condition;
            const isAbove = low === undefined || (low.inclusive ? (value as number) >= low.value : (value as number) > low.value);
            const isBelow = high === undefined || (high.inclusive ? (value as number) <= high.value : (value as number) < high.value);
            return typeof value === "number" && isAbove && isBelow;
        }
        case "exists":
            return condition.value;
        case "anything-but":
            if (condition.of === "equals") {
                return !condition.values.some((each) => each === value);
            }
            return !condition.values.some((text) => typeof value === "string" && fitsText(condition.of, text, value));
        default:
            return typeof value === "string" && fitsText(condition.kind, condition.value, value);
    }
}

function canJoin(place: ReadonlyMap<number, number>, chosen: ReadonlyMap<number, number>): boolean {
    return [...place].every(([array, element]) => (chosen.get(array) ?? element) === element);
}

/** Tries all values of each field in turn, with the elements of arrays that are chosen so far. */
function matchesFrom(
    index: number,
    fields: EventPattern["alternatives"][number],
    values: readonly Value[],
    chosen: ReadonlyMap<number, number>,
): boolean {
    const field = fields[index];
    if (field === undefined) {
        return true;
    }
    const near = values.filter(({ path, place }) => path === field.path && canJoin(place, chosen));
    if (near.length === 0) {
        return (
            field.conditions.some(({ kind, ...rest }) => kind === "exists" && "value" in rest && !rest.value) &&
            matchesFrom(index + 1, fields, values, chosen)
        );
    }
    return near.some(
        ({ value, place }) =>
            field.conditions.some((condition) => fulfils(condition, value)) && matchesFrom(index + 1, fields, values, new Map([...chosen, ...place])),
    );
}

/** A matcher that tries each rule in turn: names of the rules that match, in their order. */
export function scanRules(rules: readonly Rule[]): (event: object) => string[] {
    const parsed = rules.map(({ name, pattern }) => ({ name, alternatives: parseEventPattern(pattern).alternatives }));
    return (event) => {
        const values = flatten(event);
        return parsed.filter(({ alternatives }) => alternatives.some((fields) => matchesFrom(0, fields, values, new Map()))).map(({ name }) => name);
    };
}
