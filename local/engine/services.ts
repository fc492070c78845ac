import * as grpc from "@grpc/grpc-js";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
    type GetRootResourceRequest,
    GetRootResourceResponse,
    type LogRequest,
    LogSeverity,
    type RequirePulumiVersionRequest,
    RequirePulumiVersionResponse,
    type SetRootResourceRequest,
    SetRootResourceResponse,
    type StartDebuggingRequest,
} from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
    type ReadResourceRequest,
    type RegisterErrorHookRequest,
    type RegisterPackageRequest,
    RegisterPackageResponse,
    type RegisterResourceHookRequest,
    type RegisterResourceOutputsRequest,
    type RegisterResourceRequest,
    type ResourceCallRequest,
    type ResourceInvokeRequest,
    type SupportsFeatureRequest,
    SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Deployment, EngineRefusal } from "./monitor";

/** A line that the program, or the SDK for it, sent to the engine's log. */
export interface ProgramLog {
    severity: "info" | "warning" | "error";
    /** Secrets masked. */
    message: string;
    /** URN of the resource that the message is about, "" for none. */
    urn: string;
}

/** What a service host reports to the run. */
export interface ServiceEvents {
    onCall(method: string): void;
    onLog(severity: ProgramLog["severity"], message: string, urn: string): void;
    onRefusal(refusal: EngineRefusal): void;
}

/** Archives with their text travel inside one message. */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const FEATURES = new Set([
    "secrets",
    "resourceReferences",
    "outputValues",
    "deletedWith",
    "replaceWith",
    "aliasSpecs",
    "transforms",
    "invokeTransforms",
    "parameterization",
    "resourceHooks",
    "errorHooks",
]);

const SEVERITIES = new Map<LogSeverity, ProgramLog["severity"]>([
    [LogSeverity.INFO, "info"],
    [LogSeverity.WARNING, "warning"],
    [LogSeverity.ERROR, "error"],
]);

/** Serves the ResourceMonitor and Engine services on a free port of the loopback interface. */
export async function serve(deployment: Deployment, events: ServiceEvents): Promise<{ address: string; close(): void }> {
    let refused = false;
    const unary =
        <Q, A>(method: string, answer: (request: Q) => A | Promise<A>): grpc.handleUnaryCall<Q, A> =>
        (call, callback) => {
            events.onCall(method);
            if (refused && method !== "Log") {
                // The SDK takes UNAVAILABLE for an engine that has stopped and reported the reason to the user.
                callback({ code: grpc.status.UNAVAILABLE, details: "resource monitor shut down" });
                return;
            }
            const respond = async () => answer(call.request);
            respond().then(
                (response) => callback(null, response),
                (error: unknown) => {
                    const message = error instanceof Error ? error.message : String(error);
                    if (error instanceof EngineRefusal || method.startsWith("Register")) {
                        // What goes wrong in a registration ends the deployment: without it every dependent would fail once more.
                        refused = true;
                        events.onRefusal(error instanceof EngineRefusal ? error : new EngineRefusal(message));
                        callback({ code: grpc.status.UNAVAILABLE, details: "resource monitor shut down" });
                    } else {
                        callback({ code: grpc.status.UNKNOWN, details: message });
                    }
                },
            );
        };
    const empty = () => new Empty();
    let root = "";
    const server = new grpc.Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES });
    server.addService(ResourceMonitorService, {
        supportsFeature: unary("SupportsFeature", (request: SupportsFeatureRequest) => {
            const response = new SupportsFeatureResponse();
            response.setHassupport(FEATURES.has(request.getId()));
            return response;
        }),
        registerResource: unary("RegisterResource", (request: RegisterResourceRequest) => deployment.register(request)),
        registerResourceOutputs: unary("RegisterResourceOutputs", (request: RegisterResourceOutputsRequest) => {
            deployment.registerOutputs(request);
            return empty();
        }),
        readResource: unary("ReadResource", (request: ReadResourceRequest) => deployment.read(request)),
        invoke: unary("Invoke", async (request: ResourceInvokeRequest) => {
            const response = new InvokeResponse();
            response.setReturn(await deployment.invoke(request));
            return response;
        }),
        call: unary("Call", (request: ResourceCallRequest) => {
            throw new Error(`Method '${request.getTok()}' cannot be called: the embedded engine has no provider plugins`);
        }),
        registerStackTransform: unary("RegisterStackTransform", (callback: Callback) => {
            deployment.transforms.addToStack(callback);
            return empty();
        }),
        registerStackInvokeTransform: unary("RegisterStackInvokeTransform", (callback: Callback) => {
            deployment.transforms.addToInvokes(callback);
            return empty();
        }),
        // Nothing is created, so no hook has anything to run before or after.
        registerResourceHook: unary<RegisterResourceHookRequest, Empty>("RegisterResourceHook", empty),
        registerErrorHook: unary<RegisterErrorHookRequest, Empty>("RegisterErrorHook", empty),
        registerPackage: unary("RegisterPackage", (request: RegisterPackageRequest) => {
            const response = new RegisterPackageResponse();
            response.setRef(`${request.getName()}@${request.getVersion()}`);
            return response;
        }),
        signalAndWaitForShutdown: unary<Empty, Empty>("SignalAndWaitForShutdown", empty),
    });
    server.addService(EngineService, {
        log: unary("Log", (request: LogRequest) => {
            const severity = SEVERITIES.get(request.getSeverity());
            if (severity) {
                events.onLog(severity, request.getMessage(), request.getUrn());
            }
            return empty();
        }),
        setRootResource: unary("SetRootResource", (request: SetRootResourceRequest) => {
            root = request.getUrn();
            return new SetRootResourceResponse();
        }),
        getRootResource: unary<GetRootResourceRequest, GetRootResourceResponse>("GetRootResource", () => {
            const response = new GetRootResourceResponse();
            response.setUrn(root);
            return response;
        }),
        startDebugging: unary<StartDebuggingRequest, Empty>("StartDebugging", empty),
        // No CLI, so no CLI version to compare with.
        requirePulumiVersion: unary<RequirePulumiVersionRequest, RequirePulumiVersionResponse>(
            "RequirePulumiVersion",
            () => new RequirePulumiVersionResponse(),
        ),
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    return {
        address: `127.0.0.1:${port}`,
        close: () => {
            server.forceShutdown();
            deployment.transforms.close();
        },
    };
}
