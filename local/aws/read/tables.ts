import { type Graph, resourcesOfType } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { TableResource } from "../resources";

/** Properties that change nothing about how a table answers, or that only take effect after days. */
const WITHOUT_EFFECT = ["streamEnabled", "replicas", "restoreSourceName", "importTable"];

/** The DynamoDB tables of a program. Streams, replicas and imports are findings; expired items stay. */
export function readTables(graph: Graph, findings: Findings): TableResource[] {
    return resourcesOfType(graph, "aws:dynamodb/table:Table").map((resource) => {
        const table = new Properties(resource);
        for (const property of WITHOUT_EFFECT) {
            const value = resource.inputs[property];
            if (value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)) {
                findings.add("unmodelled", resource.urn, `${property} of a table is not modelled`);
            }
        }
        const encryption = table.object("serverSideEncryption");
        return {
            name: table.requiredText("name"),
            arn: table.requiredText("arn"),
            policy: undefined,
            kmsKey: encryption?.flag("enabled") === false ? undefined : encryption?.text("kmsKeyArn") || undefined,
            definition: {
                AttributeDefinitions: table.objects("attributes").map((attribute) => ({
                    AttributeName: attribute.requiredText("name"),
                    AttributeType: attribute.requiredText("type"),
                })),
                KeySchema: keySchema(table),
                BillingMode: "PAY_PER_REQUEST",
                ...indexes("GlobalSecondaryIndexes", table.objects("globalSecondaryIndexes")),
                ...indexes("LocalSecondaryIndexes", table.objects("localSecondaryIndexes"), table.text("hashKey")),
            },
        };
    });
}

function keySchema(table: Properties, hashKey = table.text("hashKey")): object[] {
    const range = table.text("rangeKey");
    return [...(hashKey ? [{ AttributeName: hashKey, KeyType: "HASH" }] : []), ...(range ? [{ AttributeName: range, KeyType: "RANGE" }] : [])];
}

function indexes(member: string, given: readonly Properties[], hashKey?: string): Record<string, unknown> {
    const list = given.map((index) => {
        const attributes = index.texts("nonKeyAttributes");
        return {
            IndexName: index.requiredText("name"),
            KeySchema: keySchema(index, index.text("hashKey") ?? hashKey),
            Projection: {
                ProjectionType: index.text("projectionType") ?? "ALL",
                ...(attributes.length === 0 ? {} : { NonKeyAttributes: attributes }),
            },
        };
    });
    return list.length === 0 ? {} : { [member]: list };
}
