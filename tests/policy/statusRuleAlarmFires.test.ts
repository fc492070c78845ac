import * as assert from "node:assert/strict";

import { TYPES } from "../../models/graph";
import { statusRuleAlarmFires } from "../../policy/statusRuleAlarmFires";
import { analyze, node, output, undecided } from "../support/policyGraph";
import { alarm, COMPUTED, letsAlarmsIn, OPEN_PATTERN, PATTERN, PROVIDER } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { type Change, joined, ref, unlinked } from "./support/stackData";

const quiet = (reason: string) => `This alarm does not go off at one failure: ${reason}. Set it to go off at 1 or more in one period.`;
const notifiesNoOne = (reason: string) => `No one is notified when this alarm goes off: ${reason}. Give it an action that notifies someone.`;
type Metric = readonly [name: unknown, dimensions: object];
const onBoth = (first: Metric, second: Metric, expression = "FILL(m1, 0) + FILL(m2, 0)"): Change => ({
    set: "failed-alarm",
    to: {
        metricQueries: [
            ...[first, second].map(([metricName, dimensions], index) => ({
                id: `m${index + 1}`,
                metric: { namespace: "AWS/Events", metricName, dimensions, period: 60, stat: "Sum" },
            })),
            { id: "sum", expression, returnData: true },
        ],
    },
});
const OF_RULE = { RuleName: ref("failed", "name") };
const FAILED: Metric = ["FailedInvocations", OF_RULE];
const ALL: Metric = ["Invocations", OF_RULE];
const GONE = "arn:aws:sns:us-east-1:111122223333:gone";
const NOT_LISTED = `the topic ${GONE} is neither in this stack nor among the externalTopics of the pack's configuration`;
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:page";
/** Alarms that notify someone for sure, in preview as well. */
const HEARD: readonly Change[] = ["failed-alarm", "failed-dlq-alarm", "undelivered-depth"].map((name) => ({
    set: name,
    to: { alarmActions: [FUNCTION] },
}));
const OTHERS = Array.from({ length: 100 }, (_, n) => `other-${n}`);
/** As well, for all but one. */
const FUNCTION_FOR_OTHERS = HEARD.slice(1);
const MAY_NOT =
    'CloudWatch may not publish to the topic "alerts": cloudwatch.amazonaws.com may not call sns:Publish on arn:aws:sns:us-east-1:111122223333:alerts-1a2b3c4: resource policy, statement 1 does not apply: its principal is {"Service":"events.amazonaws.com"}, not cloudwatch.amazonaws.com';
const LETS_ALL = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "sns:Publish", Resource: "*" }],
});
/** The topic, its policy and its subscription in the words of aws-native. */
const nativeTopic = (props: object, Service?: string): readonly Change[] => [
    {
        add: {
            alerts: { type: "aws-native:sns:Topic", props: { ...props } },
            "alerts-policy": {
                type: "aws-native:sns:TopicPolicy",
                props: { topics: [ref("alerts", "topicArn")], policyDocument: letsAlarmsIn("alerts", Service) },
            },
            "alerts-mail": {
                type: "aws-native:sns:Subscription",
                props: { topicArn: ref("alerts", "topicArn"), protocol: "email", endpoint: "ml@example.com" },
            },
        },
    },
];
const SETTINGS: Change = { add: { settings: { type: "test:index:Settings", props: { metric: "FailedInvocations" } } } };
const OF_NOTHING = { Rule: "failed" };
const latched =
    'This alarm stays in ALARM after a failure and does not go off at the next one: no datapoint in the last 3 periods: missing data is ignored, the state stays. Set treatMissingData to "notBreaching".';
