import type { AlarmState } from "../../models/alarms";
import type { PackageInfo } from "../lambda/localFunction";
import type { Fault, FaultName } from "./faults";
import type { BusEvent, DeadLetter, Finding, Invocation, Publication, QueueMessage } from "./occurrences";
import type { RuleResource, TargetResource } from "./resources";

/** A rule that EventBridge passes over, by name. */
export interface PassedRule {
    readonly rule: string;
    readonly reason: string;
}

/**
 * What can happen. `resource` is an ARN, or what a finding is about. `of` is the number of the fact that this one belongs to: the delivery of an event
 * to a target, the copy of a message for a subscriber, the action of an alarm.
 */
export type Happening =
    | { readonly what: "packed"; readonly resource: string; readonly package: PackageInfo }
    | ({ readonly what: "finding"; readonly resource: string } & Pick<Finding, "kind" | "message">)
    /** An event is on a bus. `of` is the delivery that brought it there. */
    | {
          readonly what: "event";
          readonly resource: string;
          readonly event: BusEvent;
          readonly bus: string;
          readonly matched: string[];
          /** Rules whose pattern matches, and that do not get the event. */
          readonly passed?: readonly PassedRule[];
          readonly of?: Of;
      }
    /** A rule has an event for a target. `of` is the event. */
    | {
          readonly what: "delivery";
          readonly resource: string;
          readonly event: BusEvent;
          readonly rule: RuleResource;
          readonly target: TargetResource;
          readonly of: number;
      }
    /** Someone called a function with an event, asynchronously: a reconciler, a person. `by` is the name of the function, or an access key id. */
    | { readonly what: "invoked"; readonly resource: string; readonly by: string; readonly payload: unknown }
    /** EventBridge tries to hand it over. */
    | { readonly what: "attempt"; readonly resource: string; readonly of: number }
    /** A handler ran, and ended. */
    | { readonly what: "invocation"; readonly resource: string; readonly invocation: Invocation; readonly of?: Of }
    /** A queue has a message: a copy of the event, what stands for its failure, or what a handler sent. `event` is the id of the event behind it. */
    | {
          readonly what: "queued";
          readonly resource: string;
          readonly queue: string;
          readonly message: QueueMessage;
          readonly event?: string | undefined;
          readonly of?: Of;
      }
    /** `event` is the id of the event for which a function deleted it. */
    | { readonly what: "removed"; readonly resource: string; readonly message: string; readonly event?: string | undefined }
    /** A topic took a message. */
    | {
          readonly what: "published";
          readonly resource: string;
          readonly topic: string;
          readonly id: string;
          readonly message: Publication;
          /** What programs get of it, where people get a text for them. */
          readonly data?: string | undefined;
          /** Whether the topic is outside of the program. */
          readonly outside?: true;
          readonly of?: Of;
      }
    /** Something outside of the program has it, and what becomes of it there is not played. `who` names it. */
    | { readonly what: "left"; readonly resource: string; readonly who: string; readonly deadLetter?: DeadLetter | undefined; readonly of?: Of }
    /** The topic has a copy for a function, which gets it later. `of` is the message. */
    | { readonly what: "copy"; readonly resource: string; readonly who: string; readonly subscription: string; readonly of: number }
    /** A function sent a request to an address outside of AWS. `resource` is its name, `event` the id of the event that it works on. */
    | {
          readonly what: "posted";
          readonly resource: string;
          readonly event: string | undefined;
          readonly form: string | undefined;
          readonly title: string;
          readonly body: string;
          readonly problems: readonly string[];
      }
    /** A subscriber has the message. */
    | { readonly what: "received"; readonly resource: string; readonly who: string; readonly of: number }
    | { readonly what: "state"; readonly resource: string; readonly from: AlarmState; readonly to: AlarmState; readonly reason: string }
    /** An alarm runs an action. `of` is its change of state. */
    | {
          readonly what: "action";
          readonly resource: string;
          readonly alarm: string;
          readonly action: string;
          readonly who: string;
          readonly of: number;
      }
    /** The action was refused at once. */
    | { readonly what: "refused"; readonly resource: string; readonly reason: string; readonly of: number }
    /** A fault of the run, by its number. */
    | { readonly what: "fault"; readonly resource: string; readonly number: number; readonly fault: Fault }
    /** Someone ended a fault, by its number. */
    | { readonly what: "ended"; readonly resource: string; readonly number: number; readonly fault: FaultName }
    /** A fault, by its number, struck a resource. `event` is the id of the event that it struck there. */
    | { readonly what: "struck"; readonly resource: string; readonly fault: FaultName; readonly number: number; readonly event?: string | undefined }
    /** A rule that matches an event did not get it, or had no target for it. */
    | { readonly what: "missed"; readonly resource: string; readonly event: BusEvent; readonly rule: RuleResource; readonly reason: string }
    /** A way ended, and nothing has the event there. */
    | { readonly what: "dropped"; readonly resource: string; readonly reason: string; readonly of?: Of };

/** Undefined where nothing waits for what becomes of it. */
export type Of = number | undefined;

/** Something that happened, and when, in epoch milliseconds. */
export type Fact = Happening & { readonly atMs: number };

export type FactOf<What extends Fact["what"]> = Extract<Fact, { readonly what: What }>;

/**
 * All that happened in the account, in order of time. Facts are added and never changed; whatever a report says is worked out of them (`report/`).
 */
export class Log {
    private readonly all: Fact[] = [];

    /** @param now Gives the virtual time in milliseconds. */
    constructor(private readonly now: () => number) {}

    /** @returns The number of the fact: its place in the log, which later facts have as `of`. */
    add(happening: Happening): number {
        return this.all.push({ ...happening, atMs: this.now() }) - 1;
    }

    facts(): readonly Fact[] {
        return this.all;
    }

    /** The fact with this number. @throws Error if it is another kind of fact. */
    at<What extends Fact["what"]>(number: number, what: What): FactOf<What> {
        const fact = this.all[number];
        if (fact?.what !== what) {
            throw new Error(`Log.at: fact ${number} must be of the kind "${what}", got "${fact?.what}"`);
        }
        return fact as FactOf<What>;
    }
}

/** The facts of one kind, each with its number. */
export function* factsOf<What extends Fact["what"]>(facts: readonly Fact[], ...kinds: What[]): Generator<[FactOf<What>, number]> {
    for (const [number, fact] of facts.entries()) {
        if ((kinds as string[]).includes(fact.what)) {
            yield [fact as FactOf<What>, number];
        }
    }
}
