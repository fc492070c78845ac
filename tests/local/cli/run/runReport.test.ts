import assert from "node:assert/strict";

import type { BusEvent, Fault } from "../../../../local/aws";
import { exitCodeOfRun, type RunReport } from "../../../../local/cli/run/report";
import { runReport } from "../../../../local/cli/run/runReport";
import type { Resource } from "../../../../local/engine/graph";
import { faultsOf } from "../../../../local/simulate/report";
import { sampleEvent } from "../../../support/devStack";
import { functionArn, graphOf, lambda, policyOf, resource, roleArn, route } from "../../aws/support/graphBuilder";
import { MINUTE, play, START } from "../../aws/support/play";

const NEXT = "arn:aws:events:us-east-1:111122223333:event-bus/next";
const mayPutEvents = { Effect: "Allow", Action: "events:PutEvents", Resource: NEXT };
const ofSageMaker = { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) };

/** The bus "next", and a rule of it with a function. */
const nextBus = (name: string, source: string): Resource[] => [
    resource("aws:cloudwatch/eventBus:EventBus", "next"),
    resource("aws:cloudwatch/eventRule:EventRule", name, { eventBusName: "next", eventPattern: JSON.stringify({ source: [source] }) }),
    resource("aws:cloudwatch/eventTarget:EventTarget", `${name}-target`, {
        rule: name,
        eventBusName: "next",
        targetId: name,
        arn: functionArn(name),
    }),
    ...lambda(name, "exports.handler = async () => {};"),
];

const failed = sampleEvent("TrainingJob.failed") as BusEvent;
const inProgress = { ...failed, id: "in-progress", detail: { ...(failed.detail as object), TrainingJobStatus: "InProgress" } } as BusEvent;

/** The report on events that come ten minutes apart: after all tries for the one before. */
async function reportOn(resources: Resource[], events: readonly BusEvent[], faults: readonly Fault[] = []): Promise<RunReport> {
    const graph = graphOf(resources);
    const { aws, ...results } = await play(graph, (account, clock) => {
        for (const fault of faults) {
            account.inject(fault);
        }
        for (const [index, event] of events.entries()) {
            clock.schedule(START + index * 10 * MINUTE, () => void account.sendEvent(event));
        }
    });
    const facts = aws.facts();
    return runReport({
        graph,
        stack: "dev",
        started: performance.now(),
        events: events.map((event) => ({ name: event.id, event })),
        facts,
        results,
        startMs: START,
        faults: faultsOf({ facts, results, faults }, START),
        recording: {} as never,
        policyFindings: undefined,
    });
}

describe("the faults of a run", () => {
    it("have struck what a schedule ran, where the program has it and it did not succeed", async () => {
        const tick = [
            resource("aws:cloudwatch/eventRule:EventRule", "tick", { scheduleExpression: "rate(1 minute)" }),
            resource("aws:cloudwatch/eventTarget:EventTarget", "tick-target", { rule: "tick", targetId: "t", arn: functionArn("digest") }),
            resource("aws:lambda/permission:Permission", "tick-may-invoke", {
                action: "lambda:InvokeFunction",
                function: "digest",
                principal: "events.amazonaws.com",
            }),
            ...lambda("digest", "exports.handler = async () => {};"),
        ];
        const handler = route({ rule: ofSageMaker });
        const scheduled = async (resources: Resource[], fault: Fault) =>
            (await reportOn(resources, [failed, failed], [fault])).faults.map((each) => each.scheduled);
        assert.deepEqual(await scheduled([...handler, ...tick], { fault: "breakHandler" }), [["digest"]]);
        assert.deepEqual(await scheduled([...handler, ...tick], { fault: "breakHandler", resource: "handler" }), [[]]);
        assert.deepEqual(await scheduled([...handler, ...tick], { fault: "wrongClock", seconds: 1 }), [[]]);
        assert.deepEqual(await scheduled(handler, { fault: "breakHandler" }), [[]]);
    });
});

