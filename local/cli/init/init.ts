import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import { EXIT, MisuseError } from "../shared/errors";
import { OWN_PROJECT } from "../shared/programOptions";
import { write } from "../shared/terminal";
import { type InitOptions, settle } from "./answers";
import { programFiles } from "./programFiles";

/** What a new program's package.json asks for: the packages of this project, and those that it runs with. */
interface Manifest {
    readonly version: string;
    /** In the repository. */
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
    /** In the package of the command line, which does not depend on all of them. */
    readonly programVersions?: Readonly<Record<string, string>>;
}

/**
 * Writes a new program.
 *
 * @param dir A folder that is empty or does not exist; what begins with a dot does not count.
 * @throws MisuseError for a folder with files, and for options that no program can have. Nothing is written then.
 */
export async function init(dir: string, given: InitOptions): Promise<number> {
    if (dir === "") {
        throw new MisuseError("DIR must be a folder, got nothing");
    }
    const folder = path.resolve(dir);
    if (existsSync(folder) && filesIn(dir).length > 0) {
        throw new MisuseError(`DIR must be an empty folder, and ${dir} has ${filesIn(dir)[0]}`);
    }
    const options = await settle(given, path.basename(folder).toLowerCase());
    const manifest = JSON.parse(readFileSync(path.join(OWN_PROJECT, "package.json"), "utf8")) as Manifest;
    const versions = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.programVersions,
        ...own(manifest, folder, given.packages),
    };
    mkdirSync(folder, { recursive: true });
    const files = programFiles({ ...options, versions });
    for (const [file, text] of Object.entries(files)) {
        writeFileSync(path.join(folder, file), text);
    }
    const there = folder === process.cwd() ? "" : `cd ${path.relative(process.cwd(), folder)}\n`;
    write(
        `Wrote ${Object.keys(files).join(", ")}\n\nTry it on this machine:\n${there}npm install\nnpm test\n\nDeploy it:\npulumi stack init dev\nnpm run up\n`,
    );
    return EXIT.ok;
}

function filesIn(dir: string): string[] {
    try {
        return readdirSync(dir).filter((file) => !file.startsWith("."));
    } catch (error) {
        throw new MisuseError(`DIR must be a folder, and ${dir} can't be read (${(error as NodeJS.ErrnoException).code})`);
    }
}

/** Where this project's packages come from: the registry, or tarballs. */
function own({ version }: Manifest, folder: string, packages: string | undefined): Record<string, string> {
    return Object.fromEntries(
        ["sagemaker-job-status", "sagemaker-job-status-cli"].map((name) => {
            if (packages === undefined) {
                return [name, version];
            }
            const tarball = path.resolve(packages, `${name}-${version}.tgz`);
            if (!existsSync(tarball)) {
                throw new MisuseError(`--packages ${packages}: there is no ${path.basename(tarball)} in it; npm run pack makes it`);
            }
            return [name, `file:${path.relative(folder, tarball).replace(/\\/g, "/")}`];
        }),
    );
}
