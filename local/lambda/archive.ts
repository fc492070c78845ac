import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix, resolve, sep } from "node:path";
import { unzipSync, type Zippable, zipSync } from "fflate";

/** The property that marks an asset or an archive among plain objects, and its two values (runtime/rpc.js of @pulumi/pulumi). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** Unzipped size that Lambda takes, in bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
const MAX_UNZIPPED_BYTES = 262_144_000;

/** The earliest date a zip can hold. Without a zone, so that it is local time, which is what zip files hold: the same bytes in every time zone. */
const ZIP_DATE = "1980-01-01T00:00:00";
const REGULAR_FILE = 0o100644 << 16;

export interface MaterialisedArchive {
    /** Contents by path: relative, with "/" on every system, sorted. */
    readonly files: ReadonlyMap<string, Uint8Array>;
    /** What would be uploaded. A .zip given as the whole archive is passed on as it is; everything else is zipped with fixed dates in sorted order. */
    readonly zip: Uint8Array;
    /** SHA-256 of `zip`, in hexadecimal. */
    readonly sha256: string;
}

type Signed = Record<string, unknown>;

/**
 * Reads a Pulumi archive as it arrives over gRPC: a signature object with assets (text, files, nested archives), or the path of a folder or a .zip.
 * Folders are walked as the Pulumi engine does it (sdk/go/common/resource/archive in pulumi/pulumi v3.248.0): `.pulumi` and linked folders are
 * left out, linked files are copied.
 *
 * @param owner Whom errors name: `Function "orders"`.
 * @param code The value of the property `code`.
 * @param program Folder in which relative paths start.
 * @throws Error for anything that is not such an archive, remote and tar archives, paths that lead out of the folder, a missing file, and more than
 * 262,144,000 bytes, which Lambda refuses.
 */
export function materialiseArchive(owner: string, code: unknown, program: string): MaterialisedArchive {
    const reader = new ArchiveReader(owner, program);
    const onlyZip = reader.archive(code, "");
    const files = new Map([...reader.files].sort(([a], [b]) => (a < b ? -1 : 1)));
    const zip = onlyZip ?? zipFiles(files);
    return { files, zip, sha256: createHash("sha256").update(zip).digest("hex") };
}

/** Writes the archive's files into `folder`, which is made if need be. */
export function extractArchive(archive: MaterialisedArchive, folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of archive.files) {
        mkdirSync(join(folder, dirname(path)), { recursive: true });
        writeFileSync(join(folder, path), content);
    }
}

function zipFiles(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
    const entries: Zippable = {};
    for (const [path, content] of files) {
        entries[path] = [content, { mtime: ZIP_DATE, os: 3, attrs: REGULAR_FILE }];
    }
    return zipSync(entries, { level: 6 });
}

class ArchiveReader {
    readonly files = new Map<string, Uint8Array>();
    private bytes = 0;

    constructor(
        private readonly owner: string,
        private readonly program: string,
    ) {}

    /** Reads the archive into `files`. Returns the bytes of the .zip if the archive is one. */
    archive(value: unknown, at: string): Uint8Array | undefined {
        const signed = this.signed(value, ARCHIVE, "an archive", at);
        if (isText(signed.path)) {
            return this.path(signed.path, at);
        }
        if (isText(signed.uri)) {
            throw this.refusal(at, `is a remote archive (${signed.uri}); only files of this machine are read`);
        }
        if (typeof signed.assets !== "object" || signed.assets === null) {
            throw this.refusal(at, "must have assets or a path");
        }
        for (const [name, content] of Object.entries(signed.assets)) {
            const inner = this.inside(at, name);
            if (isSigned(content) && content[SIGNATURE] === ARCHIVE) {
                this.archive(content, inner);
            } else {
                this.add(inner, this.asset(content, inner));
            }
        }
        return undefined;
    }

    private asset(value: unknown, at: string): Uint8Array {
        const signed = this.signed(value, ASSET, "an asset or an archive", at);
        if (isText(signed.path)) {
            return this.read(resolve(this.program, signed.path), at);
        }
        if (isText(signed.uri)) {
            throw this.refusal(at, `is a remote asset (${signed.uri}); only files of this machine are read`);
        }
        if (typeof signed.text === "string") {
            return Buffer.from(signed.text);
        }
        throw this.refusal(at, "must have a text or a path");
    }

