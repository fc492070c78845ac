import { Console } from "node:console";

import type { HandlerContext } from "../catalog";
import { compileRules } from "../models/eventPattern";
import { awsWith } from "./reconciler/aws";
import { metricLines } from "./reconciler/metrics";
import { runTick, type TickResult } from "./reconciler/tick";
import type { Aws, Reaction, ReconcilerData } from "./reconciler/types";
import { requireEnvironment } from "./shared/environment";

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
    return reactions.map(({ kind, identity, pattern }, index) => {
        const [functionName] = names[index]!;
        return { functionName, row: rows[kind]!, identity, pattern, matches: (event) => matched(event).includes(`${index}`) };
    });
}

/**
 * What Lambda runs at each tick. Runs once per cold start.
 *
 * Environment: `LEDGER_TABLE`; `REACTIONS`, JSON; `QUEUE_URLS`, `TOPIC_ARNS` (their subscriptions are checked) and `REPORT_TOPIC_ARNS` (they get the
 * findings), each separated by commas.
 */
export function reconcilerWith(data: ReconcilerData, aws: Aws, limitCalls: (remainingMs: number) => void) {
    const list = (variable: string) => (process.env[variable] ?? "").split(",").filter((text) => text !== "");
    const name = requireEnvironment("AWS_LAMBDA_FUNCTION_NAME");
    const targets = JSON.parse(requireEnvironment("REACTIONS")) as [string, string][];
    const reactions = reactionsOf(data, targets);
    // Lambda would put what console.log writes inside of its own JSON, where CloudWatch finds no metrics.
    const metrics = new Console(process.stdout);
    return async (_event: unknown, context: ReconcilerContext): Promise<TickResult> => {
        limitCalls(context.getRemainingTimeInMillis());
        const account = context.invokedFunctionArn.split(":")[4];
        const nowMs = Date.now();
        const tick = {
            aws,
            nowMs,
            everyMs: data.everyMinutes * 60_000,
            // No function has such a name, so no entry of a reaction has such a key.
            keys: `@${name}#`,
            isOver: () => context.getRemainingTimeInMillis() < RESERVE_MS,
            log: (line: object) => console.log(JSON.stringify(line)),
        };
        const result = await runTick(tick, {
            reactions,
            targets,
            // Who subscribes to a topic of another account is that account's business.
            topicArns: list("TOPIC_ARNS").filter((arn) => arn.split(":")[4] === account),
            queueUrls: list("QUEUE_URLS"),
            reportTo: list("REPORT_TOPIC_ARNS"),
        });
        metricLines(result, name, nowMs).forEach((line) => metrics.log(JSON.stringify(line)));
        return result;
    };
}

/** The package's entry point: Lambda calls `index.handler`. */
export function handlerOf(data: ReconcilerData) {
    const { limitCalls } = require("#sdk") as typeof import("./sdk");
    return reconcilerWith(data, awsWith(), limitCalls);
}
