import type { Kind } from "../../../catalog";
import type { ActOperation } from "../acts";
import type { Plan, Reliability } from "../world";

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
