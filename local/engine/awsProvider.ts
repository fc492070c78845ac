import { createHash } from "node:crypto";
import { ARN_FORMATS, IDENTIFIED_BY_ARN, NATIVE_TYPES } from "./arnFormats";
import { AWS_TYPES, type AwsType, type Facts, type Naming } from "./awsTypes";
import { dnsSuffixOf, partitionOf, regionProblem } from "../../models/regions";
import { containsUnknown, type Props, type Resource, UNKNOWN } from "./graph";
import { type ResourceClass, resourceClass } from "./resourceClass";

/** Where and how the synthetic provider answers. */
export interface ProviderContext {
    mode: "preview" | "update";
    /** Region of the resource's provider. */
    region: string;
    account: string;
    /** Folder of the program: its SDKs say which outputs a type has. */
    program: string;
    /** True: names that the provider makes up are unknown in preview. The real provider knows them, but a policy should not need that. @default false */
    unknownNames?: boolean;
    /** Tags that the provider adds to every resource. */
    defaultTags?: Props;
}

/** What a provider is asked to create. */
export interface CreateRequest {
    urn: string;
    type: string;
    name: string;
    /** Plain values, unknowns as UNKNOWN. */
    inputs: Props;
}

/** What a provider answers. */
export interface CreateAnswer {
    /** "" in preview. */
    id: string;
    outputs: Props;
}

/** `length` characters that depend on the text only. */
export function derived(text: string, length: number, alphabet: "hex" | "id" = "hex"): string {
    const digest = createHash("sha512").update(text).digest();
    return alphabet === "hex" ? digest.toString("hex").slice(0, length) : digest.toString("base64url").replace(/[-_]/g, "0").slice(0, length);
}

function uuidOf(text: string): string {
    const hex = derived(text, 32);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A synthetic provider refuses what the real one refuses before it asks AWS. */
export class ProviderRefusal extends Error {}

const NAMED: Naming = { property: "name", max: 255 };

/** How a type is named: as its row says, or by an optional `name` if its SDK class has one. */
function namingOf(type: string, row: AwsType | undefined, sdk: ResourceClass): Naming | undefined {
    if (row) {
        return row.naming;
    }
    return type.startsWith("aws:") && sdk.types.get("name") === "string" && !sdk.computed.has("name") ? NAMED : undefined;
}

/** The physical name: given, from a prefix, or the resource's name with seven hexadecimal digits, as the provider does it. */
function physicalName(request: CreateRequest, naming: Naming, context: ProviderContext): unknown {
    const given = request.inputs[naming.property];
    if (given !== undefined && given !== null) {
        return given;
    }
    const prefix = request.inputs[`${naming.property}Prefix`];
    if (prefix !== undefined && prefix !== null) {
        // AWS completes the prefix on creation, so a preview cannot know it.
        return context.mode === "preview" || prefix === UNKNOWN ? UNKNOWN : `${String(prefix)}${derived(request.urn, 26)}`;
    }
    if (context.mode === "preview" && context.unknownNames) {
        return UNKNOWN;
    }
    const suffix = naming.suffix?.(request.inputs) ?? "";
    const base = `${naming.prefix ?? ""}${naming.lowerCase ? request.name.toLowerCase() : request.name}-`;
    if (base.length + 7 + suffix.length > naming.max) {
        throw new ProviderRefusal(`name '${base}' plus 7 random chars is longer than maximum length ${naming.max}`);
    }
    return `${base}${derived(request.urn, 7)}${suffix}`;
}

/** The inputs as the provider checks them: with its name and its defaults. This is what a policy sees of a resource before it is created. */
function checked(request: CreateRequest, row: AwsType | undefined, naming: Naming | undefined, context: ProviderContext): Props {
    const result: Props = { ...defaultsOf(row, request.inputs), ...withoutNulls(request.inputs) };
    if (naming) {
        result[naming.property] = physicalName(request, naming, context);
    }
    return result;
}

const defaultsOf = (row: AwsType | undefined, inputs: Props): Props =>
    typeof row?.defaults === "function" ? row.defaults(inputs) : (row?.defaults ?? {});

const withoutNulls = (props: Props): Props => Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null && value !== undefined));

