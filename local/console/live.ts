import type { Fact, FactOf } from "../aws/log";
import { kindOf } from "../cli/kinds/sheet";
import type { Unplaced } from "./protocol";
import { ALARMS, edgeId, kindNode, OTHERS } from "./picture";
import type { Owners } from "./owners";
import { shortName } from "./owners";
import { givenEvent, isOutcome, postText } from "./words";
import type { AlarmState, EdgeWhat, NodeCounts, Step } from "./protocol";

/** How many steps a page gets at once: what is older it can ask for. */
export const NEWEST = 200;

type Words = Pick<Step, "node" | "edge" | "tone" | "text">;

/** Works out of the log, fact by fact, what the page shows: figures of nodes, states of alarms, and steps in words. */
export class Live {
    readonly counts = new Map<string, NodeCounts>();
    readonly alarms = new Map<string, AlarmState>();
    readonly steps: Step[] = [];
    private readonly changedNodes = new Set<string>();
    private readonly changedAlarms = new Set<string>();
    private fresh: Step[] = [];
    private readonly edges: ReadonlySet<string>;
    private readonly nodes: ReadonlySet<string>;
    private done = 0;
    /** By number: the event behind each fact, and its node. */
    private readonly roots: (number | null)[] = [];
    private readonly byEventId = new Map<string, number>();
    /** How often EventBridge tried each delivery, by its number, and how often a function ran for it. */
    private readonly attempts = new Map<number, number>();
    private readonly runs = new Map<number, number>();
    /** By the id of a message in a queue: the event behind it. */
    private readonly queued = new Map<string, number | null>();

    constructor(
        { nodes, edges }: Unplaced,
        private readonly owners: Owners,
    ) {
        this.nodes = new Set(nodes.map(({ id }) => id));
        this.edges = new Set(edges.map(({ id }) => id));
    }

    /** How many facts were read. */
    get facts(): number {
        return this.done;
    }

    /** Reads the facts that are new. @param depths Messages in each queue now, by ARN. */
    read(facts: readonly Fact[], depths: ReadonlyMap<string, number>): void {
        for (; this.done < facts.length; this.done++) {
            this.take(facts, facts[this.done]!, this.done);
        }
        for (const [arn, held] of depths) {
            const node = this.nodeAt(arn);
            if (node !== null && (this.counts.get(node)?.held ?? 0) !== held) {
                this.change(node, { held });
            }
        }
    }

    /** What has changed since the last call. */
    takeChanges(): { counts: Record<string, NodeCounts>; alarms: Record<string, AlarmState>; steps: Step[] } {
        const changes = {
            counts: Object.fromEntries([...this.changedNodes].map((id) => [id, this.counts.get(id)!])),
            alarms: Object.fromEntries([...this.changedAlarms].map((arn) => [arn, this.alarms.get(arn)!])),
            steps: this.fresh.slice(-NEWEST),
        };
        this.changedNodes.clear();
        this.changedAlarms.clear();
        this.fresh = [];
        return changes;
    }

    /** The newest steps, oldest first. */
    newest(): Step[] {
        return this.steps.slice(-NEWEST);
    }

    /** The steps of some events, in order: everything that goes back to them. */
    stepsOf(...events: readonly number[]): Step[] {
        return this.steps.filter(({ event }) => event !== null && events.includes(event));
    }

    /** The number of the event that a fact goes back to; null for none. */
    rootOf(fact: number): number | null {
        return this.roots[fact] ?? null;
    }

    private take(facts: readonly Fact[], fact: Fact, n: number): void {
        const of = "of" in fact && fact.of !== undefined ? fact.of : undefined;
        this.roots[n] = of === undefined ? (fact.what === "event" ? n : null) : (this.roots[of] ?? null);
        if (fact.what === "event" && of === undefined && fact.event.source === "aws.events") {
            this.roots[n] = null; // A run of a schedule is no event that anyone follows.
        }
        if (fact.what === "event" && of === undefined) {
            this.byEventId.set(fact.event.id, n);
        } else if (fact.what === "invoked") {
            // A person gives an event again, a reconciler one that never came.
            const { id } = fact.payload as { readonly id?: string };
            this.roots[n] = this.byEventId.get(id ?? "") ?? n;
            this.byEventId.set(id ?? "", this.roots[n]!);
        } else if ((fact.what === "published" && of === undefined) || fact.what === "posted") {
            // What a handler sends names its event only.
            this.roots[n] = this.byEventId.get((fact.what === "posted" ? fact.event : fact.message.event) ?? "") ?? null;
        } else if (fact.what === "missed") {
            // One that never came to its bus has no other fact.
            this.roots[n] = this.byEventId.get(fact.event.id) ?? n;
            this.byEventId.set(fact.event.id, this.roots[n]!);
        } else if (fact.what === "queued") {
            this.roots[n] ??= this.byEventId.get(fact.event ?? "") ?? null;
            this.queued.set(fact.message.id, this.roots[n]!);
        } else if (fact.what === "removed") {
            this.roots[n] = this.queued.get(fact.message) ?? null;
        }
        this.count(fact);
        const words = this.inWords(facts, fact);
        if (words !== undefined) {
            const step = { n, atMs: fact.atMs, event: this.roots[n]!, ...words };
            this.steps.push(step);
            this.fresh.push(step);
        }
    }

