import { type Graph, resourcesOfType } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { RuleResource, TargetResource } from "../resources";

/** Targets a rule may have [EventBridge User Guide, quotas]. */
const TARGETS_PER_RULE = 5;

export function readBuses(graph: Graph): { name: string; arn: string }[] {
    return resourcesOfType(graph, "aws:cloudwatch/eventBus:EventBus").map((resource) => {
        const bus = new Properties(resource);
        return { name: bus.requiredText("name"), arn: bus.requiredText("arn") };
    });
}

/** A bus by name, ARN, or nothing for the default one. */
function busName(values: Properties): string {
    return values.text("eventBusName")?.split("/").at(-1) || "default";
}

export function readRules(graph: Graph, findings: Findings): RuleResource[] {
    const rules = resourcesOfType(graph, "aws:cloudwatch/eventRule:EventRule").map((resource): RuleResource => {
        const rule = new Properties(resource);
        const pattern = rule.document("eventPattern");
        const schedule = rule.text("scheduleExpression");
        if (!pattern && !schedule) {
            findings.add("refused", resource.urn, "A rule must have an eventPattern or a scheduleExpression");
        }
        return {
            name: rule.requiredText("name"),
            arn: rule.requiredText("arn"),
            bus: busName(rule),
            enabled: (rule.text("state") ?? (rule.flag("isEnabled") === false ? "DISABLED" : "ENABLED")) !== "DISABLED",
            pattern: pattern || undefined,
            schedule: schedule || undefined,
            targets: [],
        };
    });
    for (const resource of resourcesOfType(graph, "aws:cloudwatch/eventTarget:EventTarget")) {
        const target = new Properties(resource);
        const name = target.requiredText("rule").split("/").at(-1);
        const rule = rules.find((candidate) => candidate.name === name && candidate.bus === busName(target));
        if (rule === undefined) {
            findings.add("refused", resource.urn, `There is no rule "${name}" on the bus "${busName(target)}"`);
        } else if (rule.targets.length === TARGETS_PER_RULE) {
            findings.add("refused", resource.urn, `Rule "${name}" has ${TARGETS_PER_RULE} targets already, the most that a rule may have`);
        } else {
            rule.targets.push(readTarget(target, findings));
        }
    }
    return rules;
}

function readTarget(target: Properties, findings: Findings): TargetResource {
    const retry = target.object("retryPolicy");
    const transformer = target.object("inputTransformer");
    const [input, inputPath] = [target.text("input") || undefined, target.text("inputPath") || undefined];
    if ([input, inputPath, transformer].filter((value) => value !== undefined).length > 1) {
        findings.add("refused", target.resource.urn, "A target must have at most one of input, inputPath and inputTransformer");
    }
    return {
        id: target.text("targetId") || target.resource.name,
        arn: target.requiredText("arn"),
        roleArn: target.text("roleArn") || undefined,
        input,
        inputPath,
        transformer: transformer && { paths: transformer.textMap("inputPaths"), template: transformer.requiredText("inputTemplate") },
        maximumRetryAttempts: retry?.number("maximumRetryAttempts") ?? 185,
        maximumEventAgeSeconds: retry?.number("maximumEventAgeInSeconds") ?? 86_400,
        deadLetterArn: target.object("deadLetterConfig")?.text("arn") || undefined,
    };
}