/** The inputs of a created resource as its provider checked them (see `checked`), found again in its outputs. */
export function checkedInputs(resource: Pick<Resource, "type" | "inputs" | "outputs" | "custom">): Props {
    const row = AWS_TYPES[resource.type];
    const result: Props = { ...resource.inputs };
    if (resource.custom && resource.type.startsWith("aws:")) {
        for (const key of [...Object.keys(defaultsOf(row, resource.inputs)), row?.naming?.property ?? "name"]) {
            if (result[key] === undefined && resource.outputs[key] !== undefined) {
                result[key] = resource.outputs[key];
            }
        }
    }
    return result;
}

/**
 * What the provider of a resource would answer: its inputs, its defaults, and what the service computes. In preview the computed values are
 * UNKNOWN; in an update they look like the real ones. The same program gives the same answers in every run.
 */
export function create(request: CreateRequest, context: ProviderContext): CreateAnswer {
    const preview = context.mode === "preview";
    checkRegion(request.type, request.inputs.region);
    if (request.type.startsWith("pulumi:providers:")) {
        return { id: preview ? "" : uuidOf(request.urn), outputs: request.inputs };
    }
    const row = AWS_TYPES[request.type];
    const sdk = resourceClass(request.type, context.program);
    const naming = namingOf(request.type, row, sdk);
    const inputs = checked(request, row, naming, context);
    const outputs = { ...inputs, ...providerWide(request, inputs, sdk, context) };
    if (preview) {
        return { id: "", outputs: { ...unknownOutputs(row, sdk, request, context), ...outputs, id: UNKNOWN } };
    }
    const facts = factsOf(request, inputs, naming, context);
    const computed = { ...plausible(request, facts, sdk), ...row?.computed?.(facts) };
    const id =
        row?.id?.(facts, { ...computed, ...inputs }) ?? idInArn(request, computed, naming) ?? (naming ? facts.name : genericId(request, facts));
    return { id, outputs: { ...computed, ...outputs, id } };
}

/** A Region of a resource, an explicit provider or a provider function, which is in no configuration. @throws ProviderRefusal */
export function checkRegion(type: string, region: unknown): void {
    const problem =
        /^(?:pulumi:providers:)?aws(?:-native)?(?::|$)/.test(type) && typeof region === "string" && region !== UNKNOWN && regionProblem(region);
    if (problem) {
        throw new ProviderRefusal(`region ${problem}`);
    }
}

/** What an existing resource with this id looks like: it is known in preview too. An ARN says where the resource is and whose. */
export function read(request: CreateRequest & { id: string }, context: ProviderContext): CreateAnswer {
    const [, , , region = "", account = ""] = request.id.startsWith("arn:") ? request.id.split(":") : [];
    const name = /[^:/]*$/.exec(request.id)?.[0] || request.id;
    const naming = namingOf(request.type, AWS_TYPES[request.type], resourceClass(request.type, context.program));
    const inputs = naming ? { [naming.property]: name, ...withoutNulls(request.inputs) } : request.inputs;
    const where: ProviderContext = { ...context, mode: "update", region: region || context.region, account: account || context.account };
    const { outputs } = create({ ...request, inputs }, where);
    const isIdInArn = typeof outputs.arn === "string" && idInArn(request, outputs, naming) !== undefined;
    const arn =
        request.id.startsWith("arn:") && "arn" in outputs
            ? { arn: request.id }
            : isIdInArn && !IDENTIFIED_BY_ARN.has(request.type)
              ? { arn: String(outputs.arn).replace(/[^/:]*$/, request.id) }
              : {};
    return { id: request.id, outputs: { ...outputs, ...arn, ...withoutNulls(request.inputs), id: request.id } };
}

/** Outputs that the provider gives every resource that has them. */
function providerWide(request: CreateRequest, inputs: Props, sdk: ResourceClass, context: ProviderContext): Props {
    if (!request.type.startsWith("aws:")) {
        return {};
    }
    const tags = inputs.tags === UNKNOWN ? UNKNOWN : { ...context.defaultTags, ...(inputs.tags as Props | undefined) };
    return {
        ...(sdk.types.has("region") && inputs.region === undefined ? { region: context.region } : {}),
        ...(sdk.computed.has("tagsAll") ? { tagsAll: tags } : {}),
    };
}

/** Everything that only the service can say. An output that is never missing and was not given is computed as well. */
function unknownOutputs(row: AwsType | undefined, sdk: ResourceClass, request: CreateRequest, context: ProviderContext): Props {
    const required = [...sdk.types].filter(([, type]) => !/\bundefined$/.test(type)).map(([key]) => key);
    const native = NATIVE_TYPES[request.type];
    const names = native === undefined ? ["arn"] : [native.arn ?? "arn", native.name];
    const known =
        row?.computed?.(factsOf(request, request.inputs, row.naming, context)) ??
        (sdk.types.size === 0 ? Object.fromEntries(names.map((name) => [name, UNKNOWN])) : {});
    return Object.fromEntries([...sdk.computed, ...required, ...Object.keys(known)].map((key) => [key, UNKNOWN]));
}

