import type { LocalAws } from "../aws";
import { coverageCells, History } from "./history";
import { Live } from "./live";
import { keptMessages } from "./messages";
import { drawn } from "./picture";
import type { ConsoleFinding, Recording } from "./protocol";
import { jsonWithoutSecrets } from "./secrets";
import type { Program } from "./program";

/** The graph of a program on its local AWS, without places, and what is reported of it. */
export function drawnWithFindings({ graph, rules, owners, findings: judged, about }: Program, aws: LocalAws) {
    const unplaced = drawn({ graph, inventory: aws.inventory(), rules, owners });
    const ids = new Set(unplaced.nodes.map(({ id }) => id));
    const findings: ConsoleFinding[] = [
        ...judged.map((finding, index) => ({ ...finding, node: owners.nodeOf(about[index] ?? "", ids) })),
        ...aws.results().findings.map(({ kind, subject, message }) => {
            const urn = owners.byArn(subject)?.urn ?? subject;
            return { source: kind, level: "warning" as const, resource: subject, message, node: owners.nodeOf(urn, ids) };
        }),
    ];
    const nodes = unplaced.nodes.map((node) => ({
        ...node,
        findings: findings.flatMap((finding, index) => (finding.node === node.id ? [index] : [])),
    }));
    return { nodes, edges: unplaced.edges, findings };
}

/** Records what has happened, before the account is closed. The same run gives the same recording. */
export function recordingOf(program: Program, aws: LocalAws, { seed, nowMs }: Pick<Recording, "seed" | "nowMs">): Recording {
    const picture = inOrder(drawnWithFindings(program, aws));
    const facts = aws.facts();
    const live = new Live(picture, program.owners);
    const history = new History(program.graph.region, (fact) => live.rootOf(fact));
    live.read(facts, aws.depths());
    facts.forEach((_, n) => history.take(facts, n));
    const [nodes, edges] = [picture.nodes, picture.edges].map((all) => new Map<string | null, number>(all.map(({ id }, place) => [id, place])));
    const recording: Recording = {
        ...picture,
        seed,
        nowMs,
        notJudged: program.notJudged,
        counts: Object.fromEntries(sorted([...live.counts], ([id]) => id)),
        alarms: Object.fromEntries(
            sorted(
                aws.inventory().alarms.map(({ alarm }) => alarm),
                ({ arn }) => arn,
            ).map(({ arn, state }) => [arn, state]),
        ),
        steps: live.steps.map(({ node, edge, ...step }) => ({ ...step, node: nodes!.get(node) ?? null, edge: edges!.get(edge) ?? null })),
        rows: history.after(0).rows,
        coverage: coverageCells(program.rules).map((cell) => ({ ...cell, rules: [...cell.rules].sort() })),
        messages: keptMessages(facts, (fact) => live.rootOf(fact)),
    };
    // A message names queues by their URLs, as AWS writes them and without the port of this run.
    const text = jsonWithoutSecrets(program.graph)(recording).replaceAll(
        new URL(aws.endpoint.url).origin,
        `https://sqs.${program.graph.region}.amazonaws.com`,
    );
    return JSON.parse(text) as Recording;
}

const sorted = <T>(all: readonly T[], key: (each: T) => string): T[] => [...all].sort((one, other) => (key(one) < key(other) ? -1 : 1));

/** A program registers its resources in an order that differs from run to run. */
function inOrder({ nodes, edges, findings }: ReturnType<typeof drawnWithFindings>): ReturnType<typeof drawnWithFindings> {
    const order = sorted(
        findings.map((finding, index) => ({ finding, index })),
        ({ finding }) => JSON.stringify(finding),
    );
    const placeOf = new Map(order.map(({ index }, place) => [index, place]));
    return {
        nodes: sorted(nodes, ({ id }) => id).map((node) => ({
            ...node,
            alarms: sorted(node.alarms, ({ arn }) => arn),
            findings: node.findings.map((index) => placeOf.get(index)!).sort((one, other) => one - other),
        })),
        edges: sorted(edges, ({ id }) => id),
        findings: order.map(({ finding }) => finding),
    };
}
