import { MAX_DEPTH } from "../../../models/eventPattern";
import { MisuseError } from "./errors";

/**
 * Parses JSON that a person gave.
 *
 * @param source The option and the file, for messages.
 * @throws MisuseError for what is empty or not JSON, or has more levels than EventBridge takes.
 */
export function parseJson(source: string, text: string): unknown {
    if (text.trim() === "") {
        throw new MisuseError(`${source}: is empty`);
    }
    let value: unknown;
    try {
        value = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch (error) {
        throw new MisuseError(`${source}: is not JSON: ${(error as Error).message.replace(/\s+/g, " ")}`);
    }
    if (isDeeperThan(MAX_DEPTH, value)) {
        throw new MisuseError(`${source}: has more than ${MAX_DEPTH.toLocaleString("en-US")} levels of objects and lists, EventBridge takes no more`);
    }
    return value;
}

function isDeeperThan(limit: number, value: unknown): boolean {
    let level = [value];
    for (let depth = 0; level.length > 0; depth += 1) {
        if (depth > limit) {
            return true;
        }
        level = level.flatMap((each) => (typeof each === "object" && each !== null ? (Object.values(each) as unknown[]) : []));
    }
    return false;
}
