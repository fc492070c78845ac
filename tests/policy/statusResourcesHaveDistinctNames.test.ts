import { statusResourcesHaveDistinctNames } from "../../policy/statusResourcesHaveDistinctNames";
import { rule, target } from "./support/brokenStack";
import { alarm, type GOOD_STACKS } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { type Change, joined, ref, type StackData } from "./support/stackData";

const FIX = "Give it a different name, or remove the name so that Pulumi makes one.";
const REFUSED = "refuses a name that is in use, or returns the first one if all attributes are equal.";
const message = (title: string, second: string, name: string, first: string, says: string) =>
    `${title} "${second}" has the name "${name}", which "${first}" has in the same Region and account. ${says} ${FIX}`;
const of = (type: string, props: StackData[string]["props"]) => ({ type, props });
/** One more resource, and the name that one of the stack has with it. */
const twice = (first: string, second: StackData[string], name: StackData[string]["props"] = { name: "jobs" }): readonly Change[] => [
    { set: first, to: name },
    { add: { second: { ...second, props: { ...second.props, ...name } } } },
];
const lost = (props: object) => alarm({ dimensions: { RuleName: ref("failed", "name") }, ...props });

const REPORTED: readonly { what: string; base?: keyof typeof GOOD_STACKS; first: string; second: StackData[string]; title: string; says: string }[] =
    [
        {
            what: "alarms",
            first: "failed-alarm",
            second: lost({ metricName: "InvocationsSentToDlq" }),
            title: "Alarm",
            says: "PutMetricAlarm replaces what has this name, so only the second one is left.",
        },
        {
            what: "rules",
            first: "failed",
            second: rule({}),
            title: "Rule",
            says: "PutRule replaces what has this name, so only the second one is left.",
        },
        { what: "queues", first: "undelivered", second: of("aws:sqs/queue:Queue", {}), title: "Queue", says: `CreateQueue ${REFUSED}` },
        { what: "failure queues", first: "failures", second: of("aws:sqs/queue:Queue", {}), title: "Queue", says: `CreateQueue ${REFUSED}` },
        { what: "topics", first: "alerts", second: of("aws:sns/topic:Topic", {}), title: "Topic", says: `CreateTopic ${REFUSED}` },
        { what: "functions", first: "notify", second: of("aws:lambda/function:Function", {}), title: "Function", says: `CreateFunction ${REFUSED}` },
        {
            what: "log groups",
            first: "notify-logs",
            second: of("aws:cloudwatch/logGroup:LogGroup", {}),
            title: "Log group",
            says: `CreateLogGroup ${REFUSED}`,
        },
    ];

