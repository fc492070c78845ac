import { apiError } from "../endpoint/localEndpoint";
import { problem } from "./answers";

/** Something in the order of a list: of two with the same value the name decides. */
export interface Sorted {
    readonly value: string | number;
    readonly name: string;
}

/** @returns Negative if `a` comes first. */
export function inOrder(a: Sorted, b: Sorted, descending: boolean): number {
    const compare = (x: string | number, y: string | number): number => (x < y ? -1 : x > y ? 1 : 0);
    const order = compare(a.value, b.value) || compare(a.name, b.name);
    return descending ? -order : order;
}

/**
 * One page of a sorted list. The token names the last one of the page, so that what comes or goes in between shifts nothing.
 *
 * @throws ApiError for a token that is not of this list. SageMaker's words for that are not published.
 */
export function pageOf<T extends Sorted>(
    all: readonly T[],
    { token, size, descending }: { token: unknown; size: number; descending: boolean },
): { page: T[]; next: string | undefined } {
    const after = token === undefined || token === null ? undefined : readToken(token);
    const rest = after === undefined ? all : all.filter((each) => inOrder(each, after, descending) > 0);
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const next = rest.length > size && last !== undefined ? Buffer.from(JSON.stringify([last.value, last.name])).toString("base64url") : undefined;
    return { page, next };
}

function readToken(token: unknown): Sorted {
    try {
        const [value, name] = JSON.parse(Buffer.from(String(token), "base64url").toString()) as [string | number, string];
        return { value, name };
    } catch {
        throw apiError("ValidationException", `Invalid NextToken: ${String(token)}`);
    }
}

/** Problems of a MaxResults, of which none is right, too. */
export function sizeProblems(value: unknown, least: number, most: number): string[] {
    if (value === undefined || value === null) {
        return [];
    }
    const size = Number(value);
    return size < least
        ? [problem("MaxResults", value, `Member must have value greater than or equal to ${least}`)]
        : size > most
          ? [problem("MaxResults", value, `Member must have value less than or equal to ${most}`)]
          : [];
}
