import assert from "node:assert/strict";
import { invoke, noting } from "../../../local/engine/awsInvokes";
import type { ProviderContext } from "../../../local/engine/awsProvider";
import { type Graph, type Props, UNKNOWN } from "../../../local/engine/graph";

const context: ProviderContext = { mode: "update", region: "eu-west-1", account: "111122223333", program: __dirname };

const NO_ANSWERS = { resultOf: () => undefined, outputsOf: () => undefined, onUnanswered: () => undefined };

describe("provider functions", () => {
    it("say who and where the caller is", () => {
        assert.deepEqual(invoke("aws:index/getCallerIdentity:getCallerIdentity", {}, context), {
            accountId: "111122223333",
            id: "111122223333",
            arn: "arn:aws:iam::111122223333:user/local",
            userId: "AIDAVWWMSUW4HU12KZA4O",
        });
        assert.deepEqual(invoke("aws:index/getRegion:getRegion", {}, context), {
            region: "eu-west-1",
            name: "eu-west-1",
            id: "eu-west-1",
            description: "eu-west-1",
            endpoint: "ec2.eu-west-1.amazonaws.com",
        });
        assert.deepEqual(invoke("aws:index/getPartition:getPartition", {}, { ...context, region: "cn-north-1" }), {
            partition: "aws-cn",
            id: "aws-cn",
            dnsSuffix: "amazonaws.com.cn",
            reverseDnsPrefix: "cn.com.amazonaws",
        });
    });

    it("describe the region that was asked for", () => {
        assert.equal(invoke("aws:index/getRegion:getRegion", { region: "cn-north-1" }, context).endpoint, "ec2.cn-north-1.amazonaws.com.cn");
        assert.equal(invoke("aws:index/getRegion:getRegion", { name: "us-west-2" }, context).region, "us-west-2");
    });

    it("refuse a Region that does not exist, in whatever argument it is", () => {
        const got = 'region must be a Region such as us-east-1, got "us-east1" (did you mean us-east-1?)';
        for (const [token, args] of [
            ["aws:index/getRegion:getRegion", { region: "us-east1" }],
            ["aws:index/getRegion:getRegion", { name: "us-east1" }],
            ["aws:sqs/getQueue:getQueue", { name: "q", region: "us-east1" }],
            ["aws:iam/getPolicyDocument:getPolicyDocument", { region: "us-east1" }],
        ] as const) {
            assert.throws(() => invoke(token, args, context, { ...NO_ANSWERS, resultOf: () => ({}) }), { message: got });
        }
        for (const region of ["eu-west-9", "eusc-de-east-1", undefined, UNKNOWN]) {
            assert.doesNotThrow(() => invoke("aws:sqs/getQueue:getQueue", { region }, context, { ...NO_ANSWERS, resultOf: () => ({}) }));
        }
    });

    it("write the ARNs of given answers into the graph, each once", () => {
        const graph = { outside: undefined } as unknown as Graph;
        const queue = "arn:aws:sqs:eu-west-1:111122223333:inbox";
        const answers = noting(
            {
                ...NO_ANSWERS,
                resultOf: (token) => (token === "a" ? { arn: queue, tags: { from: "arn:aws:no" }, name: "inbox" } : undefined),
                outputsOf: () => ({ all: [{ deep: "arn:aws:sns:eu-west-1:111122223333:oncall" }, queue], none: null }),
            },
            graph,
        );
        assert.equal(answers.resultOf("b", {}), undefined);
        assert.deepEqual(graph.outside, []);
        answers.resultOf("a", {});
        answers.outputsOf("dev");
        assert.deepEqual(graph.outside, ["arn:aws:sns:eu-west-1:111122223333:oncall", queue]);
    });

    it("are refused by name where only AWS has the answer", () => {
        assert.throws(() => invoke("aws:ec2/getVpc:getVpc", {}, context), {
            message:
                "Invoke of 'aws:ec2/getVpc:getVpc' is not possible without an account: the embedded engine answers getCallerIdentity, getRegion, getPartition, getPolicyDocument only",
        });
    });
});

describe("getPolicyDocument", () => {
    const render = (args: Props) => invoke("aws:iam/getPolicyDocument:getPolicyDocument", args, context);
    const document = (args: Props): unknown => JSON.parse(String(render(args).json));

    it("renders statements as the provider does", () => {
        const statements = [
            {
                sid: "Send",
                actions: ["sqs:SendMessage", "sqs:GetQueueUrl"],
                resources: ["arn:q"],
                principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }],
                conditions: [
                    { test: "ArnEquals", variable: "aws:SourceArn", values: ["arn:r"] },
                    { test: "StringEquals", variable: "aws:SourceAccount", values: ["1", "2"] },
                ],
            },
            { effect: "Deny", notActions: ["sqs:*"], notResources: ["arn:a", "arn:b"], principals: [{ type: "*", identifiers: ["*"] }] },
            { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::b/&{aws:username}"], notPrincipals: [{ type: "AWS", identifiers: ["1", "2"] }] },
        ];
        assert.deepEqual(document({ statements, policyId: "p" }), {
            Version: "2012-10-17",
            Id: "p",
            Statement: [
                {
                    Sid: "Send",
                    Effect: "Allow",
                    Action: ["sqs:SendMessage", "sqs:GetQueueUrl"],
                    Resource: "arn:q",
                    Principal: { Service: "events.amazonaws.com" },
                    Condition: { ArnEquals: { "aws:SourceArn": "arn:r" }, StringEquals: { "aws:SourceAccount": ["1", "2"] } },
                },
                { Effect: "Deny", NotAction: "sqs:*", NotResource: ["arn:b", "arn:a"], Principal: "*" },
                { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::b/\${aws:username}`, NotPrincipal: { AWS: ["2", "1"] } },
            ],
        });
    });

    it("replaces statements by those of later documents with the same Sid", () => {
        const source = JSON.stringify({
            Statement: [
                { Sid: "A", Effect: "Allow" },
                { Sid: "B", Effect: "Allow" },
            ],
        });
        const over = JSON.stringify({ Statement: { Sid: "B", Effect: "Deny" } });
        assert.deepEqual(document({ sourcePolicyDocuments: [source], statements: [{ sid: "A", effect: "Deny" }], overridePolicyDocuments: [over] }), {
            Version: "2012-10-17",
            Statement: [
                { Sid: "A", Effect: "Deny" },
                { Sid: "B", Effect: "Deny" },
            ],
        });
    });

    it("gives the same document indented and in one line", () => {
        const { json, minifiedJson } = render({ statements: [{ actions: ["a:b"], resources: ["*"] }] });
        assert.equal(minifiedJson, '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*"}]}');
        assert.equal(json, JSON.stringify(JSON.parse(String(minifiedJson)), undefined, 2));
    });

    it("has no statements where none are given", () => {
        assert.deepEqual(document({}), { Version: "2012-10-17" });
    });

    it("refuses two statements of the same Sid", () => {
        assert.throws(() => document({ statements: [{ sid: "A" }, { sid: "A" }] }), { message: "getPolicyDocument: duplicate Sid (A)" });
    });
});
