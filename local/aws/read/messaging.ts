import { defaultTopicPolicy } from "../../../models/policies";
import { type Graph, resourcesOfType } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { QueueResource, TopicResource } from "../resources";
import { givenPolicy, type GivenPolicy } from "./identity";

/** The policies of a resource: its own property, or a policy resource for it. Of several the last one stays, as AWS keeps one. */
function readPolicies(graph: Graph, findings: Findings, type: string, key: string): Map<string, GivenPolicy | undefined> {
    const policies = new Map<string, GivenPolicy | undefined>();
    for (const resource of resourcesOfType(graph, type)) {
        const policy = new Properties(resource);
        const owner = policy.requiredText(key);
        if (policies.has(owner)) {
            findings.add("refused", resource.urn, `There is one policy for ${owner} before this one: AWS keeps only the last that was written`);
        }
        policies.set(owner, givenPolicy(findings, policy));
    }
    return policies;
}

export function readQueues(graph: Graph, findings: Findings): QueueResource[] {
    const policies = readPolicies(graph, findings, "aws:sqs/queuePolicy:QueuePolicy", "queueUrl");
    return resourcesOfType(graph, "aws:sqs/queue:Queue").map((resource) => {
        const queue = new Properties(resource);
        const url = queue.text("url") ?? resource.id;
        return {
            name: queue.requiredText("name"),
            arn: queue.requiredText("arn"),
            url,
            fifo: queue.flag("fifoQueue") ?? false,
            retentionSeconds: queue.number("messageRetentionSeconds") ?? 345_600,
            kmsKey: queue.text("kmsMasterKeyId") || undefined,
            policy: (policies.get(url) ?? givenPolicy(findings, queue))?.policy,
        };
    });
}

export function readTopics(graph: Graph, findings: Findings): TopicResource[] {
    const policies = readPolicies(graph, findings, "aws:sns/topicPolicy:TopicPolicy", "arn");
    const topics = resourcesOfType(graph, "aws:sns/topic:Topic").map((resource): TopicResource => {
        const topic = new Properties(resource);
        const arn = topic.requiredText("arn");
        const given = policies.get(arn) ?? givenPolicy(findings, topic);
        return {
            name: topic.requiredText("name"),
            arn,
            kmsKey: topic.text("kmsMasterKeyId") || undefined,
            policy: given === undefined ? defaultTopicPolicy(arn) : given.policy,
            subscriptions: [],
        };
    });
    for (const resource of resourcesOfType(graph, "aws:sns/topicSubscription:TopicSubscription")) {
        const subscription = new Properties(resource);
        const arn = subscription.requiredText("topic");
        const topic = topics.find((candidate) => candidate.arn === arn);
        if (topic === undefined) {
            findings.add("unmodelled", resource.urn, `The topic ${arn} is not in the program`);
        }
        topic?.subscriptions.push({
            urn: resource.urn,
            protocol: subscription.requiredText("protocol"),
            endpoint: subscription.requiredText("endpoint"),
            rawMessageDelivery: subscription.flag("rawMessageDelivery") ?? false,
            filtered: subscription.document("filterPolicy") !== undefined,
        });
    }
    return topics;
}
