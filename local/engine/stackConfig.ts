import * as fs from "node:fs";
import * as path from "node:path";
import type { Props } from "./graph";
import { ProgramError } from "./programError";
import { isJson } from "../../models/isJson";
import { regionProblem } from "../../models/regions";
import { fullType, hasType, isMapping, type Project, readYaml } from "./settings";

/** One setting of a stack. */
export interface ConfigValue {
    /** The text that the program reads; JSON where `structured`. */
    text: string;
    structured: boolean;
    secret: boolean;
}

/** `namespace:key` → value. */
export type StackConfig = Record<string, ConfigValue>;

/**
 * The configuration of a stack: `Pulumi.STACK.yaml`, over it the overrides, under it the defaults of Pulumi.yaml.
 * A folder without any stack file has an empty configuration; a stack without its file where others have theirs is a mistake.
 * @param overrides key, with or without namespace → text; JSON where the declared type is an array or an object.
 * @throws ProgramError that names every mistake, one a line.
 */
export function readStackConfig(project: Project, stack: string, overrides: Readonly<Record<string, string>> = {}): StackConfig {
    const mistakes: string[] = [];
    const config: StackConfig = {};
    const secure = new Set<string>();
    readStackFile(project, stack, config, secure, mistakes);
    applyOverrides(project, overrides, config, secure, mistakes);
    for (const key of secure) {
        mistakes.push(
            `Configuration '${key}' of stack '${stack}' is encrypted and cannot be decrypted here: give its value by --config ${key}=VALUE`,
        );
    }
    const overridden = new Set(Object.keys(overrides).map((key) => qualify(project, key)));
    applyDeclarations({ project, stack, config, secure, overridden, mistakes });
    const { region, from } = regionOf(config);
    const problem = regionProblem(region);
    if (problem !== undefined) {
        mistakes.push(`${from} ${problem}`);
    }
    if (mistakes.length > 0) {
        throw new ProgramError(mistakes.join("\n"), true);
    }
    return config;
}

/** The Region of a stack: `aws:region`, else that of the environment, else us-east-1, which no one has given. `from` names what was read. */
export function regionOf(config: StackConfig): { region: string; given: boolean; from: string } {
    const configured = config["aws:region"]?.text;
    if (configured !== undefined) {
        return { region: configured, given: true, from: "Configuration aws:region" };
    }
    const { name, region } = regionInEnvironment();
    return { region: region ?? "us-east-1", given: region !== undefined, from: `Environment variable ${name}` };
}

/** The Region in the environment, where the SDK's explicit providers look for one as well. */
export function regionInEnvironment(): { name: string; region: string | undefined } {
    const name = ["AWS_REGION", "AWS_DEFAULT_REGION"].find((each) => Boolean(process.env[each])) ?? "AWS_REGION";
    return { name, region: process.env[name] || undefined };
}

/** `ns:key`, from `key`, `ns:key` or the old `ns:config:key`. */
function qualify(project: Project, key: string): string {
    const parts = key.split(":");
    return parts.length === 1 ? `${project.name}:${key}` : parts.length === 3 && parts[1] === "config" ? `${parts[0]}:${parts[2]}` : key;
}

const isConfigKey = (key: string): boolean => /^[^:]+:[^:]+$/.test(key);

/** What a stack file may have. https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/ */
const STACK_FILE_KEYS = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

function readStackFile(project: Project, stack: string, config: StackConfig, secure: Set<string>, mistakes: string[]): void {
    const file = path.join(project.stackFolder, `Pulumi.${stack}.yaml`);
    if (!fs.existsSync(file)) {
        const others = fs.existsSync(project.stackFolder)
            ? fs.readdirSync(project.stackFolder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? [])
            : [];
        if (others.length > 0) {
            throw new ProgramError(`Stack '${stack}' has no ${file}; the stacks there are ${others.sort().join(", ")}`, true);
        }
        return;
    }
    const yaml = readYaml(file);
    if (yaml.environment !== undefined) {
        mistakes.push(`${file}: environment (Pulumi ESC) is not supported here: give its values by --config KEY=VALUE`);
    }
    if (yaml.config !== undefined && yaml.config !== null && !isMapping(yaml.config)) {
        mistakes.push(`${file}: config must be a mapping of keys to values`);
        return;
    }
    const keys = Object.keys(yaml).filter((key) => !STACK_FILE_KEYS.includes(key));
    if (yaml.config === undefined && keys.length > 0) {
        mistakes.push(`${file} has no config: settings such as ${keys[0]} must be below a line "config:"`);
    }
    for (const [written, value] of Object.entries(yaml.config ?? {})) {
        const key = qualify(project, written);
        if (!isConfigKey(key)) {
            mistakes.push(`${file}: configuration keys should be of the form '<namespace>:<name>', got '${written}'`);
        } else if (holdsSecure(value)) {
            secure.add(key);
        } else {
            config[key] = configValue(value);
        }
    }
}

