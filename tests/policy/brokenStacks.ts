import { BROKEN_HANDLERS } from "./brokenHandlers";
import { BROKEN_TARGETS } from "./brokenTargets";
import { type BrokenStack, PLAIN, pattern, training, set, remove, target, FIRES } from "./support/brokenStack";
import { letsAlarmsIn } from "./support/goodStacks";
import { ref } from "./support/stackData";

export { brokenStack } from "./support/brokenStack";

/** Change → findings; each is one small mistake that people make. */
export const BROKEN_STACKS: readonly BrokenStack[] = [
    ...BROKEN_HANDLERS,
    ...BROKEN_TARGETS,
    // Targets
    {
        name: "a rule without its target",
        of: ["plain", "maths", "composite", "encrypted"],
        change: [remove("failed-target")],
        expected: [["status-rule-has-target", "failed"]],
    },
    {
        name: "a target of another rule",
        of: ["plain"],
        change: [set("failed-target", { rule: "another" })],
        expected: [["status-rule-has-target", "failed"]],
    },
    {
        name: "a target on the default bus of a rule on another",
        of: ["customBus"],
        change: [set("failed-target", { eventBusName: undefined })],
        expected: [["status-rule-has-target", "failed"]],
    },
    {
        name: "a native rule without targets",
        of: ["native"],
        change: [set("failed", { targets: [] })],
        expected: [["status-rule-has-target", "failed"]],
    },
    {
        name: "a program's rule without its target",
        of: ["dev"],
        change: [remove("training-job-target")],
        expected: [["status-rule-has-target", "training-job-rule"]],
    },
    {
        name: "a target without dead-letter queue",
        of: PLAIN,
        change: [set("failed-target", { deadLetterConfig: undefined })],
        expected: [["status-target-has-dead-letter-queue", "failed-target"]],
    },
    {
        name: "a target of onEvent without dead-letter queue",
        of: ["onEvent"],
        change: [set("on-failed-target", { deadLetterConfig: undefined })],
        expected: [["status-target-has-dead-letter-queue", "on-failed-target"]],
    },
    {
        name: "a program's target without dead-letter queue",
        of: ["dev"],
        change: [set("endpoint-target", { deadLetterConfig: null })],
        expected: [["status-target-has-dead-letter-queue", "endpoint-target"]],
    },
    {
        name: "a native target without dead-letter queue and retry policy",
        of: ["native"],
        change: [set("failed", { targets: [{ id: "notify", arn: ref("notify") }] })],
        expected: [
            ["status-target-has-dead-letter-queue", "failed"],
            ["status-target-states-retry-policy", "failed"],
        ],
    },
    {
        name: "a target without retry policy",
        of: PLAIN,
        change: [set("failed-target", { retryPolicy: undefined })],
        expected: [["status-target-states-retry-policy", "failed-target"]],
    },
    {
        name: "a target with an empty retry policy",
        of: ["customBus"],
        change: [set("failed-target", { retryPolicy: {} })],
        expected: [["status-target-states-retry-policy", "failed-target"]],
    },
    {
        name: "a program's target without retry policy",
        of: ["dev"],
        change: [set("labeling-job-target", { retryPolicy: null })],
        expected: [["status-target-states-retry-policy", "labeling-job-target"]],
    },
    {
        name: "six targets",
        of: ["plain"],
        change: [{ add: Object.fromEntries([2, 3, 4, 5, 6].map((n) => [`target-${n}`, target({ targetId: `t${n}` })])) }],
        expected: [["status-rule-keeps-limits", "failed"]],
    },
    // Rules
    { name: "a disabled rule", of: PLAIN, change: [set("failed", { state: "DISABLED" })], expected: [["status-rule-is-enabled", "failed"]] },
    {
        name: "a rule disabled the old way",
        of: ["composite"],
        change: [set("failed", { isEnabled: false })],
        expected: [["status-rule-is-enabled", "failed"]],
    },
    {
        name: "a disabled native rule",
        of: ["native"],
        change: [set("failed", { state: "DISABLED" })],
        expected: [["status-rule-is-enabled", "failed"]],
    },
    {
        name: "a program's disabled rule",
        of: ["dev"],
        change: [set("algorithm-rule", { state: "DISABLED" })],
        expected: [["status-rule-is-enabled", "algorithm-rule"]],
    },
    {
        name: "a bus to which nothing is forwarded",
        of: ["customBus"],
        change: [remove("forward", "forward-target", "forward-alarm", "unforwarded-policy", "unforwarded")],
        expected: [["status-rule-is-on-sagemaker-bus", "failed"]],
    },
    {
        name: "a bus of another team",
        of: ["plain"],
        change: [
            set("failed", { eventBusName: "orders" }),
            set("failed-target", { eventBusName: "orders" }),
            set("failed-alarm", { dimensions: { EventBusName: "orders", RuleName: ref("failed", "name") } }),
            set("failed-dlq-alarm", { dimensions: { EventBusName: "orders", RuleName: ref("failed", "name") } }),
        ],
        expected: [["status-rule-is-on-sagemaker-bus", "failed"]],
    },
    // Patterns
    {
        name: "a status in the spelling of the API",
        of: PLAIN,
        change: [
            set(
                "failed",
                pattern({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Endpoint State Change"], detail: { EndpointStatus: ["InService"] } }),
            ),
        ],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a status that no job has",
        of: ["maths"],
        change: [set("failed", pattern(training("FAILED")))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "one wrong status next to a right one",
        of: ["plain"],
        change: [set("failed", pattern(training("Failed", "Stoped")))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a source in wrong case",
        of: ["plain"],
        change: [set("failed", pattern({ ...training("Failed"), source: ["aws.SageMaker"] }))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "fields in the spelling of the API",
        of: PLAIN,
        change: [set("failed", pattern({ Source: ["aws.sagemaker"], DetailType: ["SageMaker Training Job State Change"] }))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a detail-type with a slip",
        of: ["composite"],
        change: [set("failed", pattern({ ...training("Failed"), "detail-type": ["SageMaker Training Job Status Change"] }))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a field that events do not have",
        of: ["plain"],
        change: [set("failed", pattern({ ...training("Failed"), detail: { Status: ["Failed"] } }))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a pattern that EventBridge refuses",
        of: ["plain"],
        change: [set("failed", pattern({ source: "aws.sagemaker" }))],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a pattern that is no JSON",
        of: ["plain"],
        change: [set("failed", { eventPattern: '{"source": ["aws.sagemaker"' })],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a native pattern with a slip",
        of: ["native"],
        change: [set("failed", { eventPattern: training("Fail") })],
        expected: [["status-rule-pattern-matches", "failed"]],
    },
    {
        name: "a program's pattern with a slip",
        of: ["dev"],
        change: [
            set(
                "transform-job-rule",
                pattern({
                    source: ["aws.sagemaker"],
                    "detail-type": ["SageMaker Transform Job State Change"],
                    detail: { TransformJobStatus: ["failed"] },
                }),
            ),
        ],
        expected: [["status-rule-pattern-matches", "transform-job-rule"]],
    },
    {
        name: "a pattern beyond the quota",
        of: ["plain"],
        change: [
            set(
                "failed",
                pattern({
                    ...training("Failed"),
                    detail: { TrainingJobStatus: ["Failed"], TrainingJobName: Array.from({ length: 200 }, (_, i) => `training-${i}`) },
                }),
            ),
        ],
        expected: [["status-rule-keeps-limits", "failed"]],
    },
    {
        name: "wildcards that EventBridge finds too complex",
        of: ["plain"],
        change: [
            set(
                "failed",
                pattern({
                    ...training("Failed"),
                    detail: { TrainingJobName: ["a", "b", "c", "d", "e", "f"].map((x) => ({ wildcard: `*a*${x}*a*` })) },
                }),
            ),
        ],
        expected: [["status-rule-keeps-limits", "failed"]],
    },
    // Alarms: is there one?
    {
        name: "a rule without alarms",
        of: PLAIN,
        change: [remove("failed-alarm", "failed-dlq-alarm")],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "a native rule without alarms",
        of: ["native"],
        change: [remove("failed-alarm", "failed-dlq-alarm")],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "a program's rule without alarms",
        of: ["dev"],
        change: [remove("training-job-failed-invocations", "training-job-sent-to-dlq", "training-job-failed-to-be-sent-to-dlq")],
        expected: [["status-rule-has-alarm", "training-job-rule"]],
    },
    {
        name: "the only alarm on another metric",
        of: ["maths"],
        change: [
            set("failed-alarm", {
                metricQueries: undefined,
                namespace: "AWS/Events",
                metricName: "Invocations",
                period: 60,
                statistic: "Sum",
                dimensions: { RuleName: ref("failed", "name") },
            }),
        ],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "the only alarm with wrong dimensions",
        of: ["plain"],
        change: [remove("failed-dlq-alarm"), set("failed-alarm", { dimensions: { Rule: ref("failed", "name") } })],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "alarms on a custom bus without the bus",
        of: ["customBus"],
        change: [remove("failed-dlq-alarm"), set("failed-alarm", { dimensions: { RuleName: ref("failed", "name") } })],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "composite alarm without actions",
        of: ["composite"],
        change: [set("lost", { alarmActions: [] })],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    {
        name: "the only alarms in another Region, where a rule has the same name",
        of: ["twoRegions", "twoRegionsLiterals"],
        change: [
            remove("failed-dlq-alarm-eu"),
            set("failed-alarm-eu", { name: "failed-jobs-lost-eu", region: "us-east-1", alarmActions: [ref("alerts-us")] }),
        ],
        expected: [["status-rule-has-alarm", "failed-eu"]],
    },
    {
        name: "the only target in another Region, where a rule has the same name",
        of: ["twoRegionsLiterals"],
        change: [
            set("failed-target-eu", {
                region: "us-east-1",
                targetId: "second",
                arn: ref("notify-us"),
                deadLetterConfig: { arn: ref("undelivered-us") },
            }),
        ],
        expected: [["status-rule-has-target", "failed-eu"]],
    },
    {
        name: "composite alarm that is on while all is well",
        of: ["composite"],
        change: [set("lost", { alarmRule: "OK(failed-alarm) OR OK(failed-dlq-alarm)" })],
        expected: [["status-rule-has-alarm", "failed"]],
    },
    // Alarms: do they fire?
    {
        name: "a threshold that one failure does not reach",
        of: PLAIN,
        change: [set("failed-alarm", { threshold: 5 })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a comparison that one failure does not pass",
        of: PLAIN,
        change: [set("failed-alarm", { comparisonOperator: "GreaterThanThreshold" })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "two of three periods",
        of: ["plain"],
        change: [set("failed-alarm", { evaluationPeriods: 3, datapointsToAlarm: 2 })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "silence that counts as failure",
        of: PLAIN,
        change: [set("failed-alarm", { treatMissingData: "breaching" })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "missing data that is ignored, with which an alarm never leaves ALARM",
        of: [...PLAIN, "composite"],
        change: [set("failed-alarm", { treatMissingData: "ignore" })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a program's alarm that never leaves ALARM",
        of: ["dev"],
        change: [set("endpoint-failed-invocations", { treatMissingData: "ignore" })],
        expected: [[FIRES, "endpoint-failed-invocations"]],
    },
    {
        name: "a comparison the wrong way",
        of: ["plain"],
        change: [set("failed-alarm", { comparisonOperator: "LessThanThreshold", treatMissingData: "breaching" })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a period that CloudWatch does not have",
        of: ["plain"],
        change: [set("failed-alarm", { period: 45 })],
        expected: [[FIRES, "failed-alarm"]],
    },
    { name: "no statistic", of: ["plain"], change: [set("failed-alarm", { statistic: undefined })], expected: [[FIRES, "failed-alarm"]] },
    {
        name: "a sum with a threshold that one failure does not reach",
        of: ["maths"],
        change: [set("failed-alarm", { threshold: 3 })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "an alarm under a composite alarm that does not fire",
        of: ["composite"],
        change: [set("failed-alarm", { threshold: 2 })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "one of two alarms with wrong dimensions",
        of: PLAIN,
        change: [set("failed-alarm", { dimensions: { RuleName: ref("failed", "name"), Region: "us-east-1" } })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "one of two alarms without actions",
        of: PLAIN,
        change: [set("failed-alarm", { alarmActions: [] })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "one of two alarms with its actions off",
        of: ["native"],
        change: [set("failed-alarm", { actionsEnabled: false })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a program's alarm with a high threshold",
        of: ["dev"],
        change: [set("endpoint-sent-to-dlq", { threshold: 10 })],
        expected: [[FIRES, "endpoint-sent-to-dlq"]],
    },
    {
        name: "a depth alarm with a high threshold",
        of: PLAIN,
        change: [set("undelivered-depth", { threshold: 100 })],
        expected: [[FIRES, "undelivered-depth"]],
    },
    {
        name: "a program's depth alarm with a high threshold",
        of: ["dev"],
        change: [set("job-status-failure-depth", { threshold: 100 })],
        expected: [[FIRES, "job-status-failure-depth"]],
    },
    {
        name: "a depth alarm on messages sent",
        of: PLAIN,
        change: [set("undelivered-depth", { metricName: "NumberOfMessagesSent", statistic: "Sum" })],
        expected: [["depth-alarm-watches-visible-messages", "undelivered-depth"]],
    },
    {
        name: "a program's depth alarm on messages sent",
        of: ["dev"],
        change: [set("job-status-dead-letter-depth", { metricName: "NumberOfMessagesSent" })],
        expected: [["depth-alarm-watches-visible-messages", "job-status-dead-letter-depth"]],
    },
    {
        name: "an alarm in another Region than its rule",
        of: PLAIN,
        change: [set("failed-alarm", { region: "eu-west-1" })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a depth alarm in another Region than its queue",
        of: ["twoRegions"],
        change: [set("undelivered-depth-eu", { region: "us-east-1", dimensions: { QueueName: ref("failures-eu", "name") } })],
        expected: [[FIRES, "undelivered-depth-eu"]],
    },
    // Alarms: whom do they notify?
    {
        name: "a topic of another Region",
        of: ["twoRegions", "twoRegionsLiterals"],
        change: [set("failed-alarm-eu", { alarmActions: [ref("alerts-us")] })],
        expected: [[FIRES, "failed-alarm-eu"]],
    },
    {
        name: "a topic without subscriber",
        of: PLAIN,
        change: [remove("alerts-mail")],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "failed-dlq-alarm"],
            [FIRES, "undelivered-depth"],
        ],
    },
    {
        name: "a filter on attributes, which the messages of CloudWatch do not have",
        of: PLAIN,
        change: [set("alerts-mail", { filterPolicy: JSON.stringify({ severity: ["high"] }) })],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "failed-dlq-alarm"],
            [FIRES, "undelivered-depth"],
        ],
    },
    {
        name: "a filter on another state than ALARM",
        of: ["composite"],
        change: [set("alerts-mail", { filterPolicyScope: "MessageBody", filterPolicy: JSON.stringify({ NewStateValue: ["OK"] }) })],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "failed-dlq-alarm"],
            [FIRES, "undelivered-depth"],
        ],
    },
    {
        name: "a topic that allows another service to publish",
        of: PLAIN,
        change: [set("alerts-policy", { policy: letsAlarmsIn("alerts", "events.amazonaws.com") })],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "failed-dlq-alarm"],
            [FIRES, "undelivered-depth"],
        ],
        inPreview: [],
    },
    {
        name: "a topic of another stack that is not in the configuration",
        of: PLAIN,
        change: [set("failed-alarm", { alarmActions: ["arn:aws:sns:us-east-1:111122223333:gone"] })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "an action that notifies no one",
        of: ["maths"],
        change: [set("failed-alarm", { alarmActions: ["arn:aws:automate:us-east-1:ec2:reboot"] })],
        expected: [[FIRES, "failed-alarm"]],
    },
    {
        name: "a topic whose key CloudWatch may not use",
        of: ["plain"],
        change: [set("alerts", { kmsMasterKeyId: "alias/aws/sns" })],
        expected: [
            [FIRES, "failed-alarm"],
            [FIRES, "failed-dlq-alarm"],
            [FIRES, "undelivered-depth"],
        ],
    },
];

/** For each policy the first broken stack in which it finds something in preview, with a base that `has` takes. */
export function oneForEachPolicy(has: (base: string) => boolean = () => true): (BrokenStack & { readonly base: string })[] {
    const seen = new Set<string>();
    return BROKEN_STACKS.flatMap((broken) => {
        const base = broken.of.find(has);
        const fresh = (broken.inPreview ?? broken.expected).map(([policy]) => policy).filter((policy) => !seen.has(policy));
        if (base === undefined || fresh.length === 0) {
            return [];
        }
        fresh.forEach((policy) => seen.add(policy));
        return [{ ...broken, base }];
    });
}
