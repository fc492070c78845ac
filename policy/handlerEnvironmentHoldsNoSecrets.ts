import { environmentOf } from "../models/graph";
import { statusPolicy } from "./shared/run/run";
import { isListedSecret, isSecretName } from "./shared/secrets";

/** Everyone who may look at a function sees its environment. */
export const handlerEnvironmentHoldsNoSecrets = statusPolicy({
    name: "handler-environment-holds-no-secrets",
    description: "The environment of a function that a SageMaker job-status rule calls holds no value that looks like a secret.",
    enforcementLevel: "advisory",
    severity: "critical",
    remediationSteps: "Keep the value in Secrets Manager or Parameter Store, give the function its name or ARN, and allow the role to read it.",
    judge: (stack, verdict) => {
        for (const { resource, sure } of stack.handlers()) {
            for (const { name, text } of environmentOf(resource)) {
                const looksSecret = text === undefined ? isSecretName(name) : isListedSecret(text) || (isSecretName(name) && isPlain(text));
                if (looksSecret && sure && text !== undefined) {
                    verdict.wrong(
                        resource,
                        `The environment variable ${name} looks like a secret, which everyone sees who may look at the function. Keep it in Secrets Manager and give the function its ARN.`,
                    );
                } else if (looksSecret) {
                    verdict.undecided(resource);
                }
            }
        }
    },
});

/** Not a name or an ARN of something else, nor a flag or a number. */
const isPlain = (value: string) => value !== "" && !/^(arn:|https?:\/\/|\/|true$|false$|\d{1,6}$)/i.test(value);
