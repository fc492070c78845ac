import { useEffect, useRef, useState } from "preact/hooks";

import { NODE } from "../protocol";
import type { GraphEdge, GraphNode, GraphPicture } from "../protocol";
import { type View, update, useView } from "./store";

const SMALLEST = 0.55;
const ZOOM_STEP = 0.15;

/** The graph: nodes are buttons, edges are lines below them. */
export function Graph() {
    const view = useView();
    const { graph } = view.snapshot!;
    const frame = useRef<HTMLDivElement>(null);
    const [zoom, setZoom] = useState(1);
    useEffect(() => {
        const width = frame.current?.clientWidth ?? graph.width;
        setZoom(Math.max(SMALLEST, Math.min(1, width / graph.width)));
    }, [graph]);
    return (
        <section class="graph" aria-label="Graph of the program">
            <div class="tools">
                <button type="button" aria-label="Make the graph smaller" onClick={() => setZoom(Math.max(0.3, zoom - ZOOM_STEP))}>
                    −
                </button>
                <button type="button" aria-label="Make the graph larger" onClick={() => setZoom(Math.min(2, zoom + ZOOM_STEP))}>
                    +
                </button>
                <span class="legend">
                    <i class="what-kind" /> kind <i class="what-rule" /> rule <i class="what-function" /> function <i class="what-queue" /> queue{" "}
                    <i class="what-topic" /> topic <i class="what-table" /> table <i class="what-channel" /> channel
                </span>
            </div>
            <div class="frame" ref={frame} tabIndex={0} role="group" aria-label="Nodes, from left to right">
                <div class="sheet" style={{ width: `${graph.width * zoom}px`, height: `${graph.height * zoom}px` }}>
                    <div class="scaled" style={{ width: `${graph.width}px`, height: `${graph.height}px`, transform: `scale(${zoom})` }}>
                        <Edges graph={graph} view={view} />
                        {leftToRight(graph).map((node) => (
                            <Node key={node.id} node={node} view={view} />
                        ))}
                    </div>
                </div>
            </div>
        </section>
    );
}

/** The order of keys, of screen readers, and of the list that small screens have. */
const leftToRight = ({ nodes }: GraphPicture) => [...nodes].sort((a, b) => a.x - b.x || a.y - b.y);

function Edges({ graph, view }: { graph: GraphPicture; view: View }) {
    return (
        <svg width={graph.width} height={graph.height} aria-hidden="true">
            {graph.edges.map((edge) => (
                <path key={edge.id} d={pathOf(edge)} class={`edge ${edge.what} ${stateOf(edge, view)}`} />
            ))}
        </svg>
    );
}

function stateOf({ id, from, to }: GraphEdge, { lit, way, selected }: View): string {
    return lit.has(id) ? "lit" : way.has(id) ? "way" : selected === from || selected === to ? "near" : "";
}

/** A line through the points of an edge, bent at each of them. */
function pathOf({ points }: GraphEdge): string {
    const [first, ...rest] = points;
    if (first === undefined) {
        return "";
    }
    const curves = rest.map(({ x, y }, index) => {
        const before = points[index]!;
        const middle = (before.x + x) / 2;
        return `C${middle},${before.y} ${middle},${y} ${x},${y}`;
    });
    return `M${first.x},${first.y}${curves.join("")}`;
}

const COUNTED: Readonly<Partial<Record<GraphNode["what"], string>>> = {
    kind: "events",
    rule: "matched",
    schedule: "runs",
    function: "invocations",
    queue: "sent",
    topic: "messages",
    channel: "received",
    alarms: "went off",
    bus: "events",
};

function Node({ node, view }: { node: GraphNode; view: View }) {
    const { id, what, name, x, y, alarms, findings, change } = node;
    const { counts, alarms: states, findings: all } = view.snapshot!;
    const { seen = 0, failed = 0, held = 0 } = counts[id] ?? {};
    const ringing = alarms.filter(({ arn }) => states[arn] === "ALARM");
    const isBad = findings.some((index) => all[index]?.level === "mandatory");
    const figures = [
        ...(COUNTED[what] === undefined ? [] : [`${seen.toLocaleString("en")} ${COUNTED[what]}`]),
        ...(failed > 0 ? [`${failed.toLocaleString("en")} failed`] : []),
        ...(held > 0 ? [`${held.toLocaleString("en")} in it`] : []),
    ].join(", ");
    const prefix = what === "kind" || what === "alarms" ? "" : `${what} `;
    const label = [
        `${prefix}${name}`,
        figures,
        ...(ringing.length > 0 ? [`${ringing.length} of ${alarms.length} alarms on`] : []),
        ...(findings.length > 0 ? [`${findings.length} findings`] : []),
        ...(change === undefined ? [] : [change]),
    ].filter((part) => part !== "");
    const states_ = [
        view.lit.has(id) && "lit",
        view.way.has(id) && "way",
        ringing.length > 0 && "ringing",
        view.selected === id && "selected",
        change,
    ];
    return (
        <button
            type="button"
            class={`node what-${what} ${states_.filter(Boolean).join(" ")}`}
            style={{ left: `${x - NODE.width / 2}px`, top: `${y - NODE.height / 2}px`, width: `${NODE.width}px`, height: `${NODE.height}px` }}
            aria-pressed={view.selected === id}
            title={label.join("\n")}
            data-node={id}
            onClick={() => update({ selected: view.selected === id ? null : id })}
        >
            <span class="name">
                {prefix !== "" && <span class="hidden">{prefix}</span>}
                {name}
            </span>
            <span class="figures">
                {figures}
                {alarms.length > 0 && <span class={ringing.length > 0 ? "alarm on" : "alarm"}>{`${ringing.length}/${alarms.length} alarms`}</span>}
                {findings.length > 0 && <span class={isBad ? "finding mandatory" : "finding"}>{`${findings.length} !`}</span>}
                {change !== undefined && <span class="change">{change}</span>}
            </span>
        </button>
    );
}
