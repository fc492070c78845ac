import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The folder of a fixture program. */
export const program = (name: string): string => path.join(__dirname, "programs", name);

/** The folder of a fixture policy pack. */
export const pack = (name: string): string => path.join(__dirname, "packs", name);

/** A temporary folder with these files; `remove` deletes it. */
export function folderWith(files: Readonly<Record<string, string>>): { folder: string; remove(): void } {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "engine-")));
    for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
    }
    return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** The same, with the packages of this project: the SDK resolves from there. */
export function folderWithSdk(files: Readonly<Record<string, string>>): ReturnType<typeof folderWith> {
    const made = folderWith(files);
    const modules = path.resolve(require.resolve("@pulumi/pulumi/package.json"), "../../..");
    fs.symlinkSync(modules, path.join(made.folder, "node_modules"), "junction");
    return made;
}

/** Runs the body with a temporary folder and deletes it afterwards. */
export function inFolder(files: Readonly<Record<string, string>>, body: (folder: string) => void): void {
    const { folder, remove } = folderWith(files);
    try {
        body(folder);
    } finally {
        remove();
    }
}
