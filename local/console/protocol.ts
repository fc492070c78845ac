/** What the page and its server say to each other, as JSON. */
import type { KeptMessage, MessageForm, ShownMessages } from "./messageProtocol";

/** Size of a node, in CSS pixels. */
export const NODE = { width: 236, height: 50 } as const;

/** What a node stands for. `kind` is a kind of events, `alarms` all alarms together, `channel` a subscriber of a topic. */
export type NodeWhat = "kind" | "bus" | "rule" | "schedule" | "function" | "queue" | "topic" | "table" | "alarms" | "channel" | "other";

/** A place in the picture, in CSS pixels. */
export interface Point {
    readonly x: number;
    readonly y: number;
}

/** An alarm that watches a node. */
export interface NodeAlarm {
    readonly arn: string;
    readonly name: string;
}

export interface GraphNode extends Point {
    /** URN of the resource; "kind:TrainingJob", "alarms" and ARNs for what is no resource of the program. */
    readonly id: string;
    readonly what: NodeWhat;
    /** The name that the program gave it. */
    readonly name: string;
    readonly alarms: readonly NodeAlarm[];
    /** Places in the list of findings: those of the resource and of all that belongs to it. */
    readonly findings: readonly number[];
    /** What a save of the program's source did to it. */
    readonly change?: "added" | "changed" | "gone";
}

/** How an event, a message or a call gets from one node to another. */
export type EdgeWhat = "matches" | "delivers" | "fails" | "uses" | "notifies";

export interface GraphEdge {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly what: EdgeWhat;
    readonly points: readonly Point[];
}

export interface GraphPicture {
    readonly width: number;
    readonly height: number;
    readonly nodes: readonly GraphNode[];
    readonly edges: readonly GraphEdge[];
}

/** What a policy, or the local AWS, reports. */
export interface ConsoleFinding {
    /** Name of the policy, or the kind of a finding of the local AWS. */
    readonly source: string;
    readonly level: "mandatory" | "advisory" | "warning";
    readonly resource: string;
    readonly message: string;
    /** The node that it is about; null for the whole stack. */
    readonly node: string | null;
}

/** Live figures of a node. */
export interface NodeCounts {
    /** Events, invocations, messages: what came to it. */
    readonly seen: number;
    /** Of those, what failed there. */
    readonly failed: number;
    /** Messages that are in a queue now. */
    readonly held?: number;
}

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** Something that happened, in one line. */
export interface Step {
    /** The number of the fact. */
    readonly n: number;
    /** Virtual time, epoch milliseconds. */
    readonly atMs: number;
    readonly node: string | null;
    /** The edge on which it came there. */
    readonly edge: string | null;
    readonly tone: "good" | "bad" | "plain";
    readonly text: string;
    /** The number of the fact of the event that it goes back to. */
    readonly event: number | null;
}

/** A step of a run that is over. Node and edge are places in the lists of the graph: their ids are long, and a run has many steps. */
export interface PlacedStep extends Omit<Step, "node" | "edge"> {
    readonly node: number | null;
    readonly edge: number | null;
}

/** The clock of the local AWS. */
export interface ClockState {
    readonly nowMs: number;
    readonly running: boolean;
    /** Virtual seconds in a second. */
    readonly speed: number;
    /** Timers that are not of the background: 0 means that nothing is under way. */
    readonly pending: number;
}

/** Everything that a page needs at first, or after it was disconnected. */
export interface Snapshot {
    readonly program: string;
    readonly stack: string;
    readonly region: string;
    readonly seed: number;
    readonly graph: GraphPicture;
    readonly findings: readonly ConsoleFinding[];
    /** Why the policy pack did not judge the program; null if it did. */
    readonly notJudged: string | null;
    readonly clock: ClockState;
    readonly counts: Readonly<Record<string, NodeCounts>>;
    /** By ARN. */
    readonly alarms: Readonly<Record<string, AlarmState>>;
    /** The newest, oldest first. */
    readonly steps: readonly Step[];
    /** How many facts there are. */
    readonly facts: number;
    /** The error of the program after a save; null if it runs. */
    readonly programError: string | null;
}

/** What has changed since the last message of the stream. */
export interface Delta {
    readonly clock: ClockState;
    readonly counts: Readonly<Record<string, NodeCounts>>;
    readonly alarms: Readonly<Record<string, AlarmState>>;
    /** The newest of those that happened. */
    readonly steps: readonly Step[];
    readonly facts: number;
}

/** What is known of a node. */
export interface NodeDetails {
    readonly id: string;
    readonly title: string;
    readonly type: string;
    readonly arn: string | null;
    /** "index.ts:42", the innermost line first. */
    readonly source: readonly string[];
    /** What it consists of, each as text. */
    readonly sections: readonly { readonly title: string; readonly text: string }[];
    /** Resources that belong to it: its policy, its permission, its target. */
    readonly parts: readonly { readonly name: string; readonly type: string; readonly source: readonly string[]; readonly text: string }[];
}

/** What a page offers to play. */
export interface PlayChoices {
    readonly samples: readonly { readonly name: string; readonly kind: string | null; readonly status: string | null; readonly event: object }[];
    readonly stories: readonly Story[];
    /** Kinds that can be started, each with the ways in which it can end. */
    readonly jobs: readonly { readonly kind: string; readonly ends: readonly string[] }[];
    readonly faults: readonly FaultChoice[];
}

