import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, API_CALLS, CLOUDTRAIL_CALL, detailTypesOf } from "../../catalog";
import { lacksStatus, meantDetailType, withoutEvents } from "./detailTypes";
import { nearest } from "./spelling";

/** A name with a slip is nearly the whole name: `LabellingJob`. */
const SLIP_IN_KIND = 0.2;
const SLIP_IN_CALL = 0.2;
const VERB = /^(create|delete|describe|get|list|start|stop|update|search|query|add|register|batch|retry|send|put)/i;

/** The kind with a detail-type. */
export const kindOfDetailType = (detailType: string) => ALL_KIND_NAMES.find((name) => detailTypesOf(ALL_KINDS[name]).includes(detailType));

/** The kind that a text most likely means: its name with a slip, or words of its detail-type. Undefined where it names none. */
export function meantKind(text: string): AnyKind | undefined {
    const near = text === "" ? undefined : nearest([text], ALL_KIND_NAMES, SLIP_IN_KIND);
    return (near as AnyKind | undefined) ?? kindOfDetailType(meantDetailType(text) ?? "");
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
    const meant = meantKind(text);
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
