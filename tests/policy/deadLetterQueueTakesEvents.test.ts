import { NOW } from "../../policy/shared/access/access";
import * as assert from "node:assert/strict";

import { deadLetterQueueTakesEvents } from "../../policy/deadLetterQueueTakesEvents";
import { analyzeResources, graphOf } from "../support/policyGraph";
import { COMPUTED, GOOD_STACKS, OPEN_PATTERN, PROVIDER } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { type Change, changed, joined, json, nodesOf, ref, unlinked } from "./support/stackData";

const ARN = "arn:aws:sqs:us-east-1:111122223333:undelivered-1a2b3c4";
const URL = "https://sqs.us-east-1.amazonaws.com/111122223333/undelivered-1a2b3c4";
const ALLOW = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: ref("undelivered") };
const policy = (...Statement: unknown[]): Change => ({ set: "undelivered-policy", to: { policy: json({ Version: "2012-10-17", Statement }) } });
const OTHER_RULE = { type: "aws:cloudwatch/eventRule:EventRule", props: { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) } };
const RULE = "arn:aws:events:us-east-1:111122223333:rule/failed-1a2b3c4";
const forRule = (Resource: string) => ({
    Version: "2012-10-17",
    Statement: [{ ...ALLOW, Resource, Condition: { ArnEquals: { "aws:SourceArn": RULE } } }],
});
const because = (reason: string) =>
    `This dead-letter queue does not take events of the rule "failed": ${reason}. Allow events.amazonaws.com to send messages where aws:SourceArn is the rule.`;

const CALL = "events.amazonaws.com may not call kms:GenerateDataKey on arn:aws:kms:us-east-1:111122223333:key/key-1a2b3c4";
const SHUT = json({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:*", Resource: "*" }],
});
const viaAlias: readonly Change[] = [
    { add: { alias: { type: "aws:kms/alias:Alias", props: { name: "alias/ml", targetKeyId: ref("key", "keyId") } } } },
    { set: "undelivered", to: { kmsMasterKeyId: ref("alias", "name") } },
];
/** What is reported of a queue with a key that allows CloudWatch alone. */
const shutOut = {
    of: "encrypted",
    on: "undelivered",
    message: because(
        `of its key "key": ${CALL}: resource policy, statement 1 does not apply: its principal is {"Service":"cloudwatch.amazonaws.com"}, not events.amazonaws.com`,
    ),
    messageInPreview: because('of its key "key": no statement of its policy allows events.amazonaws.com to call kms:GenerateDataKey'),
};

