import * as pulumi from "@pulumi/pulumi";

import { SECRET_ARN } from "../../models/secretArn";
import { show } from "./arguments";

/** ARNs that arguments ask for. Each may be of any partition: aws, aws-cn, aws-us-gov. */
const FORMS = {
    key: { what: "a KMS key", form: "arn:PARTITION:kms:REGION:ACCOUNT:key/ID", pattern: /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/ },
    queue: {
        what: "a standard SQS queue",
        form: "arn:PARTITION:sqs:REGION:ACCOUNT:NAME",
        pattern: /^arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/,
    },
    topic: {
        what: "a standard SNS topic",
        form: "arn:PARTITION:sns:REGION:ACCOUNT:NAME",
        pattern: /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    },
    secret: SECRET_ARN,
    policy: {
        what: "an IAM policy",
        form: "arn:PARTITION:iam::ACCOUNT:policy/NAME",
        pattern: /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
    },
} as const;

/**
 * Problems of an ARN. The value of another resource is known too late to be checked here.
 *
 * @param or A text that is allowed in addition to an ARN.
 */
export function arnProblems(argument: string, value: unknown, of: keyof typeof FORMS, or?: string): string[] {
    const { what, form, pattern } = FORMS[of];
    const fits =
        typeof value === "string"
            ? value === or || pattern.test(value)
            : value === undefined || pulumi.Output.isInstance(value) || value instanceof Promise;
    return fits ? [] : [`${argument} must be ${or === undefined ? "" : `"${or}" or `}the ARN of ${what}, ${form}, got ${show(value)}`];
}

/** The parts of a resource's ARN that say where it is. */
export function placeOf(arn: string): { partition: string; region: string; account: string } {
    const [, partition = "", , region = "", account = ""] = arn.split(":");
    return { partition, region, account };
}