    private count(fact: Fact): void {
        switch (fact.what) {
            case "event": {
                this.add(this.nodeOfEvent(fact), 1, 0);
                break;
            }
            case "delivery":
                this.add(this.nodeAt(fact.rule.arn), 1, 0);
                break;
            case "missed":
                this.add(this.nodeAt(fact.rule.arn), 1, 1);
                break;
            case "invocation":
                this.add(this.nodeAt(fact.resource), 1, fact.invocation.ok ? 0 : 1);
                break;
            case "queued":
            case "published":
                this.add(this.nodeAt(fact.resource), 1, 0);
                break;
            case "received":
                this.add(this.nodes.has(fact.resource) ? fact.resource : null, 1, 0);
                break;
            case "state":
                this.alarms.set(fact.resource, fact.to);
                this.changedAlarms.add(fact.resource);
                if (fact.to === "ALARM") {
                    this.add(ALARMS, 1, 0);
                }
                break;
            default:
                break;
        }
    }

    /** A fact in words; undefined for what no one follows. */
    private inWords(facts: readonly Fact[], fact: Fact): Words | undefined {
        const at = (arn: string) => this.nodeAt(arn);
        switch (fact.what) {
            case "event": {
                if (fact.event.source === "aws.events") {
                    return undefined;
                }
                const { status } = kindOf(fact.event);
                const text = `${fact.event["detail-type"]}${status === null ? "" : `: ${status}`}`;
                const rules =
                    fact.matched.length === 0
                        ? "no rule matches"
                        : `matches ${fact.matched.map((name) => this.owners.byName("events", name)?.name ?? name).join(", ")}`;
                const node = this.nodeOfEvent(fact);
                return { node, edge: null, tone: fact.matched.length === 0 ? "bad" : "plain", text: `${text}, ${rules}` };
            }
            case "delivery": {
                const event = facts[fact.of];
                const from = event?.what === "event" ? this.nodeOfEvent(event) : null;
                const rule = at(fact.rule.arn);
                return fact.event.source === "aws.events"
                    ? undefined
                    : this.step(from, rule, "matches", "plain", `The rule ${this.nameOf(fact.rule.arn)} has it for ${this.nameOf(fact.target.arn)}`);
            }
            case "missed":
                return this.step(null, at(fact.rule.arn), "matches", "bad", `The rule ${this.nameOf(fact.rule.arn)} did not get it: ${fact.reason}`);
            case "attempt": {
                const of = facts[fact.of];
                if (of?.what !== "delivery" || of.event.source === "aws.events") {
                    return undefined;
                }
                const attempt = again(this.attempts, fact.of);
                return this.step(
                    at(of.rule.arn),
                    at(fact.resource),
                    "delivers",
                    "plain",
                    `EventBridge hands it to ${this.nameOf(fact.resource)}${attempt > 1 ? `, attempt ${attempt}` : ""}`,
                );
            }
            case "invocation": {
                const { ok, error, payload } = fact.invocation;
                const run = fact.of === undefined ? 1 : again(this.runs, fact.of);
                const isScheduled = this.isScheduled(facts, fact.of);
                if (ok && isScheduled) {
                    return undefined;
                }
                const said = isOutcome(payload) ? `: ${payload.outcome}${payload.reason === undefined ? "" : ` (${payload.reason})`}` : "";
                const text = ok ? `ran${said}` : `failed: ${error?.errorType}: ${error?.errorMessage}`;
                const who = `${this.nameOf(fact.resource)}${run > 1 ? `, run ${run},` : ""}`;
                return this.step(null, at(fact.resource), "delivers", ok ? "good" : "bad", `${who} ${text}`);
            }
            case "invoked": {
                const { isFound, text } = givenEvent(fact.payload);
                const who = isFound ? "The reconciler has found an event that never came, and" : "Someone";
                return this.step(null, at(fact.resource), "uses", "plain", `${who} gives it to ${this.nameOf(fact.resource)}: ${text}`);
            }
            case "posted":
                return this.step(null, this.byName(fact.resource), "uses", fact.problems.length === 0 ? "good" : "bad", postText(fact));
            case "queued": {
                const { deadLetter } = fact.message;
                const from = this.senderOf(facts, fact.of);
                const text = `${this.nameOf(fact.resource)} has it${deadLetter === undefined ? "" : `: ${deadLetter.reason}`}`;
                return this.step(
                    from,
                    at(fact.resource),
                    deadLetter === undefined ? "delivers" : "fails",
                    deadLetter === undefined ? "plain" : "bad",
                    text,
                );
            }
            case "published": {
                const { kind, subject, from } = fact.message;
                const sender = kind === "alarm" ? ALARMS : this.byName(from);
                return this.step(
                    sender,
                    at(fact.resource),
                    "notifies",
                    kind === "notification" || kind === "chat" ? "good" : "bad",
                    `${this.nameOf(fact.resource)} has the message "${subject ?? "without subject"}"`,
                );
            }
            case "received": {
                const published = facts[fact.of];
                const topic = published?.what === "published" ? at(published.resource) : null;
                return this.step(topic, this.nodes.has(fact.resource) ? fact.resource : null, "notifies", "good", `${fact.who} has received it`);
            }
            case "state":
                return {
                    node: ALARMS,
                    edge: null,
                    tone: fact.to === "ALARM" ? "bad" : "plain",
                    text: `Alarm ${this.nameOf(fact.resource)}: ${fact.from} to ${fact.to}. ${fact.reason}`,
                };
            case "refused":
                return { node: at(fact.resource), edge: null, tone: "bad", text: `Refused: ${fact.reason}` };
            case "fault": {
                const whose = fact.resource === "*" ? "" : ` of ${this.nameOf(fact.resource)}`;
                return { node: at(fact.resource), edge: null, tone: "bad", text: `Fault ${fact.fault.fault}${whose} is on` };
            }
            case "struck":
                return { node: at(fact.resource), edge: null, tone: "bad", text: `Fault ${fact.fault} strikes ${this.nameOf(fact.resource)}` };
            case "dropped":
                return { node: at(fact.resource), edge: null, tone: "bad", text: `Lost: ${fact.reason}` };
            case "left":
                return { node: at(fact.resource), edge: null, tone: "plain", text: `It was handed over to ${fact.who}` };
            case "removed":
                return { node: at(fact.resource), edge: null, tone: "plain", text: `A message was removed from ${this.nameOf(fact.resource)}` };
            default:
                return undefined;
        }
    }

