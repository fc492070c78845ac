import type { PolicyResource } from "@pulumi/policy";

import { type Bus, busOf, isOnBus } from "./buses";
import { Directory } from "./directory";
import { Hearing } from "./hearing";
import { areApart } from "./places";
import { type Answer, all, read } from "./read";
import { judge, type RuleAlarm, type RuleMetric, ruleMetrics } from "./ruleAlarms";
import { isStatusRule } from "./statusRules";
import { TYPES } from "./types";

/** A rule on job statuses. */
export interface StatusRule {
    readonly resource: PolicyResource;
    /** False while the pattern is unknown, so that it may be a rule on something else. */
    readonly sure: boolean;
    readonly bus: Bus;
}

/** A target that belongs to a rule, or may. */
export interface RuleTarget {
    readonly resource: PolicyResource;
    readonly belongs: Answer;
}

/** Referring things by the resource they refer to. Those that may refer to any are kept once, not once for each. */
class Referrers<T> {
    private readonly byResource = new Map<PolicyResource, T[]>();
    private readonly ofAny: T[] = [];

    constructor(private readonly all: readonly PolicyResource[]) {}

    public add(item: T, to: readonly PolicyResource[]): void {
        if (to === this.all) {
            this.ofAny.push(item);
            return;
        }
        for (const resource of to) {
            const items = this.byResource.get(resource);
            if (items === undefined) {
                this.byResource.set(resource, [item]);
            } else {
                items.push(item);
            }
        }
    }

    public of(resource: PolicyResource): T[] {
        return [...(this.byResource.get(resource) ?? []), ...this.ofAny];
    }
}

/** What belongs together in a stack: rules, their targets and their alarms. Each part is worked out when a policy first asks for it. */
export class StackGraph {
    private readonly byType = new Map<string, PolicyResource[]>();
    private readonly rules: readonly PolicyResource[];
    private readonly ruleDirectory: Directory;
    private targets?: Referrers<{ resource: PolicyResource; sure: boolean; bus: Bus }>;
    private alarms?: { metrics: Referrers<RuleMetric>; hearing: Hearing };

    constructor(resources: readonly PolicyResource[]) {
        for (const resource of resources) {
            const known = this.byType.get(resource.type);
            if (known === undefined) {
                this.byType.set(resource.type, [resource]);
            } else {
                known.push(resource);
            }
        }
        this.rules = this.ofType(TYPES.rule, TYPES.nativeRule);
        this.ruleDirectory = new Directory(this.rules, ({ props }) => [read(() => props.name)]);
    }

    /** The resources of the given types, in order of registration within a type. */
    public ofType(...types: string[]): PolicyResource[] {
        return types.flatMap((type) => this.byType.get(type) ?? []);
    }

    /** The rules on job statuses of SageMaker, with those that may be one. */
    public statusRules(): StatusRule[] {
        return this.rules.flatMap((resource) => {
            const is = isStatusRule(resource);
            return is === "no" ? [] : [{ resource, sure: is === "yes", bus: busOf(resource) }];
        });
    }

    /** The targets of a rule, with those that may be one of it. */
    public targetsOf({ resource: rule, bus }: StatusRule): RuleTarget[] {
        this.targets ??= this.findTargets();
        return this.targets.of(rule).flatMap(({ resource, sure, bus: targetBus }) => {
            const belongs = areApart(rule, resource) ? "no" : all([sure ? "yes" : "unknown", isOnBus(rule, bus, targetBus)]);
            return belongs === "no" ? [] : [{ resource, belongs }];
        });
    }

    /** The alarms on failed deliveries of a rule, with those that seem to be one. */
    public alarmsOf({ resource: rule, bus }: StatusRule): RuleAlarm[] {
        this.alarms ??= this.findAlarms();
        const { metrics, hearing } = this.alarms;
        return metrics.of(rule).map((metric) => judge(metric, rule, bus, hearing));
    }

    /** Who hears alarms. */
    public hearing(): Hearing {
        this.alarms ??= this.findAlarms();
        return this.alarms.hearing;
    }

    private findTargets() {
        const targets = new Referrers<{ resource: PolicyResource; sure: boolean; bus: Bus }>(this.rules);
        for (const resource of this.ofType(TYPES.target)) {
            const link = this.ruleDirectory.resolve(
                resource,
                "rule",
                read(() => resource.props.rule),
            );
            targets.add({ resource, sure: link.sure, bus: busOf(resource) }, link.to);
        }
        // Rules of aws-native hold their targets themselves.
        for (const resource of this.ofType(TYPES.nativeRule)) {
            const count = read(() => resource.props.targets?.length ?? 0);
            if (!count.known || count.value > 0) {
                targets.add({ resource, sure: count.known, bus: busOf(resource) }, [resource]);
            }
        }
        return targets;
    }

    private findAlarms() {
        const metricAlarms = this.ofType(TYPES.metricAlarm, TYPES.nativeMetricAlarm);
        const metrics = new Referrers<RuleMetric>(this.rules);
        for (const alarm of metricAlarms) {
            for (const metric of ruleMetrics(alarm, this.ruleDirectory)) {
                metrics.add(metric, metric.rules);
            }
        }
        return { metrics, hearing: new Hearing(metricAlarms, this.ofType(TYPES.compositeAlarm, TYPES.nativeCompositeAlarm)) };
    }
}
