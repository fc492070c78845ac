import type { AlarmState } from "../../../models/alarms";
import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import type { Alarms } from "../alarms/alarms";
import type { Alarm } from "../alarms/watched";
import type { Context } from "../context";
import type { LambdaFunction } from "../receivers/function";
import { type AlarmHistory, alarmHistories } from "../report/alarmHistory";

/** What people can ask about. Functions by every ARN under which they can be called. */
export interface OperatedParts {
    readonly alarms: Alarms;
    readonly functions: ReadonlyMap<string, LambdaFunction>;
    /** The function that has an access key; undefined for one that no function has. */
    readonly callerOf: (accessKeyId: string) => { readonly name: string } | undefined;
}

const STATES: readonly AlarmState[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];

/** CloudWatch returns 100 history items, or alarms, at most. */
const MAX_RECORDS = 100;

const text = ({ input }: ApiCall, key: string): string => (typeof input[key] === "string" ? (input[key] as string) : "");
const texts = ({ input }: ApiCall, key: string): string[] | undefined => (Array.isArray(input[key]) ? (input[key] as string[]) : undefined);
const invalid = (message: string) => apiError("ValidationException", message);
const typeOf = ({ composite }: Alarm) => (composite === undefined ? "MetricAlarm" : "CompositeAlarm");

/**
 * Answers what those who look after an account ask of its functions and alarms: lambda Invoke, and of CloudWatch DescribeAlarms, SetAlarmState and
 * DescribeAlarmHistory. Sources: the API references of Lambda and CloudWatch.
 */
