import * as grpc from "@grpc/grpc-js";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import {
    type RegisterResourceRequest,
    type ResourceInvokeRequest,
    TransformInvokeOptions,
    TransformInvokeRequest,
    TransformInvokeResponse,
    TransformRequest,
    TransformResourceOptions,
    TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Properties and options of a registration, as the program's transforms left them. */
export interface Transformed {
    properties: Struct;
    options: TransformResourceOptions;
}

/** Runs the transforms of a program: functions that live in its process and are called back. */
export class Transforms {
    private readonly clients = new Map<string, CallbacksClient>();
    private readonly ofStack: Callback[] = [];
    private readonly ofInvokes: Callback[] = [];
    private readonly ofResource = new Map<string, { callbacks: Callback[]; parent: string }>();

    public addToStack(callback: Callback): void {
        this.ofStack.push(callback);
    }

    public addToInvokes(callback: Callback): void {
        this.ofInvokes.push(callback);
    }

    /** Remembers the transforms of a registered resource: they apply to its children too. */
    public remember(urn: string, request: RegisterResourceRequest): void {
        this.ofResource.set(urn, { callbacks: request.getTransformsList(), parent: request.getParent() });
    }

    /** Applies the resource's own transforms, then those of its parents from the nearest up, then those of the stack. */
    public async apply(request: RegisterResourceRequest): Promise<Transformed> {
        let result: Transformed = { properties: request.getObject() ?? new Struct(), options: optionsOf(request) };
        const callbacks = [...request.getTransformsList()];
        for (let parent = request.getParent(); parent !== ""; parent = this.ofResource.get(parent)?.parent ?? "") {
            callbacks.push(...(this.ofResource.get(parent)?.callbacks ?? []));
        }
        for (const callback of [...callbacks, ...this.ofStack]) {
            const question = new TransformRequest();
            question.setType(request.getType());
            question.setName(request.getName());
            question.setCustom(request.getCustom());
            question.setParent(request.getParent());
            question.setProperties(result.properties);
            question.setOptions(result.options);
            const answer = TransformResponse.deserializeBinary(await this.call(callback, question.serializeBinary()));
            result = { properties: answer.getProperties() ?? new Struct(), options: answer.getOptions() ?? result.options };
        }
        return result;
    }

    /** Applies the transforms of invokes to the arguments of one. */
    public async applyToInvoke(request: ResourceInvokeRequest): Promise<Struct> {
        let args = request.getArgs() ?? new Struct();
        for (const callback of this.ofInvokes) {
            const question = new TransformInvokeRequest();
            question.setToken(request.getTok());
            question.setArgs(args);
            const options = new TransformInvokeOptions();
            options.setProvider(request.getProvider());
            options.setVersion(request.getVersion());
            options.setPluginDownloadUrl(request.getPlugindownloadurl());
            question.setOptions(options);
            const answer = TransformInvokeResponse.deserializeBinary(await this.call(callback, question.serializeBinary()));
            args = answer.getArgs() ?? new Struct();
        }
        return args;
    }

    public close(): void {
        for (const client of this.clients.values()) {
            client.close();
        }
    }

    private call(callback: Callback, message: Uint8Array): Promise<Uint8Array> {
        const target = callback.getTarget();
        const client =
            this.clients.get(target) ?? new CallbacksClient(target, grpc.credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
        this.clients.set(target, client);
        const request = new CallbackInvokeRequest();
        request.setToken(callback.getToken());
        request.setRequest(message);
        return new Promise((resolve, reject) => {
            client.invoke(request, (error, answer) =>
                error ? reject(new Error(error.details || error.message)) : resolve(answer.getResponse_asU8()),
            );
        });
    }
}

/** The options of a registration in the form in which transforms see and change them. */
function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
    const options = new TransformResourceOptions();
    options.setDependsOnList(request.getDependenciesList());
    options.setIgnoreChangesList(request.getIgnorechangesList());
    options.setReplaceOnChangesList(request.getReplaceonchangesList());
    options.setVersion(request.getVersion());
    options.setAliasesList(request.getAliasesList());
    options.setProvider(request.getProvider());
    options.setCustomTimeouts(request.getCustomtimeouts());
    options.setPluginDownloadUrl(request.getPlugindownloadurl());
    options.setDeletedWith(request.getDeletedwith());
    options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
    options.setImport(request.getImportid());
    options.setHooks(request.getHooks());
    options.setReplaceWithList(request.getReplaceWithList());
    if (request.hasProtect()) {
        options.setProtect(request.getProtect() ?? false);
    }
    if (request.hasRetainondelete()) {
        options.setRetainOnDelete(request.getRetainondelete() ?? false);
    }
    if (request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()) {
        options.setDeleteBeforeReplace(request.getDeletebeforereplace());
    }
    for (const [pkg, reference] of request.getProvidersMap().entries()) {
        options.getProvidersMap().set(pkg, reference);
    }
    return options;
}