function factsOf(request: CreateRequest, inputs: Props, naming: Naming | undefined, context: ProviderContext): Facts {
    const region = typeof inputs.region === "string" && !containsUnknown(inputs.region) ? inputs.region : context.region;
    const partition = partitionOf(region);
    const name = inputs[naming?.property ?? "name"];
    return {
        name: typeof name === "string" ? name : request.name,
        inputs,
        region,
        account: context.account,
        partition,
        dnsSuffix: dnsSuffixOf(partition),
        random: (length, alphabet) => derived(request.urn, length, alphabet),
        uuid: () => uuidOf(request.urn),
    };
}

/** The id of a type whose id is its ARN, or what AWS made up in it; undefined for others. */
function idInArn({ type }: CreateRequest, { arn }: Props, naming: Naming | undefined): string | undefined {
    const isMadeUp = /\{(hex|six)\}$/.test(ARN_FORMATS[type] ?? "") || (naming === undefined && ARN_FORMATS[type]?.endsWith("{uuid}"));
    return typeof arn !== "string" ? undefined : IDENTIFIED_BY_ARN.has(type) ? arn : isMadeUp ? /[^/:]*$/.exec(arn)![0] : undefined;
}

/** An ARN of a format of `ARN_FORMATS`. */
function arnOf(format: string, facts: Facts): string {
    const made: Record<string, string> = {
        name: facts.name,
        region: facts.region,
        account: facts.account,
        uuid: facts.uuid(),
        hex: facts.random(17),
        six: facts.random(6, "id"),
    };
    const input = (key: string) => /[^/:]*$/.exec(typeof facts.inputs[key] === "string" ? facts.inputs[key] : facts.name)![0];
    // The name of a parameter of SSM begins with a slash, and its ARN has one alone.
    return `arn:${facts.partition}:${format.replace(/\{(\w+)\}/g, (_, key: string) => made[key] ?? input(key)).replace(/\/\//g, "/")}`;
}

const genericId = (request: CreateRequest, facts: Facts): string => (request.type.startsWith("aws") ? facts.name : uuidOf(request.urn));

/** Values for computed outputs of types without a row, by their names and TypeScript types. */
function plausible(request: CreateRequest, facts: Facts, sdk: ResourceClass): Props {
    const [pkg = "", module = "", kind = ""] = request.type.split(/[:/]/);
    const service = pkg === "aws" || pkg === "aws-native" ? module : pkg;
    const format = ARN_FORMATS[request.type];
    const arn = (key: string) =>
        format !== undefined && (key === "arn" || !sdk.types.has("arn"))
            ? arnOf(format, facts)
            : `arn:${facts.partition}:${service}:${facts.region}:${facts.account}:${key === "arn" ? kind.toLowerCase() : key.slice(0, -3)}/${facts.name}`;
    const value = (key: string, type: string): unknown => {
        if (/\bundefined$/.test(type)) {
            return undefined;
        }
        if (/\[\]$/.test(type)) {
            return [];
        }
        if (/^(number|boolean)\b/.test(type)) {
            return type.startsWith("number") ? 0 : false;
        }
        if (!type.startsWith("string")) {
            return {};
        }
        // Some types take an ARN as well, and have one where none is given.
        if (key === "arn" && format !== undefined) {
            return arn(key);
        }
        if (!sdk.computed.has(key) || request.type in AWS_TYPES) {
            return "";
        }
        if (key === "arnWithoutRevision") {
            return arn("arn").replace(/:\d+$/, "");
        }
        return key === "arn" || key.endsWith("Arn") ? arn(key) : `${facts.name}-${key}`;
    };
    const native = NATIVE_TYPES[request.type];
    if (native !== undefined) {
        const given = facts.inputs[native.name];
        const name = typeof given === "string" ? given : `${request.name}-${derived(request.urn, 7)}`;
        return { [native.name]: name, [native.arn ?? "arn"]: arnOf(native.format, { ...facts, name }) };
    }
    if (sdk.types.size === 0) {
        return pkg.startsWith("aws") ? { arn: arn("arn") } : {};
    }
    return withoutNulls(Object.fromEntries([...sdk.types].map(([key, type]) => [key, value(key, type)])));
}
