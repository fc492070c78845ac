import type { Snapshot } from "./protocol";

/** A request that a person can correct: its message is shown to them. */
export class BadRequest extends Error {}

type Body = Readonly<Record<string, unknown>>;

/** What the server answers, by path. */
export interface Routes {
    /** Writes an answer, without secrets. */
    json(value: unknown): string;
    /** Is waited for before anything is answered. */
    ready(): Promise<void>;
    snapshot(): Snapshot;
    readonly get: Readonly<Record<string, (query: URLSearchParams) => unknown>>;
    /** @throws BadRequest */
    readonly post: Readonly<Record<string, (body: Body) => unknown>>;
}

/** A text of a request. @throws BadRequest if it is none. */
export function textOf(body: Body, name: string): string {
    const value = body[name];
    if (typeof value !== "string") {
        throw new BadRequest(`${name} must be a text, got ${JSON.stringify(value)}`);
    }
    return value;
}

/** An event of a request: an object, or its JSON. @throws BadRequest if it is none. */
export function eventOf(body: Body): object {
    let value = body.event;
    if (typeof value === "string") {
        try {
            value = JSON.parse(value) as unknown;
        } catch (error) {
            throw new BadRequest(`The event is not JSON: ${(error as Error).message}`);
        }
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new BadRequest("The event must be a JSON object");
    }
    return value;
}
