import { ALL_KINDS, CLOUDTRAIL_CALL, DESCRIBED_ROWS, detailTypesOf, EVENT_SOURCE, type EventKindRow } from "../../catalog";
import type { Condition } from "../eventPattern";
import { canFulfil, textsOf, write } from "./conditions";
import { lacksStatus, meantDetailType, withoutEvents } from "./detailTypes";
import { ENVELOPE_FIELDS, type EventShape, pathsOf } from "./eventShapes";
import { isSeenNowhere, meantField } from "./fields";
import { isAboutSource } from "./sageMakerNames";
import { nearest, normal } from "./spelling";
import { secondaryValue, statusInOtherWords } from "./statusNames";

/** What prevents a match: the field is not there, its value is another one, it has a value of another type, or it is an object. */
export type ObstacleCode = "noField" | "value" | "noStatus" | "type" | "object";

/** A field of a pattern for which no event has a fitting value. */
export interface Obstacle {
    readonly code: ObstacleCode;
    /** Dotted path of the field in the pattern. */
    readonly path: string;
    /** What the pattern asks for, as JSON: `["InService"]`. */
    readonly given: string;
    /** Why no event has that: a sentence without its full stop. */
    readonly reason: string;
    /** What was probably meant: a value where the value is wrong, a path where the field is. Undefined where nothing is near. */
    readonly meant: string | undefined;
    /** What to do, where that is more than to write one thing for another: a sentence without its full stop. */
    readonly advice?: string;
    /** "doubtful": events may have it, although no documented or published one does. "unknown": nothing is known of such events. */
    readonly doubt?: "doubtful" | "unknown";
}

/** What an obstacle says in addition to its path and what is given. */
type Finding = Pick<Obstacle, "reason" | "meant" | "advice" | "doubt">;

const list = (values: readonly string[]) => values.map((value) => JSON.stringify(value)).join(", ");
const isOneOf = (what: string, values: readonly string[]) => `${what} is ${values.length === 1 ? "always" : "one of"} ${list(values)}`;

/** Why no event of the shape has a fitting value at the path. */
export function obstacle(shape: EventShape, path: string, conditions: readonly Condition[]): Obstacle {
    return { code: codeOf(shape, path), path, given: `[${conditions.map(write).join(",")}]`, ...finding(shape, path, conditions) };
}

function codeOf({ row, status, at }: EventShape, path: string): ObstacleCode {
    if (path === `detail.${row.statusField}`) {
        return status === null ? "noStatus" : "value";
    }
    const slot = at(path);
    if (slot.type === "known" || path === "source" || path === "detail-type" || (status !== null && path === `detail.${row.secondary?.field}`)) {
        return "value";
    }
    return slot.type === "free" ? "type" : slot.isObject ? "object" : "noField";
}

function finding(shape: EventShape, path: string, conditions: readonly Condition[]): Finding {
    const { row } = shape;
    const texts = conditions.flatMap(textsOf);
    if (path === "source") {
        const isMeant = conditions.some((each) => each.kind !== "anything-but" && isAboutSource(each)) || row === CLOUDTRAIL_CALL;
        return { reason: isOneOf("source of SageMaker's events", [EVENT_SOURCE]), meant: isMeant ? EVENT_SOURCE : undefined };
    }
    if (path === "detail-type") {
        const without = texts.map(withoutEvents).find((found) => found !== undefined);
        const meant = texts.map(meantDetailType).find((found) => found !== undefined);
        const isBeginning = meant !== undefined && texts.some((text) => lacksStatus(text, meant));
        const beginning = isBeginning ? Object.values(ALL_KINDS).find((kind: EventKindRow) => detailTypesOf(kind).includes(meant)) : undefined;
        if (beginning !== undefined) {
            const prefix = JSON.stringify({ prefix: `${beginning.detailType} ` });
            return { reason: `the detail-type of ${beginning.title} events ends in the status`, meant: undefined, advice: `Write ${prefix}` };
        }
        return without !== undefined && meant === undefined
            ? { reason: `SageMaker sends no event of ${without.what}`, meant: undefined, advice: without.instead }
            : { reason: "detail-type is none that SageMaker is known to send", meant };
    }
    if (path === `detail.${row.statusField}`) {
        return statusFinding(shape, path, texts);
    }
    if (path === `detail.${row.secondary?.field}` && shape.status !== null) {
        return secondaryFinding(shape, path, texts);
    }
    const slot = shape.at(path);
    if (slot.type === "known") {
        const isSource = path === "detail.eventSource";
        const near = conditions.some(isAboutSource) ? slot.value : isSource ? undefined : nearest(texts, [slot.value]);
        if (near === undefined && isSource && texts.some((text) => normal(text).includes("sagemaker"))) {
            return { reason: `nothing is known of calls with this ${path}`, meant: undefined, doubt: "unknown" };
        }
        return { reason: isOneOf(`${path} of ${path.startsWith("detail.") ? `${row.title} events` : "all events"}`, [slot.value]), meant: near };
    }
    if (slot.type === "free") {
        const always = slot.optional ? "" : " and always there";
        return { reason: `${path} of ${row.title} events is a ${slot.values.join(" or a ")}${always}`, meant: undefined };
    }
    if (slot.isObject) {
        return { reason: `${path} of ${row.title} events is an object, whose fields can be matched but not the object`, meant: undefined };
    }
    return fieldFinding(shape, path, conditions);
}

