import assert from "node:assert/strict";

import { EncryptionKey, type EncryptionKeyArgs } from "../../components";
import { evaluatePolicies, type PolicyRequest, parsePolicyDocument, SERVICE_CALLS, serviceRequests } from "../../models/policies";
import { deploy, only, treeOf, UNKNOWN } from "../support/deployment";
import { refusalOf, statementsOf } from "./fixtures";

const PLACES = [
    { partition: "aws", region: "us-east-1", suffix: "amazonaws.com" },
    { partition: "aws-cn", region: "cn-north-1", suffix: "amazonaws.com.cn" },
    { partition: "aws-us-gov", region: "us-gov-west-1", suffix: "amazonaws.com" },
];

const build = (args?: EncryptionKeyArgs) => new EncryptionKey("orders", args);

describe("EncryptionKey", () => {
    it("is a key that is rotated, and its policy, and exposes its ARN", async () => {
        const deployment = await deploy(build);
        assert.deepEqual(treeOf(deployment), [
            "EncryptionKey orders",
            "EncryptionKey orders > Key orders-key",
            "EncryptionKey orders > KeyPolicy orders-policy",
        ]);
        assert.deepEqual(only(deployment, "Key").inputs, { description: "Encrypts what orders keeps about SageMaker jobs", enableKeyRotation: true });
        assert.deepEqual(only(deployment, "EncryptionKey").outputs, { arn: "arn:aws:kms:us-east-1:111122223333:key/orders-key-0a1b2c3" });
        assert.deepEqual(only(await deploy(() => build({ tags: { team: "ml" } })), "Key").inputs.tags, { team: "ml" });
    });

    for (const { partition, region, suffix } of PLACES) {
        it(`allows the services that write in ${region}, and leaves the rest to IAM`, async () => {
            const { inputs } = only(await deploy(build, { partition, region }), "KeyPolicy");
            const write = ["kms:GenerateDataKey*", "kms:Decrypt"];
            const from = (service: string, resource: string) => ({
                ArnLike: { "aws:SourceArn": `arn:${partition}:${service}:${region}:111122223333:${resource}` },
                StringEquals: { "aws:SourceAccount": "111122223333" },
            });
            const allow = { Effect: "Allow", Resource: "*" };
            assert.deepEqual(statementsOf(inputs.policy), [
                { Sid: "LeaveToIam", ...allow, Principal: { AWS: `arn:${partition}:iam::111122223333:root` }, Action: "kms:*" },
                { Sid: "AllowEventBridge", ...allow, Principal: { Service: "events.amazonaws.com" }, Action: write },
                {
                    Sid: "AllowCloudWatchAlarms",
                    ...allow,
                    Principal: { Service: "cloudwatch.amazonaws.com" },
                    Action: write,
                    Condition: from("cloudwatch", "alarm:*"),
                },
                { Sid: "AllowTopics", ...allow, Principal: { Service: "sns.amazonaws.com" }, Action: write, Condition: from("sns", "*") },
                {
                    Sid: "AllowLogs",
                    ...allow,
                    Principal: { Service: `logs.${region}.${suffix}` },
                    Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                    Condition: {
                        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:111122223333:log-group:*` },
                    },
                },
            ]);
        });
    }

    it("has a policy by which the services may use the key for this account, and no other account or service", async () => {
        const { inputs } = only(await deploy(build), "KeyPolicy");
        const resource = parsePolicyDocument(String(inputs.policy), "resource");
        const key = "arn:aws:kms:us-east-1:111122223333:key/orders-key-0a1b2c3";
        const decide = (request: PolicyRequest) => evaluatePolicies({ resource }, request).allowed;
        const { eventBridgeToKey, cloudWatchToKey } = SERVICE_CALLS;
        const asks = (call: typeof eventBridgeToKey | typeof cloudWatchToKey, service: string, account: string) =>
            serviceRequests({ ...call, service }, key, { arn: `arn:aws:cloudwatch:us-east-1:${account}:alarm:a`, account }).map(decide);
        const logs = (arn: string) =>
            decide({
                principal: { service: "logs.us-east-1.amazonaws.com" },
                action: "kms:Encrypt",
                resource: key,
                context: { "kms:EncryptionContext:aws:logs:arn": arn },
            });
        assert.deepEqual(
            {
                events: asks(eventBridgeToKey, "events.amazonaws.com", "111122223333"),
                alarms: asks(cloudWatchToKey, "cloudwatch.amazonaws.com", "111122223333"),
                alarmsOfOthers: asks(cloudWatchToKey, "cloudwatch.amazonaws.com", "444455556666"),
                otherService: asks(eventBridgeToKey, "s3.amazonaws.com", "111122223333"),
                logs: logs("arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/orders"),
                logsOfOthers: logs("arn:aws:logs:us-east-1:444455556666:log-group:/aws/lambda/orders"),
            },
            {
                events: [true, true],
                alarms: [true, true],
                alarmsOfOthers: [false, false],
                otherService: [false, false],
                logs: true,
                logsOfOthers: false,
            },
        );
    });

    it("makes whoever uses its ARN wait for its policy", async () => {
        const { resources } = await deploy(
            () => {
                const { arn } = build();
                new EncryptionKey("user", { tags: { arn } });
            },
            { preview: true },
        );
        const user = resources.find(({ label }) => label === "Key user-key");
        assert.deepEqual(
            [user?.inputs.tags, user?.dependencies.filter((label) => label.includes("orders"))],
            [{ arn: UNKNOWN }, ["Key orders-key", "KeyPolicy orders-policy"]],
        );
    });

    it("refuses tags that AWS would refuse", async () => {
        assert.deepEqual(await refusalOf(() => build({ tags: { "aws:team": "ml" } })), {
            problems: [
                'EncryptionKey "orders": tags must have names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got "aws:team"',
            ],
            registered: [],
        });
    });
});
