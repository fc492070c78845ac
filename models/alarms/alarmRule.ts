import type { AlarmState } from "./types";

/** The rule of a composite alarm, parsed. Plain data. */
export type AlarmRule =
    | { type: "constant"; value: boolean }
    | { type: "state"; state: AlarmState; alarm: string }
    | { type: "not"; rule: AlarmRule }
    | { type: "and" | "or"; rules: AlarmRule[] }
    | { type: "atLeast"; count: number; percent: boolean; not: boolean; state: AlarmState; alarms: string[] };

const STATES: readonly string[] = ["ALARM", "OK", "INSUFFICIENT_DATA"] satisfies AlarmState[];
const MAX_LENGTH = 10_240;
const MAX_ALARMS = 100;

/** A quoted name (with \" and \\), a bracket or comma, or a word, which may hold everything else: names and ARNs need no quotes. */
const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([(),])|([^\s(),"]+))/y;

interface Token {
    kind: "quoted" | "symbol" | "word" | "end";
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
            throw new Error(`Alarm rule: the quote at position ${text.indexOf('"', start) + 1} is not closed`);
        }
        const [whole, quoted, symbol, word] = match;
        const at = start + whole.length - whole.trimStart().length + 1;
        if (quoted !== undefined) tokens.push({ kind: "quoted", text: quoted.replace(/\\(.)/g, "$1"), at });
        else tokens.push(symbol !== undefined ? { kind: "symbol", text: symbol, at } : { kind: "word", text: word!, at });
    }
    return [...tokens, { kind: "end", text: "the end", at: end + 1 }];
}

/**
 * Parses a composite alarm's rule: ALARM, OK, INSUFFICIENT_DATA of a name or ARN (quoted or not), AND, OR, NOT, TRUE, FALSE, parentheses and
 * AT_LEAST(count or percentage, [NOT] state, (alarm, ...)). NOT binds tighter than AND, AND tighter than OR. Words are in upper case.
 * Source: API reference PutCompositeAlarm (AlarmRule; at most 100 alarms) and CloudWatch User Guide, "Composite alarms".
 *
 * @throws with the position (from 1) of what is wrong
 */
export function parseAlarmRule(text: string): AlarmRule {
    if (text.length > MAX_LENGTH) throw new Error(`Alarm rule: must have at most ${MAX_LENGTH} characters, got ${text.length}`);
    const tokens = tokenize(text);
    let next = 0;
    const peek = () => tokens[next]!;
    const fail = (expected: string): never => {
        throw new Error(`Alarm rule: expected ${expected}, got ${peek().kind === "end" ? peek().text : `"${peek().text}"`} at position ${peek().at}`);
    };
    const take = (kind: Token["kind"], ...texts: string[]): string | undefined => {
        const { kind: found, text: word } = peek();
        if (found !== kind || (texts.length > 0 && !texts.includes(word))) return undefined;
        next += 1;
        return word;
    };
    const expect = (symbol: string) => take("symbol", symbol) ?? fail(`"${symbol}"`);
    const alarmName = (): string => {
        const name = take("quoted") ?? take("word");
        return name === undefined || name === "" ? fail("an alarm name or ARN") : name;
    };
    const state = () => (take("word", ...STATES) ?? fail(STATES.join(", "))) as AlarmState;

    function chain(type: "or" | "and", word: string, operand: () => AlarmRule): AlarmRule {
        const rules = [operand()];
        while (take("word", word) !== undefined) rules.push(operand());
        return rules.length === 1 ? rules[0]! : { type, rules };
    }
    const or = (): AlarmRule => chain("or", "OR", and);
    const and = (): AlarmRule => chain("and", "AND", not);
    const not = (): AlarmRule => (take("word", "NOT") === undefined ? primary() : { type: "not", rule: not() });
    function primary(): AlarmRule {
        if (take("symbol", "(") !== undefined) {
            const inner = or();
            expect(")");
            return inner;
        }
        const word = take("word", "TRUE", "FALSE", "AT_LEAST", ...STATES);
        if (word === undefined) return fail("ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or (");
        if (word === "AT_LEAST") return atLeast();
        if (word === "TRUE" || word === "FALSE") {
            // AWS's grammar has TRUE; TRUE() is seen in the wild.
            if (take("symbol", "(") !== undefined) expect(")");
            return { type: "constant", value: word === "TRUE" };
        }
        expect("(");
        const alarm = alarmName();
        expect(")");
        return { type: "state", state: word as AlarmState, alarm };
    }
    function atLeast(): AlarmRule {
        expect("(");
        const threshold = peek().kind === "word" ? /^([1-9]\d*)(%?)$/.exec(peek().text) : null;
        if (threshold === null) return fail("a whole number or percentage");
        next += 1;
        expect(",");
        const negated = take("word", "NOT") !== undefined;
        const wanted = state();
        expect(",");
        expect("(");
        const alarms = [alarmName()];
        while (take("symbol", ",") !== undefined) alarms.push(alarmName());
        expect(")");
        expect(")");
        return { type: "atLeast", count: Number(threshold[1]), percent: threshold[2] === "%", not: negated, state: wanted, alarms };
    }

    const rule = or();
    if (peek().kind !== "end") return fail("AND, OR or the end");
    const { length } = alarmsOfRule(rule);
    if (length > MAX_ALARMS) throw new Error(`Alarm rule: must name at most ${MAX_ALARMS} alarms, got ${length}`);
    return rule;
}

/** Why CloudWatch refuses the rule of a composite alarm; undefined if it does not. */
export function refusalOfAlarmRule(text: string): string | undefined {
    try {
        parseAlarmRule(text);
        return undefined;
    } catch (error) {
        return (error as Error).message;
    }
}

/**
 * Whether a composite alarm is in ALARM (true) or OK (false).
 *
 * @param stateOf the state of an alarm, by the name or ARN that the rule writes
 */
export function evaluateAlarmRule(rule: AlarmRule, stateOf: (alarm: string) => AlarmState): boolean {
    switch (rule.type) {
        case "constant":
            return rule.value;
        case "state":
            return stateOf(rule.alarm) === rule.state;
        case "not":
            return !evaluateAlarmRule(rule.rule, stateOf);
        case "and":
            return rule.rules.every((part) => evaluateAlarmRule(part, stateOf));
        case "or":
            return rule.rules.some((part) => evaluateAlarmRule(part, stateOf));
        case "atLeast": {
            const matching = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.not).length;
            return rule.percent ? matching * 100 >= rule.count * rule.alarms.length : matching >= rule.count;
        }
    }
}

/** The alarms that a rule names, each once, in the order of the rule. */
export function alarmsOfRule(rule: AlarmRule): string[] {
    switch (rule.type) {
        case "constant":
            return [];
        case "state":
            return [rule.alarm];
        case "not":
            return alarmsOfRule(rule.rule);
        case "and":
        case "or":
            return [...new Set(rule.rules.flatMap(alarmsOfRule))];
        case "atLeast":
            return [...new Set(rule.alarms)];
    }
}