/** A status is certainly wrong where it is another spelling of one, is a value of another field, or where all statuses of events are documented. */
function statusFinding({ row, status }: EventShape, path: string, texts: readonly string[]): Finding {
    if (status === null) {
        return { reason: `no documented or published ${row.title} event has a status`, meant: undefined, doubt: "doubtful" };
    }
    const emitted = row.statuses.filter(({ emitted: isSent }) => isSent);
    const values = emitted.map(({ value }) => value);
    const reason = isOneOf(`${path} of ${row.title} events`, values);
    if (texts.some((text) => secondaryValue(row, text) !== undefined)) {
        return { reason, meant: undefined, advice: `Ask detail.${row.secondary?.field} for it: that is the field with this value` };
    }
    const near = nearest(texts, values);
    const isListed = emitted.every(({ evidence }) => evidence === "docs-list" || evidence === "docs-sample" || evidence === "capture");
    const isOfApi = row.statuses.some(({ emitted: isSent, value, api }) => !isSent && (texts.includes(value) || texts.includes(api ?? "")));
    if (near !== undefined || isListed || isOfApi || texts.length === 0) {
        // Of the other kinds AWS shows samples alone, so events may have more statuses.
        return DESCRIBED_ROWS.includes(row) ? { reason, meant: near } : { reason: `as far as is known, ${reason}`, meant: near, doubt: "doubtful" };
    }
    const [meant, ...others] = new Set(texts.map((text) => statusInOtherWords(row, text)));
    return {
        reason: `no documented or published ${row.title} event has that ${path}`,
        meant: others.length === 0 ? meant : undefined,
        doubt: "doubtful",
    };
}

function secondaryFinding({ row, status }: EventShape, path: string, texts: readonly string[]): Finding {
    const values = row.secondary?.values[status ?? ""] ?? [];
    const near = nearest(texts, values);
    const isKnown = Object.values(row.secondary?.values ?? {}).some((each) => nearest(texts, each, 0) !== undefined);
    const isStatus = nearest(
        texts,
        row.statuses.map(({ value }) => value),
        0,
    );
    if (near !== undefined || isKnown || isStatus !== undefined || texts.length === 0) {
        const advice = !isKnown && near === undefined && isStatus !== undefined;
        const isSameInAll = Object.values(row.secondary?.values ?? {}).every((each) => list(each) === list(values));
        return {
            reason: isOneOf(`${path} of ${row.title} events${isSameInAll ? "" : ` with ${row.statusField} ${status}`}`, values),
            meant: near,
            ...(advice && { advice: `Ask detail.${row.statusField} for it: that is the field with this value` }),
        };
    }
    return { reason: `no documented or published ${row.title} event has that ${path}`, meant: undefined, doubt: "doubtful" };
}

