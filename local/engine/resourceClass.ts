import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

/** What the SDK class of a resource type says about its outputs. */
export interface ResourceClass {
    /** Outputs that no input sets: `arn`, `tagsAll` … */
    computed: ReadonlySet<string>;
    /** Output → its TypeScript type, `undefined` included where the output may be missing. */
    types: ReadonlyMap<string, string>;
}

const NOTHING: ResourceClass = { computed: new Set(), types: new Map() };
const cache = new Map<string, ResourceClass>();

/**
 * Reads which outputs a resource type has from the generated SDK that the program uses: `aws:sqs/queue:Queue` is `@pulumi/aws/sqs/queue.js`.
 * The generated code marks what the provider computes (an `out` comment). Nothing is known of a type whose SDK is not found.
 */
export function resourceClass(type: string, program: string): ResourceClass {
    const key = `${program}\0${type}`;
    let found = cache.get(key);
    if (!found) {
        found = read(type, program);
        cache.set(key, found);
    }
    return found;
}

function read(type: string, program: string): ResourceClass {
    const [, pkg, module, name] = /^([\w-]+):([\w/.-]+):(\w+)$/.exec(type) ?? [];
    if (pkg === undefined || module === undefined || name === undefined) {
        return NOTHING;
    }
    // Types are `pkg:module/file:Class` or, in newer schemas, `pkg:module:Class`; the module "index" has no folder.
    const file = module.includes("/") ? module : `${module}/${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    try {
        const root = path.dirname(createRequire(path.join(program, "index.js")).resolve(`@pulumi/${pkg}/package.json`));
        const base = path.join(root, file.replace(/^index\//, ""));
        const code = fs.readFileSync(`${base}.js`, "utf8");
        const declarations = fs.readFileSync(`${base}.d.ts`, "utf8");
        return {
            computed: new Set([...code.matchAll(/resourceInputs\["(\w+)"\] = undefined \/\*out\*\//g)].map((match) => match[1] ?? "")),
            types: new Map(
                [...declarations.matchAll(/^ {4}readonly (\w+): pulumi\.Output<([\s\S]*?)>;$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]),
            ),
        };
    } catch {
        return NOTHING;
    }
}
