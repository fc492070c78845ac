import assert from "node:assert/strict";

import { LocalAws, type LocalAwsResults } from "../../local/aws";
import { breakHandler, changeProperties, dropQueuePolicy, removePermissions, removeResources } from "../../local/aws/faults";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType } from "../../local/engine";
import { devStack, sampleEvent, sampleEventNames, withoutReconciler } from "../support/devStack";
import { playStorm } from "../support/storm";

const FUNCTION = "aws:lambda/function:Function";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const SUBSCRIBER = "email:ml-platform@example.com";

/** One event for each rule of the dev stack. */
const ONE_OF_EACH = [
    "Algorithm.completed",
    "Endpoint.failed",
    "HyperParameterTuningJob.failed",
    "LabelingJob.completed",
    "ModelPackage.approved",
    "NotebookInstance.stopped",
    "ProcessingJob.failed",
    "TrainingJob.failed",
    "TrainingJob.inProgress",
    "TransformJob.failed",
];

const EVENT_EVERY_MS = 15_000;

async function play(
    graph: Graph,
    events: readonly string[],
    prepare: (aws: LocalAws, startMs: number) => void = () => {},
    days = 0,
): Promise<LocalAwsResults> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const aws = await LocalAws.create({ graph, clock });
    try {
        prepare(aws, clock.now());
        // Some seconds apart: at once, they would be a storm, and most messages part of a digest.
        events.forEach((name, index) => clock.schedule(clock.now() + index * EVENT_EVERY_MS, () => void aws.putEvent(sampleEvent(name))));
        await clock.run();
        if (days > 0) {
            await clock.run(clock.now() + days * 86_400_000);
        }
        return aws.results();
    } finally {
        await aws.close();
    }
}

const functionNames = (graph: Graph) => resourcesOfType(graph, FUNCTION).map(({ name }) => name);
const forEachFunction = (graph: Graph, fault: (graph: Graph, name: string) => Graph) => functionNames(graph).reduce(fault, graph);
/** Physical names of the alarms with these roles: what follows the name of the reaction or the app in their own. */
function named(graph: Graph, ...roles: string[]): string[] {
    const owners = [...resourcesOfType(graph, "sagemaker-job-status:reactions:JobStatusReaction").map(({ name }) => name), "job-status"];
    const names = new Set(owners.flatMap((owner) => roles.map((role) => `${owner}-${role}`)));
    return resourcesOfType(graph, ALARM)
        .filter(({ name }) => names.has(name))
        .map(({ outputs }) => outputs.name as string)
        .sort();
}

/** The alarms that went off and notified the subscriber. */
function alarmed({ alarms }: LocalAwsResults): string[] {
    return alarms
        .filter(({ notified }) => notified.some(({ who }) => who === SUBSCRIBER))
        .map(({ name }) => name)
        .sort();
}

const outcomes = ({ deliveries }: LocalAwsResults) => [
    ...new Set(deliveries.map(({ outcome, deadLetterQueue }) => `${outcome} ${deadLetterQueue ?? ""}`.trim())),
];

