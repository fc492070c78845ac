import assert from "node:assert/strict";

import type { Graph } from "../../../local/engine";
import { detailsOf } from "../../../local/console/details";
import { jsonWithoutSecrets } from "../../../local/console/secrets";
import { programOf } from "../../../local/console/program";
import { World } from "../../../local/console/world";
import { graphOf, queueArn, resource, route, routeAlarms } from "../aws/support/graphBuilder";
import { jobEvent, START } from "../aws/support/play";

/** A program that uses none of our components: a rule, a function, two queues, a topic and alarms. */
const foreign = () => graphOf(route({ source: 'exports.handler = async () => { throw new Error("broken"); };' }), routeAlarms());

async function inWorld(graph: Graph, work: (world: World) => Promise<void> | void): Promise<void> {
    const world = await World.open(programOf(graph, "not judged"), { seed: 1, startMs: START, onProgress: () => {} });
    try {
        await work(world);
    } finally {
        await world.close();
    }
}

const shortId = (id: string) => id.split("::").at(-1)!;

describe("the picture of a program", () => {
    it("has what the account has, and how events and messages get from one to the other", () =>
        inWorld(foreign(), ({ picture }) => {
            assert.deepEqual(
                picture.nodes.map(({ id, what, name, alarms }) => [shortId(id), what, name, alarms.length]),
                [
                    ["undelivered", "queue", "undelivered", 1],
                    ["failed", "queue", "failed", 1],
                    ...[
                        ["kind:Algorithm", "Algorithm"],
                        ["kind:Endpoint", "Endpoint"],
                        ["kind:HyperParameterTuningJob", "HyperParameterTuningJob"],
                        ["kind:LabelingJob", "LabelingJob"],
                        ["kind:ModelPackage", "ModelPackage"],
                        ["kind:NotebookInstance", "NotebookInstance"],
                        ["kind:ProcessingJob", "ProcessingJob"],
                        ["kind:TrainingJob", "TrainingJob"],
                        ["kind:TransformJob", "TransformJob"],
                    ].map(([id, name]) => [id, "kind", name, 0]),
                    ["jobs", "rule", "jobs", 3],
                    ["kind:others", "kind", "Other events", 0],
                    ["handler", "function", "handler", 3],
                    ["alarms", "topic", "alarms", 0],
                    ["alarms-mail", "channel", "email: ops@example.com", 0],
                    ["alarms", "alarms", "Alarms", 8],
                ],
            );
            assert.deepEqual(
                picture.edges.map(({ from, to, what }) => `${shortId(from)} ${what} ${shortId(to)}`),
                [
                    "kind:others matches jobs",
                    "jobs delivers handler",
                    "jobs fails undelivered",
                    "handler fails failed",
                    "alarms notifies alarms-mail",
                    "alarms notifies alarms",
                ],
            );
            assert.ok(picture.nodes.every(({ x, y }) => x > 0 && x < picture.width && y > 0 && y < picture.height));
        }));

    it("counts what comes to each node, and has the way of an event in words", () =>
        inWorld(foreign(), async (world) => {
            world.aws.putEvent(jobEvent());
            await world.clock.run();
            world.read();
            const counts = Object.fromEntries([...world.live.counts].map(([id, count]) => [shortId(id), count]));
            assert.deepEqual(counts.handler, { seen: 3, failed: 3 });
            assert.deepEqual(counts.failed, { seen: 1, failed: 0, held: 1 });
            assert.deepEqual(counts.jobs, { seen: 1, failed: 0 });
            assert.deepEqual(counts["kind:others"], { seen: 1, failed: 0 });
            assert.equal(counts.undelivered, undefined);
            const event = world.live.steps.find(({ text }) => text.startsWith("Job State Change"))!;
            assert.deepEqual(
                world.live.stepsOf(event.n).map(({ node, edge, tone, text }) => [node && shortId(node), edge !== null, tone, text]),
                [
                    ["kind:others", false, "plain", "Job State Change, matches jobs"],
                    ["jobs", true, "plain", "The rule jobs has it for handler"],
                    ["handler", true, "plain", "EventBridge hands it to handler"],
                    ...["", ", run 2,", ", run 3,"].map((run) => ["handler", false, "bad", `handler${run} failed: Error: broken`]),
                    ["failed", true, "bad", 'failed has it: Function "handler" failed: Error: broken'],
                ],
            );
            const depth = world.picture.nodes.flatMap(({ alarms }) => alarms).find(({ name }) => name === "failed-depth")!;
            assert.equal(world.live.alarms.get(depth.arn), "ALARM");
        }));

    it("gives changes once, however much happened meanwhile", () =>
        inWorld(foreign(), async (world) => {
            world.live.takeChanges();
            for (let number = 0; number < 300; number++) {
                world.aws.putEvent(jobEvent(`event-${number}`, { source: "test.nothing" }));
            }
            world.read();
            const { counts, steps } = world.live.takeChanges();
            assert.deepEqual(Object.values(counts), [{ seen: 300, failed: 0 }]);
            assert.equal(steps.length, 200);
            assert.deepEqual(world.live.takeChanges(), { counts: {}, alarms: {}, steps: [] });
        }));

    it("shows what belongs to a node with it: a queue's policy, a function's role and permission", () =>
        inWorld(foreign(), (world) => {
            const detailsFor = (name: string) => detailsOf(world, world.picture.nodes.find((node) => node.name === name)!.id);
            assert.deepEqual(
                detailsFor("handler").sections.map(({ title }) => title),
                ["Package", "Role", "Who may invoke it", "On failure", "Environment", "Alarms", "Properties"],
            );
            assert.deepEqual(
                detailsFor("failed").sections.find(({ title }) => title === "Resource policy"),
                { title: "Resource policy", text: "none: no service may write to it" },
            );
            assert.throws(() => detailsOf(world, "nothing"), /^Error: There is no node "nothing"$/);
        }));
});

describe("secrets of a program", () => {
    it("are in nothing that is sent, at whatever depth, and numbers stay", () => {
        const queue = { ...resource("aws:sqs/queue:Queue", "one", { tags: { token: "s3cret-word" } }), secrets: ["tags.token"] };
        const json = jsonWithoutSecrets(graphOf(queue));
        assert.equal(
            json({ a: ["x s3cret-word y", { "s3cret-word-key": 1 }], arn: queueArn("one") }),
            JSON.stringify({ a: ["x [secret] y", { "s3cret-word-key": 1 }], arn: queueArn("one") }),
        );
    });
});
