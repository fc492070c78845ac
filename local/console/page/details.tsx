import { useEffect, useState } from "preact/hooks";

import type { EdgeWhat, NodeDetails } from "../protocol";
import { Letters } from "./letters";
import { get, isSaved, quietly, update, useView } from "./store";

/** All that is known of one node. */
export function Details({ id, onClose }: { id: string; onClose: () => void }) {
    const { snapshot } = useView();
    const [details, setDetails] = useState<NodeDetails | undefined>();
    useEffect(() => quietly(async () => setDetails(await get<NodeDetails>(`/api/node?id=${encodeURIComponent(id)}`))), [id, snapshot!.graph]);
    const { nodes, edges } = snapshot!.graph;
    const node = nodes.find((each) => each.id === id);
    const findings = (node?.findings ?? []).map((index) => snapshot!.findings[index]!);
    return (
        <section aria-label="Details">
            <div class="title">
                <h2>{details?.title ?? ""}</h2>
                <button type="button" onClick={onClose}>
                    Close
                </button>
            </div>
            {details !== undefined && (
                <>
                    <p class="dim">{details.type}</p>
                    {details.arn !== null && <p class="arn">{details.arn}</p>}
                    {findings.map(({ source, level, message }) => (
                        <p key={`${source} ${message}`} class={level === "mandatory" ? "bad" : "warning"}>
                            {`${source}: ${message}`}
                        </p>
                    ))}
                    <Source lines={details.source} />
                    <Ways title="From" ways={edges.filter(({ to }) => to === id).map(({ from, what }) => [from, what])} />
                    <Ways title="To" ways={edges.filter(({ from }) => from === id).map(({ to, what }) => [to, what])} />
                    {!isSaved && node?.what === "queue" && <Letters node={id} />}
                    {details.sections.map(({ title, text }) => (
                        <details key={title} open={title === "Event pattern" || title === "Statuses" || title === "Alarms" || isSaved}>
                            <summary>{title}</summary>
                            <pre tabIndex={0}>{text}</pre>
                        </details>
                    ))}
                    {details.parts.length > 0 && <h3>Belongs to it</h3>}
                    {details.parts.map(({ name, type, source, text }) => (
                        <details key={`${type} ${name}`}>
                            <summary>
                                {`${name} `}
                                <span class="dim">{type.split(":").at(-1)}</span>
                            </summary>
                            <Source lines={source} />
                            <pre tabIndex={0}>{text}</pre>
                        </details>
                    ))}
                </>
            )}
        </section>
    );
}

/** How the edges of a node are named, which small screens and screen readers do not have. */
const WAYS: Readonly<Record<EdgeWhat, string>> = {
    matches: "events",
    delivers: "deliveries",
    fails: "failures",
    uses: "use",
    notifies: "messages",
};

/** Selects a node, and takes the keyboard there. */
function show(id: string): void {
    update({ selected: id });
    document.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
}

function Ways({ title, ways }: { title: string; ways: readonly (readonly [node: string, what: EdgeWhat])[] }) {
    const { nodes } = useView().snapshot!.graph;
    return ways.length === 0 ? null : (
        <ul class="plain ways" aria-label={title}>
            <li class="dim">{title}</li>
            {ways.map(([other, what]) => (
                <li key={`${what} ${other}`}>
                    <button type="button" onClick={() => show(other)}>
                        {nodes.find(({ id }) => id === other)?.name}
                    </button>{" "}
                    <span class="dim">{WAYS[what]}</span>
                </li>
            ))}
        </ul>
    );
}

/** The lines of the program that made a resource. */
function Source({ lines }: { lines: readonly string[] }) {
    return lines.length === 0 ? null : (
        <p class="source">
            Made by <code>{lines.at(-1)}</code>
            {lines.length > 1 && <span class="dim">{`, through ${lines.slice(0, -1).reverse().join(", ")}`}</span>}
        </p>
    );
}
