import type { PackageInfo } from "../lambda/localFunction";
import type { StopRecord } from "../sageMaker/acts";
import type { ApiCallRecord } from "./access";
import type { AlarmChange, Alarms, Notified } from "./alarms";
import type { Finding } from "./findings";
import type { Invocation } from "./functions";
import type { QueueMessage } from "./queues";
import type { Services } from "./services";
import type { TopicMessage } from "./topics";
import { type Verdict, verdictOf } from "./verdict";

/** An event that came to a bus. One that comes twice is two of them. All times here are epoch milliseconds. */
export interface EventResult {
    id: string;
    source: string;
    detailType: string;
    bus: string;
    atMs: number;
    /** Names of the rules; empty: nobody listens. */
    matched: string[];
    event: object;
}

/** One event on its way to one target of one rule. */
export interface DeliveryResult extends Verdict {
    /** Id of the event, and its place in `events`. */
    event: string;
    eventIndex: number;
    bus: string;
    rule: string;
    /** Name of the target: function, queue, topic. */
    target: string;
    targetId: string;
    targetArn: string;
    /** How often EventBridge tried to hand it over. */
    attempts: number;
    /** How often a handler ran for it. */
    invocations: number;
}

/** A message that stands for a failure and is in a queue now. */
export interface DeadLetterResult extends Pick<QueueMessage, "id" | "body" | "attributes" | "sentMs"> {
    queue: string;
    /** Id of the event. */
    event: string;
    reason: string;
}

export interface AlarmResult {
    name: string;
    arn: string;
    state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
    sinceMs: number;
    /** Who got its message when it last went to ALARM. */
    notified: Notified[];
    history: AlarmChange[];
}

export interface LocalAwsResults {
    events: EventResult[];
    deliveries: DeliveryResult[];
    /** Every Stop that somebody called, in order; SageMaker refuses some. */
    stops: readonly StopRecord[];
    /** Deliveries with outcome `lost`. */
    lost: number;
    /** Messages of handlers and rules that topics took. `delivered` is empty where nobody got it. */
    notifications: TopicMessage[];
    /** Alarm messages and failure records that topics took. */
    otherMessages: TopicMessage[];
    deadLetters: DeadLetterResult[];
    alarms: AlarmResult[];
    findings: Finding[];
    apiCalls: ApiCallRecord[];
    invocations: Invocation[];
    packages: PackageInfo[];
}

/** Gathers what happened. */
export function resultsOf(services: Services, alarms: Alarms, packages: readonly PackageInfo[], stops: readonly StopRecord[]): LocalAwsResults {
    const { buses, topics, queues, functions, findings, access, clock } = services;
    const deliveries = buses.deliveries().map((delivery): DeliveryResult => {
        const { event, eventIndex, rule, target, attempts, invocations } = delivery;
        return {
            event,
            eventIndex,
            bus: rule.bus,
            rule: rule.name,
            target: target.arn
                .split(/[:/]/)
                .slice(target.arn.split(":")[2] === "lambda" ? 6 : -1)
                .join(":"),
            targetId: target.id,
            targetArn: target.arn,
            attempts,
            invocations,
            ...verdictOf(delivery, alarms, clock.now()),
        };
    });
    const messages = topics.messages().map((message) => ({ ...message, delivered: [...message.delivered] }));
    return {
        events: buses.seen().map(({ event, bus, atMs, matched }) => {
            return { id: event.id, source: event.source, detailType: event["detail-type"], bus, atMs, matched, event };
        }),
        deliveries,
        stops: [...stops],
        lost: deliveries.filter(({ outcome }) => outcome === "lost").length,
        notifications: messages.filter(({ kind }) => kind === "notification"),
        otherMessages: messages.filter(({ kind }) => kind !== "notification"),
        deadLetters: [...queues.values()].flatMap((queue) =>
            queue
                .visible()
                .flatMap(({ id, body, attributes, sentMs, deadLetter }) =>
                    deadLetter === undefined ? [] : [{ queue: queue.resource.name, id, body, attributes, sentMs, ...deadLetter }],
                ),
        ),
        alarms: alarms.all().map(({ name, arn, state, sinceMs, history }) => {
            const changes = history.map((change) => ({ ...change, actions: [...change.actions], notified: [...change.notified] }));
            return { name, arn, state, sinceMs, notified: changes.findLast(({ to }) => to === "ALARM")?.notified ?? [], history: changes };
        }),
        findings: findings.all(),
        apiCalls: access.apiCalls(),
        invocations: [...functions.invocations()],
        packages: [...packages],
    };
}
