import { ALL_CALLS_STATE, API_CALLS, CLOUDTRAIL_CALL, CLOUDTRAIL_EVENT_SOURCE, EVENT_SOURCE, READ_ONLY_CALL } from "../../../catalog";
import { MisuseError } from "../shared/errors";
import { colors as pc } from "../shared/terminal";
import { fit } from "../shared/text";
import { block, commandSnippet, jsonText, ruleSnippet, type SnippetParts } from "./snippets";

/** The event pattern for calls of SageMaker's API, which CloudTrail sends. */
export interface CallReport {
    /** Null for every call. */
    readonly call: string | null;
    readonly pattern: object;
    /** The state that a rule needs; null where the default one is right. */
    readonly state: string | null;
    readonly rule: string;
    readonly command: string;
}

/** Whether someone asks for calls and not for a kind: the name of a call, or the detail-type of all. */
export const isOfCalls = (given: string) => API_CALLS.includes(given) || given === CLOUDTRAIL_CALL.detailType;

/**
 * Makes the pattern for a call, or for all of them.
 *
 * @throws MisuseError for options that only status events have.
 */
export function makeCallPattern(given: string, { status = [], namePrefix }: { status?: string[]; namePrefix?: string }): CallReport {
    if (status.length > 0) {
        throw new MisuseError("--status can't be given for calls of the API: their events carry no status");
    }
    if (namePrefix !== undefined) {
        throw new MisuseError(
            "--name-prefix can't be given for calls of the API: where the name is in detail.requestParameters differs from call to call",
        );
    }
    const call = given === CLOUDTRAIL_CALL.detailType ? null : given;
    const pattern = {
        source: [EVENT_SOURCE],
        "detail-type": [CLOUDTRAIL_CALL.detailType],
        detail: { eventSource: [CLOUDTRAIL_EVENT_SOURCE], ...(call !== null && { eventName: [call] }) },
    };
    const state = call !== null && READ_ONLY_CALL.test(call) ? ALL_CALLS_STATE : null;
    const parts: SnippetParts = { kind: call ?? "ApiCalls", statuses: [], where: undefined, pattern, state: state ?? undefined };
    return { call, pattern, state, rule: ruleSnippet(parts), command: commandSnippet(parts) };
}

/** The forms one below the other, each ready to copy. */
export function renderCallPattern({ call, pattern, state, rule, command }: CallReport): string {
    const ofState =
        call === null
            ? `Calls whose names begin with Describe, Get or List come only to a rule in the state ${ALL_CALLS_STATE}.`
            : state === null
              ? undefined
              : `The call is read-only, so the rule needs the state ${state}. In the state ENABLED it matches nothing.`;
    // Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
    const notes = ["CloudTrail sends the event if a trail in the Region logs such calls.", ...(ofState === undefined ? [] : [ofState])];
    return [
        block("Event pattern", call === null ? "every call of SageMaker's API" : `the call ${call}`, jsonText(pattern)),
        fit(notes.map((note) => `${pc.yellow("!")} ${note}`).join("\n")),
        block("TypeScript", "(a JobStatusRule matches status events only)", rule),
        block("AWS CLI", "(a rule needs a target as well: aws events put-targets)", command),
    ].join("\n\n");
}
