import type { HandlerResult } from "../../catalog";
import { type KindResult, reconcileKinds } from "./changes";
import { MOST_TRIES } from "./handedOver";
import { SETTLE_MS } from "./kindRun";
import type { MissedEvent } from "./missedEvents";
import { expiryOf, type Reaction, type Tick } from "./types";
import { type Finding, type Watch, watch, type Watched, type WatchState } from "./watchdog";

/** What a tick found: what it returns, and what its metrics say. */
export interface TickResult extends HandlerResult {
    /** Changes that were compared with the ledger. */
    readonly compared: number;
    /** Events that never came, by kind: reactions were invoked for them. */
    readonly missed: { readonly [kind: string]: number };
    /** Findings that are open. */
    readonly findings: number;
}

/** What a tick is about. */
export interface TickArgs extends Watch {
    /** Topics that get new findings. */
    readonly reportTo: readonly string[];
    /** The queue for what the reactions fail on. */
    readonly failureQueueUrl?: string | undefined;
}

/** Ticks that a kind may be behind before it is a finding. */
const BEHIND_TICKS = 4;

const NOTHING: WatchState = { open: {}, messages: {}, deadlines: {} };

/**
 * One tick: looks at what events depend on, finds the events that never came, and reports each new finding once.
 *
 * @throws what the table and the topics throw, after everything else is done: Lambda tries the tick again, and the next one goes on in any case.
 */
export async function runTick(tick: Tick, args: TickArgs): Promise<TickResult> {
    const { aws, nowMs, everyMs, keys } = tick;
    const key = `${keys}watchdog`;
    const state = ((await aws.read([key])).get(key) as WatchState | undefined) ?? NOTHING;
    const { findings, unknown, news, messages, deadlines } = await watch(tick, args, state);

    const groups = inTurn(byKind(args.reactions), Math.floor(nowMs / everyMs));
    const results = await reconcileKinds(tick, groups, failureQueueState(args, { messages, unknown }));
    const all = [...findings, ...[...results].flatMap(([kind, result]) => kindFindings(tick, kind, result))];
    const open = openAfter(state, all, unknown, nowMs);
    const fresh = all.filter(({ id }) => !(id in state.open)).map(({ message }) => message);
    const lost = [...results.values()].flatMap(({ givenUp, dropped }) => [...eventNews(dropped, droppedText), ...eventNews(givenUp, givenUpText)]);
    const lines = [...new Set([...fresh, ...news, ...lost])];
    if (lines.length > 0) {
        await report(tick, args.reportTo, lines);
    }
    // After the report: rather twice than never.
    await aws.keep(new Map([[key, { open, messages, deadlines } satisfies WatchState]]), expiryOf(nowMs));

    const missed = Object.fromEntries([...results].flatMap(([kind, result]) => (result.missed.length === 0 ? [] : [[kind, result.missed.length]])));
    const compared = [...results.values()].reduce((sum, result) => sum + result.compared, 0);
    return { outcome: "handled", compared, missed, findings: Object.keys(open).length + news.length + lost.length };
}

function failureQueueState({ queueUrls, failureQueueUrl: url = "" }: TickArgs, { messages, unknown }: Pick<Watched, "messages" | "unknown">) {
    // That of another account is its owner's business.
    return !queueUrls.includes(url) ? "used" : unknown.includes(`queue ${url}`) ? "unread" : messages[url] === 0 ? "empty" : "used";
}

function byKind(reactions: readonly Reaction[]): Reaction[][] {
    const kinds = new Map<string, Reaction[]>();
    for (const reaction of reactions) {
        kinds.set(reaction.row.kind, [...(kinds.get(reaction.row.kind) ?? []), reaction]);
    }
    return [...kinds.values()];
}

/** Another one first in each tick, so that a kind with very many changes never takes the time of all others. */
function inTurn<T>(all: readonly T[], turn: number): T[] {
    const first = turn % Math.max(all.length, 1);
    return [...all.slice(first), ...all.slice(0, first)];
}

function kindFindings({ everyMs }: Tick, kind: string, { problems, behindMs, untaken }: KindResult): Finding[] {
    const behind = Math.round(behindMs / 60_000);
    return [
        ...problems.map((problem) => ({ id: `kind ${kind} ${problem.slice(0, 200)}`, message: `Lost events can't all be found. ${problem}` })),
        ...[...untaken].map(([name, count]) => ({
            id: `kind ${kind} untaken ${name}`,
            message: `The function ${name} has not taken ${counted(count, "event")} of the kind ${kind} that it got from the reconciler more than once. It gets each of them ${MOST_TRIES} times. See the function's log.`,
        })),
        ...(behindMs <= BEHIND_TICKS * everyMs + SETTLE_MS
            ? []
            : [
                  {
                      id: `kind ${kind} behind`,
                      message: `The reconciler is ${behind} minutes behind with the kind ${kind}: there are too many changes, or SageMaker throttles its calls. Its log says which.`,
                  },
              ]),
    ];
}

/** Names of resources in one line. */
const MOST_NAMES = 10;

const counted = (count: number, what: string) => (count === 1 ? `1 ${what}` : `${count} ${what}s`);

/** A line for each function: how many events, what is said of them, and which they are. */
function eventNews(all: readonly MissedEvent[], text: (functionName: string, count: string, named: string) => string): string[] {
    return [...new Set(all.map(({ reaction }) => reaction.functionName))].map((name) => {
        const events = all.filter(({ reaction }) => reaction.functionName === name);
        const named = events.slice(0, MOST_NAMES).map(({ arn, status }) => `${arn} (${status})`);
        const left = events.length > MOST_NAMES ? `, and ${events.length - MOST_NAMES} more that the log has` : "";
        return text(name, counted(events.length, "event"), `${named.join(", ")}${left}`);
    });
}

const givenUpText = (name: string, count: string, named: string) =>
    `${count} not taken: the function ${name} got each of them ${MOST_TRIES} times, and gets none of them again: ${named}. Fix the function, and look at these resources by hand.`;

const droppedText = (name: string, count: string, named: string) =>
    `${count} in no queue: the function ${name} began with each of them and did not end, and the failure queue is empty. The function gets them again: ${named}. See its log, and check its on-failure destination and its role.`;

/** The findings that are open now, each since when it was first reported. */
function openAfter({ open }: WatchState, findings: readonly Finding[], unknown: readonly string[], nowMs: number): WatchState["open"] {
    const stays = Object.keys(open).filter((id) => unknown.some((of) => id.startsWith(`${of} `)));
    return Object.fromEntries([...stays, ...findings.map(({ id }) => id)].map((id) => [id, open[id] ?? nowMs]));
}

/** SNS takes 256 KB; a person reads less. */
const MOST_LINES = 100;

async function report({ aws, log }: Tick, topics: readonly string[], lines: readonly string[]): Promise<void> {
    const what = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
    const left = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more: the log of the function has all.`] : [];
    const body = `The reconciler found ${what}:\n\n${[...lines.slice(0, MOST_LINES), ...left].map((line) => `- ${line}\n`).join("")}`;
    for (const line of lines) {
        log({ finding: line });
    }
    for (const topic of topics) {
        await aws.publish(topic, `SageMaker job status: ${what} found`, body);
    }
}
