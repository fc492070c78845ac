import assert from "node:assert/strict";
import type { BusEvent, Fact, Fault, FaultName } from "../../../local/aws";
import { judge } from "../../../local/simulate/promises";
import type { SimulationReport } from "../../../local/simulate/report";
import { sampleEvent } from "../../support/devStack";

const MINUTE_MS = 60_000;
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:failed";
const FAILED = sampleEvent("TrainingJob.failed") as BusEvent;
const NAME = String((FAILED.detail as { TrainingJobName: string }).TrainingJobName);

/** Facts of a log, each at its minute. */
class Day {
    readonly facts: Fact[] = [];

    /** The function ran for an event, and ended well. */
    ran(
        minute: number,
        outcome: string,
        { id = "one", origin, job, reason }: { id?: string; origin?: string; job?: string; reason?: string } = {},
    ): this {
        const resources = job === undefined ? FAILED.resources : [`arn:aws:sagemaker:us-east-1:111122223333:training-job/${job}`];
        const event = { ...FAILED, id, resources, ...(origin && { "jobstatus-origin": origin }) };
        const atMs = minute * MINUTE_MS;
        const of = this.facts.push({ what: "invoked", resource: FUNCTION, by: "x", payload: event, atMs }) - 1;
        const result = { ok: true, payload: { outcome, reason }, logs: [], durationMs: 1, maxMemoryMb: 1 };
        const invocation = { ...result, function: "failed", requestId: "r", atMs, event: id, calls: [] };
        this.facts.push({ what: "invocation", resource: FUNCTION, invocation, of, atMs });
        return this;
    }

    missed(minute: number): this {
        const rule = { name: "rule", targets: [{ arn: FUNCTION }] } as unknown as Extract<Fact, { what: "missed" }>["rule"];
        this.facts.push({
            what: "missed",
            resource: "rule",
            event: { ...FAILED, id: "lost" },
            rule,
            reason: "SageMaker did not send it",
            atMs: minute * MINUTE_MS,
        });
        return this;
    }

    deleted(minute: number, resources = FAILED.resources): this {
        const event = { ...(sampleEvent("Endpoint.deleted") as BusEvent), resources };
        this.facts.push({ what: "event", resource: "arn:bus", event, bus: "default", matched: [], atMs: minute * MINUTE_MS });
        return this;
    }

    sent(minute: number, { event, text = "a message", from = "failed" }: { event?: string; text?: string; from?: string }): this {
        const message = { kind: "notification" as const, message: text, from, event };
        this.facts.push({ what: "published", resource: "arn:topic", topic: "topic", id: "m", message, atMs: minute * MINUTE_MS });
        return this;
    }

    queued(minute: number, isRemoved: boolean): this {
        const atMs = minute * MINUTE_MS;
        const message = { id: "waiting", body: `{"name":"${NAME}"}`, attributes: {}, sentMs: atMs, expiresMs: atMs + 1 };
        this.facts.push({ what: "queued", resource: "arn:queue", queue: "digest", message, atMs });
        if (isRemoved) {
            this.facts.push({ what: "removed", resource: "arn:queue", message: "waiting", atMs });
        }
        return this;
    }

    struck(fault: FaultName, event?: string, resource = "x"): this {
        this.facts.push({ what: "struck", resource, fault, number: 0, event, atMs: 0 });
        return this;
    }

    /** The failure queue has an event from a minute on, by default from the start. */
    failed(minute = 0, body = '{"requestContext":{}}'): this {
        const message = {
            id: "failed",
            body,
            attributes: {},
            deadLetter: { event: "one", reason: "x" },
            sentMs: 0,
            expiresMs: minute * MINUTE_MS + 1,
        };
        this.facts.push({ what: "event", resource: "arn:bus", event: { ...FAILED, id: "one" }, bus: "default", matched: [], atMs: 0 });
        this.facts.push({ what: "queued", resource: "arn:queue", queue: "failures", message, atMs: minute * MINUTE_MS });
        return this;
    }

    /** Names of the promises that did not hold. */
    broken(names: readonly (FaultName | Fault)[] = [], report: Partial<SimulationReport> = {}, withTopic: readonly string[] = []): string[] {
        const faults = names.map((each): Fault => (typeof each === "string" ? { fault: each, times: 1 } : each));
        const none = { lost: [], findings: [], fates: {}, messages: { sent: 0, unreceived: 0, unnoticed: [] } };
        return judge({ facts: this.facts, faults, withTopic }, { ...none, ...report } as unknown as SimulationReport).broken.map(
            ({ promise }) => promise,
        );
    }
}

const day = () => new Day();

