import { type Fact, factsOf } from "../log";
import { count, type Finding } from "../occurrences";
import { actionFailed } from "../senders/alarmAction";

/** All findings, each once and in the order in which they were first seen. */
export function findingsOf(facts: readonly Fact[]): Finding[] {
    const findings = new Map<string, Finding>();
    const add = (kind: Finding["kind"], subject: string, message: string) => count(findings, [kind, subject, message], { kind, subject, message });
    for (const [fact] of factsOf(facts, "finding", "dropped")) {
        if (fact.what === "finding") {
            add(fact.kind, fact.resource, fact.message);
            continue;
        }
        // A copy or an alarm's call that a function took and failed on: nothing in AWS reports it.
        const lost = facts[fact.of ?? -1];
        if (lost?.what === "copy") {
            add("undelivered", lost.subscription, fact.reason);
        } else if (lost?.what === "action") {
            add("undelivered", lost.resource, actionFailed(lost.alarm, lost.action, fact.reason));
        }
    }
    return [...findings.values()];
}
