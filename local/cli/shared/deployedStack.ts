import type { Graph } from "../../engine";
import { MisuseError } from "./errors";
import { readExportedState } from "./exportedState";
import { exportStack } from "./stackExport";

/**
 * The state of a deployed stack: by its name, from the Pulumi CLI, or from a file.
 *
 * @throws MisuseError for neither, both, what is no name, and a state that cannot be read.
 */
export function readDeployedStack({ stack, state }: { readonly stack?: string; readonly state?: string }): Graph {
    if ((stack === undefined) === (state === undefined)) {
        const got = stack === undefined ? "neither" : "both";
        throw new MisuseError(`give --stack NAME, or --state FILE with what "pulumi stack export" wrote, got ${got}`);
    }
    if (state !== undefined) {
        return readExportedState(state);
    }
    if (!/^\w[\w.-]*(\/\w[\w.-]*){0,2}$/.test(stack!)) {
        throw new MisuseError(`--stack must be the name of a stack, or ORGANIZATION/PROJECT/NAME, got ${JSON.stringify(stack)}`);
    }
    return exportStack(stack!);
}
