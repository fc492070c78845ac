import assert from "node:assert/strict";
import { checkedInputs, create, type ProviderContext, read } from "../../../local/engine/awsProvider";
import { type Props, UNKNOWN } from "../../../local/engine/graph";

const update: ProviderContext = { mode: "update", region: "eu-west-1", account: "111122223333", program: __dirname };
const preview: ProviderContext = { ...update, mode: "preview" };
const china: ProviderContext = { ...update, region: "cn-north-1" };

const asked = (type: string, inputs: Props = {}, name = "jobs") => ({ urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name, inputs });
const pick = (props: Props, keys: string[]): Props => Object.fromEntries(keys.map((key) => [key, props[key]]));

describe("the synthetic provider in an update", () => {
    const FN = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}/;

    // type, inputs, id, further outputs
    const rows: [string, Props, string, Props][] = [
        [
            "aws:sqs/queue:Queue",
            { name: "q" },
            "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
            {
                arn: "arn:aws:sqs:eu-west-1:111122223333:q",
                visibilityTimeoutSeconds: 30,
                messageRetentionSeconds: 345600,
                maxMessageSize: 262144,
                delaySeconds: 0,
                fifoQueue: false,
                sqsManagedSseEnabled: true,
            },
        ],
        [
            "aws:sqs/queue:Queue",
            { name: "q", kmsMasterKeyId: "alias/aws/sqs", visibilityTimeoutSeconds: 5 },
            "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
            { sqsManagedSseEnabled: false, visibilityTimeoutSeconds: 5 },
        ],
        ["aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "https://q", policy: "{}" }, "https://q", { policy: "{}" }],
        ["aws:sns/topic:Topic", { name: "t" }, "arn:aws:sns:eu-west-1:111122223333:t", { owner: "111122223333", fifoTopic: false }],
        [
            "aws:cloudwatch/eventRule:EventRule",
            { name: "r" },
            "r",
            { arn: "arn:aws:events:eu-west-1:111122223333:rule/r", eventBusName: "default", state: "ENABLED" },
        ],
        [
            "aws:cloudwatch/eventRule:EventRule",
            { name: "r", eventBusName: "ml", isEnabled: false },
            "ml/r",
            { arn: "arn:aws:events:eu-west-1:111122223333:rule/ml/r", state: "DISABLED" },
        ],
        [
            "aws:cloudwatch/eventRule:EventRule",
            { name: "r", eventBusName: "arn:aws:events:eu-west-1:9:event-bus/ml" },
            "arn:aws:events:eu-west-1:9:event-bus/ml/r",
            { arn: "arn:aws:events:eu-west-1:111122223333:rule/ml/r" },
        ],
        ["aws:cloudwatch/eventTarget:EventTarget", { rule: "r", arn: FN, targetId: "one" }, "r-one", { eventBusName: "default", arn: FN }],
        ["aws:cloudwatch/eventTarget:EventTarget", { rule: "r", arn: FN, targetId: "one", eventBusName: "ml" }, "ml-r-one", {}],
        ["aws:cloudwatch/eventBus:EventBus", { name: "ml" }, "ml", { arn: "arn:aws:events:eu-west-1:111122223333:event-bus/ml" }],
        [
            "aws:cloudwatch/eventArchive:EventArchive",
            { name: "a", eventSourceArn: "x" },
            "a",
            { arn: "arn:aws:events:eu-west-1:111122223333:archive/a", retentionDays: 0 },
        ],
        [
            "aws:cloudwatch/logGroup:LogGroup",
            { name: "/aws/lambda/f" },
            "/aws/lambda/f",
            { arn: "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f", retentionInDays: 0, logGroupClass: "STANDARD" },
        ],
        [
            "aws:cloudwatch/metricAlarm:MetricAlarm",
            { name: "a" },
            "a",
            { arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a", actionsEnabled: true, treatMissingData: "missing" },
        ],
        [
            "aws:cloudwatch/compositeAlarm:CompositeAlarm",
            { alarmName: "c" },
            "c",
            { arn: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:c", actionsEnabled: true },
        ],
        [
            "aws:lambda/function:Function",
            { name: "f" },
            "f",
            {
                arn: FN,
                invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FN}/invocations`,
                qualifiedArn: `${FN}:$LATEST`,
                qualifiedInvokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${FN}:$LATEST/invocations`,
                version: "$LATEST",
                timeout: 3,
                memorySize: 128,
                packageType: "Zip",
                architectures: ["x86_64"],
                reservedConcurrentExecutions: -1,
            },
        ],
        ["aws:lambda/function:Function", { name: "f", architectures: ["arm64"], timeout: 60 }, "f", { architectures: ["arm64"], timeout: 60 }],
        ["aws:lambda/permission:Permission", { statementId: "s", function: "f" }, "s", { function: "f" }],
        ["aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", { functionName: "f" }, "f", { maximumRetryAttempts: 2 }],
        [
            "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
            { functionName: "f", qualifier: "live", maximumRetryAttempts: 0 },
            "f:live",
            { maximumRetryAttempts: 0 },
        ],
        ["aws:lambda/alias:Alias", { name: "live", functionName: "f" }, `${FN}:live`, { arn: `${FN}:live` }],
        [
            "aws:lambda/layerVersion:LayerVersion",
            { layerName: "sdk" },
            "arn:aws:lambda:eu-west-1:111122223333:layer:sdk:1",
            { layerArn: "arn:aws:lambda:eu-west-1:111122223333:layer:sdk", version: "1" },
        ],
        ["aws:iam/role:Role", { name: "r" }, "r", { arn: "arn:aws:iam::111122223333:role/r", path: "/", maxSessionDuration: 3600 }],
        ["aws:iam/role:Role", { name: "r", path: "/ml/jobs/" }, "r", { arn: "arn:aws:iam::111122223333:role/ml/jobs/r" }],
        ["aws:iam/rolePolicy:RolePolicy", { name: "p", role: "r" }, "r:p", {}],
        [
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            { role: "r", policyArn: "arn:aws:iam::aws:policy/P" },
            "r/arn:aws:iam::aws:policy/P",
            {},
        ],
        ["aws:iam/policy:Policy", { name: "p" }, "arn:aws:iam::111122223333:policy/p", {}],
        [
            "aws:dynamodb/table:Table",
            { name: "t" },
            "t",
            { arn: "arn:aws:dynamodb:eu-west-1:111122223333:table/t", streamArn: "", billingMode: "PROVISIONED" },
        ],
        [
            "aws:dynamodb/table:Table",
            { name: "t", streamEnabled: true },
            "t",
            { streamArn: "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2026-01-01T00:00:00.000", streamLabel: "2026-01-01T00:00:00.000" },
        ],
        [
            "aws:kms/alias:Alias",
            { name: "alias/k", targetKeyId: "1234" },
            "alias/k",
            { arn: "arn:aws:kms:eu-west-1:111122223333:alias/k", targetKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1234" },
        ],
        [
            "aws:scheduler/schedule:Schedule",
            { name: "s" },
            "default/s",
            {
                arn: "arn:aws:scheduler:eu-west-1:111122223333:schedule/default/s",
                groupName: "default",
                state: "ENABLED",
                scheduleExpressionTimezone: "UTC",
            },
        ],
        [
            "aws:scheduler/schedule:Schedule",
            { name: "s", groupName: "g", state: "DISABLED" },
            "g/s",
            { arn: "arn:aws:scheduler:eu-west-1:111122223333:schedule/g/s", state: "DISABLED" },
        ],
        [
            "aws:s3/bucket:Bucket",
            { bucket: "b" },
            "b",
            { arn: "arn:aws:s3:::b", bucketRegionalDomainName: "b.s3.eu-west-1.amazonaws.com", bucketRegion: "eu-west-1" },
        ],
        [
            "aws:ec2/vpc:Vpc",
            { cidrBlock: "10.0.0.0/16" },
            "vpc-70794fae06210b614",
            {
                arn: "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-70794fae06210b614",
                cidrBlock: "10.0.0.0/16",
                mainRouteTableId: "jobs-mainRouteTableId",
                region: "eu-west-1",
            },
        ],
        ["aws-native:sqs:Queue", { queueName: "q" }, "jobs", { arn: "arn:aws:sqs:eu-west-1:111122223333:q", queueName: "q" }],
        ["shop:index:Thing", { size: 3 }, "7f9a7e9c-9bd5-4672-abe5-03c0d5df794f", { size: 3 }],
    ];
    for (const [type, inputs, id, outputs] of rows) {
        it(`answers as AWS does: ${type} ${JSON.stringify(inputs)}`, () => {
            const answer = create(asked(type, inputs), update);
            assert.deepEqual({ id: answer.id, outputs: pick(answer.outputs, [...Object.keys(outputs), "id"]) }, { id, outputs: { ...outputs, id } });
        });
    }

    it("uses the partition and domain of the region", () => {
        const queue = create(asked("aws:sqs/queue:Queue", { name: "q" }), china).outputs;
        assert.deepEqual(pick(queue, ["arn", "url"]), {
            arn: "arn:aws-cn:sqs:cn-north-1:111122223333:q",
            url: "https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q",
        });
        assert.equal(
            create(asked("aws:iam/role:Role", { name: "r" }), { ...update, region: "us-gov-west-1" }).outputs.arn,
            "arn:aws-us-gov:iam::111122223333:role/r",
        );
    });

    it("creates a resource in the region that it names", () => {
        const { outputs } = create(asked("aws:sns/topic:Topic", { name: "t", region: "us-west-2" }), update);
        assert.deepEqual(pick(outputs, ["arn", "region"]), { arn: "arn:aws:sns:us-west-2:111122223333:t", region: "us-west-2" });
    });

    it("gives keys, subscriptions and mappings their own ids, the same in every run", () => {
        const key = create(asked("aws:kms/key:Key"), update);
        assert.match(key.id, new RegExp(`^${uuid.source}$`));
        assert.equal(key.outputs.arn, `arn:aws:kms:eu-west-1:111122223333:key/${key.id}`);
        const subscription = create(asked("aws:sns/topicSubscription:TopicSubscription", { topic: "arn:t", protocol: "sqs" }), update);
        assert.match(subscription.id, new RegExp(`^arn:t:${uuid.source}$`));
        const mapping = create(asked("aws:lambda/eventSourceMapping:EventSourceMapping", { functionName: "f" }), update);
        assert.deepEqual(pick(mapping.outputs, ["uuid", "functionArn"]), { uuid: mapping.id, functionArn: FN });
        assert.deepEqual(create(asked("aws:kms/key:Key"), update), key);
    });

    it("leaves an e-mail subscription unconfirmed", () => {
        const pending = (protocol: string) =>
            create(asked("aws:sns/topicSubscription:TopicSubscription", { topic: "arn:t", protocol }), update).outputs.pendingConfirmation;
        assert.deepEqual([pending("email"), pending("email-json"), pending("lambda")], [true, true, false]);
    });

    it("adds the provider's tags to those of the resource", () => {
        const { outputs } = create(asked("aws:sns/topic:Topic", { tags: { team: "ml", kind: "a" } }), {
            ...update,
            defaultTags: { team: "all", cost: "1" },
        });
        assert.deepEqual(pick(outputs, ["tags", "tagsAll"]), { tags: { team: "ml", kind: "a" }, tagsAll: { team: "ml", cost: "1", kind: "a" } });
    });

    it("takes null for not given", () => {
        assert.equal(create(asked("aws:lambda/function:Function", { name: "f", timeout: null }), update).outputs.timeout, 3);
    });
});

describe("the synthetic provider in a preview", () => {
    it("knows inputs, defaults and names, and nothing that only AWS can say", () => {
        assert.deepEqual(create(asked("aws:cloudwatch/eventRule:EventRule", { eventPattern: "{}" }), preview), {
            id: "",
            outputs: {
                arn: UNKNOWN,
                eventBusName: "default",
                eventPattern: "{}",
                forceDestroy: false,
                id: UNKNOWN,
                name: "jobs-b7c2cad",
                namePrefix: UNKNOWN,
                region: "eu-west-1",
                state: "ENABLED",
                tagsAll: {},
            },
        });
    });

    it("leaves the names that it makes up unknown if asked to", () => {
        const context = { ...preview, unknownNames: true };
        assert.equal(create(asked("aws:sqs/queue:Queue"), context).outputs.name, UNKNOWN);
        assert.equal(create(asked("aws:sqs/queue:Queue", { name: "given" }), context).outputs.name, "given");
    });

    it("does not know the outputs of a type without a row", () => {
        const { outputs } = create(asked("aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }), preview);
        assert.deepEqual(pick(outputs, ["arn", "mainRouteTableId", "cidrBlock", "id"]), {
            arn: UNKNOWN,
            mainRouteTableId: UNKNOWN,
            cidrBlock: "10.0.0.0/16",
            id: UNKNOWN,
        });
    });

    it("passes unknown inputs on", () => {
        assert.deepEqual(pick(create(asked("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: UNKNOWN }), preview).outputs, ["queueUrl"]), {
            queueUrl: UNKNOWN,
        });
    });

    it("has no id for an explicit provider either", () => {
        assert.deepEqual(create(asked("pulumi:providers:aws", { region: "eu-west-1" }), preview), { id: "", outputs: { region: "eu-west-1" } });
    });
});

describe("generated names", () => {
    const name = (type: string, inputs: Props, resource: string, key = "name") => create(asked(type, inputs, resource), preview).outputs[key];

    it("are the resource's name and seven digits that depend on its URN only", () => {
        assert.deepEqual(
            [name("aws:sqs/queue:Queue", {}, "jobs"), name("aws:sqs/queue:Queue", {}, "other"), name("aws:sqs/queue:Queue", {}, "jobs")],
            ["jobs-0340f91", "other-5556660", "jobs-0340f91"],
        );
    });

    it("end with .fifo, start with alias/ and have no capitals where the service wants it so", () => {
        assert.match(String(name("aws:sqs/queue:Queue", { fifoQueue: true }, "jobs")), /^jobs-[0-9a-f]{7}\.fifo$/);
        assert.match(String(name("aws:sns/topic:Topic", { fifoTopic: true }, "jobs")), /^jobs-[0-9a-f]{7}\.fifo$/);
        assert.match(String(name("aws:kms/alias:Alias", {}, "jobs")), /^alias\/jobs-[0-9a-f]{7}$/);
        assert.match(String(name("aws:s3/bucket:Bucket", {}, "MyJobs", "bucket")), /^myjobs-[0-9a-f]{7}$/);
        assert.match(String(name("aws:lambda/permission:Permission", {}, "jobs", "statementId")), /^jobs-[0-9a-f]{7}$/);
    });

    it("are unknown in a preview where only a prefix is given, and complete it in an update", () => {
        assert.equal(name("aws:sqs/queue:Queue", { namePrefix: "pre-" }, "jobs"), UNKNOWN);
        assert.match(String(create(asked("aws:sqs/queue:Queue", { namePrefix: "pre-" }), update).outputs.name), /^pre-[0-9a-f]{26}$/);
    });

    it("are not given to types that have none", () => {
        assert.equal(name("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "u" }, "jobs"), undefined);
    });

    it("may be exactly as long as the service allows", () => {
        assert.equal(String(name("aws:iam/role:Role", {}, "r".repeat(56))).length, 64);
    });

    it("are refused one character beyond that", () => {
        assert.throws(() => name("aws:iam/role:Role", {}, "r".repeat(57)), {
            message: `name '${"r".repeat(57)}-' plus 7 random chars is longer than maximum length 64`,
        });
    });
});

describe("the Region of a resource", () => {
    const types = ["aws:sqs/queue:Queue", "aws-native:sqs:Queue", "pulumi:providers:aws", "pulumi:providers:aws-native"];
    const asks = (region: unknown, type: string) => () => create(asked(type, { region }), preview);

    it("is refused in resources and explicit providers if no Region has such a name", () => {
        for (const type of types) {
            for (const [region, got] of [
                ["us-east1", '"us-east1" (did you mean us-east-1?)'],
                ["Frankfurt", '"Frankfurt"'],
                ["", "nothing"],
            ] as const) {
                assert.throws(asks(region, type), { message: `region must be a Region such as us-east-1, got ${got}` });
            }
        }
    });

    it("is taken while it is unknown, absent, newer than the catalogue or of another cloud", () => {
        for (const type of types) {
            for (const region of [UNKNOWN, undefined, null, "cn-north-1", "eu-central-9"]) {
                assert.doesNotThrow(asks(region, type));
            }
        }
        assert.doesNotThrow(asks("westeurope", "azure-native:storage:Account"));
        assert.doesNotThrow(asks("europe-west1", "pulumi:providers:gcp"));
    });

    it("is refused in a resource that exists already", () => {
        assert.throws(() => read({ ...asked("aws:sqs/queue:Queue", { region: "eu-west1" }), id: "q" }, update), {
            message: 'region must be a Region such as us-east-1, got "eu-west1" (did you mean eu-west-1?)',
        });
    });
});

describe("existing resources", () => {
    it("are what their id says, in preview too", () => {
        const topic = read({ ...asked("aws:sns/topic:Topic"), id: "arn:aws:sns:us-west-2:999988887777:shared" }, preview);
        assert.deepEqual(
            { id: topic.id, ...pick(topic.outputs, ["arn", "name", "owner"]) },
            {
                id: "arn:aws:sns:us-west-2:999988887777:shared",
                arn: "arn:aws:sns:us-west-2:999988887777:shared",
                name: "shared",
                owner: "999988887777",
            },
        );
        const queue = read({ ...asked("aws:sqs/queue:Queue"), id: "https://sqs.eu-west-1.amazonaws.com/111122223333/shared" }, preview);
        assert.equal(queue.outputs.arn, "arn:aws:sqs:eu-west-1:111122223333:shared");
    });
});

describe("checked inputs", () => {
    const checked = (type: string, inputs: Props, custom = true) => {
        const { outputs } = create(asked(type, inputs), preview);
        return checkedInputs({ type, inputs, outputs, custom });
    };

    it("are the inputs with the provider's name and defaults, and nothing computed", () => {
        assert.deepEqual(checked("aws:cloudwatch/eventRule:EventRule", { eventPattern: "{}" }), {
            eventPattern: "{}",
            name: "jobs-b7c2cad",
            eventBusName: "default",
            forceDestroy: false,
            state: "ENABLED",
        });
    });

    it("are the inputs themselves for components", () => {
        assert.deepEqual(checked("shop:index:Thing", { name: "x" }, false), { name: "x" });
    });
});
