import type { Context } from "../context";
import type { FunctionResource } from "../resources";

/** The log stream of a copy's process now, and the one that it has made. */
interface Logging {
    readonly runner: { readonly logStream?: string | undefined };
    stream?: string;
}

/**
 * Lambda writes what a function logs in the name of its role: a stream for each process, and the lines of each invocation.
 * Resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html; in its refusals CreateLogStream has
 * the group's ARN with an empty stream.
 */
export function writeLogs({ access, findings }: Context, { name, arn, role, logGroupArn }: FunctionResource, copy: Logging): void {
    const { logStream } = copy.runner;
    if (logGroupArn === undefined || logStream === undefined) {
        return;
    }
    const may = (action: string, stream: string): boolean => {
        const answer = access.role(name, role, action, { arn: `${logGroupArn}:log-stream:${stream}`, policy: undefined });
        if (!answer.allowed) {
            findings.add("refused", arn, `No one can read the logs of the function: ${answer.reason}`);
        }
        return answer.allowed;
    };
    if (copy.stream !== logStream && may("logs:CreateLogStream", "")) {
        copy.stream = logStream;
    }
    if (copy.stream === logStream) {
        may("logs:PutLogEvents", logStream);
    }
}
