import { addressToHex } from "./addresses";
import { AffixIndex } from "./affixIndex";
import { type Condition, type Leaf, type LeafTest, leafTest, takesAbsence } from "./conditions";
import { NumberLiteral } from "./numbers";
import { RangeIndex } from "./rangeIndex";
import { wildcardPieces } from "./text";

/** Where a condition leads; the index finds it, and where that is not enough to be sure, `test` decides. */
interface Entry<T> {
    readonly condition: Condition;
    readonly target: T;
    readonly test: LeafTest | undefined;
}

/** The part of the index that a condition belongs to. Each but `scan` finds the entries of a value without looking at the others. */
type Place =
    | { readonly in: "exact"; readonly key: Leaf }
    | { readonly in: "ranges"; readonly low: number; readonly high: number }
    | { readonly in: Affix | "folded"; readonly key: string; readonly sure: boolean }
    | { readonly in: "scan" };
type Affix = "prefixes" | "suffixes" | "foldedPrefixes" | "foldedSuffixes" | "addresses";

const ASCII = /^[\0-\x7f]*$/;
const SCAN: Place = { in: "scan" };

function placeOf(condition: Condition): Place {
    switch (condition.kind) {
        case "equals":
            return { in: "exact", key: condition.value };
        case "numeric": {
            const { low = { value: -Infinity }, high = { value: Infinity } } = condition;
            return { in: "ranges", low: low.value, high: high.value };
        }
        case "prefix":
            return { in: "prefixes", key: condition.value, sure: true };
        case "suffix":
            return { in: "suffixes", key: condition.value, sure: true };
        case "address":
            return { in: "addresses", key: condition.hex, sure: !condition.skipsNumbers };
        case "cidr": {
            const { bottom, top } = condition;
            const common = [...bottom].findIndex((digit, i) => digit !== top[i]);
            return { in: "addresses", key: bottom.slice(0, common), sure: false };
        }
        case "wildcard": {
            const pieces = wildcardPieces(condition.value);
            const [first, last] = [pieces[0]!, pieces[pieces.length - 1]!];
            return first !== "" || pieces.length === 1 ? { in: "prefixes", key: first, sure: false } : { in: "suffixes", key: last, sure: false };
        }
        case "equals-ignore-case":
        case "prefix-ignore-case":
        case "suffix-ignore-case": {
            const places = {
                "equals-ignore-case": "folded",
                "prefix-ignore-case": "foldedPrefixes",
                "suffix-ignore-case": "foldedSuffixes",
            } as const;
            return ASCII.test(condition.value) ? { in: places[condition.kind], key: condition.value.toLowerCase(), sure: false } : SCAN;
        }
        default:
            return SCAN;
    }
}

/** Finds what the conditions on one field lead to, for all rules at once. */
export class FieldIndex<T> {
    /** Targets of conditions that hold where the field is absent. */
    public absent: T[] = [];
    private readonly exact = new Map<Leaf, T[]>();
    private folded: Map<string, Entry<T>[]> | undefined;
    private affixes: { [place in Affix]?: AffixIndex<Entry<T>> | undefined } | undefined;
    private ranges: RangeIndex<Entry<T>> | undefined;
    private scanned: Entry<T>[] = [];

    public add(condition: Condition, target: T): void {
        const place = placeOf(condition);
        if (takesAbsence(condition)) {
            this.absent.push(target);
        } else if (place.in === "exact") {
            pushTo(this.exact, place.key, target);
        } else if (place.in === "scan") {
            this.scanned.push({ condition, target, test: leafTest(condition) });
        } else if (place.in === "ranges") {
            this.ranges ??= new RangeIndex();
            this.ranges.add(place.low, place.high, { condition, target, test: leafTest(condition) });
        } else {
            const entry = { condition, target, test: place.sure ? undefined : leafTest(condition) };
            if (place.in === "folded") {
                this.folded ??= new Map();
                pushTo(this.folded, place.key, entry);
            } else {
                this.affixes ??= {};
                this.affixes[place.in] ??= new AffixIndex(place.in.toLowerCase().endsWith("suffixes"));
                this.affixes[place.in]!.add(place.key, entry);
            }
        }
    }

    /** Removes what `add` with the same target has added. */
    public remove(condition: Condition, target: T): void {
        const place = placeOf(condition);
        const isGone = (entry: Entry<T>) => entry.target === target;
        if (takesAbsence(condition)) {
            this.absent = this.absent.filter((each) => each !== target);
        } else if (place.in === "exact") {
            keep(this.exact, place.key, (each) => each !== target);
        } else if (place.in === "scan") {
            this.scanned = this.scanned.filter((entry) => !isGone(entry));
        } else if (place.in === "ranges") {
            this.ranges?.remove(isGone);
            this.ranges = this.ranges?.isEmpty ? undefined : this.ranges;
        } else if (place.in === "folded") {
            keep(this.folded, place.key, (entry) => !isGone(entry));
            this.folded = this.folded?.size === 0 ? undefined : this.folded;
        } else {
            this.affixes?.[place.in]?.remove(place.key, isGone);
            if (this.affixes?.[place.in]?.isEmpty) {
                this.affixes[place.in] = undefined;
            }
        }
    }

    /** Calls `reach` with the targets of the conditions that a value fulfils; with a target as often as it has such conditions. */
    public find(value: Leaf, fromText: boolean, reach: (target: T) => void): void {
        const targets = this.exact.get(value);
        if (targets !== undefined) {
            for (const target of targets) {
                reach(target);
            }
        }
        for (const { target, test } of this.scanned) {
            if (test!(value, fromText)) {
                reach(target);
            }
        }
        if (this.ranges !== undefined && typeof value === "number") {
            this.ranges.collect(value, ({ target, test }) => {
                if (test!(value, fromText)) {
                    reach(target);
                }
            });
        }
        if (this.affixes !== undefined || this.folded !== undefined) {
            this.findText(value, fromText, reach);
        }
    }

    private findText(value: Leaf, fromText: boolean, reach: (target: T) => void): void {
        const found = (entries: readonly Entry<T>[]) => {
            for (const { target, test } of entries) {
                if (test === undefined || test(value, fromText)) {
                    reach(target);
                }
            }
        };
        if (typeof value === "string") {
            this.affixes?.prefixes?.collect(value, found);
            this.affixes?.suffixes?.collect(value, found);
            if (this.folded !== undefined || this.affixes?.foldedPrefixes !== undefined || this.affixes?.foldedSuffixes !== undefined) {
                const folded = value.toLowerCase();
                found(this.folded?.get(folded) ?? []);
                this.affixes?.foldedPrefixes?.collect(folded, found);
                this.affixes?.foldedSuffixes?.collect(folded, found);
            }
        }
        if (this.affixes?.addresses !== undefined) {
            const digits = typeof value === "string" ? addressToHex(value) : value instanceof NumberLiteral ? value.text : String(value);
            this.affixes.addresses.collect(digits ?? "", digits === undefined ? () => undefined : found);
        }
    }
}

function pushTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const values = map.get(key);
    if (values === undefined) {
        map.set(key, [value]);
    } else {
        values.push(value);
    }
}

function keep<K, V>(map: Map<K, V[]> | undefined, key: K, isKept: (value: V) => boolean): void {
    const kept = map?.get(key)?.filter(isKept) ?? [];
    if (kept.length === 0) {
        map?.delete(key);
    } else {
        map?.set(key, kept);
    }
}
