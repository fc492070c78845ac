import { ALL_KIND_NAMES, ALL_KINDS, type AnyKind, type EventKindRow, notifyProblem, type StatusOf, type WhereOf } from "../../catalog";
import { compileRules } from "../../models/eventPattern";
import { DEFAULT_MAX_CHARACTERS, exceededLimits } from "../../models/eventPattern/limits";
import { jobStatusPattern } from "../../models/jobStatusPattern";
import { coverageOf } from "../cli/coverage/matrix";
import { kindOf, kindSheet } from "../cli/kinds/sheet";
import { cloudFormationSnippet, commandSnippet, jsonText, reactionSnippet, ruleSnippet } from "../cli/pattern/snippets";
import { isObject } from "../cli/shared/resourceValues";
import { readPattern, type SourcedRule } from "../cli/shared/rulesOf";
import type { SourcedEvent } from "../cli/shared/readEvents";
import { explainMiss } from "../cli/why/miss";
import type { KindChoice, PatternPreview } from "./protocol";
import { BadRequest } from "./routes";

type Body = Readonly<Record<string, unknown>>;

/** What a pattern can be made of, for each kind. */
export const kindChoices = (): KindChoice[] =>
    ALL_KIND_NAMES.map((kind) => {
        const { title, statuses, secondary, statusInEvent, statusInDetailType }: EventKindRow = ALL_KINDS[kind];
        const emitted = statusInEvent || statusInDetailType ? statuses.filter((status) => status.emitted) : [];
        return {
            kind,
            title,
            statuses: emitted.map(({ value, meaning }) => ({ value, meaning })),
            secondary: secondary === null ? null : { field: secondary.field, values: [...new Set(Object.values(secondary.values).flat())] },
            fields: fieldsOf(kind),
        };
    });

/** Paths of the fields of `detail`. A list is matched by its elements. */
const fieldsOf = (kind: AnyKind): string[] => kindSheet(kind).fields.map(({ path }) => path.replaceAll("[]", ""));

/** How a filter compares, and the condition of a pattern that it makes. */
const OPERATORS: Readonly<Record<string, (value: string) => unknown>> = {
    equals: (value) => value,
    "begins with": (value) => ({ prefix: value }),
    "ends with": (value) => ({ suffix: value }),
    "is like": (value) => ({ wildcard: value }),
    "is not": (value) => ({ "anything-but": [value] }),
    exists: () => ({ exists: true }),
    "does not exist": () => ({ exists: false }),
    "is above": (value) => ({ numeric: [">", Number(value)] }),
    "is below": (value) => ({ numeric: ["<", Number(value)] }),
};

/** The pattern that a page has chosen or pasted, in every form, with what is wrong with it and which events it matches. @throws BadRequest */
export function previewOf(body: Body, samples: readonly SourcedEvent[]): PatternPreview {
    const kind = body.kind as AnyKind;
    if (!ALL_KIND_NAMES.includes(kind)) {
        throw new BadRequest(`kind must be one of ${ALL_KIND_NAMES.join(", ")}, got ${JSON.stringify(body.kind)}`);
    }
    const statuses = texts(body.statuses);
    const where = whereOf(kind, body);
    const made = jobStatusPattern({
        kind,
        ...(statuses.length > 0 && { statuses: statuses as readonly StatusOf<AnyKind>[] }),
        ...(where !== undefined && { where: where as WhereOf<AnyKind> }),
    });
    const isPasted = typeof body.pattern === "string" && body.pattern.trim() !== "";
    const text = isPasted ? (body.pattern as string) : jsonText(made);
    const read = readPattern(text);
    const common = { text, length: minified(text).length, most: DEFAULT_MAX_CHARACTERS };
    if (read.state !== "valid") {
        return {
            ...common,
            problem: read.state === "invalid" ? read.reason : "The pattern has a value that is not known",
            advice: [],
            forms: [],
            samples: [],
        };
    }
    const parsed = JSON.parse(text) as object;
    const parts = { kind, statuses, where, pattern: parsed };
    const canReact = !isPasted && notifyProblem(ALL_KINDS[kind]) === undefined;
    const match = compileRules([{ name: "pattern", pattern: text }]);
    return {
        ...common,
        problem: exceededLimits(parsed)[0] ?? null,
        advice: adviceOn(read),
        forms: [
            ...(canReact ? [{ title: "TypeScript, with the components of this project", text: reactionSnippet(parts) }] : []),
            { title: "TypeScript, a rule alone", text: ruleSnippet(parts) },
            { title: "CloudFormation", text: cloudFormationSnippet(parts) },
            { title: "AWS CLI", text: commandSnippet(parts) },
        ],
        samples: samples.map(({ name, event }) => {
            const matches = match(event).length > 0;
            const miss = matches ? undefined : explainMiss(read.parsed, event);
            return { name, ...kindOf(event), matches, otherEvents: miss?.otherEvents ?? false, fields: miss?.fields ?? [] };
        }),
    };
}

/** What the catalogue says of a valid pattern: that it can match nothing, or nothing known. */
function adviceOn(pattern: SourcedRule["pattern"]): string[] {
    const rule: SourcedRule = { name: "pattern", urn: null, bus: "default", busArn: null, enabled: true, allCalls: null, pattern, targets: null };
    const { unreachable, doubtful, partial, idle } = coverageOf([rule]);
    return [...unreachable, ...doubtful, ...partial, ...idle].flatMap(({ reasons }) => reasons);
}

function whereOf(kind: AnyKind, { secondary: given, filters }: Body): object | undefined {
    const { secondary }: EventKindRow = ALL_KINDS[kind];
    const values = texts(given);
    const where: Record<string, unknown> = secondary !== null && values.length > 0 ? { [secondary.field]: values } : {};
    for (const filter of Array.isArray(filters) ? (filters as unknown[]) : []) {
        const { field, operator, value } = isObject(filter) ? filter : {};
        const condition = OPERATORS[String(operator)];
        if (condition === undefined) {
            throw new BadRequest(`operator must be one of ${Object.keys(OPERATORS).join(", ")}, got ${JSON.stringify(operator)}`);
        }
        if (!fieldsOf(kind).includes(String(field))) {
            throw new BadRequest(`field must be one of ${fieldsOf(kind).join(", ")}, got ${JSON.stringify(field)}`);
        }
        const path = String(field).split(".");
        const last = path.pop()!;
        const holder = path.reduce<Record<string, unknown>>((inner, name) => (inner[name] ??= {}) as Record<string, unknown>, where);
        holder[last] = [...(Array.isArray(holder[last]) ? (holder[last] as unknown[]) : []), condition(String(value))];
    }
    return Object.keys(where).length === 0 ? undefined : where;
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : []);

/** The text as programs send it, without white space: EventBridge counts its characters. */
function minified(text: string): string {
    try {
        return JSON.stringify(JSON.parse(text));
    } catch {
        return text;
    }
}
