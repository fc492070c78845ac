import type { PolicyConfigSchema } from "@pulumi/policy";

import { API_MAX_CHARACTERS, DEFAULT_MAX_CHARACTERS } from "../../../models/eventPattern";
import { type GraphResource, onceForText, slotAt, textIn } from "../../../models/graph";

/** Exempts one resource from one policy until a day. */
export interface Exemption {
    /** Name of the policy. */
    readonly policy: string;
    /** URN of the resource, in which `*` stands for any characters. */
    readonly resource: string;
    readonly reason: string;
    /** Who answers for it. */
    readonly owner: string;
    /** Its last day, "2027-03-31". */
    readonly expires: string;
}

/** The configuration of the pack. */
export interface Settings {
    /** ARNs of topics that are not in the stack and have subscribers; `*` stands for any characters. */
    readonly externalTopics: readonly string[];
    /** ARNs of queues that are not in the stack, whose policies and keys allow its rules to send; `*` stands for any characters. */
    readonly externalQueues: readonly string[];
    /** ARNs and ids of keys, and their aliases, that are not in the stack and allow the services that use them; `*` stands for any characters. */
    readonly externalKeys: readonly string[];
    /** ARNs of roles that are not in the stack and may do what they are used for; `*` stands for any characters. */
    readonly externalRoles: readonly string[];
    /** ARNs of policies that are not in the stack and, as permissions boundaries, allow what is needed; `*` stands for any characters. */
    readonly externalBoundaries: readonly string[];
    /** ARNs of secrets and parameters that are not in the stack, or whose values others set; `*` stands for any characters. */
    readonly externalSecrets: readonly string[];
    /** Names of rules whose alarms are in another stack; `*` stands for any characters. */
    readonly alarmsElsewhere: readonly string[];
    /** Names or ARNs of event buses, in addition to the default one, at which events of SageMaker arrive; `*` stands for any characters. */
    readonly buses: readonly string[];
    readonly exemptions: readonly Exemption[];
    /** How many exemptions there may be; undefined for any number. */
    readonly maximumExemptions: number | undefined;
    /** The account's quota "Event pattern size", in characters. */
    readonly maximumPatternCharacters: number;
    /** The account's quota "Number of rules" on an event bus; undefined for that of the Region. */
    readonly maximumRulesPerBus: number | undefined;
}

export const DEFAULT_SETTINGS: Settings = {
    externalTopics: [],
    externalQueues: [],
    externalKeys: [],
    externalRoles: [],
    externalBoundaries: [],
    externalSecrets: [],
    alarmsElsewhere: [],
    buses: [],
    exemptions: [],
    maximumExemptions: undefined,
    maximumPatternCharacters: DEFAULT_MAX_CHARACTERS,
    maximumRulesPerBus: undefined,
};

const texts = (description: string, pattern?: string) =>
    ({ type: "array", description, default: [], items: { type: "string", minLength: 1, ...(pattern && { pattern }) } }) as const;

/** The schema by which Pulumi checks the configuration before a policy runs. */
export function settingsSchema(policies: readonly string[]): PolicyConfigSchema {
    return {
        properties: {
            externalTopics: texts("ARNs of SNS topics outside the stack that have subscribers; * stands for any characters.", "^(arn:|\\*)"),
            externalQueues: texts(
                "ARNs of SQS queues outside the stack whose policies and keys allow its rules to send; * stands for any characters.",
                "^(arn:|\\*)",
            ),
            externalKeys: texts(
                "ARNs and ids of KMS keys outside the stack, and their aliases, that allow the services that use them; * stands for any characters.",
                "^(arn:|alias/|mrk-|[0-9a-f]{8}-|\\*)",
            ),
            externalRoles: texts(
                "ARNs of IAM roles outside the stack that may do what they are used for; * stands for any characters.",
                "^(arn:|\\*)",
            ),
            externalBoundaries: texts(
                "ARNs of IAM policies outside the stack that allow, as permissions boundaries, what the functions need; * stands for any characters.",
                "^(arn:|\\*)",
            ),
            externalSecrets: texts(
                "ARNs of secrets and parameters that exist outside the stack, or whose values are set outside; * stands for any characters.",
                "^(arn:|\\*)",
            ),
            alarmsElsewhere: texts("Names of rules whose alarms are in another stack; * stands for any characters."),
            buses: texts(
                "Names or ARNs of event buses in addition to the default one at which events of SageMaker arrive; * stands for any characters.",
            ),
            exemptions: {
                type: "array",
                description: "Resources that are exempt from a policy until a day.",
                default: [],
                items: {
                    type: "object",
                    properties: {
                        policy: { type: "string", enum: [...policies], description: "Name of the policy." },
                        resource: { type: "string", pattern: "^urn:pulumi:", description: "URN of the resource; * stands for any characters." },
                        reason: { type: "string", minLength: 1, description: "Why." },
                        owner: { type: "string", minLength: 1, description: "Who answers for it." },
                        expires: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Last day of the exemption, as 2027-03-31." },
                    },
                    required: ["policy", "resource", "reason", "owner", "expires"],
                    additionalProperties: false,
                },
            },
            maximumExemptions: { type: "integer", minimum: 0, description: "How many exemptions there may be. Any number if left out." },
            maximumPatternCharacters: {
                type: "integer",
                minimum: DEFAULT_MAX_CHARACTERS,
                maximum: API_MAX_CHARACTERS,
                description: `The account's EventBridge quota "Event pattern size", where it was raised. ${DEFAULT_MAX_CHARACTERS} if left out.`,
            },
            maximumRulesPerBus: {
                type: "integer",
                minimum: 1,
                description:
                    'The account\'s EventBridge quota "Number of rules" on a bus, where it was raised. That of the Region if left out, mostly 300.',
            },
        },
    };
}

/** Problems of a configuration that keeps to the schema, one sentence each. */
export function settingsProblems(given: object): string[] {
    const known = Object.keys(DEFAULT_SETTINGS);
    const unknown = Object.keys(given).filter((key) => !known.includes(key));
    const { exemptions = [] } = given as Partial<Settings>;
    return [
        ...unknown.map((key) => `The configuration has ${JSON.stringify(key)}, which the pack does not know. Use ${known.join(", ")}.`),
        ...exemptions.flatMap(({ expires }, index) =>
            isDay(expires) ? [] : [`Exemption ${index + 1} has no valid last day, got ${JSON.stringify(expires)}. Write it as 2027-03-31.`],
        ),
    ];
}

/** Whether a text in the form of a day is one of the calendar. */
function isDay(text: string): boolean {
    const time = Date.parse(`${text}T00:00:00Z`);
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a text is one of the patterns, in which `*` stands for any characters. */
export function isListed(text: string, patterns: readonly string[]): boolean {
    return patterns.some((pattern) => globOf(pattern).test(text));
}

const globOf = onceForText((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join("[^]*")}$`);
});

/** Whether the alarms of a rule are in another stack, as the configuration says by the rule's name or by its name in the program. */
export function hasAlarmsElsewhere(rule: GraphResource, { alarmsElsewhere }: Settings): boolean {
    return [rule.name, textIn(slotAt(rule, "name"))].some((name) => name !== undefined && isListed(name, alarmsElsewhere));
}
