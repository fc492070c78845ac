import { ALL_CALLS_STATE } from "../../../catalog";
import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import type { Bus } from "../receivers/bus";
import type { Queue } from "../receivers/queue";
import type { Topic } from "../receivers/topic";

/** What can be looked at. Buses by name, the others by ARN. */
export interface WatchedParts {
    readonly buses: ReadonlyMap<string, Bus>;
    readonly topics: ReadonlyMap<string, Topic>;
    readonly queues: ReadonlyMap<string, Queue>;
}

const text = ({ input }: ApiCall, key: string): string => (typeof input[key] === "string" ? (input[key] as string) : "");

/** SNS answers 100 subscriptions at a time. */
const SUBSCRIPTIONS = 100;

/**
 * Answers what those who watch a delivery path ask, without changing anything: events DescribeRule and ListTargetsByRule, sns ListSubscriptionsByTopic and
 * sqs GetQueueAttributes. Sources: the API references of EventBridge, SNS and SQS.
 */
export function serveWatchers({ faults, place }: Context, endpoint: LocalEndpoint, { buses, topics, queues }: WatchedParts): void {
    const ruleOf = (call: ApiCall, action: string, name: string) => {
        const bus = text(call, "EventBusName").split("/").at(-1) || "default";
        const path = bus === "default" ? name : `${bus}/${name}`;
        endpoint.require(call, action, `arn:${place.partition}:events:${place.region}:${place.account}:rule/${path}`);
        const rule = buses.get(bus)?.rule(name);
        if (rule === undefined) {
            throw apiError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
        }
        return rule;
    };

    endpoint.handle("events", "DescribeRule", (call) => {
        const { name, arn, bus, pattern, schedule, enabled, allCalls } = ruleOf(call, "events:DescribeRule", text(call, "Name"));
        const isOn = enabled && faults.now("disableRule", arn) === undefined && faults.now("stopSchedule", arn) === undefined;
        const on = allCalls ? ALL_CALLS_STATE : "ENABLED";
        return { Name: name, Arn: arn, EventBusName: bus, EventPattern: pattern, ScheduleExpression: schedule, State: isOn ? on : "DISABLED" };
    });

    endpoint.handle("events", "ListTargetsByRule", (call) => {
        const { arn: ruleArn, targets } = ruleOf(call, "events:ListTargetsByRule", text(call, "Rule"));
        if (faults.now("removeTargets", ruleArn) !== undefined) {
            return { Targets: [] };
        }
        return { Targets: targets.map(({ id, arn }) => ({ Id: id, Arn: arn })) };
    });

    endpoint.handle("sns", "ListSubscriptionsByTopic", (call) => {
        const arn = text(call, "TopicArn");
        endpoint.require(call, "sns:ListSubscriptionsByTopic", arn);
        const topic = topics.get(arn);
        if (topic === undefined) {
            throw apiError("NotFound", "Topic does not exist", 404);
        }
        const from = Number(text(call, "NextToken") || 0);
        const all = topic.subscriptions();
        const next = from + SUBSCRIPTIONS < all.length ? { NextToken: String(from + SUBSCRIPTIONS) } : {};
        return { Subscriptions: all.slice(from, from + SUBSCRIPTIONS), ...next };
    });

    endpoint.handle("sqs", "GetQueueAttributes", (call) => {
        const name = text(call, "QueueUrl").split("/").at(-1);
        const queue = [...queues.values()].find(({ resource }) => resource.name === name);
        if (queue === undefined || faults.now("deleteQueue", queue.arn) !== undefined) {
            throw apiError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", 400);
        }
        endpoint.require(call, "sqs:GetQueueAttributes", queue.arn);
        const known: Record<string, string> = {
            ApproximateNumberOfMessages: String(queue.visible().length - queue.inFlight()),
            ApproximateNumberOfMessagesNotVisible: String(queue.inFlight()),
            // Nothing delays here.
            ApproximateNumberOfMessagesDelayed: "0",
            MessageRetentionPeriod: String(queue.resource.retentionSeconds),
            QueueArn: queue.arn,
        };
        const asked = Array.isArray(call.input.AttributeNames) ? (call.input.AttributeNames as string[]) : [];
        return { Attributes: Object.fromEntries(Object.entries(known).filter(([each]) => asked.includes(each) || asked.includes("All"))) };
    });
}
