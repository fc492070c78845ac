import { wordsOfAwsError } from "../shared/awsErrors";
import { type Connection, isDenied, logsClient } from "./aws";
import type { Letter } from "./letters";

/** Lambda keeps an event for six hours at most, and writes the log some minutes late at the most. */
const BEFORE_MS = 7 * 3_600_000;
const AFTER_MS = 10 * 60_000;

/** Pages of a log that are read: a filter over a busy group may answer with many that are empty. */
const MOST_PAGES = 20;

const LONGEST_LINE = 400;

/** Of several lines the one that says most: the error that ended the invocation, another error, a warning. Lines of Lambda itself say nothing. */
const TELLING: readonly RegExp[] = [
    /Invoke Error|Uncaught Exception|Task timed out|signal: killed/,
    /\tERROR\t|"level":"(ERROR|FATAL)"/,
    /\tWARN\t|"level":"WARN"/,
];
const OF_LAMBDA = /^(START|END|REPORT|INIT_START|INIT_REPORT) /;

/** The line of the function's log about the invocations that failed, or why there is none. */
export async function logLineOf(connection: Connection, { function: target, requestId, sentMs }: Letter): Promise<string> {
    if (target === undefined || requestId === undefined) {
        return "none: the function did not run for it";
    }
    const { FilterLogEventsCommand } = require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
    const client = logsClient(connection, target.arn);
    try {
        const lines: string[] = [];
        let nextToken: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
            const answer = await client.send(
                new FilterLogEventsCommand({
                    logGroupName: target.logGroup,
                    filterPattern: `"${requestId}"`,
                    startTime: sentMs - BEFORE_MS,
                    endTime: sentMs + AFTER_MS,
                    ...(nextToken === undefined ? {} : { nextToken }),
                }),
            );
            lines.push(...(answer.events ?? []).map(({ message = "" }) => message.trimEnd()).filter((line) => !OF_LAMBDA.test(line)));
            nextToken = answer.nextToken;
            if (nextToken === undefined) {
                break;
            }
        }
        const line = TELLING.flatMap((form) => lines.findLast((each) => form.test(each)) ?? [])[0] ?? lines.at(-1);
        return line === undefined ? `no line of ${target.logGroup} has the request id ${requestId}` : shortened(line);
    } catch (error) {
        return isDenied(error)
            ? `not read: AWS denied logs:FilterLogEvents on ${target.logGroup}`
            : `not read: ${target.logGroup}: ${wordsOfAwsError(error, connection.profile)}`;
    } finally {
        client.destroy();
    }
}

const shortened = (line: string): string => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}…`);
