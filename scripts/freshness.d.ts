/** A build product that has to be made before the program can run. */
export interface StaleProduct {
    /** Path relative to the project. */
    readonly product: string;
    readonly reason: "missing" | "stale";
    /** The command that makes it. */
    readonly remedy: string;
}

/** The build products that are missing or older than their inputs. Reads a few files, from any working directory, and never builds. */
export function staleProducts(): StaleProduct[];
