import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest, RegisterResourceRequest, RegisterResourceResponse } from "@pulumi/pulumi/proto/resource_pb";

import { mockAws, type Place } from "./mockAws";

type Values = Record<string, unknown>;

/** One resource as the engine would have got it. Resources are named by label: class and logical name, `EventRule orders-rule`. */
export interface Registration {
    readonly type: string;
    readonly name: string;
    readonly label: string;
    /** Label of the parent; undefined at the top of the stack. */
    readonly parent: string | undefined;
    /** Secrets unwrapped. An asset is `{ text }` or `{ path }`, an archive `{ assets }`, a value that preview does not know `UNKNOWN`. */
    readonly inputs: Values;
    /** Paths of the inputs that are secret. */
    readonly secrets: readonly string[];
    /** The resource options that were given. */
    readonly options: Values;
    /** Labels of everything that must exist before it, sorted. */
    readonly dependencies: readonly string[];
    /** For each input that comes from resources, their labels, sorted. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    /** What a component gave to registerOutputs; undefined if it never did. */
    outputs?: Values;
}

export interface Deployment {
    readonly resources: readonly Registration[];
    /** What the build function returned, as the stack's outputs; undefined in preview when one of them is not known. */
    readonly outputs: unknown;
}

export interface DeployOptions extends Partial<Place> {
    /** Whether it is a preview: ids, ARNs, URLs and names that AWS makes are unknown. @default false */
    preview?: boolean;
    /** Stack configuration, `project:key` to text. @default none */
    config?: Record<string, string>;
}

/** What an input is in preview when it depends on something that does not exist yet. */
export const UNKNOWN = pulumi.runtime.unknownValue;

// Internal, but without a separate store a program that fails would go on in the next test.
const { withLocalStorage } = require("@pulumi/pulumi/runtime/state") as { withLocalStorage<T>(run: () => T): T };

type Callback<T> = (error: Error | null, response?: T) => void;
interface Monitor {
    registerResource(request: RegisterResourceRequest, callback: Callback<RegisterResourceResponse>): void;
    registerResourceOutputs(request: RegisterResourceOutputsRequest, callback: Callback<object>): void;
}

/**
 * Runs `build` as a program against mocks and returns what it registered, once everything has been.
 *
 * @throws the program's error, be it thrown by `build` or where an output is resolved, and an error for two resources with one URN, which mocks accept
 */
export function deploy(build: () => unknown, options: DeployOptions = {}): Promise<Deployment> {
    return withLocalStorage(() => run(build, options));
}

async function run(build: () => unknown, { preview = false, config = {}, ...place }: DeployOptions): Promise<Deployment> {
    const { stackTraceLimit } = Error;
    // Pulumi takes a stack trace of every property of every resource: without them a run takes half the time.
    Error.stackTraceLimit = 0;
    const unhandled = takeOverUnhandledRejections();
    try {
        await pulumi.runtime.setMocks({ newResource: mockAws(preview, place), call: refuseCall }, "app", "test", preview);
        pulumi.runtime.setAllConfig(config);
        const resources = listenIn(pulumi.runtime.getMonitor() as Monitor, unhandled.fail);
        const finished = pulumi.runtime
            .runInPulumiStack(async () => build())
            .then(async (outputs) => {
                await pulumi.runtime.disconnect();
                return outputs as unknown;
            });
        // After an error some resources wait for ever for others that have failed.
        const outputs = await Promise.race([finished, unhandled.first]);
        return { resources: [...resources.values()].filter(({ type }) => type !== "pulumi:pulumi:Stack"), outputs };
    } finally {
        await unhandled.giveBack();
        Error.stackTraceLimit = stackTraceLimit;
    }
}

function refuseCall({ token }: pulumi.runtime.MockCallArgs): never {
    throw new Error(`the mocks have no answer for the call ${token}`);
}

/**
 * Errors inside outputs only show as unhandled rejections: `first` rejects with the first one, and the test runner does not see them.
 * `fail` makes it reject as well: what the engine refuses stops an update, and is no error to the program.
 */
function takeOverUnhandledRejections(): { first: Promise<never>; fail(error: unknown): void; giveBack(): Promise<void> } {
    const theirs = process.listeners("unhandledRejection");
    let failed = false;
    let reject: (error: unknown) => void;
    const first = new Promise<never>((_, refuse) => {
        reject = refuse;
    });
    first.catch(() => {});
    const fail = (error: unknown) => {
        failed = true;
        reject(error);
    };
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", fail);
    return {
        first,
        fail,
        async giveBack() {
            // The errors of everything that hangs on the one that failed come within moments.
            for (let turn = 0; turn < (failed ? 20 : 1); turn++) {
                await new Promise((resolve) => setImmediate(resolve));
            }
            process.off("unhandledRejection", fail);
            for (const other of theirs) process.on("unhandledRejection", other);
        },
    };
}

