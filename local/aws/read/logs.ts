import { dnsSuffixOf } from "../../../models/regions";
import { type Graph, resourcesOfType } from "../../engine/graph";
import type { Access } from "../access";
import type { Findings } from "../findings";
import { Properties } from "../properties";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const KEY_ACTIONS = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"];

/** Records every encrypted log group that CloudWatch Logs would refuse, because the key does not allow it. */
export function checkLogGroups(graph: Graph, access: Access, findings: Findings): void {
    for (const resource of resourcesOfType(graph, "aws:cloudwatch/logGroup:LogGroup")) {
        const group = new Properties(resource);
        const kmsKey = group.text("kmsKeyId");
        if (kmsKey !== undefined && kmsKey !== "") {
            const arn = group.requiredText("arn");
            const service = `logs.${graph.region}.${dnsSuffixOf(graph.partition)}`;
            const context = { "kms:EncryptionContext:aws:logs:arn": arn };
            const answer = access.serviceMayUseKey(service, { arn, policy: undefined, kmsKey }, KEY_ACTIONS, context);
            if (!answer.allowed) {
                findings.add("refused", resource.urn, answer.reason);
            }
        }
    }
}
