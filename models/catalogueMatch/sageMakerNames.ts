import { CLOUDTRAIL_EVENT_SOURCE, EVENT_SOURCE, KINDS, type EventKindRow } from "../../catalog";
import { type Condition, matchesCondition, parseEventPattern } from "../eventPattern";
import { textsOf } from "./conditions";
import { difference } from "./spelling";

/** "aws.SageMaker", "Sage Maker", "sage-maker": letters alone, in lower case. */
const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, "");

/** What stands around the name of a service: "aws.sagemaker", "Amazon SageMaker AI", "sagemaker.amazonaws.com". */
const AROUND_NAME = /^(aws|amazon)|(amazonaws(com)?|ai)$/g;
/** "aws.sagmaker" is a slip; "aws.sagemaker-geospatial" and "aws.metrics-sagemaker" are other services. */
const SLIP_IN_SOURCE = 0.25;

/**
 * Whether a text is a name of SageMaker, also with a slip. Services with names that have SageMaker's in them are others: SageMaker geospatial, or
 * `aws.metrics-sagemaker`. Source: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-metrics-sagemaker.html
 */
export function isNameOfSageMaker(text: string): boolean {
    const name = letters(text).replace(AROUND_NAME, "");
    return (
        !/sagemaker[-_]$/i.test(text) && /^(s|maker$)/.test(name) && (difference(name, "sagemaker") <= SLIP_IN_SOURCE || /^(sage|maker)$/.test(name))
    );
}

/**
 * Whether a condition on `source` or `detail-type` is about SageMaker: it says so in any spelling, or it is a part of a name
 * ("aws.sage", "*maker") that a name of SageMaker has when case is ignored.
 */
function isAbout(condition: Condition, names: readonly string[], isName: (text: string) => boolean): boolean {
    if (textsOf(condition).some(isName)) {
        return true;
    }
    if (!/^(prefix|suffix|wildcard)/.test(condition.kind) || !("value" in condition) || typeof condition.value !== "string") {
        return false;
    }
    const value = condition.value.toLowerCase();
    const inLowerCase = { ...condition, value } as Condition;
    return /sage|maker/.test(letters(value)) && names.some((name) => matchesCondition(inLowerCase, name.toLowerCase()));
}

/** Whether a condition on the source of events, or on the event source of calls, is about SageMaker. */
export const isAboutSource = (condition: Condition) => isAbout(condition, [EVENT_SOURCE, CLOUDTRAIL_EVENT_SOURCE], isNameOfSageMaker);

const hasName = (text: string) => letters(text).includes("sagemaker");

/**
 * Whether a pattern names SageMaker in `source`, `detail-type` or the event source of CloudTrail's calls, in any case and with any operator. A pattern
 * with a typo does (`aws.Sagemaker`, `Sagemaker Endpoint State Change`, `detailType`), so that it can be judged although it never matches.
 *
 * @param pattern The pattern as JSON text or as an object.
 * @param rows Rows of the catalogue. @default the kinds that can be reacted to
 * @throws InvalidEventPatternException for a pattern that EventBridge refuses.
 */
export function namesSageMaker(pattern: string | object, rows: readonly EventKindRow[] = Object.values(KINDS)): boolean {
    const detailTypes = rows.map(({ detailType }) => detailType);
    const isNamedIn = (path: string, condition: Condition) =>
        path === "detail.eventSource" || isField(path, "source")
            ? isAboutSource(condition)
            : isField(path, "detailtype") && isAbout(condition, detailTypes, hasName);
    return parseEventPattern(pattern).alternatives.some((fields) =>
        fields.some(({ path, conditions }) => conditions.some((condition) => isNamedIn(path, condition))),
    );
}

const isField = (path: string, name: string) => !path.includes(".") && letters(path) === name;