const MIXED = "Metric alarms and composite alarms share their names, so only one of the two is left.";
const UNRELATED: readonly { what: string; one: StackData[string]; other: StackData[string]; message: string }[] = [
    {
        what: "queues",
        one: of("aws:sqs/queue:Queue", { name: "orders" }),
        other: of("aws:sqs/queue:Queue", { name: "orders" }),
        message: message("Queue", "other", "orders", "one", `CreateQueue ${REFUSED}`),
    },
    {
        what: "a metric alarm and a composite alarm",
        one: of("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "cpu", namespace: "AWS/EC2", metricName: "CPUUtilization" }),
        other: of("aws:cloudwatch/compositeAlarm:CompositeAlarm", { alarmName: "cpu", alarmRule: "TRUE" }),
        message: message("Alarm", "other", "cpu", "one", MIXED),
    },
    {
        what: "two alarms",
        one: of("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "cpu", namespace: "AWS/EC2", metricName: "CPUUtilization" }),
        other: of("aws:cloudwatch/metricAlarm:MetricAlarm", { name: "cpu", namespace: "AWS/EC2", metricName: "NetworkIn" }),
        message: message("Alarm", "other", "cpu", "one", "PutMetricAlarm replaces what has this name, so only the second one is left."),
    },
    {
        what: "two rules of EC2",
        one: rule({ name: "ec2", eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }),
        other: rule({ name: "ec2", eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }),
        message: message("Rule", "other", "ec2", "one", "PutRule replaces what has this name, so only the second one is left."),
    },
    {
        what: "two topics",
        one: of("aws:sns/topic:Topic", { name: "news" }),
        other: of("aws:sns/topic:Topic", { name: "news" }),
        message: message("Topic", "other", "news", "one", `CreateTopic ${REFUSED}`),
    },
    {
        what: "two functions",
        one: of("aws:lambda/function:Function", { name: "report" }),
        other: of("aws:lambda/function:Function", { name: "report" }),
        message: message("Function", "other", "report", "one", `CreateFunction ${REFUSED}`),
    },
];

describe("status-resources-have-distinct-names", () => {
    itJudges(statusResourcesHaveDistinctNames, [
        ...REPORTED.map(({ what, first, second, title, says }) => ({
            reports: `two ${what} of one name`,
            change: twice(first, second),
            on: "second",
            message: message(title, "second", "jobs", first, says),
        })),
        {
            reports: "an alarm of one name with a composite alarm above it",
            of: "composite",
            change: [{ set: "lost", to: { alarmName: "failed-alarm" } }],
            on: "lost",
            message: message(
                "Alarm",
                "lost",
                "failed-alarm",
                "failed-alarm",
                "Metric alarms and composite alarms share their names, so only one of the two is left.",
            ),
        },
        {
            reports: "two queues of aws-native",
            of: "allNative",
            change: twice("undelivered", of("aws-native:sqs:Queue", {}), { queueName: "jobs" }),
            on: "second",
            message: message("Queue", "second", "jobs", "undelivered", "Cloud Control refuses to create what exists already."),
        },
        {
            reports: "a queue of aws-native with the name of one of aws",
            change: [{ set: "undelivered", to: { name: "jobs" } }, { add: { second: of("aws-native:sqs:Queue", { queueName: "jobs" }) } }],
            on: "second",
            message: message("Queue", "second", "jobs", "undelivered", "Cloud Control refuses to create what exists already."),
            // The two providers may be for different Regions, until there are ARNs.
            inPreview: false,
        },
        {
            reports: "two invoke configs of one function",
            change: [
                { add: { second: of("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", { functionName: ref("notify", "name") }) } },
            ],
            on: "second",
            message:
                'Invoke config "second" is, as "notify-retries", for the function "notify". PutFunctionEventInvokeConfig replaces what is there, so only the destinations and retries of one are left. Write both into one.',
            inPreview: false,
        },
        {
            reports: "two permissions of one statementId",
            change: [
                { set: "notify-permission", to: { statementId: "events" } },
                {
                    add: {
                        second: of("aws:lambda/permission:Permission", {
                            statementId: "events",
                            action: "lambda:InvokeFunction",
                            function: ref("notify", "name"),
                            principal: "events.amazonaws.com",
                            sourceArn: ref("failed"),
                        }),
                    },
                },
            ],
            on: "second",
            message:
                'Permission "second" has, as "notify-permission", the statementId "events" on the function "notify". AddPermission refuses an id that is in use. Give each a different one, or none.',
            inPreview: false,
        },
        {
            reports: "two aliases of one name",
            change: [
                {
                    add: Object.fromEntries(
                        ["first", "second"].map((name) => [
                            name,
                            of("aws:lambda/alias:Alias", { name: "live", functionName: ref("notify", "name"), functionVersion: "1" }),
                        ]),
                    ),
                },
            ],
            on: "second",
            message:
                'Alias "second" has, as "first", the name "live" on the function "notify". CreateAlias refuses a name that is in use. Give each a different one.',
        },
        {
            allows: "two aliases of different names",
            change: [
                {
                    add: Object.fromEntries(
                        ["first", "second"].map((name) => [
                            name,
                            of("aws:lambda/alias:Alias", { name, functionName: ref("notify", "name"), functionVersion: "1" }),
                        ]),
                    ),
                },
            ],
            atOnce: true,
        },
        {
            reports: "two policies of one queue",
            change: [{ add: { second: of("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: ref("undelivered", "url"), policy: "{}" }) } }],
            on: "second",
            message:
                'This is one of 2 policies of "undelivered". AWS keeps the last one that was written, and the others have no effect. Put all statements into one policy.',
        },
        {
            reports: "two targets of one id",
            change: [{ set: "failed-target", to: { targetId: "send" } }, { add: { second: target({ targetId: "send", arn: ref("undelivered") }) } }],
            on: "second",
            message:
                'Target "second" has, as "failed-target", the targetId "send" on the rule "failed". PutTargets replaces the target with this id, so only the second one gets events. Give each target of a rule a different targetId, or none.',
        },
        {
            reports: "two targets of one id in a rule of aws-native",
            of: "native",
            change: [{ set: "failed", to: { targets: ["notify", "undelivered"].map((name) => ({ id: "send", arn: ref(name) })) } }],
            on: "failed",
            message:
                'Two targets of this rule have the targetId "send" on the rule "failed". PutTargets replaces the target with this id, so only the second one gets events. Give each target of a rule a different targetId, or none.',
        },
        {
            allows: "one targetId on two rules",
            change: [
                { set: "failed-target", to: { targetId: "send" } },
                { add: { other: rule({ name: "other" }), second: target({ rule: "other", targetId: "send" }) } },
            ],
        },
        {
            allows: "one name in two Regions",
            change: [
                { set: "undelivered", to: { name: "jobs", region: "us-east-1" } },
                { add: { second: of("aws:sqs/queue:Queue", { name: "jobs", region: "eu-west-1" }) } },
            ],
            atOnce: true,
        },
        {
            allows: "one name of resources of different types",
            change: [
                { set: "undelivered", to: { name: "jobs" } },
                { set: "alerts", to: { name: "jobs" } },
                { set: "notify", to: { name: "jobs" } },
            ],
            atOnce: true,
        },
        { allows: "names in different case", change: [...twice("failed-alarm", lost({})), { set: "second", to: { name: "Jobs" } }], atOnce: true },
        {
            allows: "a FIFO queue of the name with its ending",
            change: [...twice("undelivered", of("aws:sqs/queue:Queue", {})), { set: "second", to: { name: "jobs.fifo", fifoQueue: true } }],
            atOnce: true,
        },
        {
            allows: "one prefix of names",
            change: [
                { set: "failed-alarm", to: { namePrefix: "jobs-" } },
                { set: "failed-dlq-alarm", to: { namePrefix: "jobs-" } },
            ],
            atOnce: true,
        },
        {
            allows: "one name of rules on different buses",
            of: "customBus",
            change: [
                { set: "failed", to: { name: "jobs" } },
                { set: "forward", to: { name: "jobs" } },
            ],
            atOnce: true,
        },
        ...UNRELATED.map(({ what, one, other, message: text }) => ({
            reports: `equal names of what belongs to no status rule, as advice: ${what}`,
            change: [{ add: { one, other } }],
            on: "other",
            level: "advisory",
            message: text,
        })),
        {
            allows: "equal names where there is no status rule",
            change: [
                { set: "failed", to: { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) } },
                { add: { one: of("aws:sqs/queue:Queue", { name: "orders" }), other: of("aws:sqs/queue:Queue", { name: "orders" }) } },
            ],
            atOnce: true,
        },
        {
            reports: "an alarm on a rule of the name of a composite alarm that has nothing to do with it",
            change: [
                { set: "failed-alarm", to: { name: "jobs" } },
                { add: { second: of("aws:cloudwatch/compositeAlarm:CompositeAlarm", { alarmName: "jobs", alarmRule: 'ALARM("cpu")' }) } },
            ],
            on: "second",
            message: message("Alarm", "second", "jobs", "failed-alarm", MIXED),
        },
        {
            reports: "an event bus of the name of that of a rule",
            of: "customBus",
            change: [{ set: "ml", to: { name: "ml" } }, { add: { second: of("aws:cloudwatch/eventBus:EventBus", { name: "ml" }) } }],
            on: "second",
            message: message("Event bus", "second", "ml", "ml", `CreateEventBus ${REFUSED}`),
        },
        {
            leaves: "names from the same values that are not known yet",
            change: [
                ...twice("failed-alarm", lost({}), { name: joined([ref("settings", "value"), "-lost"]) }),
                { set: "second", to: { name: joined([ref("settings", "value"), "-undelivered"]) } },
                { add: { settings: of("aws:ssm/parameter:Parameter", {}) } },
            ],
            views: ["preview"],
            on: ["second"],
        },
    ]);
});
