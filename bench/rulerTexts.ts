import { Chance } from "./matcherCases";

// Patterns and events as texts, for what is lost in parsed objects: spellings of numbers, escapes, repeated names; and deeper than those of matcherCases.ts.

const NAMES = ["a", "a", "a", "b", "b", "c", "d", "a.b", "b.c", "a.b.c", "status"];
/** What a backslash begins is part of the JSON text: `\\u0061` is `a`. */
const TEXTS = [
    "",
    "a",
    "\\u0061",
    "ab",
    "aB",
    "abab",
    "a*b",
    "a\\\\b",
    "a\\\\*b",
    "k",
    "K",
    "ſ",
    "s",
    "İ",
    "i",
    "ı",
    "I",
    "ß",
    "ẞ",
    "SS",
    "Σ",
    "ς",
    "ﬃ",
    "ffi",
    "é",
    "e\\u0301",
    "É",
    "ǅ",
    "Ⓐ",
    "𐐀",
    "𐐨",
    "日本",
    "10.0.0.1",
    "10.0.0.01",
    "10.0.0",
    "255.255.255.255",
    "::ffff:10.0.0.1",
    "2001:DB8::1",
    "2001:db8:0:0:0:0:0:1",
    "fe80::1%eth0",
    "1e3",
    "1000",
    "-0",
    "null",
    "true",
    "\\n",
    "\\/",
];
const NUMBERS = [
    "0",
    "-0",
    "0.0",
    "0e5",
    "1",
    "1.0",
    "1e0",
    "10E-1",
    "1E+0",
    "100e-2",
    "1.5",
    "15e-1",
    "1000",
    "1e3",
    "1E3",
    "0.1",
    "1e-1",
    "0.000001",
    "1e-6",
    "1e-7",
    "1.0000001",
    "1.000001",
    "5e9",
    "5000000000",
    "-5E+9",
    "5000000000.000001",
    "4999999999.999999",
    "123456789.123456",
    "123456789.1234567",
    "9007199254740992",
    "9007199254740993",
    "12345678901234567890",
    "1e21",
    "1e308",
    "1.7976931348623157e308",
    "2.2250738585072014e-308",
    "167772161",
];
const CIDRS = [
    "10.0.0.0/8",
    "10.0.0.1/31",
    "0.0.0.0/0",
    "255.255.255.0/24",
    "::/0",
    "2001:db8::/32",
    "2001:DB8::1/127",
    "fe80::/10",
    "::ffff:a00:0/104",
    "10.0.0.1/32",
];
const WILDCARDS = [
    "*",
    "a*",
    "*b",
    "a*b",
    "*a*",
    "*a*b*",
    "a*b*a",
    "*\\\\**",
    "a\\\\*b",
    "a\\\\\\\\b",
    "*\\\\\\\\*",
    "10.*",
    "*.1",
    "1*",
    "*é*",
    "*𐐀",
    "a",
    "a\\\\b",
];

/** The text of a condition, and values of events that nearly fulfil it. */
interface Item {
    readonly text: string;
    readonly near: readonly string[];
}

type Tree = { readonly items: readonly Item[] } | { readonly members: readonly (readonly [string, Tree | readonly Tree[]])[] };

const quoted = (text: string) => `"${text}"`;
const isBranches = (tree: Tree | readonly Tree[]): tree is readonly Tree[] => Array.isArray(tree);

function textOf(tree: Tree | readonly Tree[]): string {
    if (isBranches(tree)) {
        return `[${tree.map(textOf).join()}]`;
    }
    return "items" in tree
        ? `[${tree.items.map(({ text }) => text).join()}]`
        : `{${tree.members.map(([name, inner]) => `"${name}":${textOf(inner)}`).join()}}`;
}

/** Texts of patterns, and of events near them, by chance. */
export class TextMaker extends Chance {
    private times<T>(least: number, most: number, make: () => T): T[] {
        return Array.from({ length: least + this.below(most - least + 1) }, make);
    }

    /** A pattern and as many events. */
    public question(count: number): { pattern: string; events: string[] } {
        const tree = this.object(2 + this.below(2));
        return { pattern: textOf(tree), events: Array.from({ length: count }, () => this.event(tree)) };
    }

    private object(depth: number): Tree {
        const member = (): [string, Tree] => [this.pick(NAMES), depth > 0 && this.below(3) === 0 ? this.object(depth - 1) : this.list()];
        const members: [string, Tree | readonly Tree[]][] = this.times(1, 3, member);
        if (depth > 0 && this.below(3) === 0) {
            members.splice(this.below(members.length + 1), 0, ["$or", this.times(2, 3, () => this.object(depth - 1))]);
        }
        return { members };
    }

