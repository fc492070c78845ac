import type { EventOrigin, KindRow, StopCall } from "../../catalog";
import { type CurrentJob, currentJob, titled } from "./currentJob";
import { call, type Describe } from "./describe";
import { isFields } from "./fields";
import type { JobEvent, Status } from "./parseEvent";

/** A kind that SageMaker has a Stop for. */
export type StoppableRow = KindRow & { readonly stop: StopCall };

/** Calls the row's Stop with the given input; answers the error if SageMaker refuses because of what the resource is. */
export type Stop = (input: { readonly [parameter: string]: string }) => Promise<Error | undefined>;

/** What came of it: without a reason, the job is being stopped. */
export interface StopAttempt {
    readonly current: CurrentJob;
    readonly reason: string | undefined;
}

/**
 * Stops the event's job if it is still the one that the event means, if SageMaker takes a stop in its status, and if SageMaker itself sent the event.
 *
 * @throws SageMaker's refusal if it refuses though the status allows it; every other error of its calls escapes as it is.
 */
export async function stopIfAllowed(
    row: StoppableRow,
    job: JobEvent,
    current: CurrentJob,
    deps: { describe: Describe; stop: Stop },
): Promise<StopAttempt> {
    const reason = current.reason ?? (isStoppable(row, current) ? originReason(row, job) : statusReason(row, job, current));
    if (reason !== undefined) {
        return { current, reason };
    }
    const refusal = await deps.stop({ [row.stop.input]: job.name });
    if (refusal === undefined) {
        return { current, reason };
    }
    // It may have changed since Describe. SageMaker's words for that are not published for most kinds, so it is asked again.
    const now = await currentJob(row, { job }, deps.describe);
    if (isStoppable(row, now)) {
        throw refusal;
    }
    return { current: now, reason: now.reason ?? statusReason(row, job, now) };
}

interface WithStatus {
    readonly status?: Status | undefined;
}

/** Whether SageMaker takes a stop in this status. */
export function isStoppable(row: StoppableRow, { status }: WithStatus): boolean {
    return status !== undefined && row.stop.allowed.includes(status.value);
}

/** Whether it has ended, or is ending, because it was stopped. */
export function isBeingStopped({ status }: WithStatus): boolean {
    return status?.value === "Stopping" || status?.value === "Stopped";
}

function statusReason(row: StoppableRow, job: JobEvent, current: CurrentJob): string {
    const is = `the ${titled(row, job)} is ${current.status?.value}`;
    return isBeingStopped(current)
        ? `${is} already, perhaps by an earlier delivery of this event`
        : `${is}, and SageMaker stops one only while it is ${row.stop.allowed.join(" or ")}`;
}

function originReason(row: KindRow, { origin }: JobEvent): string | undefined {
    const origins: { [O in EventOrigin]: string } = {
        replay: "was replayed from an archive",
        redrive: "was sent again from a queue",
        reconciler: "was rebuilt by the reconciler",
        smoke: "is a smoke test",
    };
    return origin === "event" ? undefined : `the event ${origins[origin]}, and only one that SageMaker itself sends may stop a ${row.title}`;
}

/** The row's Stop. Throttling, missing permissions and the like escape, so that the event is tried again. */
export function stopWith(row: StoppableRow, client: import("../sdk").SageMakerClient): Stop {
    return async (input) => {
        try {
            await call(client, row.stop.command, input);
            return undefined;
        } catch (error) {
            if (isRefusal(error)) {
                return error;
            }
            throw error;
        }
    };
}

/**
 * Whether an error of Stop may be about the resource: that it does not exist, or is in a status in which it can't be stopped. Most calls throw a
 * ValidationException for both, as for any bad input; the others are in the API's model.
 */
export function isRefusal(error: unknown): error is Error {
    return (
        isFields(error) &&
        typeof error.name === "string" &&
        ["ValidationException", "ResourceNotFound", "ResourceInUse", "ConflictException"].includes(error.name)
    );
}
