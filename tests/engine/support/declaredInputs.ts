import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as ts from "typescript";

import { type Props, UNKNOWN } from "../../../local/engine/graph";
import { SIGNATURE } from "../../../local/engine/graph";

/** What is wrong with one input of a resource. */
export interface InputFailure {
    property: string;
    reason: string;
}

type Check = (value: unknown, property: string) => InputFailure[];

const SDK = path.dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));

const anything: Check = () => [];
const ofType =
    (type: "string" | "number" | "boolean"): Check =>
    (value, property) =>
        typeof value === type || value === UNKNOWN ? [] : [{ property, reason: `must be a ${type}, got ${JSON.stringify(value)}` }];
const listOf =
    (item: Check): Check =>
    (value, property) =>
        value === UNKNOWN
            ? []
            : Array.isArray(value)
              ? value.flatMap((each, index) => item(each, `${property}[${index}]`))
              : [{ property, reason: `must be a list, got ${JSON.stringify(value)}` }];
const mapOf =
    (item: Check): Check =>
    (value, property) =>
        value === UNKNOWN
            ? []
            : isObject(value)
              ? Object.entries(value).flatMap(([key, each]) => item(each, `${property}.${key}`))
              : [{ property, reason: `must be an object, got ${JSON.stringify(value)}` }];

function isObject(value: unknown): value is Props {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2021, false);
}

/** The nested input types of the SDK by module and name: `cloudwatch.EventTargetRetryPolicy`. One file holds them all. */
let nested: Map<string, ts.InterfaceDeclaration> | undefined;
let nestedSource: ts.SourceFile;

function nestedType(name: string): ts.InterfaceDeclaration | undefined {
    if (nested === undefined) {
        nested = new Map();
        nestedSource = parse(path.join(SDK, "types", "input.d.ts"));
        const visit = (node: ts.Node, prefix: string): void => {
            if (ts.isInterfaceDeclaration(node)) {
                nested!.set(prefix + node.name.text, node);
            } else if (ts.isModuleDeclaration(node) && node.body !== undefined) {
                const inner = `${prefix}${node.name.text}.`;
                ts.forEachChild(node.body, (child) => visit(child, inner));
            }
        };
        ts.forEachChild(nestedSource, (child) => visit(child, ""));
    }
    return nested.get(name);
}

/** The check of a property type as the generated SDK writes it: `pulumi.Input<… | undefined>`, a list, a map, a nested input, or something simple. */
function checkOf(type: ts.TypeNode, source: ts.SourceFile): Check {
    const text = type.getText(source);
    if (ts.isUnionTypeNode(type)) {
        const parts = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
        return parts.length === 1 ? checkOf(parts[0]!, source) : anything;
    }
    if (ts.isArrayTypeNode(type)) {
        return listOf(checkOf(type.elementType, source));
    }
    if (ts.isTypeLiteralNode(type)) {
        const [index] = type.members;
        return index !== undefined && ts.isIndexSignatureDeclaration(index) ? mapOf(checkOf(index.type, source)) : anything;
    }
    if (["string", "number", "boolean"].includes(text)) {
        return ofType(text as "string" | "number" | "boolean");
    }
    if (!ts.isTypeReferenceNode(type)) {
        return anything;
    }
    const name = type.typeName.getText(source);
    if (name === "pulumi.Input") {
        return checkOf(type.typeArguments![0]!, source);
    }
    const found = /^inputs\.(.+)$/.exec(name)?.[1];
    // Found on first use: input types refer to each other.
    let check: Check | undefined;
    return found === undefined
        ? anything
        : (value, property) => {
              const declaration = nestedType(found);
              check ??= declaration === undefined ? anything : objectOf(declaration, nestedSource);
              return value === UNKNOWN ? [] : check(value, property);
          };
}

/** The check of an object against an interface: nothing missing, nothing unknown, and every value of its type. */
function objectOf(declaration: ts.InterfaceDeclaration, source: ts.SourceFile): Check {
    const members = new Map<string, { required: boolean; check: Check }>();
    for (const member of declaration.members) {
        if (ts.isPropertySignature(member) && member.type !== undefined) {
            members.set(member.name.getText(source), { required: member.questionToken === undefined, check: checkOf(member.type, source) });
        }
    }
    return (value, property) => {
        if (!isObject(value) || SIGNATURE in value) {
            return [{ property, reason: `must be an object, got ${JSON.stringify(value)}` }];
        }
        const at = (key: string) => (property === "" ? key : `${property}.${key}`);
        const present = Object.entries(value).filter(([key, each]) => each !== null && each !== undefined && key !== "__defaults");
        const missing = [...members].filter(([key, { required }]) => required && !present.some(([name]) => name === key));
        return [
            ...missing.map(([key]) => ({ property: at(key), reason: "is required" })),
            ...present.flatMap(([key, each]): InputFailure[] => {
                const member = members.get(key);
                return member === undefined
                    ? [{ property: at(key), reason: `is not a property of it; it has ${[...members.keys()].join(", ")}` }]
                    : member.check(each, at(key));
            }),
        ];
    };
}

const checks = new Map<string, Check>();

/**
 * Checks the inputs of a resource against what the installed `@pulumi/aws` declares for its type: required, unknown and misspelt properties, also
 * nested ones, and simple types. Unknown values pass.
 *
 * @throws Error if the SDK does not have the type.
 */
export function declaredInputFailures(type: string, inputs: Props): InputFailure[] {
    let check = checks.get(type);
    if (check === undefined) {
        const [, module = "", name = ""] = /^aws:(.+):(\w+)$/.exec(type) ?? [];
        const file = path.join(SDK, `${module.replace(/^index\//, "")}.d.ts`);
        let source: ts.SourceFile;
        try {
            source = parse(file);
        } catch {
            throw new Error(`@pulumi/aws has no resource type ${type}`);
        }
        const declaration = source.statements.find(
            (statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === `${name}Args`,
        );
        if (declaration === undefined) {
            throw new Error(`@pulumi/aws has no ${name}Args for ${type}`);
        }
        check = objectOf(declaration, source);
        checks.set(type, check);
    }
    return check(inputs, "");
}
