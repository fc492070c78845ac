/** How every refusal of a pattern begins, in PutRule, TestEventPattern and here. */
const PATTERN_PREFIX = "Event pattern is not valid. Reason: ";

/**
 * A pattern that EventBridge would refuse. `message` starts `Event pattern is not valid. Reason: `, then follows `reason`, then where it was found.
 * The name is the error code of the EventBridge API, so that a caller can treat an answer of AWS and ours alike.
 */
export class InvalidEventPatternException extends Error {
    /** Why, in the words of AWS where AWS has words for it. */
    public readonly reason: string;
    /** Dotted path of the field with the fault; undefined where the fault is in no field. */
    public readonly path: string | undefined;

    constructor(reason: string, path?: string, rule?: string) {
        const places = [path === undefined ? [] : `at ${JSON.stringify(path)}`, rule === undefined ? [] : `of rule ${JSON.stringify(rule)}`].flat();
        super(`${PATTERN_PREFIX}${reason}${places.length > 0 ? ` (${places.join(" ")})` : ""}`);
        this.name = "InvalidEventPatternException";
        this.reason = reason;
        this.path = path;
    }
}

/** An event that EventBridge could not take: not a JSON object, nested too deep, or with more array combinations than can be searched. */
export class InvalidEventException extends Error {
    /** Why. */
    public readonly reason: string;

    constructor(reason: string) {
        super(`Parameter Event is not valid. Reason: ${reason}`);
        this.name = "ValidationException";
        this.reason = reason;
    }
}
