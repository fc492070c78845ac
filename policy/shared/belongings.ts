import { failureDestinations, type GraphResource, readFunction, type Slot, slotAt, slotsIn, type Stack, textIn } from "../../models/graph";
import { queueMetrics } from "./alarms/queueMetrics";
import type { Verdict } from "./run/verdict";

/**
 * Reports what AWS does with a resource that belongs to status rules, or, as advice, with another one of a stack that has such rules: no event of a job
 * depends on it, but it ends the deployment as well.
 *
 * @param belongs undefined for what belongs to no status rule
 * @param isSure whether what the message says is known
 */
export function report(stack: Stack, verdict: Verdict, resource: GraphResource, finding: Reported): void {
    const { belongs, isSure, message } = finding;
    const rules = stack.statusRules();
    if (isSure && belongs === true) {
        verdict.wrong(resource, message);
    } else if (isSure && belongs === undefined && rules.some(({ sure }) => sure)) {
        verdict.note(resource, message);
    } else if (belongs !== undefined || (isSure && rules.length > 0)) {
        verdict.undecided(resource);
    }
}

export interface Reported {
    readonly belongs: boolean | undefined;
    readonly isSure: boolean;
    readonly message: string;
}

/** What belongs to status rules; true for what does so for sure. */
export function belongingsOf(stack: Stack): ReadonlyMap<GraphResource, boolean> {
    const found = new Map<GraphResource, boolean>();
    const add = (sure: boolean, ...resources: readonly GraphResource[]) =>
        resources.forEach((resource) => found.set(resource, sure || found.get(resource) === true));
    const named = (slot: Slot, ...kinds: readonly ("queue" | "topic" | "function" | "logGroup" | "bus")[]) =>
        kinds.flatMap((kind) => {
            const reference = kind === "function" ? stack.functionIn(slot) : stack.directory(kind).refer(slot);
            // All of them, where several have the name.
            return reference.kind === "here" && reference.sure ? reference.to : [];
        });
    for (const rule of stack.statusRules()) {
        const bus = named(slotAt(rule.resource, "eventBusName"), "bus");
        add(rule.sure, rule.resource, ...bus, ...stack.alarmsOf(rule).map(({ alarm }) => alarm));
    }
    for (const { sure, arn, deadLetterArn } of stack.targets()) {
        add(sure, ...named(arn, "queue", "topic", "function", "logGroup"), ...named(deadLetterArn, "queue"));
    }
    for (const handler of stack.handlers()) {
        const { logGroup, name } = readFunction(handler.resource);
        add(
            handler.sure,
            handler.resource,
            ...named(logGroup, "logGroup"),
            ...stack.directory("logGroup").called(`/aws/lambda/${textIn(name)}`, handler.resource),
        );
        for (const { destination, sure } of failureDestinations(stack, handler)) {
            add(sure, ...(destination === undefined ? [] : named(destination, "queue", "topic")));
        }
    }
    queueMetrics(stack).forEach(({ alarm, sure }) => add(sure, alarm));
    for (const [alarm, sure] of [...found]) {
        const acting = stack.notifications().alarmsThatAct(alarm);
        add(sure, ...acting, ...acting.flatMap((one) => slotsIn(one, "alarmActions").flatMap((action) => named(action, "topic"))));
    }
    return found;
}
