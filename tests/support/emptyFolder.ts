import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

const NOT_REACHED = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|getaddrinfo)\b/;

/** What each package manager installs packages with, where possible from its cache. No package runs a script. */
const INSTALL = {
    npm: ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts"],
    pnpm: ["add", "--prefer-offline", "--ignore-scripts", "--reporter=append-only"],
    yarn: ["add", "--prefer-offline", "--ignore-scripts", "--non-interactive", "--no-progress", "--silent"],
};

export type PackageManager = keyof typeof INSTALL;

/** A folder outside of the project, for what a user does who starts from nothing. */
export class EmptyFolder {
    readonly path = mkdtempSync(path.join(tmpdir(), "empty-folder-"));

    /** Writes files, name → text. */
    write(files: Readonly<Record<string, string>>): void {
        for (const [name, text] of Object.entries(files)) {
            writeFileSync(path.join(this.path, name), text);
        }
    }

    /**
     * Runs a command in the folder.
     *
     * @returns its standard output
     * @throws Error with its output, or with one line where the npm registry cannot be reached
     */
    async run(command: string, args: readonly string[]): Promise<string> {
        // What the npm that runs the tests has set is about this project.
        const env = Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)),
        );
        const failed = ({ stdout = "", stderr = "", message }: { stdout?: string; stderr?: string; message: string }) => {
            const said = `${message}\n${stdout}\n${stderr}`;
            throw new Error(
                NOT_REACHED.test(said)
                    ? `The npm registry cannot be reached, so "${command} ${args[0]}" installs nothing: run this test with a network`
                    : said,
            );
        };
        return (await promisify(execFile)(command, args, { cwd: this.path, env, maxBuffer: 2 ** 26 }).catch(failed)).stdout;
    }

    /** Installs packages. Package managers other than npm come from the registry as well, to `tools`. */
    async install(manager: PackageManager, packages: readonly string[], tools?: EmptyFolder): Promise<void> {
        await this.run(manager === "npm" ? "npm" : path.join(tools!.path, "node_modules", ".bin", manager), [...INSTALL[manager], ...packages]);
    }

    remove(): void {
        rmSync(this.path, { recursive: true, force: true });
    }
}
