import {
    FUNCTION_DEFAULTS,
    functionNamed,
    type GraphResource,
    INVOKE_DEFAULTS,
    normalQualifier,
    readAlias,
    readFunction,
    readInvokeConfig,
    readPermission,
    type Slot,
} from "../../../models/graph";
import { lambdaPermissionStatement } from "../../../models/policies";
import { type Graph, resourcesOfType } from "../../engine/graph";
import { graphResources, registered } from "../../engine/graphResources";
import type { FunctionDefinition } from "../../lambda/definition";
import type { Findings } from "../findings";
import { Properties } from "../properties";
import type { FunctionResource, InvokeConfig, RoleResource } from "../resources";
import { flagIn, optionalNumber, optionalText, requiredText, textMap } from "./values";

/** A function with its aliases, permissions and invoke configurations, and what runs it. */
export interface ReadFunction {
    resource: FunctionResource;
    definition: FunctionDefinition;
}

export function readFunctions(graph: Graph, roles: ReadonlyMap<string, RoleResource>, findings: Findings): ReadFunction[] {
    const ofType = (type: string) => graphResources(graph).filter((resource) => resource.type === type);
    const logGroups = resourcesOfType(graph, "aws:cloudwatch/logGroup:LogGroup").map((resource) => new Properties(resource));
    const functions = ofType("aws:lambda/function:Function").map((handler): ReadFunction => {
        const reading = readFunction(handler);
        const { inputs, outputs } = registered(graph, handler);
        const name = requiredText(reading.name);
        const arn = requiredText(reading.arn);
        const roleArn = requiredText(reading.role);
        const logGroup = optionalText(reading.logGroup) ?? `/aws/lambda/${name}`;
        const timeoutSeconds = optionalNumber(reading.timeoutSeconds) ?? FUNCTION_DEFAULTS.timeoutSeconds;
        const concurrency = optionalNumber(reading.reservedConcurrency) ?? -1;
        if (!roles.has(roleArn)) {
            findings.add("unmodelled", handler.urn, `The role ${roleArn} is not in the program: the function may do nothing`);
        }
        return {
            resource: {
                name,
                arn,
                role: roles.get(roleArn),
                timeoutSeconds,
                reservedConcurrency: concurrency < 0 ? undefined : concurrency,
                deadLetterArn: optionalText(reading.deadLetterTarget),
                qualifiers: flagIn(reading.publish) ? [optionalText(reading.version) ?? "1"] : [],
                logGroupArn: logGroups.find((group) => group.text("name") === logGroup)?.text("arn"),
                permissions: [],
                invokeConfigs: new Map(),
            },
            definition: {
                name,
                arn,
                code: inputs.code ?? outputs.code,
                program: graph.program,
                handler: optionalText(reading.handler) ?? "",
                runtime: optionalText(reading.runtime) ?? "",
                timeoutSeconds,
                memoryMb: optionalNumber(reading.memoryMb) ?? FUNCTION_DEFAULTS.memoryMb,
                environment: textMap(reading.environment),
            },
        };
    });

    const outside = (graph.outside ?? []).filter((arn) => arn.split(":")[2] === "lambda").map((arn) => functionNamed(arn).name);
    /** By name, by ARN, or by ARN with a qualifier. */
    const owner = (resource: GraphResource, functionName: Slot): { found?: FunctionResource; qualifier: string } => {
        const text = requiredText(functionName);
        const { name, qualifier } = functionNamed(text);
        const found = functions.find((each) => each.resource.name === name)?.resource;
        if (found === undefined) {
            if (!outside.includes(name)) {
                findings.add("unmodelled", resource.urn, `The function "${text}" is not in the program`);
            }
            return { qualifier: "" };
        }
        return { found, qualifier };
    };
    for (const alias of ofType("aws:lambda/alias:Alias")) {
        const { functionName, name } = readAlias(alias);
        owner(alias, functionName).found?.qualifiers.push(requiredText(name));
    }
    for (const resource of ofType("aws:lambda/permission:Permission")) {
        const { functionName, qualifier, action, principal, ...optional } = readPermission(resource);
        const { found, qualifier: named } = owner(resource, functionName);
        if (found !== undefined) {
            const of = optionalText(qualifier) ?? named;
            const given = Object.entries(optional).flatMap(([key, slot]) => {
                const text = optionalText(slot);
                return text === undefined ? [] : [[key, text]];
            });
            const permission = { action: requiredText(action), principal: requiredText(principal), ...Object.fromEntries(given) };
            found.permissions.push(lambdaPermissionStatement(permission, of === "" ? found.arn : `${found.arn}:${of}`));
        }
    }
    for (const resource of ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")) {
        const { functionName, qualifier, maximumRetryAttempts, maximumEventAgeSeconds, onFailure, onSuccess } = readInvokeConfig(resource);
        const { found, qualifier: named } = owner(resource, functionName);
        const config: InvokeConfig = {
            maximumRetryAttempts: optionalNumber(maximumRetryAttempts) ?? INVOKE_DEFAULTS.maximumRetryAttempts,
            // The provider sends 0 for "not set".
            maximumEventAgeSeconds: optionalNumber(maximumEventAgeSeconds) || INVOKE_DEFAULTS.maximumEventAgeSeconds,
            onFailure: optionalText(onFailure),
            onSuccess: optionalText(onSuccess),
        };
        found?.invokeConfigs.set(normalQualifier(optionalText(qualifier) ?? named), config);
    }
    return functions;
}
