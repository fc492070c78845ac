import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

const place = { isProgram: true };

/**
 * Says that this process is not that of the program: a component package runs in its own folder, and the engine looks for relative paths in the
 * program's.
 */
export function runsOutsideProgram(): void {
    place.isProgram = false;
}

/** A file that `npm run prepare` builds, for a package. Its path is relative to the program where it can be, so that it is the same on every machine. */
export function builtFile(file: string): pulumi.asset.FileAsset {
    return new pulumi.asset.FileAsset(place.isProgram ? path.relative(process.cwd(), file) : file);
}
