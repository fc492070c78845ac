import {
    type AnalyzerInfo,
    ConfigureAnalyzerRequest,
    EnforcementLevel as Level,
    PolicyConfig as PolicyConfigMessage,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "./graph";
import { schemaMistakes } from "./jsonSchema";
import { ProgramError } from "./programError";
import { isMapping } from "./settings";
import { wrap } from "./wire";

/** What a violation of a policy does; "remediate" acts as "mandatory" here, because nothing is created. */
export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";

/** Policy name, or "all" → level, or level and properties: the content of a file for `pulumi --policy-pack-config`. */
export type PolicyConfig = Readonly<Record<string, EnforcementLevel | ({ enforcementLevel?: EnforcementLevel } & Props)>>;

/** The configuration that a policy ends up with. */
export interface EffectiveConfig {
    level: EnforcementLevel;
    properties: Props;
}

const LEVELS: readonly [Level, EnforcementLevel][] = [
    [Level.ADVISORY, "advisory"],
    [Level.MANDATORY, "mandatory"],
    [Level.DISABLED, "disabled"],
    [Level.REMEDIATE, "remediate"],
];

export const levelName = (level: Level): EnforcementLevel => LEVELS.find(([value]) => value === level)?.[1] ?? "advisory";
const levelValue = (name: EnforcementLevel): Level => LEVELS.find(([, text]) => text === name)?.[0] ?? Level.ADVISORY;

/**
 * The configuration of every policy, as the Pulumi engine puts it together: level and defaults of the pack, over them what the pack was
 * constructed with, over that what the user gives; in each, "all" before the named policies.
 * @throws ProgramError with one line for each mistake: an unknown policy, a wrong level, a property that its schema does not allow.
 */
export function effectiveConfig(info: AnalyzerInfo, given: PolicyConfig): Map<string, EffectiveConfig> {
    const result = new Map<string, EffectiveConfig>();
    for (const policy of info.getPoliciesList()) {
        const properties: Props = {};
        for (const [key, schema] of Object.entries(propertiesOf(policy.getConfigschema()?.getProperties()))) {
            if (isMapping(schema) && schema.default !== undefined) {
                properties[key] = schema.default;
            }
        }
        result.set(policy.getName(), { level: levelName(policy.getEnforcementlevel()), properties });
    }
    const initial: [string, Partial<EffectiveConfig>][] = [...info.getInitialconfigMap().entries()].map(([name, config]) => [
        name,
        { level: levelName(config.getEnforcementlevel()), properties: propertiesOf(config.getProperties()) },
    ]);
    apply(result, initial);
    const mistakes: string[] = [];
    apply(result, parse(given, result, mistakes));
    for (const policy of info.getPoliciesList()) {
        const schema = policy.getConfigschema();
        if (schema) {
            const whole = { type: "object", properties: propertiesOf(schema.getProperties()), required: schema.getRequiredList() };
            mistakes.push(...schemaMistakes(whole, result.get(policy.getName())?.properties ?? {}, policy.getName()));
        }
    }
    if (mistakes.length > 0) {
        // A name in a configuration begins no line.
        const lines = mistakes.map((mistake) => `Configuration of policy pack '${info.getName()}': ${mistake.replace(/\s*[\r\n]\s*/g, " ")}`);
        throw new ProgramError(lines.join("\n"), true);
    }
    return result;
}

const propertiesOf = (struct: Struct | undefined): Props => (struct?.toJavaScript() ?? {}) as Props;

function parse(given: PolicyConfig, policies: ReadonlyMap<string, EffectiveConfig>, mistakes: string[]): [string, Partial<EffectiveConfig>][] {
    const parsed: [string, Partial<EffectiveConfig>][] = [];
    for (const [name, config] of Object.entries(given)) {
        const { enforcementLevel: level, ...properties }: { enforcementLevel?: unknown } & Props = isMapping(config)
            ? config
            : { enforcementLevel: config };
        if (name !== "all" && !policies.has(name)) {
            mistakes.push(`${name}: the pack has no such policy, it has ${[...policies.keys()].join(", ")}`);
        } else if (level !== undefined && !LEVELS.some(([, text]) => text === level)) {
            mistakes.push(`${name}: enforcementLevel must be advisory, mandatory, remediate or disabled, got ${JSON.stringify(level)}`);
        } else {
            parsed.push([name, { level: level as EnforcementLevel | undefined, properties }]);
        }
    }
    return parsed;
}

function apply(result: Map<string, EffectiveConfig>, configs: [string, Partial<EffectiveConfig>][]): void {
    const all = configs.find(([name]) => name === "all")?.[1].level;
    for (const [name, before] of result) {
        const own = configs.find(([other]) => other === name)?.[1];
        result.set(name, { level: own?.level ?? all ?? before.level, properties: { ...before.properties, ...own?.properties } });
    }
}

/** The message that gives a pack its configuration. */
export function configureRequest(config: ReadonlyMap<string, EffectiveConfig>, disabled: ReadonlySet<string>): ConfigureAnalyzerRequest {
    const request = new ConfigureAnalyzerRequest();
    for (const [name, { level, properties }] of config) {
        const message = new PolicyConfigMessage();
        message.setEnforcementlevel(levelValue(disabled.has(name) ? "disabled" : level));
        message.setProperties(wrap(properties));
        request.getPolicyconfigMap().set(name, message);
    }
    return request;
}
