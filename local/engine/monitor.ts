import type { RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import {
    type ReadResourceRequest,
    ReadResourceResponse,
    type RegisterResourceOutputsRequest,
    RegisterResourceResponse,
    type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Answers, invoke, noting } from "./awsInvokes";
import { create, type ProviderContext, ProviderRefusal, read } from "./awsProvider";
import { type Graph, type Props, type Resource, type ResourceOptions, UNKNOWN } from "./graph";
import { sourceLines } from "./sourceLines";
import { Transforms } from "./transforms";
import { aliasUrn, type Place, urnOf } from "./urn";
import { type SecretMask, unwrap, valueAt, wrap } from "./wire";

/** The engine stops a deployment: the program learns that the monitor is gone, the user reads this message once. */
export class EngineRefusal extends Error {
    constructor(
        message: string,
        public readonly urn = "",
    ) {
        super(message);
    }
}

/** What a deployment has to know besides the program's calls. */
export interface DeploymentOptions {
    graph: Graph;
    mask: SecretMask;
    unknownNames: boolean;
    /** Tags from the configuration `aws:defaultTags`. */
    defaultTags?: Props;
    /** Answers about things that exist already. */
    answers?: Answers | undefined;
    /** Called when the outputs of the stack are registered: nothing follows. */
    onComplete(): void;
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/** The state of one run of a program: everything that it registers, and the answers of the providers. */
export class Deployment {
    public readonly transforms = new Transforms();
    public complete = false;
    private readonly resources = new Map<string, Resource>();

    private readonly answers: Answers | undefined;

    constructor(private readonly options: DeploymentOptions) {
        this.answers = options.answers && noting(options.answers, options.graph);
    }

    /** Registers a resource: transforms, URN, the provider's answer. @throws EngineRefusal */
    public async register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
        const { graph, mask } = this.options;
        const { properties, options } = await this.transforms.apply(request);
        const place: Place = {
            stack: graph.stack,
            project: graph.project,
            parent: request.getParent(),
            type: request.getType(),
            name: request.getName(),
        };
        const urn = urnOf(place);
        if (this.resources.has(urn)) {
            throw new EngineRefusal(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
        }
        if (request.getRemote()) {
            throw new EngineRefusal(`this is a component of a plugin: the embedded engine runs components of Node.js packages only`, urn);
        }
        const { props: inputs, secrets, dependencies } = unwrap(properties, mask);
        const resource: Resource = {
            urn,
            type: place.type,
            name: place.name,
            parent: place.parent,
            custom: request.getCustom(),
            remote: false,
            id: "",
            provider: options.getProvider(),
            inputs,
            outputs: {},
            ...dependenciesOf(request, options, inputs, dependencies),
            options: resourceOptions(options, place),
            source: sourceLines(request, graph.program),
            secrets: [...secrets, ...options.getAdditionalSecretOutputsList().filter((key) => !secrets.includes(key))],
        };
        if (resource.custom) {
            this.answer(resource, resource.options.importId);
        }
        this.add(resource);
        this.transforms.remember(urn, request);
        const response = new RegisterResourceResponse();
        response.setUrn(urn);
        response.setId(resource.id);
        // A component's outputs come later, by registerOutputs.
        response.setObject(wrap(resource.outputs, resource.secrets));
        return response;
    }

    /** Takes the outputs of a component, or those of the stack. */
    public registerOutputs(request: RegisterResourceOutputsRequest): void {
        const { props, secrets } = unwrap(request.getOutputs(), this.options.mask);
        const resource = this.resources.get(request.getUrn());
        if (!resource) {
            throw new EngineRefusal(`Outputs were registered for '${request.getUrn()}', which is not a resource of this program`);
        }
        resource.outputs = props;
        resource.secrets.push(...secrets.filter((secret) => !resource.secrets.includes(secret)));
        if (resource.type === STACK_TYPE) {
            this.options.graph.stackOutputs = props;
            this.complete = true;
            this.options.onComplete();
        }
    }

    /** Answers for a resource that exists outside the stack (`Resource.get`). */
    public read(request: ReadResourceRequest): ReadResourceResponse {
        const { graph, mask } = this.options;
        const place: Place = {
            stack: graph.stack,
            project: graph.project,
            parent: request.getParent(),
            type: request.getType(),
            name: request.getName(),
        };
        const urn = urnOf(place);
        const id = request.getId();
        if (this.resources.has(urn)) {
            throw new EngineRefusal(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
        }
        const { props: inputs, secrets } = unwrap(request.getProperties(), mask);
        const resource: Resource = {
            ...place,
            urn,
            custom: true,
            remote: false,
            external: true,
            id,
            provider: request.getProvider(),
            inputs,
            outputs: {},
            dependencies: request.getDependenciesList(),
            propertyDependencies: {},
            options: { ...NO_OPTIONS, version: request.getVersion(), additionalSecretOutputs: request.getAdditionalsecretoutputsList() },
            secrets: [...secrets, ...request.getAdditionalsecretoutputsList()],
        };
        this.answer(resource, id === UNKNOWN ? "" : id);
        this.add(resource);
        const response = new ReadResourceResponse();
        response.setUrn(urn);
        response.setProperties(wrap(resource.outputs, resource.secrets));
        return response;
    }

    /** Answers a provider function. @throws Error, which the program may catch. */
    public async invoke(request: ResourceInvokeRequest): Promise<Struct> {
        const args = await this.transforms.applyToInvoke(request);
        const { props } = unwrap(args, this.options.mask);
        if (request.getTok() === "pulumi:pulumi:getResource") {
            return wrap(this.state(String(props.urn)));
        }
        const token = request.getTok();
        return refusing(() => wrap(invoke(token, props, this.contextFor(token, request.getProvider()), this.answers)), `${token}: `);
    }

    private state(urn: string): Props {
        const resource = this.resources.get(urn);
        if (!resource) {
            throw new Error(`unknown resource ${urn}`);
        }
        return { urn, id: resource.id, state: resource.outputs };
    }

    private add(resource: Resource): void {
        this.resources.set(resource.urn, resource);
        this.options.graph.resources.push(resource);
    }

    /** Fills in what the provider answers: for a new resource, or for the existing one with this id. */
    private answer(resource: Resource, existingId: string): void {
        if (resource.type === "pulumi:pulumi:StackReference") {
            const name = String(resource.inputs.name ?? existingId);
            Object.assign(resource, { id: name, outputs: { name, outputs: this.outputsOf(name, resource.urn), secretOutputNames: [] } });
            return;
        }
        const context = this.contextFor(resource.type, resource.provider);
        const answered = refusing(
            () => (existingId === "" ? create(resource, context) : read({ ...resource, id: existingId }, context)),
            "",
            resource.urn,
        );
        Object.assign(resource, answered);
        const { inputs, outputs } = resource;
        // The provider copies the tags: what is secret in one place is secret in the other.
        const copied = resource.secrets.flatMap((path) => (/^tags\b/.test(path) ? path.replace(/^tags/, "tagsAll") : []));
        resource.secrets = [...resource.secrets, ...copied].filter(
            (path) => valueAt(inputs, path) !== undefined || valueAt(outputs, path) !== undefined,
        );
        for (const path of resource.secrets) {
            this.options.mask.add(valueAt(outputs, path));
        }
    }

    private outputsOf(stack: string, urn: string): Props {
        const { answers } = this;
        const outputs = answers?.outputsOf(stack);
        if (outputs === undefined) {
            answers?.onUnanswered({ stack });
            throw new EngineRefusal(`stack references cannot be resolved: the embedded engine knows this stack only`, urn);
        }
        return outputs;
    }

    /** The provider that a resource or invoke uses: an explicit one has its own region and tags. */
    private contextFor(type: string, provider: string): ProviderContext {
        const { graph, unknownNames, defaultTags } = this.options;
        const settings = this.resources.get(provider.slice(0, provider.lastIndexOf("::")))?.inputs ?? {};
        const own = type.startsWith("aws") ? parsed(settings.defaultTags) : undefined;
        return {
            mode: graph.mode,
            region: typeof settings.region === "string" && settings.region !== UNKNOWN ? settings.region : graph.region,
            account: graph.account,
            program: graph.program,
            unknownNames,
            defaultTags: ((own ?? defaultTags)?.tags as Props | undefined) ?? undefined,
        };
    }
}

/** What the provider answers. What it refuses ends the run. @throws EngineRefusal */
function refusing<T>(answer: () => T, subject: string, urn?: string): T {
    try {
        return answer();
    } catch (error) {
        throw error instanceof ProviderRefusal ? new EngineRefusal(`${subject}${error.message}`, urn) : error;
    }
}

const NO_OPTIONS: ResourceOptions = {
    protect: false,
    ignoreChanges: [],
    replaceOnChanges: [],
    retainOnDelete: false,
    additionalSecretOutputs: [],
    aliases: [],
    customTimeouts: { create: "", update: "", delete: "" },
    importId: "",
    deletedWith: "",
    version: "",
};

function resourceOptions(options: TransformResourceOptions, place: Place): ResourceOptions {
    const timeouts = options.getCustomTimeouts();
    return {
        protect: options.getProtect() ?? false,
        ignoreChanges: options.getIgnoreChangesList(),
        replaceOnChanges: options.getReplaceOnChangesList(),
        ...(options.hasDeleteBeforeReplace() ? { deleteBeforeReplace: options.getDeleteBeforeReplace() ?? false } : {}),
        retainOnDelete: options.getRetainOnDelete() ?? false,
        additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
        aliases: options.getAliasesList().map((alias) => aliasUrn(alias, place)),
        customTimeouts: { create: timeouts?.getCreate() ?? "", update: timeouts?.getUpdate() ?? "", delete: timeouts?.getDelete() ?? "" },
        importId: options.getImport(),
        deletedWith: options.getDeletedWith(),
        version: options.getVersion(),
    };
}

/** Edges survive a transform: the SDK sends back values without them, so those of the request are kept for every property that is still there. */
function dependenciesOf(
    request: RegisterResourceRequest,
    options: TransformResourceOptions,
    inputs: Props,
    ofOutputs: Record<string, string[]>,
): Pick<Resource, "dependencies" | "propertyDependencies"> {
    const propertyDependencies: Record<string, string[]> = {};
    const sent = request.getPropertydependenciesMap();
    for (const key of Object.keys(inputs)) {
        const urns = new Set([...(sent.get(key)?.getUrnsList() ?? []), ...(ofOutputs[key] ?? [])]);
        if (urns.size > 0) {
            propertyDependencies[key] = [...urns];
        }
    }
    const dependencies = new Set([...options.getDependsOnList(), ...Object.values(propertyDependencies).flat()]);
    return { dependencies: [...dependencies], propertyDependencies };
}

/** Provider settings that are objects travel as JSON text. */
export function parsed(value: unknown): Props | undefined {
    if (typeof value !== "string") {
        return typeof value === "object" && value !== null ? (value as Props) : undefined;
    }
    try {
        const result: unknown = JSON.parse(value);
        return typeof result === "object" && result !== null ? (result as Props) : undefined;
    } catch {
        return undefined;
    }
}
