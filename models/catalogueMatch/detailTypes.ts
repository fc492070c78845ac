import { ALL_KINDS, CLOUDTRAIL_CALL, detailTypesOf, type EventKindRow, WITHOUT_EVENTS } from "../../catalog";
import { difference, normal } from "./spelling";

/** Words that detail-types share, or that people add to them: they say nothing about the kind. */
const FILLER =
    /^(sagemaker|sage|maker|amazon|aws|ai|state|status|stage|changed?|changes|events?|notifications?|updated?|jobs?|completed?|failed|failure|failures|succeeded|stopped|batch|store|real|realtime|time|async|serverless|distributed|managed|new|run|runs)$/;
/** Names that people give to what SageMaker calls otherwise. */
const OTHER_NAMES: readonly (readonly [RegExp, string])[] = [
    [/\bmodel( package)? (registry|registration|registered|approval|approved|version)s?\b/, "model package"],
    [/\b(hpo|hyper ?parameter (optimi[sz]ation|optimi[sz]er|search))\b/, "hyperparameter tuning"],
    [/\bbatch inference\b/, "transform"],
    [/\b(workflow|dag)\b/, "pipeline"],
    [/\bhuman review\b/, "humanloop"],
    [/\baugmented\b/, "a2i"],
    [/\b(inference|hosting|hosted|model) endpoint\b/, "endpoint"],
    // A scheduled notebook, not a notebook instance.
    [/\bnotebook jobs?\b/, "nbjob"],
    [/\bpre ?process(ing|or)?\b/, "processing"],
    [/\bannotation\b/, "labeling"],
    [/\bdeployed\b/, "deployment"],
    // Only what happens on a tracking server has MLFlow in its name.
    [/\bmlflow (?=tracking server\b)(?!.*\b(run|registered|model|modelversion|version|stage|alias)\b)/, ""],
    [/\bcreation (?=failed|failure)/, "create "],
    [/\bdeletion (?=failed|failure)/, "delete "],
];
/** A word with one wrong letter in four is still that word. */
const SLIP_IN_WORD = 0.25;
/** "Pipeline" leaves out three words of "Model Building Pipeline Execution". */
const MOST_WORDS_LEFT_OUT = 3;

/** The outcome is a word of detail-types that have the status in them: one with the wrong outcome is another event. */
const isFailure = (text: string) => plainWordsOf(text).some((word) => /^fail/.test(word));

const plainWordsOf = (text: string) =>
    text
        .replace(/([a-z0-9])([A-Z][a-z])/g, "$1 $2")
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "");
const allWordsOf = (text: string) => OTHER_NAMES.reduce((words, [other, own]) => words.replace(other, own), plainWordsOf(text).join(" ")).split(" ");
const wordsOf = (text: string) => allWordsOf(text).filter((word) => !FILLER.test(word) && !isSameWord(word, "sagemaker"));

const SHORTEST_BEGINNING = 5;

function isSameWord(a: string, b: string): boolean {
    const [short, long] = a.length < b.length ? [a, b] : [b, a];
    const isSlip = short.length >= 4 && difference(a, b) <= SLIP_IN_WORD && !(OWN_WORDS.has(a) && OWN_WORDS.has(b));
    return a === b || (short.length >= SHORTEST_BEGINNING && long.startsWith(short)) || isSlip;
}

/** Every detail-type of SageMaker, and that of CloudTrail. */
export const DETAIL_TYPES: readonly string[] = [...(Object.values(ALL_KINDS) as EventKindRow[]).flatMap(detailTypesOf), CLOUDTRAIL_CALL.detailType];
/** "Training" is no slip of "Tracking". */
const OWN_WORDS: ReadonlySet<string> = new Set(DETAIL_TYPES.flatMap(allWordsOf));

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
        const near = DETAIL_TYPES.map((detailType) => ({
            detailType,
            left: leftOut(text, detailType),
            apart: difference(text, detailType),
            isOther: isFailure(text) !== isFailure(detailType),
        }))
            .filter(({ left, apart }) => apart === 0 || (left !== undefined && left <= MOST_WORDS_LEFT_OUT))
            .sort(
                (a, b) =>
                    Number(a.apart > 0) - Number(b.apart > 0) ||
                    Number(a.isOther) - Number(b.isOther) ||
                    (a.left ?? 0) - (b.left ?? 0) ||
                    a.apart - b.apart,
            );
        meant.set(text, near[0]?.detailType ?? (withoutEvents(text) === undefined ? withOneWordMore(text) : undefined));
    }
    return meant.get(text);
}

