import * as pulumi from "@pulumi/pulumi";

import { LIMITS, type Range } from "../../catalog";

/** A function's name has at most 64 characters, like a rule's and a role's; "-function" and the eight that Pulumi appends take 17. */
export const LONGEST_NAME = 47;

/** Refuses a bad name and bad arguments, all at once, before anything is registered. Pulumi prints the error without a stack trace. */
export function refuse(component: string, name: string, problems: readonly string[]): void {
    const all = [...nameProblems(name), ...problems];
    if (all.length > 0) {
        throw new pulumi.RunError(all.map((problem) => `${component} ${show(name)}: ${problem}`).join("\n"));
    }
}

function nameProblems(name: unknown): string[] {
    return typeof name === "string" && name.length <= LONGEST_NAME && /^[A-Za-z0-9_-]+$/.test(name)
        ? []
        : [`name must have 1 to ${LONGEST_NAME} letters, digits, - and _: it is part of the names of AWS resources`];
}

/** Problems of a whole number. */
export function wholeNumberProblems(argument: string, value: unknown, { minimum, maximum, unit }: Range): string[] {
    const fits = typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum;
    return fits ? [] : [`${argument} must be a whole number of ${unit} from ${minimum} to ${maximum}, got ${show(value)}`];
}

/** Problems of how much of the account's concurrency a function reserves. */
export function reservedConcurrencyProblems(value: unknown): string[] {
    return value === undefined ? [] : wholeNumberProblems("reservedConcurrency", value, LIMITS.reservedConcurrency);
}

/** Problems of alarm actions. An alarm without an action notifies no one; CloudWatch takes five at most. */
export function alarmActionProblems(actions: unknown): string[] {
    if (!Array.isArray(actions) || actions.length === 0 || actions.length > 5) {
        const got = Array.isArray(actions) && actions.length > 0 ? actions.length : "none";
        return [`alarmActions must have one to five ARNs of SNS topics or Lambda functions, got ${got}`];
    }
    return actions
        .filter((action) => !(typeof action === "string" ? action.startsWith("arn:") : pulumi.Output.isInstance(action) || action instanceof Promise))
        .map((action) => `alarmActions must be ARNs of SNS topics or Lambda functions, got ${show(action)}`);
}

/** A value as an error message prints it. */
export function show(value: unknown): string {
    if (typeof value === "function") {
        return "a function";
    }
    if (pulumi.Resource.isInstance(value)) {
        return `a resource (${(value as { __pulumiType?: string }).__pulumiType})`;
    }
    return pulumi.Output.isInstance(value) ? "an Output" : (JSON.stringify(value) ?? String(value));
}
