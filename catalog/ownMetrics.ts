/** Namespace of the metrics that the functions of this project publish. */
export const OWN_NAMESPACE = "SageMakerJobStatus";

/** The metrics that the functions publish: name, the dimension that each always has, one that divides it further, and when there is data. */
export const OWN_METRICS = {
    /** Events that a handler has handled although the ledger's table did not answer, so that a repeat may be handled again. */
    ledgerFailures: { metricName: "LedgerFailures", dimension: "LedgerTable", divided: undefined, published: "onEvent" },
    /** Ticks that the reconciler has finished. */
    ticks: { metricName: "Ticks", dimension: "FunctionName", divided: undefined, published: "active" },
    /** Events that never came, and that the reconciler has invoked a reaction with. */
    missedEvents: { metricName: "MissedEvents", dimension: "FunctionName", divided: "Kind", published: "active" },
    /** What the reconciler found to be not as it must be, in what events depend on. */
    findings: { metricName: "Findings", dimension: "FunctionName", divided: undefined, published: "active" },
    /** Messages and digests that were sent without regard to the limit of messages a minute, because the digest queue or the ledger's table failed. */
    digestFailures: { metricName: "DigestFailures", dimension: "Topic", divided: undefined, published: "onEvent" },
} as const;
