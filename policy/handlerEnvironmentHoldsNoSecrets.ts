import type { PolicyResource } from "@pulumi/policy";

import { isListedSecret, isSecretName } from "./shared/secrets";
import { read } from "./shared/read";
import { statusPolicy } from "./shared/run";

/** Everyone who may look at a function sees its environment. */
export const handlerEnvironmentHoldsNoSecrets = statusPolicy({
    name: "handler-environment-holds-no-secrets",
    description: "The environment of a function that a SageMaker job-status rule calls holds no value that looks like a secret.",
    enforcementLevel: "advisory",
    severity: "critical",
    remediationSteps: "Keep the value in Secrets Manager or Parameter Store, give the function its name or ARN, and let the role read it.",
    judge: (stack, verdict) => {
        for (const { resource } of stack.handlers()) {
            const suspects = variables(resource).filter(([name, value]) => isListedSecret(value) || (isSecretName(name) && isPlain(value)));
            for (const [name] of suspects) {
                verdict.wrong(
                    resource,
                    `The environment variable ${name} looks like a secret, which everyone sees who may look at the function. Keep it in Secrets Manager and give the function its ARN.`,
                );
            }
        }
    },
});

/** Names and known values of the environment variables. A value that is not known yet is an output of a resource, judged by its name alone. */
function variables({ props }: PolicyResource): [string, string][] {
    const names = read(() => Object.keys((props.environment?.variables as Record<string, unknown>) ?? {}));
    return (names.known ? names.value : []).flatMap((name): [string, string][] => {
        const value = read(() => props.environment.variables[name] as unknown);
        return value.known && typeof value.value === "string" ? [[name, value.value]] : [];
    });
}

/** Not a name or an ARN of something else, nor a flag or a number. */
const isPlain = (value: string) => value !== "" && !/^(arn:|https?:\/\/|\/|true$|false$|\d{1,6}$)/i.test(value);
