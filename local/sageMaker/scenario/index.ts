import type { Kind } from "../../../catalog";
import type { VirtualClock } from "../../clock";
import { ApiError } from "../../endpoint/localEndpoint";
import type { LocalSageMaker } from "../localSageMaker";
import { operationOf } from "./parseStep";
import type { Scenario, ScenarioStep } from "./types";

export { parseScenario } from "./parseScenario";
export type { Scenario, ScenarioStep } from "./types";

/** Who stops what a scenario stops. */
export const SCENARIO = "scenario";

/**
 * Has a scenario happen on the clock, from now on.
 *
 * @param onRefused Is called for a step that SageMaker refuses, counted from 1; the others go on.
 */
export function playScenario(
    { steps, reliability }: Scenario,
    { sageMaker, clock, onRefused }: { sageMaker: LocalSageMaker; clock: VirtualClock; onRefused: (step: number, reason: string) => void },
): void {
    const startMs = clock.now();
    sageMaker.deliver(reliability);
    steps.forEach((step, index) => {
        clock.schedule(startMs + step.atSeconds * 1000, () => {
            try {
                perform(sageMaker, step);
            } catch (error) {
                if (!(error instanceof ApiError)) {
                    throw error;
                }
                onRefused(index + 1, `${error.code}: ${error.message}`);
            }
        });
    });
}

function perform(sageMaker: LocalSageMaker, { act, kind, name, request, plan }: ScenarioStep): void {
    const input = { ...request, ...nameInput(act, kind, name) };
    if (act === "create") {
        const given = sageMaker.newName(kind, input);
        if (given !== name) {
            throw new ApiError("ValidationException", `The next version of the group is ${given}, not ${name}`, 400, {});
        }
    }
    if (act !== "stop" && act !== "delete") {
        sageMaker.plan(kind, name, plan);
    }
    sageMaker.perform({ operation: operationOf(kind, act), kind, act }, input, SCENARIO);
}

/** Where the call has the name. */
function nameInput(act: ScenarioStep["act"], kind: Kind, name: string): Record<string, string> {
    if (kind !== "ModelPackage") {
        return { [`${kind}Name`]: name };
    }
    if (act === "update") {
        return { ModelPackageArn: name };
    }
    return act === "create" && name.includes("/") ? { ModelPackageGroupName: name.split("/")[0]! } : { ModelPackageName: name };
}
