import { type Bus, busOf, isOnBus } from "./buses";
import { Notifications } from "./compositeAlarms";
import { Directory } from "./directory";
import { nameRuleOf } from "./equalNames";
import { isStatusRule } from "./patterns";
import { areApart } from "./places";
import { type Answer, all, read } from "./read";
import { Referrers } from "./referrers";
import type { GraphResource } from "./resource";
import { judge, type RuleAlarm, type RuleMetric, ruleMetrics } from "./ruleAlarms";
import { readTarget, type TargetReading } from "./rules";
import { type Slot, slotAt, slotsIn } from "./slot";
import { GROUPS, TYPES } from "./types";

/** A rule on job statuses. */
export interface StatusRule {
    readonly resource: GraphResource;
    /** False while the pattern is unknown, so that it may be a rule on something else. */
    readonly sure: boolean;
    readonly bus: Bus;
}

/** A target of a status rule, or one that may be. */
export interface StatusTarget extends TargetReading {
    readonly rule: StatusRule;
    /** The target; with aws-native the rule, which holds its targets. */
    readonly resource: GraphResource;
    /** Whether it is a target of the rule: yes, or not known. */
    readonly belongs: Answer;
    /** False where it may belong to another rule, or the rule may be about something else. */
    readonly sure: boolean;
}

/** A function that status rules call. */
export interface Handler {
    readonly resource: GraphResource;
    readonly targets: readonly StatusTarget[];
    readonly sure: boolean;
}

/** A resource that says something about another one: a policy of a queue, a subscription of a topic. */
export interface Attached {
    readonly resource: GraphResource;
    readonly sure: boolean;
}

/** A target, and the rules that it may belong to. */
interface FoundTarget {
    readonly resource: GraphResource;
    readonly sure: boolean;
    readonly bus: Bus;
    readonly reading: TargetReading;
}

/** Properties by which others name a resource, in both providers. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
    queue: ["arn", "url", "queueUrl", "id", "name", "queueName"],
    topic: ["arn", "topicArn", "id", "name", "topicName"],
    function: ["arn", "qualifiedArn", "id", "name", "functionName", "invokeArn"],
    functionAlias: ["arn", "aliasArn", "invokeArn", "id"],
    role: ["arn", "name", "roleName", "id"],
    managedPolicy: ["arn", "policyArn", "id"],
    logGroup: ["arn", "name", "logGroupName", "id"],
    key: ["arn", "keyId", "id"],
    keyAlias: ["arn", "name", "aliasName", "id"],
    bus: ["arn", "name", "id"],
    secret: ["arn", "secretId", "id", "name"],
    parameter: ["arn", "id", "name"],
};

type Named =
    "queue" | "topic" | "function" | "functionAlias" | "role" | "managedPolicy" | "logGroup" | "key" | "keyAlias" | "bus" | "secret" | "parameter";

/** What belongs together in a stack. Each part is worked out when it is first asked for. */
export class Stack {
    private readonly byType = new Map<string, GraphResource[]>();
    private readonly directories = new Map<Named, Directory>();
    private readonly attachments = new Map<string, Map<GraphResource, Attached[]>>();
    private readonly ruleResources: readonly GraphResource[];
    private readonly ruleDirectory: Directory;
    private readonly rules: readonly StatusRule[];
    private targetReferrers?: Referrers<FoundTarget>;
    private readonly targetLists = new Map<StatusRule, readonly StatusTarget[]>();
    private handlerList?: readonly Handler[];
    private alarms?: { readonly metrics: Referrers<RuleMetric>; readonly notifications: Notifications };

    constructor(resources: readonly GraphResource[]) {
        for (const resource of resources) {
            const known = this.byType.get(resource.type);
            if (known === undefined) {
                this.byType.set(resource.type, [resource]);
            } else {
                known.push(resource);
            }
        }
        this.ruleResources = this.ofGroup("rule");
        this.ruleDirectory = new Directory(this.ruleResources, ({ props }) => [read(() => props.name)]);
        this.rules = this.ruleResources.flatMap((resource) => {
            const is = isStatusRule(resource);
            return is === "no" ? [] : [{ resource, sure: is === "yes", bus: busOf(resource) }];
        });
    }

    /** The resources of a group, in order of registration within a type. */
    public ofGroup(group: keyof typeof GROUPS): GraphResource[] {
        return GROUPS[group].flatMap((type) => this.byType.get(type) ?? []);
    }

    /** All resources, in order of registration within a type. */
    public all(): GraphResource[] {
        return [...this.byType.values()].flat();
    }

    /** The resources whose names AWS has once in a place, in order of registration within a type. */
    public named(): GraphResource[] {
        return [...this.byType.values()].flatMap((resources) => (nameRuleOf(resources[0]!) === undefined ? [] : resources));
    }

    /** The rules on job statuses of SageMaker, with those that may be one. */
    public statusRules(): readonly StatusRule[] {
        return this.rules;
    }

    /** The targets of all status rules. */
    public targets(): readonly StatusTarget[] {
        return this.rules.flatMap((rule) => this.targetsOf(rule));
    }

