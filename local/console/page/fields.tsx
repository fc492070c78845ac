/** A choice with its label. An option is its value, or a value with another text. */
export function Choice(props: {
    readonly label: string;
    readonly value: string;
    readonly options: readonly (string | readonly [value: string, text: string])[];
    readonly onChange: (value: string) => void;
}) {
    const { label, value, options, onChange } = props;
    return (
        <label>
            {label}
            <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
                {options.map((option) => {
                    const [key, text] = typeof option === "string" ? [option, option] : option;
                    return (
                        <option key={key} value={key}>
                            {text}
                        </option>
                    );
                })}
            </select>
        </label>
    );
}

/** A line of text with its label. */
export function Line(props: {
    readonly label: string;
    readonly value: string;
    readonly onInput: (value: string) => void;
    readonly placeholder?: string;
    readonly size?: number;
}) {
    const { label, value, onInput, placeholder, size } = props;
    return (
        <label>
            {label}
            <input
                aria-label={label}
                value={value}
                spellcheck={false}
                onInput={(event) => onInput(event.currentTarget.value)}
                {...(placeholder === undefined ? {} : { placeholder, title: placeholder })}
                {...(size === undefined ? {} : { size })}
            />
        </label>
    );
}
