// Says what a program can see of its settings and of its environment.
const pulumi = require("@pulumi/pulumi");

const config = new pulumi.Config();
const apiKey = config.requireSecret("apiKey");
console.log(`starting ${pulumi.getProject()}/${pulumi.getStack()} with ${config.require("apiKey")}`);
process.stdout.write("half a line");
pulumi.log.info(`the key is ${config.require("apiKey")}`);
pulumi.log.warn("this stack is small");
console.error("to standard error");

module.exports = {
    kinds: config.requireObject("kinds"),
    limits: config.requireObject("limits"),
    days: config.requireNumber("days"),
    enabled: config.requireBoolean("enabled"),
    owner: config.require("owner"),
    account: new pulumi.Config("other").get("account"),
    region: new pulumi.Config("aws").get("region"),
    apiKey,
    organization: pulumi.getOrganization(),
    dryRun: pulumi.runtime.isDryRun(),
    folder: process.cwd(),
    stackTraceLimit: Error.stackTraceLimit,
    title: process.title,
    environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(AWS|PULUMI_ACCESS|PULUMI_CONFIG_PASS)/.test(name))),
};
