/** The causes that a failure is sorted into, as a message names them. */
export const CAUSES = {
    capacity: "no capacity",
    quota: "quota reached",
    permission: "permission missing",
    "data-missing": "data not found",
    "data-invalid": "data invalid",
    "algorithm-error": "error in its own code",
    "out-of-memory": "out of memory",
    "disk-full": "disk full",
    "size-limit": "size limit exceeded",
    image: "image not usable",
    "health-check": "health check failed",
    "timeout-limit": "time limit reached",
    "spot-interruption": "spot instances interrupted",
    "stopped-by-person": "stopped by a person or a program",
    "lifecycle-script": "life-cycle script failed",
    "network-vpc": "network",
    "internal-error": "internal error of SageMaker",
    throttled: "throttled",
    "invalid-configuration": "configuration invalid",
    "child-jobs-failed": "child jobs failed",
    unknown: "cause unknown",
} as const;

export type Cause = keyof typeof CAUSES;

/** Whether starting it again can help: at once, after a while, or only after a change. */
export type Retry = "yes" | "later" | "no";

/** What a reason, or a secondary status, says of the cause. */
export interface CauseAdvice {
    readonly cause: Cause;
    /** A second cause that the same words allow. */
    readonly or?: Cause;
    /** What to do, in one line. */
    readonly nextStep: string;
    readonly retry: Retry;
    /**
     * Where such a text was published. "OWNER/REPO#N" is an issue or a pull request on GitHub, "dg/PAGE" a page of
     * https://docs.aws.amazon.com/sagemaker/latest/, "API_X" one of its APIReference.
     */
    readonly source: string;
}

/** How a reason is recognised. */
export interface CauseRow extends CauseAdvice {
    /** Compared with the reason on one line. What a row has matched is not looked at by later rows. */
    readonly pattern: RegExp;
    /** The kinds that it is about. @default all */
    readonly kinds?: readonly string[];
    /** Whether it counts in what the user's code wrote as well, which has words of all kinds in it. */
    readonly inCode?: true;
}

/** "out of memory", "image not usable or permission missing" */
export function causesText({ causes }: { readonly causes: readonly Cause[] }): string {
    return causes.map((cause) => CAUSES[cause]).join(" or ");
}