describe("what a run counts as lost", () => {
    it("has what functions and AWS sent because of its events, and lists it among the other events", async () => {
        const resources = [
            ...route({
                rule: ofSageMaker,
                statements: [mayPutEvents],
                invokeConfig: { destinationConfig: { onSuccess: { destination: NEXT } } },
            }),
            ...nextBus("records", "lambda"),
        ];
        const report = await reportOn(resources, [failed]);
        assert.deepEqual(
            report.others.map(({ name, detailType, outcome, deliveries }) => [name, detailType, outcome, deliveries.map(({ target }) => target)]),
            [["from lambda", "Lambda Function Invocation Result - Success", "lost", ["records"]]],
        );
        assert.deepEqual([report.lost, exitCodeOfRun(report)], [1, 1]);

        const passed = await reportOn(resources, [failed], [{ fault: "disableRule", resource: "records" }]);
        assert.deepEqual(
            passed.neverCame.map(({ name, missed }) => [name, missed]),
            [["from lambda", [{ rule: "records", target: "records", reason: "the rule is disabled, and no one found it", outcome: "lost" }]]],
        );
        assert.equal(passed.lost, 1);
    });

    it("has nothing of what was sent and handled", async () => {
        const permission = resource("aws:lambda/permission:Permission", "records-may-invoke", {
            action: "lambda:InvokeFunction",
            function: "records",
            principal: "events.amazonaws.com",
        });
        const destinationConfig = { onSuccess: { destination: NEXT } };
        const resources = [
            ...route({ rule: ofSageMaker, statements: [mayPutEvents], invokeConfig: { destinationConfig } }),
            ...nextBus("records", "lambda"),
        ];
        const { lost, others, kinds } = await reportOn([...resources, permission], [failed]);
        assert.deepEqual([lost, others, kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome))], [0, [], ["handled"]]);
    });

    it("has an event that no rule of two buses got once for each rule, and as often as it came", async () => {
        const forward = [
            resource("aws:cloudwatch/eventRule:EventRule", "forward", ofSageMaker),
            resource("aws:iam/role:Role", "forwarder", { inlinePolicies: [{ name: "inline", policy: policyOf(mayPutEvents) }] }),
            resource("aws:cloudwatch/eventTarget:EventTarget", "forward-target", {
                rule: "forward",
                targetId: "next",
                arn: NEXT,
                roleArn: roleArn("forwarder"),
            }),
        ];
        const disabled = ["jobs", "jobs-next"].map((name): Fault => ({ fault: "disableRule", resource: name }));
        const resources = [...route({ rule: ofSageMaker }), ...forward, ...nextBus("jobs-next", "aws.sagemaker")];
        for (const times of [1, 2]) {
            const { lost, kinds, neverCame } = await reportOn(resources, Array(times).fill(failed) as BusEvent[], disabled);
            const came = kinds.flatMap(({ events }) => events.map(({ missed = [] }) => missed.map(({ rule }) => rule)));
            const never = neverCame.map(({ missed }) => missed.map(({ rule }) => rule));
            assert.deepEqual([lost, came, never], [2 * times, Array(times).fill(["jobs"]), Array(times).fill(["jobs-next"])]);
        }
    });

    it("has no event after which its function got a later one of the job, as the faults say", async () => {
        const resources = route({ rule: ofSageMaker });
        const report = await reportOn(resources, [inProgress, failed], [{ fault: "removeInvokeConfig", times: 3 }]);
        const deliveries = report.kinds.flatMap(({ events }) =>
            events.flatMap((event) => event.deliveries.map(({ outcome }) => [event.name, outcome])),
        );
        assert.deepEqual(
            [deliveries, report.lost, report.faults[0]!.events],
            [
                [
                    ["in-progress", "overtaken"],
                    [failed.id, "handled"],
                ],
                0,
                { overtaken: 1 },
            ],
        );

        const alone = await reportOn(resources, [failed], [{ fault: "removeInvokeConfig", times: 3 }]);
        assert.deepEqual([alone.lost, alone.faults[0]!.events], [1, { lost: 1 }]);
    });
});
