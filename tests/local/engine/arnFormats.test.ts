import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { ARN_FORMATS, IDENTIFIED_BY_ARN } from "../../../local/engine/arnFormats";
import { create, type ProviderContext, read } from "../../../local/engine/awsProvider";
import { type Props, UNKNOWN } from "../../../local/engine/graph";

const SDK = path.dirname(require.resolve("@pulumi/aws/package.json"));
const update: ProviderContext = { mode: "update", region: "eu-west-1", account: "111122223333", program: __dirname };
const answer = (type: string, inputs: Props, context = update) =>
    create({ urn: `urn:pulumi:dev::shop::${type}::jobs`, type, name: "jobs", inputs }, context);
/** With the made-up parts as the words that stand for them. */
const shown = (text: unknown) =>
    String(text)
        .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/, "UUID")
        .replace(/[0-9a-f]{17}/, "HEX")
        .replace(/(?<=[-_/])[A-Za-z0-9]{6}$/, "SIX");

const R = "eu-west-1:111122223333";

/** Type, inputs, ARN, and the id where it is not the name. */
const ROWS: readonly (readonly [type: string, inputs: Props, arn: string, id?: string])[] = [
    ["sfn/stateMachine:StateMachine", { name: "n" }, `arn:aws:states:${R}:stateMachine:n`, `arn:aws:states:${R}:stateMachine:n`],
    ["sfn/activity:Activity", { name: "n" }, `arn:aws:states:${R}:activity:n`, `arn:aws:states:${R}:activity:n`],
    ["cloudwatch/eventApiDestination:EventApiDestination", { name: "n" }, `arn:aws:events:${R}:api-destination/n/UUID`, "n"],
    ["cloudwatch/eventConnection:EventConnection", { name: "n" }, `arn:aws:events:${R}:connection/n/UUID`, "n"],
    ["cloudwatch/logGroup:LogGroup", { name: "/aws/vendedlogs/n" }, `arn:aws:logs:${R}:log-group:/aws/vendedlogs/n`, "/aws/vendedlogs/n"],
    ["pipes/pipe:Pipe", { name: "n" }, `arn:aws:pipes:${R}:pipe/n`, "n"],
    ["batch/jobQueue:JobQueue", { name: "n" }, `arn:aws:batch:${R}:job-queue/n`, `arn:aws:batch:${R}:job-queue/n`],
    ["batch/jobDefinition:JobDefinition", { name: "n" }, `arn:aws:batch:${R}:job-definition/n:1`, `arn:aws:batch:${R}:job-definition/n:1`],
    ["codepipeline/pipeline:Pipeline", { name: "n" }, `arn:aws:codepipeline:${R}:n`, "n"],
    ["codebuild/project:Project", { name: "n" }, `arn:aws:codebuild:${R}:project/n`, `arn:aws:codebuild:${R}:project/n`],
    [
        "kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        { name: "n" },
        `arn:aws:firehose:${R}:deliverystream/n`,
        `arn:aws:firehose:${R}:deliverystream/n`,
    ],
    ["kinesis/stream:Stream", { name: "n" }, `arn:aws:kinesis:${R}:stream/n`, `arn:aws:kinesis:${R}:stream/n`],
    ["redshift/cluster:Cluster", { clusterIdentifier: "n" }, `arn:aws:redshift:${R}:cluster:n`],
    ["redshiftserverless/workgroup:Workgroup", { workgroupName: "n" }, `arn:aws:redshift-serverless:${R}:workgroup/UUID`],
    ["ecs/cluster:Cluster", { name: "n" }, `arn:aws:ecs:${R}:cluster/n`, `arn:aws:ecs:${R}:cluster/n`],
    ["ecs/service:Service", { name: "n", cluster: `arn:aws:ecs:${R}:cluster/ml` }, `arn:aws:ecs:${R}:service/ml/n`, `arn:aws:ecs:${R}:service/ml/n`],
    ["ecs/taskDefinition:TaskDefinition", { family: "n" }, `arn:aws:ecs:${R}:task-definition/n:1`],
    ["ssm/parameter:Parameter", { name: "n" }, `arn:aws:ssm:${R}:parameter/n`, "n"],
    ["ssm/parameter:Parameter", { name: "/ml/n" }, `arn:aws:ssm:${R}:parameter/ml/n`, "/ml/n"],
    ["ssm/document:Document", { name: "n" }, `arn:aws:ssm:${R}:document/n`, "n"],
    ["ssmincidents/responsePlan:ResponsePlan", { name: "n" }, "arn:aws:ssm-incidents::111122223333:response-plan/n"],
    ["secretsmanager/secret:Secret", { name: "n" }, `arn:aws:secretsmanager:${R}:secret:n-SIX`],
    [
        "chatbot/slackChannelConfiguration:SlackChannelConfiguration",
        { configurationName: "n" },
        "arn:aws:chatbot::111122223333:chat-configuration/slack-channel/n",
    ],
    ["sagemaker/pipeline:Pipeline", { pipelineName: "n" }, `arn:aws:sagemaker:${R}:pipeline/n`],
    ["sagemaker/endpoint:Endpoint", { name: "n" }, `arn:aws:sagemaker:${R}:endpoint/n`, "n"],
    ["sagemaker/domain:Domain", { domainName: "n" }, `arn:aws:sagemaker:${R}:domain/d-HEX`, "d-HEX"],
    ["apigateway/restApi:RestApi", { name: "n" }, "arn:aws:apigateway:eu-west-1::/restapis/HEX", "HEX"],
    ["lb/loadBalancer:LoadBalancer", { name: "n" }, `arn:aws:elasticloadbalancing:${R}:loadbalancer/app/n/HEX`],
    ["iam/user:User", { name: "n" }, "arn:aws:iam::111122223333:user/n", "n"],
    ["ec2/securityGroup:SecurityGroup", { name: "n" }, `arn:aws:ec2:${R}:security-group/sg-HEX`, "sg-HEX"],
    ["kms/key:Key", {}, `arn:aws:kms:${R}:key/UUID`, "UUID"],
    ["dynamodb/table:Table", { name: "n" }, `arn:aws:dynamodb:${R}:table/n`, "n"],
    ["scheduler/schedule:Schedule", { name: "n" }, `arn:aws:scheduler:${R}:schedule/default/n`, "default/n"],
];

