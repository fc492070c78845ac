import { KINDS } from "../../../catalog";
import { type Email, emailOf } from "../../../functions/email";
import type { Message } from "../../../functions/message";
import type { Fields } from "../../../functions/shared/fields";
import { parseTime } from "../../../functions/shared/times";
import type { StoppableKind } from "../../../functions/stop";
import { messageText, SAMPLES } from "./samples";

/** A job of a kind that can be stopped: an event about it, and what Describe answers while it runs. */
export interface Running {
    readonly kind: StoppableKind;
    readonly event: Fields & { readonly detail: Fields };
    /** As the SDK gives it: times are Dates. */
    readonly answer: Fields;
}

const FILES: { readonly [K in StoppableKind]: string } = {
    HyperParameterTuningJob: "HyperParameterTuningJob.stopped.json",
    LabelingJob: "LabelingJob.completed.json",
    NotebookInstance: "NotebookInstance.inService.json",
    ProcessingJob: "ProcessingJob.stopped.json",
    TrainingJob: "TrainingJob.inProgress.json",
    TransformJob: "TransformJob.stopped.json",
};

/** One of each kind that SageMaker has a Stop for. */
export const RUNNING: readonly Running[] = Object.entries(FILES).map(([name, file]) => {
    const kind = name as StoppableKind;
    const { statusField, stop, times } = KINDS[kind];
    const sample = SAMPLES.find((candidate) => candidate.file === file)!;
    const { [times.ended ?? ""]: _, ...detail } = sample.event.detail;
    const [status] = stop.allowed;
    const labelingJob: Fields = {
        LabelingJobName: "reviews-sentiment-4",
        LabelingJobArn: (sample.event.resources as string[])[0],
        CreationTime: 1794816000000,
    };
    const { Tags: _tags, ...described } = kind === "LabelingJob" ? labelingJob : detail;
    // Events of labeling jobs report final statuses only.
    const event = kind === "LabelingJob" ? sample.event : { ...sample.event, detail: { ...detail, [statusField]: status } };
    return { kind, event, answer: withDates({ ...described, [statusField]: status }) };
});

/** The times of an answer as the SDK gives them. */
export function withDates(answer: Fields): Fields {
    return Object.fromEntries(
        Object.entries(answer).map(([field, value]) => [field, field.endsWith("Time") && value ? new Date(parseTime(value)!) : value]),
    );
}

/** The times of an answer as SageMaker sends them: epoch seconds. */
export function onTheWire(answer: Fields): Fields {
    return Object.fromEntries(Object.entries(answer).map(([field, value]) => [field, value instanceof Date ? value.getTime() / 1000 : value]));
}

/** What SageMaker and SNS do, one answer a call: the fakes of a handler's dependencies, and what was called. */
export class FakeAws {
    readonly calls: string[] = [];
    readonly published: Email[] = [];
    readonly by = "job-status-function-1a2b3c4";

    constructor(
        private readonly answers: readonly (Fields | Error | undefined)[],
        private readonly stopAnswer: { readonly refused?: Error; readonly thrown?: Error } = {},
        /** Null: ListTags does not find the resource. */
        private readonly tags: readonly Fields[] | Error | null = [],
    ) {}

    readonly describe = async (input: Fields): Promise<Fields | undefined> => {
        const asked = this.calls.filter((call) => call.startsWith("Describe")).length;
        this.calls.push(`Describe ${JSON.stringify(input)}`);
        return orThrow(this.answers[asked]);
    };
    readonly stop = async (input: Fields): Promise<Error | undefined> => {
        this.calls.push(`Stop ${JSON.stringify(input)}`);
        orThrow(this.stopAnswer.thrown);
        return this.stopAnswer.refused;
    };
    readonly listTags = async (arn: string): Promise<readonly Fields[] | undefined> => {
        this.calls.push(`ListTags ${arn}`);
        return orThrow(this.tags) ?? undefined;
    };
    readonly publish = async (message: Message): Promise<void> => {
        this.calls.push("Publish");
        this.published.push(emailOf(message));
    };

    /** All that happened, as text. */
    async outcomeOf(handled: Promise<{ outcome: string; reason?: string }>): Promise<string> {
        const result = await handled.then(
            ({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`),
            (error: Error) => `throws: ${error.name}: ${error.message}`,
        );
        return [...this.calls, result, ...this.published.map((message) => `\n${messageText(message)}`)].join("\n");
    }
}

function orThrow<T>(answer: T | Error): T {
    if (answer instanceof Error) {
        throw answer;
    }
    return answer;
}

export function awsError(name: string, message: string): Error {
    return Object.assign(new Error(message), { name });
}
