import { LIMITS } from "../../catalog";
import { isJson } from "../isJson";
import { keysOf } from "./read";
import type { TargetReading } from "./rules";
import { isEmpty, isGiven, isUnset, numberIn, type Slot, textIn } from "./slot";

/** Why PutTargets refuses a target because of what it is to get. */
export interface InputFault {
    readonly code: "several" | "variables" | "reserved" | "length" | "placeholder" | "json" | "logs" | "group" | "path" | "retry" | "id";
    /** A sentence without its full stop. */
    readonly reason: string;
}

/** What is wrong with the input of a target. */
export interface InputVerdict {
    readonly faults: readonly InputFault[];
    /** True where a value that decides is not known yet. */
    readonly open: boolean;
}

/** Source: API reference of InputTransformer and Target. */
const MAX_VARIABLES = 100;
const MAX_CHARACTERS = 8_192;

/** EventBridge's own variables. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
const OWN_VARIABLES = ["rule-arn", "rule-name", "event.ingestion-time", "event", "event.json"].map((name) => `aws.events.${name}`);

/** What paths may have. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html, "Common issues"; API reference InputTransformer */
const PATH = /^\$(\.([\w/-]+|\*)|\[(\d+|\*)\])*$/;

/** Source: API references Target and RetryPolicy. */
const TARGET_ID = /^[.\w-]{1,64}$/;
const EVENT_AGE_SECONDS = { minimum: 60, maximum: 86_400 };

/** Services that take any text. All others read their input as JSON. */
const TAKES_TEXT: readonly string[] = ["sns", "sqs", "kinesis", "firehose"];

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/** A part of a template: a placeholder, or text as it stands; and whether a JSON string is open there. */
export interface TemplatePart {
    readonly placeholder?: string;
    readonly text: string;
    readonly quoted: boolean;
}

/** The parts of a template, in which only placeholders that are defined count. */
export function templateParts(template: string, isDefined: (name: string) => boolean): TemplatePart[] {
    const parts: TemplatePart[] = [];
    let quoted = false;
    const text = (from: number, to: number) => {
        for (let index = from; index < to; index++) {
            const character = template[index]!;
            const whole = character === "\\" && quoted ? character + (template[++index] ?? "") : character;
            quoted = whole === '"' ? !quoted : quoted;
            parts.push({ text: whole, quoted });
        }
    };
    let end = 0;
    for (const { 0: whole, 1: name, index } of template.matchAll(PLACEHOLDER)) {
        if (isDefined(name!)) {
            text(end, index);
            parts.push({ placeholder: name!, text: whole, quoted });
            end = index + whole.length;
        }
    }
    text(end, template.length);
    return parts;
}

/** Whether a template defines a placeholder, or EventBridge does. */
export const isDefinedIn = (variables: readonly string[]) => (name: string) => variables.includes(name) || OWN_VARIABLES.includes(name);

/** What a template gives for an event, as far as that can be known before there is one: "x" in quotes and null elsewhere stand for values. */
const sampleOf = (template: string, isDefined: (name: string) => boolean) =>
    templateParts(template, isDefined)
        .map(({ placeholder, text, quoted }) => (placeholder === undefined ? text : quoted ? "x" : "null"))
        .join("");

/** Why a template gives no JSON, whatever the event has; undefined if it does. Text of several quoted lines is none, which services that take text get. */
function templateFault(sample: string, service: string | undefined): string | undefined {
    const takesText = service === undefined || TAKES_TEXT.includes(service);
    return isJson(sample) || takesText ? undefined : `The inputTemplate gives no JSON, which targets of the service "${service}" need`;
}

/**
 * What is wrong with the input of a target. The local AWS refuses the target, the policy pack reports it.
 * Source of what a FIFO queue needs: API reference SqsParameters; https://github.com/hashicorp/terraform/issues/20263
 *
 * @param to the service in the target's ARN, undefined where it is not known, and whether the target is certainly FIFO
 */
