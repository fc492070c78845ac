/**
 * A number as it is written, for the literals that an IEEE double does not hold (`12345678901234567890`, `1e400`).
 * EventBridge compares those as text; all others by value.
 */
export class NumberLiteral {
    constructor(public readonly text: string) {}
}

const LITERAL = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Digits without leading and trailing zeros, and the power of ten of the last one: equal for literals of equal value. */
function decimal(literal: string): string {
    const [, whole = "", fraction = "", exponent = "0"] = LITERAL.exec(literal) ?? [];
    const digits = (whole + fraction).replace(/^0+/, "");
    let end = digits.length;
    while (end > 0 && digits.charCodeAt(end - 1) === 48) {
        end -= 1;
    }
    return end === 0 ? "0" : `${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

/** The double that a JSON number literal stands for, or the literal itself where the double means another number. */
export function readNumber(literal: string): number | NumberLiteral {
    const value = Number(literal);
    const text = String(value);
    if (text === literal) {
        return value;
    }
    return Number.isFinite(value) && decimal(text) === decimal(literal) ? value : new NumberLiteral(literal);
}