const NO_METRIC = { namespace: undefined, metricName: undefined, dimensions: undefined, period: undefined, statistic: undefined };
/** The alarm on a queue, by maths on how many messages wait in it. */
const onWaiting = (expression: string, treatMissingData: string): Change => ({
    set: "undelivered-depth",
    to: {
        ...NO_METRIC,
        treatMissingData,
        metricQueries: [
            {
                id: "m1",
                metric: {
                    namespace: "AWS/SQS",
                    metricName: "ApproximateNumberOfMessagesVisible",
                    dimensions: { QueueName: ref("undelivered", "name") },
                    period: 60,
                    stat: "Maximum",
                },
            },
            { id: "e", expression, returnData: true },
        ],
    },
});
describe("status-rule-alarm-fires", () => {
    itJudges(statusRuleAlarmFires, [
        {
            reports: "a threshold that one failure does not reach",
            change: [{ set: "failed-alarm", to: { threshold: 5 } }],
            on: "failed-alarm",
            message: quiet("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 5, 1 makes an alarm"),
        },
        {
            reports: "more periods than one failure has",
            change: [{ set: "failed-alarm", to: { evaluationPeriods: 3, datapointsToAlarm: 2 } }],
            on: "failed-alarm",
            message: quiet(
                "1 datapoint [1] and 2 missing ones taken as notBreaching: 1 of 3 is greater than or equal to the threshold 1, 2 make an alarm",
            ),
        },
        {
            allows: "a chat channel that is subscribed to the topic",
            change: [
                { remove: ["alerts-mail"] },
                {
                    add: {
                        chat: { type: "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration", props: { snsTopicArns: [ref("alerts")] } },
                    },
                },
            ],
        },
        {
            allows: "a rate of failures, which has the number of events in its denominator",
            of: "maths",
            change: [onBoth(FAILED, ALL, "100 * m1 / m2")],
        },
        {
            allows: "failures, and attempts that did not succeed",
            of: "maths",
            change: [
                {
                    set: "failed-alarm",
                    to: {
                        metricQueries: [
                            ...["FailedInvocations", "InvocationAttempts", "SuccessfulInvocationAttempts"].map((metricName, index) => ({
                                id: `m${index}`,
                                metric: { namespace: "AWS/Events", metricName, period: 60, stat: "Sum", dimensions: OF_RULE },
                            })),
                            { id: "e", expression: "FILL(m0, 0) + FILL(m1, 0) - FILL(m2, 0)", returnData: true },
                        ],
                    },
                },
            ],
        },
        {
            reports: "an alarm in another Region on a rule of that name, which may be one there, as advice",
            change: [
                { set: "failed", to: { name: "failed-jobs", region: "us-east-1" } },
                { add: { there: alarm({ region: "ap-south-1", dimensions: { RuleName: "failed-jobs" }, alarmActions: [] }) } },
            ],
            on: "there",
            level: "advisory",
            message: "This alarm is in another Region than its rule, where it gets no data of it. Put it into the Region of the rule.",
        },
        {
            reports: "a rate that counts every event",
            of: "maths",
            change: [onBoth(FAILED, ALL, "FILL(m1, 0) + m2")],
            on: "failed-alarm",
            message:
                'This alarm goes off while nothing fails: 1 datapoint [1]: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm. Set treatMissingData to "notBreaching" and the threshold to 1 or more.',
        },
        {
            reports: "silence that counts as failure",
            change: [{ set: "failed-alarm", to: { treatMissingData: "breaching" } }],
            on: "failed-alarm",
            message:
                'This alarm goes off while nothing fails: 0 datapoints and 1 missing one taken as breaching: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm. Set treatMissingData to "notBreaching" and the threshold to 1 or more.',
        },
        {
            reports: "a unit that no count has",
            change: [{ set: "failed-alarm", to: { unit: "Seconds" } }],
            on: "failed-alarm",
            message: "This alarm looks for data in the unit Seconds, which its metric, a count, never has. Remove unit.",
        },
        {
            reports: "missing data that is ignored, so that the alarm never leaves ALARM",
            change: [{ set: "failed-alarm", to: { treatMissingData: "ignore" } }],
            on: "failed-alarm",
            message: latched,
        },
        {
            reports: "a queue's messages of which maths keeps only those that are there, where missing data is ignored",
            change: [onWaiting("IF(m1 > 0, m1)", "ignore")],
            on: "undelivered-depth",
            message: latched,
        },
        {
            allows: "missing data that is ignored where maths fills it",
            of: "maths",
            change: [{ set: "failed-alarm", to: { treatMissingData: "ignore" } }],
        },
        {
            allows: "missing data that is ignored on a queue, whose metric goes back to 0",
            change: [{ set: "undelivered-depth", to: { treatMissingData: "ignore" } }],
        },
        { allows: "a queue's messages of which maths keeps only those that are there", change: [onWaiting("IF(m1 > 0, m1)", "notBreaching")] },
        { allows: "missing data that counts as missing", change: [{ set: "failed-alarm", to: { treatMissingData: "missing" } }] },
        { allows: "the unit of a count", change: [{ set: "failed-alarm", to: { unit: "Count" } }] },
        {
            reports: "what CloudWatch refuses",
            change: [{ set: "failed-alarm", to: { period: 45 } }],
            on: "failed-alarm",
            message: "CloudWatch refuses this alarm: period must be 10, 20, 30 or a multiple of 60 seconds, got 45. Correct it.",
        },
        {
            reports: "a sum that one failure does not reach",
            of: "maths",
            change: [{ set: "failed-alarm", to: { threshold: 3 } }],
            on: "failed-alarm",
            message: quiet("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 3, 1 makes an alarm"),
        },
        {
            reports: "no action next to an alarm that has one",
            change: [{ set: "failed-alarm", to: { alarmActions: [] } }],
            on: "failed-alarm",
            message: "This alarm has no action. Set its alarmActions to a topic or a function.",
        },
        {
            reports: "dimensions without data next to an alarm that has some",
            change: [{ set: "failed-alarm", to: { dimensions: { Rule: ref("failed", "name") } } }],
            on: "failed-alarm",
            message:
                "This alarm has dimensions under which its rule publishes no data. Set them to RuleName alone, on a custom bus to EventBusName and RuleName.",
        },
        {
            reports: "a topic that is neither in the stack nor in the configuration",
            change: [{ set: "failed-alarm", to: { alarmActions: [GONE] } }],
            on: "failed-alarm",
            message: notifiesNoOne(NOT_LISTED),
        },
        {
            reports: "an action that notifies no one",
            change: [{ set: "failed-alarm", to: { alarmActions: ["arn:aws:automate:us-east-1:ec2:stop"] } }],
            on: "failed-alarm",
            message: notifiesNoOne("its action arn:aws:automate:us-east-1:ec2:stop notifies no one"),
        },
        {
            reports: "more messages in a queue than one",
            change: [{ set: "undelivered-depth", to: { threshold: 5 } }],
            on: "undelivered-depth",
            message: quiet("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 5, 1 makes an alarm"),
        },
        {
            reports: "an empty queue that counts as failure",
            change: [{ set: "undelivered-depth", to: { threshold: 0 } }],
            on: "undelivered-depth",
            message:
                'This alarm goes off while nothing fails: 1 datapoint [0]: 1 of 1 is greater than or equal to the threshold 0, 1 makes an alarm. Set treatMissingData to "notBreaching" and the threshold to 1 or more.',
        },
        {
            reports: "silence of a queue that counts as failure",
            change: [{ set: "undelivered-depth", to: { treatMissingData: "breaching" } }],
            on: "undelivered-depth",
            message:
                'This alarm goes off while nothing fails: 0 datapoints and 1 missing one taken as breaching: 1 of 1 is greater than or equal to the threshold 1, 1 makes an alarm. Set treatMissingData to "notBreaching" and the threshold to 1 or more.',
        },
        {
            reports: "dimensions under which a queue publishes no data",
            change: [{ set: "undelivered-depth", to: { dimensions: { QueueName: ref("undelivered", "name"), Stage: "prod" } } }],
            on: "undelivered-depth",
            message: "This alarm has dimensions under which its queue publishes no data. Set them to QueueName alone.",
        },
        {
            allows: "an alarm on how old the messages of a queue are",
            change: [{ set: "undelivered-depth", to: { metricName: "ApproximateAgeOfOldestMessage", threshold: 600 } }],
        },
        {
            allows: "a sum of which the second metric gets no data",
            of: "maths",
            change: [onBoth(["FailedInvocations", OF_RULE], ["InvocationsSentToDlq", OF_NOTHING])],
        },
        {
            allows: "a sum of which the first metric gets no data",
            of: "maths",
            change: [onBoth(["FailedInvocations", OF_NOTHING], ["InvocationsSentToDlq", OF_RULE])],
        },
        {
            reports: "a sum that one failure does not reach, whose second metric gets no data",
            of: "maths",
            change: [{ set: "failed-alarm", to: { threshold: 3 } }, onBoth(["FailedInvocations", OF_RULE], ["InvocationsSentToDlq", OF_NOTHING])],
            on: "failed-alarm",
            message: quiet("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 3, 1 makes an alarm"),
        },
        {
            reports: "a share of a metric that gets no data",
            of: "maths",
            change: [
                { set: "failed-alarm", to: { treatMissingData: "missing" } },
                onBoth(["FailedInvocations", OF_RULE], ["InvocationsSentToDlq", OF_NOTHING], "m1 / m2"),
            ],
            on: "failed-alarm",
            message: quiet("no datapoint in the last 3 periods"),
        },
        {
            reports: "a composite alarm over more alarms than CloudWatch accepts",
            of: "composite",
            change: [{ set: "lost", to: { alarmRule: `AT_LEAST(1, ALARM, (failed-alarm, ${OTHERS.join()}))` } }],
            on: "lost",
            message: "CloudWatch refuses this alarm: Alarm rule: must name at most 100 alarms, got 101. Correct it.",
        },
        {
            reports: "actions that are switched off, under a composite alarm that notifies no one",
            of: "composite",
            change: [
                { set: "failed-alarm", to: { alarmActions: [FUNCTION], actionsEnabled: false } },
                { set: "failed-dlq-alarm", to: { alarmActions: [FUNCTION] } },
                { set: "lost", to: { alarmActions: [GONE] } },
            ],
            on: "failed-alarm",
            message: notifiesNoOne(NOT_LISTED),
        },
        {
            reports: "an alarm that notifies no one, under a composite alarm that goes off only with another one",
            of: "composite",
            change: [
                { set: "failed-alarm", to: { alarmActions: [GONE] } },
                { set: "lost", to: { alarmRule: "ALARM(failed-alarm) AND ALARM(failed-dlq-alarm)", alarmActions: [FUNCTION] } },
                { set: "failed-dlq-alarm", to: { alarmActions: [FUNCTION] } },
            ],
            on: "failed-alarm",
            message: notifiesNoOne(NOT_LISTED),
        },
        {
            reports: "two actions of which none reaches anybody, by the first",
            change: [{ set: "failed-alarm", to: { alarmActions: [GONE, "arn:aws:automate:us-east-1:ec2:stop"] } }],
            on: "failed-alarm",
            message: notifiesNoOne(NOT_LISTED),
        },
        {
            reports: "an empty action",
            change: [{ set: "failed-alarm", to: { alarmActions: [""] } }],
            on: "failed-alarm",
            message: notifiesNoOne("its action is empty"),
        },
        {
            reports: "an action without value and source in a preview",
            change: [{ set: "failed-alarm", to: { alarmActions: [unlinked("settings", "metric")] } }, SETTINGS],
            on: "failed-alarm",
            message: notifiesNoOne("its action FailedInvocations notifies no one"),
            messageInPreview: notifiesNoOne("its action has neither a value nor a source in the stack"),
        },
        {
            reports: "an alarm on a queue without actions",
            change: [{ set: "undelivered-depth", to: { alarmActions: [] } }],
            on: "undelivered-depth",
            message: notifiesNoOne("it has no action that is switched on"),
        },
        {
            reports: "an alarm on a queue of another Region",
            change: [
                { set: "undelivered", to: { region: "us-east-1" } },
                { set: "undelivered-depth", to: { region: "eu-west-1" } },
            ],
            on: "undelivered-depth",
            message: "This alarm is in another Region than its queue, where it gets no data of it. Put it into the Region of the queue.",
        },
        {
            reports: "a topic without subscribers",
            change: [...FUNCTION_FOR_OTHERS, { remove: ["alerts-mail"] }],
            on: "failed-alarm",
            message: notifiesNoOne('the topic "alerts" has no subscriber'),
        },
        {
            reports: "a topic that allows another service to publish",
            change: [...FUNCTION_FOR_OTHERS, { set: "alerts-policy", to: { policy: letsAlarmsIn("alerts", "events.amazonaws.com") } }],
            on: "failed-alarm",
            message: notifiesNoOne(MAY_NOT),
            inPreview: false,
        },
        {
            reports: "a topic of aws-native that allows another service to publish",
            change: [...FUNCTION_FOR_OTHERS, ...nativeTopic({}, "events.amazonaws.com")],
            on: "failed-alarm",
            message: notifiesNoOne(MAY_NOT),
            inPreview: false,
        },
        {
            reports: "a topic of aws-native without subscribers",
            change: [...FUNCTION_FOR_OTHERS, ...nativeTopic({}), { remove: ["alerts-mail"] }],
            on: "failed-alarm",
            message: notifiesNoOne('the topic "alerts" has no subscriber'),
        },
        { allows: "a topic of aws-native", change: nativeTopic({}) },
        {
            allows: "a topic of aws-native that has its subscribers itself",
            change: [...nativeTopic({ subscription: [{ protocol: "email", endpoint: "ml@example.com" }] }), { remove: ["alerts-mail"] }],
        },
        {
            reports: "a topic whose subscribers only the provider knows",
            change: [...FUNCTION_FOR_OTHERS, PROVIDER, ...nativeTopic({ subscription: COMPUTED }), { remove: ["alerts-mail"] }],
            on: "failed-alarm",
            message: notifiesNoOne('the topic "alerts" has no subscriber'),
        },
        {
            leaves: "a topic with a key of another stack",
            change: [
                ...FUNCTION_FOR_OTHERS,
                { set: "alerts", to: { kmsMasterKeyId: "arn:aws:kms:us-east-1:111122223333:key/elsewhere" } },
                { set: "alerts-policy", to: { policy: LETS_ALL } },
            ],
            on: ["failed-alarm"],
        },
        {
            allows: "an action that notifies someone next to one that does not",
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { alarmActions: [GONE, FUNCTION] } }],
            atOnce: true,
        },
        {
            allows: "an action that is not known yet, under a composite alarm that notifies someone",
            of: "composite",
            change: [
                ...FUNCTION_FOR_OTHERS,
                { set: "failed-alarm", to: { alarmActions: [ref("alerts")] } },
                { set: "lost", to: { alarmActions: [FUNCTION] } },
            ],
            atOnce: true,
        },
        {
            leaves: "an action that is not known yet next to one that notifies no one",
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { alarmActions: [GONE, ref("alerts")] } }],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            leaves: "an action that notifies no one, under a composite alarm whose topic is not known yet",
            of: "composite",
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { alarmActions: [GONE] } }],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            reports: "more messages than one in a queue that another rule uses too, which may be about something else",
            change: [
                {
                    add: {
                        maybe: { type: "aws:cloudwatch/eventRule:EventRule", props: { eventPattern: ref("alerts", "pattern") } },
                        "maybe-target": {
                            type: "aws:cloudwatch/eventTarget:EventTarget",
                            props: { rule: ref("maybe", "name"), arn: FUNCTION, deadLetterConfig: { arn: ref("undelivered") } },
                        },
                    },
                },
                { set: "undelivered-depth", to: { threshold: 5 } },
            ],
            on: "undelivered-depth",
            message: quiet("1 datapoint [1]: 0 of 1 are greater than or equal to the threshold 5, 1 makes an alarm"),
        },
        {
            allows: "an alarm on whatever comes from something else",
            change: [
                { add: { settings: { type: "test:index:Settings", props: { dimensions: { QueueName: "others" } } } } },
                { set: "undelivered-depth", to: { dimensions: ref("settings", "dimensions"), threshold: 500 } },
            ],
        },
        {
            reports: "a topic in another Region",
            change: [{ set: "failed-alarm", to: { region: "us-east-1", alarmActions: [GONE.replace("us-east-1", "eu-west-1")] } }],
            on: "failed-alarm",
            message: notifiesNoOne("its action is in eu-west-1, and CloudWatch takes none outside of the alarm's Region us-east-1"),
        },
        {
            reports: "a topic whose only subscription drops what alarms say",
            change: [...FUNCTION_FOR_OTHERS, { set: "alerts-mail", to: { filterPolicy: JSON.stringify({ team: ["ml"] }) } }],
            on: "failed-alarm",
            message: notifiesNoOne('the filterPolicy of every subscription of the topic "alerts" drops the messages of CloudWatch'),
        },
        {
            allows: "one of two topics that both reach someone",
            change: [
                ...FUNCTION_FOR_OTHERS,
                { remove: ["alerts-policy"] },
                {
                    add: {
                        second: { type: "aws:sns/topic:Topic", props: { nothing: "" } },
                        "second-mail": {
                            type: "aws:sns/topicSubscription:TopicSubscription",
                            props: { topic: ref("second"), protocol: "email", endpoint: "ml@example.com" },
                        },
                    },
                },
                { set: "failed-alarm", to: { alarmActions: [joined(ref("alerts"), ref("second", "nothing"))] } },
            ],
            atOnce: true,
        },
        {
            leaves: "an action that comes from something else",
            change: [...FUNCTION_FOR_OTHERS, SETTINGS, { set: "failed-alarm", to: { alarmActions: [ref("settings", "metric")] } }],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            leaves: "which of two topics an action is, of which one has no subscriber",
            change: [
                ...FUNCTION_FOR_OTHERS,
                { remove: ["alerts-policy"] },
                { add: { second: { type: "aws:sns/topic:Topic", props: {} } } },
                { set: "failed-alarm", to: { alarmActions: [joined(ref("alerts"), ref("second"))] } },
            ],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            allows: "an alarm on a metric of one's own with the name of the queue",
            change: [{ set: "undelivered-depth", to: { namespace: "Ours", threshold: 500 } }],
        },
        {
            allows: "an alarm on no queue in particular",
            change: [{ set: "undelivered-depth", to: { dimensions: { Stage: "prod" }, threshold: 500 } }],
        },
        {
            leaves: "an alarm on a metric of a queue that is not known yet",
            change: [...HEARD, SETTINGS, { set: "undelivered-depth", to: { metricName: ref("settings", "metric") } }],
            views: ["preview"],
            on: ["undelivered-depth"],
        },
        {
            leaves: "an alarm on a metric that is not known yet, although it notifies no one",
            change: [...HEARD, SETTINGS, { set: "failed-alarm", to: { metricName: ref("settings", "metric"), alarmActions: [GONE] } }],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            leaves: "a sum of metrics of which one gets no data and one is not known yet",
            of: "maths",
            change: [
                HEARD[2]!,
                SETTINGS,
                { set: "failed-alarm", to: { alarmActions: [FUNCTION] } },
                onBoth(["FailedInvocations", OF_NOTHING], [ref("settings", "metric"), OF_RULE]),
            ],
            views: ["preview"],
            on: ["failed-alarm"],
        },
        {
            leaves: "alarms of a rule that may be about something else, whatever they do",
            change: [...HEARD, OPEN_PATTERN, { set: "failed-alarm", to: { threshold: 5 } }],
            views: ["preview"],
            on: ["failed-alarm", "failed-dlq-alarm", "undelivered-depth"],
        },
        {
            leaves: "alarms whose topic is not known yet",
            change: [],
            views: ["preview"],
            on: ["failed-alarm", "failed-dlq-alarm", "undelivered-depth"],
        },
        {
            leaves: "an alarm of a kind that the model does not know",
            change: [...HEARD, { set: "failed-alarm", to: { comparisonOperator: "GreaterThanUpperThreshold", thresholdMetricId: "band" } }],
            on: ["failed-alarm"],
        },
        {
            allows: "an alarm that is right for another rule of the same name",
            change: [
                { set: "failed", to: { name: "jobs" } },
                {
                    add: {
                        there: {
                            type: "aws:cloudwatch/eventRule:EventRule",
                            props: { name: "jobs", eventBusName: "ml", eventPattern: PATTERN },
                        },
                    },
                },
            ],
        },
        { allows: "a topic without a policy, whose default allows alarms", change: [{ remove: ["alerts-policy"] }], atOnce: true },
        {
            allows: "a topic without a policy, whose ARN is known before that of the alarm",
            change: [{ remove: ["alerts-policy"] }, { set: "alerts", to: { arn: "arn:aws:sns:us-east-1:111122223333:alerts-1a2b3c4" } }],
            atOnce: true,
        },
        {
            allows: "a function as action",
            change: [...FUNCTION_FOR_OTHERS, { set: "failed-alarm", to: { alarmActions: [ref("notify")] } }],
            atOnce: true,
        },
        { allows: "two of many periods with missing data as it comes", change: [{ set: "failed-alarm", to: { treatMissingData: "missing" } }] },
        {
            allows: "the alarm that another policy reports, because it is the only one",
            change: [{ remove: ["failed-dlq-alarm"] }, { set: "failed-alarm", to: { alarmActions: [] } }],
        },
    ]);

    it("does not decide on metric maths with unknown ids, and says so", async () => {
        const failed = node(TYPES.rule, "failed", { name: "failed", eventPattern: PATTERN });
        const id = output(node("app:index:Settings", "settings"), "id").throughInvoke();
        const one = node(TYPES.metricAlarm, "alarm", {
            comparisonOperator: "GreaterThanOrEqualToThreshold",
            threshold: 1,
            evaluationPeriods: 1,
            alarmActions: [FUNCTION],
            metricQueries: [
                {
                    id,
                    metric: {
                        namespace: "AWS/Events",
                        metricName: "FailedInvocations",
                        dimensions: { RuleName: "failed" },
                        period: 60,
                        stat: "Sum",
                    },
                },
            ],
        });
        assert.deepEqual(await analyze(statusRuleAlarmFires, [failed, one], "preview"), [undecided(one)]);
    });
});
