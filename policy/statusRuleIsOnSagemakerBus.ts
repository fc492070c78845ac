import {
    busesReached,
    type GraphResource,
    ifKnown,
    isCustom,
    isReached,
    only,
    type Slot,
    slotAt,
    type Stack,
    type StatusRule,
    textIn,
} from "../models/graph";
import { statusPolicy } from "./shared/run/run";
import { isListed } from "./shared/run/settings";

/** SageMaker sends its events to the default bus of the account. On another bus a rule matches nothing, unless something forwards them. */
export const statusRuleIsOnSagemakerBus = statusPolicy({
    name: "status-rule-is-on-sagemaker-bus",
    description: "Every SageMaker job-status rule is on an event bus at which events of SageMaker arrive.",
    severity: "high",
    remediationSteps:
        "Remove eventBusName from the rule, forward the events by a rule on the default bus whose target is the bus, or list the bus in the pack's configuration.",
    judge: (stack, verdict, { settings: { buses } }) => {
        const reached = busesReached(stack.targets().map(({ rule, arn }) => ({ bus: rule.bus, to: busesIn(stack, arn) })));
        for (const rule of stack.statusRules()) {
            if (isReached(rule.bus, reached)) {
                continue;
            }
            const names = namesOf(rule);
            if (names.some((name) => isListed(name, buses))) {
                continue;
            }
            const unnamed = !rule.bus.name.known && buses.length > 0;
            if (!rule.sure || isCustom(rule.bus) === "unknown" || unnamed) {
                verdict.undecided(rule.resource);
            } else {
                verdict.wrong(
                    rule.resource,
                    "This rule is on an event bus at which no events of SageMaker arrive. Put it on the default bus, forward the events from there, or list the bus in the pack's configuration.",
                );
            }
        }
    },
});

/** What the bus is called to which a target sends events: its resource, its name, the end of its ARN. Empty for another target. */
function busesIn(stack: Stack, arn: Slot): (GraphResource | string)[] {
    const bus = only(stack.directory("bus").refer(arn));
    return [bus, bus && textIn(slotAt(bus, "name")), textIn(arn)?.split(":event-bus/")[1]].filter((name) => name !== undefined);
}

/** What the configuration may call the bus of a rule: its name, the ARN that is in the rule, or its name in the program. */
function namesOf({ resource, bus }: StatusRule): string[] {
    const given = textIn(slotAt(resource, "eventBusName"));
    return [ifKnown(bus.name), given, ...bus.sources.map(({ name }) => name)].filter((name) => name !== undefined);
}
