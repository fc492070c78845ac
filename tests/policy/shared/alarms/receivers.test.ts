import { statusRuleAlarmFires } from "../../../../policy/statusRuleAlarmFires";
import { allow, events, policy } from "../../support/brokenStack";
import { itJudges } from "../../support/judges";
import { type Change, json, ref, type StackData } from "../../support/stackData";

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
/** The alarms' topic has one subscription, which is this. */
const subscription = (props: StackData[string]["props"]): readonly Change[] => [ONE, { set: "alerts-mail", to: props }];
/** The subscription has a dead-letter queue with this statement in its policy. */
const kept = (statement?: object): readonly Change[] => [
    { set: "alerts-mail", to: { redrivePolicy: json({ deadLetterTargetArn: ref("kept") }) } },
    {
        add: {
            kept: of("sqs/queue:Queue"),
            ...(statement && { "kept-policy": of("sqs/queuePolicy:QueuePolicy", { queueUrl: ref("kept", "url"), policy: policy(statement) }) }),
        },
    },
];
const ARN = (service: string, rest: string) => `arn:aws:${service}:us-east-1:111122223333:${rest}`;
const FIREHOSE = { protocol: "firehose", endpoint: ARN("firehose", "deliverystream/alarms") };
const PAGER = { protocol: "lambda", endpoint: ARN("lambda", "function:pager") };
const needs = (what: string, protocol: string) => `its endpoint must be ${what} for the protocol ${protocol}`;
const noRaw = (protocol: string) => `SNS refuses rawMessageDelivery for the protocol ${protocol}`;

const REFUSED: readonly (readonly [what: string, props: StackData[string]["props"], reason: string])[] = [
    ["an e-mail subscription with an empty endpoint", { endpoint: "" }, "it has no endpoint, which must be an e-mail address for the protocol email"],
    [
        "an e-mail subscription without an endpoint",
        { endpoint: undefined },
        "it has no endpoint, which must be an e-mail address for the protocol email",
    ],
    ["an e-mail subscription whose endpoint is no address", { endpoint: "oncall" }, needs("an e-mail address", "email")],
    ["an address of e-mail for JSON", { protocol: "email-json", endpoint: "https://a.example" }, needs("an e-mail address", "email-json")],
    ["a text message without a number", { protocol: "sms", endpoint: "oncall@example.com" }, needs("a phone number", "sms")],
    ["a function by its name", { protocol: "lambda", endpoint: "pager" }, needs("the ARN of a function", "lambda")],
    [
        "a queue by its URL",
        { protocol: "sqs", endpoint: "https://sqs.us-east-1.amazonaws.com/111122223333/inbox" },
        needs("the ARN of a queue", "sqs"),
    ],
    ["a web page by http for https", { protocol: "https", endpoint: "http://a.example" }, needs("a URL that begins with https://", "https")],
    ["a web page by https for http", { protocol: "http", endpoint: "https://a.example" }, needs("a URL that begins with http://", "http")],
    ["a mobile app by its name", { protocol: "application", endpoint: "phone" }, needs("the ARN of a mobile app on a device", "application")],
    ["a Firehose stream without a role", FIREHOSE, "it has no subscriptionRoleArn, which SNS requires for a Firehose stream"],
    ["a Firehose stream by its name", { ...FIREHOSE, endpoint: "alarms" }, needs("the ARN of a Firehose stream", "firehose")],
    [
        "a protocol that SNS does not have",
        { protocol: "slack", endpoint: "#oncall" },
        'SNS has no protocol "slack", only email, email-json, http, https, sms, sqs, lambda, application, firehose',
    ],
    ["raw delivery by e-mail", { rawMessageDelivery: true }, noRaw("email")],
    ["raw delivery to a phone", { protocol: "sms", endpoint: "+15550100", rawMessageDelivery: true }, noRaw("sms")],
    ["raw delivery to a function", { ...PAGER, rawMessageDelivery: true }, noRaw("lambda")],
    ["a scope of the filter without a filter", { filterPolicyScope: "MessageBody" }, "it has a filterPolicyScope without a filterPolicy"],
    [
        "a scope of the filter that SNS does not have",
        { filterPolicyScope: "Body", filterPolicy: "{}" },
        "its filterPolicyScope must be one of MessageAttributes, MessageBody",
    ],
    ["a filter that is no JSON", { filterPolicy: "NewStateValue = ALARM" }, "its filterPolicy is no JSON object"],
    ["a redrive policy without a queue", { redrivePolicy: "{}" }, "its redrivePolicy must be JSON with deadLetterTargetArn"],
    [
        "a redrive policy with the URL of a queue",
        { redrivePolicy: json({ deadLetterTargetArn: "https://sqs.us-east-1.amazonaws.com/111122223333/kept" }) },
        "the deadLetterTargetArn of its redrivePolicy must be the ARN of a queue",
    ],
];

const ACCEPTED: readonly (readonly [what: string, props: StackData[string]["props"]])[] = [
    ["an address of e-mail for JSON", { protocol: "email-json", endpoint: "ml@example.com" }],
    ["an address of e-mail without a dot", { endpoint: "root@localhost" }],
    ["a phone number", { protocol: "sms", endpoint: "+1 555-0100" }],
    ["a web page by http", { protocol: "http", endpoint: "http://a.example/alarms", rawMessageDelivery: true }],
    ["a mobile app", { protocol: "application", endpoint: ARN("sns", "endpoint/GCM/app/1") }],
    ["a version of a function in China", { ...PAGER, endpoint: `${PAGER.endpoint.replace("aws", "aws-cn")}:1` }],
    ["a Firehose stream with a role", { ...FIREHOSE, subscriptionRoleArn: "arn:aws:iam::111122223333:role/sns", rawMessageDelivery: true }],
    ["raw delivery that is off", { rawMessageDelivery: false, filterPolicy: "", filterPolicyScope: "", redrivePolicy: "" }],
    ["a filter on the message", { filterPolicyScope: "MessageBody", filterPolicy: json({ NewStateValue: ["ALARM"] }) }],
    ["a dead-letter queue of another stack", { redrivePolicy: json({ deadLetterTargetArn: ARN("sqs", "kept") }) }],
];
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
        ...REFUSED.map(([what, props, reason]) => reports(what, subscription(props), `of the subscription "alerts-mail", ${reason}`)),
        ...ACCEPTED.map(([what, props]) => ({ allows: what, change: subscription(props) })),
        { allows: "a subscription that SNS refuses next to an address", change: [...subscription({ endpoint: "" }), { add: mail }] },
        {
            reports: "a dead-letter queue of a subscription without a policy",
            change: kept(),
            on: "alerts-mail",
            level: "advisory",
            message:
                'What this subscription does not take is lost: SNS may not send to the queue "kept": it has no policy that allows sns.amazonaws.com to call sqs:SendMessage. Allow it, or remove the redrivePolicy.',
        },
        { allows: "a dead-letter queue of a subscription with a policy for the topic", change: kept(forSns("sqs:SendMessage", fromTopic)) },
        {
            leaves: "a queue of another stack",
            change: [ONE, { set: "alerts-mail", to: { protocol: "sqs", endpoint: "arn:aws:sqs:us-east-1:111122223333:inbox" } }],
            on: ["failed-alarm"],
        },
    ]);
});
