import type { Graph } from "../../engine";
import { readDeployedStack } from "../shared/deployedStack";
import { EXIT, MisuseError } from "../shared/errors";
import { colors as pc } from "../shared/terminal";
import { counted, groupsBy } from "../shared/text";
import { wholeNumber } from "../shared/wholeNumber";
import { type Choice, purge, redrive } from "./act";
import type { Connection } from "./aws";
import { CAUSE_IDS } from "./causes";
import type { Letter } from "./letters";
import { readConsole } from "./localConsole";
import { logLineOf } from "./log";
import { type FailedEventQueue, failedEventQueues } from "./queues";
import { type QueueContent, readQueue } from "./read";
import { explainedLines, groupsOf, headOf, linesOf, printShown as print } from "./render";

export type Action = "list" | "explain" | "redrive" | "purge";

export interface DlqOptions {
    stack?: string;
    state?: string;
    console?: string;
    profile?: string;
    queue?: string;
    cause?: string;
    limit?: string;
    yes?: boolean;
    rate?: string;
}

const READ_AT_MOST = 1000;
const MOST_READ = 100_000;
const RATE = 2;
const MOST_RATE = 50;

/** @returns the exit code: findings if there are messages, or if some of those to redrive stay. */
export async function dlq(action: Action, options: DlqOptions): Promise<number> {
    const { cause, queue, yes = false } = options;
    refuseMixtures(action, options);
    const limit = options.limit === undefined ? undefined : wholeNumber("--limit", options.limit, 1, MOST_READ);
    const rate = options.rate === undefined ? RATE : wholeNumber("--rate", options.rate, 1, MOST_RATE);
    if (cause !== undefined && !CAUSE_IDS.includes(cause)) {
        throw new MisuseError(`--cause must be one of ${CAUSE_IDS.join(", ")}, got ${JSON.stringify(cause)}`);
    }
    const { graph, connection, nowMs } = await accountOf(options);
    const queues = chosen(failedEventQueues(graph), queue);
    const { project, stack, account, region } = graph;
    print(pc.bold(`${project}  stack ${stack}, account ${account}, ${region}`), "");
    /** The cause of each message that was read, by its id. */
    const causes = new Map<string, string>();
    const isSelected = (letter: Letter) => {
        causes.set(letter.id, letter.cause.id);
        return cause === undefined || letter.cause.id === cause;
    };
    return withInterrupt(async (signal) => {
        if (yes) {
            const choice: Choice = { limit: limit ?? Infinity, rate, isSelected, signal };
            const code = await (action === "purge" ? purge(connection, queues, choice) : redrive(connection, queues, choice));
            showLines(otherCauses(cause, causes));
            return code;
        }
        const contents: QueueContent[] = [];
        for (const each of queues) {
            contents.push(await readQueue(connection, each, limit ?? READ_AT_MOST, signal));
        }
        await show(action, { connection, nowMs: nowMs() }, contents, isSelected);
        showLines([...otherCauses(cause, causes), ...(signal.aborted ? ["Interrupted: not all messages were read."] : whereToLook(contents))]);
        return exitCode(signal.aborted || contents.some(({ state, letters }) => letters.some(isSelected) || hasOthers(state)));
    });
}

/** Lines below a list, after an empty one. */
const showLines = (lines: readonly string[]): void => (lines.length === 0 ? undefined : print("", ...lines));

/** What the messages have instead of a cause that was asked for. @param causes The cause of each message that was read. */
function otherCauses(cause: string | undefined, causes: ReadonlyMap<string, string>): string[] {
    const groups = groupsBy([...causes.values()], (each) => each).sort((one, other) => other.length - one.length);
    return cause === undefined || causes.size === 0 || [...causes.values()].includes(cause)
        ? []
        : [`No message that was read has the cause ${cause}. There are: ${groups.map((group) => `${group.length} ${group[0]}`).join(", ")}.`];
}

/** For someone who misses a message and finds nothing here. */
const whereToLook = (contents: readonly QueueContent[]): string[] =>
    contents.every(({ state }) => state?.waiting === 0 && state.inFlight === 0)
        ? [
              "No event waits here. If you miss a message: jobstatus why EVENT.json says which rules match an event, and the function's log what became of it.",
          ]
        : [];

/** The stack, how its account is reached, and what time it is there. */
async function accountOf(options: DlqOptions): Promise<{ graph: Graph; connection: Connection; nowMs: () => number }> {
    const { profile, console: address } = options;
    if (address === undefined) {
        if (profile === "") {
            throw new MisuseError('--profile must be the name of a profile, got ""');
        }
        return { graph: readDeployedStack(options), connection: { profile }, nowMs: Date.now };
    }
    const other = (["stack", "state", "profile"] as const).find((name) => options[name] !== undefined);
    if (other !== undefined) {
        throw new MisuseError(`--console has a stack and an account: leave out --${other}`);
    }
    const { graph, endpoint, accessKeyId, nowMs } = await readConsole(address);
    return { graph, connection: { local: { endpoint, credentials: { accessKeyId, secretAccessKey: "local" } } }, nowMs: () => nowMs };
}

/** Refuses options that belong to other actions, and a purge that does not say of what. */
function refuseMixtures(action: Action, { cause, rate, yes = false }: DlqOptions): void {
    if (yes && action !== "redrive" && action !== "purge") {
        throw new MisuseError(`--yes belongs to redrive and purge, got ${action}`);
    }
    if (rate !== undefined && action !== "redrive") {
        throw new MisuseError(`--rate belongs to redrive, got ${action}`);
    }
    if (action === "purge" && cause === undefined) {
        throw new MisuseError("purge needs --cause, because it deletes events that no function has handled, got none");
    }
}

const exitCode = (hasFindings: boolean): number => (hasFindings ? EXIT.findings : EXIT.ok);

/** Whether a queue has messages that were not read, or does not exist, so that what fails is lost. */
const hasOthers = (state: QueueContent["state"]): boolean =>
    state === undefined || state.inFlight > 0 || (state.mostReceives !== undefined && state.waiting > 0);

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
    { connection, nowMs }: { readonly connection: Connection; readonly nowMs: number },
    contents: readonly QueueContent[],
    isSelected: (letter: Letter) => boolean,
): Promise<void> {
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
                    ...linesOf(group, nowMs),
                    ...(action === "redrive" && group[0]!.obstacle !== undefined ? [`    Not redriven: ${group[0]!.obstacle}`] : []),
                );
            }
        }
    }
    if (selected.length > 0) {
        print("", nextStep(action, selected));
    }
}

/** What the reader can do now. */
function nextStep(action: Action, selected: readonly Letter[]): string {
    switch (action) {
        case "list":
            return "jobstatus dlq explain says why, and what to do.";
        case "explain":
            return "When the cause is fixed: jobstatus dlq redrive lists what would be done, --yes does it.";
        case "redrive": {
            const count = selected.filter(({ obstacle }) => obstacle === undefined).length;
            const whose = count === 1 ? "its function" : "their functions";
            return `Nothing was invoked or deleted. With --yes, ${counted(count, "event")} would be given to ${whose} again.`;
        }
        case "purge":
            return `Nothing was deleted. With --yes, ${counted(selected.length, "message")} would be deleted, and no function would handle ${selected.length === 1 ? "it" : "them"}.`;
    }
}
