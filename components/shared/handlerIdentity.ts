import type { EventKindRow } from "../../catalog";
import { identityFields } from "../../functions/ledger";
import { show } from "./arguments";

/** Problems of a handler's own identity: with a field that no event has, the ledger would recognise nothing. */
export function identityProblems(identity: unknown, row: EventKindRow): string[] {
    const known = ["arn", "status", ...Object.keys(identityFields(row))];
    if (!Array.isArray(identity) || !identity.includes("arn")) {
        return [`handler.identity must be a list with "arn", or events of different resources would count as one, got ${show(identity)}`];
    }
    return identity
        .filter((part) => !known.includes(part as string))
        .map((part) => `handler.identity has ${show(part)}, which does not identify ${row.title} events; allowed are ${known.join(", ")}`);
}
