import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** The SDK reports every call on the stack: the outermost ones are loaders of modules. */
const MOST = 8;

/**
 * The lines of a program that led to a registration, the innermost first, each once. Lines of packages are left out.
 *
 * @param program Absolute path of the program's folder.
 * @returns paths from there on with the number of the line: "index.ts:42"
 */
export function sourceLines(request: Pick<RegisterResourceRequest, "getStacktrace">, program: string): string[] {
    const lines = (request.getStacktrace()?.getFramesList() ?? []).flatMap((frame) => {
        const position = frame.getPc();
        if (position === undefined || !position.getUri().startsWith("file://")) {
            return [];
        }
        const file = path.relative(program, fileURLToPath(position.getUri())).replace(/\\/g, "/");
        return file.startsWith("..") || /(^|\/)node_modules\//.test(file) ? [] : [`${file}:${position.getLine()}`];
    });
    return [...new Set(lines)].slice(0, MOST);
}
