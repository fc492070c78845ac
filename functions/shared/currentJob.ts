import type { KindRow } from "../../catalog";
import { type Describe, describeJob, describedStatus, type News } from "./describe";
import { type Fields, isAbsent } from "./fields";
import { invalidEvent, type JobEvent, type Status } from "./parseEvent";
import { safeText } from "./text";
import { formatTime, parseTime } from "./times";

/** What SageMaker says now of the event's resource, or why there is nothing to do about it. */
export type CurrentJob =
    | { readonly reason: undefined; readonly answer: Fields; readonly status: Status }
    | { readonly reason: string; readonly answer?: undefined; readonly status?: undefined };

/**
 * Asks SageMaker for the event's resource as it is at this moment. A name is free again once its resource is deleted, and events arrive late: what has
 * the name now is the event's resource only if ARN and time of creation say so.
 *
 * @throws an error that starts with "Job status event" if the answer lacks what it always has; errors of SageMaker escape as they are.
 */
export async function currentJob(row: KindRow, news: News, describe: Describe): Promise<CurrentJob> {
    const { job } = news;
    const answer = await describeJob(row, news, describe);
    if (answer === undefined) {
        return notFound(row, job);
    }
    const reason = difference(row, job, answer);
    return reason === undefined ? { reason, answer, status: describedStatus(row, job, answer) } : { reason };
}

export function notFound(row: KindRow, job: JobEvent): CurrentJob {
    return { reason: `SageMaker does not find the ${titled(row, job)}` };
}

/** The resource as a sentence names it. */
export function titled(row: KindRow, { name }: JobEvent): string {
    return `${row.title} ${safeText(name, 130)}`;
}

/** Why what SageMaker has under the name can't be taken for the event's resource. Undefined if it is the same. */
function difference(row: KindRow, job: JobEvent, answer: Fields): string | undefined {
    const said = (field: string, expected: string) => {
        throw invalidEvent(job.id, `${field} in the answer of ${row.describe.action}`, expected, answer[field]);
    };
    const arnField = `${row.kind}Arn`;
    const arn = answer[arnField];
    const created = parseTime(answer.CreationTime);
    if (typeof arn !== "string") {
        return said(arnField, `the ARN of the ${row.title}`);
    }
    if (created === undefined) {
        return said("CreationTime", "a time");
    }
    if (job.arn === undefined) {
        return `the event has no ARN, so the ${titled(row, job)} may be another one of this name`;
    }
    // ARNs come in lower case where the name has capitals.
    if (arn.toLowerCase() !== job.arn.toLowerCase()) {
        return `the ${titled(row, job)} is another one: its ARN is ${safeText(arn, 200)}, the event has ${safeText(job.arn, 200)}`;
    }
    return differentTime(row, job, created);
}

/**
 * Events have milliseconds and some only seconds, so two times within a second are the same. Where the event has no time of creation (labeling jobs),
 * what existed when it was sent is its resource: no two have one name at a time.
 */
function differentTime(row: KindRow, job: JobEvent, created: number): string | undefined {
    const field = row.times.created;
    const own = field === null || isAbsent(job.detail[field]) ? undefined : parseTime(job.detail[field]);
    const another = `the ${titled(row, job)} is another one of this name: it was created ${formatTime(created)}`;
    if (own !== undefined) {
        return Math.abs(created - own) < 1000 ? undefined : `${another}, the event says ${formatTime(own)}`;
    }
    if (job.sent === undefined) {
        return `the event has no time of creation, so the ${titled(row, job)} may be another one of this name`;
    }
    return created < job.sent + 1000 ? undefined : `${another}, after the event was sent ${formatTime(job.sent)}`;
}
