import type { KindRow } from "../../catalog";
import { valueAt } from "../shared/fields";
import { safeText } from "../shared/text";
import { formatDuration, formatTime, parseTime } from "../shared/times";
import { resourceOf } from "./missedEvents";
import { isThrottling, type Reaction, type Tick } from "./types";

/** Something that is not as it must be, and stays so until someone acts. */
export interface Finding {
    /** The same for the same finding of every tick. */
    readonly id: string;
    /** What it is, and what to do. */
    readonly message: string;
}

/** What the watchdog looks at. */
export interface Watch {
    readonly reactions: readonly Reaction[];
    /** Names of rules, and of the functions that must be their targets: also of reactions whose kind SageMaker does not list. */
    readonly targets: readonly (readonly [functionName: string, ruleName: string])[];
    /** ARNs of topics in the reconciler's account. */
    readonly topicArns: readonly string[];
    readonly queueUrls: readonly string[];
}

/** What it keeps between ticks. */
export interface WatchState {
    /** When each open finding was first reported, epoch milliseconds, by its id. */
    readonly open: { readonly [id: string]: number };
    /** Messages in each queue, by its URL. */
    readonly messages: { readonly [queueUrl: string]: number };
    /** When each running job must have ended, epoch milliseconds, by its ARN. */
    readonly deadlines: { readonly [arn: string]: number };
}

export interface Watched {
    readonly findings: readonly Finding[];
    /** Ids of findings begin with one of these where it could not be looked: those that are open stay open. */
    readonly unknown: readonly string[];
    /** What happened since the last tick and is not reported by any alarm. */
    readonly news: readonly string[];
    readonly messages: WatchState["messages"];
    readonly deadlines: WatchState["deadlines"];
}

/** Time that SageMaker may take to end a job that has reached its limit. */
const SLACK_MS = 3_600_000;

/** Jobs that one tick asks Describe for. */
const MOST_DESCRIBED = 100;

/** Looks at rules, subscriptions, queues and running jobs, with calls that only read. */
export async function watch(tick: Tick, { reactions, targets, topicArns, queueUrls }: Watch, state: WatchState): Promise<Watched> {
    const findings: Finding[] = [];
    const unknown: string[] = [];
    const look = async (id: string, what: string, of: () => Promise<readonly Finding[]>): Promise<void> => {
        if (tick.isOver()) {
            unknown.push(id);
            return;
        }
        try {
            findings.push(...(await of()));
        } catch (error) {
            unknown.push(id);
            if (!isThrottling(error)) {
                const { name, message } = error as Error;
                findings.push({ id: `unchecked ${id}`, message: `${what} can't be checked: ${name}: ${message}` });
            }
        }
    };
    for (const [functionName, ruleName] of targets) {
        await look(`rule ${ruleName}`, `The rule ${ruleName}`, () => ruleFindings(tick, ruleName, functionName));
    }
    for (const arn of topicArns) {
        await look(`topic ${arn}`, `The subscriptions of ${arn}`, () => topicFindings(tick, arn));
    }
    const news: string[] = [];
    const messages: Record<string, number> = { ...state.messages };
    for (const url of queueUrls) {
        await look(`queue ${url}`, `The queue ${url}`, async () => {
            const count = await tick.aws.messages(url);
            // The alarm on the queue's depth goes off for the first message, and stays as it is for those that follow.
            const reported = Math.max(state.messages[url] ?? 0, 1);
            if (count > reported) {
                news.push(
                    `The queue ${url} has ${count} messages, ${count - reported} more than were reported. Its alarm stays on and does not say so. Run "npx --no-install jobstatus dlq explain".`,
                );
            }
            messages[url] = count;
            return [];
        });
    }
    const rows = [...new Map(reactions.map(({ row }) => [row.kind, row])).values()].filter(({ longest }) => longest !== undefined);
    const deadlines: Record<string, number> = {};
    for (const row of rows) {
        const of = `:${row.arnResource}/`;
        const before = Object.fromEntries(Object.entries(state.deadlines).filter(([arn]) => arn.includes(of)));
        await look(`stuck ${row.kind}`, `Running ${row.title}s`, async () => {
            Object.assign(deadlines, await runningJobs(tick, row, before));
            return Object.entries(deadlines)
                .filter(([arn, deadlineMs]) => arn.includes(of) && deadlineMs < tick.nowMs)
                .map(([arn, deadlineMs]) => stuck(tick, row, arn, deadlineMs));
        });
        if (unknown.includes(`stuck ${row.kind}`)) {
            Object.assign(deadlines, before);
        }
    }
    return { findings, unknown, news, messages, deadlines };
}

