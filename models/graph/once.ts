/** Works a thing out once for each object, as long as that lives: for the resources and the stack of one look, which several policies ask about. */
export function once<K extends object, T>(make: (of: K) => T): (of: K) => T {
    return remembered(new WeakMap<K, { made: T }>(), make);
}

/** Works a thing out once for each text, as long as the pack runs: many rules of an organization have the same pattern, many alarms the same definition. */
export function onceForText<T>(make: (of: string) => T): (of: string) => T {
    return remembered(new Map<string, { made: T }>(), make);
}

function remembered<K, T>(known: { get(of: K): { made: T } | undefined; set(of: K, entry: { made: T }): unknown }, make: (of: K) => T): (of: K) => T {
    return (of) => {
        let entry = known.get(of);
        if (entry === undefined) {
            entry = { made: make(of) };
            known.set(of, entry);
        }
        return entry.made;
    };
}
