/** Start of the policy pack, and time over 1,000 and 10,000 resources, beside an empty pack in turns. */
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

/** `count` resources: copies of the dev stack, each with names of its own. The content of the functions' archives is left out. */
function copies({ resources }: Graph, count: number): Resource[] {
    const own = resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(withoutCode);
    const text = JSON.stringify(own);
    // Longest first: the name of a component is the beginning of those of its children.
    const names = [...new Set(own.map(({ name }) => name))].sort((a, b) => b.length - a.length).map((name) => name.replace(/[^\w-]/g, "\\$&"));
    const pattern = new RegExp(`(?<![\\w-])(?:${names.join("|")})(?![a-z])`, "g");
    const all: Resource[] = [];
    for (let copy = 0; all.length < count; copy += 1) {
        all.push(...(JSON.parse(text.replace(pattern, (name) => `${name}-c${copy}`)) as Resource[]));
    }
    return all.slice(0, count);
}

function withoutCode(resource: Resource): Resource {
    const without = ({ code: _, ...props }: Resource["inputs"]) => props;
    return { ...resource, inputs: without(resource.inputs), outputs: without(resource.outputs) };
}

/** One copy of the dev stack among resources that have nothing to do with events. */
function among({ resources }: Graph, count: number): Resource[] {
    const own = resources.map(withoutCode);
    const other = own.find(({ type }) => type === "aws:cloudwatch/logGroup:LogGroup")!;
    const others = Array.from({ length: count - own.length }, (_, index): Resource => {
        const name = `bucket-${index}`;
        const props = { bucket: name, tags: { team: "other" } };
        return {
            ...other,
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
    return [...own, ...others];
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
    const found: { wire: Record<keyof typeof PACKS, number>; within: number; findings: number }[] = [];
    for (const size of SIZES) {
        const resources = make(dev, size);
        const wire: Record<keyof typeof PACKS, number[]> = { empty: [], ours: [] };
        const within: number[] = [];
        let findings = 0;
        const packs = { empty: await startPack({ pack: PACKS.empty }), ours: await startPack({ pack: PACKS.ours }) };
        for (let run = 0; run < RUNS; run += 1) {
            for (const name of ["empty", "ours"] as const) {
                const { analyzeMs, diagnostics } = await packs[name].run(graphOf(resources));
                wire[name].push(analyzeMs);
                findings = diagnostics.length;
            }
            within.push(await inside(resources));
        }
        await Promise.all([packs.empty.close(), packs.ours.close()]);
        found.push({ wire: { empty: median(wire.empty), ours: median(wire.ours) }, within: median(within), findings });
    }
    console.log(`\n${title}, median of ${RUNS} turns`);
    found.forEach(({ wire, within, findings }, index) => {
        const size = SIZES[index]!.toLocaleString("en-US").padStart(6);
        const ratio = (wire.ours / wire.empty).toFixed(2);
        console.log(
            `  ${size} resources  inside our policies ${within.toFixed(0)} ms; over the wire: empty policy ${wire.empty.toFixed(0)} ms, ours ${wire.ours.toFixed(0)} ms, ratio ${ratio}; ${findings} findings`,
        );
    });
    const [small, large] = [found[0]!, found[1]!];
    console.log(`  goals: inside at most 1,000 ms for 10,000 resources: ${large.within.toFixed(0)} ms;`);
    console.log(
        `         time(10,000) / time(1,000) at most 12: inside ${(large.within / small.within).toFixed(1)}, over the wire ${(large.wire.ours / small.wire.ours).toFixed(1)} (empty policy ${(large.wire.empty / small.wire.empty).toFixed(1)})`,
    );
}

async function main(): Promise<void> {
    ({ graph: dev } = await runProgram({ program: PROJECT, stack: "dev", mode: "update" }));
    await benchStart();
    await benchSize("copies of the dev stack", copies);
    await benchSize("one dev stack among other resources", among);
}

void main();
