import { statusRuleKeepsLimits } from "../../policy/statusRuleKeepsLimits";
import { type Change, joined, ref, type StackData } from "./support/stackData";
import { itJudges } from "./support/judges";

type Props = StackData[string]["props"];

const TARGET = { type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule: ref("failed", "name"), arn: ref("notify") } };
const text = (detail: object) => JSON.stringify({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail });
const pattern = (detail: object): Change => ({ set: "failed", to: { eventPattern: text(detail) } });
const NIGHTLY = { wildcard: "nightly-*" };
const TRAINING = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"] };

/** The good stack with further rules. */
const rules = (count: number, eventPattern: unknown, props: (n: number) => object = () => ({})): Change => ({
    add: Object.fromEntries(
        Array.from({ length: count }, (_, n) => [
            `rule-${n}`,
            {
                type: "aws:cloudwatch/eventRule:EventRule",
                props: { eventPattern: typeof eventPattern === "string" ? eventPattern : JSON.stringify(eventPattern), ...props(n) },
            },
        ]),
    ),
});
const BUSES: Change = {
    add: { settings: { type: "aws:ssm/parameter:Parameter", props: {} }, others: { type: "aws:ssm/parameter:Parameter", props: {} } },
};
const of31 = (on: string) => ({
    on,
    message: "This is one of 31 rules with wildcards on its event bus, at most 30 are allowed. Name values in its pattern instead.",
});

const refusedText = (property: string, reason: string) => `The ${property} of this resource ${reason}, so AWS refuses it. Change it.`;
const long = (got: number, most: number) => `has ${got} characters, at most ${most} are allowed`;
const odd = (name: string) => `is ${JSON.stringify(name)}, which has characters that are not allowed`;

const TEXTS: readonly (readonly [resource: string, props: Props, property: string, reason: string])[] = [
    ["failed", { name: "r".repeat(65) }, "name", long(65, 64)],
    ["failed", { name: "failed jobs" }, "name", odd("failed jobs")],
    ["failed", { description: "d".repeat(513) }, "description", long(513, 512)],
    ["failed-alarm", { name: "a".repeat(256) }, "name", long(256, 255)],
    ["failed-alarm", { alarmDescription: "é".repeat(1025) }, "alarmDescription", long(1025, 1024)],
    ["notify", { name: "f".repeat(65) }, "name", long(65, 64)],
    ["notify", { name: "notify.failed" }, "name", odd("notify.failed")],
    ["notify", { description: "d".repeat(257) }, "description", long(257, 256)],
    ["undelivered", { name: "q".repeat(81) }, "name", long(81, 80)],
    ["undelivered", { name: "jobs.undelivered" }, "name", odd("jobs.undelivered")],
    ["undelivered", { name: "jobs.fifo" }, "name", odd("jobs.fifo")],
    ["undelivered", { name: "jobs", fifoQueue: true }, "name", "must end with .fifo, as that of every FIFO queue or topic"],
    ["alerts", { name: "t".repeat(257) }, "name", long(257, 256)],
    ["alerts", { name: "on call" }, "name", odd("on call")],
    ["notify-logs", { name: "/aws/lambda/notify failed" }, "name", odd("/aws/lambda/notify failed")],
];

const ACCEPTED: readonly (readonly [resource: string, props: Props, what: string])[] = [
    ["failed", { name: "sage.Maker_jobs-1".padEnd(64, "x"), description: "é".repeat(512) }, "a rule with the longest name and description"],
    ["failed", { name: undefined, namePrefix: "jobs-", description: "" }, "a rule with a prefix and an empty description"],
    ["failed-alarm", { name: "jobs / failed ☂".padEnd(255), alarmDescription: "d".repeat(1024) }, "an alarm with any characters"],
    ["notify", { name: "Notify_failed-1".padEnd(64, "x"), description: "d".repeat(256) }, "a function with the longest name"],
    ["undelivered", { name: "q".repeat(80) }, "a queue with the longest name"],
    ["alerts", { name: `${"t".repeat(251)}.fifo`, fifoTopic: true }, "a FIFO topic with the longest name"],
    ["notify-logs", { name: "/aws/lambda/notify#1.x_y-z" }, "a log group of all characters that are allowed"],
];

