import * as fs from "node:fs";
import * as path from "node:path";
import { parseDocument, visit } from "yaml";
import type { Props } from "./graph";
import { ProgramError } from "./programError";

/** Type of an item of an array setting. */
export interface ItemType {
    type: string;
    items?: ItemType;
}

/** What `config` in Pulumi.yaml says about one key. */
interface ConfigDeclaration {
    type?: string;
    items?: ItemType;
    description?: string;
    default?: unknown;
    value?: unknown;
    secret: boolean;
}

/** What a Pulumi.yaml says, with paths made absolute. */
export interface Project {
    /** Folder of Pulumi.yaml. */
    root: string;
    name: string;
    /** Folder in which the program runs: `root`, or where `main` points. */
    folder: string;
    /** Entry file in `folder`, or "." where package.json or Node.js decides. */
    entry: string;
    /** Folder of the Pulumi.STACK.yaml files. */
    stackFolder: string;
    /** False switches ts-node off. @default true */
    typescript: boolean;
    /** Path of another tsconfig.json. */
    tsconfig?: string;
    /** Arguments for node itself. */
    nodeArgs: string[];
    /** Key as written in Pulumi.yaml → declaration. */
    config: Record<string, ConfigDeclaration>;
}

/** Reads a YAML file whose top level must be a mapping. A number that JavaScript would change (leading zeros, too many digits) stays text. */
export function readYaml(file: string): Props {
    let text: string;
    try {
        text = fs.readFileSync(file, "utf8");
    } catch (error) {
        throw new ProgramError(
            `${file} cannot be read: ${(error as NodeJS.ErrnoException).code === "ENOENT" ? "no such file" : (error as Error).message}`,
            true,
        );
    }
    const document = parseDocument(text);
    const broken = document.errors[0];
    if (broken) {
        throw new ProgramError(`${file} is not valid YAML: ${broken.message.split("\n")[0]?.replace(/:$/, "")}`, true);
    }
    visit(document, {
        Scalar: (_key, node) => {
            if (typeof node.value === "number" && node.source !== undefined && node.source !== String(node.value)) {
                node.value = node.source;
            }
        },
    });
    const value: unknown = document.toJS() ?? {};
    if (!isMapping(value)) {
        throw new ProgramError(`${file} must be a mapping of keys to values`, true);
    }
    return value;
}

export const isMapping = (value: unknown): value is Props => typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads `Pulumi.yaml` of a program's folder. All mistakes are reported at once, one line each, as a ProgramError. */
export function readProject(root: string): Project {
    const file = path.join(root, "Pulumi.yaml");
    const yaml = readYaml(file);
    const mistakes: string[] = [];
    const { name, runtime } = yaml;
    if (typeof name !== "string" || name === "") {
        mistakes.push("name" in yaml ? "project is missing a non-empty string 'name' attribute" : "project is missing a 'name' attribute");
    }
    const runtimeName = isMapping(runtime) ? runtime.name : runtime;
    if (runtimeName === undefined) {
        mistakes.push("project is missing a 'runtime' attribute");
    } else if (runtimeName !== "nodejs") {
        mistakes.push(`runtime must be nodejs, got ${String(runtimeName)}: the embedded engine runs Node.js programs only`);
    }
    const options = isMapping(runtime) && isMapping(runtime.options) ? runtime.options : {};
    const legacyStackFolder = typeof yaml.config === "string" ? yaml.config : undefined;
    const config = readDeclarations(String(name), legacyStackFolder === undefined ? yaml.config : undefined, mistakes);
    if (mistakes.length > 0) {
        throw new ProgramError(mistakes.map((mistake) => `${file}: ${mistake}`).join("\n"), true);
    }
    const { folder, entry } = locateMain(root, yaml.main, file);
    return {
        root,
        name: String(name),
        folder,
        entry,
        stackFolder: path.resolve(root, String(yaml.stackConfigDir ?? legacyStackFolder ?? ".")),
        typescript: options.typescript !== false,
        tsconfig: typeof options.tsconfig === "string" ? options.tsconfig : undefined,
        nodeArgs: splitArguments(options.nodeargs),
        config,
    };
}

