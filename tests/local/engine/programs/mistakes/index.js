// Every way in which a program can fail.
const pulumi = require("@pulumi/pulumi");

// Only the mistakes that need AWS pay for loading it.
const aws = () => require("@pulumi/aws");
const format = new Intl.NumberFormat();
const mistakes = {
    none: () => {},
    throw: () => {
        throw new Error("the catalogue is empty");
    },
    throwInApply: () => {
        new (aws().sns.Topic)("alerts").name.apply(() => {
            throw new TypeError("the topic has no name");
        });
    },
    throwSecret: () => {
        const token = new pulumi.Config().requireSecret("token");
        token.apply((text) => {
            throw new Error(`cannot use ${text}`);
        });
    },
    reject: () => {
        Promise.reject(new Error("not caught"));
    },
    missingName: () => {
        new (aws().sns.Topic)("");
    },
    resourceError: () => {
        throw new pulumi.ResourceError("the bucket is full", new (aws().s3.Bucket)("bucket"), true);
    },
    runError: () => {
        throw new pulumi.RunError("set the region first");
    },
    closure: () => {
        new (aws().lambda.CallbackFunction)("handler", { callback: async () => format.format(1), runtime: "nodejs22.x" });
    },
    exit: () => {
        console.error("giving up");
        process.exit(3);
    },
    exitEarly: () => process.exit(0),
    killed: () => process.kill(process.pid, "SIGKILL"),
    hang: () => {
        setInterval(() => {}, 1000);
    },
    duplicate: () => {
        new (aws().sns.Topic)("alerts");
        new (aws().sns.Topic)("alerts");
    },
    longName: () => {
        new (aws().iam.Role)("r".repeat(60), { assumeRolePolicy: "{}" });
    },
    stackReference: () => {
        new pulumi.StackReference("acme/network/prod");
    },
    invoke: async () => {
        await aws().ec2.getVpc({ default: true });
    },
    call: () => {
        const provider = new (aws().Provider)("eu", { region: "eu-west-1" });
        pulumi.runtime.call("pulumi:providers:aws/terraformConfig", { __self__: provider }, provider);
    },
    missingModule: () => {
        require("./nowhere");
    },
    logError: () => {
        pulumi.log.error("two alarms watch the same queue");
    },
    config: () => {
        new pulumi.Config().require("absent");
    },
};
exports.done = mistakes[new pulumi.Config().require("mistake")]();