async function ruleFindings({ aws }: Tick, name: string, functionName: string): Promise<Finding[]> {
    const rule = await aws.rule(name);
    if (rule === undefined) {
        return [{ id: `rule ${name} gone`, message: `The rule ${name} does not exist, so its events reach no one. Deploy the stack again.` }];
    }
    const hasTarget = rule.targetArns.some((arn) => arn.split(":")[6] === functionName);
    return [
        ...(rule.enabled
            ? []
            : [
                  {
                      id: `rule ${name} disabled`,
                      message: `The rule ${name} is disabled, so its events reach no one. Enable it, or deploy the stack again.`,
                  },
              ]),
        ...(hasTarget
            ? []
            : [{ id: `rule ${name} target`, message: `The rule ${name} has no target ${functionName} any more. Deploy the stack again.` }]),
    ];
}

async function topicFindings({ aws }: Tick, topicArn: string): Promise<Finding[]> {
    const subscriptions = await aws.subscriptions(topicArn);
    if (subscriptions.length === 0) {
        const message = `The topic ${topicArn} has no subscription, so no one receives its messages. Subscribe someone.`;
        return [{ id: `topic ${topicArn} empty`, message }];
    }
    return subscriptions
        .filter(({ arn }) => !arn.startsWith("arn:"))
        .map(({ arn, protocol, endpoint }) => {
            const end = `${protocol}:${safeText(endpoint, 100)}`;
            return arn === "PendingConfirmation"
                ? {
                      id: `topic ${topicArn} pending ${end}`,
                      message: `The subscription of ${end} to ${topicArn} is not confirmed, so it receives nothing. Its owner must confirm it.`,
                  }
                : {
                      id: `topic ${topicArn} deleted ${end}`,
                      message: `The subscription of ${end} to ${topicArn} is deleted, so it receives nothing. Subscribe it again.`,
                  };
        });
}

/** When each job that is in progress must have ended. What is known already is not asked again. */
async function runningJobs({ aws, nowMs, isOver }: Tick, row: KindRow, known: WatchState["deadlines"]): Promise<Record<string, number>> {
    const running: Record<string, number> = {};
    let described = 0;
    let next: string | undefined;
    do {
        const page = await aws.list(row, {
            StatusEquals: "InProgress",
            CreationTimeBefore: new Date(nowMs - SLACK_MS),
            SortBy: "CreationTime",
            SortOrder: "Ascending",
            MaxResults: 100,
            NextToken: next,
        });
        for (const summary of page.summaries) {
            const { arn, name } = resourceOf(row, summary);
            // Not known, and too many at a time: the next tick asks.
            const deadlineMs = known[arn] ?? (isOver() || ++described > MOST_DESCRIBED ? undefined : await deadlineOf(aws, row, name));
            if (deadlineMs !== undefined) {
                running[arn] = deadlineMs;
            }
        }
        next = page.next;
    } while (next !== undefined && !isOver());
    return running;
}

async function deadlineOf(aws: Tick["aws"], row: KindRow, name: string): Promise<number | undefined> {
    const answer = (await aws.describe(row, { [row.describe.input]: name })) ?? {};
    const seconds = (path: string | undefined) => (path === undefined ? undefined : (valueAt(answer, path) as number | undefined));
    const timeOf = (field: string | null) => (field === null ? undefined : parseTime(answer[field]));
    const [run, runAndWait] = [seconds(row.longest!.run), seconds(row.longest!.runAndWait)];
    const createdMs = timeOf(row.times.created);
    const startedMs = timeOf(row.times.started) ?? createdMs;
    const [fromMs, limit] = runAndWait === undefined ? [startedMs, run] : [createdMs, runAndWait];
    return fromMs === undefined || typeof limit !== "number" ? undefined : fromMs + limit * 1000 + SLACK_MS;
}

function stuck({ nowMs }: Tick, row: KindRow, arn: string, deadlineMs: number): Finding {
    const over = formatDuration(nowMs - deadlineMs + SLACK_MS);
    const message = `The ${row.title} ${arn} is still InProgress, ${over} after its longest run time ended (${formatTime(deadlineMs - SLACK_MS)}). Look at it in the console, and stop it.`;
    return { id: `stuck ${row.kind} ${arn}`, message };
}
