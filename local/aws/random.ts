/**
 * Numbers from 0 (inclusive) to 1 (exclusive) that are the same for the same seed (mulberry32), so that a run can be repeated.
 *
 * @param seed Any whole number; its lower 32 bits count.
 */
export function seededRandom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}

/** An id in the form of a UUID. Only its form is that of AWS: it comes from the seed. */
export function uuidFrom(random: () => number): string {
    const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join("");
    return `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab"[Math.floor(random() * 4)]}${hex(3)}-${hex(12)}`;
}
