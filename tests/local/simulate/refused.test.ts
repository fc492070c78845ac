import assert from "node:assert/strict";
import { FAULT_NAMES, type FaultName, faultRow } from "../../../local/aws";
import type { Graph, Resource } from "../../../local/engine";
import { policies } from "../../../policy/policies";
import { devStack } from "../../support/devStack";
import { analyzeResources } from "../../support/policyGraph";

/** What a program looks like that has a fault from the beginning: the resource of the dev stack that is left out, or its changed inputs. */
interface Edit {
    readonly type: string;
    readonly name: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
}

const EDITS: Readonly<Partial<Record<FaultName, Edit>>> = {
    removePermissions: { type: "aws:lambda/permission:Permission", name: "endpoint-permission" },
    removeInvokeConfig: { type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", name: "endpoint-" },
    disableRule: { type: "aws:cloudwatch/eventRule:EventRule", name: "endpoint-rule", inputs: { state: "DISABLED" } },
    removeTargets: { type: "aws:cloudwatch/eventTarget:EventTarget", name: "endpoint-" },
    dropQueuePolicy: { type: "aws:sqs/queuePolicy:QueuePolicy", name: "job-status-dead-letter" },
    expireMessages: { type: "aws:sqs/queue:Queue", name: "job-status-dead-letter", inputs: { messageRetentionSeconds: 60 } },
    dropTopicPolicy: { type: "aws:sns/topicPolicy:TopicPolicy", name: "job-status-alarms" },
    unsubscribe: { type: "aws:sns/topicSubscription:TopicSubscription", name: "job-status-alarms" },
    silenceAlarm: { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "job-status-dead-letter", inputs: { actionsEnabled: false } },
    deleteAlarm: { type: "aws:cloudwatch/metricAlarm:MetricAlarm", name: "job-status-dead-letter" },
};

function edited({ resources }: Graph, { type, name, inputs }: Edit): Resource[] {
    const found = resources.find((each) => each.type === type && each.name.startsWith(name))!;
    return resources.flatMap((each) =>
        each !== found
            ? [each]
            : inputs === undefined
              ? []
              : [{ ...each, inputs: { ...each.inputs, ...inputs }, outputs: { ...each.outputs, ...inputs } }],
    );
}

describe("a fault that a program has from the beginning", () => {
    for (const [fault, edit] of Object.entries(EDITS) as [FaultName, Edit][]) {
        const { refusedBy } = faultRow(fault);
        it(`${fault} is ${refusedBy === undefined ? "not refused" : `refused in the preview by ${refusedBy}`}`, async () => {
            const found = await analyzeResources(policies, edited(await devStack("preview"), edit));
            const refusing = found.filter(({ message, level }) => level === "mandatory" && !message.startsWith("Undecided"));
            assert.deepEqual([...new Set(refusing.map(({ policy }) => policy))], refusedBy === undefined ? [] : [refusedBy]);
        });
    }

    it("is tried for every fault that a policy is said to refuse", () => {
        assert.deepEqual(
            FAULT_NAMES.filter((name) => faultRow(name).refusedBy !== undefined && EDITS[name] === undefined),
            [],
        );
    });
});
