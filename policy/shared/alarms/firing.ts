import {
    type AlarmDefinition,
    alarmMetrics,
    evaluateAlarm,
    evaluateMetricQueries,
    type Evaluation,
    evaluationRange,
    type MetricQuery,
    validateAlarm,
} from "../../../models/alarms";
import {
    type GraphResource,
    isEmpty,
    isTrue,
    isUnset,
    keysOf,
    numberIn,
    onceForText,
    type Slot,
    slotAt,
    slotsIn,
    textIn,
} from "../../../models/graph";

/** What an alarm does. */
export type Firing =
    | { readonly kind: "fires" }
    | { readonly kind: "silent"; readonly reason: string }
    | { readonly kind: "alwaysOn"; readonly reason: string }
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "unknown" };

const NUMBERS = ["threshold", "evaluationPeriods", "datapointsToAlarm", "period"];
const TEXTS = ["comparisonOperator", "treatMissingData", "namespace", "metricName", "statistic", "extendedStatistic", "thresholdMetricId"];

/** Undefined where it is not known. The definition needs no values of dimensions: which metric gets data is decided elsewhere. */
function definitionOf(alarm: GraphResource): AlarmDefinition | undefined {
    const definition: Record<string, unknown> = {};
    let open = false;
    const take = (into: Record<string, unknown>, key: string, slot: Slot, as: (slot: Slot) => unknown) => {
        if (!slot.value.known) {
            // What the program does not give and the provider computes matters no more than what it does not give.
            open ||= (slot.resource.propertyDependencies[slot.property] ?? []).length > 0;
        } else if (!isUnset(slot.value.value)) {
            into[key] = as(slot) ?? slot.value.value;
        }
    };
    for (const key of NUMBERS) {
        take(definition, key, slotAt(alarm, key), numberIn);
    }
    for (const key of TEXTS) {
        take(definition, key, slotAt(alarm, key), textIn);
    }
    if (definition.datapointsToAlarm === 0) {
        delete definition.datapointsToAlarm;
    }
    const property = "metrics" in alarm.props ? "metrics" : "metricQueries";
    // CloudWatch takes what is not said for true, the classic provider for false.
    const isLeftOut = property === "metrics" && !slotsIn(alarm, property).some((_, index) => isTrue(slotAt(alarm, `metrics.${index}.returnData`)));
    const queries = slotsIn(alarm, property).map((_, index, all) => {
        const query: Record<string, unknown> = {};
        const path = `${property}.${index}`;
        take(query, "id", slotAt(alarm, `${path}.id`), textIn);
        take(query, "expression", slotAt(alarm, `${path}.expression`), textIn);
        const returnData = slotAt(alarm, `${path}.returnData`);
        if (all.length === 1 || (isLeftOut && isEmpty(returnData))) {
            query.returnData = true;
        } else {
            take(query, "returnData", returnData, isTrue);
        }
        const metric = slotAt(alarm, `${path}.metric`, `${path}.metricStat`).value;
        if (!metric.known) {
            open = true;
        } else if (keysOf(metric.value) !== undefined) {
            // Which metric it is and by which statistic matters elsewhere, if at all: a failure moves any of them.
            const own: Record<string, unknown> = {};
            take(own, "period", slotAt(alarm, `${path}.metric.period`, `${path}.metricStat.period`), numberIn);
            take(own, "namespace", slotAt(alarm, `${path}.metric.namespace`, `${path}.metricStat.metric.namespace`), textIn);
            query.metric = own;
        }
        return query as unknown as MetricQuery;
    });
    if (queries.length > 0) {
        definition.metricQueries = queries;
    }
    return open ? undefined : (definition as unknown as AlarmDefinition);
}

/** How metrics move: the value in a period by the number of periods since the failure, undefined for no data. */
const COURSES = {
    /** One failure in silence, of a metric that is published only when there is one. */
    once: (periodsSince: number) => (periodsSince === 0 ? 1 : undefined),
    /** One message that stays in a queue. */
    stays: (periodsSince: number) => (periodsSince < 0 ? 0 : 1),
    /** Nothing happens, and nothing is published. */
    silence: () => undefined,
    /** Nothing happens, and that is published as 0. */
    zero: () => 0,
} satisfies Record<string, (periodsSince: number) => number | undefined>;

export type Course = keyof typeof COURSES;

/** Whether an alarm is in ALARM in any period from before to after the failure, and why it is in its state at the failure. */
function play(definition: AlarmDefinition, courses: ReadonlyMap<string, Course>): { goesOff: boolean; reason: string } {
    const range = evaluationRange(definition);
    const metrics = alarmMetrics(definition);
    const evaluations: Evaluation[] = [];
    for (let newest = -BEFORE; newest < range; newest += 1) {
        const window = (course: Course) => Array.from({ length: range }, (_, index) => COURSES[course](newest - range + 1 + index));
        const series = Object.fromEntries(metrics.map(({ id }) => [id, window(courses.get(id) ?? "silence")]));
        const points = definition.metricQueries === undefined ? series[""]! : evaluateMetricQueries(definition.metricQueries, series);
        evaluations.push(evaluateAlarm(definition, points, evaluations.at(-1)?.state ?? "INSUFFICIENT_DATA"));
    }
    return { goesOff: evaluations.some(({ state }) => state === "ALARM"), reason: evaluations[BEFORE]!.reason.replace(/\.$/, "") };
}

/** How many periods before the failure an alarm is looked at. */
const BEFORE = 2;

/**
 * Whether an alarm goes off at one failure, and only then.
 *
 * @param failures ids of the queries that may move, and how; the alarm must go off when one of them does, or when all do
 * @param silence how the same queries move while nothing happens
 * @param beside ids of queries that count the event as well, whether or not it fails
 * @param delivered ids of queries that count it only if it does not fail
 */
export function firing(
    alarm: GraphResource,
    failures: ReadonlyMap<string, Course>,
    silence: readonly Course[] = ["silence"],
    beside: readonly string[] = [],
    delivered: readonly string[] = [],
): Firing {
    const definition = definitionOf(alarm);
    return definition === undefined ? { kind: "unknown" } : firingOf(JSON.stringify([definition, [...failures], silence, beside, delivered]));
}

/** Many alarms differ in nothing that matters here. */
const firingOf = onceForText((question): Firing => {
    const [definition, moving, silence, beside, delivered] = JSON.parse(question) as [
        AlarmDefinition,
        [string, Course][],
        Course[],
        string[],
        string[],
    ];
    const once = (ids: readonly string[]) => ids.map((id): [string, Course] => [id, "once"]);
    const events = once(beside);
    const refused = validateAlarm(definition);
    if (refused.length > 0) {
        return { kind: "refused", reason: refused.join("; ") };
    }
    try {
        for (const course of silence) {
            for (const passing of [[], [...events, ...once(delivered)]]) {
                const { goesOff, reason } = play(definition, new Map([...passing, ...moving.map(([id]): [string, Course] => [id, course])]));
                if (goesOff) {
                    return { kind: "alwaysOn", reason };
                }
            }
        }
        const results = [...moving.map((one) => [one]), moving].map((some) => play(definition, new Map([...events, ...some])));
        return results.some(({ goesOff }) => goesOff) ? { kind: "fires" } : { kind: "silent", reason: results[0]!.reason };
    } catch {
        // The model does not know what the alarm uses: a mistake would have been refused.
        return { kind: "unknown" };
    }
});
