import { type Props, type Resource, UNKNOWN } from "../../engine/graph";

/** What a resource has: what the provider answered, else what the program asked for. */
export const valuesOf = ({ inputs, outputs }: Resource): Props => ({ ...inputs, ...outputs });

/** A text that is known and not empty. */
export const known = (value: unknown): string | undefined => (typeof value === "string" && value !== "" && value !== UNKNOWN ? value : undefined);

export const isObject = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);

/** A nested object, empty if there is none; the providers have some as a list of one. */
export const nested = (value: unknown): Props => {
    const only = Array.isArray(value) ? value[0] : value;
    return isObject(only) ? only : {};
};

/** The name of the bus that AWS services send their events to. */
export const DEFAULT_BUS = "default";

/** A bus by its name, its ARN, or nothing for the default one. */
export const busNameOf = (value: unknown): string => known(value)?.split("/").at(-1) ?? DEFAULT_BUS;
