import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

type Code = Parameters<typeof pulumi.runtime.serializeFunction>[0];

interface Capture {
    readonly name: string;
    readonly what: string;
    readonly remedy: string;
}

/**
 * The text of a function that runs in Lambda.
 *
 * @throws Error with a line for each thing that the text lacks: what is captured and can't be serialized, a secret, or a module that no package has.
 */
export async function codeText(code: Code, exportName: string): Promise<string> {
    const functions: Code[] = [code];
    const captures: Capture[] = [];
    // Pulumi shows each name before its value.
    let name = "";
    const look = (value: unknown): boolean => {
        name = typeof value === "string" ? value : name;
        if (typeof value === "function") {
            functions.push(value as Code);
        } else {
            const lost = lostBy(value);
            captures.push(...(lost === undefined ? [] : [{ name, ...lost }]));
        }
        return true;
    };
    const { text, failure } = await pulumi.runtime.serializeFunction(code, { exportName, serialize: look }).then(
        (result) => ({ text: result.text, failure: undefined }),
        (error: Error) => ({ text: "", failure: error }),
    );
    if (failure !== undefined && /^Secret outputs cannot be captured/.test(failure.message)) {
        throw new Error(secretProblem(functions));
    }
    const problems = [
        ...captures.map(
            (capture) =>
                `it has captured ${capture.name}, ${capture.what}${lineWith(functions, capture.name)}, which arrives broken: ${capture.remedy}`,
        ),
        ...missingModules(text).map(
            (module) => `it needs the module ${module}${lineWith(functions, module)}, which its package does not have: ${MODULE_REMEDY}`,
        ),
    ];
    if (problems.length > 0) {
        throw new Error([...new Set(problems)].join("\n"));
    }
    if (failure !== undefined) {
        throw failure;
    }
    return text;
}

const INSIDE = "create it inside of callbackFactory";

/** What serialization loses of a value: everything but plain objects, lists and functions arrives without its content or without its methods. */
function lostBy(value: unknown): Omit<Capture, "name"> | undefined {
    if (typeof value === "symbol") {
        return { what: "a Symbol", remedy: `${INSIDE}, or use text` };
    }
    if (typeof value !== "object" || value === null || Array.isArray(value) || pulumi.Output.isInstance(value) || pulumi.Resource.isInstance(value)) {
        return undefined;
    }
    if (value instanceof RegExp) {
        return value.global || value.sticky
            ? { what: "a RegExp with state (its flag g or y)", remedy: `${INSIDE}, or leave out the flag where one match is enough` }
            : undefined;
    }
    // A prototype is part of its class.
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype === null || prototype === Object.prototype || Object.hasOwn(value, "constructor") || value instanceof Promise) {
        return undefined;
    }
    const { name } = (prototype as { constructor?: { name?: string } }).constructor ?? {};
    const type = name === undefined || name === "" || name === "Object" ? undefined : name;
    // Generators, iterators and the like.
    if (type === undefined || /function/i.test(type)) {
        return undefined;
    }
    const plain =
        value instanceof Date ? "capture its time as a number" : value instanceof Map ? "capture its entries as a list" : "capture plain data";
    return BUILT_IN.includes(type)
        ? { what: `${/^E/.test(type) ? "an" : "a"} ${type}`, remedy: `${INSIDE}, or ${plain}` }
        : { what: `an instance of the class ${type}`, remedy: `${INSIDE}, or ${plain}` };
}

const BUILT_IN = ["Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Date", "Error", "TypeError", "RangeError", "ArrayBuffer", "URL", "URLSearchParams"];

const MODULE_REMEDY = 'take AWS clients from require("#sdk"), use modules of Node.js, or copy the code into the handler';

/** Modules that a text asks for and Lambda does not have. The runtime has the AWS SDK: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
function missingModules(text: string): string[] {
    const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
    const asked = [...code.matchAll(/(?<![\w.$])(?:require|import)\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g)].map(([, module]) => module!);
    return [...new Set(asked)].filter((module) => !isBuiltin(module) && module !== "#sdk" && !/^@(aws-sdk|smithy)\//.test(module));
}

function secretProblem(functions: readonly Code[]): string {
    const get = functions.map((each) => /([\w$]+)\.get\(\)/.exec(String(each))?.[1]).find((name) => name !== undefined);
    const what = get === undefined ? "a secret" : `the secret ${get}${lineWith(functions, get)}`;
    return `it has captured ${what}, which would be in its code as plain text: give it to environment, where it stays a secret, and read it from process.env`;
}

/** Where a function mentions a name: file and line, or the line's text where no file of the program has it. */
function lineWith(functions: readonly Code[], name: string): string {
    const mention = new RegExp(`(?<![\\w$])${name.replace(/[^\w\s]/g, "\\$&")}(?![\\w$])`);
    const line = functions
        .flatMap((each) => String(each).split("\n"))
        .map((each) => each.trim())
        .find((each) => mention.test(each));
    if (line === undefined) {
        return "";
    }
    // Spaces, line ends and types of the source are not in the code that runs: the name with what follows it is enough to find its line.
    const follows = squeezed(line.slice(mention.exec(line)!.index)).slice(0, name.length + 8);
    for (const file of Object.keys(require.cache).filter((each) => !/[\\/](node_modules|bin|dist)[\\/]/.test(each))) {
        const index = readLines(file).findIndex((each) => {
            const found = mention.exec(each);
            return found !== null && squeezed(each.slice(found.index)).startsWith(follows) && !isImportOrComment(each);
        });
        if (index !== -1) {
            return ` (${path.relative(process.cwd(), file)}:${index + 1})`;
        }
    }
    return ` (in ${JSON.stringify(line.length > 120 ? `${line.slice(0, 117)}...` : line)})`;
}

function squeezed(code: string): string {
    return code.replace(/[\s;]/g, "");
}

function isImportOrComment(line: string): boolean {
    return /^\s*(import\b|\/\/|\*)/.test(line);
}

function readLines(file: string): string[] {
    try {
        return readFileSync(file, "utf8").split("\n");
    } catch {
        return [];
    }
}
