/** A status on the way, or the one at the end of it. */
export interface Phase {
    /** In the event's spelling; null for a resource that is gone without an event. */
    readonly status: string | null;
    /** Value of the kind's secondary field. @default the field is left as it is */
    readonly secondary?: string;
    /** What a scenario calls the phase where it sets its duration. @default the secondary status, or else the status */
    readonly name?: string;
    /**
     * How long it lasts unless a scenario says otherwise: a choice of ours, SageMaker promises nothing. @default until something else happens: it is
     * the end, or the training jobs of a tuning job go on */
    readonly seconds?: number;
    /** True where the work begins: the time of the start, from which a limit on the run time counts. @default false */
    readonly starts?: boolean;
    /** What training jobs say in SecondaryStatusTransitions. @default nothing */
    readonly message?: string;
}

/** What can be done with a resource. */
export type Act = "create" | "start" | "stop" | "update" | "delete";

/** The ways that an act can go. */
export interface Course {
    /** Ends by name, the usual one first, each with all phases on the way to it. */
    readonly ends: Readonly<Record<string, readonly Phase[]>>;
    /** API statuses in which SageMaker takes the call. @default every one, or what the catalogue says of Stop */
    readonly from?: readonly string[];
    /** How it refuses in another. `{status}` is the API's, `{arn}` the resource's. @default the form of its neighbours */
    readonly refusal?: { readonly name: string; readonly message: string };
}

/** The life of one kind of resource. */
export interface Lifecycle {
    readonly acts: Readonly<Partial<Record<Act, Course>> & { create: Course }>;
    /** How Create refuses a name that is in use; `{arn}` is that of the resource that has it. */
    readonly inUse: { readonly name: string; readonly message: string };
    /** Why it failed, where a scenario does not say. */
    readonly failureReason: string;
}
