import type { Fact } from "../aws";

/** What happened, one line a fact, without what differs between runs: times and memory of processes, and what IAM was asked. */
export function transcriptOf(facts: readonly Fact[]): string[] {
    return facts.flatMap((fact) => {
        const text = textOf(fact);
        return text === undefined ? [] : [`${new Date(fact.atMs).toISOString()} ${fact.what} ${lastPart(fact.resource)} ${text}`.trimEnd()];
    });
}

const lastPart = (arn: string) => arn.split(/[:/]/).at(-1)!;

function textOf(fact: Fact): string | undefined {
    switch (fact.what) {
        case "packed":
        case "attempt":
            return undefined;
        case "event":
            return `${fact.event.id} ${fact.event["detail-type"]} to ${fact.matched.join(", ") || "no rule"}`;
        case "delivery":
            return `${fact.event.id} to ${lastPart(fact.target.arn)}`;
        case "invocation":
            return `${fact.invocation.event} ${fact.invocation.error?.errorType ?? JSON.stringify(fact.invocation.payload)} ${fact.invocation.calls.join(" ")}`;
        case "invoked":
            return JSON.stringify((fact.payload as { id?: unknown } | null)?.id);
        case "queued":
            return `${fact.message.id} ${fact.message.deadLetter?.event ?? ""}`;
        case "removed":
            return fact.message;
        case "published":
            return `${fact.message.kind} ${fact.message.subject ?? ""}`;
        case "received":
        case "copy":
            return fact.who;
        case "state":
            return `${fact.from} to ${fact.to}`;
        case "action":
            return `to ${lastPart(fact.action)}`;
        case "fault":
            return JSON.stringify(fact.fault);
        case "ended":
            return fact.fault;
        case "struck":
            return `${fact.fault} ${fact.event ?? ""}`;
        case "missed":
            return `${fact.event.id}: ${fact.reason}`;
        case "finding":
            return fact.message;
        case "refused":
            return fact.reason;
        case "dropped":
            return "";
    }
}