describe("status-rule-keeps-limits", () => {
    itJudges(statusRuleKeepsLimits, [
        {
            reports: "six targets",
            change: [{ add: Object.fromEntries([2, 3, 4, 5, 6].map((n) => [`target-${n}`, TARGET])) }],
            on: "failed",
            message: "This rule has 6 targets, at most 5 are allowed. Move some to a second rule.",
        },
        {
            reports: "a pattern beyond the quota",
            change: [pattern({ TrainingJobName: Array.from({ length: 200 }, (_, i) => `training-${i}`) })],
            on: "failed",
            message:
                'The event pattern has 3003 characters, at most 2048 are allowed; the quota "Event pattern size" can be raised to 4096, and then declared as maximumPatternCharacters. Shorten the pattern, or split the rule.',
        },
        {
            reports: "301 rules on one bus, whatever they are about",
            change: [rules(300, { source: ["aws.ec2"] })],
            on: "failed",
            message:
                "This stack has 301 rules on the event bus of this rule, at most 300 are allowed. Move rules to another bus, or set maximumRulesPerBus in the pack's configuration where the quota was raised.",
        },
        {
            reports: "101 rules in a Region that allows 100",
            change: [{ set: "failed", to: { region: "eu-south-1" } }, rules(100, { source: ["aws.ec2"] }, () => ({ region: "eu-south-1" }))],
            on: "failed",
            message:
                "This stack has 101 rules on the event bus of this rule, at most 100 are allowed. Move rules to another bus, or set maximumRulesPerBus in the pack's configuration where the quota was raised.",
        },
        ...TEXTS.map(([resource, props, property, reason]) => ({
            reports: `the ${property} of "${resource}" that AWS refuses: ${reason}`,
            change: [{ set: resource, to: props }],
            on: resource,
            message: refusedText(property, reason),
        })),
        ...ACCEPTED.map(([resource, props, what]) => ({ allows: what, change: [{ set: resource, to: props }] })),
        {
            reports: "a name of what belongs to no status rule, as advice",
            change: [{ add: { other: { type: "aws:sqs/queue:Queue", props: { name: "new orders" } } } }],
            on: "other",
            level: "advisory",
            message: refusedText("name", 'is "new orders", which has characters that are not allowed'),
        },
        {
            allows: "such a name where there is no status rule",
            change: [
                { set: "failed", to: { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) } },
                { add: { other: { type: "aws:sqs/queue:Queue", props: { name: "new orders" } } } },
            ],
            atOnce: true,
        },
        {
            reports: "an environment variable that Lambda sets itself",
            change: [{ set: "notify", to: { environment: { variables: { AWS_REGION: "us-east-1" } } } }],
            on: "notify",
            message: "This function has the environment variable AWS_REGION, which Lambda sets itself and refuses. Use another name.",
        },
        {
            reports: "an environment variable with a name that Lambda refuses",
            change: [{ set: "notify", to: { environment: { variables: { "LOG-LEVEL": "debug" } } } }],
            on: "notify",
            message:
                'This function has the environment variable "LOG-LEVEL". Names must have at least two letters, digits and _ and begin with a letter. Use another name.',
        },
        {
            reports: "an environment of more than 4,096 bytes",
            change: [{ set: "notify", to: { environment: { variables: { MODEL: "é".repeat(2100) } } } }],
            on: "notify",
            message:
                "The environment of this function has 4212 bytes, names and values as JSON, at most 4096 are allowed. Keep large values in a parameter or an object of S3.",
        },
        {
            allows: "an environment of 4,096 bytes, and a variable whose value is not known",
            change: [
                { set: "notify", to: { environment: { variables: { MODEL: "x".repeat(4000), TZ: ":UTC", OTHER: ref("settings", "value") } } } },
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: {} } } },
            ],
        },
        { allows: "300 rules on one bus", change: [rules(299, { source: ["aws.ec2"] })] },
        { allows: "301 rules in two Regions", change: [rules(300, { source: ["aws.ec2"] }, (n) => (n < 100 ? { region: "eu-west-1" } : {}))] },
        {
            reports: "the 31st rule with a wildcard on one bus",
            change: [pattern({ TrainingJobName: [{ wildcard: "nightly-*" }] }), rules(30, text({ TrainingJobName: [NIGHTLY] }))],
            ...of31("rule-29"),
        },
        ...[
            { ...TRAINING, detail: { TrainingJobName: ["one", NIGHTLY] } },
            { ...TRAINING, detail: { TrainingJobName: [{ "anything-but": { wildcard: "nightly-*" } }] } },
            { $or: [TRAINING, { source: ["aws.sagemaker"], detail: { EndpointName: [NIGHTLY] } }] },
        ].map((each) => ({ reports: `31 rules with ${JSON.stringify(each)}`, change: [rules(31, each)], ...of31("rule-30") })),
        {
            reports: "31 rules on a bus whose name comes from one place",
            change: [BUSES, rules(31, text({ TrainingJobName: [NIGHTLY] }), () => ({ eventBusName: ref("settings", "bus") }))],
            ...of31("rule-30"),
        },
        {
            allows: "31 rules on two buses",
            change: [BUSES, rules(31, text({ TrainingJobName: [NIGHTLY] }), (n) => ({ eventBusName: ref(n < 15 ? "settings" : "others", "bus") }))],
        },
        ...[
            text({ TrainingJobName: [{ prefix: "wildcard" }] }),
            text({ TrainingJobName: [{ "anything-but": { prefix: "wildcard" } }] }),
            JSON.stringify({ source: ["aws.sagemaker"], detail: { TrainingJobName: [{ wildcard: "a**" }] } }),
        ].map((each) => ({ allows: `31 rules with ${each}`, change: [rules(31, each)] })),
        {
            reports: "a pattern that is too much work",
            change: [pattern({ TrainingJobName: [{ wildcard: `*${"a*".repeat(30)}b` }, { wildcard: `*${"aa*".repeat(30)}b` }] })],
            on: "failed",
            message:
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character. Shorten the pattern, or split the rule.",
        },
        {
            leaves: "a sixth target that may be the rule's or another's",
            change: [
                {
                    add: {
                        ...Object.fromEntries([2, 3, 4, 5].map((n) => [`target-${n}`, TARGET])),
                        ec2: { type: "aws:cloudwatch/eventRule:EventRule", props: { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) } },
                        either: { ...TARGET, props: { ...TARGET.props, rule: joined(ref("failed", "name"), ref("ec2", "name")) } },
                    },
                },
            ],
            views: ["preview"],
            on: ["failed"],
        },
        { allows: "five targets", change: [{ add: Object.fromEntries([2, 3, 4, 5].map((n) => [`target-${n}`, TARGET])) }] },
        { allows: "a wildcard", change: [pattern({ TrainingJobName: [{ wildcard: "nightly-*" }] })] },
        { allows: "a pattern that another policy reports", change: [{ set: "failed", to: { eventPattern: '{"source": ["aws.sagemaker"' } }] },
    ]);
});