    private path(given: string, at: string): Uint8Array | undefined {
        const path = resolve(this.program, given);
        if (/\.(tar|tgz|tar\.gz)$/i.test(path)) {
            throw this.refusal(at, `is the tar file ${given}; give a folder or a .zip`);
        }
        if (/\.(zip|jar)$/i.test(path)) {
            return this.unzip(path, given, at);
        }
        if (!this.stat(path, at).isDirectory()) {
            throw this.refusal(at, `is the file ${given}, which is neither a folder nor a .zip`);
        }
        this.folder(path, at);
        return undefined;
    }

    private folder(path: string, at: string): void {
        for (const entry of readdirSync(path, { withFileTypes: true })) {
            const [source, inner] = [join(path, entry.name), at === "" ? entry.name : `${at}/${entry.name}`];
            if (entry.name === ".pulumi") {
                continue;
            }
            if (entry.isDirectory()) {
                this.folder(source, inner);
            } else if (!entry.isSymbolicLink() || !this.stat(source, inner).isDirectory()) {
                this.add(inner, this.read(source, inner));
            }
        }
    }

    private unzip(path: string, given: string, at: string): Uint8Array {
        const zip = this.read(path, at);
        let entries: Record<string, Uint8Array>;
        let total = this.bytes;
        try {
            // Sizes are asked before anything is unpacked: a few kilobytes can unpack to gigabytes.
            entries = unzipSync(zip, {
                filter: ({ name, originalSize }) => {
                    total += originalSize;
                    this.requireSize(total);
                    return !name.endsWith("/");
                },
            });
        } catch (error) {
            throw error instanceof ArchiveError ? error : this.refusal(at, `is ${given}, which cannot be unzipped: ${this.reason(error)}`);
        }
        for (const [name, content] of Object.entries(entries)) {
            this.add(this.inside(at, name), content);
        }
        return zip;
    }

    private add(path: string, content: Uint8Array): void {
        this.bytes += content.length;
        this.requireSize(this.bytes);
        this.files.set(path, content);
    }

    private requireSize(bytes: number): void {
        if (bytes > MAX_UNZIPPED_BYTES) {
            throw this.refusal("", `must be at most ${MAX_UNZIPPED_BYTES} bytes unzipped, which is what Lambda takes`);
        }
    }

    /** The path of `name` in the folder `at`; whatever could lead out of the extracted folder is refused. */
    private inside(at: string, name: string): string {
        const path = posix.normalize(name).replace(/\/$/, "");
        if (/[\\:\0]/.test(name) || posix.isAbsolute(path) || path.split("/").includes("..")) {
            throw this.refusal(at, `has an entry "${name}"; entries must stay inside the archive`);
        }
        return path === "." ? at : at === "" ? path : `${at}/${path}`;
    }

    private read(path: string, at: string): Uint8Array {
        try {
            return readFileSync(path);
        } catch (error) {
            throw this.refusal(at, `cannot be read: ${this.reason(error)}`);
        }
    }

    private stat(path: string, at: string) {
        try {
            return statSync(path);
        } catch (error) {
            throw this.refusal(at, `cannot be read: ${this.reason(error)}`);
        }
    }

    private reason(error: unknown): string {
        return String(error instanceof Error ? error.message : error).replaceAll(resolve(this.program) + sep, "");
    }

    private signed(value: unknown, signature: string, what: string, at: string): Signed {
        if (!isSigned(value) || value[SIGNATURE] !== signature) {
            throw this.refusal(at, `must be ${what} of Pulumi, got ${describe(value)}`);
        }
        return value;
    }

    private refusal(at: string, what: string): ArchiveError {
        return new ArchiveError(`${this.owner}: code${at === "" ? "" : ` "${at}"`} ${what}`);
    }
}

class ArchiveError extends Error {}

function isSigned(value: unknown): value is Signed {
    return typeof value === "object" && value !== null && SIGNATURE in value;
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value !== "";
}

function describe(value: unknown): string {
    if (isSigned(value)) {
        return value[SIGNATURE] === ASSET ? "an asset" : value[SIGNATURE] === ARCHIVE ? "an archive" : "an object with another signature";
    }
    return value === null || value === undefined ? "none" : typeof value === "string" ? JSON.stringify(value) : `a value of type ${typeof value}`;
}
