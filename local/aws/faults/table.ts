import type { FaultRow, Member } from "./row";

const isWhole = (least: number) => (value: unknown) => Number.isInteger(value) && Number(value) >= least;
const among = (count: number, random: () => number) => Math.floor(random() * count);

const whole = (least: number, [from, to]: readonly [from: number, to: number]): Member => ({
    allowed: `a whole number from ${least}`,
    test: isWhole(least),
    choose: (random) => from + among(to - from + 1, random),
});
const optional = ({ allowed, test }: Member): Member => ({ allowed, test: (value) => value === undefined || test(value), choose: () => undefined });
const oneOf = (...values: readonly string[]): Member => ({
    allowed: `one of ${values.join(", ")}`,
    test: (value) => values.includes(value as string),
    choose: (random) => values[among(values.length, random)],
});
/** A handler of ours makes four to eight calls. */
const POINTS = [0, 1, 2, 3, 4, 5, 6, "last"] as const;
const afterCall: Member = {
    allowed: `a whole number from 0, or "last"`,
    test: (value) => value === "last" || isWhole(0)(value),
    choose: (random) => POINTS[among(POINTS.length, random)],
};
/** Before the first call, or after the claim in the ledger, which is the first or the second call. */
const failsAfterCall: Member = {
    allowed: "a whole number from 0",
    test: (value) => value === undefined || isWhole(0)(value),
    choose: (random) => (random() < 0.5 ? 0 : 2 + among(3, random)),
};
const step: Member = { ...whole(0, [0, 6]), allowed: "a whole number from 0" };
const seconds = (from: number, to: number) => ({ seconds: whole(1, [from, to]) });
const action: Member = {
    allowed: "an IAM action such as sns:Publish, or sns:*",
    test: (value) => typeof value === "string" && /^[a-z0-9-]+:[A-Za-z]*\*?$/.test(value),
    choose: (random) => ["dynamodb:*", "sns:Publish", "sagemaker:*"][among(3, random)],
};

