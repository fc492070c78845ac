import type { Kind } from "../../catalog";
import { type ApiCall, apiError, type LocalEndpoint } from "../endpoint/localEndpoint";
import { rowOf } from "./resourceStore";

interface Line {
    /** Epoch milliseconds; 0 where it is not known. */
    readonly timestamp: number;
    readonly message: string;
}

/** What follows the name, or is there in its place, in the name of a stream: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-cloudwatch.html */
const STREAMS: Readonly<Partial<Record<Kind, string>>> = {
    Endpoint: "AllTraffic/i-0a1b2c3d4e5f60718",
    NotebookInstance: "jupyter.log",
    ProcessingJob: "algo-1-1795165200",
    TrainingJob: "algo-1-1795165200",
    TransformJob: "i-0a1b2c3d4e5f60718",
};

/**
 * The logs of jobs, one stream each, and what CloudWatch Logs answers about them: DescribeLogStreams and GetLogEvents, as one page.
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html,
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export class JobLogs {
    /** By name of the group, then of the stream. */
    private readonly groups = new Map<string, Map<string, Line[]>>();

    /** Adds lines to the log of a resource, where its kind has one. */
    write(kind: Kind, name: string, messages: readonly string[], timestamp = 0): void {
        const { logs } = rowOf(kind);
        if (logs === null || logs.of !== undefined) {
            return;
        }
        const group = logs.group.replace("{name}", () => name);
        const stream = `${logs.streamPrefix.replace("{name}", () => name)}${STREAMS[kind] ?? ""}`;
        const streams = this.groups.get(group) ?? new Map<string, Line[]>();
        this.groups.set(group, streams);
        streams.set(stream, [...(streams.get(stream) ?? []), ...messages.map((message) => ({ timestamp, message }))]);
    }

    serve(endpoint: LocalEndpoint, { partition, account }: { readonly partition: string; readonly account: string }): void {
        const streamsOf = (call: ApiCall, stream: string): Map<string, Line[]> => {
            const group = String(call.input.logGroupName);
            endpoint.require(
                call,
                `logs:${call.operation}`,
                `arn:${partition}:logs:${call.region}:${account}:log-group:${group}:log-stream:${stream}`,
            );
            const streams = this.groups.get(group);
            if (streams === undefined) {
                throw apiError("ResourceNotFoundException", "The specified log group does not exist.");
            }
            return streams;
        };
        endpoint.handle("logs", "DescribeLogStreams", (call) => {
            const { logStreamNamePrefix: prefix = "", limit = 50 } = call.input;
            const found = [...streamsOf(call, "")].filter(([name]) => name.startsWith(String(prefix))).slice(0, Number(limit));
            return {
                logStreams: found.map(([logStreamName, lines]) => {
                    const lastEventTimestamp = lines.at(-1)?.timestamp ?? 0;
                    return { logStreamName, ...(lastEventTimestamp > 0 ? { lastEventTimestamp } : {}) };
                }),
            };
        });
        endpoint.handle("logs", "GetLogEvents", (call) => {
            const { limit = 10_000, endTime = Infinity, nextToken } = call.input;
            const lines = streamsOf(call, String(call.input.logStreamName)).get(String(call.input.logStreamName));
            if (lines === undefined) {
                throw apiError("ResourceNotFoundException", "The specified log stream does not exist.");
            }
            const events = nextToken === undefined ? lines.filter(({ timestamp }) => timestamp < Number(endTime)).slice(-Number(limit)) : [];
            return { events, nextForwardToken: "f/end", nextBackwardToken: "b/end" };
        });
    }
}
