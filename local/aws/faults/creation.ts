import type { Graph, Resource } from "../../engine/graph";
import { absence, type Creation, nameIn } from "./faults";
import type { FaultName } from "./table";

/**
 * When each part of a program is created in a deployment, as a share of its time, 0 to 1. A resource is created when everything that it depends on is
 * there, and takes a random time: what should depend on something and does not is created before it for some seeds.
 *
 * @param random Gives seeded numbers from 0 (inclusive) to 1 (exclusive).
 * @returns By {@link absence}: the fault that a missing resource is like, and what that fault strikes.
 */
export function creationOf(graph: Graph, random: () => number): Creation {
    const ends = endsOf(graph, random);
    const last = Math.max(...ends.values());
    const creation = new Map<string, number>();
    for (const resource of graph.resources) {
        for (const [fault, struck] of absencesOf(graph, resource)) {
            const key = absence(fault, struck);
            creation.set(key, Math.max(creation.get(key) ?? 0, ends.get(resource.urn)! / last));
        }
    }
    return creation;
}

/** By URN; for a component, when all that it has is there. */
function endsOf({ resources }: Graph, random: () => number): Map<string, number> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const ends = new Map<string, number>();
    const endOf = (urn: string): number => {
        const known = ends.get(urn);
        const resource = byUrn.get(urn);
        if (known !== undefined || resource === undefined) {
            return known ?? 0;
        }
        ends.set(urn, 0);
        const before = resource.custom ? resource.dependencies : resources.filter(({ parent }) => parent === urn).map((child) => child.urn);
        const end = Math.max(0, ...before.map(endOf)) + (resource.custom ? random() : 0);
        ends.set(urn, end);
        return end;
    };
    resources.forEach(({ urn }) => endOf(urn));
    return ends;
}

/** What a resource that is not there yet is like. E-mail subscriptions are there: their owners confirm them before anything else counts. */
function absencesOf({ resources }: Graph, { type, outputs }: Resource): [FaultName, string][] {
    const text = (value: unknown) => String(value ?? "");
    const arn = text(outputs.arn);
    /** ARNs of the resources of a type that a value names. */
    const named = (of: string, value: unknown) =>
        resources
            .filter((each) => each.type === of && [each.outputs.arn, each.outputs.name, each.outputs.url, each.id].includes(value))
            .map((each) => text(each.outputs.arn));
    switch (type) {
        case "aws:lambda/function:Function":
            return [["deleteFunction", arn]];
        case "aws:lambda/permission:Permission":
            return named("aws:lambda/function:Function", outputs.function).map((of) => ["removePermissions", of]);
        case "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig":
            return named("aws:lambda/function:Function", outputs.functionName).map((of) => ["removeInvokeConfig", of]);
        case "aws:iam/rolePolicy:RolePolicy": {
            const roles = named("aws:iam/role:Role", outputs.role);
            const functions = resources.filter((each) => each.type === "aws:lambda/function:Function" && roles.includes(text(each.outputs.role)));
            return functions.map((each) => ["denyCalls", nameIn(text(each.outputs.arn))]);
        }
        case "aws:sqs/queue:Queue":
            return [["deleteQueue", arn]];
        case "aws:sqs/queuePolicy:QueuePolicy":
            return named("aws:sqs/queue:Queue", outputs.queueUrl).map((of) => ["dropQueuePolicy", of]);
        case "aws:sns/topic:Topic":
            return [["topicDown", arn]];
        case "aws:sns/topicPolicy:TopicPolicy":
            return [["dropTopicPolicy", arn]];
        case "aws:dynamodb/table:Table":
            return [["table", arn]];
        case "aws:cloudwatch/metricAlarm:MetricAlarm":
            return [["deleteAlarm", arn]];
        case "aws:cloudwatch/eventRule:EventRule":
            return [["disableRule", arn]];
        case "aws:cloudwatch/eventTarget:EventTarget":
            return named("aws:cloudwatch/eventRule:EventRule", outputs.rule).flatMap((of): [FaultName, string][] => [
                ["removeTargets", of],
                ["stopSchedule", of],
            ]);
        default:
            return [];
    }
}
