import assert from "node:assert/strict";
import { breakHandler, changeProperties, dropQueuePolicy, removePermissions, removeResources, unsubscribe } from "../../../../local/aws/faults";
import type { Graph } from "../../../../local/engine/graph";
import { functionArn, graphOf, resource, route } from "../support/graphBuilder";

const whole = () => graphOf(route());
const gone = (before: Graph, after: Graph) =>
    before.resources.filter(({ urn }) => !after.resources.some((each) => each.urn === urn)).map(({ name }) => name);

describe("an edit of the program", () => {
    it("takes resources away, by type or by either name", () => {
        const physical = resource("aws:sqs/queue:Queue", "logical", { name: "physical" });
        const graph = graphOf(route(), physical);
        assert.deepEqual(gone(graph, removeResources(graph, { type: "aws:sqs/queue:Queue" })), ["undelivered", "failed", "logical"]);
        assert.deepEqual(gone(graph, removeResources(graph, { type: "aws:sqs/queue:Queue", name: "logical" })), ["logical"]);
        assert.deepEqual(gone(graph, removeResources(graph, { type: "aws:sqs/queue:Queue", name: "physical" })), ["logical"]);
    });

    it("takes away what belongs to a queue, a function or a topic", () => {
        const graph = graphOf(
            route(),
            resource("aws:lambda/permission:Permission", "by-arn", { function: functionArn("handler") }),
            resource("aws:lambda/permission:Permission", "of-another", { function: "another" }),
        );
        assert.deepEqual(gone(graph, dropQueuePolicy(graph, "undelivered")), ["undelivered-policy"]);
        assert.deepEqual(gone(graph, removePermissions(graph, "handler")), ["jobs-may-invoke", "by-arn"]);
        assert.deepEqual(gone(graph, unsubscribe(graph, "alarms")), ["alarms-mail"]);
    });

    it("changes and takes away properties, in inputs and outputs", () => {
        const changed = changeProperties(
            whole(),
            { type: "aws:sqs/queue:Queue", name: "failed" },
            { policy: "{}", messageRetentionSeconds: undefined },
        );
        const queue = changed.resources.find(({ name }) => name === "failed");
        assert.deepEqual(
            [queue?.inputs, queue?.outputs.policy, "messageRetentionSeconds" in (queue?.outputs ?? {})],
            [{ policy: "{}" }, "{}", false],
        );
    });

    it("replaces a handler under its own name", () => {
        const graph = changeProperties(whole(), { type: "aws:lambda/function:Function" }, { handler: "main.run" });
        const { code } =
            breakHandler(graph, "handler", `with "quotes"`).resources.find(({ type }) => type.includes("function:Function"))?.outputs ?? {};
        assert.deepEqual(code, {
            "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7",
            assets: {
                "main.js": {
                    "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
                    text: `exports["run"] = async () => { throw new Error("with \\"quotes\\""); };`,
                },
            },
        });
    });

    it("leaves the graph that it was given as it was", () => {
        const graph = whole();
        const before = JSON.stringify(graph);
        unsubscribe(removePermissions(dropQueuePolicy(breakHandler(graph, "handler"), "undelivered"), "handler"), "alarms");
        assert.equal(JSON.stringify(graph), before);
    });

    it("refuses what is not there, by its name", () => {
        const table: [() => unknown, string][] = [
            [
                () => removeResources(whole(), { type: "aws:sqs/queue:Queue", name: "x" }),
                `removeResources: there must be a resource aws:sqs/queue:Queue named "x" in the program, got none`,
            ],
            [
                () => changeProperties(whole(), { type: "aws:x/y:Y" }, {}),
                "changeProperties: there must be a resource aws:x/y:Y in the program, got none",
            ],
            [
                () => breakHandler(whole(), "x"),
                `breakHandler: there must be a resource aws:lambda/function:Function named "x" in the program, got none`,
            ],
            [
                () => breakHandler(graphOf(route(), route()), "handler"),
                `breakHandler: exactly one aws:lambda/function:Function must be named "handler", got 2`,
            ],
        ];
        for (const [fault, message] of table) {
            assert.throws(fault, { message });
        }
    });
});
