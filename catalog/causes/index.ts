import { accessRows } from "./access";
import { contentRows, generalRows } from "./content";
import { resourceRows } from "./resources";
import { type Cause, type CauseAdvice, type CauseRow, type Retry } from "./types";

export * from "./types";
export { generalRows };

/**
 * In the order in which they are tried: words mislead, so that "internal error" counts only where no throttling is named, and "memory" not where an
 * archive is too large. Functions, because a handler holds them as they are written, and constants in a longer form.
 */
export function causeRows(): readonly CauseRow[] {
    return [...resourceRows(), ...accessRows(), ...contentRows()];
}

/**
 * A job that ended or paused without a failure has no reason: only its secondary status says why.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html (SecondaryStatus)
 */
export const SECONDARY_CAUSES: { readonly [secondaryStatus: string]: CauseAdvice } = {
    MaxRuntimeExceeded: {
        cause: "timeout-limit",
        nextStep: "Raise MaxRuntimeInSeconds, or go on from the checkpoint.",
        retry: "no",
        source: "API_DescribeTrainingJob",
    },
    MaxWaitTimeExceeded: {
        cause: "spot-interruption",
        or: "capacity",
        nextStep: "Raise MaxWaitTimeInSeconds, try later, or use on-demand instances.",
        retry: "later",
        source: "dg/model-managed-spot-training",
    },
    Interrupted: {
        cause: "spot-interruption",
        nextStep: "Wait: SageMaker starts it again from its checkpoint.",
        retry: "yes",
        source: "API_DescribeTrainingJob",
    },
    Stopped: {
        cause: "stopped-by-person",
        nextStep: "Find in CloudTrail who stopped it. Start it again if that was a mistake.",
        retry: "yes",
        source: "aws/sagemaker-python-sdk#1937",
    },
    Pending: {
        cause: "capacity",
        nextStep: "Wait for capacity. If it lasts, check the training plan and the instance type.",
        retry: "later",
        source: "API_DescribeTrainingJob",
    },
};

const UNKNOWN: Diagnosis = { causes: ["unknown"], nextStep: "Read the reason, then the log.", retry: "no" };

const NO_REASON: Diagnosis = {
    ...UNKNOWN,
    nextStep: "Look at its page in the console or in Studio, and at its log if it has one: it gave no reason.",
};

/** SageMaker writes at most 1,024 characters into most reasons; what is longer costs time. */
const LONGEST = 4000;

/** Where the text begins that the user's code wrote. */
const CODE = /ErrorMessage "|Traceback \(most recent|(execute ?user ?script|import ?module|install ?(requirements|module)|framework) ?error/i;

/** What is known of why something ended as it did. */
export interface Diagnosis {
    /** The likeliest first. */
    readonly causes: readonly Cause[];
    /** What to do, in one or two sentences. */
    readonly nextStep: string;
    readonly retry: Retry;
}

/**
 * Sorts reasons by the words in them. AWS changes the words and says not to branch on them, so this is advice for people: it decides no route, retry or
 * stop. Undefined where a resource has no reason and needs none.
 * Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_SecondaryStatusTransition.html
 */
export function diagnosis(kind: string, statusClass: string, secondary: string | undefined, reasons: readonly string[]): Diagnosis | undefined {
    if (statusClass === "stopped" || statusClass === "transitional") {
        const advice = secondary !== undefined && Object.hasOwn(SECONDARY_CAUSES, secondary) ? SECONDARY_CAUSES[secondary] : undefined;
        return advice === undefined ? undefined : diagnosisOf([advice]);
    }
    // The reason of an endpoint that is in service is that of its failed update.
    if (statusClass !== "failed" && (kind !== "Endpoint" || reasons.length === 0)) {
        return undefined;
    }
    const rows = reasons.flatMap((reason) => rowsOf(kind, reason));
    return rows.length > 0 ? diagnosisOf(rows) : reasons.length > 0 ? UNKNOWN : NO_REASON;
}

/** The rows that a reason matches. */
export function rowsOf(kind: string, reason: string): CauseRow[] {
    const text = reason.slice(0, LONGEST).replace(/\s+/g, " ").trim();
    const codeAt = text.search(CODE);
    // What a row has matched is replaced by a mark that no row matches.
    const left = codeAt < 0 ? { service: text, code: "" } : { service: text.slice(0, codeAt), code: text.slice(codeAt) };
    const matches = ({ pattern, kinds, inCode }: CauseRow): boolean => {
        if (kinds !== undefined && !kinds.includes(kind)) {
            return false;
        }
        const before = left.service + left.code;
        left.service = left.service.replace(pattern, " ¦ ");
        left.code = inCode ? left.code.replace(pattern, " ¦ ") : left.code;
        return left.service + left.code !== before;
    };
    const rows = causeRows().filter(matches);
    return rows.length > 0 ? rows : generalRows().filter(matches).slice(0, 1);
}

/** How much hope a retry has, the least first. */
const RETRIES: readonly Retry[] = ["no", "later", "yes"];

function diagnosisOf(rows: readonly CauseAdvice[]): Diagnosis {
    const causes = [...new Set(rows.flatMap(({ cause, or }) => (or === undefined ? [cause] : [cause, or])))].slice(0, 3);
    const steps = [...new Set(rows.map(({ nextStep }) => nextStep))].slice(0, 2);
    return {
        causes: causes as [Cause, ...Cause[]],
        nextStep: steps.join(" "),
        retry: RETRIES.find((retry) => rows.some((row) => row.retry === retry))!,
    };
}
