import assert from "node:assert/strict";
import * as path from "node:path";

import { type Graph, runProgram } from "../../local/engine";
import { AWS_TYPES } from "../../local/engine/awsTypes";
import { checkedInputs } from "../../local/engine/awsProvider";
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

type Named = { urn: string; type: string; outputs?: Props };

/** Replaces the names that a provider makes up, in which the engines differ by seven digits, by the program's own, wherever they occur. */
function withoutNames(resources: readonly Named[]): (value: unknown) => unknown {
    const names = resources
        .flatMap(({ urn, type, outputs }): [string, string][] => {
            const name = outputs?.[AWS_TYPES[type]?.naming?.property ?? "name"];
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

/** An archive as the engines tell it: the real one knows its hash besides. */
function withoutHashes(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutHashes);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const isAsset = "4dabf18193072939515e22adb298388d" in value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (isAsset && key === "hash" ? [] : [[key, withoutHashes(each)]])));
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
                    inputs: clean(withoutHashes(onlyGiven(checkedInputs(resource), resource.inputs, resource.type))),
                    dependencies: sorted(resource.dependencies),
                    propertyDependencies: Object.fromEntries(Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, sorted(urns)])),
                    protect: resource.options.protect,
                },
            ]),
    );
}

/** Of the checked inputs those that the program gave and the name: the defaults that a provider fills in are not the program's. */
function onlyGiven(checked: Props, given: Props, type: string): Props {
    const naming = AWS_TYPES[type]?.naming?.property ?? "";
    return Object.fromEntries(Object.entries(checked).filter(([key, value]) => (key in given || key === naming) && value !== null && value !== undefined));
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
                    inputs: clean(withoutHashes(resource.inputs ?? {})),
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
                const preview = await workspace.expectOk("preview");
                const { graph } = await runProgram({ program: workspace.program, stack, mode: "preview" });
                assert.deepEqual(ofReal(preview.steps.map(({ state }) => state!)), ofEmbedded(graph));
            });

            it("is registered alike in an update", async () => {
                await workspace.expectOk("up", "--yes", "--skip-preview");
                const { graph } = await runProgram({ program: workspace.program, stack, mode: "update" });
                assert.deepEqual(ofReal(await workspace.state(stack)), ofEmbedded(graph));
            });
        });
    }
});
