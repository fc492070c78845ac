/** Answers of the matcher that differ from those of AWS's event-ruler, of a million; needs Java and Maven. */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { InvalidEventException, InvalidEventPatternException, parseEventPattern, testEventPattern } from "../models/eventPattern";
import { JsonObject, type JsonValue, readJson } from "../models/eventPattern/json";
import { NumberLiteral } from "../models/eventPattern/numbers";
import { Maker } from "./matcherCases";
import { seeded } from "./matcherWorkload";
import { TextMaker } from "./rulerTexts";

// Usage: ruler.ts [--answers 1000000] [--seed 1]. Ends with exit code 1 if a difference is not explained by docs/eventPattern.md, and prints each of them.

const FOLDER = path.join(__dirname, "ruler");
const PATTERNS_AT_ONCE = 500;
const EVENTS_A_PATTERN = 8;
/** A pattern that has more ways to be split is not split. */
const MOST_VARIANTS = 5000;

interface Question {
    readonly pattern: string;
    readonly events: readonly string[];
}

/** A Java process that answers as ruler/Answers.java says. */
class Ruler {
    private readonly process: ChildProcessByStdio<Writable, Readable, null>;
    private readonly lines: AsyncIterator<string>;

    constructor() {
        const folder = mkdtempSync(path.join(tmpdir(), "ruler-"));
        const file = path.join(folder, "classpath");
        try {
            execFileSync("mvn", ["-q", "-B", "-f", path.join(FOLDER, "pom.xml"), "dependency:build-classpath", `-Dmdep.outputFile=${file}`], {
                stdio: ["ignore", "ignore", "inherit"],
            });
            const classes = readFileSync(file, "utf8").trim();
            this.process = spawn("java", ["-cp", classes, path.join(FOLDER, "Answers.java")], { stdio: ["pipe", "pipe", "inherit"] });
        } finally {
            rmSync(folder, { recursive: true });
        }
        this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }

    /** One line for each question. */
    public async ask(questions: readonly Question[]): Promise<string[]> {
        if (!this.process.stdin.write(questions.map((question) => `${JSON.stringify(question)}\n`).join(""))) {
            await once(this.process.stdin, "drain");
        }
        const answers: string[] = [];
        while (answers.length < questions.length) {
            const { value, done } = await this.lines.next();
            assert.ok(!done, "the Java process has ended");
            answers.push(value);
        }
        return answers;
    }

    public end(): void {
        this.process.stdin.end();
    }
}

/** The matcher's answers in the form of Answers.java. */
function answer({ pattern, events }: Question): string {
    try {
        parseEventPattern(pattern);
    } catch (error) {
        assert.ok(error instanceof InvalidEventPatternException, error as Error);
        return `!${error.reason}`;
    }
    return events.map((event) => answerOne(pattern, event)).join("");
}

function answerOne(pattern: string, event: string): string {
    try {
        return testEventPattern(pattern, event) ? "1" : "0";
    } catch (error) {
        assert.ok(error instanceof InvalidEventException, error as Error);
        return "x";
    }
}

/** The JSON text of what was read, with what is repeated. */
function textOf(value: JsonValue): string {
    if (Array.isArray(value)) {
        return `[${value.map(textOf).join()}]`;
    }
    if (value instanceof JsonObject) {
        return `{${value.keys.map((name, i) => `${JSON.stringify(name)}:${textOf(value.values[i]!)}`).join()}}`;
    }
    return value instanceof NumberLiteral ? value.text : JSON.stringify(value);
}

const isMixed = (list: readonly JsonValue[]) =>
    list.length > 1 && (/"(wildcard|numeric)":/.test(textOf([...list])) || list.some((each) => typeof each === "number"));

/** Texts of patterns, one of which matches where the pattern does: members of an object in all ways to take one branch or one condition. */
function variants(pattern: JsonValue, split: { lists: boolean; branches: boolean }): string[] {
    const { keys, values } = pattern as JsonObject;
    let ways: string[][] = [[]];
    for (const [i, value] of values.entries()) {
        const key = JSON.stringify(keys[i]);
        let choices = [`${key}:${textOf(value)}`];
        if (keys[i] === "$or" && Array.isArray(value)) {
            choices = split.branches ? value.flatMap((branch) => variants(branch, split)) : choices;
        } else if (Array.isArray(value)) {
            choices = split.lists && isMixed(value) ? value.map((each) => `${key}:[${textOf(each)}]`) : choices;
        } else if (value instanceof JsonObject) {
            choices = variants(value, split).map((members) => `${key}:{${members}}`);
        }
        ways = ways.flatMap((way) => choices.map((choice) => [...way, choice]));
        if (ways.length > MOST_VARIANTS) {
            return [];
        }
    }
    return ways.map((way) => way.join());
}

