import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A Node.js that runs functions. */
export interface NodeBinary {
    path: string;
    /** `24.21.0` */
    version: string;
    /** Options that it takes in NODE_OPTIONS. */
    flags: ReadonlySet<string>;
}

const THIS_ONE: NodeBinary = { path: process.execPath, version: process.versions.node, flags: process.allowedNodeEnvironmentFlags };

/**
 * Where version managers keep their Node.js: a variable with the manager's folder, the folder without one, and the way to the versions and in
 * each version to its node (nvm, fnm, mise, Volta; each from its documentation).
 */
const MANAGERS = [
    { variable: "NVM_DIR", folder: ".nvm", versions: "versions/node", node: "bin/node" },
    { variable: "FNM_DIR", folder: ".local/share/fnm", versions: "node-versions", node: "installation/bin/node" },
    { variable: "MISE_DATA_DIR", folder: ".local/share/mise", versions: "installs/node", node: "bin/node" },
    { variable: "VOLTA_HOME", folder: ".volta", versions: "tools/image/node", node: "bin/node" },
] as const;

const asked = new Map<string, NodeBinary | undefined>();

/** Asks a program what it is, once. Undefined if it is no Node.js that starts here. */
function ask(path: string): NodeBinary | undefined {
    if (!asked.has(path)) {
        try {
            const question = "JSON.stringify({ version: process.versions.node, flags: [...process.allowedNodeEnvironmentFlags] })";
            const answer = execFileSync(path, ["-p", question], { encoding: "utf8", timeout: 10_000, stdio: ["ignore", "pipe", "ignore"], env: {} });
            const { version, flags } = JSON.parse(answer) as { version: string; flags: string[] };
            asked.set(path, { path, version, flags: new Set(flags) });
        } catch {
            asked.set(path, undefined);
        }
    }
    return asked.get(path);
}

const majorOf = (version: string) => /^v?(\d+)\./.exec(version)?.[1];

/** What could be a Node.js of this major version, the newest of a manager first: packages of npm in the program's folders, then what managers installed. */
function* candidates(major: string, program: string): Generator<string> {
    for (let folder = program; ; folder = dirname(folder)) {
        for (const name of ["node", `node-${process.platform}-${process.arch}`]) {
            yield join(folder, "node_modules", name, "bin", "node");
        }
        if (folder === dirname(folder)) {
            break;
        }
    }
    for (const { variable, folder, versions, node } of MANAGERS) {
        const all = join(process.env[variable] || join(homedir(), folder), versions);
        const fitting = existsSync(all) ? readdirSync(all).filter((version) => majorOf(version) === major) : [];
        for (const version of fitting.sort((a, b) => b.localeCompare(a, "en", { numeric: true }))) {
            yield join(all, version, node);
        }
    }
}

/**
 * The Node.js of a runtime: this one if it has the runtime's major version, else the first that is found in the package `node` of npm in the
 * program's folder or above it, or with nvm, fnm, mise or Volta. This one if none is found.
 *
 * @param runtime `nodejs24.x`
 * @param program The program's folder.
 */
export function nodeOf(runtime: string, program: string): NodeBinary {
    const major = /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
    if (major !== undefined && major !== majorOf(THIS_ONE.version)) {
        for (const path of candidates(major, program)) {
            const found = existsSync(path) ? ask(path) : undefined;
            if (found !== undefined && majorOf(found.version) === major) {
                return found;
            }
        }
    }
    return THIS_ONE;
}
