import { EVENT_SOURCE, KINDS, type EventKindRow } from "../../catalog";
import { type Condition, matchesCondition, parseEventPattern } from "../eventPattern";
import { textsOf } from "./conditions";

/** "aws.SageMaker", "Sage Maker", "sage-maker": letters alone, in lower case. */
const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");

/**
 * Whether a condition on `source` or `detail-type` is about SageMaker: it says so in any spelling, or it is a part of a name
 * ("aws.sage", "*maker") that a name of SageMaker has when case is ignored.
 */
function isAbout(condition: Condition, names: readonly string[]): boolean {
    const texts = textsOf(condition);
    if (texts.some((text) => letters(text).includes("sagemaker"))) {
        return true;
    }
    if (!/^(prefix|suffix|wildcard)/.test(condition.kind) || !("value" in condition) || typeof condition.value !== "string") {
        return false;
    }
    const value = condition.value.toLowerCase();
    const inLowerCase = { ...condition, value } as Condition;
    return /sage|maker/.test(letters(value)) && names.some((name) => matchesCondition(inLowerCase, name.toLowerCase()));
}

/**
 * Whether a pattern names SageMaker in `source`, `detail-type` or the event source of CloudTrail's calls, in any case and with any operator. A pattern with a typo does
 * (`aws.Sagemaker`, `Sagemaker Endpoint State Change`, `detailType`), so that it can be judged although it never matches.
 *
 * @param pattern The pattern as JSON text or as an object.
 * @param rows Rows of the catalogue. @default the kinds that can be reacted to
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 */
export function namesSageMaker(pattern: string | object, rows: readonly EventKindRow[] = Object.values(KINDS)): boolean {
    const names = [EVENT_SOURCE, ...rows.map(({ detailType }) => detailType)];
    return parseEventPattern(pattern).alternatives.some((fields) =>
        fields.some(
            ({ path, conditions }) =>
                (path === "detail.eventSource" || (!path.includes(".") && /^(source|detailtype)$/.test(letters(path)))) &&
                conditions.some((condition) => isAbout(condition, names)),
        ),
    );
}
