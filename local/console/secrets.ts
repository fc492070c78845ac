import type { Graph } from "../engine/graph";
import { SecretMask, valueAt } from "../engine/wire";

/** Makes JSON in which no secret of a program is. */
export function jsonWithoutSecrets(graph: Graph): (value: unknown) => string {
    const mask = new SecretMask();
    for (const { inputs, outputs, secrets } of graph.resources) {
        for (const path of secrets) {
            mask.add(valueAt(inputs, path));
            mask.add(valueAt(outputs, path));
        }
    }
    return (value) => JSON.stringify(value, (_key, item: unknown) => (typeof item === "string" ? mask.mask(item) : item));
}
