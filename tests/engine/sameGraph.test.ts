import assert from "node:assert/strict";
import * as path from "node:path";

import { type Graph, runProgram } from "../../local/engine";
import { AWS_TYPES } from "../../local/engine/awsTypes";
import { type Props, UNKNOWN } from "../../local/engine/graph";
import { PROJECT } from "../support/devStack";
import { describeOnEngine, PulumiWorkspace, type StateResource } from "./support/pulumiCli";

/** A registration in the form in which both engines tell it. */
interface Registration {
    readonly type: string;
    readonly parent: string;
    readonly inputs: unknown;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Record<string, readonly string[]>;
    readonly protect: boolean;
}

type Named = { urn: string; type: string; inputs?: Props; outputs?: Props };

/** Replaces the names that a provider makes up, in which the engines differ by seven digits, by the program's own, wherever they occur. */
function withoutNames(resources: readonly Named[]): (value: unknown) => unknown {
    const names = resources
        .flatMap(({ urn, type, inputs, outputs }): [string, string][] => {
            const property = AWS_TYPES[type]?.naming?.property ?? "name";
            const name = outputs?.[property] ?? inputs?.[property];
            return typeof name === "string" && name !== UNKNOWN ? [[name, `NAME(${urn.split("::").at(-1)})`]] : [];
        })
        .sort(([a], [b]) => b.length - a.length);
    const replace = (value: unknown): unknown => {
        if (typeof value === "string") {
            return names.reduce((text, [name, placeholder]) => text.replaceAll(name, placeholder), value);
        }
        if (Array.isArray(value)) {
            return value.map(replace);
        }
        return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replace(each)])) : value;
    };
    return replace;
}

/** An archive without what only one of the engines tells: the hash that the real one adds, and the marks of the SDK's classes that it drops. */
function withoutMarks(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutMarks);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const isAsset = "4dabf18193072939515e22adb298388d" in value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (isAsset && (key === "hash" || key.startsWith("__pulumi")) ? [] : [[key, withoutMarks(each)]])));
}

const sorted = (urns: readonly string[] = []) => [...urns].sort();
/** Whether the engine, and not the program, registers it: default providers. */
const isProvider = ({ type }: { type: string }) => type.startsWith("pulumi:providers:");

function ofEmbedded(graph: Graph): Record<string, Registration> {
    const clean = withoutNames(graph.resources);
    return Object.fromEntries(
        graph.resources
            .filter((resource) => !isProvider(resource))
            .map((resource) => [
                resource.urn,
                {
                    type: resource.type,
                    parent: resource.parent,
                    inputs: ofProgram(clean(withoutMarks(resource.inputs)) as Props, resource.type),
                    dependencies: sorted(resource.dependencies),
                    propertyDependencies: Object.fromEntries(Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, sorted(urns)])),
                    protect: resource.options.protect,
                },
            ]),
    );
}

/** Inputs as the program gave them: the real engine keeps those that the provider has checked, with the name that it made up. */
function ofProgram(inputs: Props, type: string): Props {
    const naming = AWS_TYPES[type]?.naming?.property ?? "";
    const given = Object.entries(inputs).filter(([key, value]) => value !== null && value !== undefined && !(key === naming && /^NAME\(/.test(String(value))));
    return Object.fromEntries(given);
}

function ofReal(state: readonly StateResource[]): Record<string, Registration> {
    const clean = withoutNames(state);
    return Object.fromEntries(
        state
            .filter((resource) => !isProvider(resource))
            .map((resource) => [
                resource.urn,
                {
                    type: resource.type,
                    parent: resource.parent ?? "",
                    inputs: ofProgram(clean(withoutMarks(resource.inputs ?? {})) as Props, resource.type),
                    dependencies: sorted(resource.dependencies),
                    propertyDependencies: Object.fromEntries(
                        Object.entries(resource.propertyDependencies ?? {})
                            .filter(([, urns]) => (urns ?? []).length > 0)
                            .map(([key, urns]) => [key, sorted(urns)]),
                    ),
                    protect: resource.protect ?? false,
                },
            ]),
    );
}

const PROGRAMS = [
    { title: "the dev stack", folder: PROJECT, stack: "dev" },
    { title: "a program of plain resources", folder: path.join(PROJECT, "tests/local/engine/programs/messaging"), stack: "dev" },
];

describeOnEngine("the embedded engine held against the real one", function () {
    this.timeout(300_000);
    for (const { title, folder, stack } of PROGRAMS) {
        describe(title, () => {
            let workspace: PulumiWorkspace;
            before(async () => {
                workspace = new PulumiWorkspace(folder);
                await workspace.init(stack);
            });
            after(() => workspace.close());

            it("is registered alike in a preview", async () => {
                const { graph } = await runProgram({ program: workspace.program, stack, mode: "preview" });
                assert.deepEqual(ofReal(await workspace.previewedState()), ofEmbedded(graph));
            });

            it("is registered alike in an update", async () => {
                await workspace.expectOk("up", "--yes", "--skip-preview");
                const { graph } = await runProgram({ program: workspace.program, stack, mode: "update" });
                assert.deepEqual(ofReal(await workspace.state(stack)), ofEmbedded(graph));
            });
        });
    }
});
