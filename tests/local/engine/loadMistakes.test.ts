import assert from "node:assert/strict";

import { loadMistakes, missingEntry } from "../../../local/engine/loadMistakes";
import { inFolder } from "./support";

const FAILED = "Running program 'index.ts' failed with an unhandled exception:\n";

/** Files of a program, what the SDK reports (FOLDER is the program's), and the lines that are shown. */
const ROWS: readonly (readonly [title: string, files: Readonly<Record<string, string>>, message: string, shown: readonly string[]])[] = [
    [
        "a syntax error in the words of swc, without its native stack",
        {},
        `Error:   x Expected ',', got ';'\n   ,-[FOLDER/index.ts:3:1]\n 2 | const a = 1;\n 3 | f({ a: 1 };\n   :           ^\n   \`----\n\n\nCaused by:\n    Syntax Error\n\nStack backtrace:\n   0: <unknown>`,
        ["index.ts:3: Expected ',', got ';'"],
    ],
    [
        "each syntax error of swc, with the signs of a terminal as well",
        {},
        "Error:   × Expression expected\n   ╭─[FOLDER/lib/a.ts:1:1]\n 1 │ <div/>\n   ·     ─\n   ╰────\n  × Unexpected\n  │ token\n   ╭─[FOLDER/lib/a.ts:7:1]\n",
        ["lib/a.ts:1: Expression expected", "lib/a.ts:7: Unexpected token"],
    ],
    [
        "what the compiler of TypeScript finds, each in a line",
        { "node_modules/typescript/index.js": "" },
        "TSError: ⨯ Unable to compile TypeScript:\nindex.ts(2,7): error TS2322: Type 'A' is not assignable to type 'B'.\n  Property 'x' is missing.\n../other/a.ts(9,1): error TS1005: ')' expected.\n",
        ["index.ts:2: TS2322: Type 'A' is not assignable to type 'B'. Property 'x' is missing.", "../other/a.ts:9: TS1005: ')' expected."],
    ],
    [
        "syntax that Pulumi's own compiler does not know, with what to install",
        {},
        "TSError: ⨯ Unable to compile TypeScript:\nindex.ts(1,15): error TS1005: ',' expected.\nindex.ts(2,1): error TS2304: Cannot find name 'x'.\n",
        [
            `index.ts:1: TS1005: ',' expected. (without the package "typescript" Pulumi reads programs with TypeScript 3.8, which does not know newer syntax: npm install --save-dev typescript)`,
            "index.ts:2: TS2304: Cannot find name 'x'.",
        ],
    ],
    [
        "a syntax error of a CommonJS module",
        {},
        "FOLDER/index.js:2\nconst t = f({ };\n            ^^^\n\nSyntaxError: missing ) after argument list",
        ["index.js:2: missing ) after argument list"],
    ],
    [
        "a name that an ES module does not export",
        {},
        "file://FOLDER/a%20b.mjs:4\nimport { x } from \"./x.js\";\n         ^\nSyntaxError: The requested module './x.js' does not provide an export named 'x'",
        ["a b.mjs:4: The requested module './x.js' does not provide an export named 'x'"],
    ],
    [
        "the file of a syntax error in an ES module, of which the SDK has only the words",
        {
            "index.mjs": 'import "./lib/x.mjs";\n',
            "lib/x.mjs": "export const y = 1;\nexport const x = ;\n",
            "node_modules/z/z.js": "export const x = ;",
        },
        "SyntaxError: Unexpected token ';'",
        ["lib/x.mjs:2: Unexpected token ';'"],
    ],
    [
        "a mistake in JSON by its position",
        { "data.json": '{\n  "a": 1,\n}\n' },
        "SyntaxError: FOLDER/data.json: Expected double-quoted property name in JSON at position 12",
        ["data.json:3: Expected double-quoted property name in JSON at position 12"],
    ],
    [
        "a mistake in JSON by what is around it",
        { "data.json": '{\n  "b": {},\n  "a": }\n}\n' },
        'SyntaxError: FOLDER/data.json: Unexpected token \'}\', "{\n  "b": {},\n  "a": }\n}\n" is not valid JSON',
        ['data.json:3: Unexpected token \'}\', "{ "b": {}, "a": } } " is not valid JSON'],
    ],
    [
        "a module of the program that is not there",
        { "index.ts": '// "./nowhere" comes next\nimport x from "./nowhere";\n' },
        "Error: Cannot find module './nowhere'\nRequire stack:\n- FOLDER/index.ts\n- /lib/run.js\n    at f (index.ts:2:1) {\n  code: 'MODULE_NOT_FOUND'\n}",
        ["index.ts:2: there is no module './nowhere'"],
    ],
    [
        "a module that an ES module does not find",
        { "index.mjs": "\n\nimport x from './x.js';\n" },
        "Error: Cannot find module 'FOLDER/x.js' imported from FOLDER/index.mjs",
        ["index.mjs:3: there is no module 'FOLDER/x.js'"],
    ],
    [
        "a package that is not installed",
        { "index.js": 'const a = require("a");\nconst chunk = require("lodash-es");\n' },
        "Error: Cannot find module 'lodash-es'\nRequire stack:\n- FOLDER/index.js",
        ["index.js:2: the package 'lodash-es' is not installed"],
    ],
    [
        "a package that an ES module does not find",
        { "x.js": 'import z from "nope";\n' },
        "Error: Cannot find package 'nope' imported from FOLDER/x.js",
        ["x.js:1: the package 'nope' is not installed"],
    ],
    ["nothing for an error that the program throws", {}, "Error: Cannot find the queue\n    at FOLDER/index.ts:2:1", []],
    ["nothing for JSON that the program parses", { "index.js": 'JSON.parse("{");\n' }, "SyntaxError: Unexpected end of JSON input", []],
];

describe("what keeps a program from being loaded", () => {
    for (const [title, files, message, shown] of ROWS) {
        it(`has the file and the line: ${title}`, () =>
            inFolder(files, (folder) => {
                const place = (text: string) => text.replaceAll("FOLDER", folder);
                assert.deepEqual(loadMistakes(FAILED + place(message), folder), shown.map(place));
            }));
    }
});

describe("a program without its first file", () => {
    const said = (file: string) =>
        `We failed to locate the entry point for your program: /p/\nHere's what we think went wrong:\n  * Your program's 'main' file (${file}) does not exist.`;
    it("is reported in a line with what is missing", () => {
        assert.equal(missingEntry(said("/p/index.js"), "/p"), "there is no index.ts and no index.js");
        assert.equal(missingEntry(said("/p/bin/app.js"), "/p"), "there is no bin/app.js, the main file of the program");
        assert.equal(missingEntry("giving up", "/p"), undefined);
    });
});
