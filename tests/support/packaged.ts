import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { EventKindRow, Handler, HandlerResult } from "../../catalog";
import { BUILT_FILES, handlerFiles } from "../../components/shared/handlerPackage";

/** The files of a function's archive, in an empty folder outside the project, so that nothing is found in its node_modules. */
export class PackagedHandler {
    private constructor(readonly folder: string) {}

    static async of(handler: Handler, row: EventKindRow): Promise<PackagedHandler> {
        const folder = mkdtempSync(join(tmpdir(), "packaged-"));
        for (const [file, text] of Object.entries(await handlerFiles(handler, { row, identity: handler.identity ?? row.identity }))) {
            writeFileSync(join(folder, file), text);
        }
        for (const [file, built] of Object.entries(BUILT_FILES)) {
            copyFileSync(built, join(folder, file));
        }
        return new PackagedHandler(folder);
    }

    /**
     * Runs the handler for each event, one after the other, in one fresh process that has nothing but the given environment.
     *
     * @param timeoutMs The time that Lambda gives each invocation.
     */
    run(events: readonly unknown[], environment: Record<string, string>, timeoutMs = 60_000): Promise<(HandlerResult | { error: string })[]> {
        return new Promise((resolve, reject) => {
            const child = execFile(
                process.execPath,
                ["-e", CHILD, `${timeoutMs}`],
                { cwd: this.folder, env: environment },
                (error, stdout, stderr) => {
                    if (error) {
                        reject(new Error(`${error.message}\n${stderr}`));
                    } else {
                        resolve(JSON.parse(stdout));
                    }
                },
            );
            child.stdin!.end(JSON.stringify(events));
        });
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }
}

const CHILD = `
const events = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
(async () => {
    const { handler } = require(process.cwd() + "/__index.js");
    const results = [];
    for (const event of events) {
        const end = Date.now() + Number(process.argv[1]);
        const context = { awsRequestId: "request", getRemainingTimeInMillis: () => end - Date.now() };
        results.push(await handler(event, context).catch((error) => ({ error: error.name + ": " + error.message })));
    }
    process.stdout.write(JSON.stringify(results));
})();
`;
