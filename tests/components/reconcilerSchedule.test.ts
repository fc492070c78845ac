import assert from "node:assert/strict";

import { DeadLetterQueue, ReconcilerSchedule, type ReconcilerScheduleArgs } from "../../components";
import { deploy, only, treeOf } from "../support/deployment";
import { OPS_TOPIC, refusalOf, statementsOf } from "./fixtures";

const build = (args?: ReconcilerScheduleArgs) => new ReconcilerSchedule("lost", args);

describe("ReconcilerSchedule", () => {
    it("is a rule that runs every 15 minutes by default", async () => {
        const deployment = await deploy(() => void build());
        assert.deepEqual(treeOf(deployment), ["ReconcilerSchedule lost", "ReconcilerSchedule lost > EventRule lost-rule"]);
        assert.deepEqual(only(deployment, "EventRule").inputs, {
            description: "Looks for SageMaker status events that never came",
            scheduleExpression: "rate(15 minutes)",
            state: "ENABLED",
        });
        assert.deepEqual(only(deployment, "ReconcilerSchedule").outputs, { arn: "arn:aws:events:us-east-1:111122223333:rule/lost-rule-0a1b2c3" });
    });

    it("takes other minutes and tags", async () => {
        const { inputs } = only(await deploy(() => void build({ everyMinutes: 60, tags: { team: "ml" } })), "EventRule");
        assert.deepEqual([inputs.scheduleExpression, inputs.tags], ["rate(60 minutes)", { team: "ml" }]);
    });

    it("may write to a dead-letter queue that has it among its rules", async () => {
        const deployment = await deploy(() => void new DeadLetterQueue("lost", { rules: [build()], alarmActions: [OPS_TOPIC] }));
        const [allow] = statementsOf(only(deployment, "QueuePolicy").inputs.policy) as { Condition: object }[];
        assert.deepEqual(allow!.Condition, { ArnEquals: { "aws:SourceArn": ["arn:aws:events:us-east-1:111122223333:rule/lost-rule-0a1b2c3"] } });
    });

    it("refuses minutes out of its limits, before anything is registered", async () => {
        const of = (everyMinutes: unknown) => refusalOf(() => build({ everyMinutes } as ReconcilerScheduleArgs));
        const allowed = "everyMinutes must be a whole number of minutes from 5 to 1440, got";
        for (const [given, got] of [
            [4, "4"],
            [1441, "1441"],
            [7.5, "7.5"],
            ["15", '"15"'],
        ]) {
            assert.deepEqual(await of(given), { problems: [`ReconcilerSchedule "lost": ${allowed} ${got}`], registered: [] });
        }
    });
});
