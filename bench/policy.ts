/** Start of the policy pack, and time over 1,000 and 10,000 resources, in turns with an empty pack. */
import * as path from "node:path";
import type { Policies } from "@pulumi/policy";

import { type Graph, type Resource, runProgram, startPack } from "../local/engine";
import { policies } from "../policy/policies";
import { analyzeResources } from "../tests/support/policyGraph";

const PROJECT = path.resolve(__dirname, "..");
const PACKS = { empty: path.join(__dirname, "emptyPack"), ours: path.join(PROJECT, "policy") };
const STARTS = 7;
const RUNS = 3;
const SIZES = [1_000, 10_000] as const;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function benchStart(): Promise<void> {
    const times: Record<keyof typeof PACKS, number[]> = { empty: [], ours: [] };
    for (let turn = 0; turn < STARTS; turn += 1) {
        for (const name of ["empty", "ours"] as const) {
            const pack = await startPack({ pack: PACKS[name] });
            times[name].push((await pack.run(graphOf([]))).startMs);
            await pack.close();
        }
    }
    const [floor, ours] = [median(times.empty), median(times.ours)];
    console.log(`start of the pack, median of ${STARTS} turns`);
    console.log(`  empty pack    ${floor.toFixed(0)} ms`);
    console.log(`  ours          ${ours.toFixed(0)} ms`);
    console.log(`  ratio         ${(ours / floor).toFixed(2)}  (goal: at most 1.15)`);
}

/** `count` resources: copies of the dev stack, each with its own names, and others where no whole copy fits. Without the functions' archives. */
function copies({ resources }: Graph, count: number): Resource[] {
    const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(withoutCode);
    const text = JSON.stringify(own);
    // Longest first: the name of a component is the beginning of those of its children.
    const names = [...new Set(own.map(({ name }) => name))].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^\w-]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\w-])(?:${names.join("|")})(?![a-z])`, "g");
    const all = Array.from({ length: Math.floor(count / own.length) }, (_, copy) => {
        return JSON.parse(text.replace(pattern, (name) => `${name}-c${copy}`)) as Resource[];
    }).flat();
    return [...all, ...others(own, count - all.length)];
}

function withoutCode(resource: Resource): Resource {
    const without = ({ code: _, ...props }: Resource["inputs"]) => props;
    return { ...resource, inputs: without(resource.inputs), outputs: without(resource.outputs) };
}

/** One copy of the dev stack among resources that have nothing to do with events. */
function among({ resources }: Graph, count: number): Resource[] {
    const own = resources.map(withoutCode);
    return [...own, ...others(own, count - own.length)];
}

function others(own: readonly Resource[], count: number): Resource[] {
    const model = own.find(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup")!;
    return Array.from({ length: count }, (_, index) => {
        const name = `bucket-${index}`;
        const props = { bucket: name, tags: { team: "other" } };
        return {
            ...model,
            urn: `urn:pulumi:dev::app::aws:s3/bucket:Bucket::${name}`,
            type: "aws:s3/bucket:Bucket",
            name,
            parent: "",
            id: name,
            inputs: props,
            outputs: { ...props, arn: `arn:aws:s3:::${name}` },
            dependencies: [],
            propertyDependencies: {},
            secrets: [],
        };
    });
}

let dev: Graph;
const graphOf = (resources: readonly Resource[]): Graph => ({ ...dev, resources: [...resources] });

/** Milliseconds inside our policies, in this process, on what a pack gets over the wire. */
async function inside(resources: readonly Resource[]): Promise<number> {
    let sum = 0;
    const timed: Policies = policies.map((policy) => {
        if (!("validateStack" in policy)) {
            return policy;
        }
        return {
            ...policy,
            validateStack: (args, report) => {
                const started = performance.now();
                void policy.validateStack(args, report);
                sum += performance.now() - started;
            },
        };
    });
    await analyzeResources(timed, resources);
    return sum;
}

async function benchSize(title: string, make: (graph: Graph, count: number) => Resource[]): Promise<void> {
    console.log(`\n${title}, median of ${RUNS} turns`);
    const found: { empty: number; ours: number; within: number }[] = [];
    const packs = { empty: await startPack({ pack: PACKS.empty }), ours: await startPack({ pack: PACKS.ours }) };
    for (const size of SIZES) {
        const resources = make(dev, size);
        const times: Record<keyof typeof PACKS | "within", number[]> = { empty: [], ours: [], within: [] };
        let findings = 0;
        for (let run = 0; run < RUNS; run += 1) {
            times.within.push(await inside(resources));
            for (const name of ["empty", "ours"] as const) {
                const { analyzeMs, diagnostics } = await packs[name].run(graphOf(resources));
                times[name].push(analyzeMs);
                findings = diagnostics.length;
            }
        }
        const [empty, ours, within] = [median(times.empty), median(times.ours), median(times.within)];
        found.push({ empty, ours, within });
        console.log(`  ${size.toLocaleString("en-US")} resources`);
        console.log(`    inside our policies  ${within.toFixed(0)} ms${size === 10_000 ? "  (goal: at most 1,000 ms)" : ""}`);
        console.log(
            `    over the wire        empty policy ${empty.toFixed(0)} ms, ours ${ours.toFixed(0)} ms, ratio ${(ours / empty).toFixed(2)}; ${findings} findings`,
        );
    }
    await Promise.all([packs.empty.close(), packs.ours.close()]);
    const growth = (name: keyof (typeof found)[number]) => (found[1]![name] / found[0]![name]).toFixed(1);
    console.log(
        `  time(10,000) / time(1,000)  inside ${growth("within")}, over the wire ${growth("ours")} (goal: at most 12), empty policy ${growth("empty")}`,
    );
}

/** What is measured, in this order; names on the command line choose. */
const PARTS: Readonly<Record<string, () => Promise<void>>> = {
    start: benchStart,
    copies: () => benchSize("copies of the dev stack", copies),
    among: () => benchSize("one dev stack among other resources", among),
};

async function main(): Promise<void> {
    const chosen = process.argv.slice(2);
    const wrong = chosen.find((name) => !(name in PARTS));
    if (wrong !== undefined) {
        console.error(`a part must be one of ${Object.keys(PARTS).join(", ")}, got ${JSON.stringify(wrong)}`);
        process.exitCode = 2;
        return;
    }
    ({ graph: dev } = await runProgram({ program: PROJECT, stack: "dev", mode: "update" }));
    for (const [name, measure] of Object.entries(PARTS)) {
        if (chosen.length === 0 || chosen.includes(name)) {
            await measure();
        }
    }
}

void main();
