/** A range of numbers, both ends included, and what it belongs to. */
interface Range<T> {
    readonly low: number;
    readonly high: number;
    readonly entry: T;
}

/** Finds the ranges around a number without looking at the others: an interval tree, laid out in an array and made when it is first needed. */
export class RangeIndex<T> {
    private ranges: Range<T>[] = [];
    /** For the middle of each part of the sorted ranges, the highest end in that part. */
    private highest: Float64Array | undefined;

    public get isEmpty(): boolean {
        return this.ranges.length === 0;
    }

    public add(low: number, high: number, entry: T): void {
        this.ranges.push({ low, high, entry });
        this.highest = undefined;
    }

    /** Removes the entries that `isGone` names. */
    public remove(isGone: (entry: T) => boolean): void {
        this.ranges = this.ranges.filter(({ entry }) => !isGone(entry));
        this.highest = undefined;
    }

    /** Calls `found` with the entry of each range that a number is in. */
    public collect(value: number, found: (entry: T) => void): void {
        if (this.highest === undefined) {
            this.ranges.sort((a, b) => a.low - b.low || 0);
            this.highest = new Float64Array(this.ranges.length);
            this.build(0, this.ranges.length);
        }
        this.search(0, this.ranges.length, value, found);
    }

    private build(from: number, to: number): number {
        if (from >= to) {
            return -Infinity;
        }
        const middle = (from + to) >> 1;
        const highest = Math.max(this.ranges[middle]!.high, this.build(from, middle), this.build(middle + 1, to));
        this.highest![middle] = highest;
        return highest;
    }

    private search(from: number, to: number, value: number, found: (entry: T) => void): void {
        const middle = (from + to) >> 1;
        if (from >= to || this.highest![middle]! < value) {
            return;
        }
        this.search(from, middle, value, found);
        const { low, high, entry } = this.ranges[middle]!;
        if (low <= value) {
            if (value <= high) {
                found(entry);
            }
            this.search(middle + 1, to, value, found);
        }
    }
}
