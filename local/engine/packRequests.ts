import {
    AnalyzeRequest,
    AnalyzerPropertyDependencies,
    AnalyzerProviderResource,
    AnalyzerResource,
    AnalyzerResourceOptions,
    AnalyzerStackConfigureRequest,
    AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { checkedInputs } from "./awsProvider";
import type { Graph, Resource } from "./graph";
import type { StackConfig } from "./stackConfig";
import { urnOf } from "./urn";
import { wrap } from "./wire";

/** The messages about one graph that a policy pack gets. */
export class GraphRequests {
    private readonly byUrn: ReadonlyMap<string, Resource>;
    /** The resources that policies see: a resource that was only read belongs to someone else. */
    public readonly resources: readonly Resource[];

    constructor(private readonly graph: Graph) {
        this.byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
        this.resources = graph.resources.filter((resource) => !resource.external);
    }

    /** Which stack this is. A Node.js pack reads the configuration from its environment, not from here. */
    public configureStack(organization: string, config: StackConfig, tags: Readonly<Record<string, string>>): AnalyzerStackConfigureRequest {
        const request = new AnalyzerStackConfigureRequest();
        request.setStack(this.graph.stack);
        request.setProject(this.graph.project);
        request.setOrganization(organization);
        request.setDryRun(this.graph.mode === "preview");
        request.setConfigSecretKeysList(Object.keys(config).filter((key) => config[key]?.secret));
        for (const [key, value] of Object.entries(tags)) {
            request.getTagsMap().set(key, value);
        }
        return request;
    }

    /** One resource before it is created: its inputs, with the provider's name and defaults. */
    public analyze(resource: Resource): AnalyzeRequest {
        const request = new AnalyzeRequest();
        request.setType(resource.type);
        request.setUrn(resource.urn);
        request.setName(resource.name);
        request.setProperties(wrap(checkedInputs(resource), resource.secrets));
        request.setOptions(optionsOf(resource));
        request.setProvider(this.providerOf(resource));
        return request;
    }

    /** The whole stack after the program has ended: outputs and edges. */
    public analyzeStack(): AnalyzeStackRequest {
        const request = new AnalyzeStackRequest();
        request.setResourcesList(
            this.resources.map((resource) => {
                const message = new AnalyzerResource();
                message.setType(resource.type);
                message.setUrn(resource.urn);
                message.setName(resource.name);
                message.setProperties(wrap(resource.outputs, resource.secrets));
                message.setOptions(optionsOf(resource));
                message.setProvider(this.providerOf(resource));
                message.setParent(resource.parent);
                message.setDependenciesList(resource.dependencies);
                for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
                    const dependencies = new AnalyzerPropertyDependencies();
                    dependencies.setUrnsList(urns);
                    message.getPropertydependenciesMap().set(key, dependencies);
                }
                return message;
            }),
        );
        return request;
    }

    private providerOf({ custom, type, provider, options }: Resource): AnalyzerProviderResource | undefined {
        const pkg = type.split(":")[0] ?? "";
        if (!custom || pkg === "pulumi") {
            return undefined;
        }
        const { stack, project, region } = this.graph;
        const explicit = this.byUrn.get(provider.slice(0, provider.lastIndexOf("::")));
        const providerType = `pulumi:providers:${pkg}`;
        const name = `default_${options.version.replaceAll(".", "_")}`;
        const message = new AnalyzerProviderResource();
        message.setType(providerType);
        message.setName(explicit?.name ?? name);
        message.setUrn(explicit?.urn ?? urnOf({ stack, project, parent: "", type: providerType, name }));
        message.setProperties(wrap(explicit?.inputs ?? { version: options.version, ...(pkg === "aws" ? { region } : {}) }, explicit?.secrets));
        return message;
    }
}

function optionsOf({ options, parent }: Resource): AnalyzerResourceOptions {
    const message = new AnalyzerResourceOptions();
    message.setProtect(options.protect);
    message.setIgnorechangesList(options.ignoreChanges);
    message.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
    message.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
    message.setAdditionalsecretoutputsList(options.additionalSecretOutputs);
    message.setAliasesList(options.aliases);
    message.setParent(parent);
    const timeouts = new AnalyzerResourceOptions.CustomTimeouts();
    timeouts.setCreate(seconds(options.customTimeouts.create));
    timeouts.setUpdate(seconds(options.customTimeouts.update));
    timeouts.setDelete(seconds(options.customTimeouts.delete));
    message.setCustomtimeouts(timeouts);
    return message;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Seconds of a Go duration: "1h30m" is 5400. */
function seconds(duration: string): number {
    return [...duration.matchAll(/([\d.]+)(ms|h|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit ?? ""] ?? 0), 0);
}
