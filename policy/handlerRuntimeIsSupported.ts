import { RUNTIME_DEPRECATIONS } from "../catalog";
import { isGiven, readFunction, textIn } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** Lambda no longer patches a deprecated runtime, and soon refuses every change to its functions. */
export const handlerRuntimeIsSupported = statusPolicy({
    name: "handler-runtime-is-supported",
    description: "A function that a SageMaker job-status rule calls has a runtime that Lambda has not deprecated.",
    severity: "medium",
    remediationSteps: "Set runtime to one that Lambda supports, such as nodejs24.x.",
    judge: (stack, verdict, { today }) => {
        for (const { resource, sure } of stack.handlers()) {
            const { runtime } = readFunction(resource);
            const deprecated = RUNTIME_DEPRECATIONS[textIn(runtime) ?? ""];
            const isDeprecated = deprecated !== undefined && deprecated <= today;
            if ((!runtime.value.known && isGiven(runtime)) || (isDeprecated && !sure)) {
                verdict.undecided(resource);
            } else if (isDeprecated) {
                verdict.wrong(
                    resource,
                    `Lambda deprecated the runtime ${textIn(runtime)} of this function on ${deprecated}. Set runtime to a later version.`,
                );
            }
        }
    },
});
