import type { PackageInfo } from "../../lambda/localFunction";
import type { StopRecord } from "../../sageMaker/acts";
import type { Alarm } from "../alarms/watched";
import { type Fact, factsOf, type PassedRule } from "../log";
import type { ApiCallRecord, BusEvent, Finding, Invocation, QueueMessage } from "../occurrences";
import { type AlarmChange, alarmHistories } from "./alarmHistory";
import { findingsOf } from "./findings";
import { messagesOf, type Notified, receipts, type TopicMessage } from "./messages";
import { type AlarmReport, type ReceivedReport, type Verdict, verdictOf } from "./verdict";
import { type Way, waysOf } from "./ways";

/** An event that came to a bus. One that comes twice is two of them. All times here are epoch milliseconds. */
export interface EventResult {
    id: string;
    source: string;
    detailType: string;
    bus: string;
    atMs: number;
    /** Names of the rules; empty: no rule matches. */
    matched: string[];
    /** Rules whose pattern matches, and that do not get the event. */
    passed: readonly PassedRule[];
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
    /** Every Stop that someone called, in order; SageMaker refuses some. */
    stops: readonly StopRecord[];
    /** Deliveries with outcome `lost`. */
    lost: number;
    /** Messages of handlers and rules that topics took. `delivered` is empty where no one received it. */
    notifications: TopicMessage[];
    /** Alarm messages and failure records that topics took. */
    otherMessages: TopicMessage[];
    /** What functions sent to channels outside of AWS. */
    posts: ChannelPostResult[];
    deadLetters: DeadLetterResult[];
    alarms: AlarmResult[];
    findings: Finding[];
    /** What the functions asked IAM for, each combination once, in order of the first time. */
    apiCalls: ApiCallRecord[];
    invocations: Invocation[];
    packages: PackageInfo[];
}

/** What a channel got of a function. */
export interface ChannelPostResult {
    /** Name of the function. */
    function: string;
    /** Id of the event that it worked on. */
    event: string;
    /** "slack", "webhook"; undefined for a form that no channel has. */
    form: string | undefined;
    /** What people see first of it. */
    title: string;
    body: string;
    /** Why the channel refused it. */
    problems: readonly string[];
    atMs: number;
}

/** What is worked out of a log, and what is not in it. */
export interface ResultsArgs {
    readonly facts: readonly Fact[];
    readonly alarms: Pick<AlarmReport, "all" | "behind">;
    /** ARNs, in the order of the program. */
    readonly queues: readonly string[];
    readonly stops: readonly StopRecord[];
    readonly apiCalls: readonly ApiCallRecord[];
    readonly nowMs: number;
}

/** Everything that happened, worked out of the log. */
export function resultsOf({ facts, alarms, queues, stops, apiCalls, nowMs }: ResultsArgs): LocalAwsResults {
    const report: AlarmReport = { ...alarms, histories: alarmHistories(facts), reports: reportsIn(facts) };
    // A scheduled run reports nothing that could be lost: the next one does its work.
    const isNews = ({ source, "detail-type": detailType }: BusEvent) => source !== "aws.events" || detailType !== "Scheduled Event";
    const events = [...factsOf(facts, "event")];
    const eventIndexes = new Map(events.map(([, number], index) => [number, index]));
    const ways = waysOf(facts).filter(({ delivery }) => isNews(delivery.event));
    const deliveries = ways.map((way) => deliveryResult(way, eventIndexes.get(way.delivery.of)!, verdictOf(way, report, nowMs)));
    const messages = messagesOf(facts);
    return {
        events: events.map(([{ event, bus, atMs, matched, passed = [] }]) => {
            return { id: event.id, source: event.source, detailType: event["detail-type"], bus, atMs, matched, passed, event };
        }),
        deliveries,
        stops: [...stops],
        lost: deliveries.filter(({ outcome }) => outcome === "lost").length,
        notifications: messages.filter(({ kind }) => kind === "notification"),
        otherMessages: messages.filter(({ kind }) => kind !== "notification"),
        posts: [...factsOf(facts, "posted")].map(([{ resource, event = "", form, title, body, problems, atMs }]) => {
            return { function: resource, event, form, title, body, problems, atMs };
        }),
        deadLetters: deadLettersOf(facts, queues, nowMs),
        alarms: alarms.all.map((alarm) => alarmResult(alarm, report)),
        findings: findingsOf(facts),
        apiCalls: [...apiCalls],
        invocations: [...factsOf(facts, "invocation")].map(([{ invocation }]) => invocation),
        packages: [...factsOf(facts, "packed")].map(([fact]) => fact.package),
    };
}

/** What the reconciler writes of the messages in a queue. The last part of the URL is the queue's name. */
const OF_QUEUE = /The queue https:\/\/\S+\/([\w-]+(?:\.fifo)?) has \d+ messages/g;

/** Messages about queues that someone received, of functions that a rule runs on a schedule. */
export function reportsIn(facts: readonly Fact[]): ReceivedReport[] {
    const scheduled = new Set([...factsOf(facts, "delivery")].flatMap(([{ rule, target }]) => (rule.schedule === undefined ? [] : [target.arn])));
    const names = new Set([...scheduled].map((arn) => arn.split(":")[6]));
    return [...receipts(facts)].flatMap(({ message, atMs }) => {
        const fact = facts[message];
        const found = fact?.what === "published" && names.has(fact.message.from) ? [...fact.message.message.matchAll(OF_QUEUE)] : [];
        return found.length === 0 ? [] : [{ queues: new Set(found.map(([, name]) => name!)), atMs }];
    });
}

function deliveryResult({ delivery, attempts, invocations }: Way, eventIndex: number, verdict: Verdict): DeliveryResult {
    const { event, rule, target } = delivery;
    return {
        event: event.id,
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
        ...verdict,
    };
}

function deadLettersOf(facts: readonly Fact[], queues: readonly string[], nowMs: number): DeadLetterResult[] {
    const removed = new Set([...factsOf(facts, "removed")].map(([{ message }]) => message));
    const letters = new Map(queues.map((arn): [string, DeadLetterResult[]] => [arn, []]));
    for (const [{ resource, queue, message }] of factsOf(facts, "queued")) {
        const { id, body, attributes, sentMs, expiresMs, deadLetter } = message;
        if (deadLetter !== undefined && !removed.has(id) && expiresMs > nowMs) {
            letters.get(resource)!.push({ queue, id, body, attributes, sentMs, ...deadLetter });
        }
    }
    return [...letters.values()].flat();
}

function alarmResult({ name, arn, state, sinceMs }: Alarm, { histories }: AlarmReport): AlarmResult {
    const history = histories.get(arn)?.changes ?? [];
    return { name, arn, state, sinceMs, notified: history.findLast(({ to }) => to === "ALARM")?.notified ?? [], history };
}
