import { useEffect, useState } from "preact/hooks";

import type { KindChoice, PatternFilter, PatternPreview } from "../protocol";
import { Choice, Line } from "./fields";
import { attempt, get, post, quietly } from "./store";

const OPERATORS = ["equals", "begins with", "ends with", "is like", "is not", "exists", "does not exist", "is above", "is below"];
/** How long no one must have typed before the pattern is tried, in milliseconds. */
const QUIET_MS = 150;

interface Chosen {
    readonly kind: string;
    readonly statuses: readonly string[];
    readonly secondary: readonly string[];
    readonly filters: readonly PatternFilter[];
    /** A pattern that was pasted or edited; "" for that of the choices. */
    readonly pattern: string;
}

/** Makes an event pattern, in every form, and shows which events it matches. */
export function Pattern() {
    const [kinds, setKinds] = useState<readonly KindChoice[]>([]);
    const [chosen, setChosen] = useState<Chosen>({ kind: "TrainingJob", statuses: ["Failed"], secondary: [], filters: [], pattern: "" });
    const [preview, setPreview] = useState<PatternPreview | undefined>();
    const change = (changed: Partial<Chosen>) => setChosen((before) => ({ ...before, pattern: "", ...changed }));
    useEffect(() => quietly(async () => setKinds(await get<KindChoice[]>("/api/kinds"))), []);
    useEffect(() => {
        let newest = true;
        const load = async () => {
            const answer = await post<PatternPreview>("/api/pattern", chosen);
            if (newest) {
                setPreview(answer);
            }
        };
        const timer = setTimeout(() => attempt(load), QUIET_MS);
        return () => {
            newest = false;
            clearTimeout(timer);
        };
    }, [chosen]);
    const kind = kinds.find((each) => each.kind === chosen.kind);
    if (kind === undefined) {
        return <p class="dim">Loading</p>;
    }
    return (
        <section class="wide pattern" aria-label="Event pattern">
            <div>
                <h2>Event pattern</h2>
                <form onSubmit={(event) => event.preventDefault()}>
                    <Choice
                        label="Event type"
                        value={chosen.kind}
                        options={kinds.map((each) => [each.kind, each.title] as const)}
                        onChange={(value) => change({ kind: value, statuses: [], secondary: [], filters: [] })}
                    />
                    <Boxes label="Statuses" all={kind.statuses} chosen={chosen.statuses} onChange={(statuses) => change({ statuses })} />
                    {kind.secondary !== null && (
                        <Boxes
                            label={kind.secondary.field}
                            all={kind.secondary.values.map((value) => ({ value, meaning: "" }))}
                            chosen={chosen.secondary}
                            onChange={(secondary) => change({ secondary })}
                        />
                    )}
                    <Filters fields={kind.fields} filters={chosen.filters} onChange={(filters) => change({ filters })} />
                    <label class="block">
                        Pattern, made of the choices above, or your own
                        <textarea
                            aria-label="Pattern"
                            rows={12}
                            spellcheck={false}
                            value={chosen.pattern === "" ? (preview?.text ?? "") : chosen.pattern}
                            onInput={(event) => change({ pattern: event.currentTarget.value })}
                        />
                    </label>
                </form>
                {preview !== undefined && <Verdict preview={preview} />}
            </div>
            <div>
                {preview?.forms.map(({ title, text }) => (
                    <details key={title} open={title.startsWith("TypeScript, with")}>
                        <summary>{title}</summary>
                        <pre tabIndex={0}>{text}</pre>
                        <button type="button" onClick={() => attempt(() => navigator.clipboard.writeText(text))}>
                            Copy
                        </button>
                    </details>
                ))}
                {preview !== undefined && <Samples samples={preview.samples} />}
            </div>
        </section>
    );
}

function Verdict({ preview: { length, most, problem, advice } }: { preview: PatternPreview }) {
    return (
        <div role="status" aria-label="Verdict">
            <p class={problem === null ? "good" : "bad"}>
                {problem === null ? "EventBridge accepts the pattern. " : `EventBridge refuses the pattern: ${problem}. `}
                <span class="dim">{`${length} of ${most} characters`}</span>
            </p>
            {advice.map((text) => (
                <p key={text} class="warning">
                    {text}
                </p>
            ))}
        </div>
    );
}

function Boxes(props: {
    readonly label: string;
    readonly all: readonly { readonly value: string; readonly meaning: string }[];
    readonly chosen: readonly string[];
    readonly onChange: (chosen: readonly string[]) => void;
}) {
    const { label, all, chosen, onChange } = props;
    return (
        <fieldset>
            <legend>{label}</legend>
            {all.length === 0 && <span class="dim">the events carry none</span>}
            {all.map(({ value, meaning }) => (
                <label key={value} title={meaning}>
                    <input
                        type="checkbox"
                        checked={chosen.includes(value)}
                        onChange={() => onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])}
                    />
                    {value}
                </label>
            ))}
        </fieldset>
    );
}

function Filters(props: {
    readonly fields: readonly string[];
    readonly filters: readonly PatternFilter[];
    readonly onChange: (filters: readonly PatternFilter[]) => void;
}) {
    const { fields, filters, onChange } = props;
    const set = (index: number, changed: Partial<PatternFilter>) =>
        onChange(filters.map((filter, at) => (at === index ? { ...filter, ...changed } : filter)));
    return (
        <>
            {filters.map(({ field, operator, value }, index) => (
                <div key={index} class="tools filter">
                    <Choice label="Field" value={field} options={fields} onChange={(chosen) => set(index, { field: chosen })} />
                    <Choice label="Operator" value={operator} options={OPERATORS} onChange={(chosen) => set(index, { operator: chosen })} />
                    {!operator.endsWith("exist") && operator !== "exists" && (
                        <Line label="Value" value={value} onInput={(text) => set(index, { value: text })} />
                    )}
                    <button type="button" onClick={() => onChange(filters.filter((_, at) => at !== index))}>
                        Remove
                    </button>
                </div>
            ))}
            <button type="button" onClick={() => onChange([...filters, { field: fields[0]!, operator: "begins with", value: "prod-" }])}>
                Add a filter
            </button>
        </>
    );
}

function Samples({ samples }: Pick<PatternPreview, "samples">) {
    const near = samples.filter(({ otherEvents }) => !otherEvents);
    const others = samples.length - near.length;
    return (
        <section aria-label="Example events">
            <h3>{`Example events: ${samples.filter(({ matches }) => matches).length} of ${samples.length} match`}</h3>
            <ul class="plain">
                {near.map(({ name, matches, fields }) => (
                    <li key={name}>
                        <span class={matches ? "good" : "bad"}>{`${name} ${matches ? "matches" : "does not match"}`}</span>
                        {fields.map(({ path, expected, got, hint }) => (
                            <p key={path} class="dim">
                                <code>{path}</code>
                                {`: expected ${expected}, got ${got}${hint === null ? "" : `. ${hint}`}`}
                            </p>
                        ))}
                    </li>
                ))}
            </ul>
            {others > 0 && <p class="dim">{`${others} example events are of other types.`}</p>}
        </section>
    );
}
