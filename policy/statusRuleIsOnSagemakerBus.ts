import { ifKnown, isCustom, only, slotAt, type Stack, type StatusRule, textIn } from "../models/graph";
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
        const fed = forwardedBuses(stack);
        for (const rule of stack.statusRules()) {
            const custom = isCustom(rule.bus);
            if (custom === "no" || isFed(rule, fed)) {
                continue;
            }
            const names = namesOf(rule);
            if (names.some((name) => isListed(name, buses))) {
                continue;
            }
            const unnamed = !rule.bus.name.known && buses.length > 0;
            if (!rule.sure || custom === "unknown" || unnamed) {
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

/** The buses, and the names of buses, to which a status rule of the stack forwards events. */
function forwardedBuses(stack: Stack): ReadonlySet<unknown> {
    const fed = new Set<unknown>();
    // A bus may be fed by a rule on a bus that is fed itself: as many rounds as there are buses reach the last one.
    let before: number;
    do {
        before = fed.size;
        for (const target of stack.targets()) {
            if (isCustom(target.rule.bus) === "no" || isFed(target.rule, fed)) {
                const arn = target.arn;
                const bus = only(stack.directory("bus").refer(arn));
                fed.add(bus).add(bus && textIn(slotAt(bus, "name")));
                fed.add(textIn(arn)?.split(":event-bus/")[1]);
            }
        }
    } while (fed.size > before);
    return fed;
}

function isFed({ bus }: StatusRule, fed: ReadonlySet<unknown>): boolean {
    return (bus.name.known && fed.has(bus.name.value)) || bus.sources.some((source) => fed.has(source));
}

/** What the configuration may call the bus of a rule: its name, the ARN that stands in the rule, or its name in the program. */
function namesOf({ resource, bus }: StatusRule): string[] {
    const given = textIn(slotAt(resource, "eventBusName"));
    return [ifKnown(bus.name), given, ...bus.sources.map(({ name }) => name)].filter((name) => name !== undefined);
}
