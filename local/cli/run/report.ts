import type { Kind } from "../../../catalog";
import { EXIT } from "../shared/errors";

/** What became of one event on its way to one target of one rule. */
export interface DeliveryReport {
    readonly rule: string;
    readonly target: string;
    /** How often the target was invoked for the event, retries included. */
    readonly invocations: number;
    /**
     * What the handler said it did; `handled` if it said nothing; `dead-lettered` if the event is in a queue; `lost` if it is nowhere.
     * An event in a queue counts as lost, too, unless somebody was told after it got there: see {@link RunReport.lost}.
     */
    readonly outcome: "handled" | "duplicate" | "ignored" | "dead-lettered" | "lost";
    readonly reason?: string;
    /** Name of the queue that has the event. */
    readonly deadLetterQueue?: string;
}

export interface EventReport {
    readonly id: string;
    /** File name, with the position if the file has several events. */
    readonly name: string;
    /** The status in the event's spelling. Null where the event carries none. */
    readonly status: string | null;
    /** Names of the rules whose pattern the event matches. */
    readonly matched: readonly string[];
    readonly deliveries: readonly DeliveryReport[];
    /** The worst outcome of its deliveries; `unmatched` if no rule listens. */
    readonly outcome: DeliveryReport["outcome"] | "unmatched";
}

export interface KindReport {
    readonly kind: Kind;
    /** The first rule that heard an event of the kind. Null if none did. */
    readonly rule: string | null;
    readonly events: readonly EventReport[];
}

export interface NotificationReport {
    readonly topic: string;
    readonly subscriber: string;
    readonly subject: string | null;
    readonly message: string;
    /** Id of the event whose handler sent it, where that is known. */
    readonly event: string | null;
}

export interface StopReport {
    readonly kind: Kind;
    readonly name: string;
    /** ARN. */
    readonly resource: string;
    /** Name of the function, or "scenario". */
    readonly by: string;
    /** Virtual time, ISO 8601. */
    readonly at: string;
    readonly outcome: "stopping" | "refused";
    /** Why SageMaker refused. */
    readonly reason?: string;
}

export interface AlarmReport {
    readonly name: string;
    readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
    /** Virtual time of the last change of state, ISO 8601. */
    readonly since: string;
    /** Who got its message when it last went off. */
    readonly notified: readonly string[];
}

export interface FindingReport {
    readonly policy: string;
    readonly level: "mandatory" | "advisory";
    readonly resource: string;
    readonly message: string;
    /** True for a finding that says that preview can't decide. */
    readonly undecided: boolean;
    readonly phase: "preview" | "update";
}

/** What `jobstatus run --json` writes. */
export interface RunReport {
    readonly program: string;
    readonly stack: string;
    readonly region: string;
    /** False if a mandatory finding ended the run before anything was played. */
    readonly played: boolean;
    readonly kinds: readonly KindReport[];
    /** Events that no rule matched, with the kind if the catalogue has it. */
    readonly unmatched: readonly {
        readonly id: string;
        readonly name: string;
        readonly kind: Kind | null;
        readonly detailType: string | null;
        readonly status: string | null;
    }[];
    /** Messages about jobs that reached a subscriber. Alarm messages are not among them. */
    readonly notifications: readonly NotificationReport[];
    /** Every Stop that was called. */
    readonly stops: readonly StopReport[];
    readonly deadLetters: readonly { readonly queue: string; readonly event: string | null; readonly reason: string }[];
    readonly alarms: readonly AlarmReport[];
    readonly packages: readonly { readonly function: string; readonly bytes: number; readonly sha256: string }[];
    readonly policies: { readonly mandatory: number; readonly advisory: number; readonly undecided: number };
    readonly policyFindings: readonly FindingReport[];
    /** What the local AWS does not model, what AWS would have refused, and messages that reach nobody: each a reason to look twice. */
    readonly findings: readonly { readonly kind: "unmodelled" | "refused" | "unheard"; readonly subject: string; readonly message: string }[];
    /** Deliveries that were neither handled, recognised as a repeat, ignored for a reason, nor put into a queue whose alarm told a subscriber afterwards. */
    readonly lost: number;
    /** How many resources the program registers. */
    readonly resources: number;
    /** Wall time in milliseconds. */
    readonly durationMs: number;
}

/** 1 if anything needs a look, else 0. */
export function exitCodeOfRun({ lost, policies, findings }: RunReport): number {
    return lost > 0 || policies.mandatory > 0 || findings.length > 0 ? EXIT.findings : EXIT.ok;
}
