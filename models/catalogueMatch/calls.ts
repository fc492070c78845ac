import { ALL_CALLS_STATE, API_CALLS, CLOUDTRAIL_CALL, READ_ONLY_CALL, RUNTIME_CALL } from "../../catalog";
import { type Alternative, type Condition, matchesCondition } from "../eventPattern";
import { canFulfil, textsOf, write } from "./conditions";
import { eventShapes } from "./eventShapes";
import { meantCall } from "./kindNames";
import type { Obstacle } from "./obstacles";

const NAME = "detail.eventName";
const READ_ONLY = "detail.readOnly";
/** How the names of read-only calls begin, for patterns that ask for such calls by another field. */
const ANY_READ_ONLY = ["Describe…", "Get…", "List…"];
const [CALL] = eventShapes([CLOUDTRAIL_CALL]);

/** Whether events of CloudTrail about SageMaker can fulfil all fields. */
const isOnCalls = (fields: Alternative) => fields.every(({ path, conditions }) => conditions.some((each) => canFulfil(CALL!.at(path), each)));

/** The read-only calls that a pattern asks for. Whether it gets them depends on the state of its rule. */
export interface ReadOnlyCalls {
    /** What the pattern asks for, as JSON: `"DescribeTrainingJob"`; starts of names where the pattern has `readOnly: [true]` and no such name. */
    readonly given: readonly string[];
    /** Whether the pattern asks for nothing else, so that a rule in the state ENABLED matches nothing. */
    readonly alone: boolean;
}

/**
 * The read-only calls that the alternatives of a pattern ask for, by name or by `readOnly: [true]`; undefined without any.
 *
 * @param others Whether the pattern can match events that are no calls.
 */
export function readOnlyCalls(alternatives: readonly Alternative[], others: boolean): ReadOnlyCalls | undefined {
    const onCalls = alternatives.filter(isOnCalls);
    const read = onCalls.map((fields) => {
        const named = fields.flatMap(({ path, conditions }) => (path === NAME ? conditions : []));
        const left = named.filter(isReadOnly);
        if (left.length > 0 || !isOnlyRead(fields)) {
            return { given: left.map(write), alone: named.length > 0 && left.length === named.length };
        }
        // Search and others that read come to every rule, so such a pattern is never on read-only calls alone.
        const isOpen =
            named.length === 0 || API_CALLS.some((call) => READ_ONLY_CALL.test(call) && named.some((each) => matchesCondition(each, call)));
        return { given: isOpen ? ANY_READ_ONLY : [], alone: false };
    });
    const given = [...new Set(read.flatMap((each) => each.given))];
    return given.length === 0 ? undefined : { given, alone: !others && read.every(({ alone }) => alone) };
}

/** Whether the fields leave no call that changes something. */
const isOnlyRead = (fields: Alternative) =>
    fields.some(({ path, conditions }) => path === READ_ONLY && !conditions.some((each) => matchesCondition(each, false)));

/** Whether all calls of SageMaker's API that a condition can match are read-only. */
function isReadOnly(condition: Condition): boolean {
    const matched = API_CALLS.filter((call) => matchesCondition(condition, call));
    return matched.length === 0
        ? condition.kind === "equals" && textsOf(condition).some((text) => READ_ONLY_CALL.test(text))
        : matched.every((call) => READ_ONLY_CALL.test(call));
}

/** Why a rule in another state does not get them: a sentence without its full stop. */
export const readOnlyReason = ({ given }: ReadOnlyCalls) =>
    `EventBridge gives read-only calls (${given.join(", ")}) only to rules in the state ${ALL_CALLS_STATE}`;

/** Whether EventBridge keeps an event from rules in the state ENABLED: CloudTrail's event of a read-only call that is no data event. */
export function isReadOnlyCall(event: object): boolean {
    const { "detail-type": detailType, detail } = event as { "detail-type"?: unknown; detail?: unknown };
    const { eventName, managementEvent } = (detail ?? {}) as { eventName?: unknown; managementEvent?: unknown };
    return detailType === CLOUDTRAIL_CALL.detailType && typeof eventName === "string" && READ_ONLY_CALL.test(eventName) && managementEvent !== false;
}

/** What may keep a pattern on calls from matching. */
export function callDoubts(alternatives: readonly Alternative[]): Obstacle[] {
    const fields = alternatives.filter(isOnCalls).flat();
    return [...unknownCalls(fields), ...upperCaseParameters(fields)];
}

/** Parameters in the spelling of the API: CloudTrail writes their names with a small letter first, as in AWS's sample of CreateNotebookInstance. */
function upperCaseParameters(fields: Alternative): Obstacle[] {
    return fields.flatMap(({ path, conditions }) => {
        const [, start, name] = /^(detail\.(?:requestParameters|responseElements)\.)([A-Z].*)$/.exec(path) ?? [];
        const meant = name && `${start}${name[0]!.toLowerCase()}${name.slice(1)}`;
        const reason = "CloudTrail writes names of parameters with a small letter first";
        return meant ? [{ code: "noField", path, given: `[${conditions.map(write).join(",")}]`, reason, meant } as const] : [];
    });
}

/** Names of calls that SageMaker's API does not have. It may get new ones, so this is advice. */
function unknownCalls(fields: Alternative): Obstacle[] {
    const named = fields.filter(({ path }) => path === NAME);
    return named.flatMap(({ conditions }) =>
        conditions.flatMap((condition) => {
            const [call] = textsOf(condition);
            if (call === undefined || condition.kind === "anything-but" || API_CALLS.some((each) => matchesCondition(condition, each))) {
                return [];
            }
            const what = condition.kind === "equals" ? `call ${JSON.stringify(call)}` : "such call";
            const reason = RUNTIME_CALL.test(call)
                ? "CloudTrail reports calls of endpoints and of the feature store only where a trail logs data events"
                : `SageMaker's API has no ${what}`;
            return [{ code: "value", path: NAME, given: write(condition), reason, meant: meantCall(call) } as const];
        }),
    );
}
