import { unmodelled } from "./types";

/** An expression of CloudWatch metric math, parsed. Plain data. */
export type MathNode =
    | { type: "number"; value: number }
    | { type: "string"; value: string }
    | { type: "id"; id: string }
    | { type: "list"; items: MathNode[] }
    | { type: "negate"; operand: MathNode }
    | { type: "binary"; operator: string; left: MathNode; right: MathNode }
    | { type: "call"; name: string; args: MathNode[] };

/** Numbers of arguments of the functions that the model knows. */
const FUNCTIONS: Record<string, readonly [least: number, most: number]> = {
    SUM: [1, 1],
    MAX: [1, 1],
    MIN: [1, 1],
    FILL: [2, 2],
    IF: [2, 3],
    METRICS: [0, 1],
};

/** Binary operators, loosest first. */
const LEVELS: readonly (readonly string[])[] = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]];

/** Whether an expression is a Metrics Insights query and no metric math. Its keywords may be in lower case. */
const isInsightsQuery = (expression: string) => /^\s*SELECT\b/i.test(expression);

/** Whether an expression calls SEARCH, whose first argument is in a language that is not read here. */
const isSearch = (expression: string) => /\bSEARCH\s*\(/.test(expression.replace(/"[^"]*"|'[^']*'/g, ""));

/** Whether an expression finds its metrics by a query that is not read here, and names none of the alarm's. */
export const isUnreadQuery = (expression: string): boolean => isInsightsQuery(expression) || isSearch(expression);

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|("[^"]*"|'[^']*')|(==|!=|<=|>=|&&|\|\||[-+*/^<>()[\],]))/y;

interface Token {
    kind: "number" | "word" | "string" | "symbol" | "end";
    text: string;
    at: number;
}

function tokenize(text: string): Token[] {
    const tokens: Token[] = [];
    const end = text.trimEnd().length;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < end) {
        const start = TOKEN.lastIndex;
        const match = TOKEN.exec(text);
        if (match === null) {
            const at = start + text.slice(start).search(/\S/);
            throw new Error(`Metric math "${text}": unexpected "${text[at]}" at position ${at + 1}`);
        }
        const [whole, number, word, string, symbol] = match;
        const at = start + whole.length - whole.trimStart().length + 1;
        const spelled = word === "AND" ? "&&" : word === "OR" ? "||" : symbol;
        if (spelled !== undefined) tokens.push({ kind: "symbol", text: spelled, at });
        else if (number !== undefined) tokens.push({ kind: "number", text: number, at });
        else if (string !== undefined) tokens.push({ kind: "string", text: string.slice(1, -1), at });
        else tokens.push({ kind: "word", text: word!, at });
    }
    return [...tokens, { kind: "end", text: "end", at: end + 1 }];
}

/**
 * Parses a metric math expression: numbers, ids, lists, + - * / ^, comparisons, AND OR, and SUM, MAX, MIN, FILL, IF, METRICS.
 * Source: CloudWatch User Guide, "Metric math syntax and functions".
 *
 * @param ids the ids of the alarm's queries, which the expression may name
 * @throws an error named UnmodelledError that names a function which the model does not know; a plain one with the position for a mistake
 */
export function parseMetricMath(text: string, ids: readonly string[]): MathNode {
    if (isInsightsQuery(text)) {
        throw unmodelled(`Metric math "${text}": Metrics Insights queries (SELECT) is not modelled`);
    }
    if (isSearch(text)) {
        throw unmodelled(`Metric math "${text}": function SEARCH is not modelled`);
    }
    const tokens = tokenize(text);
    let next = 0;
    const peek = () => tokens[next]!;
    const fail = (what: string, token = peek()): never => {
        throw new Error(`Metric math "${text}": ${what} at position ${token.at}`);
    };
    const take = (symbol: string): boolean => {
        const found = peek().kind === "symbol" && peek().text === symbol;
        if (found) next += 1;
        return found;
    };
    const expect = (symbol: string) => take(symbol) || fail(`expected "${symbol}", got "${peek().text}"`);
    const items = (close: string): MathNode[] => {
        const found: MathNode[] = [];
        if (take(close)) return found;
        do found.push(level(0));
        while (take(","));
        expect(close);
        return found;
    };

    function level(depth: number): MathNode {
        const operators = LEVELS[depth];
        if (operators === undefined) return unary();
        let left = level(depth + 1);
        for (let operator = operators.find(take); operator !== undefined; operator = operators.find(take)) {
            left = { type: "binary", operator, left, right: level(depth + 1) };
        }
        return left;
    }
    function unary(): MathNode {
        if (take("-")) return { type: "negate", operand: unary() };
        const base = primary();
        return take("^") ? { type: "binary", operator: "^", left: base, right: unary() } : base;
    }
    function primary(): MathNode {
        if (take("(")) {
            const inner = level(0);
            expect(")");
            return inner;
        }
        if (take("[")) return { type: "list", items: items("]") };
        const token = peek();
        next += 1;
        if (token.kind === "number") return { type: "number", value: Number(token.text) };
        if (token.kind === "string") return { type: "string", value: token.text };
        if (token.kind !== "word") return fail(`unexpected "${token.text}"`, token);
        if (take("(")) return call(token);
        if (token.text === "REPEAT" || token.text === "LINEAR") return { type: "string", value: token.text };
        return ids.includes(token.text) ? { type: "id", id: token.text } : fail(`no query has the id "${token.text}"`, token);
    }
    function call({ text: name, at }: Token): MathNode {
        const arity = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
        if (arity === undefined) {
            const known = Object.keys(FUNCTIONS).join(", ");
            throw unmodelled(`Metric math "${text}": function ${name} at position ${at} is not modelled; modelled are ${known}`);
        }
        const args = items(")");
        if (args.length < arity[0] || args.length > arity[1]) {
            const allowed = arity[0] === arity[1] ? `${arity[0]}` : `${arity[0]} to ${arity[1]}`;
            throw new Error(`Metric math "${text}": ${name} at position ${at} takes ${allowed} arguments, got ${args.length}`);
        }
        return { type: "call", name, args };
    }

    const root = level(0);
    return peek().kind === "end" ? root : fail(`unexpected "${peek().text}"`);
}
