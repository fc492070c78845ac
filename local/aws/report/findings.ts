import { type Fact, factsOf } from "../log";
import type { ApiCallRecord, Finding } from "../occurrences";
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

/** What the functions asked IAM for, each combination once, in order of the first time. */
export function apiCallsOf(facts: readonly Fact[]): ApiCallRecord[] {
    const calls = new Map<string, ApiCallRecord>();
    for (const [{ function: name, action, resource, decision, reason }] of factsOf(facts, "decision")) {
        count(calls, [name, action, resource, decision], { function: name, action, resource, decision, reason });
    }
    return [...calls.values()];
}

function count<T extends { count: number }>(all: Map<string, T>, key: readonly string[], value: Omit<T, "count">): void {
    const text = JSON.stringify(key);
    const known = all.get(text);
    if (known === undefined) {
        all.set(text, { ...value, count: 1 } as T);
    } else {
        known.count++;
    }
}
