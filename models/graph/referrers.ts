import type { GraphResource } from "./resource";

/** Things by the resource that they refer to. Those that may refer to any are kept once, not once for each. */
export class Referrers<T> {
    private readonly byResource = new Map<GraphResource, T[]>();
    private readonly ofAny: T[] = [];

    constructor(private readonly all: readonly GraphResource[]) {}

    public add(item: T, to: readonly GraphResource[]): void {
        if (to === this.all) {
            this.ofAny.push(item);
            return;
        }
        for (const resource of to) {
            const items = this.byResource.get(resource);
            if (items === undefined) {
                this.byResource.set(resource, [item]);
            } else {
                items.push(item);
            }
        }
    }

    public of(resource: GraphResource): T[] {
        return [...(this.byResource.get(resource) ?? []), ...this.ofAny];
    }
}
