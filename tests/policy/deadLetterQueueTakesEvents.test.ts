import { deadLetterQueueTakesEvents } from "../../policy/deadLetterQueueTakesEvents";
import { type Change, json, ref } from "./support/stackData";

const ARN = "arn:aws:sqs:us-east-1:111122223333:undelivered-1a2b3c4";
const ALLOW = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: ref("undelivered") };
const policy = (...Statement: unknown[]): Change => ({ set: "undelivered-policy", to: { policy: json({ Version: "2012-10-17", Statement }) } });
const because = (reason: string) =>
    `This dead-letter queue does not take events of the rule "failed": ${reason}. Let events.amazonaws.com send messages where aws:SourceArn is the rule.`;
import { itJudges } from "./support/judges";

describe("dead-letter-queue-takes-events", () => {
    itJudges(deadLetterQueueTakesEvents, [
        {
            reports: "a queue without policy",
            change: [{ remove: ["undelivered-policy"] }],
            on: "undelivered",
            message: because("it has no policy that lets events.amazonaws.com call sqs:SendMessage"),
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
            reports: "a queue of another Region",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:lost" } } }],
            on: "failed-target",
            message: "The dead-letter queue of this target is in eu-west-1, its rule in us-east-1. Use a queue in the Region of the rule.",
            inPreview: false,
        },
        {
            reports: "the key of AWS, which lets no service in",
            change: [{ set: "undelivered", to: { kmsMasterKeyId: "alias/aws/sqs" } }],
            on: "undelivered",
            message: because("it is encrypted with the AWS managed key alias/aws/sqs, which events.amazonaws.com may not use"),
        },
        {
            allows: "a policy that lets every rule of the account in",
            change: [policy({ ...ALLOW, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:us-east-1:111122223333:rule/*" } } })],
        },
        {
            allows: "the queue's own policy",
            change: [
                { remove: ["undelivered-policy"] },
                { set: "undelivered", to: { policy: json({ Version: "2012-10-17", Statement: [{ ...ALLOW, Resource: "*" }] }) } },
            ],
        },
        {
            allows: "a queue that is in another stack, of which nothing can be said",
            change: [{ set: "failed-target", to: { deadLetterConfig: { arn: "arn:aws:sqs:us-east-1:111122223333:shared" } } }],
        },
    ]);
});
