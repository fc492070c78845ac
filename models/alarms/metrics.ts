/** Under which dimensions a metric is published. */
export interface DimensionSet {
    names: readonly string[];
    /** Rules on the default bus publish with RuleName alone, rules on another bus with EventBusName and RuleName. @default both */
    bus?: "default" | "custom";
}

/** What AWS says about a metric. */
export interface MetricFact {
    namespace: string;
    metricName: string;
    dimensionSets: readonly DimensionSet[];
    /**
     * When there is data: "nonZero" = only in periods in which the value is not 0, so that silence is good; "active" = while the resource is used,
     * 0 included; "afterFirst" = not before the first such event; "onEvent" = in periods in which it happens, whether 0 is sent is not stated.
     * None is sent all the time: an alarm must say what missing data means.
     */
    published: "nonZero" | "active" | "afterFirst" | "onEvent";
    /** What the metric counts of the events of a rule: those that could not be delivered, those that were, or all of them. */
    counts?: "failures" | "deliveries" | "events";
    unit: "Count" | "Milliseconds" | "Seconds" | "Bytes";
    source: string;
}

const EVENTS_SOURCE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html";
const LAMBDA_SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html";
const SQS_SOURCE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html";

const ALL: DimensionSet = { names: [] };
const BUS: DimensionSet = { names: ["EventBusName"] };
const RULE: readonly DimensionSet[] = [
    { names: ["RuleName"], bus: "default" },
    { names: ["EventBusName", "RuleName"], bus: "custom" },
];

const COUNTS: Readonly<Record<string, MetricFact["counts"]>> = {
    FailedInvocations: "failures",
    InvocationsSentToDlq: "failures",
    InvocationsFailedToBeSentToDlq: "failures",
    SuccessfulInvocationAttempts: "deliveries",
    Invocations: "events",
    InvocationAttempts: "events",
    MatchedEvents: "events",
    TriggeredRules: "events",
};

const event = (
    metricName: string,
    published: MetricFact["published"],
    dimensionSets: readonly DimensionSet[],
    unit: MetricFact["unit"] = "Count",
): MetricFact => ({
    namespace: "AWS/Events",
    metricName,
    dimensionSets,
    published,
    ...(metricName in COUNTS && { counts: COUNTS[metricName] }),
    unit,
    source: EVENTS_SOURCE,
});

const lambda = (metricName: string, published: MetricFact["published"], unit: MetricFact["unit"] = "Count"): MetricFact => ({
    namespace: "AWS/Lambda",
    metricName,
    // Resource (function and alias or version) and ExecutedVersion come on top of FunctionName, never alone.
    dimensionSets: [
        ALL,
        { names: ["FunctionName"] },
        { names: ["FunctionName", "Resource"] },
        { names: ["FunctionName", "Resource", "ExecutedVersion"] },
    ],
    published,
    unit,
    source: LAMBDA_SOURCE,
});

const sqs = (metricName: string, unit: MetricFact["unit"] = "Count"): MetricFact => ({
    namespace: "AWS/SQS",
    metricName,
    dimensionSets: [{ names: ["QueueName"] }],
    // Up to six hours after the last message or access [sqs-monitoring-using-cloudwatch.html].
    published: "active",
    unit,
    source: SQS_SOURCE,
});

/** The metrics of EventBridge rules on classic buses, of Lambda functions and of SQS queues that an alarm on a delivery path may watch. */
export const METRICS: readonly MetricFact[] = [
    event("MatchedEvents", "onEvent", [ALL, ...RULE, BUS, { names: ["EventSourceName"] }]),
    event("TriggeredRules", "afterFirst", [ALL, ...RULE, BUS]),
    event("ThrottledRules", "onEvent", [ALL, ...RULE, BUS]),
    event("Invocations", "nonZero", [ALL, ...RULE]),
    event("FailedInvocations", "nonZero", [ALL, ...RULE]),
    event("InvocationAttempts", "onEvent", [ALL, ...RULE, BUS]),
    event("SuccessfulInvocationAttempts", "onEvent", [ALL, ...RULE, BUS]),
    event("RetryInvocationAttempts", "nonZero", [ALL, ...RULE, BUS]),
    event("InvocationsSentToDlq", "nonZero", [ALL, ...RULE]),
    event("InvocationsFailedToBeSentToDlq", "nonZero", [ALL, ...RULE]),
    event("DeadLetterInvocations", "onEvent", [...RULE]),
    event("IngestionToInvocationSuccessLatency", "afterFirst", [ALL, ...RULE, BUS], "Milliseconds"),
    event("IngestiontoInvocationStartLatency", "afterFirst", [ALL, ...RULE, BUS], "Milliseconds"),
    event("IngestiontoInvocationCompleteLatency", "afterFirst", [ALL, ...RULE, BUS], "Milliseconds"),
    event("InvocationsCreated", "onEvent", [ALL]),

    lambda("Invocations", "active"),
    lambda("Errors", "active"),
    lambda("Throttles", "active"),
    lambda("Duration", "active", "Milliseconds"),
    lambda("AsyncEventsReceived", "onEvent"),
    lambda("AsyncEventAge", "onEvent", "Milliseconds"),
    lambda("AsyncEventsDropped", "onEvent"),
    lambda("DeadLetterErrors", "onEvent"),
    lambda("DestinationDeliveryFailures", "onEvent"),
    lambda("RecursiveInvocationsDropped", "onEvent"),

    sqs("ApproximateNumberOfMessagesVisible"),
    sqs("ApproximateNumberOfMessagesNotVisible"),
    sqs("ApproximateNumberOfMessagesDelayed"),
    sqs("ApproximateAgeOfOldestMessage", "Seconds"),
    sqs("NumberOfMessagesSent"),
    sqs("NumberOfMessagesReceived"),
    sqs("NumberOfMessagesDeleted"),
    sqs("NumberOfEmptyReceives"),
    sqs("SentMessageSize", "Bytes"),
];

/** The namespaces whose metrics `METRICS` lists: a name that it lacks there is a mistake, one of another namespace is just not known. */
export const METRIC_NAMESPACES: readonly string[] = [...new Set(METRICS.map(({ namespace }) => namespace))];

/** The fact about a metric, `undefined` if there is none. Names are case-sensitive, as in CloudWatch. */
export function findMetric(namespace: string, metricName: string): MetricFact | undefined {
    return METRICS.find((fact) => fact.namespace === namespace && fact.metricName === metricName);
}

/**
 * Whether a metric ever gets data under exactly these dimension names, in any order.
 *
 * @param bus on which kind of bus the rule is, for AWS/Events; omitted: on either
 */
export function isPublishedUnder(fact: MetricFact, dimensionNames: readonly string[], bus?: "default" | "custom"): boolean {
    const asked = [...dimensionNames].sort().join("\n");
    return fact.dimensionSets.some(
        (set) => [...set.names].sort().join("\n") === asked && (bus === undefined || set.bus === undefined || set.bus === bus),
    );
}
