import { statusRuleAlarmFires } from "../../../../policy/statusRuleAlarmFires";
import { allow, events, policy } from "../../support/brokenStack";
import { itJudges } from "../../support/judges";
import { type Change, ref, type StackData } from "../../support/stackData";

const of = (type: string, props: StackData[string]["props"] = {}) => ({ type: `aws:${type}`, props });
const sns = { Service: "sns.amazonaws.com" };
const forSns = (Action: unknown, more: object = {}) => ({ ...allow(Action), Principal: sns, ...more });
const fromTopic = { Condition: { ArnEquals: { "aws:SourceArn": ref("alerts") } } };
/** One alarm, so that there is one report. */
const ONE: Change = { remove: ["failed-dlq-alarm", "undelivered-depth"] };

/** The alarms' topic has one subscriber, a queue. */
const queue = (props: StackData[string]["props"], statement?: object, more: StackData = {}): readonly Change[] => [
    ONE,
    { set: "alerts-mail", to: { protocol: "sqs", endpoint: ref("inbox") } },
    {
        add: {
            ...more,
            inbox: of("sqs/queue:Queue", props),
            ...(statement && { "inbox-policy": of("sqs/queuePolicy:QueuePolicy", { queueUrl: ref("inbox", "url"), policy: policy(statement) }) }),
        },
    },
];
/** The alarms' topic has one subscriber, a function. */
const handler = (permission?: StackData[string]["props"]): readonly Change[] => [
    ONE,
    { set: "alerts-mail", to: { protocol: "lambda", endpoint: ref("pager") } },
    {
        add: {
            pager: of("lambda/function:Function"),
            ...(permission && {
                "pager-permission": of("lambda/permission:Permission", {
                    action: "lambda:InvokeFunction",
                    function: ref("pager", "name"),
                    principal: "sns.amazonaws.com",
                    ...permission,
                }),
            }),
        },
    },
];
const mail = {
    "alerts-other": of("sns/topicSubscription:TopicSubscription", { topic: ref("alerts"), protocol: "email", endpoint: "a@example.com" }),
};
const key = (...statements: unknown[]): StackData => ({ key: of("kms/key:Key", { policy: policy(...statements) }) });
const KEY = 'SNS may not send to the queue "inbox": of its key "key": ';
const says = (reason: string) =>
    `No one is notified when this alarm goes off: no subscriber of the topic "alerts" gets its messages: ${reason}. Give it an action that notifies someone.`;
const reports = (what: string, change: readonly Change[], reason: string, more: object = {}) => ({
    reports: what,
    change,
    on: "failed-alarm",
    message: says(reason),
    ...more,
});
const NO_PERMISSION = 'SNS may not call the function "pager": no permission of it is for sns.amazonaws.com and the topic';

describe("the subscribers of alarm topics", () => {
    itJudges(statusRuleAlarmFires, [
        reports(
            "a queue without a policy",
            queue({}),
            'SNS may not send to the queue "inbox": it has no policy that allows sns.amazonaws.com to call sqs:SendMessage',
        ),
        {
            ...reports("a FIFO topic", [ONE, { set: "alerts", to: { fifoTopic: true } }], ""),
            message:
                "No one is notified when this alarm goes off: its action is a FIFO topic, to which CloudWatch can't publish. Give it an action that notifies someone.",
        },
        reports("a FIFO queue", queue({ fifoQueue: true }, forSns("sqs:SendMessage")), "a standard topic can't send to a FIFO queue"),
        reports(
            "a queue with an empty policy",
            [...queue({}, forSns("sqs:SendMessage")), { set: "inbox-policy", to: { policy: "" } }],
            'SNS may not send to the queue "inbox": it has no policy that allows sns.amazonaws.com to call sqs:SendMessage',
        ),
        reports(
            "a queue with the key of AWS",
            queue({ kmsMasterKeyId: "alias/aws/sqs" }, forSns("sqs:SendMessage")),
            'SNS may not send to the queue "inbox": it is encrypted with the AWS managed key alias/aws/sqs, which sns.amazonaws.com may not use',
        ),
        reports(
            "a queue with a key that does not allow SNS",
            queue({ kmsMasterKeyId: ref("key", "keyId") }, forSns("sqs:SendMessage"), key({ ...allow("kms:*"), Principal: events })),
            `${KEY}sns.amazonaws.com may not call kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/key-1a2b3c4: resource policy, statement 1 does not apply: its principal is {"Service":"events.amazonaws.com"}, not sns.amazonaws.com`,
            { messageInPreview: says(`${KEY}no statement of its policy allows sns.amazonaws.com to call kms:GenerateDataKey`) },
        ),
        reports("a function without a permission", handler(), NO_PERMISSION),
        reports("a function with a permission for EventBridge", handler({ principal: "events.amazonaws.com" }), NO_PERMISSION),
        reports("a function with a permission for another topic", handler({ sourceArn: "arn:aws:sns:us-east-1:111122223333:other" }), NO_PERMISSION, {
            inPreview: false,
        }),
        { allows: "a queue with a policy for the topic", change: queue({}, forSns("sqs:SendMessage", fromTopic)) },
        { allows: "a queue with a policy for SNS", change: queue({}, forSns("sqs:SendMessage")) },
        {
            allows: "a queue with a key that allows SNS",
            change: queue({ kmsMasterKeyId: ref("key") }, forSns("sqs:SendMessage"), key(forSns("kms:*"))),
        },
        { allows: "a queue without a policy next to an address", change: [...queue({}), { add: mail }] },
        { allows: "a function with a permission for the topic", change: handler({ sourceArn: ref("alerts") }) },
        { allows: "a function with a permission for all topics", change: handler({ sourceArn: "arn:aws:sns:us-east-1:111122223333:*" }) },
        { allows: "a function with a permission for SNS", change: handler({}) },
        {
            allows: "a function of another stack",
            change: [ONE, { set: "alerts-mail", to: { protocol: "lambda", endpoint: "arn:aws:lambda:us-east-1:111122223333:function:pager" } }],
        },
        { allows: "a web page", change: [ONE, { set: "alerts-mail", to: { protocol: "https", endpoint: "https://example.com" } }] },
        {
            leaves: "a queue of another stack",
            change: [ONE, { set: "alerts-mail", to: { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:111122223333:inbox" } }],
            on: ["failed-alarm"],
        },
    ]);
});
