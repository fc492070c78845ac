import { ALL_KINDS, CLOUDTRAIL_CALL, detailTypesOf, type EventKindRow, WITHOUT_EVENTS } from "../../catalog";
import { difference, normal } from "./spelling";

/** Words that detail-types share, or that people add to them: they say nothing about the kind. */
const FILLER =
    /^(sagemaker|sage|maker|amazon|aws|ai|state|status|stage|changed?|changes|events?|notifications?|updated?|jobs?|completed?|failed|failure|failures|succeeded|stopped|batch|store)$/;
/** A word with one wrong letter in four is still that word. */
const SLIP_IN_WORD = 0.25;
/** "Pipeline" leaves out three words of "Model Building Pipeline Execution". */
const MOST_WORDS_LEFT_OUT = 3;

const allWordsOf = (text: string) =>
    text
        .replace(/([a-z])([A-Z][a-z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "");
const wordsOf = (text: string) => allWordsOf(text).filter((word) => !FILLER.test(word));

const SHORTEST_BEGINNING = 5;

function isSameWord(a: string, b: string): boolean {
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    return a === b || (short.length >= SHORTEST_BEGINNING && long.startsWith(short)) || (short.length >= 4 && difference(a, b) <= SLIP_IN_WORD);
}

/** Every detail-type of SageMaker, and that of CloudTrail. */
export const DETAIL_TYPES: readonly string[] = [...(Object.values(ALL_KINDS) as EventKindRow[]).flatMap(detailTypesOf), CLOUDTRAIL_CALL.detailType];

/** How many words of a detail-type a text leaves out; undefined if it has words that the detail-type has not, or none that says the kind. */
function leftOut(text: string, detailType: string): number | undefined {
    const [given, own] = [wordsOf(text), wordsOf(detailType)];
    const joined = own.join("");
    const isOwn = (word: string) => allWordsOf(detailType).some((each) => isSameWord(word, each)) || (word.length >= 4 && joined.includes(word));
    if (given.length === 0 || !given.every(isOwn)) {
        return undefined;
    }
    const all = given.join("");
    return own.filter((word) => !all.includes(word) && !given.some((each) => isSameWord(each, word))).length;
}

const meant = new Map<string, string | undefined>();

/** The detail-type that a text most likely means: all of its words, with the fewest left out. Undefined where it names none. */
export function meantDetailType(text: string): string | undefined {
    if (!meant.has(text)) {
        const near = DETAIL_TYPES.map((detailType) => ({ detailType, left: leftOut(text, detailType), apart: difference(text, detailType) }))
            .filter(({ left, apart }) => apart === 0 || (left !== undefined && left <= MOST_WORDS_LEFT_OUT))
            .sort((a, b) => Number(a.apart > 0) - Number(b.apart > 0) || (a.left ?? 0) - (b.left ?? 0) || a.apart - b.apart);
        meant.set(text, near[0]?.detailType);
    }
    return meant.get(text);
}

/** What a text names of which SageMaker sends no event, and what there is instead. */
export interface WithoutEvents {
    readonly what: string;
    readonly instead: string;
}

const MODEL_MONITOR: WithoutEvents = {
    what: "a Model Monitor result",
    instead:
        'Match "SageMaker Processing Job State Change", which the run of a monitor sends, and ask DescribeProcessingJob for its ExitMessage, or set an alarm on the metrics that the monitor writes to CloudWatch',
};

const stemOf = (kind: string) => normal(kind).replace(/s?job$/, "");
const SHORTEST_STEM = 6;

/** A name ("AutoMLJobStatus") or a detail-type ("SageMaker AutoML Job State Change") of something without events. */
export function withoutEvents(text: string): WithoutEvents | undefined {
    const all = normal(text);
    if (/modelmonitor|monitoringexecution|dataquality|modelquality|modelbias|modelexplainability|violation/.test(all)) {
        return MODEL_MONITOR;
    }
    const words = wordsOf(text);
    const kind = WITHOUT_EVENTS.find((name) => {
        const stem = stemOf(name);
        return stem.length >= SHORTEST_STEM ? all.includes(stem) || (stem === "automl" && all.includes("autopilot")) : words.includes(stem);
    });
    if (kind === undefined) {
        return undefined;
    }
    const instead = `Match the calls that change it, which CloudTrail sends as "${CLOUDTRAIL_CALL.detailType}", or ask Describe${kind} for its status`;
    return { what: kind, instead };
}
