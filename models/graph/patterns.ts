import { canMatch, namesSageMaker } from "../catalogueMatch";
import { type InvalidEventPatternException, parseEventPattern } from "../eventPattern";
import { onceForText } from "./once";
import { type Answer, answer, type Read, read } from "./read";
import type { GraphResource } from "./resource";

/** Why EventBridge refuses a pattern, without a full stop at the end; undefined if it takes it. */
export function refusalOf(pattern: string): string | undefined {
    try {
        parseEventPattern(pattern);
        return undefined;
    } catch (error) {
        const { reason, path } = error as InvalidEventPatternException;
        return `${reason.replace(/\.$/, "")}${path === undefined ? "" : ` (at "${path}")`}`;
    }
}

const isStatusPattern = onceForText((pattern) =>
    refusalOf(pattern) === undefined ? namesSageMaker(pattern) || canMatch(pattern) : /sagemaker/i.test(pattern),
);

/** The event pattern of a rule as text; "" for a rule without. */
export function patternOf(rule: GraphResource): Read<string> {
    return read(() => {
        const pattern: unknown = rule.props.eventPattern ?? "";
        return typeof pattern === "string" ? pattern : JSON.stringify(pattern);
    });
}

/**
 * Whether a rule is about job statuses of SageMaker: its pattern can match an event of the catalogue, or it names SageMaker in `source` or
 * `detail-type`, so that a typo is judged and not skipped. A disabled rule is one too, since a click enables it.
 */
export const isStatusRule = (rule: GraphResource): Answer => answer(patternOf(rule), isStatusPattern);
