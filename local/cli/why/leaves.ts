/** More fields than any event of SageMaker has. */
const MOST_VALUES = 5000;

/** The values of an event by dotted path; what is in arrays has the path of the array. Of an event with more than 5,000 values the first ones. */
export function leavesOf(event: object): Map<string, unknown[]> {
    const leaves = new Map<string, unknown[]>();
    const open: [string, unknown][] = Object.entries(event).reverse();
    let read = 0;
    for (let next = open.pop(); next !== undefined && read < MOST_VALUES; next = open.pop()) {
        const [path, value] = next;
        if (Array.isArray(value)) {
            open.push(...value.map((item): [string, unknown] => [path, item]).reverse());
        } else if (typeof value === "object" && value !== null) {
            const inside = Object.entries(value).map(([key, item]): [string, unknown] => [`${path}.${key}`, item]);
            open.push(...inside.reverse());
        } else {
            const values = leaves.get(path) ?? [];
            values.push(value);
            leaves.set(path, values);
            read += 1;
        }
    }
    return leaves;
}
