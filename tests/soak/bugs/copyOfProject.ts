import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { type Graph, runProgram } from "../../../local/engine";
import type * as Proof from "../../../local/simulate/proof";
import { buildProducts } from "../../support/buildProducts";
import { PROJECT } from "../../support/devStack";

/** The folder of the bugs: patches, and the programs that show one which the project's own program can't have. */
const BUGS = path.join("tests", "soak", "bugs");

/** What a program is made of, and what builds it. */
const FOLDERS = ["catalog", "components", "functions", "local", "models", "policy", "scripts", BUGS];

/** A copy of the project's sources, in which bugs can be put. */
export class CopyOfProject {
    private readonly folder = mkdtempSync(path.join(tmpdir(), "seeded-bugs-"));

    constructor() {
        const files = readdirSync(PROJECT, { withFileTypes: true }).filter((entry) => entry.isFile());
        for (const each of [...FOLDERS, ...files.map(({ name }) => name)]) {
            cpSync(path.join(PROJECT, each), path.join(this.folder, each), { recursive: true });
        }
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(this.folder, "node_modules"));
    }

    /** Puts a bug in. @throws Error with one line if its patch does not apply. */
    put(bug: string): void {
        this.apply(bug, []);
    }

    /** Takes a bug out again. */
    takeOut(bug: string): void {
        this.apply(bug, ["--reverse"]);
    }

    /** What a program of the copy registers, with the functions of the copy. */
    async graph(program = "."): Promise<Graph> {
        buildProducts(this.folder);
        return (await runProgram({ program: path.join(this.folder, program), stack: "dev", mode: "update" })).graph;
    }

    /** What plays the days, as the copy has it: the person on call redrives with the command of the copy. */
    proof(): typeof Proof {
        // Another bug may have been in it.
        Object.keys(require.cache).forEach((file) => file.startsWith(path.join(this.folder, "local")) && delete require.cache[file]);
        return require(path.join(this.folder, "local", "simulate", "proof")) as typeof Proof;
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }

    private apply(bug: string, options: readonly string[]): void {
        const patch = path.posix.join("tests", "soak", "bugs", `${bug}.patch`);
        try {
            // Outside of any repository, so that paths of patches start in this folder.
            const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() };
            execFileSync("git", ["apply", ...options, patch], { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"], env });
        } catch (error) {
            const [why] = String((error as { stderr?: unknown }).stderr).split("\n");
            throw new Error(`${patch} no longer applies, so write it again for the code as it is now: ${why}`);
        }
    }
}
