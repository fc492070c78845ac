import { existsSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { Answers, Question } from "../../engine";
import { ProgramError } from "../../engine/programError";
import { MisuseError } from "./errors";
import { readJsonFile } from "./readJsonFile";
import { isObject } from "./resourceValues";
import { counted } from "./text";

/** A provider function that the program calls, and its result; null until someone fills it in. Without `args` it is that of every call. */
interface InvokeAnswer {
    readonly token: string;
    readonly args?: object;
    readonly result: Record<string, unknown> | null;
}

/** What a file of answers has. */
interface AnswersFile {
    readonly invokes: readonly InvokeAnswer[];
    /** Outputs of other stacks by the name that a StackReference has. */
    readonly stacks: Readonly<Record<string, Record<string, unknown> | null>>;
}

/** Answers for a program that reads what exists. What has no answer is remembered, so that it can be added to the file. */
export interface GivenAnswers extends Answers {
    /** The error of a program that asked for something without an answer, with what to do. Writes the questions into the file. */
    explain(error: unknown): unknown;
}

/**
 * Reads a file of answers. One that does not exist yet has none.
 *
 * @throws MisuseError for a file that has another form.
 */
export function readAnswers(file: string | undefined): GivenAnswers {
    const { invokes, stacks } = file === undefined || isNew(file) ? { invokes: [], stacks: {} } : checked(file);
    const asked: AnswersFile = { invokes: [...invokes], stacks: { ...stacks } };
    const questions = new Set<string>();
    return {
        resultOf: (token, args) =>
            invokes.find((each) => each.token === token && (each.args === undefined || isSame(each.args, args)))?.result ?? undefined,
        outputsOf: (stack) => (Object.hasOwn(stacks, stack) ? stacks[stack]! : undefined) ?? undefined,
        onUnanswered: (question) => {
            questions.add(JSON.stringify(sorted(question)));
            add(asked, question);
        },
        explain: (error) => {
            if (!(error instanceof ProgramError) || questions.size === 0) {
                return error;
            }
            if (file === undefined) {
                return new ProgramError(`${error.message}\n--answers FILE gives such answers: run again with a new FILE, and it will list them`);
            }
            try {
                writeFileSync(file, `${JSON.stringify(inOrder(asked), null, 4)}\n`);
            } catch (cause) {
                throw new MisuseError(`--answers ${file}: can't be written (${(cause as NodeJS.ErrnoException).code ?? (cause as Error).message})`);
            }
            const added = `${counted(questions.size, "answer")} missing: replace null in the file, and run again`;
            return new ProgramError(`${error.message}\n--answers ${file}: ${added}`);
        },
    };
}

/** A file that is not there, in a folder that is. */
const isNew = (file: string) => file !== "" && !existsSync(file) && existsSync(path.dirname(path.resolve(file)));

function checked(file: string): AnswersFile {
    const { value } = readJsonFile("--answers", file);
    const { invokes = [], stacks = {} } = isObject(value) ? value : { invokes: null };
    const isAnswer = (each: unknown) =>
        isObject(each) &&
        typeof each.token === "string" &&
        (each.args === undefined || isObject(each.args)) &&
        (each.result === null || isObject(each.result));
    const areStacks = isObject(stacks) && Object.values(stacks).every((outputs) => outputs === null || isObject(outputs));
    if (!Array.isArray(invokes) || !invokes.every(isAnswer) || !areStacks) {
        throw new MisuseError(
            `--answers ${file}: must be an object with invokes, a list of { token, args, result }, and stacks, an object of stack name → outputs`,
        );
    }
    return { invokes: invokes as InvokeAnswer[], stacks: stacks as AnswersFile["stacks"] };
}

function add({ invokes, stacks }: AnswersFile, question: Question): void {
    if ("stack" in question) {
        (stacks as Record<string, null>)[question.stack] ??= null;
    } else if (!invokes.some(({ token, args }) => token === question.token && isSame(args ?? {}, question.args))) {
        (invokes as InvokeAnswer[]).push({ ...question, result: null });
    }
}

/** A program asks in an order that changes from run to run. */
const inOrder = ({ invokes, stacks }: AnswersFile) => ({
    invokes: [...invokes].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)),
    stacks: sorted(stacks),
});

const keyOf = ({ token, args }: InvokeAnswer) => JSON.stringify([token, sorted(args)]);

const isSame = (a: object, b: object) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** A value with the keys of its objects in order. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    return isObject(value)
        ? Object.fromEntries(
              Object.entries(value)
                  .sort(([a], [b]) => (a < b ? -1 : 1))
                  .map(([key, item]) => [key, sorted(item)]),
          )
        : value;
}
