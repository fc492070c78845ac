import { colors as pc } from "../shared/terminal";
import { fit } from "../shared/text";

/** What the snippets are made of. */
export interface SnippetParts {
    /** A kind, or a call of SageMaker's API. */
    readonly kind: string;
    /** Empty for every status. */
    readonly statuses: readonly string[];
    /** Conditions on fields of `detail` in addition to the status; undefined without any. */
    readonly where: object | undefined;
    readonly pattern: object;
    /** The state of the rule; undefined for the default one. */
    readonly state?: string | undefined;
}

/** What a rule for a kind and some statuses may be called: "training-job-failed". */
export function ruleName({ kind, statuses }: Pick<SnippetParts, "kind" | "statuses">): string {
    const words = [kind, ...(statuses.length <= 2 ? statuses : [])];
    return words
        .map((word) => (word.includes("_") || word === word.toUpperCase() ? word.toLowerCase().replace(/_/g, "-") : kebab(word.replace(/ /g, ""))))
        .join("-");
}

const kebab = (word: string) => word.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** A reaction of this project, whose pattern it is. */
export function reactionSnippet(parts: SnippetParts): string {
    const { kind, statuses, where } = parts;
    return [
        'import { JobStatusReaction, notify } from "sagemaker-job-status";',
        "",
        `new JobStatusReaction(${literal(ruleName(parts))}, {`,
        `    kind: ${literal(kind)},`,
        ...(statuses.length === 0 ? [] : [`    statuses: ${literal(statuses)},`]),
        ...(where === undefined ? [] : [`    where: ${literal(where)},`]),
        "    handler: notify,",
        "    environment: { TOPIC_ARN: topic.arn },",
        "    alarmActions: [topic.arn],",
        "});",
    ].join("\n");
}

/** A rule by itself, for any Pulumi program. */
export function ruleSnippet(parts: SnippetParts): string {
    const fields = Object.entries(parts.pattern).map(([key, value]) => `        ${name(key)}: ${literal(value)},`);
    return [
        'import * as aws from "@pulumi/aws";',
        "",
        `new aws.cloudwatch.EventRule(${literal(ruleName(parts))}, {`,
        "    eventPattern: JSON.stringify({",
        ...fields,
        "    }),",
        ...(parts.state === undefined ? [] : [`    state: ${literal(parts.state)},`]),
        "});",
    ].join("\n");
}

/** A command of the AWS CLI that makes the rule, for a POSIX shell. */
export function commandSnippet(parts: SnippetParts): string {
    const state = parts.state === undefined ? "" : ` --state ${parts.state}`;
    return `aws events put-rule --name ${ruleName(parts)} --event-pattern ${shellQuote(JSON.stringify(parts.pattern))}${state}`;
}

/** A template of CloudFormation with the rule, as YAML. */
export function cloudFormationSnippet(parts: SnippetParts): string {
    const { stringify } = require("yaml") as typeof import("yaml");
    const id = ruleName(parts).replace(/(^|-)(\w)/g, (_, _hyphen, letter: string) => letter.toUpperCase());
    const Properties = { EventPattern: parts.pattern, ...(parts.state === undefined ? {} : { State: parts.state }) };
    return stringify({ Resources: { [id]: { Type: "AWS::Events::Rule", Properties } } }, { lineWidth: 0 }).trimEnd();
}

/** Indented JSON, with every list on one line. */
export function jsonText(value: unknown, indent = ""): string {
    if (Array.isArray(value)) {
        return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    }
    if (typeof value !== "object" || value === null) {
        return JSON.stringify(value);
    }
    const members = Object.entries(value).map(([key, item]) => `${indent}    ${JSON.stringify(key)}: ${jsonText(item, `${indent}    `)}`);
    return `{\n${members.join(",\n")}\n${indent}}`;
}

/** A form with its title. */
export const block = (title: string, after: string, body: string) => `${fit(`${pc.bold(title)}${after === "" ? "" : `  ${after}`}`)}\n\n${body}`;

const shellQuote = (text: string) => `'${text.replace(/'/g, "'\\''")}'`;
const name = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

/** A value as TypeScript writes it on one line. */
function literal(value: unknown): string {
    if (Array.isArray(value)) {
        return `[${value.map(literal).join(", ")}]`;
    }
    if (typeof value === "object" && value !== null) {
        return `{ ${Object.entries(value)
            .map(([key, item]) => `${name(key)}: ${literal(item)}`)
            .join(", ")} }`;
    }
    return JSON.stringify(value);
}
