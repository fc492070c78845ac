import { ALL_KINDS, type EventKindRow } from "../../catalog";
import type { Alternative, Condition } from "../eventPattern";
import { textsOf, write } from "./conditions";
import type { Obstacle } from "./obstacles";

type Field = Alternative[number];

/** Conditions that events have the field for, and most likely no fitting value. */
export const valueDoubts = (alternatives: readonly Alternative[]): Obstacle[] =>
    alternatives.flatMap((fields) => [...fields.flatMap((field) => [...upperCaseArns(field), ...numbersInTexts(field)]), ...listedTags(fields)]);

/** The part of an ARN behind the account: SageMaker writes names there in lower case. */
const UPPER_CASE_NAME = /:[a-z-]+\/.*[A-Z]/;
const OWN_ARNS: ReadonlySet<string> = new Set([
    "resources",
    ...(Object.values(ALL_KINDS) as EventKindRow[]).flatMap(({ arnField }) => (arnField === null ? [] : [`detail.${arnField}`])),
]);

/** Conditions on ARNs with capital letters. Events have been seen with ARNs in lower case, of names that have capitals. */
function upperCaseArns({ path, conditions }: Field): Obstacle[] {
    return conditions.flatMap((condition) => {
        const anyCase = OWN_ARNS.has(path) || /^detail\..*arn$/i.test(path) ? inAnyCase(path, condition) : undefined;
        return anyCase === undefined
            ? []
            : [
                  {
                      code: "value" as const,
                      path,
                      given: write(condition),
                      reason: "events have the names in ARNs in lower case, also where a name has capitals",
                      meant: undefined,
                      advice: `Write ${anyCase}`,
                  },
              ];
    });
}

function inAnyCase(path: string, condition: Condition): string | undefined {
    if (!("value" in condition) || typeof condition.value !== "string") {
        return undefined;
    }
    const { kind, value } = condition;
    const isWhole = UPPER_CASE_NAME.test(value) && /sagemaker|\*/.test(value);
    // The end of an ARN says nothing of its service.
    const isEnd = OWN_ARNS.has(path) && /[A-Z]/.test(value);
    switch (kind) {
        case "equals":
            return isWhole ? JSON.stringify({ "equals-ignore-case": value }) : undefined;
        case "prefix":
            return isWhole ? JSON.stringify({ prefix: { "equals-ignore-case": value } }) : undefined;
        case "suffix":
            return isEnd ? JSON.stringify({ suffix: { "equals-ignore-case": value } }) : undefined;
        case "wildcard":
            return isWhole || isEnd ? JSON.stringify({ wildcard: value.toLowerCase() }) : undefined;
        default:
            return undefined;
    }
}

/** Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html, where both map texts to texts */
const OF_TEXTS = /^detail\.(.*\.)?(Static)?(HyperParameters|Environment)\.[^.]+$/;

/** Numbers that are asked for where events have texts. */
function numbersInTexts({ path, conditions }: Field): Obstacle[] {
    return conditions.flatMap((condition) => {
        const { kind } = condition;
        const value =
            kind === "number-text" ? condition.text : kind === "equals" && typeof condition.value !== "string" ? condition.value : undefined;
        if (!OF_TEXTS.test(path) || value === null || (value === undefined && kind !== "numeric")) {
            return [];
        }
        const advice = value === undefined ? "Ask for the texts themselves" : `Write ${JSON.stringify(String(value))}`;
        const reason = `all values of ${path.slice(0, path.lastIndexOf("."))} are texts`;
        return [{ code: "type", path, given: write(condition), reason, meant: undefined, advice }];
    });
}

/** Tags in the form of the API, a list of Key and Value. Events have an object. */
function listedTags(fields: Alternative): Obstacle[] {
    const [key, value] = ["detail.Tags.Key", "detail.Tags.Value"].map((path) => fields.find((field) => field.path === path));
    if (key === undefined || value === undefined) {
        return [];
    }
    const advice = key.conditions
        .flatMap(textsOf)
        .map((text) => `"Tags":{${JSON.stringify(text)}:[${value.conditions.map(write).join(",")}]}`)
        .join(" or ");
    const reason = "events have tags as an object with a field for each key";
    const given = `[${key.conditions.map(write).join(",")}]`;
    return [{ code: "noField", path: key.path, given, reason, meant: undefined, ...(advice === "" ? {} : { advice: `Write ${advice}` }) }];
}
