import { METRICS_OF } from "../../models/alarms";
import { readFunction } from "../../models/graph";
import { isObject } from "../cli/shared/resourceValues";
import type { Inventory } from "../aws/inventory";
import type { FunctionResource } from "../aws/resources";
import type { SourcedRule } from "../cli/shared/rulesOf";
import { coverageOf } from "../cli/coverage/matrix";
import type { Graph, Resource } from "../engine/graph";
import { graphResources } from "../engine/graphResources";
import type { Unplaced } from "./protocol";
import { type Owners, shortName } from "./owners";
import type { EdgeWhat, GraphEdge, NodeAlarm, NodeWhat } from "./protocol";

/** Id of the node that stands for all alarms. */
export const ALARMS = "alarms";
export const kindNode = (kind: string) => `kind:${kind}`;
/** Id of the node of all events that are of none of the nine kinds. */
export const OTHERS = kindNode("others");
export const edgeId = (from: string, to: string, what: EdgeWhat) => `${what} ${from} ${to}`;

interface Args {
    readonly graph: Graph;
    readonly inventory: Inventory;
    readonly rules: readonly SourcedRule[];
    readonly owners: Owners;
}

/** The picture of a program, without places: what its account has, and how events, messages and calls get from one to the other. */
export function drawn(args: Args): Unplaced {
    const canvas = new Canvas(args.owners);
    drawRules(canvas, args);
    drawFunctions(canvas, args);
    drawTopics(canvas, args);
    drawAlarms(canvas, args);
    return canvas.picture();
}

class Canvas {
    private readonly nodes = new Map<string, Unplaced["nodes"][number]>();
    private readonly edges = new Map<string, Omit<GraphEdge, "points">>();
    readonly alarms = new Map<string, NodeAlarm[]>();

    constructor(private readonly owners: Owners) {}

    /** Adds a node, once. @returns its id */
    node(id: string, what: NodeWhat, name: string): string {
        if (!this.nodes.has(id)) {
            this.nodes.set(id, { id, what, name, alarms: [], findings: [] });
        }
        return id;
    }

    /** The node of an ARN, which may be of no resource of the program. */
    at(arn: string, what: NodeWhat): string {
        const resource = this.owners.byArn(arn);
        return this.node(resource?.urn ?? arn, what, resource?.name ?? shortName(arn));
    }

    edge(from: string, to: string, what: EdgeWhat): void {
        if (from !== to) {
            this.edges.set(edgeId(from, to, what), { id: edgeId(from, to, what), from, to, what });
        }
    }

    picture(): Unplaced {
        const nodes = [...this.nodes.values()].map((node) => ({ ...node, alarms: this.alarms.get(node.id) ?? [] }));
        return { nodes, edges: [...this.edges.values()] };
    }
}

const SERVICES: Readonly<Record<string, NodeWhat>> = { lambda: "function", sqs: "queue", sns: "topic", events: "bus", dynamodb: "table" };
const whatOf = (arn: string): NodeWhat => SERVICES[arn.split(":")[2] ?? ""] ?? "other";

function drawRules(canvas: Canvas, { graph, inventory, rules, owners }: Args): void {
    for (const { arn } of inventory.queues) {
        canvas.at(arn, "queue");
    }
    const matched = new Map<string, Set<string>>();
    for (const { kind, matchedBy } of coverageOf(rules).rows) {
        canvas.node(kindNode(kind), "kind", kind);
        for (const { rule } of matchedBy) {
            matched.set(rule, (matched.get(rule) ?? new Set()).add(kind));
        }
    }
    for (const rule of inventory.rules) {
        const node = canvas.at(rule.arn, rule.pattern === undefined ? "schedule" : "rule");
        const kinds = [...(matched.get(rule.name) ?? [])].map(kindNode);
        if (kinds.length === 0 && rule.pattern !== undefined && rule.bus === "default") {
            kinds.push(canvas.node(OTHERS, "kind", "Other events"));
        }
        for (const kind of kinds) {
            canvas.edge(kind, node, "matches");
        }
        if (rule.bus !== "default") {
            const bus = inventory.buses.find(({ name }) => name === rule.bus);
            canvas.edge(bus === undefined ? canvas.node(rule.bus, "bus", rule.bus) : canvas.at(bus.arn, "bus"), node, "matches");
        }
        for (const { arn, deadLetterArn } of rule.targets) {
            canvas.edge(node, canvas.at(owners.functionArn(arn), whatOf(arn)), "delivers");
            if (deadLetterArn !== undefined) {
                canvas.edge(node, canvas.at(deadLetterArn, "queue"), "fails");
            }
        }
    }
    // A rule that the local AWS does not run is shown as well.
    for (const resource of graphResources(graph).filter(({ urn }) => rules.some((rule) => rule.urn === urn))) {
        canvas.node(resource.urn, "rule", resource.name);
    }
}

