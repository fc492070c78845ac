import type { Props } from "../../engine/graph";

export const isObject = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);

/** The name of the bus that AWS services send their events to. */
export const DEFAULT_BUS = "default";
