import type { Graph, Resource } from "../../engine/graph";
import type { Findings } from "../findings";
import { Properties } from "../properties";

/** What AWS does when a program creates a second resource with the name of a first one. */
interface Row {
    /** What people call it. */
    readonly title: string;
    /** Whether the second replaces the first, as a Put does, or is refused, as a Create does. */
    readonly second: "replaces" | "refused";
    /** What must not be the same. @default the ARN */
    readonly key?: (values: Properties) => string;
}

const alarm: Row = { title: "Alarm", second: "replaces" };
/** Bus and rule by name or ARN. */
const target = (values: Properties) =>
    JSON.stringify([values.text("eventBusName")?.split("/").at(-1) || "default", values.text("rule")?.split("/").at(-1), values.text("targetId")]);

/** Sources: API references of PutMetricAlarm, PutRule, PutTargets, CreateQueue, CreateTopic, CreateFunction, CreateEventBus, CreateTable, CreateRole. */
const ROWS: Readonly<Record<string, Row>> = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": alarm,
    "aws:cloudwatch/eventRule:EventRule": { title: "Rule", second: "replaces" },
    "aws:cloudwatch/eventTarget:EventTarget": { title: "Target", second: "replaces", key: target },
    "aws:cloudwatch/eventBus:EventBus": { title: "Event bus", second: "refused" },
    "aws:sqs/queue:Queue": { title: "Queue", second: "refused" },
    "aws:sns/topic:Topic": { title: "Topic", second: "refused" },
    "aws:lambda/function:Function": { title: "Function", second: "refused" },
    "aws:dynamodb/table:Table": { title: "Table", second: "refused" },
    "aws:iam/role:Role": { title: "Role", second: "refused" },
};

/** The program as AWS has it when several resources have one name: each that was replaced or refused is a finding and left out. */
export function withoutDoubles(graph: Graph, findings: Findings): Graph {
    const kept = new Map<string, Resource>();
    const left = new Set<Resource>();
    for (const resource of graph.resources) {
        const row = ROWS[resource.type];
        const key = row === undefined || resource.external === true ? undefined : keyOf(resource, row);
        if (row === undefined || key === undefined) {
            continue;
        }
        const first = kept.get(key);
        const loser = first === undefined || row.second === "refused" ? resource : first;
        if (first !== undefined) {
            const what = row.second === "replaces" ? "the second one replaces the first" : "AWS refuses the second one";
            findings.add("refused", loser.urn, `${row.title} "${resource.name}" has the name of "${first.name}": ${what}`);
            left.add(loser);
        }
        kept.set(key, first === undefined || loser === first ? resource : first);
    }
    return left.size === 0 ? graph : { ...graph, resources: graph.resources.filter((resource) => !left.has(resource)) };
}

/** Undefined where the values do not say, which other readers report. */
function keyOf(resource: Resource, { title, key }: Row): string | undefined {
    const values = new Properties(resource);
    if (key !== undefined) {
        return values.text("targetId") ? `${title} ${key(values)}` : undefined;
    }
    const arn = values.plain.arn;
    return typeof arn === "string" && arn !== "" ? `${title} ${arn}` : undefined;
}
