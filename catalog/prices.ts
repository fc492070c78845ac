import type { EventKindRow } from "./types";

/** The kinds whose events say which instances ran for how long. */
export const PRICED_KINDS = ["TrainingJob", "ProcessingJob", "TransformJob"] as const;

/** What instances cost on demand in one Region. */
export interface Prices {
    /** "us-east-1" */
    readonly region: string;
    /** The month that the prices are of: "2023-12". */
    readonly asOf: string;
    /** Where they come from. */
    readonly source?: string;
    /** US dollars for an hour of one instance, by kind and instance type. */
    readonly usdPerHour: { readonly [K in (typeof PRICED_KINDS)[number]]?: { readonly [instanceType: string]: number } };
}

/** A row with the prices of its kind. */
export interface PricedRow extends EventKindRow {
    /**
     * US dollars for an hour of one instance, by instance type, with the Region and the month of the prices.
     * @default no message estimates a cost
     */
    readonly prices?: Pick<Prices, "region" | "asOf"> & { readonly usdPerHour: { readonly [instanceType: string]: number } };
}

/**
 * The prices that a bill of AWS's own shows, used where a stack sets none. They are few, because a price without a public source is no price: what is not
 * here has no estimate.
 */
export const PRICES: Prices = {
    region: "eu-west-1",
    asOf: "2023-12",
    source: "https://github.com/aws-samples/sagemaker-ssh-helper/blob/main/Sample_Costs.md",
    usdPerHour: {
        TrainingJob: { "ml.m5.xlarge": 0.257, "ml.g4dn.xlarge": 0.822, "ml.g5.xlarge": 1.57, "ml.p3.2xlarge": 4.131 },
        ProcessingJob: { "ml.m5.xlarge": 0.257 },
        TransformJob: { "ml.m5.xlarge": 0.257 },
    },
};