/** All faults: what each does, to what, with which members, and what takes care of the events that it strikes. */
export const FAULTS = {
    throttle: {
        does: "Lambda has no free concurrency for a function: it keeps the events and tries again",
        strikes: "function",
        members: {},
        net: "retry",
        minutes: [10, 180],
    },
    removePermissions: {
        does: "no permission allows a service to invoke a function",
        strikes: "function",
        members: {},
        net: "queue",
        refusedBy: "invoke-permission-names-rule",
        minutes: [10, 120],
    },
    deleteFunction: { does: "a function does not exist", strikes: "function", members: {}, net: "queue", minutes: [10, 120] },
    breakHandler: { does: "a function's handler throws", strikes: "function", members: {}, net: "queue", minutes: [10, 120] },
    breakOnce: { does: "a function's handler throws once", strikes: "function", members: {}, net: "retry", minutes: [60, 360], times: 1 },
    timeOut: {
        does: "an invocation lasts until Lambda ends it, after some of its calls",
        strikes: "function",
        members: { afterCall: step },
        net: "retry",
        minutes: [60, 360],
        times: 1,
    },
    outOfMemory: {
        does: "an invocation needs more memory than the function has, after some of its calls",
        strikes: "function",
        members: { afterCall: step },
        net: "retry",
        minutes: [60, 360],
        times: 1,
    },
    crash: {
        does: "a function's process dies in the middle of an invocation, which then failed for Lambda",
        strikes: "function",
        members: { afterCall, invocation: optional(whole(1, [1, 1])) },
        net: "retry",
        minutes: [60, 360],
        times: 1,
    },
    race: {
        does: "Lambda delivers an event twice: a second copy of the function runs between two calls of the first",
        strikes: "function",
        members: { afterCall: step },
        net: "ledger",
        minutes: [60, 360],
        times: 3,
    },
    coldStarts: {
        does: "Lambda starts a new process for every invocation of a function",
        strikes: "function",
        members: {},
        net: "retry",
        minutes: [60, 240],
        times: 5,
    },
    wrongClock: {
        does: "the clock of a function is wrong by some seconds",
        strikes: "function",
        members: seconds(1, 240),
        net: "ledger",
        minutes: [60, 240],
    },
    denyCalls: {
        does: "the role of a function may not make some calls",
        strikes: "function",
        members: { action },
        net: "queue",
        minutes: [10, 120],
    },
    denyDestination: {
        does: "the role of a function may not write to its on-failure destination, and the handler fails, at once or after some of its calls",
        strikes: "function",
        members: { afterCall: failsAfterCall },
        net: "reconciler",
        minutes: [10, 60],
    },
    removeInvokeConfig: {
        does: "a function has no settings for asynchronous events, so no on-failure destination, and the handler fails, at once or after some of its calls",
        strikes: "function",
        members: { afterCall: failsAfterCall },
        net: "reconciler",
        refusedBy: "handler-has-failure-destination",
        minutes: [10, 60],
    },
    interrupt: {
        does: "a target answers EventBridge with an error that passes: EventBridge tries again",
        strikes: "target",
        members: { code: oneOf("THROTTLING", "ERROR_FROM_TARGET", "TIMEOUT", "CONNECTION_FAILURE") },
        net: "retry",
        minutes: [10, 180],
    },
    disableRule: {
        does: "a rule is disabled",
        strikes: "rule",
        members: {},
        net: "reconciler",
        refusedBy: "status-rule-is-enabled",
        minutes: [10, 120],
    },
    removeTargets: {
        does: "a rule has no targets",
        strikes: "rule",
        members: {},
        net: "reconciler",
        refusedBy: "status-rule-has-target",
        minutes: [10, 120],
    },
    stopSchedule: {
        does: "a rule with a schedule does not run, such as that of the reconciler",
        strikes: "schedule",
        members: {},
        net: "watchdog",
        minutes: [60, 360],
    },
    dropQueuePolicy: {
        does: "a queue has no policy: services may not write to it",
        strikes: "queue",
        members: {},
        net: "reconciler",
        refusedBy: "dead-letter-queue-takes-events",
        minutes: [10, 60],
    },
    deleteQueue: { does: "a queue does not exist, and what was in it is gone", strikes: "queue", members: {}, net: "nothing", minutes: [10, 60] },
    expireMessages: {
        does: "a queue keeps new messages for a short time only",
        strikes: "queue",
        members: seconds(60, 600),
        net: "reconciler",
        minutes: [10, 60],
    },
    topicDown: {
        does: "a topic answers with errors. Handlers get an error, EventBridge tries again, and CloudWatch tries again each minute",
        strikes: "topic",
        members: {},
        net: "queue",
        minutes: [5, 60],
    },
    dropTopicPolicy: {
        does: "a topic has no policy: services may not publish to it",
        strikes: "topic",
        members: {},
        net: "watchdog",
        minutes: [10, 60],
    },
    unsubscribe: {
        does: "a topic has no subscriber",
        strikes: "topic",
        members: {},
        net: "watchdog",
        refusedBy: "status-rule-alarm-fires",
        minutes: [10, 60],
    },
    suspendSubscription: {
        does: "SNS has suspended the subscriptions of a topic, as it does above ten e-mails a second",
        strikes: "topic",
        members: {},
        net: "watchdog",
        minutes: [10, 60],
    },
    pendingSubscription: {
        does: "the subscriptions of a topic wait for their confirmation",
        strikes: "topic",
        members: {},
        net: "watchdog",
        minutes: [10, 60],
    },
    /**
     * throttled: ThrottlingException, as for an on-demand table that grows too fast. unavailable: an error of DynamoDB's own. unreachable: the connection
     * breaks before anything is done. An SDK inside a handler tries again, twice unless configured otherwise, without a real pause.
     */
    table: {
        does: "a table throttles, fails, breaks the connection, or does not exist",
        strikes: "table",
        members: { code: oneOf("throttled", "unavailable", "unreachable", "missing") },
        net: "queue",
        minutes: [5, 30],
    },
    silenceAlarm: {
        does: "the actions of an alarm are disabled",
        strikes: "alarm",
        members: {},
        net: "watchdog",
        refusedBy: "status-rule-alarm-fires",
        minutes: [10, 120],
    },
    deleteAlarm: { does: "an alarm does not exist", strikes: "alarm", members: {}, net: "watchdog", minutes: [10, 120] },
    describe: {
        does: "SageMaker throttles, fails, breaks the connection, answers late, or does not find what a handler describes",
        strikes: "describe",
        members: { code: oneOf("throttled", "unavailable", "unreachable", "slow", "notFound") },
        net: "queue",
        minutes: [10, 120],
        times: 20,
    },
    hang: {
        does: "SageMaker never answers a handler that describes, until the handler gives up",
        strikes: "describe",
        members: {},
        net: "queue",
        minutes: [60, 360],
        times: 1,
    },
    /** limited: 429 with Retry-After. unavailable: 503. silent: no answer. unreachable: the connection breaks. A channel that is a topic has `topicDown`. */
    channelDown: {
        does: "a channel limits what it takes, fails, never answers, or breaks the connection",
        strikes: "channel",
        members: { code: oneOf("limited", "unavailable", "silent", "unreachable"), seconds: optional(whole(1, [1, 1])) },
        net: "queue",
        minutes: [10, 120],
    },
    loseEvents: { does: "SageMaker does not send its events", strikes: "event", members: {}, net: "reconciler", minutes: [5, 60] },
    delayEvents: { does: "events arrive late", strikes: "event", members: seconds(60, 7200), net: "ledger", minutes: [10, 120] },
    repeatEvents: {
        does: "each event arrives several times in the next minutes, each time with another id",
        strikes: "event",
        members: { copies: whole(2, [5, 5]) },
        net: "ledger",
        minutes: [10, 120],
    },
    repeatDeliveries: {
        does: "EventBridge delivers each event several times in the next minutes, with one id",
        strikes: "rule",
        members: { copies: whole(2, [5, 5]) },
        net: "ledger",
        minutes: [10, 120],
    },
    reorderEvents: { does: "events arrive in another order", strikes: "event", members: seconds(300, 1800), net: "ledger", minutes: [30, 120] },
    skewClock: {
        does: "the times in events are wrong by some seconds, earlier or later",
        strikes: "event",
        members: seconds(1, 300),
        net: "ledger",
        minutes: [30, 120],
    },
    oversizeEvents: {
        does: "texts in events are as long as an event may be, 256 KB",
        strikes: "event",
        members: {},
        net: "handler",
        minutes: [10, 120],
        times: 5,
    },
    malformEvents: {
        does: "events have a number for a name, so that no handler can read them",
        strikes: "event",
        members: {},
        net: "queue",
        minutes: [10, 120],
        times: 5,
    },
    poisonEvents: {
        does: "events have values of other types and control characters where only text is shown",
        strikes: "event",
        members: {},
        net: "handler",
        minutes: [10, 120],
        times: 5,
    },
    up: {
        does: "the stack is deployed while events come: each resource is there from a random time on, in the order of dependencies",
        strikes: "stack",
        members: {},
        net: "order",
        minutes: [10, 30],
        isFirst: true,
    },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The row of a fault, with everything that a row may have. */
export const faultRow = (name: FaultName): FaultRow => FAULTS[name];
