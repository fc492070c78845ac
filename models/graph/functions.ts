import { only } from "./directory";
import { type Answer, ifKnown, keysOf, read } from "./read";
import type { GraphResource } from "./resource";
import { isGiven, type Slot, slotAt, sourcesOf, textIn } from "./slot";
import type { Handler, Stack } from "./stack";
import { isOf } from "./types";

const isAlias = isOf("functionAlias");
const isFunction = isOf("function");
/** An alias as long as its name is not known stands for its name. */
const nameOf = (alias: GraphResource) => textIn(slotAt(alias, "name")) ?? alias.urn;
/** $LATEST is what a function without qualifier means. */
export const normalQualifier = (qualifier: string) => (qualifier === "$LATEST" ? "" : qualifier);

/** The version or alias of a function that a slot names, by an ARN with a qualifier; "" for none, undefined where that is not known. */
function qualifierIn(stack: Stack, slot: Slot): string | undefined {
    if (!slot.value.known && sourcesOf(slot).filter((source) => isAlias(source) || isFunction(source)).length > 1) {
        // A property that holds several targets comes from the functions of all.
        return undefined;
    }
    const alias = only(stack.directory("functionAlias").refer(slot)) ?? sourcesOf(slot).find((source) => !slot.value.known && isAlias(source));
    const text = textIn(slot);
    return alias !== undefined ? nameOf(alias) : text === undefined ? undefined : normalQualifier(/:function:[^:]+:([^:]+)$/.exec(text)?.[1] ?? "");
}

/**
 * Whether what is said of a function is said of the version or alias that a target calls: Lambda keeps permissions and destinations apart for each.
 *
 * @param from a permission or an invoke config
 */
export function isForQualifier(stack: Stack, target: Slot, from: GraphResource, functionName: Slot): Answer {
    const qualifier = slotAt(from, "qualifier");
    const alias = sourcesOf(qualifier).find(isAlias);
    const stated = isGiven(qualifier)
        ? qualifier.value.known
            ? normalQualifier(String(qualifier.value.value))
            : alias && nameOf(alias)
        : qualifierIn(stack, functionName);
    const called = qualifierIn(stack, target);
    if (stated !== undefined && called !== undefined) {
        return stated === called ? "yes" : "no";
    }
    // As long as ARNs are not known, and nothing shows a qualifier, there is none.
    return stated || called ? "unknown" : "yes";
}

/** What Lambda gives a function that states nothing. Source: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const FUNCTION_DEFAULTS = { timeoutSeconds: 3, memoryMb: 128 } as const;

/** What a function says of itself. */
export interface FunctionReading {
    readonly name: Slot;
    readonly arn: Slot;
    readonly role: Slot;
    readonly handler: Slot;
    readonly runtime: Slot;
    readonly timeoutSeconds: Slot;
    readonly memoryMb: Slot;
    readonly environment: Slot;
    /** Negative for no reserve, 0 for a function that never runs. */
    readonly reservedConcurrency: Slot;
    /** Whether each change makes a version, and the number of the last one. */
    readonly publish: Slot;
    readonly version: Slot;
    /** Name of its log group, where it is not the one of Lambda. */
    readonly logGroup: Slot;
    /** Where events go on which it failed, unless an invoke config says it. */
    readonly deadLetterTarget: Slot;
}

export const readFunction = (handler: GraphResource): FunctionReading => ({
    name: slotAt(handler, "name", "functionName"),
    arn: slotAt(handler, "arn"),
    role: slotAt(handler, "role"),
    handler: slotAt(handler, "handler"),
    runtime: slotAt(handler, "runtime"),
    timeoutSeconds: slotAt(handler, "timeout"),
    memoryMb: slotAt(handler, "memorySize"),
    environment: slotAt(handler, "environment.variables"),
    reservedConcurrency: slotAt(handler, "reservedConcurrentExecutions"),
    publish: slotAt(handler, "publish"),
    version: slotAt(handler, "version"),
    logGroup: slotAt(handler, "loggingConfig.logGroup"),
    deadLetterTarget: slotAt(handler, "deadLetterConfig.targetArn"),
});

