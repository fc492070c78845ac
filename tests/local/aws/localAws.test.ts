import assert from "node:assert/strict";
import { graphOf, route, routeAlarms } from "./support/graphBuilder";
import { play, START } from "./support/play";

const at = (offsetSeconds: number) => START + offsetSeconds * 1000;

describe("LocalAws", () => {
    it("plays an event through rule and function, and nobody is alarmed", async () => {
        const source = `exports.handler = async (event) => ({ outcome: "handled", reason: event.detail.name });`;
        const result = await play(graphOf(route({ source }), routeAlarms()));
        assert.deepEqual(result.deliveries, [
            {
                event: "event-1",
                eventIndex: 0,
                bus: "default",
                rule: "jobs",
                target: "handler",
                targetId: "handler",
                targetArn: "arn:aws:lambda:us-east-1:111122223333:function:handler",
                attempts: 1,
                invocations: 1,
                outcome: "handled",
                reason: "one",
                returned: { outcome: "handled", reason: "one" },
            },
        ]);
        assert.deepEqual(
            result.alarms.map(({ name, state, history }) => [name, state, history.length]),
            [
                ["failed-invocations", "OK", 0],
                ["sent-to-dlq", "OK", 0],
                ["failed-to-be-sent", "OK", 0],
                ["destination-failures", "OK", 0],
                ["event-age", "OK", 0],
                ["errors", "OK", 0],
                ["undelivered-depth", "OK", 0],
                ["failed-depth", "OK", 0],
            ],
        );
        assert.deepEqual([result.lost, result.findings, result.deadLetters, result.otherMessages], [0, [], [], []]);
    });

    it("retries a handler that throws after one minute and two more, then keeps the event in the failure queue and tells a subscriber", async () => {
        const source = `exports.handler = async () => { throw new TypeError("no such job"); };`;
        const result = await play(graphOf(route({ source }), routeAlarms()));
        assert.deepEqual(
            result.invocations.map(({ atMs, ok, error }) => [atMs, ok, error?.errorType, error?.errorMessage]),
            [
                [at(0), false, "TypeError", "no such job"],
                [at(60), false, "TypeError", "no such job"],
                [at(180), false, "TypeError", "no such job"],
            ],
        );
        const [delivery] = result.deliveries;
        assert.deepEqual(
            [delivery?.outcome, delivery?.deadLetterQueue, delivery?.invocations, delivery?.reason],
            ["dead-lettered", "failed", 3, `Function "handler" failed: TypeError: no such job`],
        );
        const [letter] = result.deadLetters;
        const record = JSON.parse(letter?.body ?? "");
        assert.deepEqual(record.requestContext.condition, "RetriesExhausted");
        const told = result.alarms.filter(({ history }) => history.length > 0).map(({ name, notified }) => [name, notified]);
        assert.deepEqual(told, [
            ["errors", [{ who: "email:ops@example.com", atMs: at(230) }]],
            ["failed-depth", [{ who: "email:ops@example.com", atMs: at(230) }]],
        ]);
        assert.deepEqual([result.lost, result.notifications], [0, []]);
    });
});
