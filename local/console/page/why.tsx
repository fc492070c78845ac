/** What `why` says of an event: see local/cli/why/explain.ts. */
export interface WhyAnswer {
    readonly delivered: boolean;
    readonly oddities: readonly string[];
    readonly matching: readonly {
        readonly rule: string;
        readonly silent: string | null;
        readonly targets: readonly { readonly what: string }[] | null;
    }[];
    readonly missing: readonly {
        readonly rule: string;
        readonly otherEvents: boolean;
        readonly reason: string | null;
        readonly fields: readonly {
            readonly path: string;
            readonly expected: string;
            readonly got: string;
            readonly hint: string | null;
            readonly change: string | null;
        }[];
    }[];
}

/** Which rules match an event and where it goes, and why it does not match the others. */
export function Why({ answer }: { answer: WhyAnswer }) {
    const { delivered, oddities, matching, missing } = answer;
    const near = missing.filter(({ otherEvents }) => !otherEvents);
    const others = missing.filter(({ otherEvents }) => otherEvents);
    return (
        <div class="why" role="region" aria-label="Why">
            {oddities.map((oddity) => (
                <p key={oddity} class="warning">
                    {oddity}
                </p>
            ))}
            {!delivered && <p class="bad">No rule sends this event on.</p>}
            {matching.map(({ rule, silent, targets }) => (
                <p key={rule} class={silent === null ? "good" : "warning"}>
                    <b>{rule}</b>
                    {silent === null
                        ? ` matches${targets === null ? "" : `, and sends it to ${targets.map(({ what }) => what).join(", ")}`}`
                        : ` matches, but ${silent}`}
                </p>
            ))}
            {near.map(({ rule, reason, fields }) => (
                <div key={rule}>
                    <p class="bad">
                        <b>{rule}</b> does not match{reason === null ? "" : `: ${reason}`}
                    </p>
                    <ul>
                        {fields.map(({ path, expected, got, hint, change }) => (
                            <li key={path}>
                                <code>{path}</code>
                                {`: expected ${expected}, got ${got}`}
                                {hint !== null && <p class="dim">{hint}</p>}
                                {change !== null && <p class="good">{`→ ${change}`}</p>}
                            </li>
                        ))}
                    </ul>
                </div>
            ))}
            {others.length > 0 && <p class="dim">{`For other events: ${others.map(({ rule }) => rule).join(", ")}`}</p>}
        </div>
    );
}
