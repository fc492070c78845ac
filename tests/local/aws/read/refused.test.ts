import assert from "node:assert/strict";
import { graphOf, queueArn, resource, route, routeAlarms } from "../support/graphBuilder";
import { play } from "../support/play";

const invalid = (value: string, member: string, constraint: string) =>
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
const tooLong = (value: string, member: string, most: number) => invalid(value, member, `Member must have length less than or equal to ${most}`);

describe("a name or a description that AWS refuses", () => {
    for (const [type, props, message] of [
        ["aws:cloudwatch/eventRule:EventRule", { name: "r".repeat(65) }, tooLong("r".repeat(65), "name", 64)],
        [
            "aws:cloudwatch/eventRule:EventRule",
            { name: "a b" },
            invalid("a b", "name", "Member must satisfy regular expression pattern: [.\\-_A-Za-z0-9]+"),
        ],
        ["aws:cloudwatch/eventRule:EventRule", { description: "d".repeat(513) }, tooLong("d".repeat(513), "description", 512)],
        ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: "a".repeat(256) }, tooLong("a".repeat(256), "alarmName", 255)],
        ["aws:cloudwatch/compositeAlarm:CompositeAlarm", { alarmName: "a".repeat(256) }, tooLong("a".repeat(256), "alarmName", 255)],
        ["aws:cloudwatch/metricAlarm:MetricAlarm", { alarmDescription: "d".repeat(1025) }, tooLong("d".repeat(1025), "alarmDescription", 1024)],
        ["aws:lambda/function:Function", { name: "f".repeat(65) }, tooLong("f".repeat(65), "functionName", 64)],
        ["aws:sqs/queue:Queue", { name: "q".repeat(81) }, "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"],
        ["aws:sns/topic:Topic", { name: "on call" }, "Invalid parameter: Topic Name"],
    ] as const) {
        it(`is a finding, and the resource is not there: ${type.split(":")[2]} with ${Object.keys(props)[0]}`, async () => {
            const { aws, findings } = await play(graphOf(resource(type, "one", props)), () => {});
            assert.deepEqual(
                findings.map(({ kind, message: said }) => [kind, said]),
                [["refused", `AWS refuses "one": ${message}`]],
            );
            const { rules, alarms, functions, queues, topics } = aws.inventory();
            assert.deepEqual([rules, alarms, functions, queues, topics], [[], [], [], [], []]);
        });
    }

    it("is none of the longest ones that AWS accepts", async () => {
        const graph = graphOf(
            route({ rule: { description: "é".repeat(512) }, target: { targetId: "t".repeat(64) }, function: { description: "d".repeat(256) } }),
            routeAlarms(),
            resource("aws:sqs/queue:Queue", "orders", { name: `${"q".repeat(75)}.fifo`, fifoQueue: true, arn: queueArn(`${"q".repeat(75)}.fifo`) }),
        );
        const { findings, deliveries } = await play(graph);
        assert.deepEqual([findings, deliveries.map(({ outcome }) => outcome)], [[], ["handled"]]);
    });
});
