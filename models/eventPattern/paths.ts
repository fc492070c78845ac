/** A step of the paths that rules ask for. */
export interface PathNode {
    readonly children: Map<string, PathNode>;
    /** Number of the field whose path ends here, or -1. */
    slot: number;
    /** How often the path to here is in use. */
    uses: number;
    /** How often a field that ends here is in use. */
    fieldUses: number;
    /** Steps for keys of events, also those that lead nowhere: what `stepInto` has found out. */
    readonly known: Map<string, PathNode>;
}

const newNode = (): PathNode => ({ children: new Map(), slot: -1, uses: 0, fieldUses: 0, known: new Map() });

/** Where keys lead that no rule asks for. */
export const NOWHERE: PathNode = newNode();

/** Events may have any number of different keys; those beyond this are looked up each time. */
const MAX_KNOWN = 512;

/** Step for an event's key below a node, NOWHERE if there is none. A key with dots counts as several steps. */
export function stepInto(node: PathNode, key: string): PathNode {
    return node.known.get(key) ?? learn(node, key);
}

function learn(node: PathNode, key: string): PathNode {
    let step = node;
    for (const name of key.split(".")) {
        step = step.children.get(name) ?? NOWHERE;
    }
    if (node.known.size < MAX_KNOWN) {
        node.known.set(key, step);
    }
    return step;
}

/** The paths that a set of rules asks for, each with a small number ("slot") that the matcher uses for it. */
export class Paths {
    public readonly root: PathNode = newNode();
    private readonly free: number[] = [];
    /** Number of slots; all slots are below it. */
    public size = 0;

    /** Slot of a path, kept until it is released as often as it was taken. */
    public take(path: string): number {
        let node = this.root;
        const way = [node];
        for (const name of path.split(".")) {
            let child = node.children.get(name);
            if (child === undefined) {
                child = newNode();
                node.children.set(name, child);
            }
            child.uses += 1;
            node = child;
            way.push(node);
        }
        forget(way);
        node.fieldUses += 1;
        if (node.slot < 0) {
            node.slot = this.free.pop() ?? this.size++;
        }
        return node.slot;
    }

    /** Undoes one `take`. */
    public release(path: string): void {
        let node = this.root;
        const way = [node];
        for (const name of path.split(".")) {
            const child = node.children.get(name)!;
            child.uses -= 1;
            if (child.uses === 0) {
                node.children.delete(name);
            }
            node = child;
            way.push(node);
        }
        forget(way);
        node.fieldUses -= 1;
        if (node.fieldUses === 0) {
            this.free.push(node.slot);
            node.slot = -1;
        }
    }
}

/** A new or lost path changes the steps at all nodes on its way. */
function forget(way: readonly PathNode[]): void {
    for (const { known } of way) {
        known.clear();
    }
}