/** Something that goes wrong, with an event that shows it. */
export interface Story {
    readonly name: string;
    readonly shows: string;
    /** Name of a sample event. */
    readonly event: string;
}

export interface FaultChoice {
    readonly name: string;
    readonly does: string;
    /** ARNs or names of what it can strike. */
    readonly resources: readonly string[];
    readonly members: readonly { readonly name: string; readonly allowed: string }[];
}

export interface ActiveFault {
    readonly number: number;
    readonly name: string;
    readonly does: string;
    /** Null for everything that it can strike. */
    readonly resource: string | null;
    readonly struck: number;
}

/** What became of an event that was played. */
export interface Played {
    /** The number of its fact; null if it has not come to a bus, because a fault delays or loses it. */
    readonly event: number | null;
}

/** A message in a queue that stands for a failure. */
export interface Letter {
    readonly queue: string;
    readonly id: string;
    readonly event: string;
    readonly reason: string;
    readonly body: string;
    readonly sentMs: number;
}

/** What a pattern can be made of. */
export interface KindChoice {
    readonly kind: string;
    readonly title: string;
    /** Empty where events carry no status. */
    readonly statuses: readonly { readonly value: string; readonly meaning: string }[];
    readonly secondary: { readonly field: string; readonly values: readonly string[] } | null;
    /** Paths of fields: "detail.TrainingJobName". */
    readonly fields: readonly string[];
}

/** A condition on a field of `detail`. */
export interface PatternFilter {
    readonly field: string;
    readonly operator: string;
    readonly value: string;
}

/** A pattern in every form. */
export interface PatternPreview {
    readonly text: string;
    /** Characters that EventBridge counts, and how many it takes. */
    readonly length: number;
    readonly most: number;
    /** Why EventBridge would refuse it; null if it would not. */
    readonly problem: string | null;
    /** What may be wrong with a valid pattern. */
    readonly advice: readonly string[];
    readonly forms: readonly { readonly title: string; readonly text: string }[];
    readonly samples: readonly {
        readonly name: string;
        readonly status: string | null;
        readonly matches: boolean;
        /** Whether the pattern is plainly for other events. */
        readonly otherEvents: boolean;
        readonly fields: readonly { readonly path: string; readonly expected: string; readonly got: string; readonly hint: string | null }[];
    }[];
}

/** What became of an event. `failing`: its handler failed, and Lambda tries again. `reconciled`: it never came, and the reconciler found that. */
export type HistoryOutcome =
    "handled" | "duplicate" | "ignored" | "not played" | "reconciled" | "under way" | "failing" | "dead-lettered" | "lost" | "unmatched";

/** An event and what became of it. */
export interface HistoryRow {
    /** The number of its fact. */
    readonly n: number;
    readonly atMs: number;
    readonly kind: string | null;
    /** The name of its job. */
    readonly job: string;
    readonly status: string | null;
    readonly class: "transitional" | "succeeded" | "failed" | "stopped" | null;
    readonly outcome: HistoryOutcome;
    /** Why the job failed or was stopped, as the catalogue names causes. */
    readonly cause: string | null;
    /** Whether it never came, and the reconciler found it. */
    readonly found: boolean;
    /** How often handlers ran for it, and how many messages they sent. */
    readonly runs: number;
    readonly messages: number;
    /** How long the job ran, milliseconds; null for an event that is not its end. */
    readonly runMs: number | null;
    readonly instances: { readonly type: string; readonly count: number } | null;
    /** An estimate of what its instances cost. */
    readonly usd: number | null;
}

/** Rows that are new or have changed. */
export interface HistoryPart {
    /** Asks for what changes later. */
    readonly version: number;
    readonly rows: readonly HistoryRow[];
}

/** Rules that match events of a kind in a status. */
export interface CoverageCell {
    readonly kind: string;
    readonly status: string | null;
    readonly class: NonNullable<HistoryRow["class"]>;
    readonly rules: readonly string[];
}

/** What a page without a server shows: a run that is over. */
export interface Saved {
    readonly snapshot: Omit<Snapshot, "steps">;
    readonly steps: readonly PlacedStep[];
    readonly rows: readonly HistoryRow[];
    readonly coverage: readonly CoverageCell[];
    readonly messages: Readonly<Record<MessageForm, ShownMessages>>;
}

/** A graph without places. */
export interface Unplaced {
    readonly nodes: readonly Omit<GraphNode, keyof Point>[];
    readonly edges: readonly Omit<GraphEdge, "points">[];
}

/** All that the page of a run needs without a server, secrets left out. */
export interface Recording extends Unplaced {
    readonly seed: number;
    /** Virtual time at the end, epoch milliseconds. */
    readonly nowMs: number;
    readonly findings: readonly ConsoleFinding[];
    readonly notJudged: string | null;
    readonly counts: Readonly<Record<string, NodeCounts>>;
    readonly alarms: Readonly<Record<string, AlarmState>>;
    readonly steps: readonly PlacedStep[];
    readonly rows: readonly HistoryRow[];
    readonly coverage: readonly CoverageCell[];
    readonly messages: readonly KeptMessage[];
}
