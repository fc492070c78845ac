import {
    type GraphResource,
    inputVerdict,
    isFifoName,
    isGiven,
    readRule,
    readTarget,
    serviceIn,
    slotAt,
    TARGET_DEFAULTS,
} from "../../../models/graph";
import { type Graph, resourcesOfType } from "../../engine/graph";
import { graphResources } from "../../engine/graphResources";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { RuleResource, TargetResource } from "../resources";
import { optionalNumber, optionalText, requiredText, textMap } from "./values";

/** Targets a rule may have [EventBridge User Guide, quotas]. */
const TARGETS_PER_RULE = 5;

export function readBuses(graph: Graph): { name: string; arn: string }[] {
    return resourcesOfType(graph, "aws:cloudwatch/eventBus:EventBus").map((resource) => {
        const bus = new Properties(resource);
        return { name: bus.requiredText("name"), arn: bus.requiredText("arn") };
    });
}

export function readRules(graph: Graph, findings: Findings): RuleResource[] {
    const of = (type: string) => graphResources(graph).filter((resource) => resource.type === type);
    const rules = of("aws:cloudwatch/eventRule:EventRule").map((resource): RuleResource => {
        const { name, arn, bus, pattern, schedule, enabled, allCalls } = readRule(resource);
        const rule = {
            name: requiredText(name),
            arn: requiredText(arn),
            bus: bus.name.known ? bus.name.value : "",
            enabled: enabled !== "no",
            allCalls: allCalls === "yes",
            pattern: (pattern.known && pattern.value) || undefined,
            schedule: optionalText(schedule),
            targets: [],
        };
        if (rule.pattern === undefined && rule.schedule === undefined) {
            findings.add("refused", resource.urn, "A rule must have an eventPattern or a scheduleExpression");
        }
        return rule;
    });
    for (const resource of of("aws:cloudwatch/eventTarget:EventTarget")) {
        const name = requiredText(slotAt(resource, "rule")).split("/").at(-1);
        const { bus } = readRule(resource);
        const busName = bus.name.known ? bus.name.value : "";
        const rule = rules.find((candidate) => candidate.name === name && candidate.bus === busName);
        if (rule === undefined) {
            findings.add("refused", resource.urn, `There is no rule "${name}" on the bus "${busName}"`);
        } else if (rule.targets.length === TARGETS_PER_RULE) {
            findings.add("refused", resource.urn, `Rule "${name}" has ${TARGETS_PER_RULE} targets already, the most that a rule may have`);
        } else {
            rule.targets.push(...targetOf(resource, findings));
        }
    }
    return rules;
}

/** The target; none if EventBridge refuses it. */
function targetOf(resource: GraphResource, findings: Findings): TargetResource[] {
    const target = readTarget((...paths) => slotAt(resource, ...paths));
    const arn = requiredText(target.arn);
    const [fault] = inputVerdict(target, { service: serviceIn(arn), fifo: isFifoName(arn) }).faults;
    if (fault !== undefined) {
        findings.add("refused", resource.urn, fault.reason);
        return [];
    }
    const { input, inputPath, inputTransformer } = target;
    const transformer = isGiven(inputTransformer) ? { paths: textMap(target.inputPaths), template: requiredText(target.inputTemplate) } : undefined;
    const result: TargetResource = {
        id: optionalText(target.id) ?? resource.name,
        arn,
        roleArn: optionalText(target.roleArn),
        input: optionalText(input),
        inputPath: optionalText(inputPath),
        transformer,
        maximumRetryAttempts: optionalNumber(target.maximumRetryAttempts) ?? TARGET_DEFAULTS.maximumRetryAttempts,
        maximumEventAgeSeconds: optionalNumber(target.maximumEventAgeSeconds) ?? TARGET_DEFAULTS.maximumEventAgeSeconds,
        deadLetterArn: optionalText(target.deadLetterArn),
    };
    return [result];
}
