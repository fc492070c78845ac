/**
 * What a Pulumi program registered, as plain data. The engine writes it; the policy pack, the local AWS and the commands read it.
 */

/** Property values in the form of JSON, with UNKNOWN for what a preview cannot know. */
export type Props = Record<string, unknown>;

/** Stands for a value that is not known before the update. The Pulumi wire format uses this very string, so a policy pack understands it. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The sentinels for unknown values that are not strings; a program may send any of them, the graph knows only UNKNOWN. */
export const UNKNOWNS: ReadonlySet<string> = new Set([
    UNKNOWN,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
    "030794c1-ac77-496b-92df-f27374a8bd58", // asset
    "e48ece36-62e2-4504-bad9-02848725956a", // archive
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** True if the value is unknown or holds an unknown somewhere. */
export function containsUnknown(value: unknown): boolean {
    // A loop, because an event pattern may have any number of levels.
    const open = [value];
    for (const each of open) {
        if (typeof each === "string" && UNKNOWNS.has(each)) {
            return true;
        }
        if (typeof each === "object" && each !== null) {
            for (const inner of Object.values(each)) {
                open.push(inner);
            }
        }
    }
    return false;
}

/** Marks an object of the Pulumi wire format that stands for something other than itself (sdk/go/common/resource/properties.go). */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The account that programs and the local AWS see. */
export const LOCAL_ACCOUNT = "111122223333";

/** How long the engine waits for an operation, as the program wrote it ("10m"); "" where it did not. */
interface CustomTimeouts {
    create: string;
    update: string;
    delete: string;
}

/** Resource options that the program sent to the engine. */
export interface ResourceOptions {
    protect: boolean;
    /** Property paths whose changes the engine ignores. */
    ignoreChanges: string[];
    replaceOnChanges: string[];
    /** Undefined where the program leaves the choice to the provider. */
    deleteBeforeReplace?: boolean;
    retainOnDelete: boolean;
    additionalSecretOutputs: string[];
    /** URNs that the resource had before; aliases written as name, type, parent … are resolved to URNs. */
    aliases: string[];
    customTimeouts: CustomTimeouts;
    /** Id of the existing resource to import; "" for none. */
    importId: string;
    /** URN of the resource with which this one is deleted; "" for none. */
    deletedWith: string;
    /** Version of the provider package, "7.48.0"; "" where the program named none. */
    version: string;
}

/** One registered resource of a Pulumi program. */
export interface Resource {
    urn: string;
    /** Type token, "aws:sqs/queue:Queue". */
    type: string;
    /** The name that the program gave it: the last part of the URN. */
    name: string;
    /** URN of the parent, "" at the top. */
    parent: string;
    /** True for resources of a provider, false for components and the stack. */
    custom: boolean;
    remote: boolean;
    /** True for a resource that exists outside the stack and was only read (`Resource.get`). @default false */
    external?: boolean;
    /** Id that the provider gave; "" in preview and for components. */
    id: string;
    /** Reference to the explicit provider, `URN::ID`; "" for the default provider. */
    provider: string;
    /** Inputs as the program sent them: secrets unwrapped to plain values, unknowns as UNKNOWN. Assets and archives stay as their signature objects. */
    inputs: Props;
    /** What the (synthetic) provider answered: inputs and computed outputs; for a component, what it registered as outputs. */
    outputs: Props;
    /** URNs of all resources it depends on. */
    dependencies: string[];
    /** Input property name → URNs of the resources its value comes from. Properties without any are left out. */
    propertyDependencies: Record<string, string[]>;
    options: ResourceOptions;
    /** The lines of the program that made it, the innermost first: "components/handlerFunction.ts:80", "index.ts:42". Undefined where no one knows them. */
    source?: string[];
    /** Paths of the properties (inputs and outputs) whose value is a secret: `password`, `tags.token`, `list[0]`. */
    secrets: string[];
}

/** Everything that one run of a program registered, in order of registration. */
export interface Graph {
    project: string;
    stack: string;
    mode: "preview" | "update";
    /** Absolute path of the program's folder: relative asset paths start here. */
    program: string;
    region: string;
    /** Twelve digits; LOCAL_ACCOUNT unless the graph was read from an exported state. */
    account: string;
    /** As in ARNs: "aws", "aws-cn", … */
    partition: string;
    resources: Resource[];
    /** ARNs of what exists outside of the stack, by what `--answers` says. @default none */
    outside?: string[];
    /** Outputs that the program exports, secrets unwrapped, unknowns as UNKNOWN. */
    stackOutputs: Props;
}

/** The resources of one type token, in order of registration. */
export function resourcesOfType(graph: Graph, type: string): Resource[] {
    return graph.resources.filter((resource) => resource.type === type);
}
