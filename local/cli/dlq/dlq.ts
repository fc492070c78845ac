import { EXIT, MisuseError } from "../shared/errors";
import { readDeployedStack } from "../shared/deployedStack";
import { colors as pc, oneLined, print as printText, startProgress } from "../shared/terminal";
import { counted, fit, groupBy } from "../shared/text";
import type { Connection } from "./aws";
import { CAUSE_IDS } from "./causes";
import type { Letter } from "./letters";
import { logLineOf } from "./log";
import { type FailedEventQueue, failedEventQueues } from "./queues";
import { type QueueContent, readQueue } from "./read";
import { type Redriven, redriveQueue } from "./redrive";
import { explainedLines, groupsOf, headOf, lineOf } from "./render";

export type Action = "list" | "explain" | "redrive";

export interface DlqOptions {
    stack?: string;
    state?: string;
    profile?: string;
    queue?: string;
    cause?: string;
    limit?: string;
    yes?: boolean;
    rate?: string;
}

const READ_AT_MOST = 1000;
const RATE = 2;

const print = (...lines: readonly string[]): void => printText(fit(oneLined(lines).join("\n")));

/** @returns the exit code: findings if there are messages, or if some of those to redrive stay. */
export async function dlq(action: Action, options: DlqOptions): Promise<number> {
    const { yes = false } = options;
    if (action !== "redrive" && (yes || options.rate !== undefined)) {
        throw new MisuseError(`${yes ? "--yes" : "--rate"} belongs to redrive, got ${action}`);
    }
    const limit = wholeNumber("--limit", options.limit, Number.MAX_SAFE_INTEGER);
    const rate = wholeNumber("--rate", options.rate, 50) ?? RATE;
    const { cause } = options;
    if (cause !== undefined && !CAUSE_IDS.includes(cause)) {
        throw new MisuseError(`--cause must be one of ${CAUSE_IDS.join(", ")}, got ${JSON.stringify(cause)}`);
    }
    if (options.profile === "") {
        throw new MisuseError('--profile must be the name of a profile, got ""');
    }
    const graph = readDeployedStack(options);
    const queues = chosen(failedEventQueues(graph), options.queue);
    const { project, stack, account, region } = graph;
    print(pc.bold(`${project}  stack ${stack}, account ${account}, ${region}`), "");
    const connection: Connection = { profile: options.profile };
    const isSelected = (letter: Letter) => cause === undefined || letter.cause.id === cause;
    return withInterrupt(async (signal) => {
        if (action === "redrive" && yes) {
            return redrive(connection, queues, { limit: limit ?? Infinity, rate, isSelected, signal });
        }
        const contents: QueueContent[] = [];
        for (const queue of queues) {
            contents.push(await readQueue(connection, queue, limit ?? READ_AT_MOST, signal));
        }
        await show(action, connection, contents, isSelected);
        return exitCode(contents.some(({ state, letters }) => letters.some(isSelected) || hasOthers(state)));
    });
}

const exitCode = (hasFindings: boolean): number => (hasFindings ? EXIT.findings : EXIT.ok);

/** Whether a queue has messages that were not read, or does not exist, so that what fails is lost. */
const hasOthers = (state: QueueContent["state"]): boolean =>
    state === undefined || state.inFlight > 0 || (state.mostReceives !== undefined && state.waiting > 0);

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
    const value = Number(text);
    if (text !== undefined && (!/^\d+$/.test(text) || value < 1 || value > most)) {
        const range = most === Number.MAX_SAFE_INTEGER ? "from 1 on" : `from 1 to ${most}`;
        throw new MisuseError(`${option} must be a whole number ${range}, got ${JSON.stringify(text)}`);
    }
    return text === undefined ? undefined : value;
}

