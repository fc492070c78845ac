// What the fuzzer and the comparison with event-ruler ask.

const OPERATORS = "prefix suffix equals-ignore-case wildcard exists cidr numeric anything-but exactly foo toString".split(" ");
const NAMES = ["a", "a", "a", "b", "b", "b", "c", "a.b", "b.c", "$or", "", ".", "__proto__", "constructor", "toString", "1"];
const TEXTS = [
    "",
    "a",
    "ab",
    "A",
    "ß",
    "SS",
    "ŉ",
    "\ud800",
    "😀",
    "*",
    "\\",
    "10.0.0.1",
    "::1",
    "0:0::1",
    "::ffff:a00:1",
    "a00::1",
    "10.0.0.256",
    "true",
    "5",
    "\u0000",
];
const NUMBERS = [0, -0, 1, -1, 2, 0.1, 1e21, 1e300, 5e-324, 123456789012, 9007199254740991];
const CIDRS = ["10.0.0.0/8", "0.0.0.0/0", "10.0.0.1/31", "::/0", "::1/127", "a00::/16", "10.0.0.0/33", "x/8", "10.0.0.0"];

/** What is decided by chance. */
export class Chance {
    constructor(private readonly random: () => number) {}

    public below(limit: number): number {
        return Math.floor(this.random() * limit);
    }

    public pick<T>(items: readonly T[]): T {
        return items[this.below(items.length)]!;
    }
}

/** Patterns and events made by chance, some of them hostile. */
export class Maker extends Chance {
    private many<T>(limit: number, make: () => T): T[] {
        return Array.from({ length: this.below(limit + 1) }, make);
    }

    private text(): string {
        return this.below(3) > 0 ? this.pick(TEXTS) : this.many(4, () => this.pick(TEXTS)).join("");
    }

    private scalar(): unknown {
        return this.pick([() => this.text(), () => this.text(), () => this.pick(NUMBERS), () => this.pick([true, false, null])])();
    }

    private operator(): object {
        const name = this.pick(OPERATORS);
        const limit = () => [this.pick(["=", "<", "<=", ">", ">=", "=="]), this.pick(NUMBERS)];
        const operands: Record<string, () => unknown> = {
            exists: () => this.below(2) === 0,
            cidr: () => this.pick(CIDRS),
            numeric: () => (this.below(2) === 0 ? limit() : [this.pick([">", ">="]), this.pick(NUMBERS), this.pick(["<", "<="]), this.pick(NUMBERS)]),
            "anything-but": () =>
                this.pick<() => unknown>([
                    () => this.scalar(),
                    () => [this.text(), this.text()],
                    () => [this.pick(NUMBERS), this.pick(NUMBERS)],
                    () => ({ [this.pick(OPERATORS)]: this.below(2) === 0 ? this.text() : [this.text(), this.text()] }),
                ])(),
        };
        const plain = () => (this.below(6) === 0 ? { [this.pick(OPERATORS)]: this.text() } : this.text());
        const operand = this.below(40) === 0 ? this.scalar() : (Object.hasOwn(operands, name) ? operands[name]! : plain)();
        return this.below(60) === 0 ? { [name]: operand, more: 1 } : { [name]: operand };
    }

    private list(): unknown[] {
        return [this.scalar(), ...this.many(2, () => (this.below(2) === 0 ? this.scalar() : this.operator()))].slice(this.below(8) === 0 ? 1 : 0);
    }

    public pattern(depth: number): object {
        const fields = this.many(3, (): [string, unknown] => [
            this.pick(NAMES),
            depth > 0 && this.below(3) === 0 ? this.pattern(depth - 1) : this.list(),
        ]);
        const extra: [string, unknown][] = [[this.pick(NAMES), this.below(3) === 0 ? [this.operator()] : this.list()]];
        if (depth > 0 && this.below(5) === 0) {
            extra.push(["$or", Array.from({ length: 2 + this.below(2) }, () => this.pattern(depth - 1))]);
        }
        return objectOf([...fields, ...extra]);
    }