describe("the dev stack, end to end", () => {
    const shown = new Set<string>();
    let graph: Graph;
    let deadLetterQueue: string;
    let failureQueue: string;

    before(async () => {
        graph = withoutReconciler(await devStack("update"));
        const queue = (name: string) => resourcesOfType(graph, "aws:sqs/queue:Queue").find((each) => each.name === name)?.outputs.name as string;
        deadLetterQueue = queue("job-status-dead-letter-queue");
        failureQueue = queue("job-status-failure-queue");
    });

    const show = (result: LocalAwsResults) => {
        for (const name of alarmed(result)) {
            shown.add(name);
        }
    };

    it("notifies the subscriber of every sample event that a rule matches, and no alarm goes off", async () => {
        const result = await play(graph, sampleEventNames());
        const unmatched = result.events.filter(({ matched }) => matched.length === 0).map(({ id }) => id);
        assert.deepEqual(unmatched, [(sampleEvent("Endpoint.updating") as { id: string }).id]);
        assert.deepEqual(outcomes(result), ["handled"]);
        assert.deepEqual(
            result.notifications.map(({ event, delivered }) => [event, delivered.map(({ who }) => who)]),
            result.deliveries.map(({ event }) => [event, [SUBSCRIBER]]),
        );
        assert.deepEqual(
            result.alarms.filter(({ history }) => history.length > 0),
            [],
        );
        assert.deepEqual([result.alarms.length, result.lost, result.deadLetters, result.findings], [77, 0, [], []]);
    });

    it("keeps the events in the dead-letter queue when EventBridge may not invoke the functions", async () => {
        const result = await play(forEachFunction(graph, removePermissions), ONE_OF_EACH);
        assert.deepEqual(outcomes(result), [`dead-lettered ${deadLetterQueue}`]);
        assert.deepEqual(alarmed(result), named(graph, "failed-invocations", "sent-to-dlq", "dead-letter-depth"));
        assert.deepEqual([...new Set(result.deadLetters.map(({ attributes }) => attributes.ERROR_CODE))], ["NO_PERMISSIONS"]);
        assert.equal(result.lost, 0);
        show(result);
    });

    it("loses the events, and raises an alarm, when the dead-letter queue has no policy either", async () => {
        const broken = dropQueuePolicy(forEachFunction(graph, removePermissions), "job-status-dead-letter-queue");
        const result = await play(broken, ONE_OF_EACH);
        assert.deepEqual(outcomes(result), ["lost"]);
        assert.deepEqual(alarmed(result), named(graph, "failed-invocations", "failed-to-be-sent-to-dlq"));
        assert.equal(result.lost, ONE_OF_EACH.length);
        show(result);
    });

    it("keeps the events in the failure queue when the handlers throw, after three tries", async () => {
        const result = await play(forEachFunction(graph, breakHandler), ONE_OF_EACH);
        assert.deepEqual(outcomes(result), [`dead-lettered ${failureQueue}`]);
        assert.deepEqual([...new Set(result.deliveries.map(({ invocations }) => invocations))], [3]);
        assert.deepEqual(alarmed(result), named(graph, "errors", "async-events-dropped", "failure-depth"));
        assert.equal(result.lost, 0);
        show(result);
    });

    it("loses the events, and raises an alarm, when the roles may not write to the failure queue either", async () => {
        const nothing = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" }] });
        const broken = changeProperties(forEachFunction(graph, breakHandler), { type: "aws:iam/rolePolicy:RolePolicy" }, { policy: nothing });
        const result = await play(broken, ONE_OF_EACH);
        assert.deepEqual(outcomes(result), ["lost"]);
        assert.deepEqual(alarmed(result), named(graph, "errors", "async-events-dropped", "destination-delivery-failures"));
        assert.equal(result.lost, ONE_OF_EACH.length);
        show(result);
    });

    it("raises an alarm for events that wait because the functions are throttled, and handles them afterwards", async () => {
        const result = await play(graph, ONE_OF_EACH, (aws, startMs) => {
            for (const { outputs } of resourcesOfType(graph, FUNCTION)) {
                aws.inject({ fault: "throttle", resource: outputs.name as string, fromMs: startMs, toMs: startMs + 30 * 60_000 });
            }
        });
        assert.deepEqual(outcomes(result), ["handled"]);
        assert.deepEqual(alarmed(result), named(graph, "async-event-age"));
        assert.equal(result.lost, 0);
        show(result);
    });

    it("informs people although the ledger's table is gone, and raises an alarm", async () => {
        const result = await play(removeResources(graph, { type: "aws:dynamodb/table:Table" }), ["TrainingJob.failed"]);
        assert.deepEqual([outcomes(result), result.notifications.length, result.lost], [["handled"], 1, 0]);
        assert.deepEqual(alarmed(result), named(graph, "digest-failures", "ledger-failures"));
        show(result);
    });

    it("raises an alarm while there are days left to handle what is in a queue", async () => {
        // Four times many days, in which the digest runs each minute.
        for (const [fault, queue] of [
            [removePermissions, "dead-letter"],
            [breakHandler, "failure"],
        ] as const) {
            const of = (days: number) => play(forEachFunction(graph, fault), ["TrainingJob.failed"], undefined, days);
            const age = named(graph, `${queue}-age`);
            assert.deepEqual(
                alarmed(await of(9)).filter((name) => age.includes(name)),
                [],
            );
            const result = await of(11);
            assert.deepEqual([alarmed(result).filter((name) => age.includes(name)), result.lost], [age, 0]);
            show(result);
        }
    });

    it("sends messages of a storm beyond the limit, and raises an alarm, when the digest queue is gone", async () => {
        const { messages, alarms } = await playStorm(removeResources(graph, { type: "aws:sqs/queue:Queue", name: "job-status-digest-queue" }), {
            failures: 12,
        });
        assert.equal(messages.length, 12);
        assert.deepEqual(alarms, named(graph, "digest-failures"));
        alarms.forEach((name) => shown.add(name));
    });

    it("raises an alarm when the digest function fails, and keeps what waits", async () => {
        const { messages, alarms } = await playStorm(breakHandler(graph, "job-status-digest-function"), { failures: 12, minutes: 15 });
        assert.equal(messages.length, 8);
        assert.deepEqual(alarms, named(graph, "digest-age"));
        alarms.forEach((name) => shown.add(name));
    });

    it("has brought every alarm to ALARM, with its message delivered", () => {
        assert.deepEqual(
            [...shown].sort(),
            resourcesOfType(graph, ALARM)
                .map(({ outputs }) => outputs.name as string)
                .sort(),
        );
    });

    it("counts an event in a queue as lost when the queue's alarms have no action", async () => {
        const silent = changeProperties(forEachFunction(graph, removePermissions), { type: ALARM }, { alarmActions: [] });
        const result = await play(silent, ["TrainingJob.failed"]);
        assert.deepEqual(outcomes(result), [`lost ${deadLetterQueue}`]);
        assert.deepEqual(result.deadLetters.length, 1);
        assert.equal(result.lost, 1);
    });
});
