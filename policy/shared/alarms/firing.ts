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
    | { readonly kind: "latches"; readonly reason: string }
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
    /** One message that someone takes out of a queue after `TAKEN_AFTER` periods. */
    isTaken: (periodsSince: number) => (periodsSince < 0 || periodsSince >= TAKEN_AFTER ? 0 : 1),
    /** Nothing happens, and nothing is published. */
    silence: () => undefined,
    /** Nothing happens, and that is published as 0. */
    zero: () => 0,
} satisfies Record<string, (periodsSince: number) => number | undefined>;

export type Course = keyof typeof COURSES;

/**
 * Whether an alarm is in ALARM in any period from before to after the failure, and why it is in its state at the failure.
 *
 * @param after how many periods after the failure it is looked at; by default as long as an evaluation looks back
 */
function play(definition: AlarmDefinition, courses: ReadonlyMap<string, Course>, after?: number): Played {
    const range = evaluationRange(definition);
    const metrics = alarmMetrics(definition);
    const evaluations: Evaluation[] = [];
    for (let newest = -BEFORE; newest < (after ?? range); newest += 1) {
        const window = (course: Course) => Array.from({ length: range }, (_, index) => COURSES[course](newest - range + 1 + index));
        const series = Object.fromEntries(metrics.map(({ id }) => [id, window(courses.get(id) ?? "silence")]));
        const points = definition.metricQueries === undefined ? series[""]! : evaluateMetricQueries(definition.metricQueries, series);
        evaluations.push(evaluateAlarm(definition, points, evaluations.at(-1)?.state ?? "INSUFFICIENT_DATA"));
    }
    return {
        goesOff: evaluations.some(({ state }) => state === "ALARM"),
        reason: evaluations[BEFORE]!.reason.replace(/\.$/, ""),
        last: evaluations.at(-1)!,
    };
}

interface Played {
    readonly goesOff: boolean;
    readonly reason: string;
    readonly last: Evaluation;
}

/** How an alarm is evaluated when a failure is long over. */
function afterwards(definition: AlarmDefinition, courses: ReadonlyMap<string, Course>): Evaluation {
    const over = [...courses].map(([id, course]): [string, Course] => [id, course === "stays" ? "isTaken" : course]);
    return play(definition, new Map(over), TAKEN_AFTER + evaluationRange(definition)).last;
}

/** How many periods before the failure an alarm is looked at. */
const BEFORE = 2;

const TAKEN_AFTER = 10;

/**
 * Whether an alarm goes off at one failure, only then, and at the next one again: actions run when the state changes.
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
        const failures = [...moving.map((one) => [one]), moving].map((some) => new Map([...events, ...some]));
        const results = failures.map((courses) => play(definition, courses));
        if (!results.some(({ goesOff }) => goesOff)) {
            return { kind: "silent", reason: results[0]!.reason };
        }
        const stuck = failures.map((courses) => afterwards(definition, courses)).find(({ state }) => state === "ALARM");
        return stuck === undefined ? { kind: "fires" } : { kind: "latches", reason: stuck.reason.replace(/\.$/, "") };
    } catch {
        // The model does not know what the alarm uses: a mistake would have been refused.
        return { kind: "unknown" };
    }
});
