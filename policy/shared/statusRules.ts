import type { PolicyResource } from "@pulumi/policy";

import { canMatch, namesSageMaker } from "../../models/catalogueMatch";
import { onceForText } from "./once";
import { type Answer, type Read, read } from "./read";

const isStatusPattern = onceForText((pattern) => {
    try {
        return namesSageMaker(pattern) || canMatch(pattern);
    } catch (error) {
        if (error instanceof Error && error.name === "InvalidEventPatternException") {
            return /sagemaker/i.test(pattern);
        }
        throw error;
    }
});

/** The event pattern of a rule as text; "" for a rule without. */
export function patternOf(rule: PolicyResource): Read<string> {
    return read(() => {
        const pattern: unknown = rule.props.eventPattern ?? "";
        return typeof pattern === "string" ? pattern : JSON.stringify(pattern);
    });
}

/**
 * Whether a rule is about job statuses of SageMaker: its pattern can match an event of the catalogue, or it names SageMaker in `source` or
 * `detail-type`, so that a typo is judged and not skipped. A disabled rule is one too, since a click enables it.
 */
export function isStatusRule(rule: PolicyResource): Answer {
    const pattern = patternOf(rule);
    if (!pattern.known) {
        return "unknown";
    }
    if (pattern.value === "") {
        return "no";
    }
    return isStatusPattern(pattern.value) ? "yes" : "no";
}
