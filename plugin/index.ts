import * as pulumi from "@pulumi/pulumi";

import { runsOutsideProgram } from "../components/shared/builtFile";
import { staleProducts } from "../scripts/freshness";

/*
 * The components for all languages of Pulumi. `pulumi package add` reads the classes and interfaces that this file exports, with the comments of their
 * members, as a schema.
 */
export * from "./arguments";
export * from "./components";

const stale = staleProducts();
if (stale.length > 0) {
    throw new pulumi.RunError(stale.map(({ product, reason, remedy }) => `${product} is ${reason}: run ${remedy}`).join("\n"));
}

runsOutsideProgram();
