import { deadLetterTarget, type GraphResource, INVOKE_DEFAULTS, normalQualifier, readInvokeConfig } from "../../../models/graph";
import { lambdaPermissionStatement } from "../../../models/policies";
import { type Graph, resourcesOfType } from "../../engine/graph";
import { graphResources, registered } from "../../engine/graphResources";
import type { FunctionDefinition } from "../../lambda/definition";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { FunctionResource, InvokeConfig, RoleResource } from "../resources";
import { optionalNumber, optionalText } from "./values";

/** A function with its aliases, permissions and invoke configurations, and what runs it. */
export interface ReadFunction {
    resource: FunctionResource;
    definition: FunctionDefinition;
}

export function readFunctions(graph: Graph, roles: ReadonlyMap<string, RoleResource>, findings: Findings): ReadFunction[] {
    const logGroups = resourcesOfType(graph, "aws:cloudwatch/logGroup:LogGroup").map((resource) => new Properties(resource));
    const readable = new Map(graphResources(graph).map((each) => [each.urn, each]));
    const functions = resourcesOfType(graph, "aws:lambda/function:Function").map((resource): ReadFunction => {
        const values = new Properties(resource);
        const name = values.requiredText("name");
        const arn = values.requiredText("arn");
        const roleArn = values.requiredText("role");
        const logGroup = values.object("loggingConfig")?.text("logGroup") ?? `/aws/lambda/${name}`;
        const concurrency = values.number("reservedConcurrentExecutions") ?? -1;
        if (!roles.has(roleArn)) {
            findings.add("unmodelled", resource.urn, `The role ${roleArn} is not in the program: the function may do nothing`);
        }
        return {
            resource: {
                name,
                arn,
                role: roles.get(roleArn),
                reservedConcurrency: concurrency < 0 ? undefined : concurrency,
                deadLetterArn: optionalText(deadLetterTarget(readable.get(resource.urn)!)),
                qualifiers: values.flag("publish") === true ? [values.text("version") ?? "1"] : [],
                logGroupArn: logGroups.find((group) => group.text("name") === logGroup)?.text("arn"),
                permissions: [],
                invokeConfigs: new Map(),
            },
            definition: {
                name,
                arn,
                code: resource.inputs.code ?? resource.outputs.code,
                program: graph.program,
                handler: values.text("handler") ?? "",
                runtime: values.text("runtime") ?? "",
                timeoutSeconds: values.number("timeout") ?? 3,
                memoryMb: values.number("memorySize") ?? 128,
                environment: values.object("environment")?.textMap("variables") ?? {},
            },
        };
    });

    /** By name, by ARN, or by ARN with a qualifier. */
    const owner = (values: Properties, key: string): { found?: FunctionResource; qualifier: string } => {
        const named = values.requiredText(key);
        const parts = named.startsWith("arn:") ? named.split(":").slice(6) : named.split(":");
        const found = functions.find(({ resource }) => resource.name === parts[0])?.resource;
        if (found === undefined) {
            findings.add("unmodelled", values.resource.urn, `The function "${named}" is not in the program`);
            return { qualifier: "" };
        }
        return { found, qualifier: values.text("qualifier") || parts[1] || "" };
    };
    for (const resource of resourcesOfType(graph, "aws:lambda/alias:Alias")) {
        const alias = new Properties(resource);
        owner(alias, "functionName").found?.qualifiers.push(alias.requiredText("name"));
    }
    for (const resource of resourcesOfType(graph, "aws:lambda/permission:Permission")) {
        const values = new Properties(resource);
        const { found, qualifier } = owner(values, "function");
        if (found !== undefined) {
            const optional = {
                sourceArn: values.text("sourceArn"),
                sourceAccount: values.text("sourceAccount"),
                principalOrgId: values.text("principalOrgId"),
            };
            const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
            const permission = { action: values.requiredText("action"), principal: values.requiredText("principal"), ...given };
            found.permissions.push(lambdaPermissionStatement(permission, qualifier === "" ? found.arn : `${found.arn}:${qualifier}`));
        }
    }
    const isConfig = ({ type }: GraphResource) => type === "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
    for (const resource of graphResources(graph).filter(isConfig)) {
        const { found, qualifier } = owner(new Properties(registered(graph, resource)), "functionName");
        const { maximumRetryAttempts, maximumEventAgeSeconds, onFailure, onSuccess } = readInvokeConfig(resource);
        const config: InvokeConfig = {
            maximumRetryAttempts: optionalNumber(maximumRetryAttempts) ?? INVOKE_DEFAULTS.maximumRetryAttempts,
            // The provider sends 0 for "not set".
            maximumEventAgeSeconds: optionalNumber(maximumEventAgeSeconds) || INVOKE_DEFAULTS.maximumEventAgeSeconds,
            onFailure: optionalText(onFailure),
            onSuccess: optionalText(onSuccess),
        };
        found?.invokeConfigs.set(normalQualifier(qualifier), config);
    }
    return functions;
}
