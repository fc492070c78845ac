import { EXIT } from "../shared/errors";
import { MISSING, printShown as print } from "./render";
import { colors as pc, startProgress } from "../shared/terminal";
import { counted, groupBy } from "../shared/text";
import type { Connection } from "./aws";
import type { Letter } from "./letters";
import { purgeQueue } from "./purge";
import type { FailedEventQueue } from "./queues";
import { type Redriven, redriveQueue } from "./redrive";

/** Which messages, and how. */
export interface Choice {
    /** Messages of each queue that are tried, or deleted, at most. */
    readonly limit: number;
    /** Invocations a second. */
    readonly rate: number;
    readonly isSelected: (letter: Letter) => boolean;
    readonly signal: AbortSignal;
}

/** Of messages that are kept for one reason so many are named. */
const SHOWN_ALIKE = 3;

const INTERRUPTED = "Interrupted: what was not handled is in the queues. Run the command again to go on.";

/** Gives events to their functions again, and prints what became of them. @returns the exit code: findings if messages stay. */
export async function redrive(connection: Connection, queues: readonly FailedEventQueue[], choice: Choice): Promise<number> {
    const results: Redriven[] = [];
    /** How many messages were kept, by the reason. */
    const kept = new Map<string, number>();
    let [hidden, redriven, gone] = [0, 0, 0];
    const progress = startProgress();
    const report = (result: Redriven) => {
        results.push(result);
        const { letter, outcome, text } = result;
        if (outcome === "deleted") {
            progress.show(`${counted(results.length, "message")}, ${counted(++redriven, "event")} redriven`);
            return;
        }
        const alike = (kept.get(reasonOf(result)) ?? 0) + 1;
        kept.set(reasonOf(result), alike);
        if (alike <= SHOWN_ALIKE) {
            progress.end();
            print(`  ${pc.red("✘")} ${letter.functionName}  ${letter.title}  ${text}`);
        }
    };
    try {
        for (const queue of queues) {
            const inFlight = await redriveQueue(connection, queue, { ...choice, report });
            if (inFlight === undefined) {
                gone++;
                progress.end();
                print(missing(queue));
                continue;
            }
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
        [...kept]
            .filter(([, count]) => count > SHOWN_ALIKE)
            .forEach(([reason, count]) => print(`  ${pc.red("✘")} ${reason}  ${count - SHOWN_ALIKE} more`));
        summarize(results, choice.signal.aborted);
    }
    return gone > 0 || hidden > 0 || choice.signal.aborted || results.some(({ outcome }) => outcome !== "deleted") ? EXIT.findings : EXIT.ok;
}

const missing = ({ name }: FailedEventQueue) => `  ${pc.red("✘")} ${name}  ${MISSING}`;

const reasonOf = ({ letter, text }: Redriven): string => `${letter.functionName}  ${text}`;

function summarize(results: readonly Redriven[], isInterrupted: boolean): void {
    const deleted = results.filter(({ outcome }) => outcome === "deleted");
    const kept = results.length - deleted.length;
    for (const [text, same] of groupBy(deleted, reasonOf)) {
        print(`  ${pc.green("✔")} ${text}  ${counted(same.length, "event")}`);
    }
    print("", `${counted(deleted.length, "event")} redriven and deleted, ${counted(kept, "message")} kept.`);
    if (isInterrupted) {
        print(INTERRUPTED);
    }
}

/** Deletes messages, and prints each. @returns the exit code: findings if it was interrupted, or a queue does not exist. */
export async function purge(connection: Connection, queues: readonly FailedEventQueue[], choice: Choice): Promise<number> {
    let [deleted, gone] = [0, 0];
    const report = ({ functionName, title, id }: Letter) => {
        deleted++;
        print(`  ${pc.green("✔")} ${functionName}  ${title}  message ${id}`);
    };
    try {
        for (const queue of queues) {
            if (!(await purgeQueue(connection, queue, { ...choice, report }))) {
                gone++;
                print(missing(queue));
            }
        }
    } finally {
        print("", `${counted(deleted, "message")} deleted.`);
    }
    if (choice.signal.aborted) {
        print(INTERRUPTED);
    }
    return gone > 0 || choice.signal.aborted ? EXIT.findings : EXIT.ok;
}