export function serveOperators({ log, place }: Context, endpoint: LocalEndpoint, { alarms, functions, callerOf }: OperatedParts): void {
    endpoint.handle("lambda", "Invoke", async (call) => {
        const given = text(call, "FunctionName");
        const arn = given.startsWith("arn:") ? given : `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${given}`;
        endpoint.require(call, "lambda:InvokeFunction", arn);
        const found = functions.get(arn);
        if (found === undefined) {
            throw apiError("ResourceNotFoundException", `Function not found: ${arn}`, 404, { Type: "User" });
        }
        const type = text(call, "InvocationType") || "RequestResponse";
        if (type === "Event") {
            const value = payloadOf(call);
            const id = (value as { id?: unknown } | null)?.id;
            // IAM has allowed the caller already.
            const of = log.add({ what: "invoked", resource: arn, by: callerOf(call.accessKeyId)?.name ?? call.accessKeyId, payload: value });
            if (found.accept({ caller: "allowed", value, text: "", event: typeof id === "string" ? id : "", of }) !== undefined) {
                throw apiError("ResourceNotFoundException", `Function not found: ${arn}`, 404, { Type: "User" });
            }
            return { Payload: "" };
        }
        if (type !== "RequestResponse") {
            throw apiError("NotImplemented", `The invocation type ${type} is not modelled by the local AWS`, 501);
        }
        const payload = payloadOf(call);
        switch (found.refusalNow(payload)) {
            case "missing":
                throw apiError("ResourceNotFoundException", `Function not found: ${arn}`, 404, { Type: "User" });
            case "throttled":
                throw apiError("TooManyRequestsException", "Rate Exceeded.", 429, { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" });
        }
        // An event that the function has got, from a rule or a reconciler, is given to it once more.
        const id = (payload as { id?: unknown } | null)?.id;
        const of = log
            .facts()
            .findLastIndex((fact) =>
                fact.what === "delivery"
                    ? fact.target.arn === arn && fact.event.id === id
                    : fact.what === "invoked" && fact.resource === arn && (fact.payload as { id?: unknown } | null)?.id === id,
            );
        const result = await found.invokeNow(payload, of === -1 ? undefined : of);
        return result.ok
            ? { ExecutedVersion: "$LATEST", Payload: JSON.stringify(result.payload ?? null) }
            : { ExecutedVersion: "$LATEST", FunctionError: "Unhandled", Payload: JSON.stringify(result.error) };
    });

    endpoint.handle("monitoring", "DescribeAlarms", (call) => {
        endpoint.require(call, "cloudwatch:DescribeAlarms");
        const names = texts(call, "AlarmNames");
        const types = texts(call, "AlarmTypes") ?? ["MetricAlarm"];
        if ((names?.length ?? 0) > MAX_RECORDS) {
            throw invalid(`1 validation error detected: AlarmNames must have at most ${MAX_RECORDS} items`);
        }
        const found = alarms.all().filter((alarm) => types.includes(typeOf(alarm)) && (names?.includes(alarm.name) ?? true));
        const [page, NextToken] = pageOf(call, found);
        const of = (type: string) => page.filter((alarm) => typeOf(alarm) === type).map(describe);
        return { MetricAlarms: of("MetricAlarm"), CompositeAlarms: of("CompositeAlarm"), NextToken };
    });

    endpoint.handle("monitoring", "SetAlarmState", (call) => {
        const [name, reason] = [text(call, "AlarmName"), text(call, "StateReason")];
        const state = STATES.find((each) => each === text(call, "StateValue"));
        endpoint.require(call, "cloudwatch:SetAlarmState", `arn:${place.partition}:cloudwatch:${place.region}:${place.account}:alarm:${name}`);
        if (state === undefined || reason === "") {
            throw invalid(`StateValue must be one of ${STATES.join(", ")}, and StateReason is required`);
        }
        if (!alarms.set(name, state, reason)) {
            throw apiError("ResourceNotFound", "Alarm not found.", 404);
        }
        return {};
    });

    endpoint.handle("monitoring", "DescribeAlarmHistory", (call) => {
        endpoint.require(call, "cloudwatch:DescribeAlarmHistory");
        const type = text(call, "HistoryItemType");
        const oldestFirst = text(call, "ScanBy") === "TimestampAscending";
        const histories = alarmHistories(log.facts());
        const items = alarms
            .all()
            .filter(({ name }) => [name, ""].includes(text(call, "AlarmName")))
            .flatMap((alarm) => historyOf(alarm, histories.get(alarm.arn)))
            .filter(({ HistoryItemType }) => type === "" || HistoryItemType === type)
            .sort((a, b) => (oldestFirst ? a.Timestamp - b.Timestamp : b.Timestamp - a.Timestamp));
        const [AlarmHistoryItems, NextToken] = pageOf(call, items);
        return { AlarmHistoryItems, NextToken };
    });
}

function payloadOf(call: ApiCall): unknown {
    try {
        return JSON.parse(text(call, "Payload") || "null");
    } catch (error) {
        throw apiError("InvalidRequestContentException", `Could not parse request body into json: ${(error as Error).message}`, 400);
    }
}

function pageOf<T>(call: ApiCall, all: readonly T[]): [T[], string | undefined] {
    const from = Number(text(call, "NextToken") || 0);
    const to = from + Number(call.input.MaxRecords ?? MAX_RECORDS);
    return [all.slice(from, to), to < all.length ? String(to) : undefined];
}

function describe({ name, arn, description, state, sinceMs, actionsEnabled, actions, reason, composite }: Alarm): object {
    return {
        AlarmName: name,
        AlarmArn: arn,
        AlarmDescription: description,
        StateValue: state,
        StateReason: reason ?? "Unchecked: Initial alarm creation",
        StateUpdatedTimestamp: sinceMs / 1000,
        ActionsEnabled: actionsEnabled,
        AlarmActions: actions.ALARM,
        OKActions: actions.OK,
        InsufficientDataActions: actions.INSUFFICIENT_DATA,
        ...(composite === undefined ? {} : { AlarmRule: composite.text }),
    };
}

/** What happened to an alarm: its changes of state and its actions. The summaries are those that CloudWatch writes. */
function historyOf(alarm: Alarm, { changes, executed }: AlarmHistory = { changes: [], executed: [] }) {
    const item = (type: string, atMs: number, summary: string, data: object) => ({
        AlarmName: alarm.name,
        AlarmType: typeOf(alarm),
        Timestamp: atMs / 1000,
        HistoryItemType: type,
        HistorySummary: summary,
        HistoryData: JSON.stringify(data),
    });
    return [
        ...changes.map(({ atMs, from, to, reason }) =>
            item("StateUpdate", atMs, `Alarm updated from ${from} to ${to}`, {
                version: "1.0",
                oldState: { stateValue: from },
                newState: { stateValue: to, stateReason: reason },
            }),
        ),
        ...executed.map(({ atMs, action, problem }) =>
            problem === undefined
                ? item("Action", atMs, `Successfully executed action ${action}`, { actionState: "Succeeded", notificationResource: action })
                : item("Action", atMs, `Failed to execute action ${action}. Received error: "${problem}"`, {
                      actionState: "Failed",
                      notificationResource: action,
                      error: problem,
                  }),
        ),
    ];
}
