// Uses what a deployment offers besides plain resources.
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type === "aws:sns/topic:Topic" ? { props: { ...props, displayName: `${props.displayName ?? ""}!stack` }, opts } : undefined,
);
pulumi.runtime.registerInvokeTransform(({ token, args, opts }) =>
    token === "aws:index/getRegion:getRegion" ? { args: { ...args, region: args.region ?? "sa-east-1" }, opts } : undefined,
);

class Pair extends pulumi.ComponentResource {
    constructor(name, opts) {
        super("demo:index:Pair", name, {}, opts);
        this.topic = new aws.sns.Topic(
            `${name}-topic`,
            { displayName: "own" },
            { parent: this, transforms: [({ props, opts }) => ({ props: { ...props, displayName: `${props.displayName}!own` }, opts })] },
        );
        this.queue = new aws.sqs.Queue(`${name}-queue`, { tags: { topic: this.topic.arn } }, { parent: this });
        this.registerOutputs({ topic: this.topic, arn: this.queue.arn });
    }
}

class Outer extends pulumi.ComponentResource {
    constructor(name, opts) {
        super("demo:index:Outer", name, {}, opts);
        this.pair = new Pair("pair", { parent: this });
        this.registerOutputs({});
    }
}
const outer = new Outer("outer", {
    transforms: [
        ({ type, props, opts }) =>
            type === "aws:sns/topic:Topic"
                ? { props: { ...props, displayName: `${props.displayName}!parent` }, opts: { ...opts, protect: true } }
                : undefined,
    ],
});

const eu = new aws.Provider("eu", { region: "eu-central-1", defaultTags: { tags: { team: "ml" } } });
const secret = pulumi.secret("swordfish");
const bucket = new aws.s3.Bucket("Reports", { tags: { token: secret, plain: "visible" } }, { provider: eu });
new aws.sqs.Queue(
    "jobs",
    { name: "jobs.fifo", fifoQueue: true, redrivePolicy: pulumi.interpolate`{"deadLetterTargetArn":"${outer.pair.queue.arn}"}` },
    {
        aliases: [
            { name: "tasks" },
            { parent: outer },
            { type: "aws:sqs:OldQueue", stack: "old", project: "before" },
            "urn:pulumi:dev::features::x:y:Z::w",
        ],
        protect: true,
        ignoreChanges: ["tags"],
        replaceOnChanges: ["name"],
        deleteBeforeReplace: true,
        retainOnDelete: true,
        deletedWith: bucket,
        customTimeouts: { create: "1h30m", update: "5m" },
        additionalSecretOutputs: ["url"],
        dependsOn: [outer],
        hooks: { beforeCreate: [new pulumi.ResourceHook("check", () => {})] },
    },
);
new aws.sqs.Queue("adopted", {}, { import: "https://sqs.us-east-1.amazonaws.com/111122223333/adopted" });
const existing = aws.sns.Topic.get("existing", "arn:aws:sns:us-east-1:999988887777:shared-alerts");
const prefixed = new aws.sns.Topic("prefixed", { namePrefix: "pre-", tags: { reports: bucket.arn } });

module.exports = async () => {
    const document = await aws.iam.getPolicyDocument({
        statements: [{ actions: ["sqs:SendMessage"], resources: ["*"], principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }] }],
    });
    return {
        account: (await aws.getCallerIdentity()).accountId,
        region: (await aws.getRegion()).region,
        regionOfProvider: (await aws.getRegion({ region: "eu-central-1" }, { provider: eu })).endpoint,
        partition: (await aws.getPartition()).partition,
        policy: JSON.parse(document.json),
        later: aws.getRegionOutput({ region: bucket.arn.apply((arn) => arn && "ap-south-1") }).region,
        existing: existing.name,
        prefixed: prefixed.name,
        token: secret,
        nested: { token: secret, list: [1, secret] },
    };
};
