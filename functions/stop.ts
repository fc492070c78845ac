import { BUILT_CLOSURES, type Handler, type HandlerContext, type HandlerResult, type KINDS, type Kind } from "../catalog";
import { actionMessage } from "./actionMessage";
import { currentJob } from "./shared/currentJob";
import { type Describe, describeWith, type News } from "./shared/describe";
import type { JobEvent } from "./shared/parseEvent";
import { type Publish, publishWith } from "./shared/publish";
import { isBeingStopped, isStoppable, type Stop, type StopAttempt, stopIfAllowed, stopWith, type StoppableRow } from "./shared/stopJob";

/** The kinds that SageMaker has a Stop for. */
export type StoppableKind = { [K in Kind]: (typeof KINDS)[K]["stop"] extends null ? never : K }[Kind];

/** What the handler needs from outside. Tests pass fakes. @internal */
export interface StopDeps {
    describe: Describe;
    stop: Stop;
    publish: Publish;
    /** Name of the function, for the message. */
    by: string | undefined;
}

/**
 * Stops the job of an event, and notifies people. SageMaker is asked first: the job is stopped only if it is the very one that the event means and is in
 * a status in which SageMaker stops one; everything else is a normal outcome, with its reason. An event that SageMaker did not send itself (replayed,
 * redriven, rebuilt, a smoke test) stops nothing: people are notified of what would have been stopped.
 *
 * A second delivery is safe: it finds the job stopped or being stopped, leaves it alone and says so, since the first may have ended between Stop and the
 * message. A job of the same name that was made since is not touched.
 *
 * @throws an error that starts with "Job status event" for an answer that can't be understood; errors of SageMaker and SNS escape as they are.
 * @internal
 */
export async function stopJob(row: StoppableRow, news: News, deps: StopDeps): Promise<HandlerResult> {
    const { job } = news;
    const attempt = await stopIfAllowed(row, job, await currentJob(row, news, deps.describe), deps);
    const { current, reason } = attempt;
    if (isTold(row, job, attempt)) {
        const state = reason === undefined ? "being stopped" : isBeingStopped(current) ? `already ${current.status?.value}` : "not stopped";
        await deps.publish(actionMessage(row, job, current, { state, limits: [], reason, by: deps.by }));
    }
    return reason === undefined || job.origin === "smoke" ? { outcome: "handled" } : { outcome: "ignored", reason };
}

function isTold(row: StoppableRow, job: JobEvent, { current, reason }: StopAttempt): boolean {
    const wasNews = job.origin === "event" || job.origin === "redrive";
    return (
        reason === undefined ||
        job.origin === "smoke" ||
        isStoppable(row, current) ||
        // The events of its stopping are no reason for a message, but an earlier delivery may have stopped it and crashed before its message.
        (wasNews && isBeingStopped(current) && !isBeingStopped(job))
    );
}

/**
 * Stops the job of each event, for the kinds that SageMaker has a Stop for, and notifies people through the SNS topic in `TOPIC_ARN`.
 * Which jobs that are is said by the rule: `statuses` and `where`.
 *
 * @throws Error for another kind, which the compiler refuses as well.
 */
export function stop<Row extends (typeof KINDS)[StoppableKind]>(row: Row): Handler<Row["kind"]> {
    if (row.stop === null) {
        throw new Error(`stop does not support ${(row as Row).kind}: SageMaker has no call that stops one`);
    }
    return {
        callbackFactory: stopFactory,
        data: row,
        actions: [row.describe.action, row.stop.action, { action: "sns:Publish", on: "TOPIC_ARN" }],
        environment: ["TOPIC_ARN"],
        // Another secondary status of a job is not news: it is stopped, or it is not.
        identity: row.identity.filter((field) => field !== row.secondary?.field),
    };
}

/** Runs once per cold start, with the row of the function's kind. */
function stopFactory(row: StoppableRow): (event: unknown, context: HandlerContext, news: News) => Promise<HandlerResult> {
    const { SageMakerClient } = require("#sdk") as typeof import("./sdk");
    const client = new SageMakerClient();
    const deps = {
        describe: describeWith(row, client),
        stop: stopWith(row, client),
        publish: publishWith(),
        by: process.env.AWS_LAMBDA_FUNCTION_NAME,
    };
    return (_event, _context, news) => stopJob(row, news, deps);
}

BUILT_CLOSURES.set(stopFactory, "stop");
