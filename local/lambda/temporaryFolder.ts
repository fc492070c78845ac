import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { constants, hostname, tmpdir } from "node:os";
import { join } from "node:path";

/** Machine and process that made a folder are in its name, so that a later process knows whether it is still in use. Containers can share a folder. */
const PREFIX = `jobstatus-${hostname().replace(/[^A-Za-z0-9]/g, "")}-`;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const folders = new Set<string>();

/**
 * Makes a folder for temporary files that this process removes when it ends, also by an interrupt. What a killed process could not remove is removed
 * first.
 *
 * @throws Error with the system's `code` if there is no space, or no right to write there.
 */
export function makeTemporaryFolder(): string {
    const parent = tmpdir();
    removeAbandoned(parent);
    const folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
    if (folders.size === 0) {
        process.on("exit", removeAll);
        SIGNALS.forEach((signal) => process.on(signal, end));
    }
    folders.add(folder);
    return folder;
}

/** Removes such a folder. May be called twice. */
export function removeTemporaryFolder(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
    if (folders.size === 0) {
        process.off("exit", removeAll);
        SIGNALS.forEach((signal) => process.off(signal, end));
    }
}

function removeAll(): void {
    for (const folder of folders) {
        removeTemporaryFolder(folder);
    }
}

/** Ends the process with the code that shells use for a signal. Ending it runs what removes folders and child processes. */
function end(signal: NodeJS.Signals): void {
    process.exit(128 + constants.signals[signal]);
}

function removeAbandoned(parent: string): void {
    for (const name of readdirSync(parent)) {
        const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
        if (pid > 0 && !isRunning(pid)) {
            try {
                rmSync(join(parent, name), { recursive: true, force: true });
            } catch {
                // It belongs to someone else.
            }
        }
    }
}

function isRunning(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "EPERM";
    }
}
