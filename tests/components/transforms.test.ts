import assert from "node:assert/strict";
import * as path from "node:path";

import { type Graph, resourcesOfType, runProgram } from "../../local/engine";
import { OPS_TOPIC } from "./fixtures";

describe("Pulumi's transforms", () => {
    for (const mode of ["preview", "update"] as const) {
        it(`change in ${mode} what a reaction makes, and leave the rest alone`, async () => {
            const program = path.join(__dirname, "programs", "transforms");
            const { graph } = await runProgram({ program, stack: "test", mode, config: { "aws:region": "us-east-1" } });
            const inputs = (type: string, of: Graph = graph) => resourcesOfType(of, type).map((resource) => resource.inputs);
            const [lambda] = inputs("aws:lambda/function:Function");
            assert.deepEqual(lambda?.vpcConfig, { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] });
            assert.deepEqual([lambda?.memorySize, lambda?.runtime], [256, "nodejs24.x"]);
            const alarms = inputs("aws:cloudwatch/metricAlarm:MetricAlarm");
            assert.deepEqual(
                alarms.map(({ alarmActions, okActions }) => [alarmActions, okActions]),
                new Array(12).fill([[OPS_TOPIC], [OPS_TOPIC]]),
            );
            assert.equal(inputs("aws:sqs/queue:Queue").length, 2);
        });
    }
});
