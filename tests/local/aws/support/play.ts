import { LocalAws, type LocalAwsOptions, type LocalAwsResults } from "../../../../local/aws";
import { VirtualClock } from "../../../../local/clock";
import type { Graph } from "../../../../local/engine/graph";

/** Noon, so that nothing starts on the boundary of a day by accident; ten seconds past the minute. */
export const START = Date.UTC(2026, 0, 1, 12, 0, 10);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export function jobEvent(id = "event-1", fields: object = {}): { id: string; [field: string]: unknown } {
    return {
        version: "0",
        id,
        "detail-type": "Job State Change",
        source: "test.jobs",
        account: "111122223333",
        time: "2026-01-01T12:00:10Z",
        region: "us-east-1",
        resources: ["arn:aws:test:us-east-1:111122223333:job/one"],
        detail: { name: "one", status: "Failed", codes: [3, 4], nested: { "with-dash": true } },
        ...fields,
    };
}

/** What a test does with the account and the clock before it looks at the results. */
export type Script = (aws: LocalAws, clock: VirtualClock) => void | Promise<void>;

/** Plays one event, or a script, through a graph until nothing is left to happen. */
export async function play(
    graph: Graph,
    script: Script = (aws) => void aws.putEvent(jobEvent()),
    options: Partial<LocalAwsOptions> = {},
): Promise<LocalAwsResults & { aws: LocalAws; endMs: number; minutes: (atMs: number) => number }> {
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock, ...options });
    try {
        await script(aws, clock);
        await clock.run();
        return { ...aws.results(), aws, endMs: clock.now(), minutes: (atMs) => (atMs - START) / MINUTE };
    } finally {
        await aws.close();
    }
}