function drawFunctions(canvas: Canvas, { graph, inventory, owners }: Args): void {
    const known = [...inventory.queues, ...inventory.topics, ...inventory.functions].map(({ arn }) => arn).concat(inventory.tables);
    for (const each of inventory.functions) {
        const node = canvas.at(each.arn, "function");
        for (const { onFailure, onSuccess } of each.invokeConfigs.values()) {
            if (onFailure !== undefined) {
                canvas.edge(node, canvas.at(onFailure, whatOf(onFailure)), "fails");
            }
            if (onSuccess !== undefined) {
                canvas.edge(node, canvas.at(onSuccess, whatOf(onSuccess)), "delivers");
            }
        }
        if (each.deadLetterArn !== undefined) {
            canvas.edge(node, canvas.at(each.deadLetterArn, whatOf(each.deadLetterArn)), "fails");
        }
        for (const arn of usedBy(graph, each, known, owners)) {
            canvas.edge(node, canvas.at(arn, whatOf(arn)), whatOf(arn) === "topic" ? "notifies" : "uses");
        }
    }
    for (const arn of inventory.tables) {
        canvas.at(arn, "table");
    }
}

/** ARNs of what a function works with: its role names them, or its environment does. */
function usedBy(
    graph: Graph,
    { arn: own, role, invokeConfigs, deadLetterArn }: FunctionResource,
    known: readonly string[],
    owners: Owners,
): string[] {
    const named = (role?.policies ?? []).flatMap(({ Statement }) =>
        [Statement].flat().flatMap(({ Effect, Resource = [] }) => (Effect === "Allow" ? [Resource].flat() : [])),
    );
    const resource = graphResources(graph).find(({ urn }) => urn === owners.byArn(own)?.urn);
    const environment = resource === undefined ? undefined : readFunction(resource).environment.value;
    const values = environment?.known === true && isObject(environment.value) ? Object.values(environment.value) : [];
    const failing = [...invokeConfigs.values()].flatMap(({ onFailure }) => onFailure ?? []).concat(deadLetterArn ?? []);
    return known.filter(
        (arn) => arn !== own && !failing.includes(arn) && (named.includes(arn) || values.some((value) => owners.isName(String(value), arn))),
    );
}

function drawTopics(canvas: Canvas, { inventory, owners }: Args): void {
    for (const topic of inventory.topics) {
        const node = canvas.at(topic.arn, "topic");
        for (const { urn, protocol, endpoint } of topic.subscriptions) {
            const isReceiver = protocol === "sqs" || protocol === "lambda";
            const to = isReceiver
                ? canvas.at(owners.functionArn(endpoint), whatOf(endpoint))
                : canvas.node(urn, "channel", `${protocol}: ${endpoint}`);
            canvas.edge(node, to, "notifies");
        }
    }
}

/** Alarms are shown at what they watch: a program has more of them than of everything else together. */
function drawAlarms(canvas: Canvas, { inventory, owners }: Args): void {
    const byName = new Map<string, string>();
    const names: [string, readonly { name: string; arn: string }[]][] = [
        ["rule", inventory.rules],
        ["function", inventory.functions],
        ["queue", inventory.queues],
        ["topic", inventory.topics],
    ];
    for (const [what, all] of names) {
        for (const { name, arn } of all) {
            byName.set(`${what} ${name}`, canvas.at(arn, whatOf(arn)));
        }
    }
    for (const { alarm, behind } of inventory.alarms) {
        const name = owners.byArn(alarm.arn)?.name ?? alarm.name;
        const metrics = behind.flatMap(({ metric }) => [metric, ...(metric?.metricQueries ?? []).map((query) => query.metric)]);
        const watched = metrics.flatMap((metric) =>
            Object.entries(METRICS_OF).flatMap(([what, { namespace, dimension }]) => {
                const value = metric?.dimensions?.[dimension];
                return metric?.namespace === namespace && value !== undefined ? (byName.get(`${what} ${value}`) ?? []) : [];
            }),
        );
        canvas.node(ALARMS, "alarms", "Alarms");
        for (const id of new Set([ALARMS, ...watched])) {
            canvas.alarms.set(id, [...(canvas.alarms.get(id) ?? []), { arn: alarm.arn, name }]);
        }
        for (const action of alarm.actions.ALARM) {
            canvas.edge(ALARMS, canvas.at(action, whatOf(action)), "notifies");
        }
    }
}

/** The registered resource of a node; undefined for what is none. */
export const resourceOf = (graph: Graph, id: string): Resource | undefined => graph.resources.find(({ urn }) => urn === id);
