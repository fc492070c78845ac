import { type ApiError, apiError, type HttpRequest, jsonError, type Request } from "./protocols";

/** How an operation of a REST service lies in HTTP. */
interface RestOperation {
    readonly service: string;
    readonly operation: string;
    readonly method: string;
    /** A group has the name of the input member that it holds. */
    readonly path: RegExp;
    /** Header → member of the input. */
    readonly inputHeaders: Readonly<Record<string, string>>;
    /** Member of the output → header. */
    readonly outputHeaders: Readonly<Record<string, string>>;
    /** Member that is the whole body, in the request and in the answer. */
    readonly payload: string;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const OPERATIONS: readonly RestOperation[] = [
    {
        service: "lambda",
        operation: "Invoke",
        method: "POST",
        path: /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/invocations$/,
        inputHeaders: { "x-amz-invocation-type": "InvocationType", "x-amz-log-type": "LogType", "x-amz-client-context": "ClientContext" },
        outputHeaders: { FunctionError: "x-amz-function-error", ExecutedVersion: "x-amz-executed-version" },
        payload: "Payload",
    },
];

/** Reads a call of a REST service: its input is spread over path, headers and body, and so is its answer. Undefined for an operation that is not known here. */
export function readRestRequest({ method, path, headers, body }: HttpRequest, service: string): Request | undefined {
    for (const rest of OPERATIONS.filter((each) => each.service === service && each.method === method)) {
        const groups = rest.path.exec(path)?.groups;
        if (groups !== undefined) {
            return {
                service,
                operation: rest.operation,
                input: () => ({
                    ...Object.fromEntries(Object.entries(groups).map(([member, text]) => [member, decoded(text)])),
                    ...Object.fromEntries(Object.entries(rest.inputHeaders).flatMap(([header, member]) => given(member, headers[header]))),
                    [rest.payload]: body.toString(),
                }),
                answer: (output) => {
                    const members = (output ?? {}) as Record<string, unknown>;
                    return {
                        contentType: "application/json",
                        body: String(members[rest.payload] ?? ""),
                        headers: Object.fromEntries(
                            Object.entries(rest.outputHeaders).flatMap(([member, header]) => given(header, members[member] as string | undefined)),
                        ),
                    };
                },
                error: (error: ApiError) => jsonError(error),
            };
        }
    }
    return undefined;
}

const given = (name: string, value: string | string[] | undefined): [string, string][] => (value === undefined ? [] : [[name, String(value)]]);

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        throw apiError("SerializationException", `The path is not well encoded: ${text}`);
    }
}
