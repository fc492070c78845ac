import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { parse } from "yaml";

import * as components from "../components";
import { commandLine } from "../local/cli/main";
import { policies } from "../policy/policies";
import { PROJECT } from "./support/devStack";

/** Folders of tests that mirror no source: what the tests themselves use, and the tiers that `npm test` leaves out. */
const OTHERS = ["support", "acceptance", "engine", "soak"];

/** A file with more lines has more than one subject. */
const MOST_LINES = { source: 330, test: 600 };

const read = (file: string) => readFileSync(path.join(PROJECT, file), "utf8");

/** Paths of the files below a folder, from the project on; what is installed or built is none of it. */
function filesIn(folder: string, form: RegExp): string[] {
    return readdirSync(path.join(PROJECT, folder), { withFileTypes: true })
        .filter(({ name }) => !["node_modules", "bin", "dist", ".git", ".stryker"].includes(name))
        .flatMap((entry) => {
            const file = path.posix.join(folder, entry.name);
            return entry.isDirectory() ? filesIn(file, form) : form.test(file) ? [file] : [];
        });
}

/** Names of the TypeScript files that lie in a folder itself, without those that only gather others. */
const stems = (folder: string) =>
    filesIn(folder, /\.ts$/)
        .filter((file) => path.posix.dirname(file) === folder && !/\/(index|policies)\.ts$/.test(file))
        .map((file) => path.posix.basename(file, ".ts"))
        .sort();

const kebabCase = (name: string) => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

const code = filesIn(".", /\.(tsx?|js)$/);
/** Without what is tested elsewhere, and the template, which is a separate program. */
const sources = code.filter((file) => !/^(tests|bench|template)\//.test(file));
const tests = code.filter((file) => file.endsWith(".test.ts"));

/** Rows of the Markdown table whose first column has this head, as cells. */
function tableOf(text: string, head: string): string[][] {
    const lines = text.split("\n");
    const from = lines.findIndex((line) => line.startsWith("|") && line.split("|")[1]?.trim() === head);
    assert.ok(from >= 0, `there is a table with the column ${head}`);
    const end = lines.findIndex((line, index) => index > from && !line.startsWith("|"));
    return lines.slice(from + 2, end).map((line) =>
        line
            .split("|")
            .map((cell) => cell.trim())
            .slice(1, -1),
    );
}

/** Words that readers stumble over: rules and alarms that speak, or listen, and phrases that are not idiomatic. */
const UNCLEAR =
    /\b(tells?|told|telling|hears?|heard|hearing|mend(s|ed|ing)?|anew|beside|of (its|their) own|at odds|on end|nobody|somebody|stands? in|lets|let(ting)? (\w+ ){0,4}in)\b/gi;

const unclearIn = (file: string, text: string) => [...text.matchAll(UNCLEAR)].map(([word]) => `${file}: "${word}"`);

/** What people read of a source file: its comments, and its strings, which include messages and titles of tests. */
function proseOf(file: string): string[] {
    const text = read(file);
    const prose: string[] = text.match(/\/\/.*|\/\*(.|\n *\*)*?\*\//g) ?? [];
    const visit = (node: ts.Node): void => {
        if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
            prose.push(node.text);
        }
        ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2021));
    return prose;
}

const quoted = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);