describe("dead-letter-queue-takes-events", () => {
    itJudges(deadLetterQueueTakesEvents, [
        {
            reports: "a queue that is the target as well",
            change: [{ set: "failed-target", to: { arn: ref("undelivered") } }],
            on: "failed-target",
            message:
                "The dead-letter queue of this target is the target itself, which does not take what it could not take before. Use another queue.",
        },
        {
            allows: "a target of an unknown kind, next to a single queue",
            change: [
                {
                    add: {
                        route: { type: "app:index:Route", props: {} },
                        audit: { type: "aws:cloudwatch/logGroup:LogGroup", props: {} },
                        undelivered: { type: "aws:sqs/queue:Queue", props: {}, parent: "route" },
                        "audit-target": {
                            type: "aws:cloudwatch/eventTarget:EventTarget",
                            props: { rule: ref("failed", "name"), arn: unlinked("audit", "arn"), deadLetterConfig: { arn: ref("undelivered") } },
                            parent: "route",
                        },
                    },
                },
            ],
        },
        {
            reports: "a queue without policy",
            change: [{ remove: ["undelivered-policy"] }],
            on: "undelivered",
            message: because("it has no policy that allows events.amazonaws.com to call sqs:SendMessage"),
        },
        {
            reports: "a FIFO queue",
            change: [{ set: "undelivered", to: { fifoQueue: true } }],
            on: "undelivered",
            message: "This dead-letter queue is a FIFO queue, to which EventBridge cannot write. Use a standard queue.",
        },
        {
            reports: "a policy that denies",
            change: [
                policy(ALLOW, {
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sqs:*",
                    Resource: ref("undelivered"),
                    Condition: { StringNotEquals: { "aws:SourceAccount": "999999999999" } },
                }),
            ],
            on: "undelivered",
            message: because(`events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 2 denies it`),
            inPreview: false,
        },
        {
            reports: "a policy with a key that EventBridge does not send",
            change: [policy({ ...ALLOW, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } })],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: condition StringEquals on aws:PrincipalOrgID wants "o-1", the request has no such key`,
            ),
            inPreview: false,
        },
        {
            reports: "a policy that allowed until a day in the past",
            change: [policy({ ...ALLOW, Condition: { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } })],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: condition DateLessThan on aws:CurrentTime wants "2026-01-01T00:00:00Z", got "${String(NOW["aws:CurrentTime"])}"`,
            ),
            inPreview: false,
        },
        {
            reports: "a queue of another Region",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:lost" } } }],
            on: "failed-target",
            message: "The dead-letter queue of this target is in eu-west-1, its rule in us-east-1. Use a queue in the Region of the rule.",
        },
        {
            reports: "the key of AWS, which allows no service",
            change: [{ set: "undelivered", to: { kmsMasterKeyId: "alias/aws/sqs" } }],
            on: "undelivered",
            message: because("it is encrypted with the AWS managed key alias/aws/sqs, which events.amazonaws.com may not use"),
        },
        {
            reports: "a queue whose name ends as that of a FIFO queue",
            change: [{ set: "undelivered", to: { name: "undelivered.fifo" } }],
            on: "undelivered",
            message: "This dead-letter queue is a FIFO queue, to which EventBridge cannot write. Use a standard queue.",
        },
        {
            reports: "a FIFO queue of another stack",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:111122223333:shared.fifo" } } }],
            on: "failed-target",
            message: "The dead-letter queue of this target is a FIFO queue, to which EventBridge cannot write. Use a standard queue.",
        },
        {
            reports: "a topic in the place of the queue",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sns:us-east-1:111122223333:alerts" } } }],
            on: "failed-target",
            message: "The dead-letter queue of this target is no SQS queue. Set deadLetterConfig.arn to the ARN of a standard SQS queue.",
        },
        {
            reports: "a policy that AWS refuses",
            change: [{ set: "undelivered-policy", to: { policy: JSON.stringify({ Version: "2012-10-17" }) } }],
            on: "undelivered",
            message: because("AWS refuses its policy: Policy document: Statement must be a statement or a list of at least one, got nothing"),
        },
        {
            reports: "a policy that is made for another rule",
            change: [{ add: { other: OTHER_RULE } }, policy({ ...ALLOW, Condition: { ArnEquals: { "aws:SourceArn": ref("other") } } })],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: condition ArnEquals on aws:SourceArn wants "arn:aws:events:us-east-1:111122223333:rule/other-1a2b3c4", got "arn:aws:events:us-east-1:111122223333:rule/failed-1a2b3c4"`,
            ),
            messageInPreview: because('its policy comes from "other" and not from "failed"'),
        },
        {
            reports: "a policy for another service, which takes the place of the one before",
            change: [
                {
                    add: {
                        last: {
                            type: "aws:sqs/queuePolicy:QueuePolicy",
                            props: {
                                queueUrl: ref("undelivered", "url"),
                                policy: json({ Version: "2012-10-17", Statement: [{ ...ALLOW, Principal: { Service: "sns.amazonaws.com" } }] }),
                            },
                        },
                    },
                },
            ],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: its principal is {"Service":"sns.amazonaws.com"}, not events.amazonaws.com`,
            ),
            inPreview: false,
        },
        {
            reports: "a policy for another service and any queue",
            change: [
                {
                    set: "undelivered-policy",
                    to: { policy: { Version: "2012-10-17", Statement: [{ ...ALLOW, Principal: { Service: "sns.amazonaws.com" }, Resource: "*" }] } },
                },
            ],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: its principal is {"Service":"sns.amazonaws.com"}, not events.amazonaws.com`,
            ),
            messageInPreview: because("no statement of its policy allows events.amazonaws.com to call sqs:SendMessage"),
        },
        {
            reports: "a policy in the words of aws-native for another service",
            change: [
                { remove: ["undelivered-policy"] },
                {
                    add: {
                        "undelivered-policy": {
                            type: "aws-native:sqs:QueuePolicy",
                            props: {
                                queues: [ref("undelivered", "url")],
                                policyDocument: { Version: "2012-10-17", Statement: [{ ...ALLOW, Principal: { Service: "sns.amazonaws.com" } }] },
                            },
                        },
                    },
                },
            ],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: its principal is {"Service":"sns.amazonaws.com"}, not events.amazonaws.com`,
            ),
            inPreview: false,
        },
        {
            allows: "a policy with the ARN of the rule as text, when only that of the queue is known",
            change: [
                { set: "undelivered", to: { arn: ARN } },
                { set: "undelivered-policy", to: { policy: JSON.stringify(forRule(ARN)) } },
            ],
        },
        {
            allows: "a policy with the ARN of the queue as text, when only that of the rule is known",
            change: [
                { set: "failed", to: { arn: RULE } },
                { set: "undelivered-policy", to: { policy: JSON.stringify(forRule(ARN)) } },
            ],
        },
        { reports: "a key that does not allow EventBridge", change: [{ set: "key", to: { policy: SHUT } }], ...shutOut },
        {
            reports: "a key with a separate policy, which does not allow EventBridge",
            change: [{ add: { "key-policy": { type: "aws:kms/keyPolicy:KeyPolicy", props: { keyId: ref("key", "keyId"), policy: SHUT } } } }],
            ...shutOut,
        },
        {
            reports: "a key in the words of aws-native that does not allow EventBridge",
            change: [{ add: { key: { type: "aws-native:kms:Key", props: { keyPolicy: SHUT } } } }],
            ...shutOut,
        },
        {
            reports: "a key that is given by its alias and does not allow EventBridge",
            change: [...viaAlias, { set: "key", to: { policy: SHUT } }],
            ...shutOut,
        },
        {
            reports: "a key without a policy, whose default allows no service",
            change: [{ set: "key", to: { policy: undefined } }],
            ...shutOut,
            message: because(
                `of its key "key": ${CALL}: resource policy, statement 1 ("Enable IAM User Permissions") does not apply: its principal is {"AWS":"arn:aws:iam::111122223333:root"}, not events.amazonaws.com`,
            ),
        },
        { allows: "a key that is given by its alias", of: "encrypted", change: viaAlias },
        {
            allows: "a key of another queue that does not allow EventBridge",
            of: "encrypted",
            change: [{ add: { other: { type: "aws:kms/key:Key", props: { policy: SHUT } } } }],
        },
        {
            allows: "a policy that allows from a day in the past and until one in the far future",
            change: [
                policy({
                    ...ALLOW,
                    Condition: {
                        DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" },
                        DateLessThan: { "aws:CurrentTime": "2999-01-01T00:00:00Z" },
                    },
                }),
            ],
        },
        {
            allows: "a policy that allows every rule of the account",
            change: [policy({ ...ALLOW, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*" } } })],
        },
        {
            allows: "the queue's own policy that names the rule",
            change: [
                { remove: ["undelivered-policy"] },
                {
                    set: "undelivered",
                    to: {
                        policy: json({
                            Version: "2012-10-17",
                            Statement: [{ ...ALLOW, Resource: "*", Condition: { ArnEquals: { "aws:SourceArn": ref("failed") } } }],
                        }),
                    },
                },
            ],
        },
        {
            allows: "the queue's own policy",
            change: [
                { remove: ["undelivered-policy"] },
                { set: "undelivered", to: { policy: json({ Version: "2012-10-17", Statement: [{ ...ALLOW, Resource: "*" }] }) } },
            ],
        },
        {
            leaves: "a queue of another stack",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:111122223333:shared" } } }],
            on: ["failed-target"],
        },
        {
            leaves: "which of two queues of one name it is",
            change: [
                { set: "undelivered", to: { name: "undelivered" } },
                { add: { twin: { type: "aws:sqs/queue:Queue", props: { name: "undelivered" } } } },
                { set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:111122223333:undelivered" } } },
            ],
            on: ["failed-target"],
        },
        {
            leaves: "a condition that the model does not know",
            change: [policy({ ...ALLOW, Condition: { BinaryEquals: { "aws:SourceArn": "QQ==" } } })],
            on: ["undelivered"],
        },
        {
            leaves: "a policy for rules of one account while it is not known whose rule it is",
            change: [
                { set: "undelivered", to: { arn: ARN } },
                policy({ ...ALLOW, Resource: "*", Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }),
            ],
            views: ["preview"],
            on: ["undelivered"],
        },
        {
            reports: "a policy without a principal, which AWS refuses",
            change: [
                {
                    set: "undelivered-policy",
                    to: { policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] }) },
                },
            ],
            on: "undelivered",
            message: because("AWS refuses its policy: Policy document: Statement 1 must have exactly one of Principal and NotPrincipal, got neither"),
        },
        {
            reports: "a policy that is made for two other rules",
            change: [
                { add: { other: OTHER_RULE, third: OTHER_RULE } },
                policy(
                    { ...ALLOW, Condition: { ArnEquals: { "aws:SourceArn": ref("other") } } },
                    { ...ALLOW, Principal: { Service: "sns.amazonaws.com" }, Condition: { ArnEquals: { "aws:SourceArn": ref("third") } } },
                ),
            ],
            on: "undelivered",
            message: because(
                `events.amazonaws.com may not call sqs:SendMessage on ${ARN}: resource policy, statement 1 does not apply: condition ArnEquals on aws:SourceArn wants "arn:aws:events:us-east-1:111122223333:rule/other-1a2b3c4", got "${RULE}"`,
            ),
            messageInPreview: because('its policy comes from "other", "third" and not from "failed"'),
        },
        {
            reports: "a policy that no one gave",
            change: [{ remove: ["undelivered-policy"] }, PROVIDER, { set: "undelivered", to: { policy: COMPUTED } }],
            on: "undelivered",
            message: because("it has no policy that allows events.amazonaws.com to call sqs:SendMessage"),
        },
        {
            allows: "a policy that allows every rule of the account to write to every queue",
            change: [
                policy({
                    ...ALLOW,
                    Resource: "arn:aws:sqs:*:*:*",
                    Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:*:*:rule/*" } },
                }),
            ],
            atOnce: true,
        },
        { leaves: "a policy that is not known yet", change: [], views: ["preview"], on: ["undelivered"] },
        { leaves: "a target whose rule may be about something else", change: [OPEN_PATTERN], views: ["preview"], on: ["failed-target"] },
        {
            leaves: "which of two queues it is",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: joined(ref("undelivered"), ref("failures")) } } }],
            views: ["preview"],
            on: ["failed-target"],
        },
        {
            leaves: "a queue that comes from something else",
            change: [
                { add: { baseline: { type: "test:index:Baseline", props: { queue: "arn:aws:sqs:us-east-1:111122223333:shared" } } } },
                { set: "failed-target", to: { deadLetterConfig: { arn: ref("baseline", "queue") } } },
            ],
            on: ["failed-target"],
        },
        {
            allows: "an empty ARN, which another policy reports",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "" } } }],
        },
        {
            reports: "the URL of the queue in the place of its ARN",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: URL } } }],
            on: "failed-target",
            message: "The dead-letter queue of this target is no SQS queue. Set deadLetterConfig.arn to the ARN of a standard SQS queue.",
        },
        {
            reports: "a queue of aws-native whose name ends as that of a FIFO queue",
            change: [
                { remove: ["undelivered-depth"] },
                { add: { undelivered: { type: "aws-native:sqs:Queue", props: { queueName: "undelivered.fifo" } } } },
            ],
            on: "undelivered",
            message: "This dead-letter queue is a FIFO queue, to which EventBridge cannot write. Use a standard queue.",
        },
        {
            allows: "a key whose policy names a role",
            of: "encrypted",
            change: [
                {
                    set: "key",
                    to: {
                        policy: json({
                            Version: "2012-10-17",
                            Statement: [
                                { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "kms:*", Resource: "*" },
                                { Effect: "Allow", Principal: { AWS: ref("notify-role") }, Action: "kms:*", Resource: "*" },
                            ],
                        }),
                    },
                },
            ],
        },
    ]);

    for (const [what, kmsMasterKeyId] of [
        ["the ARN of a key", "arn:aws:kms:us-east-1:111122223333:key/elsewhere"],
        ["an alias", "alias/elsewhere"],
    ]) {
        it(`says that it cannot decide on ${what} of another stack`, async () => {
            const nodes = nodesOf(changed(GOOD_STACKS.encrypted!, [{ set: "undelivered", to: { kmsMasterKeyId } }]));
            const found = await analyzeResources([deadLetterQueueTakesEvents], graphOf(nodes, "update").resources);
            assert.deepEqual(
                found.map(({ level, message }) => ({ level, message })),
                [
                    {
                        level: "advisory",
                        message:
                            'Undecided: the answer for "undelivered" depends on resources outside of this stack, or on details of AWS that the pack does not know.',
                    },
                ],
            );
        });
    }
});
