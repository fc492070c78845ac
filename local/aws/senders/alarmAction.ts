import type { Context } from "../context";
import { kindOf, serviceOf } from "../receivers/receiver";
import type { AlarmResource } from "../resources";
import { alarmMessage, alarmTime } from "./alarmMessage";

/** A choice of ours: AWS does not say whether, and how, CloudWatch calls again where a topic answers with an error. */
const AGAIN_MS = 60_000;

/**
 * Runs one action of an alarm's change: a message to a topic, or the call of a function. One that fails is a finding: on AWS only the alarm's history
 * shows it.
 *
 * @param of The fact of the change.
 */
export function runAlarmAction(context: Context, alarm: AlarmResource, action: string, of: number): void {
    const who = `lambda:${action.split(":")[6]}`;
    call(context, alarm, action, { of, number: context.log.add({ what: "action", resource: alarm.arn, alarm: alarm.name, action, who, of }) });
}

/** @param facts The change, and the action. */
function call(context: Context, alarm: AlarmResource, action: string, { of, number }: { of: number; number: number }): void {
    const { clock, findings, log, place, receivers } = context;
    const change = log.at(of, "state");
    const state = (value: string) => ({ value, reason: change.reason, timestamp: alarmTime(change.atMs) });
    const refusal = receivers.send(
        action,
        {
            caller: { service: "cloudwatch", arn: alarm.arn },
            value: {
                source: "aws.cloudwatch",
                alarmArn: alarm.arn,
                accountId: place.account,
                time: alarmTime(change.atMs),
                region: place.region,
                alarmData: { alarmName: alarm.name, state: state(change.to), previousState: { value: change.from }, configuration: {} },
            },
            text: alarmMessage(context, alarm, change),
            event: `alarm ${alarm.name}`,
            of: number,
            publication: { kind: "alarm", subject: `${change.to}: "${alarm.name}" in ${place.region}`, from: alarm.arn },
        },
        ["topic", "function"],
    );
    if (refusal === undefined) {
        return;
    }
    if (refusal.code === "unavailable") {
        // A run does not wait for the end of an outage that has none.
        const background = context.faults.now("topicDown", action)?.toMs === undefined;
        clock.schedule(clock.now() + AGAIN_MS, () => call(context, alarm, action, { of, number }), { background });
        return;
    }
    if (refusal.code === "unmodelled") {
        findings.add("unmodelled", alarm.arn, `Alarm actions of the service "${serviceOf(action)}" are not modelled: ${action} has no effect`);
        log.add({ what: "refused", resource: action, reason: "it is not modelled by the local AWS", of: number });
        return;
    }
    const reason =
        refusal.code === "denied"
            ? refusal.message
            : refusal.code === "fifo"
              ? `${refusal.message}, an action must be a standard topic`
              : `there is no such ${kindOf(action)}`;
    findings.add("undelivered", alarm.arn, actionFailed(alarm.name, action, reason));
    log.add({ what: "refused", resource: action, reason, of: number });
}

/** What a finding says of an action that reached no one. */
export function actionFailed(alarm: string, action: string, reason: string): string {
    return `Alarm "${alarm}": the action ${action} reached no one: ${reason}`;
}
