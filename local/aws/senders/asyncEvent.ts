import { dimensionsOfFunction, type MetricName } from "../../../models/alarms";
import type { InvocationResult } from "../../lambda/localFunction";
import type { Context } from "../context";
import type { Of } from "../log";
import type { FunctionResource, InvokeConfig } from "../resources";

/** An event that Lambda accepted and is not done with. */
export interface AsyncEvent {
    readonly resource: FunctionResource;
    readonly qualifier: string;
    readonly config: InvokeConfig;
    readonly payload: unknown;
    /** Id of the event that it is about. */
    readonly event: string;
    readonly of: Of;
    readonly requestId: string;
    readonly acceptedMs: number;
    /** Invocations so far. */
    invocations: number;
    throttles: number;
    last: InvocationResult | undefined;
}

/** Adds a value to a metric of a function, under the qualifier with which it is called. */
export function countForFunction(
    { metrics }: Context,
    called: Pick<AsyncEvent, "resource" | "qualifier">,
    metricName: MetricName<"AWS/Lambda">,
    value: number,
): void {
    const { name } = called.resource;
    const dimensions = dimensionsOfFunction(name, called.qualifier === "" ? name : `${name}:${called.qualifier}`);
    metrics.publish("AWS/Lambda", metricName, dimensions, value);
}
