/** Time from start to finished graph: the dev stack side by side with a plain program that registers the same resources with literal inputs. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { type Graph, type Props, type Resource, runProgram } from "../local/engine";

const PROJECT = path.resolve(__dirname, "..");
const ROUNDS = 9;
const NOT_VARIABLE = /[^A-Za-z0-9]/g;

/** The class of a type token: "aws:sqs/queuePolicy:QueuePolicy" is aws.sqs.QueuePolicy. */
const classOf = (type: string) => type.replace(/^aws:(\w+)\/\w+:(\w+)$/, "aws.$1.$2");

/** A value as source text; archives and assets by their constructors. */
function literal(value: unknown): string {
    if (Array.isArray(value)) {
        return `[${value.map(literal).join(", ")}]`;
    }
    if (typeof value !== "object" || value === null) {
        return JSON.stringify(value);
    }
    const { __pulumiArchive, __pulumiAsset, assets, text, path: file } = value as Props;
    if (__pulumiArchive === true) {
        return `new pulumi.asset.AssetArchive(${literal(assets)})`;
    }
    if (__pulumiAsset === true) {
        return text === undefined ? `new pulumi.asset.FileAsset(${JSON.stringify(file)})` : `new pulumi.asset.StringAsset(${JSON.stringify(text)})`;
    }
    return `{ ${Object.entries(value)
        .map(([key, each]) => `${JSON.stringify(key)}: ${literal(each)}`)
        .join(", ")} }`;
}

/** One statement for each resource, in the order of registration: same types, names, parents and dependencies, and no computation. */
function plainProgram({ resources }: Graph): string {
    const variables = new Map<string, string>();
    const statement = ({ urn, type, name, parent, custom, inputs, dependencies }: Resource) => {
        const variable = `r${variables.size}_${name.replace(NOT_VARIABLE, "_")}`;
        variables.set(urn, variable);
        const options = [
            ...(variables.has(parent) ? [`parent: ${variables.get(parent)}`] : []),
            `dependsOn: [${dependencies.flatMap((each) => variables.get(each) ?? []).join(", ")}]`,
        ].join(", ");
        return custom
            ? `const ${variable} = new ${classOf(type)}(${JSON.stringify(name)}, ${literal(inputs)}, { ${options} });`
            : `const ${variable} = new pulumi.ComponentResource(${JSON.stringify(type)}, ${JSON.stringify(name)}, {}, { ${options} });\n${variable}.registerOutputs();`;
    };
    const statements = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(statement);
    return ['const pulumi = require("@pulumi/pulumi");', 'const aws = require("@pulumi/aws");', ...statements, ""].join("\n");
}

const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;

async function main(): Promise<void> {
    const floor = mkdtempSync(path.join(tmpdir(), "plain-program-"));
    try {
        const { graph } = await runProgram({ program: PROJECT, stack: "dev", mode: "update" });
        writeFileSync(path.join(floor, "index.js"), plainProgram(graph));
        writeFileSync(path.join(floor, "Pulumi.dev.yaml"), "config:\n    aws:region: us-east-1\n");
        writeFileSync(
            path.join(floor, "Pulumi.yaml"),
            "name: plain\nruntime:\n    name: nodejs\n    options:\n        typescript: false\n        nodeargs: --stack-trace-limit=1\n",
        );
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(floor, "node_modules"));

        const programs = { empty: path.join(__dirname, "emptyProgram"), plain: floor, ours: PROJECT };
        const times: Record<keyof typeof programs, number[]> = { empty: [], plain: [], ours: [] };
        for (let round = 0; round < ROUNDS; round++) {
            for (const [name, program] of Object.entries(programs) as [keyof typeof programs, string][]) {
                const { graphMs, graph: made } = await runProgram({ program, stack: "dev", mode: "preview" });
                times[name].push(graphMs);
                if (name === "plain" && made.resources.length !== graph.resources.length) {
                    throw new Error(`the plain program registers ${made.resources.length} resources, the dev stack ${graph.resources.length}`);
                }
            }
        }
        const [empty, plain, ours] = [median(times.empty), median(times.plain), median(times.ours)];
        console.log(`program to graph, preview, median of ${ROUNDS} turns, ${graph.resources.length} resources`);
        console.log(`  empty program                     ${empty.toFixed(0)} ms`);
        console.log(`  plain program, literal inputs     ${plain.toFixed(0)} ms`);
        console.log(`  dev stack                         ${ours.toFixed(0)} ms`);
        console.log(`  dev stack / plain                 ${(ours / plain).toFixed(2)}  (goal: at most 1.2)`);
        console.log(`  dev stack / empty                 ${(ours / empty).toFixed(2)}`);
    } finally {
        rmSync(floor, { recursive: true });
    }
}

void main();
