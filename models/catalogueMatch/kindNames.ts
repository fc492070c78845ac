import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, API_CALLS, CLOUDTRAIL_CALL, detailTypesOf, type EventKindRow, RUNTIME_CALL } from "../../catalog";
import { lacksStatus, meantDetailType, withoutEvents } from "./detailTypes";
import { nearest, normal } from "./spelling";
import { emittedStatuses, secondaryValue } from "./statusNames";

/** A name with a slip is nearly the whole name: `LabellingJob`. */
const SLIP_IN_KIND = 0.2;
const SLIP_IN_CALL = 0.2;
const VERB = /^(create|delete|describe|get|list|start|stop|update|search|query|add|register|batch|retry|send|put)/i;

/** The kind with a detail-type. */
export const kindOfDetailType = (detailType: string) => ALL_KIND_NAMES.find((name) => detailTypesOf(ALL_KINDS[name]).includes(detailType));

/** The type of a resource in an ARN of SageMaker, in CloudFormation and in Pulumi. */
const TYPE = /^(?:arn:[\w-]+:sagemaker:[^:]*:[^:]*:|AWS::SageMaker::|aws(?:-native)?:sagemaker(?:\/\w+)?:)([\w-]+)/i;
const FIELD_OF_ONE = /(Arn|Name|Status)$/;
/** More kinds than this are counted and not listed. */
const MOST_KINDS = 4;

const rowOf = (name: AnyKind): EventKindRow => ALL_KINDS[name];

/** The kind whose ARNs have a type of resource, or which alone has a field: `cluster`, `TrainingJobArn`. */
function kindOfPart(text: string): AnyKind | undefined {
    const ofType = ALL_KIND_NAMES.find((name) => rowOf(name).arnResource !== null && normal(rowOf(name).arnResource!) === normal(text));
    const [ofField, ...others] = ALL_KIND_NAMES.filter((name) => FIELD_OF_ONE.test(text) && Object.hasOwn(rowOf(name).fields, text));
    return ofType ?? (others.length === 0 ? ofField : undefined);
}

/** The kind that a text most likely means: its name with a slip, a type of resource, an ARN, or words of its detail-type. Undefined where it names none. */
export function meantKind(text: string): AnyKind | undefined {
    const near = text === "" ? undefined : nearest([text], ALL_KIND_NAMES, SLIP_IN_KIND);
    const part = TYPE.exec(text)?.[1] ?? text;
    return (near as AnyKind | undefined) ?? kindOfPart(part) ?? kindOfDetailType(meantDetailType(part) ?? "");
}

/** Which kinds have a status, for someone who gave it in place of a kind. Undefined for what is no status. */
function ofStatus(text: string): string | undefined {
    const kinds = ALL_KIND_NAMES.filter((name) => {
        const row = rowOf(name);
        return secondaryValue(row, text) !== undefined || emittedStatuses(row).some((status) => normal(status) === normal(text));
    });
    const named = kinds.length > MOST_KINDS ? `${kinds.length} kinds, such as ${kinds[0]}` : kinds.join(", ");
    return kinds.length === 0 ? undefined : `is a status of ${named}, and not a kind`;
}

/** " (did you mean X?)" with the kind that a value most likely means, if it is one of those that are allowed; else nothing. */
export function didYouMeanKind(given: unknown, allowed: readonly AnyKind[]): string {
    const meant = typeof given === "string" ? meantKind(given) : undefined;
    return meant !== undefined && allowed.includes(meant) ? ` (did you mean ${meant}?)` : "";
}

/**
 * Why a value is not the name of a kind: what goes on after "kind ", without a full stop. Undefined if it is one. It says what was probably meant, or
 * what there is in place of events.
 */
export function kindProblem(given: unknown): string | undefined {
    if (ALL_KIND_NAMES.some((name) => name === given)) {
        return undefined;
    }
    const text = typeof given === "string" ? given : "";
    const isCall = API_CALLS.includes(text);
    if (isCall || text === CLOUDTRAIL_CALL.detailType) {
        const what = isCall ? "is a call" : "is the detail-type of calls";
        return `${JSON.stringify(text)} ${what} of SageMaker's API, which CloudTrail sends: jobstatus pattern ${JSON.stringify(text)} writes the pattern for it`;
    }
    if (RUNTIME_CALL.test(text)) {
        const changed = text.endsWith("Record")
            ? "a feature group are events of the kind FeatureGroup"
            : "an endpoint are events of the kind Endpoint";
        return `${JSON.stringify(text)} is a call of SageMaker's runtime API, of which SageMaker sends no event. CloudTrail reports such calls only where a trail logs data events. Changes of ${changed}`;
    }
    const meant = meantKind(text);
    const status = meant === undefined ? ofStatus(text) : undefined;
    if (status !== undefined) {
        return `${JSON.stringify(text)} ${status}`;
    }
    const without = meant === undefined ? withoutEvents(text) : undefined;
    if (without !== undefined) {
        return `${JSON.stringify(text)}: SageMaker sends no event of ${without.what === text ? "it" : without.what}. ${without.instead}`;
    }
    const detailType = meantDetailType(text);
    const isWhole = text.includes(" ") && detailType !== undefined && !lacksStatus(text, detailType);
    const suggested = isWhole ? detailType : (meantCall(text) ?? meant ?? detailType);
    return `must be one of ${ALL_KIND_NAMES.join(", ")}, got ${JSON.stringify(given) ?? String(given)}${suggested === undefined ? "" : ` (did you mean ${suggested}?)`}`;
}

/** The call of SageMaker's API that a text most likely means; undefined for a text that begins with no verb of a call. */
export function meantCall(text: string): string | undefined {
    return VERB.test(text) ? nearest([text], API_CALLS, SLIP_IN_CALL) : undefined;
}
