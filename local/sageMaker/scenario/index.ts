import type { Kind } from "../../../catalog";
import type { VirtualClock } from "../../clock";
import { ApiError } from "../../endpoint/localEndpoint";
import type { ActOperation } from "../acts";
import type { LocalSageMaker } from "../localSageMaker";
import type { Plan, Reliability } from "../world";
import { operationOf } from "./parseStep";

export { parseScenario } from "./parseScenario";

/** Something that happens to a resource. */
export interface ScenarioStep {
    /** Seconds after the scenario's start. */
    readonly atSeconds: number;
    readonly act: ActOperation["act"];
    readonly kind: Kind;
    readonly name: string;
    /** Input of the API's call; the name is filled in, and what the API requires besides may be missing. */
    readonly request: Readonly<Record<string, unknown>>;
    readonly plan: Plan;
}

/** What happens in a SageMaker, and when. */
export interface Scenario {
    /** Epoch milliseconds. Undefined: when it is played. */
    readonly startMs: number | undefined;
    readonly reliability: Reliability;
    readonly steps: readonly ScenarioStep[];
}

/** Who stops what a scenario stops. */
export const SCENARIO = "scenario";

/**
 * Has a scenario happen on the clock, from now on.
 *
 * @param onRefused Is told of a step that SageMaker refuses, counted from 1; the others go on.
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
