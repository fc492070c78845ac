import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { atEnd } from "../atEnd";

/** Machine and process that made a folder are in its name, so that a later process knows whether it is still in use. Containers can share a folder. */
const PREFIX = `jobstatus-${hostname().replace(/[^A-Za-z0-9]/g, "")}-`;

/** Forgets each folder that is still to be removed, by its path. */
const folders = new Map<string, () => void>();

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
    folders.set(
        folder,
        atEnd(() => removeTemporaryFolder(folder)),
    );
    return folder;
}

/** Removes such a folder. May be called twice. */
export function removeTemporaryFolder(folder: string): void {
    // A process that was just killed may write its last file meanwhile.
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    folders.get(folder)?.();
    folders.delete(folder);
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
