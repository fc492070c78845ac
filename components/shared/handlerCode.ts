import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

type Code = Parameters<typeof pulumi.runtime.serializeFunction>[0];

interface Capture {
    readonly name: string;
    readonly what: string;
    /** @default "arrives broken" */
    readonly arrives?: string;
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
        const lost = isModuleCopy(value) ? copyUsedBy(functions, name) : lostBy(value);
        if (lost !== undefined) {
            captures.push({ name, ...lost });
        } else if (typeof value === "function") {
            functions.push(value as Code);
        }
        // What such a value holds is not the mistake.
        return lost === undefined;
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
                `it has captured ${capture.name}, ${capture.what}${lineWith(functions, capture.name)}, which ${capture.arrives ?? "arrives broken"}: ${capture.remedy}`,
        ),
        ...missingModules(text).map(
            (module) => `it needs the module ${module}${lineWith(functions, module)}, which its package does not have: ${MODULE_REMEDY}`,
        ),
    ];
    if (problems.length > 0) {
        throw new Error([...new Set(problems)].join("\n"));
    }
    if (failure !== undefined) {
        throw new Error(nativeProblem(functions, failure.message) ?? failure.message);
    }
    return text;
}

const INSIDE = "create it inside of callbackFactory";

/** What serialization loses of a value: everything but plain objects, lists and functions arrives without its content or without its methods. */
function lostBy(value: unknown): Omit<Capture, "name"> | undefined {
    if (typeof value === "symbol") {
        return { what: "a Symbol", remedy: `${INSIDE}, or use text` };
    }
    if (typeof value === "function" && (value as { prototype?: unknown }).prototype instanceof Error) {
        return {
            what: "a subclass of Error",
            arrives: "loses its message",
            remedy: "create it inside of callbackFactory, or make the error by a function",
        };
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
    // Generators, iterators and the like. Of an Output, Pulumi serializes the value.
    if (type === undefined || /function/i.test(type) || type === "SerializedOutput") {
        return undefined;
    }
    const plain =
        value instanceof Date ? "capture its time as a number" : value instanceof Map ? "capture its entries as a list" : "capture plain data";
    return BUILT_IN.includes(type)
        ? { what: `${/^[AE]/.test(type) ? "an" : "a"} ${type}`, remedy: `${INSIDE}, or ${plain}` }
        : { what: `an instance of the class ${type}`, remedy: `${INSIDE}, or ${plain}` };
}

/** The names of a module and the module as `default`, in an object without a prototype: what TypeScript and Node.js make of a namespace import. */
function isModuleCopy(value: unknown): boolean {
    if (typeof value !== "object" || value === null || !("default" in value)) {
        return false;
    }
    const { default: original, ...copied } = value;
    const names = Object.keys(copied);
    const isModule = typeof original === "function" || (typeof original === "object" && original !== null);
    return isModule && names.length > 0 && names.every((key) => key in original);
}

/** Of the copy, Pulumi can serialize `default`: the module itself. */
function copyUsedBy(functions: readonly Code[], name: string): Omit<Capture, "name"> | undefined {
    const use = new RegExp(`(?<![\\w$.])${escaped(name)}(?![\\w$]|\\.default\\b)`);
    return functions.some((each) => use.test(String(each)))
        ? {
              what: 'the copy of a module that "import * as" makes',
              remedy: 'import what it uses by name, such as import { readFileSync } from "node:fs", or call require inside of callbackFactory',
          }
        : undefined;
}

const BUILT_IN = ["Map", "Set", "WeakMap", "WeakSet", "WeakRef", "Date", "Error", "TypeError", "RangeError", "ArrayBuffer", "URL", "URLSearchParams"];

const MODULE_REMEDY = 'take AWS clients from require("#sdk"), use modules of Node.js, or make the handler a module with its packages (handler.entry)';

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

/** Native code is all that Pulumi can't serialize by itself: it has no text. The first captured name of its report is one of the program. */
function nativeProblem(functions: readonly Code[], report: string): string | undefined {
    const name = (/\bvariable '([\w$]+)'/.exec(report) ?? /^ *'([\w$]+)', a function/m.exec(report))?.[1];
    return name === undefined || !/native code|not a bound function/.test(report)
        ? undefined
        : `it has captured ${name}${lineWith(functions, name)}, which is native code of Node.js: ${INSIDE}`;
}

/** Where a function mentions a name: file and line, or the line's text where no file of the program has it. */
function lineWith(functions: readonly Code[], name: string): string {
    const mention = new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`, "g");
    const line = functions
        .flatMap((each) => String(each).split("\n"))
        .map((each) => each.trim())
        .find((each) => each.search(mention) !== -1);
    if (line === undefined) {
        return "";
    }
    // Spaces, line ends and types of the source are not in the code that runs. Where that is all, the line is found as a whole, else by the name with what
    // follows it. Other files may have the same name.
    const whole = squeezed(line);
    const follows = squeezed(line.slice(line.search(mention))).slice(0, name.length + 8);
    const files = Object.keys(require.cache).filter((each) => !/[\\/](node_modules|bin|dist)[\\/]/.test(each));
    for (const isIt of [
        (each: string) => squeezed(each).includes(whole),
        (each: string) => [...each.matchAll(mention)].some((found) => squeezed(each.slice(found.index)).startsWith(follows)),
    ]) {
        for (const file of files) {
            const index = readLines(file).findIndex((each) => !isImportOrComment(each) && isIt(each));
            if (index !== -1) {
                return ` (${path.relative(process.cwd(), file)}:${index + 1})`;
            }
        }
    }
    return ` (in ${JSON.stringify(line.length > 120 ? `${line.slice(0, 117)}...` : line)})`;
}

function escaped(name: string): string {
    return name.replace(/[^\w\s]/g, "\\$&");
}

function squeezed(code: string): string {
    return code.replace(/[\s;!]/g, "");
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
