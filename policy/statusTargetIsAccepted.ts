import { inputVerdict, isEmpty, isFifo, isGiven, type StatusTarget } from "../models/graph";
import { needsRole, serviceOfTarget } from "./shared/access/targets";
import { statusPolicy } from "./shared/run/run";

/** PutTargets is the last call of a deployment: what it refuses leaves a rule without its target. */
export const statusTargetIsAccepted = statusPolicy({
    name: "status-target-is-accepted",
    description:
        "EventBridge accepts every target of a SageMaker job-status rule: its input, its input transformer, and a role or a message group where the service needs one.",
    severity: "high",
    remediationSteps:
        "Use one of input, inputPath and inputTransformer, define every placeholder of the template in inputPaths, write the template as JSON, and set roleArn where the service of the target needs a role. A log group needs a template with timestamp and message, a FIFO queue sqsTarget.messageGroupId.",
    judge: (stack, verdict) => {
        for (const target of stack.targets()) {
            const service = serviceOfTarget(stack, target.arn);
            const { faults, open } = inputVerdict(target, { service, fifo: isFifo(stack, target.arn) });
            const found = [...faults.map(({ reason }) => `${reason}.`), ...roleFault(target, needsRole(stack, target))];
            if (!target.sure && (found.length > 0 || open)) {
                verdict.undecided(target.resource);
            } else if (found.length > 0) {
                found.forEach((fault) => verdict.wrong(target.resource, `${fault} PutTargets refuses the target, and the deployment ends half way.`));
            } else if (open) {
                verdict.undecided(target.resource);
            }
        }
    },
});

function roleFault({ roleArn }: StatusTarget, what: string | undefined): string[] {
    return what === undefined || isGiven(roleArn) || !isEmpty(roleArn) ? [] : [`${what} needs a role, and this target has no roleArn.`];
}
