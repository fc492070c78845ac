import type { Props } from "../../engine/graph";

export const isObject = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);
