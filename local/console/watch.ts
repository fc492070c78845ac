import { type FSWatcher, readdirSync, watch } from "node:fs";
import * as path from "node:path";

/** What is read when a program runs: its source and its settings. */
const READ = /\.([cm]?[jt]s|json|ya?ml)$/;
/** Folders with what is installed or built. */
const LEFT_OUT = /^(node_modules|dist|bin|\..*)$/;
/** Editors write a file in several steps. */
const QUIET_MS = 300;

/** A folder and those in it. Node.js watches every file where it is asked for a whole tree, installed packages included. */
function foldersIn(folder: string): string[] {
    const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !LEFT_OUT.test(entry.name));
    return [folder, ...inner.flatMap(({ name }) => foldersIn(path.join(folder, name)))];
}

/** Calls `onSave` after each save in a program's folder, one call after the other. @returns what ends it. */
export function watchProgram(folder: string, onSave: () => Promise<void>): () => void {
    let timer: NodeJS.Timeout | undefined;
    let last = Promise.resolve();
    let watchers: FSWatcher[] = [];
    const close = () => {
        clearTimeout(timer);
        watchers.forEach((watcher) => watcher.close());
    };
    const start = () => {
        close();
        watchers = foldersIn(folder).map((each) => {
            const watcher = watch(each, (_, file) => {
                if (file !== null && READ.test(file)) {
                    clearTimeout(timer);
                    timer = setTimeout(() => {
                        // A save may have made folders.
                        start();
                        last = last.then(onSave);
                    }, QUIET_MS);
                }
            });
            // A folder that goes away ends its watch and nothing else.
            watcher.on("error", () => watcher.close());
            return watcher;
        });
    };
    start();
    return close;
}
