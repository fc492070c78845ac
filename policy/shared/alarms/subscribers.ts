import { type GraphResource, read, readSubscription, textIn } from "../../../models/graph";

/** The fields of the message that CloudWatch publishes. Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
const FIELDS: readonly string[] = [
    "AlarmName",
    "AlarmDescription",
    "AWSAccountId",
    "AlarmConfigurationUpdatedTimestamp",
    "NewStateValue",
    "NewStateReason",
    "StateChangeTime",
    "Region",
    "AlarmArn",
    "OldStateValue",
    "OKActions",
    "AlarmActions",
    "InsufficientDataActions",
    "Trigger",
    "AlarmRule",
    "TriggeringChildren",
    "ActionsSuppressedBy",
    "ActionsSuppressedReason",
    "$or",
];

/**
 * Whether the filter of a subscription certainly drops CloudWatch's messages about alarms. They have no message attributes, and then no filter on
 * attributes matches, not even `exists: false`: https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
 */
export function dropsAlarms(subscription: GraphResource): boolean {
    const filter = filterOf(subscription);
    const fields = Object.entries(filter ?? {});
    if (textIn(readSubscription(subscription).filterScope) === "MessageBody") {
        return fields.some(
            ([field, wanted]) => !(FIELDS.includes(field) || takesMissing(wanted)) || (field === "NewStateValue" && !takesAlarm(wanted)),
        );
    }
    return fields.length > 0;
}

const takesMissing = (wanted: unknown) => Array.isArray(wanted) && wanted.some((one: unknown) => isObject(one) && one.exists === false);
const takesAlarm = (wanted: unknown) => Array.isArray(wanted) && wanted.some((one: unknown) => one === "ALARM" || isObject(one));
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The filter, which is JSON text or, with aws-native, an object; undefined where there is none or it is not known. */
function filterOf(subscription: GraphResource): Record<string, unknown> | undefined {
    const { value } = readSubscription(subscription).filter;
    const text = read(() => (value.known && typeof value.value !== "string" ? JSON.stringify(value.value) : value.known ? value.value : undefined));
    try {
        const filter: unknown = JSON.parse(text.known ? String(text.value) : "null");
        return isObject(filter) ? filter : undefined;
    } catch {
        // SNS refuses it, and the update fails.
        return undefined;
    }
}
