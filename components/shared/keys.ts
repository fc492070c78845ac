import type * as pulumi from "@pulumi/pulumi";

import { dnsSuffixOf } from "../../models/regions";
import { placeOf } from "./arns";
import type { Statement } from "./resourcePolicies";

/** A key, and the services through which a role uses it. */
export interface KeyUse {
    keyArn: pulumi.Input<string> | undefined;
    /** "sqs", "sns": as IAM actions begin. */
    services: readonly string[];
}

/** What the AWS CDK allows readers and writers of a table in addition to the two: https://github.com/aws/aws-cdk (aws-dynamodb/lib/perms.ts) */
const TABLE_ACTIONS = ["kms:DescribeKey", "kms:Encrypt", "kms:ReEncrypt*"];

/**
 * What allows a role to write to encrypted queues and topics, and to read and write encrypted tables: it calls the service, which calls KMS in its name.
 * So the key is of no use for the role in any other way.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (producers) and
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html want GenerateDataKey and Decrypt;
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 *
 * @param ruleArn Says in which partition and Region the role works.
 */
export function useKeys(uses: readonly { keyArn: string | undefined; services: readonly string[] }[], ruleArn: string): Statement[] {
    const { partition, region } = placeOf(ruleArn);
    const byKey = new Map<string, Set<string>>();
    for (const { keyArn, services } of uses) {
        for (const service of keyArn === undefined ? [] : services) {
            byKey.set(keyArn!, (byKey.get(keyArn!) ?? new Set()).add(`${service}.${region}.${dnsSuffixOf(partition)}`));
        }
    }
    return [...byKey].map(([key, services]) => ({
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey", ...([...services].some((service) => service.startsWith("dynamodb.")) ? TABLE_ACTIONS : [])],
        Resource: key,
        Condition: { StringEquals: { "kms:ViaService": [...services] } },
    }));
}
