import type { HandlerContext } from "../../catalog";
import { OWN_METRICS } from "../../catalog/ownMetrics";
import { compileRules } from "../../models/eventPattern";
import { requireEnvironment } from "../shared/environment";
import { putMetric } from "../shared/metric";
import { parseTime } from "../shared/times";
import { awsWith } from "./aws";
import { runTick, type TickResult } from "./tick";
import type { Aws, Reaction, ReconcilerData } from "./types";

/** Time that is left when a tick begins nothing more: for the calls under way, the report and the state. */
const RESERVE_MS = 20_000;

/** What Lambda gives in addition to what other handlers use. */
export interface ReconcilerContext extends HandlerContext {
    readonly invokedFunctionArn: string;
}

/** The reactions of the data, under the names in the environment: a list of [function, rule]. */
export function reactionsOf({ reactions, rows }: ReconcilerData, names: readonly (readonly [string, string])[]): Reaction[] {
    // An event is read once for all the rules.
    const matched = compileRules(reactions.map(({ pattern }, index) => ({ name: `${index}`, pattern })));
    return reactions.map(({ kind, identity, pattern, triedSeconds }, index) => {
        const [functionName] = names[index]!;
        return { functionName, row: rows[kind]!, identity, pattern, triedSeconds, matches: (event) => matched(event).includes(`${index}`) };
    });
}

/**
 * What Lambda runs at each tick. Runs once per cold start.
 *
 * Environment: `LEDGER_TABLE`; `REACTIONS`, JSON; `QUEUE_URLS` (the failure queue is the last), `TOPIC_ARNS` (their subscriptions are checked) and
 * `REPORT_TOPIC_ARNS` (they get the findings), each separated by commas.
 */
export function reconcilerWith(data: ReconcilerData, aws: Aws, limitCalls: (remainingMs: number) => void) {
    const list = (variable: string) => (process.env[variable] ?? "").split(",").filter((text) => text !== "");
    const name = requireEnvironment("AWS_LAMBDA_FUNCTION_NAME");
    const targets = JSON.parse(requireEnvironment("REACTIONS")) as [string, string][];
    const reactions = reactionsOf(data, targets);
    return async (event: { readonly time?: unknown } | null, context: ReconcilerContext): Promise<TickResult> => {
        limitCalls(context.getRemainingTimeInMillis());
        const account = context.invokedFunctionArn.split(":")[4];
        const nowMs = Date.now();
        const tick = {
            aws,
            nowMs,
            dueMs: parseTime(event?.time) ?? nowMs,
            everyMs: data.everyMinutes * 60_000,
            // No function has such a name, so no entry of a reaction has such a key.
            keys: `@${name}#`,
            isOver: () => context.getRemainingTimeInMillis() < RESERVE_MS,
            log: (line: object) => console.log(JSON.stringify(line)),
        };
        const result = await runTick(tick, {
            reactions,
            targets,
            // Topics and queues of another account are its owner's business.
            topicArns: list("TOPIC_ARNS").filter((arn) => arn.split(":")[4] === account),
            queueUrls: list("QUEUE_URLS").filter((url) => url.split("/")[3] === account),
            failureQueueUrl: list("QUEUE_URLS").at(-1),
            reportTo: list("REPORT_TOPIC_ARNS"),
        });
        const { missed, findings } = result;
        putMetric(OWN_METRICS.ticks, name, 1);
        putMetric(OWN_METRICS.findings, name, findings);
        putMetric(
            OWN_METRICS.missedEvents,
            name,
            Object.values(missed).reduce((sum, count) => sum + count, 0),
        );
        Object.entries(missed).forEach(([kind, count]) => putMetric(OWN_METRICS.missedEvents, name, count, kind));
        return result;
    };
}

/** The package's entry point: Lambda calls `index.handler`. */
export function handlerOf(data: ReconcilerData) {
    const { limitCalls } = require("#sdk") as typeof import("./sdk");
    return reconcilerWith(data, awsWith(), limitCalls);
}
