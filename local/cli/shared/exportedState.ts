import { partitionOf } from "../../../models/regions";
import { type Graph, LOCAL_ACCOUNT, type Props, type Resource, SIGNATURE, UNKNOWN } from "../../engine/graph";
import { MisuseError } from "./errors";
import { readJsonFile } from "./readJsonFile";
import { isObject } from "./resourceValues";

/** Marks a secret among signature objects. Source: pulumi/pulumi sdk/go/common/resource/properties.go. */
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);

/**
 * Reads what `pulumi stack export` writes, or the checkpoint file of a backend, as the graph of an update. Encrypted secrets are UNKNOWN; those that
 * `--show-secrets` shows are plain values. Resources that wait for their deletion are left out. Region and account are those of the first ARN.
 *
 * @throws MisuseError for a file that is not there, is not JSON, or has no list of resources.
 */
export function readExportedState(file: string): Graph {
    const graph = graphOfState(readJsonFile("--state", file).value);
    if (graph === undefined) {
        throw new MisuseError(`--state ${file}: has no deployment.resources: give a file that "pulumi stack export" wrote`);
    }
    return graph;
}

/** The graph of a state as {@link readExportedState} has it; undefined for something else than a state. */
export function graphOfState(value: unknown): Graph | undefined {
    const given = stateOf(value);
    if (given === undefined) {
        return undefined;
    }
    const resources = given.filter((item): item is Props => isObject(item) && typeof item.urn === "string" && item.delete !== true).map(resourceOf);
    const [stack = "", project = ""] = resources[0]?.urn.replace(/^urn:pulumi:/, "").split("::") ?? [];
    const arn = resources.map(({ outputs }) => /^arn:[^:]+:[^:]+:([^:]+):(\d{12}):/.exec(String(outputs.arn))).find((match) => match !== null);
    const region = arn?.[1] ?? "us-east-1";
    return {
        project,
        stack,
        mode: "update",
        program: process.cwd(),
        region,
        account: arn?.[2] ?? LOCAL_ACCOUNT,
        partition: partitionOf(region),
        resources,
        stackOutputs: resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {},
    };
}

/** `deployment` as `pulumi stack export` has it, or `checkpoint.latest` as backends store it. A stack that was never deployed has no resources. */
function stateOf(value: unknown): unknown[] | undefined {
    const checkpoint = isObject(value) && isObject(value.checkpoint) ? value.checkpoint.latest : undefined;
    const state = isObject(value) && isObject(value.deployment) ? value.deployment : checkpoint;
    if (!isObject(state)) {
        return undefined;
    }
    return Array.isArray(state.resources) ? state.resources : "resources" in state ? undefined : [];
}

function resourceOf(item: Props): Resource {
    const urn = item.urn as string;
    const secrets: string[] = [];
    return {
        urn,
        type: String(item.type ?? ""),
        name: urn.split("::").slice(3).join("::"),
        parent: String(item.parent ?? ""),
        custom: item.custom === true,
        remote: false,
        ...(item.external === true && { external: true }),
        id: String(item.id ?? ""),
        provider: String(item.provider ?? ""),
        inputs: plain(item.inputs, "", secrets) as Props,
        outputs: plain(item.outputs, "", secrets) as Props,
        dependencies: texts(item.dependencies),
        propertyDependencies: Object.fromEntries(
            Object.entries(isObject(item.propertyDependencies) ? item.propertyDependencies : {}).map(([key, urns]) => [key, texts(urns)]),
        ),
        options: {
            protect: item.protect === true,
            ignoreChanges: texts(item.ignoreChanges),
            replaceOnChanges: [],
            retainOnDelete: item.retainOnDelete === true,
            additionalSecretOutputs: texts(item.additionalSecretOutputs),
            aliases: texts(item.aliases),
            customTimeouts: { create: "", update: "", delete: "" },
            importId: "",
            deletedWith: String(item.deletedWith ?? ""),
            version: "",
        },
        secrets: [...new Set(secrets)],
    };
}

/** Values without the objects that stand for secrets; the paths of these are noted. */
function plain(value: unknown, path: string, secrets: string[]): unknown {
    if (Array.isArray(value)) {
        return value.map((item, index) => plain(item, `${path}[${index}]`, secrets));
    }
    if (!isObject(value)) {
        return value ?? (path === "" ? {} : value);
    }
    if (value[SIGNATURE] === SECRET) {
        secrets.push(path);
        return typeof value.plaintext === "string" ? plain(shown(value.plaintext), path, secrets) : UNKNOWN;
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, path === "" ? key : `${path}.${key}`, secrets)]));
}

/** A secret that `--show-secrets` shows: JSON as text. */
function shown(plaintext: string): unknown {
    try {
        return JSON.parse(plaintext);
    } catch {
        return UNKNOWN;
    }
}
