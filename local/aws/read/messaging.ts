import {
    deadLetterArnIn,
    documentSlot,
    type GraphResource,
    isFifoName,
    policyHolder,
    QUEUE_DEFAULTS,
    readQueue,
    readSubscription,
    readTopic,
    replacingPolicies,
    type Slot,
    subscriptionFault,
} from "../../../models/graph";
import { defaultTopicPolicy } from "../../../models/policies";
import type { Graph } from "../../engine/graph";
import { graphResources, stackOf } from "../../engine/graphResources";
import type { Findings } from "../findings";
import type { QueueResource, TopicResource } from "../resources";
import { type GivenPolicy, readPolicy } from "./identity";
import { documentIn, flagIn, optionalNumber, optionalText, requiredText } from "./values";

const ofType = (graph: Graph, type: string) => graphResources(graph).filter((resource) => resource.type === type);

/** Gives the policy of a queue or a topic; undefined if there is none, so that AWS's default applies. `named` is what its policies call it. */
function readPolicies(graph: Graph, findings: Findings, kind: "queue" | "topic") {
    const stack = stackOf(graph);
    const given = ({ urn }: GraphResource, slot: Slot | undefined): GivenPolicy | undefined => {
        const text = (slot && documentIn(slot)) ?? "";
        return text.trim() === "" ? undefined : { policy: readPolicy(findings, urn, text, "resource") };
    };
    // One that AWS would refuse is a finding, whatever it belongs to.
    const policies = new Map(stack.ofGroup(`${kind}Policy`).map((resource) => [resource, given(resource, documentSlot(resource))]));
    return (owner: GraphResource, named: Slot) => {
        for (const { urn } of replacingPolicies(stack, owner, kind)) {
            findings.add("refused", urn, `There is one policy for ${requiredText(named)} before this one: AWS keeps only the last that was written`);
        }
        const { resource, slot } = policyHolder(stack, owner, kind);
        return policies.has(resource) ? policies.get(resource) : given(resource, slot);
    };
}

export function readQueues(graph: Graph, findings: Findings): QueueResource[] {
    const policyOf = readPolicies(graph, findings, "queue");
    return ofType(graph, "aws:sqs/queue:Queue").map((resource) => {
        const queue = readQueue(resource);
        return {
            name: requiredText(queue.name),
            arn: requiredText(queue.arn),
            url: requiredText(queue.url),
            fifo: flagIn(queue.fifo),
            contentBasedDeduplication: flagIn(queue.contentBasedDeduplication),
            retentionSeconds: optionalNumber(queue.retentionSeconds) ?? QUEUE_DEFAULTS.retentionSeconds,
            kmsKey: optionalText(queue.kmsKey),
            policy: policyOf(resource, queue.url)?.policy,
        };
    });
}

export function readTopics(graph: Graph, findings: Findings): TopicResource[] {
    const policyOf = readPolicies(graph, findings, "topic");
    const topics = ofType(graph, "aws:sns/topic:Topic").map((resource): TopicResource => {
        const topic = readTopic(resource);
        const arn = requiredText(topic.arn);
        const given = policyOf(resource, topic.arn);
        return {
            name: requiredText(topic.name),
            arn,
            fifo: flagIn(topic.fifo),
            kmsKey: optionalText(topic.kmsKey),
            policy: given === undefined ? defaultTopicPolicy(arn) : given.policy,
            subscriptions: [],
        };
    });
    for (const resource of ofType(graph, "aws:sns/topicSubscription:TopicSubscription")) {
        const subscription = readSubscription(resource);
        const arn = requiredText(subscription.topic);
        const topic = topics.find((candidate) => candidate.arn === arn);
        if (topic === undefined && !graph.outside?.includes(arn)) {
            findings.add("unmodelled", resource.urn, `The topic ${arn} is not in the program`);
        }
        const protocol = requiredText(subscription.protocol);
        const endpoint = optionalText(subscription.endpoint) ?? "";
        const deadLetterArn = deadLetterArnIn(subscription.redrivePolicy);
        const fault = subscriptionFault(resource, subscription);
        const refused =
            (topic && fifoFault(topic, protocol, endpoint)) ??
            (fault && `SNS refuses the subscription "${resource.name}" (InvalidParameter): ${fault}`);
        if (refused !== undefined) {
            findings.add("refused", resource.urn, refused);
            continue;
        }
        topic?.subscriptions.push({
            urn: resource.urn,
            arn: optionalText(subscription.arn),
            protocol,
            endpoint,
            rawMessageDelivery: flagIn(subscription.rawMessageDelivery),
            filter: documentIn(subscription.filter),
            deadLetterArn,
            filtersBodies: documentIn(subscription.filter) !== undefined && optionalText(subscription.filterScope) === "MessageBody",
        });
    }
    return topics;
}

/** Why SNS refuses a subscription. Source: https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html */
function fifoFault({ name, fifo }: TopicResource, protocol: string, endpoint: string): string | undefined {
    return fifo && protocol !== "sqs"
        ? `The topic "${name}" is FIFO, and only queues can subscribe to it, got the protocol "${protocol}"`
        : !fifo && protocol === "sqs" && isFifoName(endpoint)
          ? `The topic "${name}" is no FIFO topic, so the FIFO queue ${endpoint} can't subscribe to it`
          : undefined;
}
