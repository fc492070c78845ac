const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

class Route extends pulumi.ComponentResource {
    constructor(name, args, opts) {
        super("shop:messaging:Route", name, args, opts);
        const queue = new aws.sqs.Queue(`${name}-dead`, {}, { parent: this });
        const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: "{}" }, { parent: this });
        const handler = new aws.lambda.Function(
            `${name}-handler`,
            {
                role: role.arn,
                runtime: "nodejs22.x",
                handler: "index.handler",
                code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("exports.handler = async () => 1;") }),
            },
            { parent: this },
        );
        const rule = new aws.cloudwatch.EventRule(`${name}-rule`, { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) }, { parent: this });
        new aws.cloudwatch.EventTarget(
            `${name}-target`,
            { rule: rule.name, arn: handler.arn, deadLetterConfig: { arn: queue.arn } },
            { parent: this, dependsOn: [role] },
        );
        this.queueUrl = queue.url;
        this.ruleArn = rule.arn;
        this.registerOutputs({ queueUrl: this.queueUrl });
    }
}

const route = new Route("orders", {});
exports.queueUrl = route.queueUrl;
exports.ruleArn = route.ruleArn;
