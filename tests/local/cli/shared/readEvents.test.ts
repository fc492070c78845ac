import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { readEvents } from "../../../../local/cli/shared/readEvents";

describe("readEvents", () => {
    let folder: string;
    const write = (name: string, text: string) => {
        const file = path.join(folder, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        return file;
    };
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "events-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it("reads one event from a file and names it after the file", () => {
        assert.deepEqual(readEvents([write("a.json", '{"id": "1", "detail": {}}')]), [{ name: "a", event: { id: "1", detail: {} } }]);
    });

    it("reads a list of events and numbers them", () => {
        assert.deepEqual(readEvents([write("a.json", '[{"id": "1", "detail": {}}, {"id": "2", "detail": {}}]')]), [
            { name: "a:1", event: { id: "1", detail: {} } },
            { name: "a:2", event: { id: "2", detail: {} } },
        ]);
    });

    it("reads JSON lines, empty lines left out", () => {
        const expected = [
            { name: "a:1", event: { id: "1", detail: {} } },
            { name: "a:2", event: { id: "2", detail: {} } },
        ];
        assert.deepEqual(readEvents([write("a.jsonl", '{"id": "1", "detail": {}}\n\n{"id": "2", "detail": {}}\n')]), expected);
        assert.deepEqual(readEvents([write("a.ndjson", '{"id": "1", "detail": {}}\r\n{"id": "2", "detail": {}}')]), expected);
    });

    it("reads the files of a folder in the order of their names, and several paths in the order given", () => {
        write("in/b.json", '{"id": "b", "detail": {}}');
        write("in/a.jsonl", '{"id": "a", "detail": {}}');
        write("in/notes.txt", "not an event");
        const last = write("c.json", '{"id": "c", "detail": {}}');
        assert.deepEqual(
            readEvents([path.join(folder, "in"), last]).map(({ name }) => name),
            ["a", "b", "c"],
        );
    });

    it("reads an event, a list or JSON lines from standard input", () => {
        const read = (text: string) => readEvents(["-"], { readStandardInput: () => text });
        assert.deepEqual(read('{\n  "id": "1",\n  "detail": {}\n}\n'), [{ name: "standard input", event: { id: "1", detail: {} } }]);
        assert.equal(read('[{"id": "1", "detail": {}}, {"id": "2", "detail": {}}]').length, 2);
        assert.equal(read('{"id": "1", "detail": {}}\n{"id": "2", "detail": {}}\n').length, 2);
    });

    it("reads a file that starts with a byte order mark", () => {
        assert.deepEqual(readEvents([write("a.json", '\uFEFF{"id": "1", "detail": {}}')]), [{ name: "a", event: { id: "1", detail: {} } }]);
    });

    const refusals: [string, () => string, RegExp][] = [
        ["a path that is not there", () => path.join(folder, "none.json"), /^--events .*none\.json: no such file or folder$/],
        ["a folder without an event file", () => folder, /^--events .*: the folder has no \.json, \.jsonl or \.ndjson file$/],
        ["broken JSON", () => write("a.json", '{"id": '), /^--events .*a\.json: is not JSON: [^\n]+$/],
        [
            "more levels than EventBridge takes",
            () => write("a.json", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`),
            /^--events .*a\.json: has more than 1,000 levels of objects and lists, EventBridge takes no more$/,
        ],
        ["an empty file", () => write("a.json", ""), /^--events .*a\.json: is not JSON: [^\n]+$/],
        [
            "a broken line, with its number",
            () => write("a.jsonl", '{"id": "1", "detail": {}}\n{"id"\n'),
            /^--events .*a\.jsonl line 2: is not JSON: [^\n]+$/,
        ],
        ["an empty list", () => write("a.json", "[]"), /^--events .*a\.json: has no event$/],
        ["a text in place of an event", () => write("a.json", '["x"]'), /^--events .*a\.json: an event must be a JSON object, got "x"$/],
        ["a list in a list", () => write("a.json", "[[[1]]]"), /^--events .*a\.json: an event must be a JSON object, got \[\[1\]\]$/],
    ];
    for (const [what, make, message] of refusals) {
        it(`refuses ${what} in one line`, () => {
            assert.throws(() => readEvents([make()]), { name: "MisuseError", message });
        });
    }
});
