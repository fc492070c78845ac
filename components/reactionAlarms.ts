import type * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as lambda from "@pulumi/aws/lambda";
import type * as pulumi from "@pulumi/pulumi";

import { dimensionsOfFunction, dimensionsOfRule } from "../models/alarms";
import type { JobStatusRule } from "./jobStatusRule";
import { type AlarmArgs, type AlarmSpec, metricAlarm } from "./shared/metricAlarm";

export interface ReactionAlarmsArgs extends AlarmArgs {
    rule: JobStatusRule;
    function: lambda.Function;
    /** Seconds after which Lambda discards an event: none ever gets older. */
    maximumEventAgeSeconds: number;
    timeoutSeconds: number;
    handlerRetries: number;
}

const MILLISECONDS_PER_SECOND = 1000;

/**
 * The alarms of one rule and its function: one for each way in which an event can fail or be lost. The queues have their own alarms.
 *
 * Metrics and dimensions: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html (a rule on the default bus: RuleName alone)
 * and https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function reactionAlarms(name: string, args: ReactionAlarmsArgs, parent: pulumi.Resource): cloudwatch.MetricAlarm[] {
    const ofRule = {
        namespace: "AWS/Events",
        dimensions: dimensionsOfRule(args.rule.rule.name),
        statistic: "Sum",
        threshold: 1,
        periodSeconds: 60,
    } as const;
    const ofFunction = { namespace: "AWS/Lambda", dimensions: dimensionsOfFunction(args.function.name) } as const;
    const waitSeconds = unusualAgeSeconds(args);
    const specs: Record<string, AlarmSpec> = {
        "failed-invocations": {
            ...ofRule,
            metricName: "FailedInvocations",
            hasEvents: true,
            description: "EventBridge could not invoke the target of the rule and will not retry.",
        },
        "sent-to-dlq": {
            ...ofRule,
            metricName: "InvocationsSentToDlq",
            hasEvents: true,
            description: "EventBridge put an event of the rule into the dead-letter queue.",
        },
        "failed-to-be-sent-to-dlq": {
            ...ofRule,
            metricName: "InvocationsFailedToBeSentToDlq",
            description: "EventBridge could not put an event of the rule into the dead-letter queue: the event is lost. Check the queue's policy.",
        },
        "destination-delivery-failures": {
            ...ofFunction,
            metricName: "DestinationDeliveryFailures",
            statistic: "Sum",
            threshold: 1,
            periodSeconds: 60,
            description:
                "The handler failed on an event that could not be put into the failure queue: the event is lost. Check the function's role and the queue's policy.",
        },
        "async-events-dropped": {
            ...ofFunction,
            metricName: "AsyncEventsDropped",
            statistic: "Sum",
            threshold: 1,
            periodSeconds: 60,
            hasEvents: true,
            description:
                "Lambda gave up an event: the handler failed on every try, or the event waited too long. It is in the failure queue, unless the alarm on destination delivery failures says otherwise.",
        },
        ...(waitSeconds === undefined
            ? {}
            : {
                  "async-event-age": {
                      ...ofFunction,
                      metricName: "AsyncEventAge",
                      statistic: "Maximum",
                      threshold: waitSeconds * MILLISECONDS_PER_SECOND,
                      periodSeconds: 60,
                      description: `Events wait ${waitSeconds} seconds or longer for the handler, which is more than retries take. Check the function for throttles.`,
                  } as const,
              }),
        errors: {
            ...ofFunction,
            metricName: "Errors",
            statistic: "Sum",
            // An error alone is retried: three are an event that failed for good, or several in trouble.
            threshold: 3,
            periodSeconds: 15 * 60,
            hasEvents: true,
            description:
                "The handler failed three times within 15 minutes. Its log says why. Events that failed on every try are in the failure queue.",
        },
    };
    return Object.entries(specs).map(([role, spec]) => metricAlarm(`${name}-${role}`, spec, args, parent));
}

/** When Lambda tries a failed event again, if each attempt took no time: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIED_AFTER_SECONDS = [60, 180];

/**
 * The age of an event, in seconds, that retries alone never reach: AsyncEventAge counts each attempt from the first arrival of its event, and each attempt
 * before may have taken the whole timeout. Undefined where events of retries get nearly as old as the oldest events: then age says nothing, and an event that
 * waits too long is in the failure queue, which has an alarm.
 */
export function unusualAgeSeconds({
    maximumEventAgeSeconds,
    timeoutSeconds,
    handlerRetries,
}: Pick<ReactionAlarmsArgs, "maximumEventAgeSeconds" | "timeoutSeconds" | "handlerRetries">): number | undefined {
    const oldest = RETRIED_AFTER_SECONDS.slice(0, handlerRetries)
        .map((after, retry) => ({ from: after, to: after + (retry + 1) * timeoutSeconds }))
        .filter(({ from }) => from <= maximumEventAgeSeconds)
        .reduce((age, { to }) => Math.max(age, to), 0);
    const between = Math.floor((oldest + maximumEventAgeSeconds) / 2);
    return maximumEventAgeSeconds - oldest < SLACK_SECONDS ? undefined : Math.min(Math.max(600, oldest + SLACK_SECONDS), between);
}

/** Lambda's waits are not exact. */
const SLACK_SECONDS = 60;
