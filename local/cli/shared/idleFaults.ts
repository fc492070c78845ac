import { faultRow } from "../../aws";
import type { FaultReport } from "../../simulate/faultReport";

/** Why a fault of a run struck nothing, and what to type so that it strikes. */
export function whyIdle(report: FaultReport): string {
    const { from, to } = report;
    const time = from === null && to === null ? "" : " It is on only between fromMs and toMs.";
    return `${reasonOf(report)}${time}`;
}

function reasonOf({ fault, resource, members }: FaultReport): string {
    const name = resource?.split(/[:/]/).at(-1);
    const the = (what: string, any = `a ${what}`) => (name === undefined ? any : `the ${what} ${name}`);
    switch (fault) {
        case "removePermissions":
            return `No rule called ${the("function")}.`;
        case "denyCalls":
            return `${members.action} was not called by ${the("function", "any function")}.`;
        case "dropQueuePolicy":
            return `No service wrote to ${the("queue")}: EventBridge does for events that it can't deliver. Add --fault removePermissions.`;
        case "dropTopicPolicy":
            return `No alarm published to ${the("topic")}, and handlers publish by their roles. Have alarms go off: add --fault breakHandler.`;
        case "stopSchedule":
            return "The rule was not due in the time of this run. Have the run wait for it: add --fault loseEvents.";
    }
    switch (faultRow(fault).strikes) {
        case "function":
            return Number(members.invocation ?? 1) === 1
                ? `No event got to ${the("function")}.`
                : `${name === undefined ? "Each function" : `The function ${name}`} had fewer than ${members.invocation} invocations.`;
        case "describe":
            return `No handler called ${name ?? "Describe"}: the events said what it needed. Those of algorithms and labeling jobs say less: play one of them, or leave out --events.`;
        case "queue":
            return `No message came to ${the("queue")}. Have handlers fail, or deliveries: add --fault breakHandler, or --fault removePermissions.`;
        case "alarm":
            return `Nothing set off ${the("alarm", "an alarm")}. Have alarms go off: add --fault breakHandler.`;
        case "topic":
            return `No message came to ${the("topic")}. Have alarms go off: add --fault breakHandler.`;
        case "table":
            return `No function called ${the("table")}.`;
        case "rule":
            return `No event matched ${the("rule")}.`;
        case "schedule":
            return "The rule was not due in the time of this run.";
        case "target":
            return `No event was on its way to ${the("target")}.`;
        case "channel":
            return `Nothing was sent by ${the("function", "the function of a channel")}.`;
        case "event":
            return `No event ${name === undefined ? "of SageMaker" : `of the kind ${name}`} was played.`;
        case "stack":
            return "Each resource was there when an event needed it. Play more events.";
    }
}
