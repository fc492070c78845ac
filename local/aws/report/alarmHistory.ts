import type { AlarmState } from "../../../models/alarms";
import { type Fact, factsOf } from "../log";
import { type Notified, receiptOf } from "./messages";

/** One change of state and what came of it. */
export interface AlarmChange {
    atMs: number;
    from: AlarmState;
    to: AlarmState;
    /** One sentence for people. */
    reason: string;
    /** ARNs of the actions that ran. */
    actions: string[];
    notified: Notified[];
}

/** An action that an alarm ran. */
export interface ExecutedAction {
    atMs: number;
    /** ARN. */
    action: string;
    /** Why it was refused; undefined if it was executed. */
    problem: string | undefined;
}

export interface AlarmHistory {
    changes: AlarmChange[];
    executed: ExecutedAction[];
}

/** What happened to each alarm that changed, by its ARN. */
export function alarmHistories(facts: readonly Fact[]): Map<string, AlarmHistory> {
    const histories = new Map<string, AlarmHistory>();
    const changes = new Map<number, AlarmChange>();
    const actions = new Map<number, ExecutedAction>();
    for (const [fact, number] of factsOf(facts, "state", "action", "refused")) {
        const { atMs } = fact;
        if (fact.what === "state") {
            const { from, to, reason, resource } = fact;
            const change: AlarmChange = { atMs, from, to, reason, actions: [], notified: [] };
            changes.set(number, change);
            const history = histories.get(resource) ?? { changes: [], executed: [] };
            history.changes.push(change);
            histories.set(resource, history);
        } else if (fact.what === "action") {
            const executed: ExecutedAction = { atMs, action: fact.action, problem: undefined };
            actions.set(number, executed);
            changes.get(fact.of)!.actions.push(fact.action);
            histories.get(fact.resource)!.executed.push(executed);
        } else {
            actions.get(fact.of)!.problem = fact.reason;
        }
    }
    for (const [fact] of factsOf(facts, "received", "invocation", "left")) {
        const receipt = receiptOf(facts, fact);
        const published = facts[receipt?.message ?? -1];
        const action = facts[(published?.what === "published" ? published.of : fact.of) ?? -1];
        // A function that the action calls has received it when its handler succeeded.
        if (action?.what === "action" && (fact.what !== "invocation" || fact.invocation.ok)) {
            changes.get(action.of)!.notified.push({ who: receipt?.who ?? (fact.what === "left" ? fact.who : action.who), atMs: fact.atMs });
        }
    }
    return histories;
}