describe("folders", () => {
    // ARCHITECTURE.md says who may import what: a folder with a slash, or one file.
    const rows = tableOf(read("ARCHITECTURE.md"), "folder").map(([folders = "", , mayImport = ""]) => ({
        folders: quoted(folders).filter((name) => name.endsWith("/")),
        allowed: quoted(mayImport),
    }));
    const folderOf = (file: string) => (file.includes("/") ? `${file.split("/")[0]}/` : file);
    /** The row of a file is that of the innermost of its folders that has one. */
    const rowFolderOf = (file: string) => {
        const named = rows.flatMap((row) => row.folders).filter((folder) => file.startsWith(folder));
        return named.sort((one, other) => other.length - one.length)[0];
    };
    const importsOf = (file: string) => ts.preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName);
    /** The files and folders of the project that a file imports: "catalog/index", "functions/ledger". */
    const ownImportsOf = (file: string) =>
        importsOf(file)
            .filter((name) => name.startsWith("."))
            .map((name) => path.posix.join(path.posix.dirname(file), name));

    it("are all in the table of ARCHITECTURE.md", () => {
        const folders = new Set(code.filter((file) => file.includes("/")).map(folderOf));
        const named = new Set(rows.flatMap((row) => row.folders));
        assert.deepEqual(
            [...folders].filter((folder) => !named.has(folder)),
            [],
        );
    });

    for (const { folders, allowed } of rows.filter((row) => !row.folders.includes("tests/"))) {
        for (const folder of folders) {
            it(`${folder} imports what ARCHITECTURE.md allows: ${allowed.join(", ") || "nothing"}`, () => {
                const isAllowed = (target: string) =>
                    `${target}/`.startsWith(folder) ||
                    allowed.some((each) =>
                        each.endsWith("/") ? `${target}/`.startsWith(each) : each.replace(/\.[jt]s$/, "") === target.replace(/\.[jt]s$/, ""),
                    );
                const wrong = sources
                    .filter((file) => rowFolderOf(file) === folder)
                    .flatMap((file) =>
                        ownImportsOf(file)
                            .filter((target) => !isAllowed(target))
                            .map((target) => `${file} imports ${target}`),
                    );
                assert.deepEqual(wrong, []);
            });
        }
    }

    it("import each other in no ring, types included", () => {
        const files = new Set(sources.filter((file) => /^(catalog|components|functions|local|models|policy)\//.test(file)));
        const fileOf = (target: string) => [`${target}.ts`, `${target}/index.ts`, target].find((file) => files.has(file));
        const edges = [...files].flatMap((from) => ownImportsOf(from).flatMap((target) => ({ from, to: fileOf(target) ?? "" })));
        // A file that imports none of the rest, or that none of the rest imports, is in no ring.
        for (let before = -1; before !== files.size;) {
            before = files.size;
            const left = edges.filter(({ from, to }) => files.has(from) && files.has(to));
            const [importing, imported] = [new Set(left.map(({ from }) => from)), new Set(left.map(({ to }) => to))];
            [...files].filter((file) => !importing.has(file) || !imported.has(file)).forEach((file) => files.delete(file));
        }
        assert.deepEqual([...files], []);
    });

    for (const [who, mayNot, is] of [
        ["the program", /^(local|policy|tests|bench)\//, (file: string) => !file.includes("/")],
        ["a handler", /^@pulumi\//, (file: string) => file.startsWith("functions/")],
        ["the pack", /^@pulumi\/(aws|pulumi)/, (file: string) => file.startsWith("policy/")],
        ["source code", /^(\.\.?\/)*(tests|bench)\//, () => true],
    ] as const) {
        it(`never give ${who} what matches ${mayNot.source}`, () => {
            const wrong = sources
                .filter(is)
                .flatMap((file) => [...importsOf(file), ...ownImportsOf(file)].filter((name) => mayNot.test(name)).map((name) => `${file} ${name}`));
            assert.deepEqual(wrong, []);
        });
    }

    it("import the packages of the nearest package.json, so that the root has what pulumi up needs, and no more", () => {
        const manifest = (file: string) => JSON.parse(read(file)) as Partial<Record<"dependencies" | "peerDependencies", Record<string, string>>>;
        const packagesOf = (files: readonly string[]) =>
            new Set(files.flatMap((file) => importsOf(file).flatMap((name) => /^(?!node:)(@[^/]+\/)?\w[^/]*/.exec(name)?.[0] ?? [])));
        const root = Object.keys(manifest("package.json").dependencies!);
        const { dependencies: own, peerDependencies: peers } = manifest("local/package.json");
        const local = packagesOf(sources.filter((file) => file.startsWith("local/")));
        const program = packagesOf(sources.filter((file) => !/^(local|policy|scripts|site|examples)\//.test(file)));
        assert.deepEqual([...local].sort(), Object.keys({ ...own, ...peers }).sort());
        assert.deepEqual(
            [...program].filter((name) => !root.includes(name)),
            [],
        );
        // In addition to what the program imports: what runs it, and what npm ci builds it with.
        assert.deepEqual(
            root.filter((name) => !program.has(name)),
            ["@pulumi/policy", "@swc/core", "ts-node", "typescript"],
        );
        assert.deepEqual(
            Object.entries(peers!).filter(([name, version]) => manifest("package.json").dependencies![name] !== version),
            [],
        );
    });

    for (const [what, name, is] of [
        // What the providers call these properties is known to the reader alone.
        [
            "rules, targets, alarms, queues and topics by models/graph",
            /^(eventPattern|scheduleExpression|retryPolicy|destinationConfig|deadLetterConfig|fifo(Queue|Topic)|kmsMasterKeyId|filterPolicy(Scope)?|messageRetentionSeconds|reservedConcurrentExecutions|memorySize|principalOrgId)(\.|$)/,
            /^(policy|local\/(aws|cli))\//,
        ],
        ["dimensions of metrics by models/alarms", /^(RuleName|QueueName)$/, /^(?!models\/alarms\/)/],
    ] as const) {
        it(`read ${what} alone`, () => {
            // Names in messages and in comments do not count.
            const reads = (node: ts.Node): boolean =>
                ((ts.isStringLiteralLike(node) || ts.isIdentifier(node)) && name.test(node.text)) || (ts.forEachChild(node, reads) ?? false);
            const readers = sources.filter((file) => file.endsWith(".ts") && is.test(file));
            assert.deepEqual(
                readers.filter((file) => reads(ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2021))),
                [],
            );
        });
    }

    it("keep the stack's configuration to config.ts, and arguments and what is printed to the command line", () => {
        const having = (words: RegExp, but: RegExp) => sources.filter((file) => file.endsWith(".ts") && !but.test(file) && words.test(read(file)));
        // A program that init writes reads its own.
        assert.deepEqual(having(/new pulumi\.Config\(/, /^(config|local\/cli\/init\/programFiles)\.ts$/), []);
        // Metrics go to a function's log past the console.
        assert.deepEqual(having(/process\.(argv|stdout)\b/, /^(local\/cli|scripts)\/|^functions\/shared\/metric\.ts$/), []);
    });
});

describe("files", () => {
    it("include those that readers look for at the top", () => {
        const wanted = ["ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Pulumi.dev.yaml", "Pulumi.yaml", "README.md", "index.ts"];
        assert.deepEqual(
            wanted.filter((file) => !existsSync(path.join(PROJECT, file))),
            [],
        );
    });

    it("have one subject: few enough lines", () => {
        const long = [
            ...sources.map((file) => [file, MOST_LINES.source] as const),
            ...code.filter((file) => /^(tests|bench)\//.test(file)).map((file) => [file, MOST_LINES.test] as const),
        ].flatMap(([file, most]) => {
            const lines = read(file).split("\n").length - 1;
            return lines > most ? [`${file} has ${lines} lines, ${most} at most`] : [];
        });
        assert.deepEqual(long, []);
    });

    it("with tests lie in the folder of what they test", () => {
        const folders = new Set(sources.map((file) => path.posix.dirname(file)));
        const own = new Set(tests.map((file) => path.posix.dirname(path.posix.relative("tests", file))));
        assert.deepEqual(
            [...own].filter((folder) => !OTHERS.includes(folder) && !folders.has(folder)),
            [],
        );
    });

    for (const folder of ["components", "policy"]) {
        for (const stem of stems(folder)) {
            it(`${folder}/${stem}.ts has tests`, () =>
                assert.ok(tests.includes(`tests/${folder}/${stem}.test.ts`), `add tests/${folder}/${stem}.test.ts`));
        }
    }

    for (const stem of stems("functions").filter((name) => read(`functions/${name}.ts`).includes("callbackFactory:"))) {
        it(`functions/${stem}.ts, a handler, is exported and has tests`, () => {
            assert.ok(read("functions/index.ts").includes(`"./${stem}"`));
            assert.ok(
                tests.some((file) => file.startsWith(`tests/functions/${stem}.`)),
                `add tests/functions/${stem}.test.ts`,
            );
        });
    }

    it("use plain words in messages, comments and titles of tests", () => {
        assert.deepEqual(
            code.flatMap((file) => proseOf(file).flatMap((text) => unclearIn(file, text))),
            [],
        );
    });
});

describe("components", () => {
    const classes = stems("components").flatMap((stem) => {
        const [, name] = /^export class (\w+)\b[^{]* extends pulumi\.ComponentResource/m.exec(read(`components/${stem}.ts`)) ?? [];
        return name === undefined ? [] : [{ stem, name }];
    });

    it("are exported under the name of their file", () => {
        assert.ok(classes.length >= 6);
        assert.deepEqual(
            classes.filter(({ stem, name }) => !(name in components) || stem !== `${name[0]!.toLowerCase()}${name.slice(1)}`),
            [],
        );
    });

    it("have their type tokens in ARCHITECTURE.md, and no others are there", () => {
        const tokens = tableOf(read("ARCHITECTURE.md"), "domain").flatMap(([domain = "", names = ""]) =>
            quoted(names).map((name) => `sagemaker-job-status:${quoted(domain)[0]}:${name}`),
        );
        const used = classes.map(({ stem, name }) => {
            const [, domain] = new RegExp(`typeToken\\("(\\w+)", "${name}"\\)`).exec(read(`components/${stem}.ts`)) ?? [];
            return `sagemaker-job-status:${domain}:${name}`;
        });
        assert.deepEqual(used.sort(), tokens.sort());
    });
});

describe("the policy pack", () => {
    it("has every policy file, in the order of the files, under the kebab-case form of its name", () => {
        assert.deepEqual(
            policies.map(({ name }) => name),
            stems("policy").map(kebabCase),
        );
    });

    for (const { name, enforcementLevel, severity, remediationSteps } of policies) {
        it(`${name} says how severe a violation is and how to fix it`, () => {
            assert.ok(enforcementLevel !== undefined && severity !== undefined && remediationSteps !== undefined);
        });

        it(`${name} has a page with its name as title and a good and a bad example`, () => {
            const page = read(`docs/policies/${name}.md`);
            assert.equal(page.split("\n")[0], `# ${name}`);
            assert.equal(page.match(/^```ts$/gm)?.length, 2);
        });
    }
});

describe("documents", () => {
    /** A page without its fenced examples, which may have any words and any lines. */
    const withoutCode = (text: string) => text.replace(/^( *)```[^]*?^\1```$/gm, "");
    const pages = filesIn(".", /\.md$/).filter((file) => !file.startsWith("tests/"));
    const linksOf = (page: string) =>
        [...read(page).matchAll(/\]\(([^)#\s]*)(#[^)\s]*)?\)/g)].map(([, file = "", anchor = ""]) => ({
            target: file === "" ? page : path.posix.join(path.posix.dirname(page), file),
            anchor: anchor.slice(1),
            isOutside: /^[a-z]+:/.test(file),
        }));
    const anchorsOf = (page: string) =>
        [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, head = ""]) =>
            head
                .toLowerCase()
                .replace(/[^\w\- ]/g, "")
                .replaceAll(" ", "-"),
        );

    it("link to what is there", () => {
        const broken = pages.flatMap((page) =>
            linksOf(page)
                .filter(({ isOutside }) => !isOutside)
                .filter(({ target, anchor }) => !existsSync(path.join(PROJECT, target)) || (anchor !== "" && !anchorsOf(target).includes(anchor)))
                .map(({ target, anchor }) => `${page} → ${target}#${anchor}`),
        );
        assert.deepEqual(broken, []);
    });

    it("are found from the README", () => {
        const found = new Set(["README.md"]);
        for (const page of found) {
            for (const { target } of linksOf(page).filter(({ isOutside }) => !isOutside)) {
                const inFolder = pages.filter((each) => path.posix.dirname(each) === target);
                for (const next of pages.includes(target) ? [target] : inFolder) {
                    found.add(next);
                }
            }
        }
        assert.deepEqual(
            pages.filter((page) => !found.has(page)),
            [],
        );
    });

    it("have no table cell that is too long to read", () => {
        const most = 160;
        const long = filesIn(".", /\.md$/).flatMap((page) =>
            withoutCode(read(page))
                .split("\n")
                .filter((line) => line.startsWith("|"))
                .flatMap((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
                .filter((cell) => cell.length > most)
                .map((cell) => `${page}: ${cell.length} characters, ${most} at most: ${cell.slice(0, 60)}…`),
        );
        assert.deepEqual(long, []);
    });

    it("use plain words", () => {
        const found = pages.flatMap((page) => unclearIn(page, withoutCode(read(page)).replace(/`[^`\n]*`/g, "")));
        assert.deepEqual(found, []);
    });

    it("have every key of Pulumi.yaml and the default reactions in the README", () => {
        const { config } = parse(read("Pulumi.yaml")) as { config: { reactions: { default: object } } };
        const keys = tableOf(read("README.md"), "key").flatMap(([key = ""]) => quoted(key));
        assert.deepEqual(keys.filter((key) => !key.includes(":")).sort(), Object.keys(config).sort());
        const [, reactions = ""] = /These are the default `reactions`:\n\n```yaml\n([^]*?)```/.exec(read("README.md")) ?? [];
        assert.deepEqual(parse(reactions), config.reactions.default);
    });

    it("show in the README a message that notify sends", () => {
        const [, shown = "none"] = /```text\nSubject: ([^]*?)\n```/.exec(read("README.md")) ?? [];
        const sent = read("tests/functions/notify.messages.md").replace(/^Attributes: .*\n/gm, "");
        assert.ok(sent.includes(`\`\`\`text\nSubject: ${shown}\n`), "copy the message of TrainingJob.failed.json");
    });

    for (const command of commandLine(async () => {}).commands) {
        it(`say what jobstatus ${command.name()} and its options do`, () => {
            const [head = "", ...sections] = read("docs/commands.md").split(/^## /m);
            const section = sections.find((text) => text.startsWith(`\`${command.name()}`));
            assert.ok(section !== undefined, `docs/commands.md has no section "## \`${command.name()}\`"`);
            const shared = ["--program", "--stack", "--config", "--answers", "--state", "--pattern"];
            const missing = command.options
                .map(({ long }) => long!)
                .filter((option) => !section.includes(`\`${option}`) && !(shared.includes(option) && head.includes(`\`${option}`)));
            assert.deepEqual(missing, []);
        });
    }
});
