import { readFunction, readRule } from "../../models/graph";
import { KINDS } from "../../catalog";
import { factsOf } from "../aws/log";
import type { FunctionResource } from "../aws/resources";
import { inWords } from "../cli/shared/conditionWords";
import { isObject } from "../cli/shared/resourceValues";
import type { Props, Resource } from "../engine/graph";
import { SIGNATURE } from "../engine/graph";
import { graphResources } from "../engine/graphResources";
import { ALARMS } from "./picture";
import { BadRequest } from "./routes";
import type { NodeDetails } from "./protocol";
import type { World } from "./world";

type Section = NodeDetails["sections"][number];

/** All that is known of a node. @throws BadRequest if there is no such node. */
export function detailsOf(world: World, id: string): NodeDetails {
    const node = world.picture.nodes.find((each) => each.id === id);
    if (node === undefined) {
        throw new BadRequest(`There is no node ${JSON.stringify(id)}`);
    }
    const { graph, owners } = world.program;
    const resource = graph.resources.find(({ urn }) => urn === id);
    const nodes = new Set(world.picture.nodes.map((each) => each.id));
    const parts = graph.resources.filter(({ urn, custom }) => custom && urn !== id && !nodes.has(urn) && owners.nodeOf(urn, nodes) === id);
    const arn = resource?.outputs.arn;
    return {
        id,
        title: node.name,
        type: resource?.type ?? node.what,
        arn: typeof arn === "string" ? arn : null,
        source: resource?.source ?? [],
        sections: [
            ...(resource === undefined ? [] : ofResource(world, resource)),
            ...(node.what === "kind" ? ofKind(node.name) : []),
            ...(node.id === ALARMS || node.alarms.length > 0 ? [ofAlarms(world, node.alarms)] : []),
            ...(resource === undefined ? [] : [{ title: "Properties", text: textOf(shown(resource)) }]),
        ],
        parts: parts.map((part) => ({ name: part.name, type: part.type, source: part.source ?? [], text: textOf(shown(part)) })),
    };
}

const textOf = (value: unknown) => JSON.stringify(value, null, 2);

function ofResource(world: World, resource: Resource): Section[] {
    const { graph, rules } = world.program;
    const reading = graphResources(graph).find(({ urn }) => urn === resource.urn)!;
    const inventory = world.aws.inventory();
    const sections: Section[] = [];
    const rule = rules.find(({ urn }) => urn === resource.urn);
    if (rule !== undefined && rule.pattern.state !== "unknown") {
        sections.push({ title: "Event pattern", text: pretty(rule.pattern.text) });
        if (rule.pattern.state === "valid") {
            const [fields = []] = rule.pattern.parsed.alternatives;
            sections.push({ title: "Matches events with", text: fields.map(({ path, conditions }) => `${path}: ${inWords(conditions)}`).join("\n") });
        }
    }
    const { schedule } = readRule(reading);
    if (rule === undefined && schedule.value.known && typeof schedule.value.value === "string") {
        sections.push({ title: "Schedule", text: schedule.value.value });
    }
    const found = inventory.functions.find(({ arn }) => arn === resource.outputs.arn);
    if (found !== undefined) {
        sections.push(...ofFunction(world, found));
        const { value } = readFunction(reading).environment;
        sections.push({ title: "Environment", text: value.known && isObject(value.value) ? textOf(value.value) : "none" });
    }
    const guarded = [...inventory.queues, ...inventory.topics].find(({ arn }) => arn === resource.outputs.arn);
    if (guarded !== undefined) {
        sections.push({ title: "Resource policy", text: guarded.policy === undefined ? "none: no service may write to it" : textOf(guarded.policy) });
    }
    return sections;
}

function ofFunction(world: World, { arn, role, timeoutSeconds, invokeConfigs, permissions }: FunctionResource): Section[] {
    const packed = [...factsOf(world.aws.facts(), "packed")].find(([{ resource }]) => resource === arn)?.[0].package;
    return [
        ...(packed === undefined
            ? []
            : [{ title: "Package", text: [`${packed.bytes} bytes, SHA-256 ${packed.sha256}`, ...packed.files].join("\n") }]),
        { title: "Role", text: role === undefined ? "not in the program: the function may do nothing" : `${role.name}\n${textOf(role.policies)}` },
        { title: "Who may invoke it", text: textOf(permissions) },
        {
            title: "On failure",
            text: textOf({ timeoutSeconds, ...Object.fromEntries([...invokeConfigs].map(([of, config]) => [of || "$LATEST", config])) }),
        },
    ];
}

function ofKind(kind: string): Section[] {
    const row = Object.values(KINDS).find((each) => each.kind === kind);
    return row === undefined ? [] : [{ title: "Statuses", text: row.statuses.map(({ value, meaning }) => `${value}: ${meaning}`).join("\n") }];
}

function ofAlarms(world: World, alarms: readonly { readonly arn: string }[]): Section {
    const all = world.aws.inventory().alarms.filter(({ alarm: { arn } }) => alarms.some((each) => each.arn === arn));
    const lines = all.map(({ alarm: { name, state, reason } }) => `${state}  ${name}\n    ${reason}`);
    return { title: "Alarms", text: lines.sort((a, b) => (a < b ? -1 : 1)).join("\n") };
}

/** JSON text with indents; as it is if it is none. */
function pretty(text: string): string {
    try {
        return textOf(JSON.parse(text));
    } catch {
        return text;
    }
}

/** What a person reads of a resource: archives and assets by name only. */
function shown({ outputs, inputs }: Resource): Props {
    const props = Object.keys(outputs).length === 0 ? inputs : outputs;
    return Object.fromEntries(
        Object.entries(props)
            .filter(([, value]) => value !== null && value !== "" && value !== undefined)
            .map(([key, value]) => [key, isObject(value) && SIGNATURE in value ? "(archive)" : value]),
    );
}
