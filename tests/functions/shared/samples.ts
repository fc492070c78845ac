import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type EventKindRow, KINDS, type Kind, type KindRow } from "../../../catalog";
import { type Email, emailOf } from "../../../functions/email";
import { notifyJobStatus } from "../../../functions/notify";
import type { News } from "../../../functions/shared/describe";
import type { Fields } from "../../../functions/shared/fields";
import { parseEvent } from "../../../functions/shared/parseEvent";

const FOLDER = join(__dirname, "../../events");

export interface Sample {
    readonly file: string;
    readonly kind: Kind;
    readonly row: KindRow;
    readonly event: Fields & { readonly detail: Fields };
}

/** The project's sample events. The file name starts with the kind. */
export const SAMPLES: readonly Sample[] = readdirSync(FOLDER)
    .sort()
    .map((file) => {
        const kind = file.split(".")[0] as Kind;
        return { file, kind, row: KINDS[kind], event: JSON.parse(readFileSync(join(FOLDER, file), "utf8")) };
    });

/**
 * What Describe answers for the resources of the sample events that handlers ask about, by the value of the call's only parameter.
 * As on the wire: times are epoch seconds.
 */
export const ANSWERS: Readonly<Record<string, Fields>> = {
    "arn:aws:sagemaker:us-east-1:111122223333:algorithm/gbm-forecast-3": {
        AlgorithmName: "gbm-forecast-3",
        AlgorithmStatus: "Completed",
        AlgorithmStatusDetails: { ValidationStatuses: [{ Name: "weekly", Status: "Completed" }], ImageScanStatuses: [] },
        CreationTime: 1794824700.25,
    },
    "arn:aws:sagemaker:us-east-1:111122223333:algorithm/gbm-forecast-4": {
        AlgorithmName: "gbm-forecast-4",
        AlgorithmStatus: "Failed",
        AlgorithmStatusDetails: {
            ValidationStatuses: [
                { Name: "weekly", Status: "Failed", FailureReason: "ClientError: No objective metrics found after running 1 training job" },
                { Name: "daily", Status: "NotStarted" },
            ],
            ImageScanStatuses: [{ Name: "training image", Status: "Failed", FailureReason: "2 critical findings" }],
        },
        CreationTime: 1794910800,
    },
    "reviews-sentiment-5": {
        LabelingJobName: "reviews-sentiment-5",
        LabelingJobStatus: "Failed",
        FailureReason: "ClientError: No data was found at s3://acme-ml/reviews/manifest-5.json",
        CreationTime: 1794920400,
        LastModifiedTime: 1794921601,
        Tags: [
            { Key: "owner", Value: "mia" },
            { Key: "team", Value: "content" },
        ],
    },
    "arn:aws:sagemaker:us-east-1:111122223333:model-package/churn-models/14": {
        ModelPackageName: "churn-models/14",
        ModelPackageStatus: "Failed",
        ModelPackageStatusDetails: {
            ValidationStatuses: [
                { Name: "batch-scores", Status: "Failed", FailureReason: "The transform job of the validation failed: see its log" },
            ],
        },
        CreationTime: 1795104005,
    },
};

/** Describe of the real client, without the network: it makes Dates of times. */
export async function describeFake(input: { readonly [parameter: string]: string }): Promise<Fields | undefined> {
    const [answer] = Object.values(input).map((value) => ANSWERS[value]);
    return (
        answer &&
        Object.fromEntries(
            Object.entries(answer).map(([field, value]) => [
                field,
                typeof value === "number" && field.endsWith("Time") ? new Date(value * 1000) : value,
            ]),
        )
    );
}

/** What the ledger hands on for an event whose news it could identify without asking SageMaker. */
export function newsOf(row: EventKindRow, event: unknown): News {
    return { job: parseEvent(row, event) };
}

/** What the handler did with an event, as text: the message, the reason why it ignored it, or its error. */
export async function outcomeOf(row: EventKindRow, event: unknown, describe = describeFake): Promise<string> {
    const published: Email[] = [];
    try {
        const result = await notifyJobStatus(row, newsOf(row, event), {
            describe,
            publish: async (message) => void published.push(emailOf(message)),
        });
        return published.length === 1 && result.outcome === "handled" ? messageText(published[0]!) : `${result.outcome}: ${result.reason}`;
    } catch (error) {
        return `throws: ${(error as Error).message}`;
    }
}

export function messageText({ subject, body, attributes }: Email): string {
    const written = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
    return `Subject: ${subject}\nAttributes: ${written.join(", ")}\n\n${body}`;
}