export function inputVerdict(target: TargetReading, { service, fifo }: { service: string | undefined; fifo: boolean }): InputVerdict {
    const { input, inputPath, inputPaths, inputTransformer, inputTemplate, messageGroupId } = target;
    const faults: InputFault[] = [];
    const add = (code: InputFault["code"], reason: string) => faults.push({ code, reason });
    const given = Object.entries({ input, inputPath, inputTransformer }).filter(([, slot]) => isGiven(slot));
    if (given.length > 1) {
        add("several", "A target must have at most one of input, inputPath and inputTransformer");
    }
    if (service === "logs" && (isGiven(input) || isGiven(inputPath))) {
        add("logs", "A log group accepts neither input nor inputPath");
    }
    if (service === "sqs" && fifo && isEmpty(messageGroupId)) {
        add("group", "A FIFO queue needs sqsTarget.messageGroupId");
    }
    const paths = isGiven(inputTransformer) && inputPaths.value.known ? Object.values(inputPaths.value.value ?? {}) : [];
    for (const path of [textIn(inputPath), ...paths]) {
        if (typeof path === "string" && path !== "" && !PATH.test(path)) {
            add(
                "path",
                `EventBridge finds nothing at the path ${JSON.stringify(path)}: it must begin with "$" and have names after dots, indexes and "*" only`,
            );
        }
    }
    const id = textIn(target.id);
    if (id && !TARGET_ID.test(id)) {
        add("id", `The targetId must have 1 to 64 letters, digits, ".", "-" and "_", got ${JSON.stringify(id)}`);
    }
    for (const [name, slot, { minimum, maximum }] of [
        ["maximumRetryAttempts", target.maximumRetryAttempts, LIMITS.deliveryRetries],
        ["maximumEventAgeInSeconds", target.maximumEventAgeSeconds, EVENT_AGE_SECONDS],
    ] as const) {
        const number = numberIn(slot);
        if (number !== undefined && (number < minimum || number > maximum)) {
            add("retry", `${name} must be from ${minimum} to ${maximum}, got ${number}`);
        }
    }
    const constant = textIn(input);
    if (constant) {
        if (constant.length > MAX_CHARACTERS) {
            add("length", `The input has ${constant.length} characters, at most ${MAX_CHARACTERS} are allowed`);
        }
        if (!isJson(constant)) {
            add("json", "The input is no JSON");
        }
    }
    const variables = isGiven(inputTransformer) ? variablesIn(target) : [];
    const template = textIn(inputTemplate);
    if (variables !== undefined && variables.length > MAX_VARIABLES) {
        add("variables", `The inputPaths define ${variables.length} variables, at most ${MAX_VARIABLES} are allowed`);
    }
    const reserved = variables?.find((name) => /^aws/i.test(name));
    if (reserved !== undefined) {
        add("reserved", `The inputPaths define "${reserved}", and names that start with "AWS" are reserved`);
    }
    if (template !== undefined && template.length > MAX_CHARACTERS) {
        add("length", `The inputTemplate has ${template.length} characters, at most ${MAX_CHARACTERS} are allowed`);
    }
    if (template !== undefined && variables !== undefined && isGiven(inputTransformer)) {
        const isDefined = isDefinedIn(variables);
        const unknown = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name!).find((name) => !isDefined(name));
        const sample = sampleOf(template, isDefined);
        const notJson = unknown === undefined ? templateFault(sample, service) : undefined;
        if (unknown !== undefined) {
            add("placeholder", `The inputTemplate has the placeholder <${unknown}>, which inputPaths does not define`);
        } else if (notJson !== undefined) {
            add("json", notJson);
        } else if (service === "logs" && !isLogEvent(sample)) {
            add("logs", 'The inputTemplate of a log group must be {"timestamp": <time>, "message": <text>}, with these two members and no others');
        }
    }
    const waits = isGiven(inputTransformer) && (variables === undefined || isOpen(inputTemplate) || isOpen(inputTransformer));
    return { faults, open: waits || isOpen(input) };
}

/**
 * Whether a log group accepts what a template gives: these two members and no others.
 * Sources: API reference PutTargets; https://github.com/aws/aws-cdk/pull/20748, https://github.com/awsdocs/aws-cloudformation-user-guide/issues/1010
 */
function isLogEvent(sample: string): boolean {
    const event: unknown = JSON.parse(sample);
    const { timestamp, message, ...others } = (typeof event === "object" && event !== null ? event : {}) as Readonly<Record<string, unknown>>;
    // A placeholder that is not in quotes is null in the sample.
    const isText = (value: unknown) => typeof value === "string" || value === null;
    return isText(message) && (isText(timestamp) || typeof timestamp === "number") && Object.keys(others).length === 0;
}

/** Whether a slot gets a value that is not known yet. */
const isOpen = (slot: Slot) => !slot.value.known && isGiven(slot);

/** The names that inputPaths defines, whose paths need not be known; undefined where they are not known. */
function variablesIn({ inputPaths }: TargetReading): readonly string[] | undefined {
    const { value } = inputPaths;
    return value.known ? (isUnset(value.value) ? [] : (keysOf(value.value) ?? [])) : undefined;
}
