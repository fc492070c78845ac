import type * as pulumi from "@pulumi/pulumi";

import { JobStatusReaction } from "../../../../components";
import { OPS_TOPIC, quiet } from "../../fixtures";

/** What the components have no argument for: a VPC for the function, and alarms that also notify when all is well again. */
const transform: pulumi.ResourceTransform = ({ type, props, opts }) => {
    if (type === "aws:lambda/function:Function") {
        return { props: { ...props, vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } }, opts };
    }
    if (type === "aws:cloudwatch/metricAlarm:MetricAlarm") {
        return { props: { ...props, okActions: props.alarmActions as string[] }, opts };
    }
    return undefined;
};

new JobStatusReaction(
    "training-failed",
    { kind: "TrainingJob", statuses: ["Failed"], handler: quiet, alarmActions: [OPS_TOPIC] },
    { transforms: [transform] },
);
