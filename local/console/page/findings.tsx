import { useView } from "./store";

/** What the policies and the local AWS report. */
export function Findings({ onShow }: { onShow: (node: string) => void }) {
    const { findings } = useView().snapshot!;
    return (
        <section class="wide" aria-label="Findings">
            <h2>Findings</h2>
            {findings.length === 0 && <p>The policies and the local AWS have nothing to report.</p>}
            <ul class="cards">
                {findings.map(({ source, level, resource, message, node }, index) => (
                    <li key={index} class={level === "mandatory" ? "bad" : ""}>
                        <h3>
                            {source} <span class="dim">{level}</span>
                        </h3>
                        <p>{message}</p>
                        {node === null ? (
                            <span class="dim">{resource}</span>
                        ) : (
                            <button type="button" onClick={() => onShow(node)}>
                                {`Show ${resource}`}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}
