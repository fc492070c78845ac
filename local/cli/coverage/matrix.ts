import { KINDS, type KindRow } from "../../../catalog";
import { catalogueMatch, judgePattern, namesSageMaker, type Obstacle, readOnlyReason } from "../../../models/catalogueMatch";
import { canFulfil } from "../../../models/catalogueMatch/conditions";
import { type EventShape, eventShapes } from "../../../models/catalogueMatch/eventShapes";
import type { Alternative } from "../../../models/eventPattern";
import { busesReachedBy, type SourcedRule, UNKNOWN_PATTERN } from "../shared/rulesOf";
import { inWords } from "../shared/conditionWords";

/** A rule that matches events of a kind in a status. */
export interface RuleMatch {
    readonly rule: string;
    /** What else the events must have: "detail.TrainingJobName: a text that begins with \"prod-\"". Empty: it matches all of them. */
    readonly only: readonly string[];
}

/** Events of a kind in one status and with one value of the kind's secondary field. */
export interface EventsOf {
    readonly kind: string;
    /** In event spelling; null where the kind's events carry none. */
    readonly status: string | null;
    /** Null for events without the secondary field. */
    readonly secondary: string | null;
}

export interface CoverageRow extends EventsOf {
    readonly matchedBy: readonly RuleMatch[];
}

/** Two rules that match the same events. */
export interface Overlap {
    readonly rules: readonly [string, string];
    /** Whether there are events that both match; false where each has further conditions, which may exclude each other. */
    readonly certain: boolean;
    readonly events: readonly EventsOf[];
}

/** A rule, and why it is not among those that match something. */
export interface SilentRule {
    readonly rule: string;
    readonly urn: string | null;
    readonly reasons: readonly string[];
}

/** Which rules match which events of SageMaker. */
export interface Coverage {
    readonly rows: readonly CoverageRow[];
    /** Events without a matching rule. */
    readonly unwatched: readonly EventsOf[];
    /** Rules on SageMaker that no event of the catalogue can match, or whose pattern EventBridge refuses. */
    readonly unreachable: readonly SilentRule[];
    /** Rules on SageMaker that no documented or published event matches, although one may, and rules with a condition that may prevent a match. */
    readonly doubtful: readonly SilentRule[];
    /** Rules of which a part of the pattern matches no event, and others do. */
    readonly partial: readonly SilentRule[];
    readonly overlapping: readonly Overlap[];
    /** Rules that could match something but do not: disabled, without a target, on a bus that the events do not get to, with an unknown pattern. */
    readonly idle: readonly SilentRule[];
    /** Names of rules on something else: other sources, or events of SageMaker that the catalogue does not have. */
    readonly others: readonly string[];
}

const ROWS: readonly KindRow[] = Object.values(KINDS);

/** Lays the rules over the catalogue. */
export function coverageOf(rules: readonly SourcedRule[]): Coverage {
    const reach = new Map(rules.map((rule) => [rule, rule.pattern.state === "valid" ? catalogueMatch(rule.pattern.text) : undefined]));
    const buses = busesReachedBy(rules, (rule) => (reach.get(rule)?.reachable.length ?? 0) > 0);
    const unreachable: SilentRule[] = [];
    const doubtful: SilentRule[] = [];
    const partial: SilentRule[] = [];
    const idle: SilentRule[] = [];
    const others: string[] = [];
    const active: SourcedRule[] = [];
    for (const rule of rules) {
        const { name, urn, pattern } = rule;
        const match = reach.get(rule);
        const silent = (list: SilentRule[], ...reasons: string[]) => {
            if (reasons.length > 0) {
                list.push({ rule: name, urn, reasons });
            }
        };
        if (pattern.state === "unknown") {
            silent(idle, UNKNOWN_PATTERN);
        } else if (pattern.state === "invalid") {
            silent(unreachable, `EventBridge refuses its pattern: ${pattern.reason}`);
        } else {
            const { verdict, obstacles, doubts, readOnly } = judgePattern(pattern.text);
            const isReached = match?.unreachable === undefined;
            const isLive = isReached || verdict === "live" || verdict === "others" || !namesSageMaker(pattern.text);
            const reason = isReached ? whyIdle(rule, buses) : readOnly?.alone && rule.allCalls === false ? readOnlyReason(readOnly) : undefined;
            if (!isLive) {
                silent(verdict === "dead" ? unreachable : doubtful, ...[...obstacles, ...doubts].map(obstacleText));
                continue;
            }
            if (reason !== undefined) {
                silent(idle, reason);
            } else if (isReached) {
                active.push(rule);
            } else {
                others.push(name);
            }
            const isOpen = readOnly !== undefined && reason === undefined && rule.allCalls !== true;
            const ofCalls = isOpen ? [readOnlyReason(readOnly)] : [];
            silent(partial, ...(verdict === "live" ? obstacles.map(obstacleText) : []), ...(readOnly?.alone ? [] : ofCalls));
            silent(doubtful, ...doubts.map(obstacleText), ...(readOnly?.alone ? ofCalls : []));
        }
    }
    const rows = eventShapes(ROWS).map((shape) => rowOf(shape, active));
    return {
        rows,
        unwatched: rows.filter(({ matchedBy }) => matchedBy.length === 0).map(eventsOf),
        unreachable,
        doubtful,
        partial,
        overlapping: overlapsIn(rows, active),
        idle,
        others,
    };
}

