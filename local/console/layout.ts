import { graphlib, layout } from "@dagrejs/dagre";

import { type GraphPicture, NODE, type Point, type Unplaced } from "./protocol";

/** Gives every node and every edge its place, from left to right. The same graph gets the same places. */
export function place({ nodes, edges }: Unplaced): GraphPicture {
    const graph = new graphlib.Graph({ multigraph: true });
    graph.setGraph({ rankdir: "LR", nodesep: 14, ranksep: 70, edgesep: 8, marginx: 12, marginy: 12 });
    for (const { id } of nodes) {
        graph.setNode(id, { ...NODE });
    }
    for (const { id, from, to, what } of edges) {
        // What leads on from an event decides about the order more than who uses what.
        graph.setEdge(from, to, { weight: what === "matches" || what === "delivers" ? 8 : 1, minlen: 1 }, id);
    }
    layout(graph);
    const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
    const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });
    return {
        width: Math.ceil(width),
        height: Math.ceil(height),
        nodes: nodes.map((node) => ({ ...node, ...rounded(graph.node(node.id) as Point) })),
        edges: edges.map((edge) => {
            const { points = [] } = graph.edge(edge.from, edge.to, edge.id) as { points?: Point[] };
            return { ...edge, points: points.map(rounded) };
        }),
    };
}