function chosen(queues: readonly FailedEventQueue[], name: string | undefined): readonly FailedEventQueue[] {
    const found = name === undefined ? queues : queues.filter((queue) => queue.name === name || queue.arn === name);
    if (found.length === 0) {
        const names = queues.map((queue) => queue.name).join(", ");
        throw new MisuseError(
            names === ""
                ? "the stack has no queue for failed events: no target has a dead-letter queue, and no function has an on-failure destination"
                : `--queue must be one of ${names}, got ${JSON.stringify(name)}`,
        );
    }
    return found;
}

/** Runs work that Ctrl-C ends in order; a second Ctrl-C ends it at once. */
async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const interrupt = () => controller.abort();
    process.once("SIGINT", interrupt);
    try {
        return await work(controller.signal);
    } finally {
        process.removeListener("SIGINT", interrupt);
    }
}

async function show(
    action: Action,
    connection: Connection,
    contents: readonly QueueContent[],
    isSelected: (letter: Letter) => boolean,
): Promise<void> {
    const nowMs = Date.now();
    const selected: Letter[] = [];
    for (const content of contents) {
        const letters = content.letters.filter(isSelected);
        selected.push(...letters);
        print(headOf(content, nowMs));
        for (const group of groupsOf(letters)) {
            if (action === "explain") {
                // The newest message: a log is kept for some time only.
                print(...explainedLines(group, await logLineOf(connection, group.at(-1)!), nowMs), "");
            } else {
                print(
                    lineOf(group, nowMs),
                    ...(action === "redrive" && group[0]!.obstacle !== undefined ? [`    Not redriven: ${group[0]!.obstacle}`] : []),
                );
            }
        }
    }
    if (action === "redrive") {
        const count = selected.filter(({ obstacle }) => obstacle === undefined).length;
        print(
            "",
            `Nothing was invoked or deleted. With --yes, ${counted(count, "event")} would be given to ${count === 1 ? "its function" : "their functions"} again.`,
        );
    } else if (selected.length > 0) {
        print(
            "",
            action === "list"
                ? "jobstatus dlq explain says why, and what to do."
                : "When the cause is fixed: jobstatus dlq redrive lists what would be done, --yes does it.",
        );
    }
}

interface RedriveChoice {
    readonly limit: number;
    readonly rate: number;
    readonly isSelected: (letter: Letter) => boolean;
    readonly signal: AbortSignal;
}

async function redrive(connection: Connection, queues: readonly FailedEventQueue[], choice: RedriveChoice): Promise<number> {
    const results: Redriven[] = [];
    let hidden = 0;
    const progress = startProgress();
    const report = (result: Redriven) => {
        results.push(result);
        const { letter, outcome, text } = result;
        progress.show(`${results.length} messages, ${results.filter((each) => each.outcome === "deleted").length} redriven`);
        if (outcome !== "deleted") {
            progress.end();
            print(`  ${pc.red("✘")} ${letter.functionName}  ${letter.title}  ${text}`);
        }
    };
    try {
        for (const queue of queues) {
            const inFlight = await redriveQueue(connection, queue, { ...choice, report });
            hidden += inFlight;
            if (inFlight > 0) {
                progress.end();
                print(
                    `  ${pc.red("✘")} ${queue.name}  ${counted(inFlight, "message")} that someone has received: visible again when their time is over`,
                );
            }
        }
    } finally {
        progress.end();
        summarize(results, choice.signal.aborted);
    }
    return exitCode(hidden > 0 || choice.signal.aborted || results.some(({ outcome }) => outcome !== "deleted"));
}

function summarize(results: readonly Redriven[], isInterrupted: boolean): void {
    const deleted = results.filter(({ outcome }) => outcome === "deleted");
    const kept = results.length - deleted.length;
    for (const [text, same] of groupBy(deleted, ({ letter, text: said }) => `${letter.functionName}  ${said}`)) {
        print(`  ${pc.green("✔")} ${text}  ${counted(same.length, "event")}`);
    }
    print("", `${counted(deleted.length, "event")} redriven and deleted, ${counted(kept, "message")} kept.`);
    if (isInterrupted) {
        print("Interrupted: what was not redriven is in the queues. Run the command again to go on.");
    }
}
