import type { Kind } from "../../../catalog";
import type { Recording } from "../../console/protocol";
import type { PackageInfo } from "../../lambda/localFunction";
import type { Fate, FaultOfRunReport } from "../../simulate/faultReport";
import { EXIT } from "../shared/errors";

/** The queue that has an event: of a rule's target that EventBridge could not deliver to, or of a function whose handler failed. */
export type Kept = "dead-letter queue" | "failure queue";

/** Who found what never came. */
export interface FoundReport {
    /** Name of the function that invoked the target with a rebuilt event. */
    readonly foundBy?: string;
    /** Virtual seconds from when it should have come. */
    readonly afterSeconds?: number;
    /** The status that it had by then, where that is another one. */
    readonly foundAs?: string;
    /** Id of the rebuilt event, which messages have. */
    readonly rebuilt?: string;
}

/** An event that never came to one target of one rule. */
export interface MissedReport extends FoundReport {
    readonly rule: string;
    readonly target: string;
    readonly reason: string;
    /** `reconciled`: the reconciler found it. `overtaken`: the target got a later event of the resource. */
    readonly outcome: "reconciled" | "overtaken" | "lost";
}

/** What became of one event on its way to one target of one rule. */
export interface DeliveryReport extends FoundReport {
    readonly rule: string;
    readonly target: string;
    /** How often the target was invoked for the event, retries included. */
    readonly invocations: number;
    /**
     * Of `dead-lettered`, `kept` says the kind of the queue. An event in a queue counts as lost unless someone was notified after it got there: see
     * {@link RunReport.lost}.
     */
    readonly outcome: Fate;
    readonly reason?: string;
    /** Name of the queue that has the event. */
    readonly deadLetterQueue?: string;
    readonly kept?: Kept;
}

export interface EventReport {
    readonly id: string;
    /** File name, with the position if the file has several events. */
    readonly name: string;
    /** The status in the event's spelling. Null where the event carries none. */
    readonly status: string | null;
    /** Names of the rules that get the event. */
    readonly matched: readonly string[];
    /** Rules that do not get the event although their pattern matches, with the reason. Absent if there are none. */
    readonly passed?: readonly { readonly rule: string; readonly reason: string }[];
    readonly deliveries: readonly DeliveryReport[];
    /** Targets that it never came to, although their rule matches it. Absent if there are none. */
    readonly missed?: readonly MissedReport[];
    /** The worst outcome of its deliveries and of what it never came to; `unmatched` if there is no matching rule. */
    readonly outcome: DeliveryReport["outcome"] | "unmatched";
}

export interface KindReport {
    readonly kind: Kind;
    /** The first rule that matched an event of the kind. Null if none did. */
    readonly rule: string | null;
    readonly events: readonly EventReport[];
}

/** An event that no target got, because SageMaker did not send it, or a rule was disabled or had no targets. */
export interface NeverCameReport extends Omit<EventReport, "deliveries"> {
    readonly kind: Kind | null;
    readonly detailType: string | null;
    /** Empty if no rule matches it. */
    readonly missed: readonly MissedReport[];
}

export interface NotificationReport {
    readonly topic: string;
    readonly subscriber: string;
    readonly subject: string | null;
    readonly message: string;
    /** Id of the event whose handler sent it, where that is known. */
    readonly event: string | null;
}

/** What a channel outside of AWS got. */
export interface ChannelReport {
    /** "slack", "webhook". Null for a form that no channel has. */
    readonly channel: string | null;
    /** Name of the function that sent it. */
    readonly function: string;
    /** Id of the event. */
    readonly event: string;
    /** What people see first of it. */
    readonly title: string;
    /** The request's body as it was sent. */
    readonly body: string;
    /** Why the channel refuses it. Empty for one that it takes. */
    readonly problems: readonly string[];
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
    /** Whether it went off only because it was just created, when it had no data yet. */
    readonly atStartOnly: boolean;
}

/** What a reconciler did while the program ran. */
export interface ReconcilerReport {
    readonly ticks: number;
    /** Changes that it compared with the ledger. */
    readonly compared: number;
    /** Events that never came, and that it invoked a reaction with. */
    readonly missed: number;
    /** What it found in its last tick to be not as it must be. */
    readonly findings: number;
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

export interface DeadLetterReport {
    readonly queue: string;
    readonly event: string | null;
    readonly reason: string;
    readonly kept: Kept;
}

/** A handler that failed on an event, whatever became of the event. A failure that a retry made good is none. */
export interface FailureReport {
    readonly function: string;
    /** Id of the event. */
    readonly event: string;
    readonly error: string;
    readonly message: string;
    /** The last lines that the handler wrote in that invocation, ten at most. */
    readonly logs: readonly string[];
    /** False if the function can't start: its code does not load, or has no handler. */
    readonly starts: boolean;
}

/** What `jobstatus run --json` writes. */
export interface RunReport {
    readonly program: string;
    readonly stack: string;
    readonly region: string;
    readonly kinds: readonly KindReport[];
    /** Events of other kinds than the nine that were given, and what functions and AWS sent because of the given ones, if it is lost. */
    readonly others: readonly (EventReport & { readonly detailType: string | null })[];
    /** Events that should have come, and did not. They are in no other list but `unmatched`. */
    readonly neverCame: readonly NeverCameReport[];
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
    /** What channels outside of AWS got: the local AWS answers for them. */
    readonly channels: readonly ChannelReport[];
    /** Every Stop that was called. */
    readonly stops: readonly StopReport[];
    readonly deadLetters: readonly DeadLetterReport[];
    readonly failures: readonly FailureReport[];
    /** What was played with `--fault`, and what came of it. */
    readonly faults: readonly FaultOfRunReport[];
    readonly alarms: readonly AlarmReport[];
    /** Null where no reconciler ran. */
    readonly reconciler: ReconcilerReport | null;
    /** Each with its runtime and the version of the Node.js that ran it. */
    readonly packages: readonly Omit<PackageInfo, "files">[];
    /** Null where the policy pack was left out. */
    readonly policies: { readonly mandatory: number; readonly advisory: number; readonly undecided: number } | null;
    readonly policyFindings: readonly FindingReport[];
    /** What the local AWS does not model, what AWS would have refused, and messages that no one receives: each is a warning. */
    readonly findings: readonly { readonly kind: "unmodelled" | "refused" | "undelivered"; readonly subject: string; readonly message: string }[];
    /**
     * Deliveries, and events that never came to a target, that were neither handled, recognised as a repeat, ignored for a reason, found by the reconciler,
     * overtaken by another event of the resource, nor put into a queue of which a subscriber was notified afterwards. Those of events that functions and AWS
     * sent because of the given ones count as well.
     */
    readonly lost: number;
    /** How many resources the program registers. */
    readonly resources: number;
    /** Wall time in milliseconds. */
    readonly durationMs: number;
    /** What `jobstatus console --from` shows. */
    readonly recording?: Recording;
}

/** 1 if anything needs attention, else 0. A function that can't start counts even with `allowFailures`: no one plays that on purpose. */
export function exitCodeOfRun({ lost, policies, findings, failures }: RunReport, allowFailures = false): number {
    const failed = failures.some(({ starts }) => !starts || !allowFailures);
    return lost > 0 || failed || (policies?.mandatory ?? 0) > 0 || findings.length > 0 ? EXIT.findings : EXIT.ok;
}
