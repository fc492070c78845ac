/** What a status says about the job: on its way, done, failed, or ended or gone without a result. */
export type StatusClass = "transitional" | "succeeded" | "failed" | "stopped";

/**
 * How well a status spelling is known: AWS's documentation (a sample event or a list), a real event that was published,
 * published code that matches on it, the API's enum (the event spelling is assumed to be equal), or derived from its neighbours.
 */
export type Evidence = "docs-sample" | "docs-list" | "capture" | "handler-code" | "api-enum" | "derived";

/** One status of a kind. */
export interface StatusRow {
    /** The value in *event* spelling: what a pattern must say. */
    readonly value: string;
    /** What it says about the job. */
    readonly class: StatusClass;
    /** The value in API spelling (Describe, List). Null for a status that only events have. */
    readonly api: string | null;
    /** For people, as messages have it. */
    readonly meaning: string;
    /** How well the spelling is known. */
    readonly evidence: Evidence;
    /** False for a status that the API has and the event never carries. */
    readonly emitted: boolean;
}

/** The type of a field of an event's `detail`. `time` is epoch milliseconds, a numeric string or ISO 8601; `tags` is an object or a list of Key and Value. */
export type FieldType =
    "string" | "number" | "boolean" | "time" | "tags" | "strings" | "any" | { readonly [field: string]: FieldType } | readonly [FieldType];

/** A class of `@aws-sdk/client-sagemaker` and the IAM action it needs. */
export interface ApiCall {
    /** Name of the class: "DescribeTrainingJobCommand". */
    readonly command: string;
    /** Name of the input property that takes the resource's name. */
    readonly input: string;
    /** "sagemaker:DescribeTrainingJob". */
    readonly action: string;
}

/** The call that says everything about one resource. */
export interface DescribeCall extends ApiCall {
    /** Whether the call takes the name only, or the ARN as well. */
    readonly accepts: "name" | "nameOrArn";
    /** The error really thrown for a resource that does not exist. Null where none has been published. */
    readonly notFound: { readonly name: string; readonly message: string } | null;
}

/** The call that stops a resource. */
export interface StopCall extends ApiCall {
    /** API statuses in which SageMaker takes the call. */
    readonly allowed: readonly string[];
    /** The error really thrown in another status. Null where none has been published. */
    readonly notAllowed: { readonly name: string; readonly message: string } | null;
}

/** The call that lists the resources of a kind. */
export interface ListCall {
    /** Name of the class: "ListTrainingJobsCommand". */
    readonly command: string;
    /** "sagemaker:ListTrainingJobs". */
    readonly action: string;
    /** Name of the output property that holds the summaries. */
    readonly output: string;
    /** Whether `StatusEquals` can be given. */
    readonly statusFilter: boolean;
    /** Whether `LastModifiedTimeAfter` and `…Before` can be given; otherwise only `CreationTime…`. */
    readonly modifiedFilter: boolean;
    /** Input without which the list leaves resources out. @default nothing is left out */
    readonly everything?: { readonly [parameter: string]: string };
}

/** Where CloudWatch Logs keeps a log; `{name}` is filled in. */
export interface LogPlace {
    /** Name of the log group. */
    readonly group: string;
    /** With what the names of its log streams begin. Empty: all of the group. */
    readonly streamPrefix: string;
    /** The kind whose resources write it, with names that begin with this one's. @default the kind itself */
    readonly of?: string;
}

