import { ENVIRONMENT_BYTES, RESERVED_VARIABLES } from "../catalog";

/** What is wrong with the name of an environment variable: Lambda sets it itself, or does not accept its form. */
export function variableFault(name: string): "reserved" | "malformed" | undefined {
    return RESERVED_VARIABLES.includes(name) ? "reserved" : /^[A-Za-z]\w+$/.test(name) ? undefined : "malformed";
}

/** The bytes of an environment, as Lambda counts them, if it has more than Lambda accepts. */
export function excessBytes(variables: Readonly<Record<string, unknown>>): number | undefined {
    const bytes = Buffer.byteLength(JSON.stringify(variables));
    return bytes > ENVIRONMENT_BYTES ? bytes : undefined;
}