/** A field that the kind's events are not known to have. */
function fieldFinding(shape: EventShape, path: string, conditions: readonly Condition[]): Finding {
    const { row } = shape;
    const inDetail = path.startsWith("detail.");
    const respelt = inDetail && row.unverified === undefined ? respell(shape, path) : undefined;
    if (respelt !== undefined) {
        return { reason: `${row.title} events have no field ${path}`, meant: respelt };
    }
    if (inDetail && (row.unverified !== undefined || row === CLOUDTRAIL_CALL)) {
        return { reason: `nothing is known of ${path} of ${row.title} events`, meant: undefined, doubt: "unknown" };
    }
    const none = `${row.title} events have no field ${path}`;
    const name = path.slice(path.lastIndexOf(".") + 1);
    if (inDetail && isSeenNowhere(row, path)) {
        return { reason: `no documented or published ${row.title} event has the field ${path}`, meant: undefined, doubt: "doubtful" };
    }
    const inResources = nameInResources(row, name, conditions) ?? (meantExactly(row, name) ? undefined : nameInArn(row, path, conditions));
    if (inResources !== undefined) {
        return { reason: none, meant: undefined, advice: inResources };
    }
    const paths = [...ENVELOPE_FIELDS, ...(row.statusInEvent ? [`detail.${row.statusField}`] : []), ...pathsOf(row.fields, "detail")];
    const secondary = row.secondary === null || !/stat(us|e)$/i.test(name) ? [] : [`detail.${row.secondary.field}`];
    const meant = [meantField(path, paths, row), ...secondary].find((each) => each !== undefined && canHold(shape, each, conditions));
    const fits = meant !== undefined;
    const isClosed = row.kind === "LabelingJob";
    const isOfOther = Object.values(ALL_KINDS).some((other: EventKindRow) => other !== row && other.statusField === name);
    if (!inDetail || isClosed || isOfOther || fits) {
        return { reason: none, meant };
    }
    // Only its status speaks for another resource: names and ARNs of others are fields of many kinds.
    const without = /stat(us|e)$/i.test(name) ? withoutEvents(name) : undefined;
    return without === undefined
        ? { reason: `no documented or published ${row.title} event has the field ${path}`, meant: undefined, doubt: "doubtful" }
        : { reason: none, meant: undefined, advice: `SageMaker sends no event of ${without.what}. ${without.instead}` };
}

/** The path with the spelling of the field of `detail` that has the same letters. */
function respell(shape: EventShape, path: string): string | undefined {
    const [, first = "", ...rest] = path.split(".");
    const field = Object.keys(shape.row.fields).find((each) => each !== first && normal(each) === normal(first));
    const respelt = field && ["detail", field, ...rest].join(".");
    return respelt !== undefined && shape.at(respelt).type !== "absent" ? respelt : undefined;
}

/** Whether the events have a field of the same name in another spelling. */
const meantExactly = (row: EventKindRow, name: string) => Object.keys(row.fields).some((field) => normal(field) === normal(name));

/** Whether a field can have what the conditions ask for, or has a value of nearly the same spelling. */
function canHold(shape: EventShape, path: string, conditions: readonly Condition[]): boolean {
    const { row } = shape;
    const values =
        path === `detail.${row.statusField}`
            ? row.statuses.filter(({ emitted }) => emitted).map(({ value }) => value)
            : path === `detail.${row.secondary?.field}`
              ? Object.values(row.secondary?.values ?? {}).flat()
              : undefined;
    if (values === undefined) {
        return conditions.some((condition) => canFulfil(shape.at(path), condition));
    }
    const texts = conditions.flatMap(textsOf);
    return (
        texts.length === 0 ||
        nearest(texts, values) !== undefined ||
        conditions.some((condition) => values.some((value) => canFulfil({ type: "known", value }, condition)))
    );
}

/** `pipelineName`: events have the ARN alone, which ends in the name in lower case. */
function nameInArn(row: EventKindRow, path: string, conditions: readonly Condition[]): string | undefined {
    const stem = /^detail\.(\w+)name$/i.exec(path)?.[1];
    const field = stem === undefined ? undefined : Object.keys(row.fields).find((each) => normal(each) === `${normal(stem)}arn`);
    const [text = "NAME"] = conditions.flatMap(textsOf);
    return (
        field &&
        `Write ${JSON.stringify({ [field]: [{ wildcard: `*/${text.toLowerCase()}` }] }).slice(1, -1)}: events have the ARN, which ends in the name in lower case`
    );
}

/** The name or the ARN of a kind whose events have it in `resources` alone: how to ask for it there. */
function nameInResources(row: EventKindRow, name: string, conditions: readonly Condition[]): string | undefined {
    const isName = row.nameField === null && normal(name) === `${normal(row.kind)}name`;
    const isArn = row.arnField === null && normal(name) === `${normal(row.kind)}arn`;
    if (row.arnResource === null || row.unverified !== undefined || !(isName || isArn)) {
        return undefined;
    }
    const values = conditions.flatMap((condition) => {
        const [text] = textsOf(condition);
        if (text === undefined || condition.kind === "anything-but") {
            return [];
        }
        const [before, after] = [/^(suffix|wildcard)/.test(condition.kind), condition.kind.startsWith("prefix")];
        const end = `${before && condition.kind !== "wildcard" ? "*" : ""}${text}${after ? "*" : ""}`;
        return [
            isArn && text.startsWith("arn:") ? JSON.stringify(text) : JSON.stringify({ wildcard: `arn:*:sagemaker:*:*:${row.arnResource}/${end}` }),
        ];
    });
    const example = values.length > 0 ? values.join(", ") : JSON.stringify({ wildcard: `arn:*:sagemaker:*:*:${row.arnResource}/NAME` });
    return `Write "resources": [${example}] outside of detail: the ARN is there, and the name in it`;
}