/** What is known of the events of one kind of SageMaker resource. */
export interface EventKindRow {
    /** "TrainingJob". */
    readonly kind: string;
    /** How a sentence names one: "training job". */
    readonly title: string;
    /** The event's `detail-type`, exactly; with `statusInDetailType` its beginning, followed by a space and the status. */
    readonly detailType: string;
    /** True where each status has its own detail-type. */
    readonly statusInDetailType?: true;
    /** Why nothing is known of the event's `detail`. Absent where AWS documents it, or a real event was published. */
    readonly unverified?: string;
    /**
     * Name of the status field, in Describe's answer and (unless `statusInEvent` is false) in the event's `detail`; "A.B" is B inside of A, as in
     * every column that names a field. Null where there is none.
     */
    readonly statusField: string | null;
    /** False where no event is known to carry a status in its `detail`: a pattern must not filter on it. */
    readonly statusInEvent: boolean;
    /** Every status that is known. */
    readonly statuses: readonly StatusRow[];
    /** A second field that says more, its values in event spelling for each status, and the meanings that some give to it. */
    readonly secondary: {
        readonly field: string;
        readonly values: { readonly [status: string]: readonly string[] };
        readonly meanings: { readonly [status: string]: { readonly [value: string]: string } };
    } | null;
    /** Fields of `detail`; null where the event has none and the value comes from `resources[0]`. */
    readonly nameField: string | null;
    /** The ARN of the resource. */
    readonly arnField: string | null;
    /** Where the reason of a failure is at the top level of `detail`, or of Describe's answer. Null: in the status details only. */
    readonly reasonField: string | null;
    /** Whether events carry that reason. */
    readonly eventHasReason: boolean;
    /** Field with a list of validation or scan results that have reasons. */
    readonly statusDetailsField: string | null;
    /** Fields that have times of the resource. Null where there is none. */
    readonly times: {
        readonly created: string | null;
        readonly started: string | null;
        readonly ended: string | null;
        readonly modified: string | null;
    };
    /** Path inside `detail` of the object with InstanceType and InstanceCount; empty for `detail` itself. Null where the event has none. */
    readonly instances: readonly string[] | null;
    /** Documented or captured fields of `detail`. */
    readonly fields: { readonly [field: string]: FieldType };
    /**
     * The statuses in the order in which a resource goes through them, those of one group in any order and again: a resource never goes back to an
     * earlier group. Each status is in one group. Absent where the order is not known.
     */
    readonly phases?: readonly (readonly string[])[];
    /**
     * What makes two events the same change. "arn" is the resource's ARN, "status" its status; the rest are fields of `detail`. "id" is the event's
     * own id: where nothing in the events distinguishes two changes.
     */
    readonly identity: readonly string[];
    /** Parts of the identity that some resources never have. Where one is missing, it counts as empty. @default every part is needed */
    readonly identityMayLack?: readonly string[];
    /** The ARN's resource type: `arn:PARTITION:sagemaker:REGION:ACCOUNT:` + this + `/NAME`. Null where it is not known. */
    readonly arnResource: string | null;
    /** The call with which handlers ask for what the event does not say. Null where they ask for nothing. */
    readonly describe: DescribeCall | null;
    /** Null where SageMaker has no Stop. */
    readonly stop: StopCall | null;
    /** Null where SageMaker lists none. */
    readonly list: ListCall | null;
    /** Path of the console page behind `/sagemaker/`; `{name}` and `{region}` are filled in. Null where there is no stable page. */
    readonly consolePath: string | null;
    /** Null where SageMaker writes none. */
    readonly logs: LogPlace | null;
    /**
     * Where Describe's answer has the seconds that a job may run at most, and, for one that waits for spot instances, run and wait. Absent where
     * SageMaker ends no job by time.
     */
    readonly longest?: { readonly run: string; readonly runAndWait?: string };
    /** What a message about a further kind has in addition to status, reason and times: a label, and the field of `detail`. */
    readonly facts?: readonly (readonly [label: string, field: string])[];
    /** Operations on a further kind that return more, or change it; the one that describes it first. */
    readonly operations?: readonly Operation[];
    /** Where the facts come from. */
    readonly sources: readonly string[];
}

/** Everything that is known of a kind whose resources handlers describe, stop and list. */
export interface KindRow extends EventKindRow {
    /** Never set: all statuses of such a kind have one detail-type. */
    readonly statusInDetailType?: undefined;
    /** Never set: the event's `detail` of such a kind is known. */
    readonly unverified?: undefined;
    /** Name of the status field, in the event's `detail` and in Describe's answer: "TrainingJobStatus". */
    readonly statusField: string;
    /** The statuses in event spelling, in the order in which a resource goes through them. Each status is in one group. */
    readonly phases: readonly (readonly string[])[];
    /** The ARN's resource type, between the account and the name: "training-job". */
    readonly arnResource: string;
    /** The call that says everything about one resource. */
    readonly describe: DescribeCall;
    /** The call that lists the resources. */
    readonly list: ListCall;
    /** Path of the console page behind `/sagemaker/`; `{name}` and `{region}` are filled in. */
    readonly consolePath: string;
}

/** An operation of SageMaker on resources of a kind. */
export interface Operation {
    /** "DescribePipelineExecution". */
    readonly name: string;
    /** The API that it belongs to. The IAM action is `sagemaker:` + name in both. */
    readonly api: "sagemaker" | "sagemaker-a2i-runtime";
    /** Resource type of the ARNs that IAM allows the operation on; "*" where it knows none. */
    readonly on: string;
}

/** What is known of a kind that rules can match, but whose resources no handler of this project describes. */
export interface FurtherKindRow extends EventKindRow {
    /** Null: no handler of this project describes one. */
    readonly describe: null;
    /** Null: no handler of this project stops one. */
    readonly stop: null;
    /** Null: the reconciler lists none. */
    readonly list: null;
    /** What a handler can call for more than the event says, the operation that describes a resource first. Empty where SageMaker has none. */
    readonly operations: readonly Operation[];
    /** What a message has in addition to status, reason and times: a label, and the field of `detail`. May be empty. */
    readonly facts: readonly (readonly [label: string, field: string])[];
    /** Frequent mistakes in a pattern or a handler. */
    readonly traps: readonly string[];
}