/** The part about one kind: its rows, and the rules that are not about any kind, since it is unknown whether they were meant for it. */
export function ofKind(coverage: Coverage, kind: string): Coverage {
    const isOfKind = (events: EventsOf) => events.kind === kind;
    return {
        ...coverage,
        rows: coverage.rows.filter(isOfKind),
        unwatched: coverage.unwatched.filter(isOfKind),
        overlapping: coverage.overlapping.flatMap((overlap) => {
            const events = overlap.events.filter(isOfKind);
            return events.length === 0 ? [] : [{ ...overlap, events }];
        }),
    };
}

function whyIdle({ enabled, bus, targets }: SourcedRule, buses: ReadonlySet<string>): string | undefined {
    if (!enabled) {
        return "it is disabled";
    }
    if (!buses.has(bus)) {
        return `it is on the event bus ${bus}: events of AWS services come on the default one, and no rule there sends them on`;
    }
    return targets?.length === 0 ? "it has no target" : undefined;
}

/** What prevents a match, and what to do. */
function obstacleText({ path, given, reason, meant, advice }: Obstacle): string {
    const instead = advice ?? (meant === undefined ? undefined : `did you mean ${meant}?`);
    return `${reason.includes(path) ? "it" : path} asks for ${given}, but ${reason}${instead === undefined ? "" : ` (${instead})`}`;
}

const eventsOf = ({ kind, status, secondary }: EventsOf): EventsOf => ({ kind, status, secondary });

function rowOf(shape: EventShape, rules: readonly SourcedRule[]): CoverageRow {
    const matchedBy = rules.flatMap(({ name, pattern }) => {
        const fits = pattern.state === "valid" ? pattern.parsed.alternatives.filter((fields) => fields.every((field) => canBe(shape, field))) : [];
        const [widest] = fits.map((fields) => furtherConditions(shape, fields)).sort((a, b) => a.length - b.length);
        return widest === undefined ? [] : [{ rule: name, only: widest }];
    });
    return { kind: shape.row.kind, status: shape.status, secondary: shape.secondary, matchedBy };
}

type Field = Alternative[number];

const canBe = (shape: EventShape, { path, conditions }: Field) => conditions.some((condition) => canFulfil(shape.at(path), condition));

/** The conditions that events of the shape may or may not fulfil. */
function furtherConditions(shape: EventShape, fields: Alternative): string[] {
    return fields
        .filter(({ path, conditions }) => {
            const slot = shape.at(path);
            const isSure =
                slot.type === "free" && !slot.optional && conditions.some(({ kind, ...rest }) => kind === "exists" && "value" in rest && rest.value);
            return slot.type === "free" && !isSure;
        })
        .map(({ path, conditions }) => `${path}: ${inWords(conditions)}`);
}

function overlapsIn(rows: readonly CoverageRow[], rules: readonly SourcedRule[]): Overlap[] {
    const overlaps = new Map<string, Overlap & { events: EventsOf[] }>();
    // A rule that sends events on to another bus and one that matches them there belong together.
    const busOf = new Map(rules.map(({ name, bus }) => [name, bus]));
    for (const row of rows) {
        row.matchedBy.forEach((a, i) => {
            for (const b of row.matchedBy.slice(i + 1).filter(({ rule }) => busOf.get(rule) === busOf.get(a.rule))) {
                const certain = a.only.length === 0 || b.only.length === 0 || a.only.join() === b.only.join();
                const key = JSON.stringify([a.rule, b.rule, certain]);
                const overlap = overlaps.get(key) ?? { rules: [a.rule, b.rule], certain, events: [] };
                overlap.events.push(eventsOf(row));
                overlaps.set(key, overlap);
            }
        });
    }
    return [...overlaps.values()];
}
