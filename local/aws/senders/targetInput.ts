import { isDefinedIn, templateParts } from "../../../models/graph";
import { isoTime } from "../context";
import type { BusEvent } from "../occurrences";
import type { RuleResource, TargetResource, Transformer } from "../resources";

/** What a target gets: a value for functions and buses, its text for queues and topics. Or why there is none: not valid JSON. */
export type TargetInput = { ok: true; value: unknown; text: string } | { ok: false; message: string };

/**
 * The value at a path such as `$.detail.name`, `$.resources[0]`, `$.detail.list[*].id` or `$.detail-type`; undefined where there is none.
 * EventBridge knows dots, array indexes and `*`; a name may hold dashes [User Guide, eb-transform-target-input].
 */
export function valueAt(event: unknown, path: string): unknown {
    const steps = [...path.replace(/^\$/, "").matchAll(/\.?([^.[\]]+)|\[(\d+|\*)\]/g)].map(([, name, index]) => name ?? index!);
    let values: unknown[] = [event];
    let many = false;
    for (const step of steps) {
        many ||= step === "*";
        values = values.flatMap((value) => {
            if (typeof value !== "object" || value === null) {
                return [];
            }
            return step === "*" ? Object.values(value) : step in value ? [(value as Record<string, unknown>)[step]] : [];
        });
    }
    return many ? values : values[0];
}

/** Fills in a template. Values are not escaped inside quotes and absent ones leave nothing, so the result may be no JSON. */
function render({ paths, template }: Transformer, variables: Record<string, unknown>, event: BusEvent): string {
    const known = new Map(Object.entries(variables));
    for (const [name, path] of Object.entries(paths)) {
        const value = valueAt(event, path);
        if (value !== undefined) {
            known.set(name, value);
        }
    }
    return templateParts(template, isDefinedIn(Object.keys(paths)))
        .map(({ placeholder, text, quoted }) => {
            const value = placeholder === undefined ? text : known.get(placeholder);
            return value === undefined
                ? ""
                : placeholder === undefined || (quoted && typeof value === "string")
                  ? (value as string)
                  : JSON.stringify(value);
        })
        .join("");
}

/** What EventBridge sends to a target for an event. */
export function targetInput(rule: RuleResource, target: TargetResource, event: BusEvent, ingestedMs: number): TargetInput {
    const of = (value: unknown): TargetInput => ({ ok: true, value, text: JSON.stringify(value) });
    if (target.inputPath !== undefined) {
        return of(valueAt(event, target.inputPath) ?? {});
    }
    if (target.input === undefined && target.transformer === undefined) {
        return of(event);
    }
    const { detail: _, ...withoutDetail } = event;
    const variables = {
        "aws.events.rule-arn": rule.arn,
        "aws.events.rule-name": rule.name,
        "aws.events.event.ingestion-time": isoTime(ingestedMs),
        "aws.events.event": withoutDetail,
        "aws.events.event.json": event,
    };
    const text = target.input ?? render(target.transformer!, variables, event);
    try {
        return { ok: true, value: JSON.parse(text), text };
    } catch (error) {
        return { ok: false, message: `The input for the target is not valid JSON: ${(error as Error).message}` };
    }
}
