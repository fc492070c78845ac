import type { HandlerResult } from "../catalog";
import { BUILT_CLOSURES, type Handler, type HandlerContext, KINDS } from "../catalog";
import { actionMessage } from "./actionMessage";
import { brokenLimits } from "./brokenLimits";
import { type GuardLimits, guardLimitProblems, inOrder } from "./guardLimits";
import { type CurrentJob, currentJob, notFound, titled } from "./shared/currentJob";
import { type Describe, describeWith, type News } from "./shared/describe";
import type { JobEvent } from "./shared/parseEvent";
import { type Publish, publishWith } from "./shared/publish";
import { isStoppable, type Stop, stopIfAllowed, stopWith, type StoppableRow } from "./shared/stopJob";
import { type ListTags, listTagsWith } from "./shared/tags";

/** What the handler needs from outside. Tests pass fakes. @internal */
export interface GuardDeps {
    describe: Describe;
    /** Asked only where a limit is about tags. */
    listTags: ListTags;
    stop: Stop;
    publish: Publish;
    /** Name of the function, for the message. */
    by: string | undefined;
}

/** What travels with the code: the row of training jobs, and the limits. @internal */
export interface GuardData {
    readonly row: StoppableRow;
    readonly limits: GuardLimits;
}

/**
 * Checks a training job that is in progress against the limits, and notifies people if it exceeds one; with the action "stop", it stops the job first.
 * What counts is what SageMaker says at this moment and the limits that the function has now. An event that SageMaker did not send itself (replayed,
 * redriven, rebuilt, a smoke test) stops nothing.
 *
 * A second delivery is safe: it finds the job stopped or being stopped, and sends the same message again, since the first may have ended between
 * Stop and the message.
 *
 * @throws an error that starts with "Job status event" for an answer that can't be understood; errors of SageMaker and SNS escape as they are.
 * @internal
 */
export async function guardTrainingJob({ row, limits }: GuardData, news: News, deps: GuardDeps): Promise<HandlerResult> {
    const { job } = news;
    const ignored = (reason: string): HandlerResult => ({ outcome: "ignored", reason });
    if (job.origin !== "smoke" && !isStoppable(row, job)) {
        return ignored(`the event says ${job.status?.value}, and a guard checks a ${row.title} only while it is ${row.stop.allowed.join(" or ")}`);
    }
    const current = await withTags(row, news, limits, deps);
    const broken = current.answer === undefined ? [] : brokenLimits(limits, current.answer);
    if (broken.length > 0) {
        const { reason, state } = await act(row, job, current, limits, deps);
        await deps.publish(actionMessage(row, job, current, { state: `outside limits, ${state}`, limits: broken, reason, by: deps.by }));
        return { outcome: "handled" };
    }
    const reason = current.reason ?? `the ${titled(row, job)} is within the limits`;
    if (job.origin !== "smoke") {
        return ignored(reason);
    }
    await deps.publish(actionMessage(row, job, current, { state: "not stopped", limits: [], reason, by: deps.by }));
    return { outcome: "handled" };
}

/** The job as it is now, with its tags where a limit is about them. */
async function withTags(row: StoppableRow, news: News, { ownerTag }: GuardLimits, { describe, listTags }: GuardDeps): Promise<CurrentJob> {
    const current = await currentJob(row, news, describe);
    if (current.answer === undefined || ownerTag === undefined) {
        return current;
    }
    const Tags = await listTags(current.answer[`${row.kind}Arn`] as string);
    return Tags === undefined ? notFound(row, news.job) : { ...current, answer: { ...current.answer, Tags } };
}

/** Stops a job outside the limits where that is the action. Says why it did not, and how that ends the subject. */
async function act(row: StoppableRow, job: JobEvent, found: CurrentJob, { action }: GuardLimits, deps: GuardDeps) {
    const { current, reason } =
        action === "stop" ? await stopIfAllowed(row, job, found, deps) : { current: found, reason: 'the guard\'s action is "report"' };
    const { status } = current;
    const state =
        reason === undefined ? "being stopped" : status === undefined || isStoppable(row, current) ? "not stopped" : `already ${status.value}`;
    return { reason, state };
}

/**
 * Keeps training jobs within limits: a job that exceeds one is reported through the SNS topic in `TOPIC_ARN` and, with the action "stop", stopped.
 * For a rule on the status InProgress. A job is checked once, however many events say that it is in progress.
 *
 * @example
 * guard({ instanceTypes: ["ml.m5.*", "ml.g5.xlarge"], runtimeSeconds: 86_400, ownerTag: "owner", action: "stop" })
 *
 * @throws Error with a line for each mistake in the limits.
 */
export function guard(limits: GuardLimits): Handler<"TrainingJob"> {
    const problems = guardLimitProblems(limits);
    if (problems.length > 0) {
        throw new Error(problems.map((problem) => `guard: ${problem}`).join("\n"));
    }
    const row = KINDS.TrainingJob;
    return {
        callbackFactory: guardFactory,
        data: { row, limits: inOrder(limits) } satisfies GuardData,
        actions: [
            row.describe.action,
            ...(limits.ownerTag === undefined ? [] : ["sagemaker:ListTags"]),
            ...(limits.action === "stop" ? [row.stop.action] : []),
            { action: "sns:Publish", on: "TOPIC_ARN" },
        ],
        environment: ["TOPIC_ARN"],
        identity: ["arn", "CreationTime"],
    };
}

/** Runs once per cold start. */
function guardFactory(data: GuardData): (event: unknown, context: HandlerContext, news: News) => Promise<HandlerResult> {
    const { SageMakerClient } = require("#sdk") as typeof import("./sdk");
    const client = new SageMakerClient();
    const deps = {
        describe: describeWith(data.row, client),
        listTags: listTagsWith(client),
        stop: stopWith(data.row, client),
        publish: publishWith(),
        by: process.env.AWS_LAMBDA_FUNCTION_NAME,
    };
    return (_event, _context, news) => guardTrainingJob(data, news, deps);
}

BUILT_CLOSURES.set(guardFactory, "guard");