describe("the ARNs of the synthetic provider", () => {
    for (const [type, inputs, arn, id] of ROWS) {
        it(`have the format of the service: ${type} ${JSON.stringify(inputs)}`, () => {
            const found = answer(`aws:${type}`, inputs);
            assert.equal(shown(found.outputs.arn ?? found.outputs.chatConfigurationArn), arn);
            assert.equal(id === undefined ? undefined : shown(found.id), id);
        });
    }

    it("of a task definition are given with and without the revision", () => {
        const { outputs } = answer("aws:ecs/taskDefinition:TaskDefinition", { family: "n" });
        assert.equal(outputs.arnWithoutRevision, `arn:aws:ecs:${R}:task-definition/n`);
    });

    it("are in the partition and the Region of the resource", () => {
        const china = { ...update, region: "cn-north-1" };
        assert.equal(
            answer("aws:sfn/stateMachine:StateMachine", { name: "n" }, china).outputs.arn,
            "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:n",
        );
    });

    it("have the id by which an existing resource is read", () => {
        const type = "aws:ec2/vpc:Vpc";
        const { id, outputs } = read({ urn: `urn:pulumi:dev::shop::${type}::jobs`, type, name: "jobs", inputs: {}, id: "vpc-1" }, update);
        assert.deepEqual([id, outputs.arn], ["vpc-1", `arn:aws:ec2:${R}:vpc/vpc-1`]);
    });

    for (const [type, property, name, arnProperty, arn] of [
        ["sqs:Queue", "queueName", "q", "arn", `arn:aws:sqs:${R}:q`],
        ["sns:Topic", "topicName", "t", "topicArn", `arn:aws:sns:${R}:t`],
        ["events:Rule", "name", "r", "arn", `arn:aws:events:${R}:rule/r`],
        ["logs:LogGroup", "logGroupName", "/ml", "arn", `arn:aws:logs:${R}:log-group:/ml:*`],
        ["iam:Role", "roleName", "r", "arn", "arn:aws:iam::111122223333:role/r"],
        ["stepfunctions:StateMachine", "stateMachineName", "s", "arn", `arn:aws:states:${R}:stateMachine:s`],
        ["s3:Bucket", "bucketName", "b", "arn", "arn:aws:s3:::b"],
    ] as const) {
        it(`of aws-native have the format of the service, with a name that is made up where none is given: ${type}`, () => {
            const { outputs } = answer(`aws-native:${type}`, { [property]: name });
            assert.deepEqual([outputs[arnProperty], outputs[property]], [arn, name]);
            const madeUp = answer(`aws-native:${type}`, {}).outputs;
            assert.match(String(madeUp[property]), /^jobs-[0-9a-f]{7}$/);
            assert.equal(madeUp[arnProperty], arn.replace(new RegExp(`${name}(?=(:\\*)?$)`), String(madeUp[property])));
            const preview = answer(`aws-native:${type}`, {}, { ...update, mode: "preview" }).outputs;
            assert.deepEqual([preview[arnProperty], preview[property]], [UNKNOWN, UNKNOWN]);
        });
    }

    const documented = (type: string) => {
        const file = path.join(SDK, `${/^aws:([^:]+):/.exec(type)![1]}.d.ts`);
        assert.ok(existsSync(file), file);
        const text = readFileSync(file, "utf8");
        return { text, example: new RegExp(`pulumi import ${type} \\w+ '?(arn:[^\\s']+)`).exec(text)?.[1] };
    };
    for (const [type, format] of Object.entries(ARN_FORMATS)) {
        it(`of ${type} are those of its documentation`, () => {
            const { text, example } = documented(type);
            assert.match(text, /readonly (arn|chatConfigurationArn): pulumi\.Output<string>/);
            const { arn = "", id } = { ...answer(type, {}).outputs, id: answer(type, {}).id } as { arn?: string; id: string };
            assert.equal(id === arn, IDENTIFIED_BY_ARN.has(type));
            if (example !== undefined && arn !== "") {
                // What is before the first name is the same.
                const [fixed] = format.split(/\{(?!region|account)/);
                const start = fixed!.replace("{region}", "[a-z0-9-]+").replace("{account}", "\\d+");
                assert.match(example, new RegExp(`^arn:aws:${start}`));
                // These are imported by their ARN, and have the family and the key's id as id.
                assert.ok(IDENTIFIED_BY_ARN.has(type) || /taskDefinition|externalKey/.test(type), `${type} is imported by its ARN ${example}`);
            }
        });
    }
});
