const IPV4 = /^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/;
const IPV6 = /^[0-9a-fA-F:]*:[0-9a-fA-F:]*$/;
const MAPPED = "00000000000000000000FFFF";

function ipv4ToHex(text: string): string | undefined {
    const bytes = text.length > 15 ? [] : text.split(".").map(Number);
    return bytes.length === 4 && bytes.every((byte) => byte < 256) ? bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") : undefined;
}

/** Groups of one side of `::`, as four digits each. Leading zeros beyond four digits do no harm, as in Java. */
function groups(text: string): string[] | undefined {
    const parts = text === "" ? [] : text.split(":").map((group) => group.replace(/^0+(?=.)/, ""));
    return parts.every((group) => group.length >= 1 && group.length <= 4) ? parts.map((group) => group.padStart(4, "0")) : undefined;
}

function ipv6ToHex(text: string): string | undefined {
    if (text.length > 1000) {
        return undefined;
    }
    const sides = text.split("::");
    const [left, right] = sides.map(groups);
    if (left === undefined || sides.length > 2 || (sides.length === 2 && right === undefined)) {
        return undefined;
    }
    const missing = 8 - left.length - (right?.length ?? 0);
    return (sides.length === 1 ? missing === 0 : missing > 0)
        ? [...left, ..."0000 ".repeat(missing).split(" ", missing), ...(right ?? [])].join("")
        : undefined;
}

/**
 * Bytes of an address literal as upper-case hexadecimal digits: 8 for version 4 (also for one written as `::ffff:…`), 32 for version 6.
 * Undefined for all other text.
 */
export function addressToHex(text: string): string | undefined {
    if (IPV4.test(text)) {
        return ipv4ToHex(text)?.toUpperCase();
    }
    const hex = IPV6.test(text) ? ipv6ToHex(text)?.toUpperCase() : undefined;
    return hex?.startsWith(MAPPED) ? hex.slice(MAPPED.length) : hex;
}

/** First and last address of a block, as digits. */
export interface AddressRange {
    readonly bottom: string;
    readonly top: string;
}

/**
 * Reads `address/bits`. Bits of the host part are ignored.
 *
 * @throws RangeError with event-ruler's reason.
 */
export function readCidr(block: string): AddressRange {
    const parts = block.replace(/\/+$/, "").split("/");
    const [address = "", mask = ""] = parts;
    if (parts.length !== 2) {
        throw new RangeError("Malformed CIDR, one '/' required");
    }
    const maskBits = /^[+-]?\d{1,10}$/.test(mask) ? Number(mask) : Number.NaN;
    if (Number.isNaN(maskBits) || Math.abs(maskBits) > 2147483647) {
        throw new RangeError("Malformed CIDR, mask bits must be an integer");
    }
    if (maskBits < 0) {
        throw new RangeError("Malformed CIDR, mask bits must not be negative");
    }
    const hex = addressToHex(address);
    if (hex === undefined) {
        throw new RangeError(`${IPV4.test(address) || IPV6.test(address) ? "Invalid" : "Nonstandard"} IP address: ${address}`);
    }
    if (maskBits >= hex.length * 4) {
        throw new RangeError(hex.length === 8 ? "IPv4 mask bits must be < 32" : "IPv6 mask bits must be < 128");
    }
    const bits = BigInt(hex.length * 4 - maskBits);
    const base = (BigInt(`0x${hex}`) >> bits) << bits;
    const digits = (value: bigint) => value.toString(16).toUpperCase().padStart(hex.length, "0");
    return { bottom: digits(base), top: digits(base | ((1n << bits) - 1n)) };
}

/**
 * Whether digits lie in a range, decided as event-ruler's automaton does: digit by digit, and as soon as the answer is clear.
 * So a version 6 address is in a version 4 range if its first 32 bits are.
 */
export function inRange(digits: string, { bottom, top }: AddressRange): boolean {
    let low = true;
    let high = true;
    for (let i = 0; i < bottom.length; i += 1) {
        const digit = digits.charCodeAt(i);
        const isDigit = (digit >= 48 && digit <= 57) || (digit >= 65 && digit <= 70);
        const [from, to] = [bottom.charCodeAt(i), top.charCodeAt(i)];
        if (!isDigit || (low && digit < from) || (high && digit > to)) {
            return false;
        }
        low &&= digit === from;
        high &&= digit === to;
        if (!low && !high) {
            return true;
        }
    }
    return true;
}
