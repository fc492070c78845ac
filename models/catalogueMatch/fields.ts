import { describeMembersOf, type EventKindRow } from "../../catalog";
import { difference, normal } from "./spelling";

/** A name with a slip is nearly the whole name: `TransformJobNam`. */
const SLIP_IN_NAME = 0.2;

const lastName = (dotted: string) => dotted.slice(dotted.lastIndexOf(".") + 1);

/** Whether Describe has a field that no event is known to have: an event may have it. */
export const isSeenNowhere = (row: EventKindRow, path: string) => describeMembersOf(row.kind).includes(path.split(".")[1] ?? "");

/** The field that was meant: the status, or one of the same name elsewhere, or one that is spelled alike. */
export function meantField(path: string, paths: readonly string[], row: EventKindRow): string | undefined {
    const statusPath = row.statusInEvent ? `detail.${row.statusField}` : undefined;
    const others = paths.filter((candidate) => candidate !== path);
    const name = normal(lastName(path));
    const sameName = others.filter((candidate) => normal(lastName(candidate)) === name);
    if (/^(status|state)$/.test(name) && statusPath !== undefined) {
        return statusPath;
    }
    // A field of the same level first: the name of a resource, then that of something in it.
    const byDepth = [...sameName].sort((a, b) => Number(normal(b) === normal(path)) - Number(normal(a) === normal(path)));
    const alias = (name.endsWith("status") || name.endsWith("state")) && statusPath !== undefined ? statusPath : undefined;
    return byDepth[0] ?? alias ?? nearName(path, others);
}

function nearName(path: string, others: readonly string[]): string | undefined {
    const near = others
        .map((candidate) => ({ candidate, apart: difference(lastName(candidate), lastName(path)) }))
        .filter(({ apart }) => apart <= SLIP_IN_NAME)
        .sort((a, b) => a.apart - b.apart || difference(a.candidate, path) - difference(b.candidate, path));
    return near[0]?.candidate;
}
