import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import type { Graph } from "../../local/engine";
import { sampleEvent } from "./devStack";
import type { StatusEvent } from "./jobs";

const START = Date.UTC(2026, 10, 24, 9, 0, 17);
const TUNING_JOB = "arn:aws:sagemaker:us-east-1:111122223333:hyper-parameter-tuning-job/churn-hpo-31";

/** What came of a storm. */
export interface Storm {
    /** Names of the jobs that failed. */
    readonly jobs: readonly string[];
    /** Names in the messages that a subscriber has. */
    readonly named: ReadonlySet<string>;
    readonly messages: readonly { readonly atMs: number; readonly subject: string; readonly body: string }[];
    /** Messages within 60 seconds, for each message the 60 seconds that begin with it. */
    readonly perMinute: readonly number[];
    /** Names of the alarms that went off. */
    readonly alarms: readonly string[];
    readonly findings: readonly string[];
    readonly lost: number;
    /** Seconds of virtual time from the first failure to the last message. */
    readonly seconds: number;
}

/**
 * Has training jobs fail within 60 seconds of virtual time, for three reasons; every tenth is a child of a tuning job.
 *
 * @param minutes How much longer the clock runs.
 */
export async function playStorm(graph: Graph, { failures, minutes = 0 }: { failures: number; minutes?: number }): Promise<Storm> {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock });
    const sample = sampleEvent("TrainingJob.failed") as StatusEvent;
    const reasons = ["AlgorithmError: ExecuteUserScriptError", "CapacityError: no instances", "ClientError: The role can't read the input"];
    const jobs = Array.from({ length: failures }, (_, index) => `storm-${String(index).padStart(5, "0")}`);
    try {
        jobs.forEach((name, index) => {
            const arn = `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`;
            const detail = {
                ...sample.detail,
                TrainingJobName: name,
                TrainingJobArn: arn,
                FailureReason: reasons[index % reasons.length],
                ...(index % 10 === 0 ? { TuningJobArn: TUNING_JOB } : {}),
            };
            clock.schedule(START + Math.floor((60_000 * index) / failures), () => {
                aws.putEvent({ ...sample, id: name, resources: [arn], detail });
            });
        });
        await clock.run();
        await clock.run(clock.now() + 60_000 * minutes);
        const { notifications, alarms, findings, lost } = aws.results();
        const messages = notifications
            .filter(({ delivered }) => delivered.length > 0)
            .map(({ atMs, subject = "", message }) => ({ atMs, subject, body: message }));
        return {
            jobs,
            named: new Set(messages.flatMap(({ body }) => body.match(/storm-\d{5}/g) ?? [])),
            messages,
            perMinute: messages.map(({ atMs }) => messages.filter((other) => other.atMs >= atMs && other.atMs < atMs + 60_000).length),
            // The heartbeat alarm of a new stack waits for the first tick of the reconciler.
            alarms: alarms
                .map(({ name }) => name)
                .filter((name, index) => !/heartbeat/.test(name) && alarms[index]!.history.some(({ to }) => to === "ALARM")),
            findings: findings.map(({ message }) => message),
            lost,
            seconds: Math.round(((messages.at(-1)?.atMs ?? START) - START) / 1000),
        };
    } finally {
        await aws.close();
    }
}
