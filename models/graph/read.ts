/** A value that a policy looked at. In preview it may not be known yet. */
export type Read<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/** Whether an error says that a value was read that is not known in preview. */
export const isUnknownValueError = (error: unknown) => error instanceof Error && "unknownTypeSentinel" in error;

/**
 * Reads properties of a resource. Reading an unknown value throws, and an error that escapes ends the whole policy with "can't run policy": this
 * turns it into a value on which the policy can decide.
 *
 * @example read(() => target.props.deadLetterConfig?.arn)
 */
export function read<T>(get: () => T): Read<T> {
    try {
        return { known: true, value: get() };
    } catch (error) {
        if (isUnknownValueError(error)) {
            return { known: false };
        }
        throw error;
    }
}

/** The value, or undefined where it is not known. */
export function ifKnown<T>(value: Read<T>): T | undefined {
    return value.known ? value.value : undefined;
}

/** The names of the fields of an object, which can be read although their values are unknown; undefined for what is not an object. */
export function keysOf(value: unknown): string[] | undefined {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : undefined;
}

/** What can be said of a question: yes, no, or not before the update. */
export type Answer = "yes" | "no" | "unknown";

/** The answer for a value that may be unknown. */
export function answer<T>(value: Read<T>, holds: (value: T) => boolean): Answer {
    return value.known ? (holds(value.value) ? "yes" : "no") : "unknown";
}

/** Yes if all are, no if one is. */
export function all(answers: readonly Answer[]): Answer {
    return answers.includes("no") ? "no" : answers.every((one) => one === "yes") ? "yes" : "unknown";
}

/** Yes if one is, no if all are. */
export function any(answers: readonly Answer[]): Answer {
    return answers.includes("yes") ? "yes" : answers.includes("unknown") ? "unknown" : "no";
}
