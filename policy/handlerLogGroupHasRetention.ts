import { areApart, type GraphResource, isGiven, numberIn, only, readFunction, slotAt, sourcesOf, type Stack, textIn } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** Lambda makes a log group by itself, which keeps every line for ever at the cost of storage and of what is in them. */
export const handlerLogGroupHasRetention = statusPolicy({
    name: "handler-log-group-has-retention",
    description: "The log group of a function that a SageMaker job-status rule calls is in the stack and keeps its lines for a stated time.",
    severity: "medium",
    remediationSteps:
        "Add a LogGroup with retentionInDays and give its name to the function in loggingConfig.logGroup, or name it /aws/lambda/ and the name of the function.",
    judge: (stack, verdict) => {
        const groupOf = logGroups(stack);
        for (const { resource, sure } of stack.handlers()) {
            const group = groupOf(resource);
            if (!sure || group === "unknown") {
                verdict.undecided(resource);
            } else if (group === "elsewhere") {
                // Whoever made it decides how long it keeps its lines.
            } else if (group === undefined) {
                verdict.wrong(resource, "The log group of this function keeps its lines for ever. Add a LogGroup with retentionInDays for it.");
            } else {
                const retention = slotAt(group, "retentionInDays");
                if (!retention.value.known && isGiven(retention)) {
                    verdict.undecided(group);
                } else if ((numberIn(retention) ?? 0) <= 0) {
                    verdict.wrong(group, "This log group keeps the lines of a handler for ever. Set retentionInDays.");
                }
            }
        }
    },
});

type Found = GraphResource | "unknown" | "elsewhere" | undefined;

/** Finds the log group of a function: the one that its configuration names, else the one that Lambda uses by its name. */
function logGroups(stack: Stack): (handler: GraphResource) => Found {
    const groups = stack.ofGroup("logGroup");
    return (handler) => {
        const named = readFunction(handler).logGroup;
        const name = textIn(readFunction(handler).name);
        // Lambda names the one that it makes by itself.
        if (isGiven(named) && textIn(named) !== `/aws/lambda/${name}`) {
            const reference = stack.directory("logGroup").refer(named);
            return only(reference) ?? (reference.kind === "elsewhere" ? "elsewhere" : "unknown");
        }
        return groups.find((group) => {
            const groupName = slotAt(group, "name", "logGroupName");
            const text = textIn(groupName);
            return text === undefined || name === undefined
                ? sourcesOf(groupName).includes(handler) || sharesName(handler, group)
                : text === `/aws/lambda/${name}` && !areApart(handler, group);
        });
    };
}

/** Whether the function takes its name from the log group, or both take theirs from the same resources: `/aws/lambda/${name}`. */
function sharesName(handler: GraphResource, group: GraphResource): boolean {
    const name = readFunction(handler).name;
    const groupName = slotAt(group, "name", "logGroupName");
    if (sourcesOf(name).includes(group)) {
        return true;
    }
    const [own, others] = [sourcesOf(name), sourcesOf(groupName)];
    return own.length > 0 && own.length === others.length && own.every((source) => others.includes(source));
}
