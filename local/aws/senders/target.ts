import type { Context } from "../context";
import type { BusEvent } from "../occurrences";
import { kindOf, type Refusal } from "../receivers/receiver";
import type { RuleResource, TargetResource } from "../resources";
import { targetInput } from "./targetInput";

/** An event on its way from a rule to a target. */
export interface DeliveryArgs {
    readonly rule: RuleResource;
    readonly target: TargetResource;
    readonly event: BusEvent;
    /** The event's fact. */
    readonly of: number;
}

/** Why a target did not take an event. */
export interface TargetError {
    /** An ERROR_CODE of EventBridge. */
    code: string;
    message: string;
    /** Whether EventBridge tries again: throttles, 5xx, time-outs. */
    retry: boolean;
}

/**
 * Calls a target with an event, as EventBridge does.
 *
 * @param delivery Number of the delivery's fact, and when the bus got the event.
 * @returns Why the target did not take it; undefined if it did.
 */
export function sendToTarget(context: Context, args: DeliveryArgs, { of, startMs }: { of: number; startMs: number }): TargetError | undefined {
    const { rule, target, event } = args;
    const { arn, roleArn } = target;
    const input = targetInput(rule, target, event, startMs);
    if (!input.ok) {
        return { code: "INVALID_JSON", message: input.message, retry: false };
    }
    const fault = context.faults.strike("interrupt", arn, event.id);
    if (fault !== undefined) {
        return { code: fault.code!, message: `${arn} answers with an error that passes`, retry: true };
    }
    // A bus takes events from a role; the rules of the same account need none.
    const role = { role: context.roles.get(roleArn ?? ""), name: `rule ${rule.name}` };
    const refusal = context.receivers.send(arn, {
        caller: kindOf(arn) !== "bus" ? { service: "events", arn: rule.arn } : roleArn === undefined ? "allowed" : role,
        value: input.value,
        text: input.text,
        event: event.id,
        of,
        publication: { kind: "notification", from: rule.arn, event: event.id },
    });
    return refusal && asTargetError(context, arn, refusal);
}

/** EventBridge's error for a refusal; none of them passes by itself. */
function asTargetError({ findings }: Context, arn: string, { code, message }: Refusal): TargetError {
    const error = (name: string, text: string): TargetError => ({ code: name, message: text, retry: false });
    const unmodelled = (what: string) => findings.add("unmodelled", arn, `${what}: nothing gets there`);
    if (code === "denied") {
        return error("NO_PERMISSIONS", message);
    }
    if (code === "unavailable") {
        return { code: "ERROR_FROM_TARGET", message, retry: true };
    }
    if (code === "fifo") {
        return error("SDK_CLIENT_ERROR", message);
    }
    if (code === "unmodelled") {
        unmodelled(`Targets of the service "${message}" are not modelled`);
        return error("SDK_CLIENT_ERROR", `Targets of the service "${message}" are not modelled`);
    }
    if (code === "foreign" && kindOf(arn) === "bus") {
        unmodelled("A bus of another account is not modelled");
        return error("NO_RESOURCE", `A bus of another account is not modelled: ${arn}`);
    }
    return error("NO_RESOURCE", message);
}