const EXPIRED = { event: "one", kind: null, rule: "r", at: "", reason: 'Its message in the queue "q" expired at 2026', faults: [], noticedBy: null };
const NEVER_CAME = { ...EXPIRED, event: "lost", reason: "SageMaker did not send it", faults: ["loseEvents"] };
const DROPPED = {
    ...EXPIRED,
    at: "1970-01-01T00:00:00Z",
    reason: 'Function "failed" gave up (RetriesExhausted)',
    faults: ["removeInvokeConfig"],
    noticedBy: "email:a@example.com",
};
const AFTER_CLAIM: Fault = { fault: "removeInvokeConfig", afterCall: 2 };

describe("the promises of a simulated day", () => {
    const cases: readonly [title: string, broken: readonly string[], expected: readonly string[]][] = [
        ["hold if an event is handled and its message sent", day().ran(0, "handled").sent(0, { event: "one" }).broken(), []],
        [
            "do not hold if a function that sends messages sends none for one job",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two", job: "other" }).broken(),
            ["silent"],
        ],
        ["do not hold if no message is sent at all", day().ran(0, "handled").broken(), ["silent"]],
        ["hold if a function that knows no topic never sends a message", day().ran(0, "handled").sent(0, { from: "other" }).broken(), []],
        [
            "do not hold if a function that knows a topic never sends a message",
            day().ran(0, "handled").sent(0, { from: "other" }).broken([], {}, ["failed"]),
            ["silent"],
        ],
        ["do not hold if a repeat is recognised and no message was sent", day().ran(0, "duplicate").broken(), ["silent"]],
        [
            "hold if a repeat of what was ignored is recognised, even if the process that ignored it died after that",
            day().ran(1, "duplicate", { id: "two", reason: "this status was ignored at 2026-11-27 10:00 UTC" }).broken(),
            [],
        ],
        [
            "do not hold if a repeat of what was handled is recognised, and no message was sent",
            day().ran(1, "duplicate", { id: "two", reason: "this status was handled at 2026-11-27 10:00 UTC" }).broken(),
            ["silent"],
        ],
        ["hold if the message waits in a queue", day().ran(0, "handled").queued(0, false).broken(), []],
        [
            "hold if the message waited and was sent",
            day()
                .ran(0, "handled")
                .queued(0, true)
                .sent(1, { text: `- ${NAME}\n`, from: "digest" })
                .broken(),
            [],
        ],
        ["do not hold if the message was taken out and not sent", day().ran(0, "handled").queued(0, true).broken(), ["forgotten"]],
        [
            "do not hold if what was sent names only a longer name",
            day()
                .ran(0, "handled")
                .queued(0, true)
                .sent(1, { text: `- ${NAME}-2\n`, from: "digest" })
                .broken(),
            ["forgotten"],
        ],
        [
            "do not hold if a status is handled twice",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).broken(),
            ["twice"],
        ],
        [
            "hold if a status is handled twice while the table fails",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).broken(["table"]),
            [],
        ],
        [
            "hold if a lost event is found after 31 minutes",
            day().missed(0).ran(31, "handled", { origin: "reconciler" }).sent(31, { event: "one" }).broken(["loseEvents"]),
            [],
        ],
        [
            "do not hold if it is found after 33 minutes",
            day().missed(0).ran(33, "handled", { origin: "reconciler" }).sent(33, { event: "one" }).broken(["loseEvents"]),
            ["late"],
        ],
        [
            "hold if it is found later because the reconciler is stopped",
            day().missed(0).ran(99, "handled", { origin: "reconciler" }).sent(99, { event: "one" }).broken(["loseEvents", "stopSchedule"]),
            [],
        ],
        ["do not hold if a crash leaves an event in a queue", day().failed().broken(["crash"]), ["queued"]],
        ["do not hold if two faults that are taken care of leave one there", day().failed().broken(["crash", "race"]), ["queued"]],
        ["do not hold if a deployment leaves one there", day().failed().broken(["up"]), ["queued"]],
        ["hold if one of two faults must leave one there", day().failed().broken(["crash", "breakHandler"]), []],
        ["hold if a handler that always throws leaves one there", day().failed().broken(["breakHandler"]), []],
        [
            "do not hold if the report has what is lost, a message without a notice, and a warning",
            day().broken([], {
                lost: [{ event: "one", kind: null, rule: "r", at: "", reason: "x", faults: [], noticedBy: null }],
                messages: { sent: 1, unreceived: 1, unnoticed: [{ topic: "t", subject: null, at: "" }] },
                findings: [{ kind: "refused", subject: "s", message: "m" }],
            }),
            ["lost", "unnoticed", "warning"],
        ],
        [
            "hold if an event expires in a queue that the fault has keep messages for some minutes",
            day().broken(["expireMessages"], { lost: [{ ...EXPIRED, faults: ["expireMessages"] }] }),
            [],
        ],
        ["do not hold if an event expires in any other queue", day().broken(["expireMessages"], { lost: [EXPIRED] }), ["lost"]],
        [
            "hold if an event never comes, and its resource is deleted before the reconciler's second tick",
            day()
                .missed(0)
                .deleted(31)
                .broken(["loseEvents"], { lost: [NEVER_CAME] }),
            [],
        ],
        [
            "do not hold if its resource is deleted later",
            day()
                .missed(0)
                .deleted(33)
                .broken(["loseEvents"], { lost: [NEVER_CAME] }),
            ["lost"],
        ],
        [
            "do not hold if its resource was deleted before",
            day()
                .deleted(0)
                .missed(1)
                .broken(["loseEvents"], { lost: [NEVER_CAME] }),
            ["lost"],
        ],
        [
            "do not hold if another resource is deleted",
            day()
                .missed(0)
                .deleted(1, ["arn:aws:sagemaker:us-east-1:111122223333:endpoint/other"])
                .broken(["loseEvents"], { lost: [NEVER_CAME] }),
            ["lost"],
        ],
        [
            "hold if a function fails on SageMaker's own event after its claim, its queue has other events alone, and someone is notified",
            day()
                .failed()
                .broken([AFTER_CLAIM], { lost: [DROPPED] }),
            [],
        ],
        [
            "hold if a function failed on an event, no queue could take it, someone is notified, and its resource is deleted before the second tick",
            day()
                .failed(120)
                .deleted(20)
                .broken([AFTER_CLAIM], { lost: [DROPPED] }),
            [],
        ],
        [
            "do not hold if no one is notified of that either",
            day()
                .failed(120)
                .deleted(20)
                .broken([AFTER_CLAIM], { lost: [{ ...DROPPED, noticedBy: null }] }),
            ["lost"],
        ],
        [
            "hold if a function sent a message about an event, and died after that",
            day()
                .sent(0, { event: "one" })
                .broken([], { lost: [DROPPED] }),
            [],
        ],
        [
            "do not hold if another function sent the message",
            day()
                .sent(0, { event: "one", from: "other" })
                .broken([], { lost: [DROPPED] }),
            ["lost"],
        ],
        [
            "do not hold if the message is about another event",
            day()
                .sent(0, { event: "two" })
                .broken([], { lost: [DROPPED] }),
            ["lost"],
        ],
        ["do not hold if the queue is empty", day().broken([AFTER_CLAIM], { lost: [DROPPED] }), ["lost"]],
        [
            "do not hold if the queue has an event two hours later",
            day()
                .failed(120)
                .broken([AFTER_CLAIM], { lost: [DROPPED] }),
            ["lost"],
        ],
        [
            "do not hold if only the dead-letter queue has an event",
            day()
                .failed(0, "{}")
                .broken([AFTER_CLAIM], { lost: [DROPPED] }),
            ["lost"],
        ],
        [
            "do not hold if no one is notified of that",
            day()
                .failed()
                .broken([AFTER_CLAIM], { lost: [{ ...DROPPED, noticedBy: null }] }),
            ["lost"],
        ],
        [
            "do not hold if it fails before its claim",
            day()
                .failed()
                .broken([{ ...AFTER_CLAIM, afterCall: 0 }], { lost: [DROPPED] }),
            ["lost"],
        ],
        [
            "do not hold if another fault struck the event",
            day()
                .failed()
                .broken([AFTER_CLAIM], { lost: [{ ...DROPPED, faults: ["loseEvents"] }] }),
            ["lost"],
        ],
        [
            "do not hold if SageMaker says that what exists does not, and an event is lost",
            day().broken([{ fault: "describe", code: "notFound" }], { lost: [{ ...EXPIRED, reason: "x", faults: ["describe"] }] }),
            ["lost"],
        ],
        [
            "hold if SageMaker does not say what an event is about, and it is handled twice",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).struck("describe", "two").broken(["describe"]),
            [],
        ],
        [
            "do not hold if SageMaker does not say that of another event",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).struck("describe", "three").broken(["describe"]),
            ["twice"],
        ],
        [
            "hold if a status is handled twice by a function whose role lacks a call",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).struck("denyCalls", undefined, "failed").broken(),
            [],
        ],
        [
            "do not hold if the role of another function lacks it",
            day().ran(0, "handled").sent(0, { event: "one" }).ran(1, "handled", { id: "two" }).struck("denyCalls", undefined, "other").broken(),
            ["twice"],
        ],
        [
            "do not hold if a status is handled twice long after the table failed",
            day()
                .ran(60, "handled")
                .sent(60, { event: "one" })
                .ran(61, "handled", { id: "two" })
                .broken([{ fault: "table", toMs: 30 * MINUTE_MS }]),
            ["twice"],
        ],
    ];
    for (const [title, broken, expected] of cases) {
        it(title, () => assert.deepEqual(broken, expected));
    }
});
