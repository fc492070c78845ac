import type { PolicyResource } from "@pulumi/policy";

import { Directory } from "./directory";
import { type RuleTarget, StackGraph, type StatusRule } from "./graph";
import { read } from "./read";
import type { Settings } from "./settings";
import { isUnset, type Slot, slotAt, slotsIn } from "./slot";
import { GROUPS, TYPES } from "./types";

/** A target of a status rule. */
export interface StatusTarget {
    readonly rule: StatusRule;
    /** The target; with aws-native the rule, which holds its targets. */
    readonly resource: PolicyResource;
    /** False where it may belong to another rule, or the rule may be about something else. */
    readonly sure: boolean;
    /** What stands at a path of the target. */
    readonly at: (path: string) => Slot;
}

/** A function that status rules call. */
export interface Handler {
    readonly resource: PolicyResource;
    readonly targets: readonly StatusTarget[];
    readonly sure: boolean;
}

/** A resource that says something about another one: a policy of a queue, a subscription of a topic. */
export interface Attached {
    readonly resource: PolicyResource;
    readonly sure: boolean;
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
};

type Named = "queue" | "topic" | "function" | "functionAlias" | "role" | "managedPolicy" | "logGroup" | "key" | "keyAlias" | "bus";

/** A stack as the policies see it. Each part is worked out when a policy first asks for it. */
export class Stack {
    public readonly graph: StackGraph;
    private readonly directories = new Map<Named, Directory>();
    private readonly attachments = new Map<string, Map<PolicyResource, Attached[]>>();
    private readonly rules: readonly StatusRule[];
    private targetLists?: ReadonlyMap<StatusRule, readonly StatusTarget[]>;
    private handlerList?: readonly Handler[];

    constructor(
        resources: readonly PolicyResource[],
        public readonly settings: Settings,
        /** As "2027-03-31", in UTC. */
        public readonly today: string,
    ) {
        this.graph = new StackGraph(resources);
        this.rules = this.graph.statusRules();
    }

    /** The rules on job statuses, with those that may be one. */
    public statusRules(): readonly StatusRule[] {
        return this.rules;
    }

    /** The targets of all status rules. */
    public targets(): readonly StatusTarget[] {
        return this.rules.flatMap((rule) => this.targetsOf(rule));
    }

    /** The targets of a status rule. */
    public targetsOf(rule: StatusRule): readonly StatusTarget[] {
        this.targetLists ??= new Map(this.rules.map((each) => [each, this.graph.targetsOf(each).flatMap((target) => statusTargets(each, target))]));
        return this.targetLists.get(rule) ?? [];
    }

    /** The functions of the stack that status rules call. */
    public handlers(): readonly Handler[] {
        this.handlerList ??= this.findHandlers();
        return this.handlerList;
    }

    public ofGroup(group: keyof typeof GROUPS): PolicyResource[] {
        return this.graph.ofType(...GROUPS[group]);
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
    public attachedTo(owner: PolicyResource, group: keyof typeof GROUPS, kind: Named, ...paths: string[]): readonly Attached[] {
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
        const handlers = new Map<PolicyResource, StatusTarget[]>();
        for (const target of this.targets()) {
            const found = this.functionIn(target.at("arn"));
            if (found.kind === "here" && found.sure) {
                for (const resource of found.to) {
                    handlers.set(resource, [...(handlers.get(resource) ?? []), target]);
                }
            }
        }
        return [...handlers].map(([resource, targets]) => ({ resource, targets, sure: targets.some(({ sure }) => sure) }));
    }
}

function statusTargets(rule: StatusRule, { resource, belongs }: RuleTarget): StatusTarget[] {
    const sure = rule.sure && belongs === "yes";
    if (resource.type !== TYPES.nativeRule) {
        return [{ rule, resource, sure, at: (path) => slotAt(resource, path) }];
    }
    const count = read(() => (isUnset(resource.props.targets) ? 0 : (resource.props.targets.length as number)));
    // Targets that are not known count as one that is not known.
    return Array.from({ length: count.known ? count.value : 1 }, (_, index) => ({
        rule,
        resource,
        sure,
        at: (path: string) => slotAt(resource, `targets.${index}.${path}`),
    }));
}
