/** Compares spellings: `InService`, `IN_SERVICE` and `in service` are the same. */
export const normal = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Number of characters to insert, delete or replace (Levenshtein). */
function distance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
        }
        row = next;
    }
    return row[b.length]!;
}

/** How far apart two spellings are: 0 the same but for case and punctuation, 1 nothing in common. */
export function difference(a: string, b: string): number {
    const [x, y] = [normal(a), normal(b)];
    return x === y ? 0 : distance(x, y) / Math.max(x.length, y.length);
}

/** The candidate nearest to one of the texts, if their difference is small enough for a slip. */
export function nearest(texts: readonly string[], candidates: readonly string[], atMost = 0.35): string | undefined {
    let best: { candidate: string; apart: number } | undefined;
    for (const candidate of candidates) {
        const apart = Math.min(...texts.map((text) => difference(text, candidate)));
        if (apart <= atMost && (best === undefined || apart < best.apart)) {
            best = { candidate, apart };
        }
    }
    return best?.candidate;
}

/** " (did you mean X?)" with the nearest of the allowed words, if it is near enough for a slip; else nothing. */
export function didYouMean(given: unknown, allowed: readonly string[]): string {
    const meant = typeof given === "string" && given !== "" ? nearest([given], allowed) : undefined;
    return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}
