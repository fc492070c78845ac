import assert from "node:assert/strict";
import * as path from "node:path";
import { readProject } from "../../../local/engine/settings";
import { inFolder } from "./support";

const refusal = (yaml: string | undefined, expected: (folder: string) => string) =>
    inFolder(yaml === undefined ? {} : { "Pulumi.yaml": yaml, "src/index.js": "" }, (folder) => {
        assert.throws(() => readProject(folder), { name: "ProgramError", message: expected(folder) });
    });

describe("reading Pulumi.yaml", () => {
    it("needs no more than a name and a runtime", () => {
        inFolder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" }, (root) => {
            assert.deepEqual(readProject(root), {
                root,
                name: "shop",
                folder: root,
                entry: ".",
                stackFolder: root,
                typescript: true,
                tsconfig: undefined,
                nodeArgs: [],
                config: {},
            });
        });
    });

    it("reads runtime options, the entry point and the folder of the stacks", () => {
        const yaml = `
name: shop
runtime:
    name: nodejs
    options:
        typescript: false
        tsconfig: tsconfig.pulumi.json
        nodeargs: --max-old-space-size=512 --title="my shop" -r './a b.js'
main: src/index.js
stackConfigDir: stacks
`;
        inFolder({ "Pulumi.yaml": yaml, "src/index.js": "" }, (root) => {
            assert.deepEqual(readProject(root), {
                root,
                name: "shop",
                folder: path.join(root, "src"),
                entry: "index.js",
                stackFolder: path.join(root, "stacks"),
                typescript: false,
                tsconfig: "tsconfig.pulumi.json",
                nodeArgs: ["--max-old-space-size=512", "--title=my shop", "-r", "./a b.js"],
                config: {},
            });
        });
    });

    it("runs a folder given as main in that folder", () => {
        inFolder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: src\n", "src/index.js": "" }, (root) => {
            const { folder, entry } = readProject(root);
            assert.deepEqual({ folder, entry }, { folder: path.join(root, "src"), entry: "." });
        });
    });

    it("takes a plain value of a setting for its default, and of another namespace for its value", () => {
        inFolder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\nconfig:\n    days: 3\n    shop:kinds: [a]\n    aws:region: eu-west-1\n" }, (root) => {
            assert.deepEqual(readProject(root).config, {
                days: { default: 3, secret: false },
                "shop:kinds": { default: ["a"], secret: false },
                "aws:region": { value: "eu-west-1", secret: false },
            });
        });
    });

    it("says which file is missing", () => {
        refusal(undefined, (folder) => `${path.join(folder, "Pulumi.yaml")} cannot be read: no such file`);
    });

    it("says in one line where YAML is broken", () => {
        refusal(
            'name: "shop\nruntime: nodejs\n',
            (folder) => `${path.join(folder, "Pulumi.yaml")} is not valid YAML: Missing closing "quote at line 3, column 1`,
        );
    });

    it("refuses YAML that is not a mapping", () => {
        refusal("- name\n", (folder) => `${path.join(folder, "Pulumi.yaml")} must be a mapping of keys to values`);
    });

    it("refuses a main that does not exist", () => {
        refusal(
            "name: shop\nruntime: nodejs\nmain: lib\n",
            (folder) => `${path.join(folder, "Pulumi.yaml")}: main must be a file or folder, and ${path.join(folder, "lib")} does not exist`,
        );
    });

    it("reports every mistake at once, one a line, in the words of Pulumi", () => {
        const yaml = `
runtime: python
config:
    both: { default: 1, value: 2 }
    list: { type: array }
    number: { type: float }
    days: { type: integer, default: soon }
    texts: { type: array, items: { type: string }, default: [1] }
    aws:region: { type: string, value: eu-west-1 }
    aws:profile: { default: dev }
    aws:account: { description: nothing }
`;
        refusal(yaml, (folder) =>
            [
                "project is missing a 'name' attribute",
                "runtime must be nodejs, got python: the embedded engine runs Node.js programs only",
                "project config 'both' cannot have both a 'default' and 'value' attribute",
                "The configuration key 'list' declares an array but does not specify the underlying type via the 'items' attribute",
                "Configuration key 'number' must have one of the types string, boolean, integer, object, array, got 'float'",
                "The default value specified for configuration key 'days' is not of the expected type 'integer'",
                "The default value specified for configuration key 'texts' is not of the expected type 'array<string>'",
                "Configuration key 'aws:region' is not namespaced by the project and should not define a type",
                "Configuration key 'aws:profile' is not namespaced by the project and should not define a default value. Did you mean to use the 'value' attribute instead of 'default'?",
                "Configuration key 'aws:account' is namespaced and must provide an attribute 'value'",
            ]
                .map((mistake) => `${path.join(folder, "Pulumi.yaml")}: ${mistake}`)
                .join("\n"),
        );
    });
});
