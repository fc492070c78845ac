import { OWN_METRICS, OWN_NAMESPACE } from "../../catalog";

/** Under which dimensions a metric is published. */
export interface DimensionSet {
    names: readonly string[];
    /** Rules on the default bus publish with RuleName alone, rules on another bus with EventBusName and RuleName. @default both */
    bus?: "default" | "custom";
}

/** What AWS says about a metric. */
export interface MetricFact<Namespace extends string = string, Name extends string = string> {
    namespace: Namespace;
    metricName: Name;
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
const EMF_SOURCE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html";
const SNS_SOURCE = "https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html";
const SQS_SOURCE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html";

/** What metrics are about: their namespace, and the dimension with the name of the rule, the function or the queue. */
export const METRICS_OF = {
    /** On a custom bus with a further dimension for the bus. */
    rule: { namespace: "AWS/Events", dimension: "RuleName", bus: "EventBusName" },
    /** With a further dimension for the function and the version or alias that is called. */
    function: { namespace: "AWS/Lambda", dimension: "FunctionName", called: "Resource" },
    queue: { namespace: "AWS/SQS", dimension: "QueueName" },
    topic: { namespace: "AWS/SNS", dimension: "TopicName" },
} as const;

/** The dimensions of a rule's metrics. @param customBus of a rule on another bus than the default one */
export const dimensionsOfRule = <T>(name: T, customBus?: T): Record<string, T> => ({
    [METRICS_OF.rule.dimension]: name,
    ...(customBus !== undefined && { [METRICS_OF.rule.bus]: customBus }),
});

/** The dimensions of a function's metrics. @param called the function and its version or alias, for those of one alone */
export const dimensionsOfFunction = <T>(name: T, called?: T): Record<string, T> => ({
    [METRICS_OF.function.dimension]: name,
    ...(called !== undefined && { [METRICS_OF.function.called]: called }),
});

/** The dimensions of a queue's metrics. */
export const dimensionsOfQueue = <T>(name: T): Record<string, T> => ({ [METRICS_OF.queue.dimension]: name });

/** The dimensions of a topic's metrics. */
export const dimensionsOfTopic = <T>(name: T): Record<string, T> => ({ [METRICS_OF.topic.dimension]: name });

const ALL: DimensionSet = { names: [] };
const BUS: DimensionSet = { names: [METRICS_OF.rule.bus] };
const RULE: readonly DimensionSet[] = [
    { names: [METRICS_OF.rule.dimension], bus: "default" },
    { names: [METRICS_OF.rule.bus, METRICS_OF.rule.dimension], bus: "custom" },
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

const event = <Name extends string>(
    metricName: Name,
    published: MetricFact["published"],
    dimensionSets: readonly DimensionSet[],
    unit: MetricFact["unit"] = "Count",
): MetricFact<"AWS/Events", Name> => ({
    namespace: METRICS_OF.rule.namespace,
    metricName,
    dimensionSets,
    published,
    ...(metricName in COUNTS && { counts: COUNTS[metricName] }),
    unit,
    source: EVENTS_SOURCE,
});

const lambda = <Name extends string>(
    metricName: Name,
    published: MetricFact["published"],
    unit: MetricFact["unit"] = "Count",
): MetricFact<"AWS/Lambda", Name> => ({
    namespace: METRICS_OF.function.namespace,
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

const sqs = <Name extends string>(metricName: Name, unit: MetricFact["unit"] = "Count"): MetricFact<"AWS/SQS", Name> => ({
    namespace: METRICS_OF.queue.namespace,
    metricName,
    dimensionSets: [{ names: [METRICS_OF.queue.dimension] }],
    // Up to six hours after the last message or access [sqs-monitoring-using-cloudwatch.html].
    published: "active",
    unit,
    source: SQS_SOURCE,
});

const sns = <Name extends string>(metricName: Name, unit: MetricFact["unit"] = "Count"): MetricFact<"AWS/SNS", Name> => ({
    namespace: METRICS_OF.topic.namespace,
    metricName,
    // Of a topic, and of what gets messages without one.
    dimensionSets: [
        ALL,
        { names: [METRICS_OF.topic.dimension] },
        ...[["Application"], ["Application", "Platform"], ["Platform"], ["PhoneNumber"], ["SMSType"], ["Country"], ["Country", "SMSType"]].map(
            (names) => ({
                names,
            }),
        ),
    ],
    published: "onEvent",
    unit,
    source: SNS_SOURCE,
});

const own = <Key extends keyof typeof OWN_METRICS>(key: Key): MetricFact<typeof OWN_NAMESPACE, (typeof OWN_METRICS)[Key]["metricName"]> => ({
    namespace: OWN_NAMESPACE,
    metricName: OWN_METRICS[key].metricName,
    dimensionSets: [
        { names: [OWN_METRICS[key].dimension] },
        ...(OWN_METRICS[key].divided === undefined ? [] : [{ names: [OWN_METRICS[key].dimension, OWN_METRICS[key].divided] }]),
    ],
    published: OWN_METRICS[key].published,
    unit: "Count",
    source: EMF_SOURCE,
});

/** The metrics of this project's functions, of EventBridge rules on classic buses, of Lambda functions, SQS queues and SNS topics that an alarm on a delivery path may watch. */
export const METRICS = [
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

    sns("NumberOfMessagesPublished"),
    sns("NumberOfNotificationsDelivered"),
    sns("NumberOfNotificationsFailed"),
    sns("NumberOfNotificationsFilteredOut"),
    sns("NumberOfNotificationsFilteredOut-InvalidAttributes"),
    sns("NumberOfNotificationsFilteredOut-InvalidMessageBody"),
    sns("NumberOfNotificationsFilteredOut-MessageAttributes"),
    sns("NumberOfNotificationsFilteredOut-MessageBody"),
    sns("NumberOfNotificationsFilteredOut-NoMessageAttributes"),
    sns("NumberOfNotificationsRedrivenToDlq"),
    sns("NumberOfNotificationsFailedToRedriveToDlq"),
    sns("PublishSize", "Bytes"),
    sns("SMSMonthToDateSpentUSD"),
    sns("SMSSuccessRate"),

    own("ledgerFailures"),
    own("ticks"),
    own("missedEvents"),
    own("findings"),
    own("digestFailures"),
] as const;

type Listed = (typeof METRICS)[number];

/** A namespace of `METRICS`. */
export type MetricNamespace = Listed["namespace"];

/** A metric that AWS publishes in a namespace: a misspelt name does not compile. */
export type MetricName<Namespace extends MetricNamespace> = Extract<Listed, { namespace: Namespace }>["metricName"];

/** A metric of `METRICS`. */
export type MetricKey = { [N in MetricNamespace]: { readonly namespace: N; readonly metricName: MetricName<N> } }[MetricNamespace];

/** The namespaces whose metrics `METRICS` lists: a name that it lacks there is a mistake, one of another namespace is just not known. */
export const METRIC_NAMESPACES: readonly string[] = [...new Set(METRICS.map(({ namespace }) => namespace))];

/** The fact about a metric of `METRICS`. */
export const metricFact = <N extends MetricNamespace>(namespace: N, metricName: MetricName<N>): MetricFact<N, MetricName<N>> =>
    findMetric(namespace, metricName) as MetricFact<N, MetricName<N>>;

/** The fact about a metric of any name, `undefined` if there is none. Names are case-sensitive, as in CloudWatch. */
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