/** Records what goes to the mock engine, by URN, and gives resources the URNs of the real one. */
function listenIn(monitor: Monitor, fail: (error: unknown) => void): Map<string, Registration> {
    const registered = new Map<string, Registration>();
    const labels = (urns: readonly string[]) => urns.map((urn) => registered.get(urn)?.label ?? urn).sort();
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
        const type = request.getType();
        const parentTypes = (request.getParent().split("::")[2] ?? "").replace(/^pulumi:pulumi:Stack\$?/, "");
        const urn = `urn:pulumi:test::app::${parentTypes === "" ? "" : `${parentTypes}$`}${type}::${request.getName()}`;
        if (registered.has(urn)) {
            const error = new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
            fail(error);
            callback(error);
            return;
        }
        const secrets: string[] = [];
        registered.set(urn, {
            type,
            name: request.getName(),
            label: labelOf(type, request.getName()),
            parent: parentTypes === "" ? undefined : labels([request.getParent()])[0],
            inputs: unwrap(request.getObject()?.toJavaScript() ?? {}, "", secrets) as Values,
            secrets,
            options: optionsOf(request),
            dependencies: labels(request.getDependenciesList()),
            propertyDependencies: Object.fromEntries(
                [...request.getPropertydependenciesMap().entries()]
                    .map(([property, urns]) => [property, labels(urns.getUrnsList())] as const)
                    .filter(([, urns]) => urns.length > 0),
            ),
        });
        register(request, (error, response) => {
            if (error) fail(error);
            response?.setUrn(urn);
            callback(error, response);
        });
    };
    monitor.registerResourceOutputs = (request, callback) => {
        const component = registered.get(request.getUrn());
        if (component !== undefined) component.outputs = unwrap(request.getOutputs()?.toJavaScript() ?? {}, "", []) as Values;
        callback(null, {});
    };
    return registered;
}

function labelOf(type: string, name: string): string {
    return `${type.split(":").pop()} ${name}`;
}

function optionsOf(request: RegisterResourceRequest): Values {
    const given: [string, unknown][] = [
        ["protect", request.getProtect() || undefined],
        ["retainOnDelete", request.getRetainondelete() || undefined],
        ["deleteBeforeReplace", request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined],
        ["ignoreChanges", request.getIgnorechangesList()],
        ["replaceOnChanges", request.getReplaceonchangesList()],
        ["additionalSecretOutputs", request.getAdditionalsecretoutputsList()],
        ["aliases", request.getAliasesList().map((alias) => (alias.hasUrn() ? alias.getUrn() : definedOf(alias.getSpec()?.toObject() ?? {})))],
        ["import", request.getImportid() || undefined],
    ];
    return definedOf(Object.fromEntries(given));
}

/** The entries that say something: not undefined, empty text, false or an empty list. */
function definedOf(values: object): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : Boolean(value))));
}

/** Plain values for what the wire wraps: secrets, assets, archives and references. */
function unwrap(value: unknown, path: string, secrets: string[]): unknown {
    if (Array.isArray(value)) {
        return value.map((item, index) => unwrap(item, `${path}[${index}]`, secrets));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const { [pulumi.runtime.specialSigKey]: signature, __pulumiAsset, __pulumiArchive, ...fields } = value as Values;
    if (signature === pulumi.runtime.specialSecretSig) {
        secrets.push(path);
        return unwrap(fields.value, path, secrets);
    }
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, unwrap(field, path === "" ? key : `${path}.${key}`, secrets)]));
}

/** The tree of a deployment, `parent > child`, in alphabetical order. */
export function treeOf({ resources }: Deployment): string[] {
    return resources.map(({ label, parent }) => (parent === undefined ? label : `${parent} > ${label}`)).sort();
}

/** The registration with a label, `EventRule orders-rule`, or the only one of a class, `EventRule`. Fails, and lists what there is, when it is not one. */
export function only({ resources }: Deployment, label: string): Registration {
    const [first, ...others] = resources.filter((resource) => resource.label === label || resource.label.split(" ")[0] === label);
    if (first === undefined || others.length > 0) {
        throw new Error(`expected one ${label} in [${resources.map((resource) => resource.label).join(", ")}]`);
    }
    return first;
}
