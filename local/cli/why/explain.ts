import { ALL_CALLS_STATE, DESCRIBED_ROWS, EVENT_SOURCE, type EventKindRow, KIND_NAMES, KINDS } from "../../../catalog";
import { causesText } from "../../../catalog/causes";
import { readEnding } from "../../../functions/shared/ending";
import { isFields, valueAt } from "../../../functions/shared/fields";
import { isReadOnlyCall, judgePattern } from "../../../models/catalogueMatch";
import { meantDetailType } from "../../../models/catalogueMatch/detailTypes";
import { compileRules } from "../../../models/eventPattern";
import { busesReachedBy, type SourcedRule, UNKNOWN_PATTERN } from "../shared/rulesOf";
import type { RuleTarget } from "../shared/ruleTargets";
import { rowOf } from "./hints";
import { listed, show } from "../shared/conditionWords";
import { explainMiss, type FailingField } from "./miss";

/** A rule whose pattern an event matches. */
export interface MatchingRule {
    readonly rule: string;
    readonly urn: string | null;
    readonly bus: string;
    /** Why the rule sends the event nowhere although it matches; null if it sends it somewhere. */
    readonly silent: string | null;
    /** Where the event goes; null for a pattern by itself. */
    readonly targets: readonly RuleTarget[] | null;
}

/** A rule whose pattern an event does not match, or that has no pattern to match. */
export interface MissingRule {
    readonly rule: string;
    readonly urn: string | null;
    readonly bus: string;
    /** The failing fields, the worst first; empty where `reason` says more. */
    readonly fields: readonly FailingField[];
    /** How many alternatives the `$or` of the pattern makes; the fields are those of the nearest. */
    readonly alternatives: number;
    /** Whether the rule is for other events: another source or detail-type. */
    readonly otherEvents: boolean;
    /** Why there is nothing to compare: the pattern is invalid or not known. Else null. */
    readonly reason: string | null;
}

/** What becomes of one event. */
export interface Explanation {
    readonly event: string;
    readonly id: string | null;
    /** Null for an event that is not of the catalogue's kinds. */
    readonly kind: string | null;
    readonly status: string | null;
    /** What its reason, or its secondary status, says of the cause, and what to do about it; null for what needs no cause. */
    readonly cause: { readonly text: string; readonly nextStep: string } | null;
    /** How the event differs from events of SageMaker. */
    readonly oddities: readonly string[];
    /** Whether an enabled rule with a target, on a bus that the event reaches, matches. */
    readonly delivered: boolean;
    readonly matching: readonly MatchingRule[];
    /** The nearest miss first. */
    readonly missing: readonly MissingRule[];
}

/** Explains for every rule whether an event matches it, and what follows or which fields differ. */
export function explain(rules: readonly SourcedRule[], name: string, event: object): Explanation {
    const row = rowOf(event);
    const fields = event as { id?: unknown; source?: unknown; detail?: Record<string, unknown> };
    const status = row && statusOf(row, fields.detail);
    const matched = new Set(
        rules.filter((rule) => rule.pattern.state === "valid" && compileRules([{ name: "", pattern: rule.pattern.text }])(event)[0] === ""),
    );
    const reached = busesReachedBy(rules, (rule) => matched.has(rule));
    const matching = rules.filter((rule) => matched.has(rule)).map((rule) => matchingRule(rule, event, reached));
    const missing = rules
        .filter((rule) => !matched.has(rule))
        .map((rule) => missingRule(rule, event))
        .sort((a, b) => a.distance - b.distance)
        .map(({ distance: _, ...rule }) => rule);
    return {
        event: name,
        id: typeof fields.id === "string" ? fields.id : null,
        kind: row?.kind ?? null,
        status: typeof status === "string" ? status : null,
        cause: row === undefined ? null : causeOf(row, status, fields.detail),
        oddities: oddities(event, row, isReadOnlyCall(event) && [...matched].some(({ allCalls }) => allCalls === null)),
        delivered: matching.some(({ silent }) => silent === null),
        matching,
        missing,
    };
}

/** Whether the statuses of a kind are known: of a further kind only what an event says can be compared. */
const isJudged = (row: EventKindRow, status: unknown) => row.describe !== null || (status !== undefined && DESCRIBED_ROWS.includes(row));

function statusOf({ statusInEvent, statusField }: EventKindRow, detail: unknown): unknown {
    return statusInEvent && statusField !== null && isFields(detail) ? valueAt(detail, statusField) : undefined;
}

function causeOf(row: EventKindRow, status: unknown, detail: unknown): Explanation["cause"] {
    const fields = isFields(detail) ? detail : {};
    const value = typeof status === "string" ? status : undefined;
    const statusClass = row.statuses.find((each) => each.value === value)?.class ?? "unknown";
    const { diagnosis } = readEnding(row, fields, { value, statusClass }, []);
    return diagnosis === undefined ? null : { text: causesText(diagnosis), nextStep: diagnosis.nextStep };
}

