import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as path from "node:path";

import { type Graph, runProgram } from "../../local/engine";
import { AWS_TYPES } from "../../local/engine/awsTypes";
import { type Props, UNKNOWN } from "../../local/engine/graph";
import { PROJECT } from "../support/devStack";
import { describeOnEngine, PulumiWorkspace, type StateResource } from "./support/pulumiCli";

/** A registration in the form in which both engines report it. Aliases are no part: the real engine keeps none; that they work, the test of a rename shows. */
interface Registration {
    readonly type: string;
    readonly parent: string;
    readonly inputs: unknown;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Record<string, readonly string[]>;
    readonly protect: boolean;
    readonly retainOnDelete: boolean;
    readonly deletedWith: string;
    readonly ignoreChanges: readonly string[];
    readonly additionalSecretOutputs: readonly string[];
    /** Seconds, by operation. */
    readonly customTimeouts: Readonly<Record<string, number>>;
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
        return typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replace(each)]))
            : value;
    };
    return replace;
}

/** An archive without what only one of the engines reports: the hash that the real one adds, and the marks of the SDK's classes that it drops. */
function withoutMarks(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(withoutMarks);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const isAsset = "4dabf18193072939515e22adb298388d" in value;
    return Object.fromEntries(
        Object.entries(value).flatMap(([key, each]) =>
            isAsset && (key === "hash" || key.startsWith("__pulumi")) ? [] : [[key, withoutMarks(each)]],
        ),
    );
}

/** Secret values read alike: encrypted in the state, masked in a preview, and known by their paths to the embedded engine. */
function masked(value: unknown, secrets: readonly string[], at = ""): unknown {
    if (secrets.includes(at) || (typeof value === "object" && value !== null && "ciphertext" in value)) {
        return "[secret]";
    }
    if (Array.isArray(value)) {
        return value.map((each, index) => masked(each, secrets, `${at}[${index}]`));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, secrets, at === "" ? key : `${at}.${key}`)]));
}

const sorted = (urns: readonly string[] = []) => [...urns].sort();
/** "1h30m" in seconds; what is not said is left out. */
function secondsOf(timeouts: Readonly<Record<keyof Graph["resources"][number]["options"]["customTimeouts"], string>>): Record<string, number> {
    const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };
    const seconds = (text: string) => [...text.matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
    return Object.fromEntries(Object.entries(timeouts).flatMap(([operation, text]) => (text === "" ? [] : [[operation, seconds(text)]])));
}

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
                    inputs: ofProgram(clean(withoutMarks(masked(resource.inputs, resource.secrets))) as Props, resource.type),
                    dependencies: sorted(resource.dependencies),
                    propertyDependencies: Object.fromEntries(Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, sorted(urns)])),
                    protect: resource.options.protect,
                    retainOnDelete: resource.options.retainOnDelete,
                    deletedWith: resource.options.deletedWith,
                    ignoreChanges: sorted(resource.options.ignoreChanges),
                    additionalSecretOutputs: sorted(resource.options.additionalSecretOutputs),
                    customTimeouts: secondsOf(resource.options.customTimeouts),
                },
            ]),
    );
}

/** Inputs as the program gave them: the real engine keeps those that the provider has checked, with the name that it made up. */
function ofProgram(inputs: Props, type: string): Props {
    const naming = AWS_TYPES[type]?.naming?.property ?? "";
    const given = Object.entries(inputs).filter(
        ([key, value]) => value !== null && value !== undefined && !(key === naming && /^NAME\(/.test(String(value))),
    );
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
                    inputs: ofProgram(clean(withoutMarks(masked(resource.inputs ?? {}, []))) as Props, resource.type),
                    dependencies: sorted(resource.dependencies),
                    propertyDependencies: Object.fromEntries(
                        Object.entries(resource.propertyDependencies ?? {})
                            .filter(([, urns]) => (urns ?? []).length > 0)
                            .map(([key, urns]) => [key, sorted(urns)]),
                    ),
                    protect: resource.protect ?? false,
                    retainOnDelete: resource.retainOnDelete ?? false,
                    deletedWith: resource.deletedWith ?? "",
                    ignoreChanges: sorted(resource.ignoreChanges),
                    additionalSecretOutputs: sorted(resource.additionalSecretOutputs),
                    customTimeouts: Object.fromEntries(Object.entries(resource.customTimeouts ?? {}).filter(([, seconds]) => seconds > 0)),
                },
            ]),
    );
}

const PROGRAMS = [
    ...readdirSync(path.join(PROJECT, "examples")).map((name) => ({
        title: `the example ${name}`,
        folder: path.join(PROJECT, "examples", name),
        stack: "dev",
    })),
    { title: "the dev stack", folder: PROJECT, stack: "dev" },
    {
        title: "a program that uses what resource options there are",
        folder: path.join(PROJECT, "tests/local/engine/programs/features"),
        stack: "dev",
    },
    { title: "a program of plain resources", folder: path.join(PROJECT, "tests/local/engine/programs/messaging"), stack: "dev" },
];

const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/111122223333/adopted";
const TOPIC_ARN = "arn:aws:sns:us-east-1:999988887777:shared-alerts";
const EXISTING = {
    [`aws:sqs/queue:Queue ${QUEUE_URL}`]: {
        type: "aws:sqs/queue:Queue",
        id: QUEUE_URL,
        inputs: { name: "adopted" },
        outputs: { name: "adopted", url: QUEUE_URL, arn: "arn:aws:sqs:us-east-1:111122223333:adopted" },
    },
    [`aws:sns/topic:Topic ${TOPIC_ARN}`]: {
        type: "aws:sns/topic:Topic",
        id: TOPIC_ARN,
        inputs: { name: "shared-alerts" },
        outputs: { name: "shared-alerts", arn: TOPIC_ARN },
    },
};

describeOnEngine("the embedded engine held against the real one", () => {
    for (const { title, folder, stack } of PROGRAMS) {
        describe(title, () => {
            let workspace: PulumiWorkspace;
            before(async () => {
                workspace = new PulumiWorkspace(folder);
                await workspace.init(stack);
                // What programs read or import without having made it.
                workspace.account.change(({ resources }) => Object.assign(resources, EXISTING));
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
