import { ALL_KINDS, CLOUDTRAIL_CALL, type EventKindRow } from "../../catalog";
import { parseEventPattern } from "../eventPattern";
import { callDoubts, type ReadOnlyCalls, readOnlyCalls } from "./calls";
import { canMatchOthers, catalogueMatch, deadParts } from "./match";
import type { Obstacle } from "./obstacles";
import { valueDoubts } from "./valueDoubts";

/** Every kind of event that SageMaker sends, and the calls of its API. */
export const JUDGED_ROWS: readonly EventKindRow[] = [...Object.values(ALL_KINDS), CLOUDTRAIL_CALL];

/** What becomes of a pattern, judged on all that is known of events. */
export interface PatternJudgement {
    /**
     * "live": documented events match. "dead": none can. "doubtful": no documented or published event matches, but one may. "others": it is on
     * events of which too little is known, or that are not SageMaker's.
     */
    readonly verdict: "live" | "dead" | "doubtful" | "others";
    /** What prevents a match; of a live pattern the parts that match nothing. */
    readonly obstacles: readonly Obstacle[];
    /** What may keep a pattern from matching although each field can: advice. */
    readonly doubts: readonly Obstacle[];
    /** The read-only calls of the API that it asks for. */
    readonly readOnly?: ReadOnlyCalls;
}

/** @throws InvalidEventPatternException for a pattern that EventBridge refuses. */
export function judgePattern(pattern: string | object): PatternJudgement {
    const known = ({ doubt }: Obstacle) => doubt !== "unknown";
    const { alternatives } = parseEventPattern(pattern);
    const doubts = unique([...valueDoubts(alternatives), ...callDoubts(alternatives)]);
    const { unreachable, reachable } = catalogueMatch(pattern, JUDGED_ROWS);
    if (unreachable === undefined) {
        const others = reachable.some(({ kind }) => kind !== CLOUDTRAIL_CALL.kind) || canMatchOthers(pattern, JUDGED_ROWS);
        return { verdict: "live", obstacles: deadParts(pattern, JUDGED_ROWS).filter(known), doubts, readOnly: readOnlyCalls(alternatives, others) };
    }
    const obstacles = unreachable.obstacles.filter(known);
    if (canMatchOthers(pattern, JUDGED_ROWS) || obstacles.length === 0) {
        return { verdict: "others", obstacles: [], doubts: [] };
    }
    return { verdict: obstacles.some(({ doubt }) => doubt === undefined) ? "dead" : "doubtful", obstacles, doubts };
}

/** Each condition of a path once, wherever `$or` repeats it. */
const unique = (found: readonly Obstacle[]) => [...new Map(found.map((each) => [`${each.path}\n${each.given}`, each])).values()];
