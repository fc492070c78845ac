import type { HandlerResult } from "../catalog";
import {
    type ALL_KINDS,
    type AnyKind,
    BUILT_CLOSURES,
    type EventKindRow,
    type Handler,
    type HandlerContext,
    type KindRow,
    LIMITS,
    notifyProblem,
    type PricedRow,
    PRICES,
    type Prices,
} from "../catalog";
import { pricesProblems } from "./prices";
import { notification } from "./notification";
import { hasOwnLog, type LastLines, lastLogLines, logCallsWith } from "./shared/jobLog";
import { type Describe, describedStatus, describeJob, describeWith, type News, withRealName } from "./shared/describe";
import type { JobEvent } from "./shared/parseEvent";
import { type Publish, publishWith } from "./shared/publish";
import { failureReasons } from "./shared/reasons";
import { show } from "./shared/text";

/** What the handler needs from outside. Tests pass fakes. @internal */
export interface NotifyDeps {
    /** Calls the kind's Describe; answers undefined for a resource that does not exist. */
    describe: Describe;
    publish: Publish;
    /** Reads the last lines of the log of the event's resource, and throws nothing. @default none are read */
    lastLines?: (job: JobEvent) => Promise<LastLines>;
}

/**
 * Notifies people of a status change: one message with what happened, why, and where to look. Where the event lacks the status (algorithms) or the
 * reason of a failure (labeling jobs, model packages), SageMaker is asked for it.
 *
 * A second delivery is harmless: it sends the same message again and changes nothing.
 *
 * @throws an error that starts with "Job status event" for an answer that can't be understood; errors of SageMaker and SNS escape as they are.
 * @internal
 */
export async function notifyJobStatus(row: PricedRow, news: News, deps: NotifyDeps): Promise<HandlerResult> {
    const { job } = news;
    const asked = lacksAnswer(row, job);
    const answer = asked ? await describeJob(row, news, deps.describe) : undefined;
    const gone = asked && answer === undefined;
    const status = job.status ?? (asked && !gone ? describedStatus(row, job, answer) : undefined);
    // Where events have no status, an event alone does not mean that anything has ended. A smoke test must arrive.
    if (job.status === undefined && job.origin !== "smoke" && status?.row?.class === "transitional") {
        return { outcome: "ignored", reason: `the ${row.title} is ${status.value}, which is not final` };
    }
    // A job that ended well is not looked at.
    const log = status?.row?.class === "failed" ? await deps.lastLines?.(withRealName(row, job, answer)) : undefined;
    await deps.publish(notification(row, job, { status, answer, gone, log }));
    return { outcome: "handled" };
}

/**
 * Notifies people of each event of the row's kind through the SNS topic in `TOPIC_ARN`.
 *
 * @param prices For an estimate of what a job cost.
 * @param logLines How many lines of the log of a failed resource are in its message, 0 to 50. A tuning job and a kind without a log have none.
 * @throws Error for a kind whose events do not say what happened, or for prices that are none.
 */
export function notify<Row extends (typeof ALL_KINDS)[AnyKind]>(row: Row, prices: Prices = PRICES, logLines = 0): Handler<Row["kind"]> {
    const { minimum, maximum } = LIMITS.logLines;
    const isInLimits = Number.isInteger(logLines) && logLines >= minimum && logLines <= maximum;
    const problem =
        notifyProblem(row) ??
        pricesProblems(prices)[0] ??
        (isInLimits ? undefined : `logLines must be a whole number of lines from ${minimum} to ${maximum}, got ${show(logLines)}`);
    if (problem !== undefined) {
        throw new Error(problem);
    }
    const readsLog = logLines > 0 && hasOwnLog(row);
    return {
        callbackFactory: notifyFactory,
        data: readsLog ? { ...pricedRow(row, prices), logLines } : pricedRow(row, prices),
        actions: [
            ...describeActions(row),
            ...(readsLog ? ["logs:DescribeLogStreams", "logs:GetLogEvents"] : []),
            { action: "sns:Publish", on: "TOPIC_ARN" },
        ],
        environment: ["TOPIC_ARN"],
        // It only informs: a repeated message is better than none.
        onLedgerFailure: "continue",
    };
}

/** A row with the prices of its kind, if there are any: the function needs no others. */
function pricedRow(row: EventKindRow, { region, asOf, usdPerHour }: Prices): PricedRow {
    const ofKind = (usdPerHour as { readonly [kind: string]: { readonly [type: string]: number } | undefined })[row.kind];
    return ofKind === undefined ? row : { ...row, prices: { region, asOf, usdPerHour: ofKind } };
}

/** What the function's code gets. */
type NotifyData = PricedRow & { readonly logLines?: number };

/** Runs once per cold start, with the row of the function's kind. */
function notifyFactory(row: NotifyData): (event: unknown, context: HandlerContext, news: News) => Promise<HandlerResult> {
    const { SageMakerClient } = require("#sdk") as typeof import("./sdk");
    const describe = needsDescribe(row) ? describeWith(row, new SageMakerClient()) : async () => undefined;
    const publish = publishWith();
    const { logLines = 0 } = row;
    const calls = logLines === 0 ? undefined : logCallsWith();
    const lastLines = calls && ((job: JobEvent) => lastLogLines(row, job, logLines, calls));
    return (_event, _context, news) => notifyJobStatus(row, news, { describe, publish, lastLines });
}

function describeActions(row: EventKindRow): readonly string[] {
    return needsDescribe(row) ? [row.describe.action] : [];
}

function needsDescribe(row: EventKindRow): row is KindRow {
    return row.describe !== null && (!row.statusInEvent || !row.eventHasReason);
}

function lacksAnswer(row: EventKindRow, job: JobEvent): row is KindRow {
    const lacksReason = () => !row.eventHasReason && job.status?.row?.class === "failed" && failureReasons(row, job.detail, []).length === 0;
    return row.describe !== null && (job.status === undefined || lacksReason());
}

BUILT_CLOSURES.set(notifyFactory, "notify");