/** The environment variables of a function; `text` is undefined for one whose value is not known yet. */
export function environmentOf(handler: GraphResource): { readonly name: string; readonly text?: string }[] {
    const given = ifKnown(readFunction(handler).environment.value);
    return (keysOf(given) ?? []).map((name) => {
        const value = read(() => (given as Record<string, unknown>)[name]);
        return { name, ...(value.known && { text: String(value.value ?? "") }) };
    });
}

/** What a permission allows, and to whom. */
export interface PermissionReading {
    readonly functionName: Slot;
    readonly qualifier: Slot;
    readonly action: Slot;
    readonly principal: Slot;
    readonly sourceArn: Slot;
    readonly sourceAccount: Slot;
    readonly principalOrgId: Slot;
}

export const readPermission = (permission: GraphResource): PermissionReading => ({
    functionName: slotAt(permission, "function", "functionName"),
    qualifier: slotAt(permission, "qualifier"),
    action: slotAt(permission, "action"),
    principal: slotAt(permission, "principal"),
    sourceArn: slotAt(permission, "sourceArn"),
    sourceAccount: slotAt(permission, "sourceAccount"),
    principalOrgId: slotAt(permission, "principalOrgId", "principalOrgID"),
});

/** What an alias is called, and of which function. */
export const readAlias = (alias: GraphResource): { readonly functionName: Slot; readonly name: Slot } => ({
    functionName: slotAt(alias, "functionName"),
    name: slotAt(alias, "name"),
});

/** What Lambda does with an asynchronous event where no invoke config says it. Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const INVOKE_DEFAULTS = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 } as const;

/** What an invoke config says of a function, or of a version or an alias of one. */
export interface InvokeConfigReading {
    readonly functionName: Slot;
    readonly qualifier: Slot;
    readonly maximumRetryAttempts: Slot;
    readonly maximumEventAgeSeconds: Slot;
    /** Where events go on which the function failed. */
    readonly onFailure: Slot;
    readonly onSuccess: Slot;
}

export const readInvokeConfig = (config: GraphResource): InvokeConfigReading => ({
    functionName: slotAt(config, "functionName"),
    qualifier: slotAt(config, "qualifier"),
    maximumRetryAttempts: slotAt(config, "maximumRetryAttempts"),
    maximumEventAgeSeconds: slotAt(config, "maximumEventAgeInSeconds"),
    onFailure: slotAt(config, "destinationConfig.onFailure.destination"),
    onSuccess: slotAt(config, "destinationConfig.onSuccess.destination"),
});

/** The name and the qualifier in what names a function: its name or its ARN, each with or without a qualifier. "" for $LATEST, as for none. */
export function functionNamed(text: string): { readonly name: string; readonly qualifier: string } {
    const [name = "", qualifier = ""] = (text.startsWith("arn:") ? text.split(":").slice(6) : text.split(":")) as [string?, string?];
    return { name, qualifier: normalQualifier(qualifier) };
}

/** The invoke configs of a function, its versions and aliases. */
export const invokeConfigs = (stack: Stack, handler: GraphResource) =>
    stack.attachedTo(handler, "invokeConfig", "function", "functionName").map(({ resource }) => resource);

/** Where a function puts events that it failed on. */
export interface FailureDestination {
    /** Undefined if nowhere. */
    readonly destination: Slot | undefined;
    /** False where only a target asks for it that may be no status target. */
    readonly sure: boolean;
}

/** Where a function puts events that it failed on, by the versions and aliases that targets call. */
export function failureDestinations(stack: Stack, { resource, targets }: Handler): FailureDestination[] {
    const configs = invokeConfigs(stack, resource);
    const found = new Map<GraphResource | undefined, FailureDestination>();
    for (const target of targets) {
        const destination = [
            ...configs
                .filter((config) => isForQualifier(stack, target.arn, config, slotAt(config, "functionName")) !== "no")
                .map((config) => readInvokeConfig(config).onFailure),
            readFunction(resource).deadLetterTarget,
        ].find(isGiven);
        found.set(destination?.resource, { destination, sure: target.sure || found.get(destination?.resource)?.sure === true });
    }
    return [...found.values()];
}
