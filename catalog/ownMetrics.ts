/** Namespace of the metrics that the functions of this project publish. */
export const OWN_NAMESPACE = "SageMakerJobStatus";

/** The metrics that the functions publish: name, the dimension that each always has, and when there is data. */
export const OWN_METRICS = {
    /** Events that a handler has handled although the ledger's table did not answer, so that a repeat may be handled again. */
    ledgerFailures: { metricName: "LedgerFailures", dimension: "LedgerTable", published: "onEvent" },
} as const;