    /** A pattern on some of the values of an event, so that it nearly matches. */
    public near(event: object): object {
        const leaves = leavesOf(event);
        const field = (): [string, unknown[]] => {
            const [path, value] = this.pick(leaves);
            return [path, this.below(6) === 0 ? [this.operator()] : this.below(6) === 0 ? [{ exists: this.below(2) === 0 }, value] : [value]];
        };
        return leaves.length === 0 ? this.pattern(1) : objectOf([field(), ...this.many(3, field)]);
    }

    /** An event on the fields of a pattern, with values that nearly match. */
    public eventNear(pattern: object): object {
        const fields = this.nearFields(pattern);
        const more: [string, unknown][] = this.below(5) === 0 ? [[this.pick(NAMES), this.value(1)]] : [];
        return objectOf([...fields, ...more]);
    }

    private nearFields(pattern: object): [string, unknown][] {
        return Object.entries(pattern).flatMap(([name, inner]: [string, unknown]): [string, unknown][] => {
            if (
                name === "$or" &&
                Array.isArray(inner) &&
                inner.length > 0 &&
                inner.every((branch) => typeof branch === "object" && branch !== null)
            ) {
                return this.nearFields(this.pick(inner as object[]));
            }
            if (this.below(8) === 0) {
                return [];
            }
            const value = Array.isArray(inner) ? this.nearList(inner) : typeof inner === "object" && inner !== null ? this.eventNear(inner) : inner;
            return [[name, this.below(12) === 0 ? [value, this.value(1)] : value]];
        });
    }

    private nearList(list: readonly unknown[]): unknown {
        const one = () => (list.length === 0 ? this.scalar() : this.nearValue(this.pick(list)));
        return this.below(4) === 0 ? this.many(3, one) : one();
    }

    /** What a condition asks for, or something like it. */
    private nearValue(condition: unknown): unknown {
        if (typeof condition !== "object" || condition === null) {
            return this.below(4) > 0 ? condition : this.scalar();
        }
        const inner: unknown = Object.values(condition)[0];
        if (typeof inner !== "string") {
            return Array.isArray(inner) ? this.nearValue(this.pick(inner)) : this.nearValue(inner ?? "");
        }
        const text = inner.replace(/\/.*/, "");
        const changes = [
            text,
            `${text}${this.pick(TEXTS)}`,
            `${this.pick(TEXTS)}${text}`,
            text.toUpperCase(),
            text.toLowerCase(),
            text.replace(/\*/g, () => this.pick(TEXTS)),
        ];
        return this.below(6) > 0 ? this.pick(changes) : this.scalar();
    }

    private value(depth: number): unknown {
        if (depth === 0 || this.below(2) === 0) {
            return this.scalar();
        }
        return this.below(2) === 0 ? this.many(4, () => this.value(depth - 1)) : this.event(depth - 1);
    }

    public event(depth: number): object {
        return objectOf([[this.pick(NAMES), this.value(depth)], ...this.many(3, (): [string, unknown] => [this.pick(NAMES), this.value(depth)])]);
    }

    /** JSON text with a character lost, doubled, or replaced; mostly no JSON any more. */
    public damaged(text: string): string {
        const at = this.below(text.length);
        return text.slice(0, at) + this.pick(["", text.slice(at, at + 1), '"', "[", "}", "9", "\\", "1e999"]) + text.slice(at + this.below(2));
    }
}

/** Paths and values of an event. */
function leavesOf(value: unknown, path: readonly string[] = []): [string, unknown][] {
    if (typeof value !== "object" || value === null) {
        return [[path.join("."), value]];
    }
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, Array.isArray(value) ? path : [...path, key]));
}

/** `Object.fromEntries` that makes `__proto__` a key like any other, as `JSON.parse` does. */
function objectOf(entries: [string, unknown][]): object {
    return JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`) as object;
}
