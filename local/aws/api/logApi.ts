import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import type { Context } from "../context";
import { factsOf } from "../log";
import type { Invocation } from "../occurrences";
import type { FunctionResource } from "../resources";

const text = ({ input }: ApiCall, key: string): string => (typeof input[key] === "string" ? (input[key] as string) : "");

/**
 * Answers what people ask of the logs of functions: FilterLogEvents of one group, with a filter of one term in quotation marks or of none, as one page.
 * The lines are those that Lambda writes in its text format.
 * Sources: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function serveLogs({ log, place }: Context, endpoint: LocalEndpoint, functions: readonly FunctionResource[]): void {
    endpoint.handle("logs", "FilterLogEvents", (call) => {
        const group = text(call, "logGroupName");
        const arn = `arn:${place.partition}:logs:${place.region}:${place.account}:log-group:${group}`;
        endpoint.require(call, "logs:FilterLogEvents", `${arn}:*`);
        const writers = functions.filter(({ logGroupArn }) => logGroupArn === arn).map(({ name }) => name);
        if (writers.length === 0) {
            throw apiError("ResourceNotFoundException", "The specified log group does not exist.");
        }
        const term = /^"(.*)"$/.exec(text(call, "filterPattern"))?.[1] ?? "";
        const [from, to] = [Number(call.input.startTime ?? 0), Number(call.input.endTime ?? Infinity)];
        const events = [...factsOf(log.facts(), "invocation")]
            .map(([{ invocation }]) => invocation)
            .filter(({ function: name, atMs }) => writers.includes(name) && atMs >= from && atMs <= to)
            .flatMap((invocation) => linesOf(invocation).map((message) => ({ timestamp: invocation.atMs, ingestionTime: invocation.atMs, message })))
            .filter(({ message }) => message.includes(term));
        return { events, searchedLogStreams: [] };
    });
}

/** What an invocation leaves in the log. */
function linesOf({ requestId, atMs, logs, error, timedOut, durationMs }: Invocation): string[] {
    const at = new Date(atMs).toISOString();
    const ending =
        error === undefined
            ? []
            : timedOut === true || error.errorType.startsWith("Sandbox.")
              ? [`${at} ${requestId} ${error.errorMessage}`]
              : [
                    `${at}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify({ errorType: error.errorType, errorMessage: error.errorMessage, stack: error.trace ?? [] })}`,
                ];
    return [
        `START RequestId: ${requestId} Version: $LATEST`,
        ...logs.map((line) => `${at}\t${requestId}\tINFO\t${line}`),
        ...ending,
        `END RequestId: ${requestId}`,
        `REPORT RequestId: ${requestId}\tDuration: ${durationMs} ms`,
    ];
}