/** An encrypted value is `{ secure: "v1:…" }`, at the top or anywhere inside. */
function holdsSecure(value: unknown): boolean {
    if (isMapping(value) && Object.keys(value).length === 1 && typeof value.secure === "string") {
        return true;
    }
    return typeof value === "object" && value !== null && Object.values(value).some(holdsSecure);
}

const configValue = (value: unknown): ConfigValue =>
    typeof value === "object" && value !== null
        ? { text: JSON.stringify(value), structured: true, secret: false }
        : { text: value === null || value === undefined ? "" : String(value), structured: false, secret: false };

function applyOverrides(
    project: Project,
    overrides: Readonly<Record<string, string>>,
    config: StackConfig,
    secure: Set<string>,
    mistakes: string[],
): void {
    for (const [written, text] of Object.entries(overrides)) {
        const key = qualify(project, written);
        if (!isConfigKey(key)) {
            mistakes.push(`--config '${written}': configuration keys should be of the form '<namespace>:<name>'`);
            continue;
        }
        const declared = declarationOf(project, key);
        const structured = declared?.type === "array" || declared?.type === "object";
        if (structured && !isJson(text)) {
            mistakes.push(
                `--config '${written}' must be JSON of type '${fullType(declared.type ?? "", declared.items)}', got ${JSON.stringify(text)}`,
            );
            secure.delete(key);
            continue;
        }
        const wasSecret = secure.delete(key);
        config[key] = { text, structured, secret: wasSecret || declared?.secret === true };
    }
}

const declarationOf = (project: Project, key: string) => Object.entries(project.config).find(([written]) => qualify(project, written) === key)?.[1];

interface GivenConfig {
    readonly project: Project;
    readonly stack: string;
    readonly config: StackConfig;
    /** Keys with a value that cannot be decrypted here. */
    readonly secure: ReadonlySet<string>;
    readonly overridden: ReadonlySet<string>;
    readonly mistakes: string[];
}

function applyDeclarations({ project, stack, config, secure, overridden, mistakes }: GivenConfig): void {
    const missing: string[] = [];
    const declared = Object.entries(project.config).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [written, declaration] of declared) {
        const key = qualify(project, written);
        const given = config[key];
        if (given === undefined) {
            const fallback = declaration.default ?? declaration.value;
            if (fallback !== undefined) {
                config[key] = configValue(fallback);
                if (declaration.secret && declaration.type !== undefined) {
                    mistakes.push(`Stack '${stack}' with configuration key '${written}' must be encrypted as it's secret`);
                }
            } else if (!secure.has(key) && !overridden.has(key)) {
                missing.push(written);
            }
            continue;
        }
        if (declaration.type === undefined) {
            continue;
        }
        if (declaration.secret && !given.secret) {
            mistakes.push(`Stack '${stack}' with configuration key '${written}' must be encrypted as it's secret`);
        } else if (!hasType(declaration.type, declaration.items, given.structured ? JSON.parse(given.text) : given.text)) {
            mistakes.push(`Stack '${stack}' with configuration key '${written}' must be of type '${fullType(declaration.type, declaration.items)}'`);
        }
    }
    if (missing.length > 0) {
        const quoted = missing.map((key) => `'${key}'`);
        const list = quoted.length === 1 ? quoted[0] : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
        mistakes.unshift(`Stack '${stack}' is missing configuration value${missing.length > 1 ? "s" : ""} ${list}`);
    }
}

/** The environment variables from which a program (`ns:config:key`) reads its configuration. */
export function programConfig(config: StackConfig): Record<string, string> {
    const legacy = ([key, value]: [string, ConfigValue]): [string, ConfigValue] => [key.replace(":", ":config:"), value];
    const secretKeys = Object.keys(config).filter((key) => config[key]?.secret);
    return { PULUMI_CONFIG: textsOf(Object.entries(config).map(legacy)), PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys) };
}

/** The environment variables from which a policy pack (`ns:key`) reads the stack's configuration. */
export function packConfig(config: StackConfig): Record<string, string> {
    return { PULUMI_CONFIG: textsOf(Object.entries(config)) };
}

const textsOf = (entries: [string, ConfigValue][]): string =>
    JSON.stringify(Object.fromEntries(entries.map(([key, value]) => [key, value.text])) satisfies Props);
