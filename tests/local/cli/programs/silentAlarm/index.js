// Plain resources with three mistakes that AWS takes without a word: a status that endpoint events never carry, an alarm without an action,
// and a rule without a target.
const aws = require("@pulumi/aws");

const rule = new aws.cloudwatch.EventRule("endpoints", {
    eventPattern: JSON.stringify({
        source: ["aws.sagemaker"],
        "detail-type": ["SageMaker Endpoint State Change"],
        detail: { EndpointStatus: ["InService"] },
    }),
});
new aws.cloudwatch.MetricAlarm("endpoints-failed", {
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensions: { RuleName: rule.name },
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: 1,
    period: 60,
    statistic: "Sum",
});
