/** Why an event is in a queue. */
export interface Cause {
    readonly id: CauseId;
    /** What happened, in one line. What differs from message to message is left out, so that messages of one cause are equal. */
    readonly text: string;
}

/** Who did what, and what to do about it. */
interface CauseRow {
    readonly why: string;
    readonly next: string;
}

/** By the id of the cause. */
const ROWS = {
    "no-permission": {
        why: "EventBridge was not allowed to invoke the function.",
        next: "Deploy the stack again (pulumi up --refresh), which restores the function's permission for the rule.",
    },
    "no-function": {
        why: "EventBridge did not find the function.",
        next: "Deploy the stack again (pulumi up --refresh). If the function was replaced by one of another name, invoke that one with the event by hand.",
    },
    throttled: {
        why: "Lambda had no free execution environment for the function, or its reserved concurrency is 0.",
        next: "Look at the metrics Throttles and ConcurrentExecutions, and raise the concurrency. Redrive with a low --rate.",
    },
    "event-age": {
        why: "The event got too old before the function succeeded: it was throttled, or failed and waited for its retries.",
        next: "Look at the alarms errors and async-event-age of that time. If they are off, redrive.",
    },
    "timed-out": {
        why: "The function did not end within its time-out.",
        next: "Find in the log which call did not answer. If that service is healthy again, redrive; otherwise raise timeoutSeconds.",
    },
    "out-of-memory": { why: "The function ran out of memory.", next: "Raise the function's memory, deploy, and redrive." },
    "cannot-start": { why: "The function's code could not be loaded.", next: "Deploy code that starts, then redrive." },
    crashed: { why: "The process of the function ended in the middle of an event.", next: "Look at the log. If it was one event, redrive it." },
    denied: {
        why: "AWS denied a call of the function: its role lacks a permission, or another policy denies the call.",
        next: "The error names the action. Deploy the stack again (pulumi up --refresh) or have the policy changed, then redrive.",
    },
    "call-throttled": { why: "AWS throttled a call of the function.", next: "Redrive with a low --rate." },
    "in-progress": {
        why: "Another invocation was processing the same event, or one that crashed had claimed it.",
        next: "Redrive: the ledger recognises a repeat.",
    },
    "invalid-event": {
        why: "The handler could not read the event.",
        next: "Read the event. It fails again as long as the handler does not accept it.",
    },
    threw: { why: "The handler threw an error.", next: "Fix what the error and the log say, deploy, and redrive." },
    unreachable: { why: "EventBridge or Lambda had an outage, so that the event did not reach the function.", next: "Redrive." },
    "copy-refused": {
        why: "SNS could not give the message to the function of a channel: its permission or the function is missing.",
        next: "Deploy the stack again (pulumi up --refresh), then redrive.",
    },
    undeliverable: {
        why: "EventBridge could not deliver the event for another reason.",
        next: "The error code says why (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html). When that is fixed, redrive.",
    },
    "no-job-event": {
        why: "The message has no event of SageMaker. It is a tick of a schedule, or something that was sent by hand.",
        next: "It is never redriven. A tick of a schedule needs nothing, because the next tick does its work. Delete the message: jobstatus dlq purge --cause no-job-event.",
    },
} satisfies Record<string, CauseRow>;

/** What `--cause` takes. */
export type CauseId = keyof typeof ROWS;

/** Errors with which EventBridge writes to a dead-letter queue. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const DELIVERY_CODES: Readonly<Record<string, CauseId>> = {
    NO_PERMISSIONS: "no-permission",
    NO_RESOURCE: "no-function",
    THROTTLING: "throttled",
    TIMEOUT: "unreachable",
    CONNECTION_FAILURE: "unreachable",
    INTERNAL_ERROR: "unreachable",
    ERROR_FROM_TARGET: "unreachable",
};

export const NO_JOB_EVENT: CauseId = "no-job-event";

/** Why it happened and what to do, by the id of a cause. */
export const explanationOf = (id: CauseId): CauseRow => ROWS[id];

/** What `--cause` takes. */
export const CAUSE_IDS: readonly string[] = Object.keys(ROWS);

/** A delivery that EventBridge gave up, by the attributes of its message. */
export function deliveryCause(attributes: Readonly<Record<string, string>>): Cause {
    const { ERROR_CODE: code = "UNKNOWN", ERROR_MESSAGE: message = "" } = attributes;
    return { id: DELIVERY_CODES[code] ?? "undeliverable", text: joined(code, message) };
}

/** What the record of a function's destination, or the attributes of its dead-letter queue, say. */
export interface FunctionFailure {
    /** "EventAgeExceeded", "RetriesExhausted". */
    readonly condition?: string | undefined;
    readonly errorType?: string | undefined;
    /** Undefined for a function that never ran for the event. */
    readonly errorMessage?: string | undefined;
}

/** A failure of a function. */
export function functionCause({ condition, errorType = "", errorMessage }: FunctionFailure): Cause {
    const text = errorMessage === undefined ? (condition ?? "") : joined(errorType, errorMessage);
    return { id: idOfFailure(condition, errorType, errorMessage), text };
}

/** Sources of the runtime's names: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html, and of calls: the SDK's error names. */
function idOfFailure(condition: string | undefined, errorType: string, message: string | undefined): CauseId {
    if (condition === "EventAgeExceeded") {
        return "event-age";
    }
    if (message === undefined) {
        return "throttled";
    }
    const failures: readonly (readonly [CauseId, boolean])[] = [
        ["timed-out", errorType === "Sandbox.Timedout" || /Task timed out after/.test(message)],
        ["out-of-memory", errorType === "Runtime.OutOfMemory" || /signal: killed/.test(message)],
        ["cannot-start", /^Runtime\.(ImportModuleError|UserCodeSyntaxError|HandlerNotFound|MalformedHandlerName)$/.test(errorType)],
        ["crashed", errorType.startsWith("Runtime.")],
        ["in-progress", errorType === "EventInProgress"],
        ["invalid-event", errorType === "InvalidJobStatusEvent"],
        ["denied", /AccessDenied|AuthorizationError|not authorized to perform/.test(`${errorType} ${message}`)],
        ["call-throttled", /Throttl|TooManyRequests|ProvisionedThroughputExceeded|RequestLimitExceeded/.test(errorType)],
    ];
    return failures.find(([, fits]) => fits)?.[0] ?? "threw";
}

const LONGEST_TEXT = 300;

/** Code and message without what differs between messages of one cause: ids of requests, names in quotation marks, and whose function or role it is. */
function joined(code: string, message: string): string {
    const plain = message
        .replace(/RequestId: \S+ /g, "")
        .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "…")
        .replace(/"[^"]{1,200}"/g, '"…"')
        .replace(/\barn:[\w-]+:(lambda:[\w-]*:\d*:function:|sts:[\w-]*:\d*:assumed-role\/)[\w/.:@+=,$-]*[\w]/g, "…")
        .replace(/\s+/g, " ")
        .trim();
    const text = [code, plain].filter((part) => part !== "").join(": ");
    return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