/** Texts in which a difference is explained, whatever it is. */
const BY_TEXT = {
    "a name that is empty, or starts or ends with a dot": /"(\.[^"]*|[^"]*\.|)":/,
    "half of a surrogate pair": /\\ud[89a-f]/i,
    "the number 5e-324, which Java writes as 4.9E-324": /5e-324/,
    "a limit at the largest double": /"numeric":\[("[<>]=?",[^,]*,)?"[<>]=?",1\.7976931348623157e308/,
};

/** A field of an event that comes from a name with a dot, or that is repeated, as well as from inside of an array. */
const isTwiceInArray = (event: string) => (/"[^"]*\.[^"]*":/.test(event) || repeatsName(readJson(event))) && hasNestedArray(readJson(event));

const repeatsName = (value: JsonValue): boolean =>
    value instanceof JsonObject
        ? new Set(value.keys).size < value.keys.length || value.values.some(repeatsName)
        : Array.isArray(value) && value.some(repeatsName);

/** Whether an array holds objects or arrays. */
function hasNestedArray(value: JsonValue): boolean {
    const inner = value instanceof JsonObject ? value.values : Array.isArray(value) ? value : [];
    return inner.some((each) => (Array.isArray(value) && (Array.isArray(each) || each instanceof JsonObject)) || hasNestedArray(each));
}

/** Differences that are explained because event-ruler, asked for the same conditions apart, answers as the matcher does. */
const BY_SPLITTING = {
    "a wildcard or a number in a list with other conditions": [{ lists: true, branches: false }],
    "branches of $or that share a field": [
        { lists: false, branches: true },
        { lists: true, branches: true },
    ],
};

/** Why event-ruler's answer differs, if docs/eventPattern.md says so. */
async function explain(ruler: Ruler, pattern: string, event: string, ours: string): Promise<string | undefined> {
    for (const [explanation, form] of Object.entries(BY_TEXT)) {
        if (form.test(pattern) || form.test(event)) {
            return explanation;
        }
    }
    // Not compared with addresses in the spelling of the event, but in that of JavaScript.
    const rewritten = event === "" ? event : textOf(readJson(event));
    if (/"cidr":|\d\.\d+\.\d|::/.test(pattern) && rewritten !== event) {
        const [again] = await ruler.ask([{ pattern, events: [rewritten] }]);
        if (again === ours) {
            return "a number in another spelling, where an address or a block is asked for";
        }
    }
    if (event === "" && /"\$or":/.test(pattern) && pattern.includes('"anything-but":')) {
        return "anything-but with a list, where $or is the name of a field";
    }
    if (isTwiceInArray(event)) {
        return "a name with a dot, or a repeated one, and an array";
    }
    for (const [explanation, splits] of Object.entries(BY_SPLITTING)) {
        for (const split of splits) {
            const texts = variants(readJson(pattern), split).map((members) => `{${members}}`);
            const apart = texts.length > 1 ? await ruler.ask(texts.map((each) => ({ pattern: each, events: [event] }))) : [];
            if (apart.length > 0 && apart.every((each) => /^[01]$/.test(each)) && (apart.includes("1") ? "1" : "0") === ours) {
                return explanation;
            }
        }
    }
    return undefined;
}

function option(name: string, fallback: number): number {
    const at = process.argv.indexOf(`--${name}`);
    const value = at < 0 ? fallback : Number(process.argv[at + 1]);
    assert.ok(value > 0, `--${name} must be a number above 0, got ${process.argv[at + 1]}`);
    return value;
}

async function main(): Promise<void> {
    const wanted = option("answers", 1_000_000);
    const seed = option("seed", 1);
    const maker = new Maker(seeded(seed));
    const texts = new TextMaker(seeded(seed + 1));
    const ruler = new Ruler();
    const explained = new Map(Object.keys({ ...BY_TEXT, ...BY_SPLITTING }).map((explanation) => [explanation, 0]));
    const refused = { patterns: 0, inOtherWords: 0 };
    let answers = 0;
    let unexplained = 0;
    const judge = async (pattern: string, event: string, ours: string, theirs: string) => {
        const explanation = await explain(ruler, pattern, event, ours);
        if (explanation === undefined) {
            unexplained += 1;
            console.error(JSON.stringify({ pattern, event, ours, theirs }));
        } else {
            explained.set(explanation, (explained.get(explanation) ?? 0) + 1);
        }
    };
    while (answers < wanted) {
        const patterns = Array.from({ length: PATTERNS_AT_ONCE / 2 }, () => maker.pattern(2));
        const questions = [
            ...patterns.map((pattern) => ({
                pattern: JSON.stringify(pattern),
                events: Array.from({ length: EVENTS_A_PATTERN }, () => JSON.stringify(maker.eventNear(pattern))),
            })),
            ...Array.from({ length: PATTERNS_AT_ONCE / 2 }, () => texts.question(EVENTS_A_PATTERN)),
        ];
        const theirs = await ruler.ask(questions);
        for (const [i, question] of questions.entries()) {
            const ours = answer(question);
            const their = theirs[i]!;
            if (ours.startsWith("!") || their.startsWith("!")) {
                answers += 1;
                refused.patterns += 1;
                refused.inOtherWords += their.startsWith(ours) ? 0 : 1;
                if (ours.startsWith("!") !== their.startsWith("!")) {
                    await judge(question.pattern, "", ours, their);
                }
                continue;
            }
            answers += ours.length;
            for (const [j, event] of question.events.entries()) {
                if (ours[j] !== their[j]) {
                    await judge(question.pattern, event, ours[j]!, their[j]!);
                }
            }
        }
    }
    ruler.end();
    console.log(
        `seed ${seed}: ${answers} answers, ${refused.patterns} of them refusals of a pattern, ${refused.inOtherWords} of these in other words`,
    );
    for (const [explanation, count] of explained) {
        console.log(`${count} differ and are explained: ${explanation}`);
    }
    console.log(`${unexplained} differ and are not explained`);
    process.exitCode = unexplained > 0 ? 1 : 0;
}

void main();
