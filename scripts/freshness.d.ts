/** A build product that has to be made before the program can run. */
export interface StaleProduct {
    /** Path relative to the project. */
    readonly product: string;
    readonly reason: "missing" | "stale";
    /** The command that makes it. */
    readonly remedy: string;
}

/**
 * The build products that are missing or older than their inputs. Reads a few files, from any working directory, and never builds.
 *
 * @param products paths relative to the project. Default: what the program needs.
 */
export function staleProducts(products?: readonly string[], root?: string): StaleProduct[];

/** The first line of a build product, which names what it was made from; `inputs` are paths relative to the project. */
export function stamp(inputs: readonly string[], root?: string): string;