    /** The targets of a status rule, with those that may be one of it. */
    public targetsOf(rule: StatusRule): readonly StatusTarget[] {
        let targets = this.targetLists.get(rule);
        if (targets === undefined) {
            this.targetReferrers ??= this.findTargets();
            targets = this.targetReferrers.of(rule.resource).flatMap(({ resource, sure, bus, reading }) => {
                const belongs = areApart(rule.resource, resource) ? "no" : all([sure ? "yes" : "unknown", isOnBus(rule.resource, rule.bus, bus)]);
                return belongs === "no" ? [] : [{ ...reading, rule, resource, belongs, sure: rule.sure && belongs === "yes" }];
            });
            this.targetLists.set(rule, targets);
        }
        return targets;
    }

    /** The functions of the stack that status rules call. */
    public handlers(): readonly Handler[] {
        this.handlerList ??= this.findHandlers();
        return this.handlerList;
    }

    /** The alarms on failed deliveries of a rule, with those that seem to be one. */
    public alarmsOf({ resource: rule, bus }: StatusRule): RuleAlarm[] {
        this.alarms ??= this.findAlarms();
        const { metrics, notifications } = this.alarms;
        return metrics.of(rule).map((metric) => judge(metric, rule, bus, notifications));
    }

    /** Whom alarms notify. */
    public notifications(): Notifications {
        this.alarms ??= this.findAlarms();
        return this.alarms.notifications;
    }

    /** The resources of a kind, by what others call them. */
    public directory(kind: Named): Directory {
        let directory = this.directories.get(kind);
        if (directory === undefined) {
            directory = new Directory(this.ofGroup(kind), ({ props }) => NAMES[kind]!.map((name) => read(() => props[name])));
            this.directories.set(kind, directory);
        }
        return directory;
    }

    /** The function that a slot names, by itself or by one of its aliases. */
    public functionIn(slot: Slot): ReturnType<Directory["refer"]> {
        const found = this.directory("function").refer(slot);
        if (found.kind === "here" && found.sure) {
            return found;
        }
        const alias = this.directory("functionAlias").refer(slot);
        if (alias.kind === "here" && alias.sure && alias.to.length === 1) {
            return this.directory("function").refer(slotAt(alias.to[0]!, "functionName"));
        }
        const text = slot.value.known && typeof slot.value.value === "string" ? slot.value.value : "";
        // An ARN with a version or an alias behind the name.
        const [, unqualified] = /^(arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+):[^:]+$/.exec(text) ?? [];
        return unqualified === undefined ? found : this.directory("function").refer({ ...slot, value: { known: true, value: unqualified } });
    }

    /**
     * The resources of a group that belong to an owner, by what stands at the first of the paths that is set.
     *
     * @param paths of a slot, or of a list of slots
     */
    public attachedTo(owner: GraphResource, group: keyof typeof GROUPS, kind: Named, ...paths: string[]): readonly Attached[] {
        const key = `${group} ${kind} ${paths.join()}`;
        let map = this.attachments.get(key);
        if (map === undefined) {
            map = new Map();
            for (const resource of this.ofGroup(group)) {
                for (const slot of paths.flatMap((path) => slotsIn(resource, path))) {
                    const found = kind === "function" ? this.functionIn(slot) : this.directory(kind).refer(slot);
                    if (found.kind === "here") {
                        for (const to of found.to) {
                            map.set(to, [...(map.get(to) ?? []), { resource, sure: found.sure && found.to.length === 1 }]);
                        }
                    }
                }
            }
            this.attachments.set(key, map);
        }
        return map.get(owner) ?? [];
    }

    private findHandlers(): Handler[] {
        const handlers = new Map<GraphResource, StatusTarget[]>();
        for (const target of this.targets()) {
            const found = this.functionIn(target.arn);
            if (found.kind === "here" && found.sure) {
                for (const resource of found.to) {
                    handlers.set(resource, [...(handlers.get(resource) ?? []), target]);
                }
            }
        }
        return [...handlers].map(([resource, targets]) => ({ resource, targets, sure: targets.some(({ sure }) => sure) }));
    }

    private findTargets(): Referrers<FoundTarget> {
        const targets = new Referrers<FoundTarget>(this.ruleResources);
        for (const resource of this.ofGroup("target")) {
            const rule = slotAt(resource, "rule");
            // The id of a rule on a custom bus is "bus/rule".
            const value = rule.value.known ? { known: true as const, value: String(rule.value.value).split("/").at(-1) } : rule.value;
            const link = this.ruleDirectory.resolve(resource, rule.property, value);
            targets.add({ resource, sure: link.sure, bus: busOf(resource), reading: readTarget((...paths) => slotAt(resource, ...paths)) }, link.to);
        }
        // Rules of aws-native hold their targets themselves. Targets that are not known count as one that is not known.
        for (const resource of this.ruleResources.filter(({ type }) => type === TYPES.nativeRule)) {
            const sure = read(() => (resource.props.targets as readonly unknown[] | undefined)?.length).known;
            slotsIn(resource, "targets").forEach((_, index) => {
                const at = (...paths: string[]) => slotAt(resource, ...paths.map((path) => `targets.${index}.${path}`));
                targets.add({ resource, sure, bus: busOf(resource), reading: readTarget(at) }, [resource]);
            });
        }
        return targets;
    }

    private findAlarms() {
        const metricAlarms = this.ofGroup("metricAlarm");
        const metrics = new Referrers<RuleMetric>(this.ruleResources);
        for (const alarm of metricAlarms) {
            for (const metric of ruleMetrics(alarm, this.ruleDirectory)) {
                metrics.add(metric, metric.rules);
            }
        }
        return { metrics, notifications: new Notifications(metricAlarms, this.ofGroup("compositeAlarm")) };
    }
}
