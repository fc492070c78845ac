import { useEffect, useState } from "preact/hooks";

import type { NodeDetails } from "../protocol";
import { Letters } from "./letters";
import { attempt, get, isSaved, useView } from "./store";

/** All that is known of one node. */
export function Details({ id, onClose }: { id: string; onClose: () => void }) {
    const { snapshot } = useView();
    const [details, setDetails] = useState<NodeDetails | undefined>();
    useEffect(() => attempt(async () => setDetails(await get<NodeDetails>(`/api/node?id=${encodeURIComponent(id)}`))), [id, snapshot!.graph]);
    const node = snapshot!.graph.nodes.find((each) => each.id === id);
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

/** The lines of the program that made a resource. */
function Source({ lines }: { lines: readonly string[] }) {
    return lines.length === 0 ? null : (
        <p class="source">
            Made by <code>{lines.at(-1)}</code>
            {lines.length > 1 && <span class="dim">{`, through ${lines.slice(0, -1).reverse().join(", ")}`}</span>}
        </p>
    );
}
