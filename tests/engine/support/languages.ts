import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import * as path from "node:path";

const { cacheFolder } = require("../../../scripts/pulumi/cli.js") as { cacheFolder(name: string): string };

const MINUTE_MS = 60_000;

/** Runs a tool. @returns how it ended, and all that it printed. */
export function ran(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): { code: number | null; text: string } {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", timeout: 10 * MINUTE_MS, ...options });
    return { code: status, text: `${stdout ?? ""}${stderr ?? ""}` };
}

/**
 * A tool that writes a package's SDKs for Python and Go from its schema, as the CLI does with the language hosts of these languages: their Go modules are
 * not to be had everywhere, and the generators are a part of the CLI's.
 *
 * @returns undefined where Go can't build it
 */
export function sdkGenerator(): string | undefined {
    const folder = cacheFolder("sdk-generator");
    const tool = path.join(folder, "sdk-generator");
    if (!existsSync(tool)) {
        mkdirSync(folder, { recursive: true });
        cpSync(path.join(__dirname, "sdkGenerator"), folder, { recursive: true });
        const { code, text } = ran("go", ["build", "-mod=mod", "-o", tool, "."], { cwd: folder });
        if (code !== 0) {
            console.log(`The SDKs of other languages are not generated: ${text.trim().split("\n").at(-1)}`);
            return undefined;
        }
    }
    return tool;
}

/** Python with `pulumi` and `mypy`; undefined where they can't be installed. */
export function pythonTools(): string | undefined {
    const folder = cacheFolder("python");
    const bin = path.join(folder, "bin");
    if (!existsSync(path.join(bin, "mypy"))) {
        const made = ran("python3", ["-m", "venv", folder]);
        const { code, text } = made.code === 0 ? ran(path.join(bin, "pip"), ["install", "--quiet", "pulumi>=3.142,<4", "mypy>=1,<3"]) : made;
        if (code !== 0) {
            console.log(`The Python example is not type-checked: ${text.trim().split("\n").at(-1)}`);
            return undefined;
        }
    }
    return bin;
}
