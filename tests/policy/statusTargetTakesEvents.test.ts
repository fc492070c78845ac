import { statusTargetTakesEvents } from "../../policy/statusTargetTakesEvents";
import { allow, events, policy, target } from "./support/brokenStack";
import { itJudges } from "./support/judges";
import { type Change, ref, type StackData } from "./support/stackData";

const of = (type: string, props: StackData[string]["props"] = {}) => ({ type: `aws:${type}`, props });
const wrong = (reason: string) => `EventBridge may not deliver events to this target: ${reason}. Allow it there.`;
const ADVICE =
    "AWS advises against roleArn on targets that are functions, topics, queues or log groups: deliveries may fail. Remove it, and allow events.amazonaws.com in the policy of the target.";
const forEvents = (Action: unknown, more: object = {}) => ({ ...allow(Action), Principal: events, ...more });
const fromRule = { Condition: { ArnEquals: { "aws:SourceArn": ref("failed") } } };
const trusts = (Service: string, more: object = {}) => policy({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole", ...more });
const MACHINE = "arn:aws:states:us-east-1:111122223333:stateMachine:m";

const topic = (props: object, statement?: object): readonly Change[] => [
    {
        add: {
            news: of("sns/topic:Topic", { ...props }),
            ...(statement && { "news-policy": of("sns/topicPolicy:TopicPolicy", { arn: ref("news"), policy: policy(statement) }) }),
            second: target({ arn: ref("news") }),
        },
    },
];
const queue = (props: object, statement?: object, more: StackData = {}): readonly Change[] => [
    {
        add: {
            ...more,
            archive: of("sqs/queue:Queue", { ...props }),
            ...(statement && { "archive-policy": of("sqs/queuePolicy:QueuePolicy", { queueUrl: ref("archive", "url"), policy: policy(statement) }) }),
            second: target({ arn: ref("archive") }),
        },
    },
];
const key = (...statements: unknown[]): StackData => ({ key: of("kms/key:Key", { policy: policy(...statements) }) });
const role = (arn: unknown, trust: unknown, statement?: object): readonly Change[] => [
    {
        add: {
            caller: of("iam/role:Role", { name: "caller", assumeRolePolicy: trust }),
            ...(statement && { "caller-policy": of("iam/rolePolicy:RolePolicy", { role: ref("caller", "name"), policy: policy(statement) }) }),
            second: target({ arn, roleArn: ref("caller") }),
        },
    },
];
const logs = (...statements: unknown[]): readonly Change[] => [
    {
        add: {
            audit: of("cloudwatch/logGroup:LogGroup"),
            ...(statements.length > 0 && {
                "audit-policy": of("cloudwatch/logResourcePolicy:LogResourcePolicy", { policyName: "audit", policyDocument: policy(...statements) }),
            }),
            second: target({ arn: ref("audit") }),
        },
    },
];
const WRITE = ["logs:CreateLogStream", "logs:PutLogEvents"];

describe("status-target-takes-events", () => {
    itJudges(statusTargetTakesEvents, [
        ...(
            [
                ["of the stack", topic({ fifoTopic: true }, forEvents("sns:Publish"))],
                ["of another stack", [{ add: { second: target({ arn: "arn:aws:sns:us-east-1:111122223333:news.fifo" }) } }]],
            ] as const
        ).map(([where, change]) => ({
            reports: `a FIFO topic ${where}`,
            change,
            on: "second",
            message: "This target is a FIFO topic, which EventBridge does not support. Use a standard topic.",
        })),
        {
            reports: "a FIFO queue without deduplication by content",
            change: queue({ fifoQueue: true }, forEvents("sqs:SendMessage")),
            on: "second",
            message:
                "This target is a FIFO queue that refuses EventBridge's messages, which have no id of deduplication. Set contentBasedDeduplication on the queue.",
        },
        {
            allows: "a FIFO queue with it",
            change: queue({ fifoQueue: true, contentBasedDeduplication: true }, forEvents("sqs:SendMessage", fromRule)),
        },
        {
            reports: "a queue without a policy",
            change: queue({}),
            on: "second",
            message: wrong("it has no policy that allows events.amazonaws.com to call sqs:SendMessage"),
        },
        {
            reports: "a topic with the key of AWS",
            change: topic({ kmsMasterKeyId: "alias/aws/sns" }, forEvents("sns:Publish")),
            on: "second",
            message: wrong("it is encrypted with the AWS managed key alias/aws/sns, which events.amazonaws.com may not use"),
        },
        {
            reports: "a queue whose policy is for another service",
            change: queue({}, { ...allow("sqs:SendMessage"), Principal: { Service: "sns.amazonaws.com" } }),
            on: "second",
            message: wrong(
                'events.amazonaws.com may not call sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:archive-1a2b3c4: resource policy, statement 1 does not apply: its principal is {"Service":"sns.amazonaws.com"}, not events.amazonaws.com',
            ),
            messageInPreview: wrong("no statement of its policy allows events.amazonaws.com to call sqs:SendMessage"),
        },
        {
            reports: "a log group without a policy",
            change: logs(),
            on: "second",
            message: wrong("the stack has no resource policy of CloudWatch Logs that allows events.amazonaws.com to write there"),
        },
        {
            reports: "a role that does not trust EventBridge",
            change: role(MACHINE, trusts("states.amazonaws.com"), allow("states:StartExecution")),
            on: "second",
            message: wrong(
                'role "caller": events.amazonaws.com may not call sts:AssumeRole on arn:aws:iam::111122223333:role/caller: resource policy, statement 1 does not apply: its principal is {"Service":"states.amazonaws.com"}, not events.amazonaws.com',
            ),
            messageInPreview: wrong('role "caller": no statement of its policy allows events.amazonaws.com to call sts:AssumeRole'),
        },
        {
            reports: "a role that may do nothing",
            change: role(MACHINE, trusts("events.amazonaws.com")),
            on: "second",
            message: wrong('role "caller": it has no policy that allows anything'),
        },
        {
            reports: "a role that may do something else",
            change: role(MACHINE, trusts("events.amazonaws.com"), allow("states:ListExecutions")),
            on: "second",
            message: wrong(
                'role "caller": arn:aws:sts::111122223333:assumed-role/caller/handler may not call states:StartExecution on arn:aws:states:us-east-1:111122223333:stateMachine:m: identity policy, statement 1 does not apply: its action is "states:ListExecutions", not states:StartExecution',
            ),
        },
        {
            reports: "a role of an API destination that may do something else",
            change: role("arn:aws:events:us-east-1:111122223333:api-destination/d/1", trusts("events.amazonaws.com"), allow("events:PutEvents")),
            on: "second",
            message: wrong(
                'role "caller": arn:aws:sts::111122223333:assumed-role/caller/handler may not call events:InvokeApiDestination on arn:aws:events:us-east-1:111122223333:api-destination/d/1: identity policy, statement 1 does not apply: its action is "events:PutEvents", not events:InvokeApiDestination',
            ),
        },
        {
            reports: "as advice a role on a function",
            change: [{ set: "failed-target", to: { roleArn: "arn:aws:iam::111122223333:role/elsewhere" } }],
            on: "failed-target",
            level: "advisory",
            message: ADVICE,
        },
        { allows: "a queue with a policy for the rule", change: queue({}, forEvents("sqs:SendMessage", fromRule)) },
        { allows: "a topic with a policy for all rules", change: topic({}, forEvents("sns:Publish")), atOnce: true },
        {
            allows: "a queue with a key whose policy allows EventBridge",
            change: queue({ kmsMasterKeyId: ref("key") }, forEvents("sqs:SendMessage"), key(forEvents("kms:*"))),
        },
        { allows: "a log group with a policy", change: logs({ ...forEvents(WRITE), Resource: "arn:aws:logs:*:*:log-group:audit*" }) },
        {
            allows: "a log group with a policy for the deliveries of logs as in the guide, and another policy",
            change: logs(
                { ...forEvents(WRITE), Resource: "arn:aws:logs:us-east-1:111122223333:log-group:/other/*" },
                { ...forEvents(WRITE), Principal: { Service: ["delivery.logs.amazonaws.com"] } },
            ),
        },
        {
            allows: "a state machine with a right role",
            change: role(MACHINE, trusts("events.amazonaws.com"), { ...allow("states:StartExecution"), Resource: MACHINE }),
            atOnce: true,
        },
        { allows: "a role whose trust names the rule", change: role(MACHINE, trusts("events.amazonaws.com", fromRule), allow("states:*")) },
        {
            allows: "a role that may submit one job definition",
            change: role("arn:aws:batch:us-east-1:111122223333:job-queue/q", trusts("events.amazonaws.com"), {
                ...allow("batch:SubmitJob"),
                Resource: "arn:aws:batch:us-east-1:111122223333:job-definition/d",
            }),
            atOnce: true,
        },
        {
            reports: "a role that may not submit any job",
            change: role("arn:aws:batch:us-east-1:111122223333:job-queue/q", trusts("events.amazonaws.com"), allow("batch:ListJobs")),
            on: "second",
            message: wrong('role "caller": no statement of its policy allows it to call batch:SubmitJob'),
        },
        {
            allows: "a role of an API destination with its own form of ARN",
            change: role("arn:aws:events:us-east-1:111122223333:api-destination/d/1", trusts("events.amazonaws.com"), {
                ...allow("events:InvokeApiDestination"),
                Resource: "arn:aws:events:us-east-1:111122223333:api-destination/d/*",
            }),
            atOnce: true,
        },
        {
            allows: "a bus of the account without a role",
            of: "customBus",
            change: [{ set: "forward-target", to: { roleArn: undefined } }],
            atOnce: true,
        },
        {
            allows: "what the pack does not know",
            change: [{ add: { second: target({ arn: "arn:aws:quantum:us-east-1:111122223333:x" }) } }],
            atOnce: true,
        },
        {
            leaves: "a queue, a topic and a role of other stacks",
            change: [
                {
                    add: {
                        first: target({ arn: "arn:aws:sqs:us-east-1:111122223333:elsewhere" }),
                        second: target({ arn: "arn:aws:sns:us-east-1:111122223333:elsewhere" }),
                        third: target({ arn: MACHINE, roleArn: "arn:aws:iam::111122223333:role/elsewhere" }),
                    },
                },
            ],
            on: ["first", "second", "third"],
        },
    ]);
});