function matchingRule({ name, urn, bus, enabled, allCalls, targets }: SourcedRule, event: object, reached: ReadonlySet<string>): MatchingRule {
    const { source } = event as { source?: unknown };
    // Custom events may be put on any bus; those of AWS services come on the default one.
    const arrives = reached.has(bus) || !(typeof source === "string" && source.startsWith("aws."));
    const silent = !enabled
        ? "the rule is disabled"
        : !arrives
          ? `the rule is on the event bus ${bus}: events of AWS services come on the default one, and no rule there sends this one on`
          : allCalls === false && isReadOnlyCall(event)
            ? `EventBridge gives read-only calls only to rules in the state ${ALL_CALLS_STATE}`
            : targets?.length === 0
              ? "the rule has no target"
              : null;
    return { rule: name, urn, bus, silent, targets };
}

function missingRule({ name, urn, bus, pattern }: SourcedRule, event: object): MissingRule & { distance: number } {
    const common = { rule: name, urn, bus };
    if (pattern.state === "valid") {
        const miss = explainMiss(pattern.parsed, event);
        // A rule for other events says nothing of this one, unless there are no such events.
        const never = miss.otherEvents ? neverSent(pattern.text) : undefined;
        return never === undefined
            ? { ...common, reason: null, ...miss }
            : { ...common, reason: never, fields: [], alternatives: 1, otherEvents: false, distance: miss.distance };
    }
    const reason = pattern.state === "unknown" ? UNKNOWN_PATTERN : `EventBridge refuses its pattern: ${pattern.reason}`;
    return { ...common, reason, fields: [], alternatives: 1, otherEvents: false, distance: Number.MAX_VALUE };
}

/** Why no event has the source or the detail-type of a pattern, and what to do. */
function neverSent(pattern: string): string | undefined {
    const { verdict, obstacles } = judgePattern(pattern);
    const found = verdict === "dead" ? obstacles.find(({ path }) => path === "source" || path === "detail-type") : undefined;
    const change = found?.advice ?? (found?.meant === undefined ? undefined : `Write ${show(found.meant)}`);
    return found && [`${found.path} asks for ${found.given}, but ${found.reason}`, ...(change === undefined ? [] : [change])].join(". ");
}

const REQUIRED = ["id", "detail-type", "source", "account", "time", "region", "resources", "detail"];

function oddities(event: object, row: EventKindRow | undefined, isStateOpen: boolean): string[] {
    const fields = event as Record<string, unknown>;
    const wrapper = ["requestPayload", "Records", "Message", "body", "Detail", "event"].find((name) => name in fields);
    const absent = REQUIRED.filter((name) => !(name in fields));
    if (absent.includes("detail-type") || absent.includes("detail")) {
        const advice =
            wrapper === undefined
                ? KIND_NAMES.some((kind) => KINDS[kind].statusField in fields)
                    ? ": it looks like the detail of an event, which needs the rest around it"
                    : ""
                : `: is the event inside ${wrapper}?`;
        return [`it has no ${listed(absent, "and")}${advice}`];
    }
    const found = absent.length === 0 ? [] : [`it has no ${listed(absent, "and")}, which EventBridge adds to every event`];
    const { source, "detail-type": detailType, detail } = fields;
    if (isStateOpen) {
        found.push(`it is a read-only call, which EventBridge gives only to rules in the state ${ALL_CALLS_STATE}`);
    }
    if (source === EVENT_SOURCE && row === undefined && !/ via CloudTrail$/.test(String(detailType))) {
        const meant = meantDetailType(String(detailType));
        found.push(
            `SageMaker is not known to send the detail-type ${show(detailType)}${meant === undefined ? "" : ` (did you mean ${show(meant)}?)`}`,
        );
    }
    const status = row && statusOf(row, detail);
    const known = row?.statuses.find(({ value, emitted }) => value === status && emitted);
    if (row !== undefined && isJudged(row, status) && row.statusInEvent && known === undefined) {
        const emitted = row.statuses.find(({ api, emitted }) => emitted && api === status);
        const allowed = listed(
            row.statuses.filter((each) => each.emitted).map(({ value }) => show(value)),
            "or",
        );
        found.push(
            emitted === undefined
                ? `its ${row.statusField} is ${status === undefined ? "absent" : show(status)}; SageMaker sends ${allowed}`
                : `its ${row.statusField} has the spelling of the API, ${show(status)}; SageMaker sends ${show(emitted.value)}`,
        );
    }
    return found;
}
