import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import { extractArchive, materialiseArchive } from "../../../local/lambda/archive";
import { archive, asset, textArchive } from "./shared/functions";

describe("materialiseArchive", () => {
    let program: string;
    beforeEach(() => {
        program = mkdtempSync(join(tmpdir(), "archive-"));
    });
    afterEach(() => rmSync(program, { recursive: true }));

    const write = (path: string, content: string | Uint8Array): void => {
        mkdirSync(join(program, path, ".."), { recursive: true });
        writeFileSync(join(program, path), content);
    };
    const texts = (files: Iterable<readonly [string, Uint8Array]>): Record<string, string> =>
        Object.fromEntries([...files].map(([path, content]) => [path, Buffer.from(content).toString()]));
    const read = (code: unknown): Record<string, string> => texts(materialiseArchive('Function "orders"', code, program).files);
    const refusal = (code: unknown): string => {
        try {
            read(code);
        } catch (error) {
            return (error as Error).message;
        }
        return "accepted";
    };

    it("reads texts, files and nested archives", () => {
        write("lib/sdk.js", "sdk");
        write("assets/a/one.txt", "1");
        const code = archive({
            assets: {
                "__index.js": asset({ text: "index" }),
                "empty.txt": asset({ text: "" }),
                "./functions//sdk.js": asset({ path: "lib/sdk.js" }),
                inner: archive({ assets: { "deep/x": asset({ text: "x" }) } }),
                assets: archive({ path: "assets" }),
            },
        });
        assert.deepEqual(read(code), {
            "__index.js": "index",
            "assets/a/one.txt": "1",
            "empty.txt": "",
            "functions/sdk.js": "sdk",
            "inner/deep/x": "x",
        });
    });

    it("walks a folder as Pulumi does: without .pulumi and linked folders, with linked files", () => {
        write("app/index.js", "index");
        write("app/.pulumi/stacks/dev.json", "state");
        write("app/sub/.pulumi/x", "state");
        write("app/sub/b.js", "b");
        write("other/c.js", "c");
        symlinkSync("../other", join(program, "app/folderLink"));
        symlinkSync("../other/c.js", join(program, "app/fileLink.js"));
        assert.deepEqual(read(archive({ path: "./app" })), { "fileLink.js": "c", "index.js": "index", "sub/b.js": "b" });
    });

    it("passes a .zip on as it is", () => {
        const zip = zipSync({ "index.js": Buffer.from("zipped"), "a/": new Uint8Array(), "a/b.txt": Buffer.from("b") });
        write("function.zip", zip);
        const { files, zip: passedOn, sha256 } = materialiseArchive("F", archive({ path: "function.zip" }), program);
        assert.deepEqual(texts(files), { "a/b.txt": "b", "index.js": "zipped" });
        assert.deepEqual(Buffer.from(passedOn), Buffer.from(zip));
        assert.equal(sha256, createHash("sha256").update(zip).digest("hex"));
    });

    it("zips a .zip inside another archive again", () => {
        const zip = zipSync({ "index.js": Buffer.from("zipped") });
        write("function.zip", zip);
        const nested = materialiseArchive("F", archive({ assets: { "": archive({ path: "function.zip" }), more: asset({ text: "m" }) } }), program);
        assert.deepEqual(texts(Object.entries(unzipSync(nested.zip))), { "index.js": "zipped", more: "m" });
    });

    it("makes the same bytes whatever the order of the entries, the time zone and the day", () => {
        const zone = process.env.TZ;
        try {
            process.env.TZ = "Asia/Tokyo";
            const first = materialiseArchive("F", textArchive({ "b.js": "b", "a.js": "a" }), program);
            process.env.TZ = "America/New_York";
            const second = materialiseArchive("F", textArchive({ "a.js": "a", "b.js": "b" }), program);
            assert.equal(first.sha256, "1ebdf100c41c70c57d00398b8ce7b1d336737a6d8f1de1f65b11ea11318a013b");
            assert.equal(second.sha256, first.sha256);
            assert.deepEqual(texts(Object.entries(unzipSync(first.zip))), { "a.js": "a", "b.js": "b" });
        } finally {
            if (zone === undefined) {
                delete process.env.TZ;
            } else {
                process.env.TZ = zone;
            }
        }
    });

    it("extracts exactly the files", () => {
        extractArchive(materialiseArchive("F", textArchive({ "a/b/c.js": "c", "d.js": "d" }), program), join(program, "out"));
        assert.equal(readFileSync(join(program, "out/a/b/c.js"), "utf8"), "c");
        assert.equal(readFileSync(join(program, "out/d.js"), "utf8"), "d");
        assert.equal(existsSync(join(program, "out/__index.js")), false);
    });

    for (const [what, code, message] of [
        ["no code", undefined, "code must be an archive of Pulumi, got none"],
        ["an unknown", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", 'code must be an archive of Pulumi, got "04da6b54-80e4-46f7-96ec-b56ff0331ba9"'],
        ["an asset as archive", asset({ text: "x" }), "code must be an archive of Pulumi, got an asset"],
        ["a plain object", { assets: {} }, "code must be an archive of Pulumi, got a value of type object"],
        ["a text as asset", archive({ assets: { a: "text" } }), 'code "a" must be an asset or an archive of Pulumi, got "text"'],
        [
            "a remote archive",
            archive({ uri: "https://example.com/f.zip" }),
            "code is a remote archive (https://example.com/f.zip); only files of this machine are read",
        ],
        [
            "a remote asset",
            archive({ assets: { a: asset({ uri: "https://example.com/a" }) } }),
            'code "a" is a remote asset (https://example.com/a); only files of this machine are read',
        ],
        ["a tar file", archive({ path: "function.tar.gz" }), "code is the tar file function.tar.gz; give a folder or a .zip"],
        ["a missing folder", archive({ path: "gone" }), "code cannot be read: ENOENT: no such file or directory, stat 'gone'"],
        [
            "a missing file",
            archive({ assets: { a: asset({ path: "gone.js" }) } }),
            "code \"a\" cannot be read: ENOENT: no such file or directory, open 'gone.js'",
        ],
        [
            "a name that leads out",
            archive({ assets: { "a/../../b": asset({ text: "x" }) } }),
            'code has an entry "a/../../b"; entries must stay inside the archive',
        ],
        [
            "an absolute name",
            archive({ assets: { "/etc/x": asset({ text: "x" }) } }),
            'code has an entry "/etc/x"; entries must stay inside the archive',
        ],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.equal(refusal(code), `Function "orders": ${message}`);
        });
    }

    for (const name of ["../evil.js", "a/../../evil.js", "/evil.js", "C:\\evil.js", "a\\..\\..\\evil.js"]) {
        it(`refuses a zip with the entry ${name}`, () => {
            write("bad.zip", zipSync({ "index.js": new Uint8Array(), [name]: new Uint8Array() }));
            assert.equal(
                refusal(archive({ path: "bad.zip" })),
                `Function "orders": code has an entry "${name}"; entries must stay inside the archive`,
            );
        });
    }

    it("refuses a file that is no zip", () => {
        write("bad.zip", "not a zip");
        write("index.js", "x");
        assert.match(refusal(archive({ path: "bad.zip" })), /^Function "orders": code is bad\.zip, which cannot be unzipped: /);
        assert.equal(refusal(archive({ path: "index.js" })), 'Function "orders": code is the file index.js, which is neither a folder nor a .zip');
    });

    it("refuses what unpacks to more than Lambda takes before it unpacks it", () => {
        const zip = zipSync({ "index.js": Buffer.from("small") });
        const directory = Buffer.from(zip).indexOf("PK\u0001\u0002");
        const claim = (bytes: number): Buffer => {
            const claiming = Buffer.from(zip);
            claiming.writeUInt32LE(bytes, directory + 24);
            return claiming;
        };
        write("bomb.zip", claim(262_144_001));
        assert.equal(
            refusal(archive({ path: "bomb.zip" })),
            'Function "orders": code must be at most 262144000 bytes unzipped, which is what Lambda takes',
        );
    });
});
