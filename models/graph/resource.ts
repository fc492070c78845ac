/**
 * A registered resource as the readers see it. A policy pack's resources have this shape; those of the local engine and of an exported state get it by
 * `graphResources` in local/engine.
 */
export interface GraphResource {
    readonly urn: string;
    /** Type token, "aws:sqs/queue:Queue". */
    readonly type: string;
    /** The name that the program gave it. */
    readonly name: string;
    /** What the provider answered. Reading a value that is not known yet throws: use `read` or a slot. */
    readonly props: Readonly<Record<string, unknown>>;
    readonly parent?: GraphResource;
    /** The provider that made it. */
    readonly provider?: { readonly urn: string; readonly props: Readonly<Record<string, unknown>> };
    /** Property → the resources from which its value comes. */
    readonly propertyDependencies: Readonly<Record<string, readonly GraphResource[]>>;
}