    private step(from: string | null | undefined, node: string | null, what: EdgeWhat, tone: Step["tone"], text: string): Words {
        const id = from === null || from === undefined || node === null ? "" : edgeId(from, node, what);
        return { node, edge: this.edges.has(id) ? id : null, tone, text };
    }

    /** Who put a message into a queue: the function of a failed delivery, or its rule. */
    private senderOf(facts: readonly Fact[], of: number | undefined): string | null {
        const delivery = facts[of ?? -1];
        if (delivery?.what !== "delivery") {
            return null;
        }
        return this.nodeAt(this.runs.has(of!) ? delivery.target.arn : delivery.rule.arn);
    }

    private isScheduled(facts: readonly Fact[], of: number | undefined): boolean {
        const delivery = facts[of ?? -1];
        return delivery?.what === "delivery" && delivery.event.source === "aws.events";
    }

    /** Events come from their kind; those on a custom bus from the bus. */
    private nodeOfEvent({ event, bus, resource }: FactOf<"event">): string | null {
        const { kind } = kindOf(event);
        const own = bus === "default" ? kindNode(kind ?? "") : "";
        return this.nodes.has(own) ? own : (this.nodeAt(resource) ?? (this.nodes.has(OTHERS) ? OTHERS : null));
    }

    private nodeAt(arn: string): string | null {
        const urn = this.owners.byArn(arn)?.urn;
        return urn !== undefined && this.nodes.has(urn) ? urn : this.nodes.has(arn) ? arn : null;
    }

    private nameOf(arn: string): string {
        return this.owners.byArn(arn)?.name ?? shortName(arn);
    }

    /** The node of a function by its name, or of anything by its ARN. */
    private byName(from: string): string | null {
        return from.startsWith("arn:") ? this.nodeAt(from) : (this.owners.byName("lambda", from)?.urn ?? null);
    }

    private add(node: string | null, seen: number, failed: number): void {
        if (node !== null && this.nodes.has(node)) {
            const before = this.counts.get(node) ?? { seen: 0, failed: 0 };
            this.change(node, { seen: before.seen + seen, failed: before.failed + failed });
        }
    }

    private change(node: string, change: Partial<NodeCounts>): void {
        this.counts.set(node, { ...(this.counts.get(node) ?? { seen: 0, failed: 0 }), ...change });
        this.changedNodes.add(node);
    }
}

/** Counts one more, and returns how many there are. */
function again(counts: Map<number, number>, key: number): number {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
}
