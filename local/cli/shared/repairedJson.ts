/** Strings, signs, and whatever else stands between them. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;
const LITERAL = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * Reads text that is JSON but for the slips that printed samples have: a comma that is missing or too much, a word without quotes.
 *
 * @returns the value and what was changed; undefined if that is not enough.
 */
export function repairedJson(text: string): { value: unknown; how: string } | undefined {
    const tokens = text.match(TOKENS) ?? [];
    if (!/^[{[]$/.test(tokens[0] ?? "") || text.replace(TOKENS, "").trim() !== "") {
        return undefined;
    }
    const changes = new Set<string>();
    const repaired: string[] = [];
    for (const [index, token] of tokens.entries()) {
        const before = tokens[index - 1] ?? "[";
        if (/^[^}\]:,]/.test(token) && !/^[{[:,]$/.test(before)) {
            changes.add("with a comma that is missing");
            repaired.push(",");
        }
        if (token === "," && /^[}\]]$/.test(tokens[index + 1] ?? "")) {
            changes.add("without a comma that is too much");
        } else if (/^[\w.-]/.test(token) && !LITERAL.test(token)) {
            changes.add(`with quotes around ${token}`);
            repaired.push(JSON.stringify(token));
        } else {
            repaired.push(token);
        }
    }
    try {
        return changes.size === 0 ? undefined : { value: JSON.parse(repaired.join("")), how: [...changes].join(", ") };
    } catch {
        return undefined;
    }
}
