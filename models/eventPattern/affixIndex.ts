/** Text up to the next branch. */
interface Branch<T> {
    label: string;
    entries: T[];
    children: Map<number, Branch<T>>;
}

function commonLength(a: string, b: string): number {
    const limit = Math.min(a.length, b.length);
    let length = 0;
    while (length < limit && a.charCodeAt(length) === b.charCodeAt(length)) {
        length += 1;
    }
    return length;
}

/** Finds all texts that a value starts with (or ends with) in one walk over the value, however many texts there are: a radix tree. */
export class AffixIndex<T> {
    private readonly root: Branch<T> = { label: "", entries: [], children: new Map() };

    /** @param backward Whether values are compared from their end. */
    constructor(private readonly backward: boolean) {}

    public get isEmpty(): boolean {
        return this.root.entries.length === 0 && this.root.children.size === 0;
    }

    public add(affix: string, entry: T): void {
        let rest = this.directed(affix);
        let branch = this.root;
        while (rest !== "") {
            const child = branch.children.get(rest.charCodeAt(0));
            if (child === undefined) {
                const leaf: Branch<T> = { label: rest, entries: [entry], children: new Map() };
                branch.children.set(rest.charCodeAt(0), leaf);
                return;
            }
            const length = commonLength(rest, child.label);
            if (length < child.label.length) {
                const lower: Branch<T> = { ...child, label: child.label.slice(length) };
                child.children = new Map([[lower.label.charCodeAt(0), lower]]);
                child.label = child.label.slice(0, length);
                child.entries = [];
            }
            rest = rest.slice(length);
            branch = child;
        }
        branch.entries.push(entry);
    }

    /** Removes the entries of an affix that `isGone` names. */
    public remove(affix: string, isGone: (entry: T) => boolean): void {
        const way: Branch<T>[] = [this.root];
        for (let rest = this.directed(affix); rest !== "";) {
            const child = way[way.length - 1]!.children.get(rest.charCodeAt(0));
            if (child === undefined || !rest.startsWith(child.label)) {
                return;
            }
            rest = rest.slice(child.label.length);
            way.push(child);
        }
        way[way.length - 1]!.entries = way[way.length - 1]!.entries.filter((entry) => !isGone(entry));
        for (let i = way.length - 1; i > 0 && way[i]!.entries.length === 0 && way[i]!.children.size === 0; i -= 1) {
            way[i - 1]!.children.delete(way[i]!.label.charCodeAt(0));
        }
    }

    /** Calls `found` with the entries of each affix of the value. */
    public collect(value: string, found: (entries: readonly T[]) => void): void {
        const { length } = value;
        const last = length - 1;
        let branch = this.root;
        let position = 0;
        for (;;) {
            if (branch.entries.length > 0) {
                found(branch.entries);
            }
            const child: Branch<T> | undefined =
                position < length ? branch.children.get(value.charCodeAt(this.backward ? last - position : position)) : undefined;
            if (child === undefined || position + child.label.length > length) {
                return;
            }
            const { label } = child;
            for (let i = 1; i < label.length; i += 1) {
                if (value.charCodeAt(this.backward ? last - position - i : position + i) !== label.charCodeAt(i)) {
                    return;
                }
            }
            position += label.length;
            branch = child;
        }
    }

    private directed(affix: string): string {
        return this.backward ? affix.split("").reverse().join("") : affix;
    }
}
