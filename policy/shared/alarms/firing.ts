import {
    type AlarmDefinition,
    alarmMetrics,
    evaluateAlarm,
    evaluateMetricQueries,
    type Evaluation,
    evaluationRange,
    validateAlarm,
} from "../../../models/alarms";
import { type GraphResource, onceForText, readAlarm } from "../../../models/graph";

/** What an alarm does. */
export type Firing =
    | { readonly kind: "fires" }
    | { readonly kind: "silent"; readonly reason: string }
    | { readonly kind: "alwaysOn"; readonly reason: string }
    | { readonly kind: "refused"; readonly reason: string }
    | { readonly kind: "unknown" };

/** Which metric it is, under which dimensions and by which statistic, is decided elsewhere, if at all: a failure moves any of them. */
const DECIDED_ELSEWHERE = /(^|\.)(dimensions(\..*)?|name|stat|metric\.metricName|(alarm|ok|insufficientData)Actions(\..*)?)$/;

/** What decides whether an alarm goes off; undefined where that is not known. */
function definitionOf(alarm: GraphResource): AlarmDefinition | undefined {
    const { definition, unknown } = readAlarm(alarm);
    const { name, dimensions, alarmActions, okActions, insufficientDataActions, metricQueries, ...own } = definition;
    const queries = metricQueries?.map(({ metric, ...query }) => ({
        ...query,
        ...(metric && { metric: { period: metric.period, namespace: metric.namespace } }),
    }));
    return unknown.some((key) => !DECIDED_ELSEWHERE.test(key))
        ? undefined
        : ({ ...own, ...(queries && { metricQueries: queries }) } as AlarmDefinition);
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
 * @param counting ids of queries that count the event as well, whether or not it fails
 * @param delivered ids of queries that count it only if it does not fail
 */
export function firing(
    alarm: GraphResource,
    failures: ReadonlyMap<string, Course>,
    silence: readonly Course[] = ["silence"],
    counting: readonly string[] = [],
    delivered: readonly string[] = [],
): Firing {
    const definition = definitionOf(alarm);
    return definition === undefined ? { kind: "unknown" } : firingOf(JSON.stringify([definition, [...failures], silence, counting, delivered]));
}

/** Many alarms differ in nothing that matters here. */
const firingOf = onceForText((question): Firing => {
    const [definition, moving, silence, counting, delivered] = JSON.parse(question) as [
        AlarmDefinition,
        [string, Course][],
        Course[],
        string[],
        string[],
    ];
    const once = (ids: readonly string[]) => ids.map((id): [string, Course] => [id, "once"]);
    const events = once(counting);
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
