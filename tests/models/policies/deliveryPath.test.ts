import * as assert from "node:assert/strict";
import {
    defaultKeyPolicy,
    defaultTopicPolicy,
    evaluatePolicies,
    lambdaPermissionStatement,
    type PolicyDocument,
    type PolicyStatement,
    parsePolicyDocument,
    SERVICE_CALLS,
    type ServiceCall,
    serviceRequests,
} from "../../../models/policies";

const ACCOUNT = "111122223333";
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:failed-dlq`;
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alerts`;
const FUNCTION = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:failed`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const RULE = `arn:aws:events:eu-west-1:${ACCOUNT}:rule/failed`;
const ALARM = `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:failed`;

const policy = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/** Reasons for which calls of the service are refused; empty if all pass. */
const refusals = (call: ServiceCall, resource: string, source: string, document: PolicyDocument | undefined) =>
    serviceRequests(call, resource, { arn: source, account: ACCOUNT })
        .map((request) => evaluatePolicies({ resource: document }, request))
        .filter(({ allowed }) => !allowed)
        .map(({ reason }) => reason);

describe("the queue policy of a rule's dead-letter queue", () => {
    const send: PolicyStatement = {
        Sid: "Rule",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: QUEUE,
        Condition: { ArnEquals: { "aws:SourceArn": RULE } },
    };
    const denyWithoutTls: PolicyStatement = {
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: QUEUE,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const who = `events.amazonaws.com may not call sqs:SendMessage on ${QUEUE}: `;
    const lacks = `${who}resource policy, statement 1 ("Rule") does not apply: `;

    for (const [title, document] of [
        ["that names the rule", policy(send)],
        ["that names several rules", policy({ ...send, Condition: { ArnEquals: { "aws:SourceArn": [`${RULE}2`, RULE] } } })],
        ["with ArnLike for all rules", policy({ ...send, Condition: { ArnLike: { "aws:SourceArn": `arn:aws:events:*:${ACCOUNT}:rule/*` } } })],
        ["with the source account", policy({ ...send, Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } })],
        ["with rule and account", policy({ ...send, Condition: { ...send.Condition, StringEquals: { "aws:SourceAccount": ACCOUNT } } })],
        ["that denies what travels without TLS", policy(send, denyWithoutTls)],
        ["with all of the queue's actions", policy({ ...send, Action: "sqs:*" })],
    ] as const) {
        it(`allows the rule to send: one ${title}`, () => {
            assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToQueue, QUEUE, RULE, document), []);
        });
    }

    for (const [title, document, reason] of [
        ["there is none", undefined, `${who}there is no resource policy.`],
        [
            "it names another rule",
            policy({ ...send, Condition: { ArnEquals: { "aws:SourceArn": `${RULE}2` } } }),
            `${lacks}condition ArnEquals on aws:SourceArn wants "${RULE}2", got "${RULE}".`,
        ],
        [
            "it names another account",
            policy({ ...send, Condition: { StringEquals: { "aws:SourceAccount": "999988887777" } } }),
            `${lacks}condition StringEquals on aws:SourceAccount wants "999988887777", got "${ACCOUNT}".`,
        ],
        [
            "it names another service",
            policy({ ...send, Principal: { Service: "sns.amazonaws.com" } }),
            `${lacks}its principal is {"Service":"sns.amazonaws.com"}, not events.amazonaws.com.`,
        ],
        [
            "it names the account",
            policy({ ...send, Principal: { AWS: ACCOUNT } }),
            `${lacks}its principal is {"AWS":"${ACCOUNT}"}, not events.amazonaws.com.`,
        ],
        [
            "it allows another action",
            policy({ ...send, Action: "sqs:ReceiveMessage" }),
            `${lacks}its action is "sqs:ReceiveMessage", not sqs:SendMessage.`,
        ],
        ["it is about another queue", policy({ ...send, Resource: `${QUEUE}2` }), `${lacks}its resource is "${QUEUE}2", not ${QUEUE}.`],
        [
            "its condition key is one that EventBridge does not send",
            policy({ ...send, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
            `${lacks}condition StringEquals on aws:PrincipalOrgID wants "o-1", the request has no such key.`,
        ],
        ["it denies everything", policy(send, { ...denyWithoutTls, Condition: undefined }), `${who}resource policy, statement 2 denies it.`],
    ] as [string, PolicyDocument | undefined, string][]) {
        it(`does not allow the rule to send if ${title}`, () => {
            assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToQueue, QUEUE, RULE, document), [reason]);
        });
    }

    it("refuses plain HTTP", () => {
        const [request] = serviceRequests(SERVICE_CALLS.eventBridgeToQueue, QUEUE, { arn: RULE, account: ACCOUNT });
        const plain = { ...request!, context: { ...request!.context, "aws:SecureTransport": "false" } };
        assert.equal(evaluatePolicies({ resource: policy(send, denyWithoutTls) }, plain).decision, "explicitDeny");
    });
});

describe("the topic policy for alarms", () => {
    const publish: PolicyStatement = {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: TOPIC,
        Condition: {
            ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:*` },
            StringEquals: { "aws:SourceAccount": ACCOUNT },
        },
    };

    it("allows CloudWatch to publish", () => {
        assert.deepEqual(refusals(SERVICE_CALLS.cloudWatchToTopic, TOPIC, ALARM, policy(publish)), []);
    });

    it("does not allow CloudWatch to publish for another account's alarm, nor EventBridge", () => {
        const foreign = ALARM.replace(ACCOUNT, "999988887777");
        assert.equal(refusals(SERVICE_CALLS.cloudWatchToTopic, TOPIC, foreign, policy(publish)).length, 1);
        assert.equal(refusals(SERVICE_CALLS.eventBridgeToTopic, TOPIC, ALARM, policy(publish)).length, 1);
    });

    it("is not needed for CloudWatch where the topic has its default policy, but for EventBridge", () => {
        const byDefault = defaultTopicPolicy(TOPIC);
        assert.deepEqual(parsePolicyDocument(byDefault, "resource"), byDefault);
        assert.deepEqual(refusals(SERVICE_CALLS.cloudWatchToTopic, TOPIC, ALARM, byDefault), []);
        assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToTopic, TOPIC, RULE, byDefault), [
            `events.amazonaws.com may not call sns:Publish on ${TOPIC}: resource policy, statement 1 ("__default_statement_ID") does not apply: condition StringEquals on AWS:SourceOwner wants "${ACCOUNT}", the request has no such key.`,
        ]);
    });
});

describe("a function's permission", () => {
    const permission = { statementId: "Rule", action: "lambda:InvokeFunction", principal: "events.amazonaws.com", sourceArn: RULE };

    it("allows the rule to invoke, and no other rule", () => {
        const document = policy(lambdaPermissionStatement(permission, FUNCTION));
        assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToFunction, FUNCTION, RULE, document), []);
        assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToFunction, FUNCTION, `${RULE}2`, document), [
            `events.amazonaws.com may not call lambda:InvokeFunction on ${FUNCTION}: resource policy, statement 1 ("Rule") does not apply: condition ArnLike on aws:SourceArn wants "${RULE}", got "${RULE}2".`,
        ]);
    });

    it("does not reach an alias", () => {
        const document = policy(lambdaPermissionStatement(permission, FUNCTION));
        assert.equal(refusals(SERVICE_CALLS.eventBridgeToFunction, `${FUNCTION}:live`, RULE, document).length, 1);
    });

    for (const [more, expected] of [
        [{}, { Principal: { Service: "events.amazonaws.com" }, Condition: { ArnLike: { "aws:SourceArn": RULE } } }],
        [
            { sourceAccount: ACCOUNT },
            {
                Principal: { Service: "events.amazonaws.com" },
                Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": RULE } },
            },
        ],
        [{ principal: ACCOUNT, sourceArn: undefined }, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }],
        [
            { principal: "*", sourceArn: undefined, principalOrgId: "o-1" },
            { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } },
        ],
    ] as const) {
        it(`becomes the statement that Lambda stores: ${JSON.stringify(more)}`, () => {
            assert.deepEqual(lambdaPermissionStatement({ ...permission, ...more }, FUNCTION), {
                Sid: "Rule",
                Effect: "Allow",
                Action: "lambda:InvokeFunction",
                Resource: FUNCTION,
                ...expected,
            });
        });
    }
});

describe("the key policy of an encrypted queue", () => {
    const use = (service: string, Condition?: PolicyStatement["Condition"]): PolicyDocument =>
        policy({
            Effect: "Allow",
            Principal: { Service: service },
            Action: ["kms:GenerateDataKey*", "kms:Decrypt"],
            Resource: "*",
            ...(Condition && { Condition }),
        });
    const bySource = (arn: string) => ({ ArnLike: { "aws:SourceArn": arn } });

    it("allows EventBridge to use the key without a condition", () => {
        assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToKey, KEY, RULE, use("events.amazonaws.com")), []);
    });

    it("loses the events if it asks for the rule, because EventBridge sends no source to KMS", () => {
        const reason = (action: string) =>
            `events.amazonaws.com may not call ${action} on ${KEY}: resource policy, statement 1 does not apply: condition ArnLike on aws:SourceArn wants "${RULE}", the request has no such key.`;
        assert.deepEqual(refusals(SERVICE_CALLS.eventBridgeToKey, KEY, RULE, use("events.amazonaws.com", bySource(RULE))), [
            reason("kms:GenerateDataKey"),
            reason("kms:Decrypt"),
        ]);
    });

    it("may ask CloudWatch for the alarm", () => {
        assert.deepEqual(refusals(SERVICE_CALLS.cloudWatchToKey, KEY, ALARM, use("cloudwatch.amazonaws.com", bySource(ALARM))), []);
    });

    it("does not allow EventBridge by default, because it names the account only", () => {
        const byDefault = defaultKeyPolicy(ACCOUNT);
        assert.deepEqual(parsePolicyDocument(byDefault, "resource"), byDefault);
        assert.equal(refusals(SERVICE_CALLS.eventBridgeToKey, KEY, RULE, byDefault).length, 2);
    });
});

describe("SERVICE_CALLS", () => {
    it("has a source in every row", () => {
        for (const [name, { source }] of Object.entries(SERVICE_CALLS)) assert.match(source, /^https:\/\//, name);
    });
});
