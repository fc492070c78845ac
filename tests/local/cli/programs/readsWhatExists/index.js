const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const network = new pulumi.StackReference("acme/network/dev");
const notify = aws.lambda.getFunctionOutput({ functionName: "notify" });
const zones = aws.getAvailabilityZonesOutput({ state: "available" });

const rule = new aws.cloudwatch.EventRule("failed", {
    name: "failed",
    eventPattern: JSON.stringify({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"] }),
});
new aws.cloudwatch.EventTarget("failed", { rule: rule.name, arn: notify.arn, deadLetterConfig: { arn: network.getOutput("queueArn") } });
exports.zones = zones.names;
