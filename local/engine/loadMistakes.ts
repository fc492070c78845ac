import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** What keeps a program's code from being loaded, and where. */
interface LoadMistake {
    /** Absolute, or relative to the program. */
    readonly file: string;
    /** Undefined if it is not known. */
    readonly line: number | undefined;
    readonly what: string;
}

/** Files that are tried to find a syntax error which the SDK reports without its place: each takes a process. */
const MOST_FILES = 100;

/**
 * The syntax errors, type errors and missing modules that keep a program from being loaded.
 *
 * @param message What the SDK reports: an error as Node.js, TypeScript or swc words it.
 * @param folder Absolute path of the program's folder.
 * @param nodeBin The Node.js that runs the program.
 * @returns a line for each: "index.ts:3: Expected ',', got ';'"; none if the program was loaded and failed later.
 */
export function loadMistakes(message: string, folder: string, nodeBin = process.execPath): string[] {
    const mistakes = [ofSwc, ofTypeScript, ofNode, ofJson, ofMissingModule].map((read) => read(message)).find((found) => found.length > 0);
    return (mistakes ?? ofModules(message, folder, nodeBin)).map(({ file, line, what }) => {
        const inside = path.relative(folder, path.resolve(folder, file));
        const advice = NEW_SYNTAX.test(what) && !hasTypeScript(folder) ? OLD_COMPILER : "";
        return `${inside.startsWith("..") ? file : inside}${line === undefined ? "" : `:${line}`}: ${what}${advice}`;
    });
}

/** What is said of a program whose first file is missing: the SDK writes it to standard error. Undefined of any other program. */
export function missingEntry(errorOutput: string, folder: string): string | undefined {
    const [, file] = /^We failed to locate the entry point for your program[^]*'main' file \((.+?)\) does not exist/m.exec(errorOutput) ?? [];
    const entry = file && path.relative(folder, file);
    return entry && (entry === "index.js" ? "there is no index.ts and no index.js" : `there is no ${entry}, the main file of the program`);
}

/** Errors of TypeScript's parser have these numbers. */
const NEW_SYNTAX = /^TS1\d{3}:/;
const OLD_COMPILER =
    ' (without the package "typescript" Pulumi reads programs with TypeScript 3.8, which does not know newer syntax: npm install --save-dev typescript)';

function hasTypeScript(folder: string): boolean {
    try {
        createRequire(path.join(folder, "index.js")).resolve("typescript");
        return true;
    } catch {
        return false;
    }
}

/** swc shows the lines around each mistake. Its column is not that of the mistake. */
function ofSwc(message: string): LoadMistake[] {
    const found = message.matchAll(/^(?:Error: )? *[x×] (.+(?:\n +[|│] .+)*)\n +(?:,-|╭─)\[(.+?):(\d+):\d+\]/gm);
    return [...found].map(([, what = "", file = "", line]) => ({ file, line: Number(line), what: oneLine(what.replace(/\n +[|│]/g, "\n")) }));
}

/** ts-node lists what the compiler finds, with further lines below some. */
function ofTypeScript(message: string): LoadMistake[] {
    const found = message.matchAll(/^(\S.*?)\((\d+),\d+\): error (TS\d+: .*(?:\n {2,}.*)*)/gm);
    return [...found].map(([, file = "", line, what = ""]) => ({ file, line: Number(line), what: oneLine(what) }));
}

/** Node.js shows the line, and marks below it what it does not understand. */
function ofNode(message: string): LoadMistake[] {
    const [, place = "", line, what] = /^((?:file:\/\/|\/|[A-Z]:\\)\S.*?):(\d+)\n.*\n *\^+\n\n?SyntaxError: (.+)/m.exec(message) ?? [];
    return what === undefined ? [] : [{ file: place.startsWith("file:") ? fileURLToPath(place) : place, line: Number(line), what }];
}

/** Node.js gives the position in the file, or quotes what is around the mistake. */
function ofJson(message: string): LoadMistake[] {
    const [, file, what] = /^SyntaxError: (.+\.json): (.+(?:\n[^]*is not valid JSON)?)/m.exec(message) ?? [];
    if (file === undefined || what === undefined) {
        return [];
    }
    const text = textOf(file);
    const position = /at position (\d+)/.exec(what)?.[1];
    if (position !== undefined) {
        return [{ file, line: text.slice(0, Number(position)).split("\n").length, what: oneLine(what) }];
    }
    // The lines up to the mistake have it, too. Fewer lines only end too early.
    const lines = text.split("\n");
    const index = lines.findIndex((_, last) => jsonError(lines.slice(0, last + 1).join("\n")).startsWith(what.slice(0, UNEXPECTED.length)));
    return [{ file, line: index === -1 ? undefined : index + 1, what: oneLine(what) }];
}

const UNEXPECTED = "Unexpected token '}'";

function jsonError(text: string): string {
    try {
        JSON.parse(text);
        return "";
    } catch (error) {
        return (error as Error).message;
    }
}

function ofMissingModule(message: string): LoadMistake[] {
    const [, kind, name = "", file] = /Cannot find (module|package) '(.+?)'(?:\nRequire stack:\n- | imported from )(.+)/.exec(message) ?? [];
    if (file === undefined) {
        return [];
    }
    // An import of an ES module is reported by its absolute path.
    const isFile = kind === "module" && /^(\.|\/|[A-Z]:)/.test(name);
    const end = isFile ? path.basename(name) : name;
    const index = textOf(file)
        .split("\n")
        .findIndex((line) => /\b(?:import|require|from)\b/.test(line) && ['"', "'", "`"].some((quote) => line.includes(`${end}${quote}`)));
    const what = isFile ? `there is no module '${name}'` : `the package '${name}' is not installed`;
    return [{ file, line: index === -1 ? undefined : index + 1, what }];
}

/** Of a syntax error in an ES module, the SDK shows only the words: Node.js itself finds the file. */
function ofModules(message: string, folder: string, nodeBin: string): LoadMistake[] {
    const words = /^Running program .*\nSyntaxError: (.+)$/m.exec(message)?.[1];
    if (words !== undefined) {
        for (const file of scriptsIn(folder).slice(0, MOST_FILES)) {
            const found = ofNode(spawnSync(nodeBin, ["--check", file], { encoding: "utf8" }).stderr).filter(({ what }) => what === words);
            if (found.length > 0) {
                return found;
            }
        }
    }
    return [];
}

function scriptsIn(folder: string): string[] {
    return readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
        .flatMap((entry) => {
            const file = path.join(folder, entry.name);
            return entry.isDirectory() ? scriptsIn(file) : /\.[cm]?js$/.test(file) ? [file] : [];
        });
}

function textOf(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return "";
    }
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ").trim();
}
