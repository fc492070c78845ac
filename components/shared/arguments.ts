import * as pulumi from "@pulumi/pulumi";

import type { Range } from "../../catalog";

/** Refuses bad arguments, all at once, before anything is registered. Pulumi prints the error without a stack trace. */
export function refuse(who: string, problems: readonly string[]): void {
    if (problems.length > 0) {
        throw new pulumi.RunError(problems.map((problem) => `${who}: ${problem}`).join("\n"));
    }
}

/** What is wrong with a whole number, if anything. */
export function wholeNumberProblems(argument: string, value: unknown, { minimum, maximum, unit }: Range): string[] {
    const fits = typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum;
    return fits ? [] : [`${argument} must be a whole number of ${unit} from ${minimum} to ${maximum}, got ${show(value)}`];
}

/** What is wrong with alarm actions, if anything. An alarm without an action is heard by nobody. */
export function alarmActionProblems(actions: unknown): string[] {
    return Array.isArray(actions) && actions.length > 0
        ? []
        : ["alarmActions must have at least one ARN of an SNS topic or a Lambda function, got none"];
}

/** A value as an error message prints it. */
export function show(value: unknown): string {
    if (typeof value === "function") {
        return "a function";
    }
    return pulumi.Output.isInstance(value) ? "an Output" : (JSON.stringify(value) ?? String(value));
}

/** The allowed value that was probably meant: the same letters in another case or with other separators. */
export function probablyMeant(value: unknown, allowed: readonly string[]): string {
    const letters = (text: string) => text.replace(/[^a-z0-9]/gi, "").toLowerCase();
    const match = typeof value === "string" ? allowed.find((candidate) => letters(candidate) === letters(value)) : undefined;
    return match === undefined ? "" : ` (did you mean ${match}?)`;
}
