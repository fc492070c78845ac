import { parseTime } from "../../../models/statusEvent";
import type { Reliability } from "../world";
import { durationSeconds } from "./duration";
import { isObject, onlyKeys, parseStep, shown } from "./parseStep";
import type { Scenario } from "./types";

/**
 * Reads a scenario: an object with `steps`, and optionally `start` (ISO 8601) and `reliability`. docs/local-sagemaker.md describes it.
 *
 * @param value What the JSON says.
 * @throws Error with one line that says which part of it must be what.
 */
export function parseScenario(value: unknown): Scenario {
    if (!isObject(value)) {
        throw new Error(`must be an object with steps, got ${shown(value)}`);
    }
    onlyKeys("", value, ["start", "reliability", "steps"]);
    const { start, reliability = {}, steps } = value;
    const startMs = typeof start === "string" && /^\d{4}-\d{2}-\d{2}T/.test(start) ? parseTime(start) : undefined;
    if (start !== undefined && startMs === undefined) {
        throw new Error(`start must be a time such as 2026-11-20T09:00:00Z, got ${shown(start)}`);
    }
    if (!Array.isArray(steps) || steps.length === 0) {
        throw new Error(`steps must be a list of at least one step, got ${shown(steps)}`);
    }
    return { startMs, reliability: parseReliability(reliability), steps: steps.map((step, index) => parseStep(`step ${index + 1}`, step)) };
}

function parseReliability(value: unknown): Reliability {
    if (!isObject(value)) {
        throw new Error(`reliability must be an object, got ${shown(value)}`);
    }
    onlyKeys("reliability ", value, ["repeats", "losses", "late", "lateBy"]);
    const share = (name: "repeats" | "losses" | "late"): number => {
        const given = value[name] ?? 0;
        if (typeof given !== "number" || !(given >= 0 && given <= 1)) {
            throw new Error(`reliability.${name} must be a share from 0 to 1, got ${shown(given)}`);
        }
        return given;
    };
    const lateSeconds = value.lateBy === undefined ? undefined : durationSeconds(value.lateBy);
    if (value.lateBy !== undefined && lateSeconds === undefined) {
        throw new Error(`reliability.lateBy must be seconds or a duration such as "PT5M", got ${shown(value.lateBy)}`);
    }
    return { repeats: share("repeats"), losses: share("losses"), late: share("late"), lateSeconds };
}