/** Pulumi runs the program in the folder that `main` is, or that holds the file `main`. */
function locateMain(root: string, main: unknown, file: string): { folder: string; entry: string } {
    if (main === undefined || main === "") {
        return { folder: root, entry: "." };
    }
    const target = path.resolve(root, String(main));
    const found = fs.statSync(target, { throwIfNoEntry: false });
    if (!found) {
        throw new ProgramError(`${file}: main must be a file or folder, and ${target} does not exist`, true);
    }
    return found.isDirectory() ? { folder: target, entry: "." } : { folder: path.dirname(target), entry: path.basename(target) };
}

/** Splits as a shell does: quotes keep blanks together. */
const splitArguments = (text: unknown): string[] =>
    typeof text === "string" ? [...text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2")) : [];

const TYPES = ["string", "boolean", "integer", "object", "array"];

/** Checks the declarations as the Pulumi CLI does on loading a project. */
function readDeclarations(project: string, config: unknown, mistakes: string[]): Record<string, ConfigDeclaration> {
    if (config !== undefined && config !== null && !isMapping(config)) {
        mistakes.push("config must be a mapping of keys to declarations");
    }
    const declarations: Record<string, ConfigDeclaration> = {};
    for (const [key, raw] of Object.entries(isMapping(config) ? config : {})) {
        const ours = !key.includes(":") || key.startsWith(`${project}:`);
        const written = isMapping(raw) ? raw : { [ours ? "default" : "value"]: raw };
        const declaration: ConfigDeclaration = { ...written, secret: written.secret === true };
        declarations[key] = declaration;
        const mistake = declarationMistake(key, declaration, ours);
        if (mistake) {
            mistakes.push(mistake);
        }
    }
    return declarations;
}

function declarationMistake(key: string, declaration: ConfigDeclaration, ours: boolean): string | undefined {
    const { type, items, default: fallback, value } = declaration;
    if (fallback !== undefined && value !== undefined) {
        return `project config '${key}' cannot have both a 'default' and 'value' attribute`;
    }
    if (!ours) {
        if (type !== undefined) {
            return `Configuration key '${key}' is not namespaced by the project and should not define a type`;
        }
        if (fallback !== undefined) {
            return `Configuration key '${key}' is not namespaced by the project and should not define a default value. Did you mean to use the 'value' attribute instead of 'default'?`;
        }
        return value === undefined ? `Configuration key '${key}' is namespaced and must provide an attribute 'value'` : undefined;
    }
    if (type !== undefined && !TYPES.includes(type)) {
        return `Configuration key '${key}' must have one of the types ${TYPES.join(", ")}, got '${type}'`;
    }
    if (type === "array" && items === undefined) {
        return `The configuration key '${key}' declares an array but does not specify the underlying type via the 'items' attribute`;
    }
    if (type !== undefined && fallback !== undefined && !hasType(type, items, fallback)) {
        return `The default value specified for configuration key '${key}' is not of the expected type '${fullType(type, items)}'`;
    }
    return undefined;
}

/** "array<string>" for an array, else the type itself. */
export const fullType = (type: string, items?: ItemType): string => (items ? `array<${fullType(items.type, items.items)}>` : type);

/** The type check of the Pulumi CLI: a number or a boolean may also be given as text. */
export function hasType(type: string, items: ItemType | undefined, value: unknown): boolean {
    switch (type) {
        case "string":
            return typeof value === "string";
        case "integer":
            return Number.isInteger(value) || (typeof value === "string" && /^[+-]?\d+$/.test(value));
        case "boolean":
            return typeof value === "boolean" || value === "true" || value === "false";
        case "object":
            return isMapping(value);
        default:
            return Array.isArray(value) && items !== undefined && value.every((item) => hasType(items.type, items.items, item));
    }
}
