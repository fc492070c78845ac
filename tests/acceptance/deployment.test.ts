import assert from "node:assert/strict";
import { creationOf } from "../../local/aws/faults";
import { seededRandom } from "../../local/aws/random";
import type { Graph } from "../../local/engine";
import { resourcesOfType } from "../../local/engine/graph";
import type { FaultName, Fault } from "../../local/aws";
import { reportOf, type SimulationReport } from "../../local/simulate/report";
import { simulate } from "../../local/simulate/simulate";
import { devStack } from "../support/devStack";

const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

async function deployed(graph: Graph, faults: readonly (FaultName | Fault)[]): Promise<SimulationReport> {
    return reportOf(await simulate({ graph, hours: 1, events: 150, seed: 1, faults }), { program: "p", stack: "dev", seed: 1, hours: 1 });
}

describe("events during a deployment", () => {
    it("are missed by rules without a target, or get all that they need: none is lost, and none meets a resource that is not there yet", async () => {
        const { faults, lost, fates } = await deployed(await devStack("update"), ["up"]);
        assert.ok(faults[0]!.struck > 5, `${faults[0]!.struck}`);
        assert.deepEqual([lost, faults[0]!.events], [[], {}]);
        assert.ok(fates.handled! > 20);
    });

    it("are lost where targets do not depend on what they need", async () => {
        const graph = await devStack("update");
        const resources = graph.resources.map((resource) =>
            resource.type === TARGET ? { ...resource, dependencies: resource.dependencies.filter((urn) => urn.includes("EventRule")) } : resource,
        );
        const { lost } = await deployed({ ...graph, resources }, ["up", { fault: "stopSchedule" }]);
        assert.match(lost[0]!.reason, /^EventBridge could not hand it over .*, nor put it into the dead-letter queue/);
        assert.deepEqual(lost[0]!.faults, ["up"]);
    });

    it("come to a target that is created after its function, its permission, its settings, its role's policy and both queues with their policies", async () => {
        const graph = await devStack("update");
        for (let seed = 1; seed <= 20; seed++) {
            const creation = creationOf(graph, seededRandom(seed));
            for (const { outputs } of resourcesOfType(graph, TARGET)) {
                const arn = String(outputs.arn);
                const rule = resourcesOfType(graph, "aws:cloudwatch/eventRule:EventRule").find(({ outputs: { name } }) => name === outputs.rule)!;
                const needs = [
                    ...["deleteFunction", "removePermissions", "removeInvokeConfig"].map((fault) => `${fault} ${arn}`),
                    `denyCalls ${arn.split(":")[6]}`,
                    ...[...creation.keys()].filter((key) => /^(deleteQueue|dropQueuePolicy) .*job-status-(dead-letter|failure)/.test(key)),
                ];
                const target = creation.get(`removeTargets ${String(rule.outputs.arn)}`)!;
                assert.ok(needs.length >= 8, needs.join());
                assert.deepEqual(
                    needs.filter((key) => !(creation.get(key)! <= target)),
                    [],
                );
            }
        }
    });
});
