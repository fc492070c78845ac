import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

import { readEvents } from "../../../../local/cli/shared/readEvents";

describe("readEvents", () => {
    let folder: string;
    const write = (name: string, text: string | Buffer) => {
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

    const EVENT = { id: "1", "detail-type": "t", source: "s", detail: { a: 'say "x"' } };
    const LINE = JSON.stringify(EVENT);
    for (const [what, name, content, notes] of [
        ["gzip", "a.json.gz", gzipSync(LINE), []],
        ["UTF-16 with the high byte first", "a.json", Buffer.from(`\uFEFF${LINE}`, "utf16le").swap16(), []],
        ["a text in quotes, as jq prints one", "a.json", JSON.stringify(LINE), []],
        ["base64, as CloudWatch Logs sends it", "a.json", gzipSync(JSON.stringify([EVENT])).toString("base64"), []],
        ["a sample with a slip", "a.json", `${LINE.slice(0, -1)},}`, ["is not quite JSON; read it without a comma that is too much"]],
        ["lines of a log", "a.json", `START\n2026 ${LINE}\nEND\n`, ["is not JSON as a whole; read the object in its text"]],
        [
            "lines that are objects, of which one is an event",
            "a.jsonl",
            `{"type": "platform.start"}\n${LINE}\n{"type": "platform.report"}\n`,
            ["left out 2 of 3 objects, which hold no event"],
        ],
        [
            "a log with other objects",
            "a.json",
            `x {"a": 1}\ny ${LINE}\n`,
            ["is not JSON as a whole; read the 2 objects in its text", "left out 1 of 2 objects, which holds no event"],
        ],
        ["the CSV of a query", "a.json", `@timestamp,@message\n2026,"${LINE.replaceAll('"', '""')}"\n`, []],
    ] as const) {
        it(`reads the event in ${what}, and says what it did`, () => {
            const seen: string[] = [];
            const file = write(name, content);
            assert.deepEqual(readEvents([file], { onNote: (note) => seen.push(note) }), [{ name: "a", event: EVENT }]);
            assert.deepEqual(
                seen,
                notes.map((note) => `--events ${file}: ${note}`),
            );
        });
    }

    it("reads JSON lines and JSON one after the other whatever the file is called, and files of a folder that gzip has compressed", () => {
        assert.equal(readEvents([write("a.log", `${LINE}\n${LINE}\n`)]).length, 2);
        assert.equal(readEvents([write("b.json", `${JSON.stringify(EVENT, null, 2)}\n${LINE}`)]).length, 2);
        write("in/a.json.gz", gzipSync(LINE));
        write("in/b.jsonl.gz", gzipSync(`${LINE}\n${LINE}`));
        assert.deepEqual(
            readEvents([path.join(folder, "in")]).map(({ name }) => name),
            ["a", "b:1", "b:2"],
        );
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
        ["an empty file", () => write("a.json", "\n"), /^--events .*a\.json: is empty$/],
        ["broken gzip", () => write("a.json.gz", Buffer.from([0x1f, 0x8b, 1, 2])), /^--events .*a\.json\.gz: can't be extracted \([A-Z_]+\)$/],
        ["a table of words", () => write("a.csv", "a,b\n1,2\n"), /^--events .*a\.csv: is not JSON: [^\n]+$/],
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
