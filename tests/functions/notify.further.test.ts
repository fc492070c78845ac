import * as assert from "node:assert/strict";
import { join } from "node:path";

import { ALL_KIND_NAMES, ALL_KINDS, type EventKindRow, notifyProblem } from "../../catalog";
import { notify } from "../../functions";
import { exampleFolder, kindOf } from "../../local/cli/kinds/sheet";
import { readEvents } from "../../local/cli/shared/readEvents";
import { compileRules } from "../../models/eventPattern";
import { jobStatusPattern } from "../../models/jobStatusPattern";
import { Golden } from "./shared/golden";
import { outcomeOf } from "./shared/samples";

const SAMPLES = readEvents([exampleFolder("Model")]).map(({ name, event }) => {
    const { kind, status } = kindOf(event);
    return { name, event, status, kind: kind!, row: ALL_KINDS[kind!] as EventKindRow };
});
const messages = new Golden(join(__dirname, "notify.further.messages.md"), "The message for each sample event of the further kinds");

describe("notify, for the further kinds", () => {
    after(() => messages.finish());

    for (const { name, event, row } of SAMPLES.filter((sample) => notifyProblem(sample.row) === undefined)) {
        it(`reports what happened without asking SageMaker: ${name}`, async () => {
            messages.check(name, await outcomeOf(row, event, () => assert.fail("asked")));
        });
    }

    it("may publish and nothing else", () => {
        assert.deepEqual(notify(ALL_KINDS.PipelineExecution).actions, [{ action: "sns:Publish", on: "TOPIC_ARN" }]);
    });

    it("refuses the kinds whose events do not say what happened", () => {
        const refused = ALL_KIND_NAMES.filter((kind) => {
            try {
                notify(ALL_KINDS[kind]);
                return false;
            } catch (error) {
                assert.equal((error as Error).message, notifyProblem(ALL_KINDS[kind]));
                return true;
            }
        });
        assert.deepEqual(refused, [
            ...[
                "EndpointConfig",
                "EvaluationJob",
                "HumanLoopStep",
                "HumanTask",
                "LabelingJobTask",
                "MlflowActivity",
                "MlflowTrackingServer",
                "Model",
            ],
            ...["ModelCardExportJob", "MonitoringSchedule", "NotebookInstanceLifecycleConfig"],
        ]);
    });

    for (const { name, event, kind, row, status } of SAMPLES) {
        it(`gets ${name} by the rule of its kind and status, and no other sample event`, () => {
            const statuses = status === null ? undefined : ([status] as never);
            const match = compileRules([{ name, pattern: jobStatusPattern({ kind, statuses }) }]);
            assert.deepEqual(
                SAMPLES.filter((sample) => match(sample.event).length > 0).map((sample) => sample.name),
                SAMPLES.filter((sample) => sample.row === row && sample.status === status).map((sample) => sample.name),
            );
            assert.equal(match(event).length, 1);
        });
    }
});