/** The detail-type of which a text has all words, at least two, and one more: "Notebook Instance Lifecycle Config". */
function withOneWordMore(text: string): string | undefined {
    const given = wordsOf(text);
    const all = DETAIL_TYPES.filter((detailType) => {
        const own = wordsOf(detailType);
        return own.length >= 2 && own.length === given.length - 1 && own.every((word) => given.some((each) => isSameWord(word, each)));
    });
    return all.sort((a, b) => difference(a, text) - difference(b, text))[0];
}

/** Whether a text names a kind whose statuses have their own detail-types, and not which of them. */
export function lacksStatus(text: string, detailType: string): boolean {
    const row = Object.values(ALL_KINDS).find((each: EventKindRow) => each.statusInDetailType && detailTypesOf(each).includes(detailType));
    const status = plainWordsOf(detailType.slice(row?.detailType.length));
    return row !== undefined && !plainWordsOf(text).some((word) => status.some((each) => isSameWord(word, each)));
}

/** In which words a wrong detail-type differs from the right one: a sentence without its full stop. */
export function wordsApart(given: string, right: string): string {
    const [a, b] = [given.split(/[^A-Za-z0-9]+/), right.split(" ")];
    const missing = b.filter((word) => !a.some((each) => normal(each) === normal(word)));
    const added = a.filter((word) => word !== "" && !b.some((each) => normal(each) === normal(word)));
    const quoted = (words: readonly string[]) => `${words.length === 1 ? "the word" : "the words"} "${words.join(" ")}"`;
    const isSlip = missing.length === added.length && missing.every((word, index) => isSameWord(normal(word), normal(added[index]!)));
    if (isSlip || normal(given) === normal(right)) {
        return "the two are nearly the same";
    }
    if (added.length === 0) {
        return `${quoted(missing)} ${missing.length === 1 ? "is" : "are"} missing`;
    }
    return missing.length === 0
        ? `${quoted(added)} ${added.length === 1 ? "is" : "are"} not part of it`
        : `it has ${quoted(added)} where SageMaker has "${missing.join(" ")}"`;
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

/** What is another kind's job. Sources: the pages below, and for notebook jobs `NotebookJobStep` of https://github.com/aws/sagemaker-python-sdk */
const RUN_AS: readonly (readonly [RegExp, WithoutEvents])[] = [
    [/modelmonitor|monitoringexecution|dataquality|modelquality|modelbias|modelexplainability|violation/, MODEL_MONITOR],
    // https://docs.aws.amazon.com/sagemaker/latest/dg/clarify-processing-job-run.html
    [/clarify/, { what: "Clarify", instead: 'Match "SageMaker Processing Job State Change": Clarify runs as a processing job' }],
    // https://docs.aws.amazon.com/sagemaker/latest/dg/data-wrangler-data-export.html
    [/datawrangler/, { what: "Data Wrangler", instead: 'Match "SageMaker Processing Job State Change": Data Wrangler runs as a processing job' }],
    [
        /notebookjob|notebookexecution/,
        { what: "a notebook job", instead: 'Match "SageMaker Training Job State Change": a notebook job runs as a training job' },
    ],
    // https://docs.aws.amazon.com/sagemaker/latest/dg/debugger-cloudwatch-lambda.html
    [
        /debugger|debugrule|profilerrule|ruleevaluation/,
        {
            what: "a Debugger rule",
            instead:
                'Match "SageMaker Training Job State Change", and ask DescribeTrainingJob for its DebugRuleEvaluationStatuses and ProfilerRuleEvaluationStatuses',
        },
    ],
];

/** Names of features, by the stem of what the API calls them. */
const ALSO_CALLED: Readonly<Record<string, string>> = { automl: "autopilot", inferencerecommendation: "inferencerecommend" };

const stemOf = (kind: string) => normal(kind).replace(/s?job$/, "");
const SHORTEST_STEM = 6;

/** A name ("AutoMLJobStatus") or a detail-type ("SageMaker AutoML Job State Change") of something without events. */
export function withoutEvents(text: string): WithoutEvents | undefined {
    const all = normal(text);
    const runsAs = RUN_AS.find(([name]) => name.test(all))?.[1];
    if (runsAs !== undefined) {
        return runsAs;
    }
    const words = wordsOf(text);
    const kind = WITHOUT_EVENTS.find((name) => {
        const stem = stemOf(name);
        return stem.length >= SHORTEST_STEM ? all.includes(stem) || all.includes(ALSO_CALLED[stem] ?? stem) : words.includes(stem);
    });
    if (kind === undefined) {
        return undefined;
    }
    const instead = `Match the calls that change it, which CloudTrail sends as "${CLOUDTRAIL_CALL.detailType}" (jobstatus pattern Create${kind} writes such a pattern), or ask Describe${kind} for its status`;
    return { what: kind, instead };
}
