import assert from "node:assert/strict";
import { Log } from "../../../local/aws/log";
import { functionArn, graphOf, queueArn, route, routeAlarms, ruleArn, topicArn } from "./support/graphBuilder";
import { play, SECOND, START } from "./support/play";

const THROWS = `exports.handler = async () => { throw new Error("broken"); };`;

describe("the log", () => {
    it("has what happened in order of time, each fact with the one that it belongs to", async () => {
        const { aws } = await play(graphOf(route({ source: THROWS, invokeConfig: { maximumRetryAttempts: 1 } }), routeAlarms()));
        const facts = aws.facts();
        const story = facts.map((fact) => {
            const of = "of" in fact && fact.of !== undefined ? facts[fact.of]!.what : "";
            return [(fact.atMs - START) / SECOND, fact.what, fact.resource, of];
        });
        const alarm = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:failed-depth";
        const subscription = "urn:pulumi:test::local-aws::aws:sns/topicSubscription:TopicSubscription::alarms-mail";
        assert.deepEqual(
            story.filter(([, what]) => what !== "packed"),
            [
                [0, "event", "arn:aws:events:us-east-1:111122223333:event-bus/default", ""],
                [0, "delivery", ruleArn("jobs"), "event"],
                [0, "attempt", functionArn("handler"), "delivery"],
                [0, "invocation", functionArn("handler"), "delivery"],
                [60, "invocation", functionArn("handler"), "delivery"],
                [60, "queued", queueArn("failed"), "delivery"],
                [110, "state", alarm, ""],
                [110, "action", alarm, "state"],
                [110, "published", topicArn("alarms"), "action"],
                [110, "received", subscription, "published"],
            ],
        );
    });

    it("never changes a fact that it has, and refuses one of another kind", () => {
        let now = 5;
        const log = new Log(() => now);
        const number = log.add({ what: "removed", resource: "arn:q", message: "one" });
        now = 9;
        assert.equal(log.add({ what: "removed", resource: "arn:q", message: "two" }), number + 1);
        assert.deepEqual(log.at(number, "removed"), { what: "removed", resource: "arn:q", message: "one", atMs: 5 });
        assert.throws(() => log.at(number, "state"), { message: `Log.at: fact 0 must be of the kind "state", got "removed"` });
    });
});
