import type { FactOf } from "../aws/log";
import { kindOf } from "../cli/kinds/sheet";

/** An event that a function was given without a rule, in words. A reconciler marks what it has rebuilt. */
export function givenEvent(payload: unknown): { readonly isFound: boolean; readonly text: string } {
    const event = (payload ?? {}) as { readonly "detail-type"?: string; readonly "jobstatus-origin"?: string };
    const { status } = kindOf(event);
    return { isFound: event["jobstatus-origin"] === "reconciler", text: `${event["detail-type"]}${status === null ? "" : ` ${status}`}` };
}

/** What a channel outside of AWS got, in words. */
export const postText = ({ form = "an address", title, problems }: FactOf<"posted">) =>
    problems.length === 0 ? `${form} has the message "${title}"` : `${form} refuses the message "${title}": ${problems.join("; ")}`;

/** Whether a handler has said what it made of an event. */
export function isOutcome(payload: unknown): payload is { outcome: string; reason?: string } {
    return typeof payload === "object" && payload !== null && typeof (payload as { outcome?: unknown }).outcome === "string";
}
