import { METRICS_OF } from "../../../models/alarms";
import type { Alarm } from "../alarms/watched";
import { isoTime } from "../context";
import type { AlarmHistory } from "./alarmHistory";
import type { Way } from "./ways";

/**
 * What became of a delivery (event × rule × target): what the handler returned, `handled` if it succeeded and said nothing else or if a target
 * that is no function took it, `not played` if something outside of the program has it, `dead-lettered` if it is in a queue and someone was notified, and
 * otherwise `lost`.
 */
export type Outcome = "handled" | "duplicate" | "ignored" | "not played" | "dead-lettered" | "lost";

/** An outcome with its reason. */
export interface Verdict {
    outcome: Outcome;
    /** One sentence for people, where there is something to say. */
    reason?: string;
    /** Name of the queue that has the event, whether or not anyone was notified. */
    deadLetterQueue?: string;
    /** What the handler returned. */
    returned?: unknown;
}

const STATED = ["handled", "duplicate", "ignored"];

function ofReturned(returned: unknown): Verdict {
    const said = (typeof returned === "object" && returned !== null ? returned : {}) as { outcome?: unknown; reason?: unknown };
    const outcome = STATED.includes(said.outcome as string) ? (said.outcome as Outcome) : "handled";
    const reason = typeof said.reason === "string" && said.reason !== "" ? said.reason : undefined;
    if (outcome === "ignored" && reason === undefined) {
        return { outcome: "lost", reason: "The handler ignored it without a reason", returned };
    }
    return { outcome, ...(reason === undefined ? {} : { reason }), returned };
}

/** Whether an alarm looks at this queue, or at the rule or the function of the delivery. */
function watches(alarm: Alarm, queue: string, { rule, target }: Way["delivery"]): boolean {
    const functionName = target.arn.split(":")[2] === "lambda" ? target.arn.split(":")[6] : undefined;
    const metrics = [alarm.metric, ...(alarm.metric?.metricQueries ?? []).map(({ metric }) => metric)];
    return metrics.some((metric) => {
        const dimensions = metric?.dimensions ?? {};
        switch (metric?.namespace) {
            case METRICS_OF.queue.namespace:
                return dimensions[METRICS_OF.queue.dimension] === queue;
            case METRICS_OF.rule.namespace:
                return dimensions[METRICS_OF.rule.dimension] === rule.name && (dimensions[METRICS_OF.rule.bus] ?? "default") === rule.bus;
            case METRICS_OF.function.namespace:
                return functionName !== undefined && dimensions[METRICS_OF.function.dimension] === functionName;
            default:
                return false;
        }
    });
}

/** The alarms of the account, what each looks at through others, and what happened to them by their ARN. */
export interface AlarmReport {
    readonly all: readonly Alarm[];
    behind(name: string): Alarm[];
    readonly histories: ReadonlyMap<string, AlarmHistory>;
    /** What functions on a schedule reported of queues, such as a reconciler, and when someone received it. */
    readonly reports: readonly ReceivedReport[];
}

export interface ReceivedReport {
    /** Names of the queues whose messages it counts. */
    readonly queues: ReadonlySet<string>;
    readonly atMs: number;
}

/**
 * Decides about one delivery, from all that is known when it is asked.
 *
 * It is in a queue only as long as the queue has it, and that is enough only if an alarm that watches the queue, the rule or the function went off
 * and its message got to a subscriber *after* the event was in the queue: an alarm that had gone off before notifies no one of it. So is a report that
 * counts the messages of the queue, of a function that runs on a schedule.
 */
export function verdictOf({ delivery, endings }: Way, alarms: AlarmReport, nowMs: number): Verdict {
    const succeeded = endings.find((ending) => ending.kind === "succeeded");
    if (succeeded !== undefined) {
        return ofReturned(succeeded.returned);
    }
    const passed = endings.find((ending) => ending.kind === "passed");
    if (passed !== undefined) {
        return { outcome: "handled", reason: `Handed over to ${passed.to}` };
    }

    const left = endings.find((ending) => ending.kind === "left");
    if (left !== undefined) {
        const failure = left.failure === undefined ? "" : `${left.failure}. `;
        return { outcome: "not played", reason: `${failure}It was handed over to ${left.to}` };
    }

    let unnoticed: Verdict | undefined;
    for (const ending of endings) {
        if (ending.kind !== "kept") {
            continue;
        }
        const { queue, message, removedMs } = ending;
        if (removedMs !== undefined || message.expiresMs <= nowMs) {
            const end = removedMs === undefined ? `expired at ${isoTime(message.expiresMs)}` : `was removed at ${isoTime(removedMs)}`;
            unnoticed ??= { outcome: "lost", reason: `Its message in the queue "${queue}" ${end}` };
            continue;
        }
        const watching = alarms.all.filter(({ name }) => alarms.behind(name).some((source) => watches(source, queue, delivery)));
        const notifying = watching.filter((alarm) => notifiedBy(alarm, alarms).length > 0);
        const notified = notifying.flatMap((alarm) => notifiedBy(alarm, alarms));
        const reason = message.deadLetter?.reason;
        const reported = alarms.reports.filter(({ queues }) => queues.has(queue));
        if ([...notified, ...reported].some(({ atMs }) => atMs > message.sentMs)) {
            return { outcome: "dead-lettered", ...(reason === undefined ? {} : { reason }), deadLetterQueue: queue };
        }
        const why = whyNotNotified(watching, alarms, notifying);
        unnoticed = {
            outcome: "lost",
            reason: `It is in the queue "${queue}", but no one was notified after it got there: ${why}`,
            deadLetterQueue: queue,
        };
    }
    if (unnoticed !== undefined) {
        return unnoticed;
    }
    const dropped = endings.flatMap((ending) => (ending.kind === "dropped" ? [ending.reason] : []));
    return { outcome: "lost", reason: dropped.length > 0 ? dropped.join("; ") : "It was still under way at the end" };
}

function wentOff({ arn }: Alarm, { histories }: AlarmReport) {
    return (histories.get(arn)?.changes ?? []).filter(({ to }) => to === "ALARM");
}

const notifiedBy = (alarm: Alarm, alarms: AlarmReport) => wentOff(alarm, alarms).flatMap(({ notified }) => notified);

function whyNotNotified(watching: readonly Alarm[], alarms: AlarmReport, notifying: readonly Alarm[]): string {
    const names = (of: readonly Alarm[]) => of.map(({ name }) => name).join(", ");
    if (watching.length === 0) {
        return "no alarm watches the queue, the rule or the function";
    }
    if (notifying.length > 0) {
        return `${names(notifying)} had gone off before`;
    }
    const fired = watching.filter((alarm) => wentOff(alarm, alarms).length > 0);
    return fired.length === 0 ? `${names(watching)} did not go off` : `the action of ${names(fired)} reached no subscriber`;
}