    private list(): Tree {
        return { items: this.times(1, 4, () => (this.below(2) === 0 ? this.plain() : this.operator())) };
    }

    private plain(): Item {
        const text = this.pick([() => quoted(this.pick(TEXTS)), () => this.pick(NUMBERS), () => this.pick(["true", "false", "null"])])();
        return { text, near: [text, text, this.anyText(), this.pick(NUMBERS)] };
    }

    private anyText(): string {
        return quoted(this.times(1, 2, () => this.pick(TEXTS)).join(""));
    }

    private operator(): Item {
        const one = this.pick(TEXTS);
        const around = [
            one,
            `${one}${this.pick(TEXTS)}`,
            `${this.pick(TEXTS)}${one}`,
            one.startsWith("\\") ? one : one.toUpperCase(),
            one.toLowerCase(),
        ].map(quoted);
        const texts = [quoted(one), `[${quoted(one)},${quoted(this.pick(TEXTS))}]`, `[${quoted(one)}]`];
        const number = this.pick(NUMBERS);
        const wildcard = this.pick(WILDCARDS);
        const filled = () =>
            quoted(
                wildcard
                    .replaceAll("\\\\\\\\", "\u0001")
                    .replaceAll("\\\\*", "\u0002")
                    .replaceAll("*", () => this.pick(TEXTS))
                    .replaceAll("\u0001", "\\\\")
                    .replaceAll("\u0002", "*"),
            );
        const likeWildcard = [filled(), filled(), this.anyText()];
        const cidr = this.pick(CIDRS);
        const addresses = [quoted(cidr.replace(/\/.*/, "")), quoted(cidr.replace(/0\/.*|\/.*/, "9")), this.pick(NUMBERS), this.anyText()];
        const folded = this.pick(["prefix", "suffix"]);
        const range = `["${this.pick([">", ">="])}",${number},"${this.pick(["<", "<="])}",${this.pick(NUMBERS)}]`;
        const numbers = [number, number, this.pick(NUMBERS), quoted(number)];
        const inner = this.pick(["prefix", "suffix", "equals-ignore-case"]);
        return this.pick<Item>([
            { text: `{"${this.pick(["prefix", "suffix", "equals-ignore-case"])}":${quoted(one)}}`, near: around },
            { text: `{"${folded}":{"equals-ignore-case":${quoted(one)}}}`, near: around },
            { text: `{"equals-ignore-case":${quoted(one)}}`, near: around },
            { text: `{"wildcard":${quoted(wildcard)}}`, near: likeWildcard },
            { text: `{"numeric":["${this.pick(["=", "<", "<=", ">", ">="])}",${number}]}`, near: numbers },
            { text: `{"numeric":${range}}`, near: numbers },
            { text: `{"cidr":"${cidr}"}`, near: addresses },
            { text: `{"exists":${this.below(2) === 0}}`, near: ["null", '""', "{}", "[]", '{"a":1}', this.anyText()] },
            { text: `{"anything-but":${this.pick(texts)}}`, near: around },
            { text: `{"anything-but":${this.pick([number, `[${number},${this.pick(NUMBERS)}]`, `[${number},${quoted(one)}]`])}}`, near: numbers },
            { text: `{"anything-but":{"${inner}":${this.pick(texts)}}}`, near: around },
            {
                text: `{"anything-but":{"wildcard":${this.pick([quoted(wildcard), `[${quoted(wildcard)},"${this.pick(WILDCARDS)}"]`])}}}`,
                near: likeWildcard,
            },
        ]);
    }

    private event(tree: Tree): string {
        const members = this.members(tree);
        const more = this.below(5) === 0 ? [`"${this.pick(NAMES)}":${this.pick([this.anyText(), this.pick(NUMBERS), "{}", "[]", "null"])}`] : [];
        return `{${[...members, ...more].join()}}`;
    }

    private members(tree: Tree): string[] {
        const members = "members" in tree ? tree.members : [];
        return members.flatMap(([name, inner]) => {
            if (isBranches(inner)) {
                return this.members(this.pick(inner));
            }
            return this.below(10) === 0 ? [] : [`"${name}":${this.value(inner)}`];
        });
    }

    /** What a field of the pattern may have, in one array or more in one case of four. */
    private value(tree: Tree): string {
        const one = () => ("items" in tree ? this.pick(this.pick(tree.items).near) : this.event(tree));
        const array = (depth: number): string => `[${this.times(0, 3, () => (depth > 0 && this.below(3) === 0 ? array(depth - 1) : one())).join()}]`;
        return this.below(4) === 0 ? array(2) : one();
    }
}
