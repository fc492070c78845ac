import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, ApiError, apiError, type HttpRequest, jsonError, type Request, readRequest, readScope, type Scope } from "./protocols";
import { readRestRequest } from "./restProtocol";

export { ApiError, apiError } from "./protocols";

/** One call of an AWS API. */
export interface ApiCall {
    /** Signing name of the service: "sagemaker", "sns", "sqs", "dynamodb", "events", "monitoring" (CloudWatch), "sts", … */
    service: string;
    /** "DescribeTrainingJob", … */
    operation: string;
    /** In the API's spelling; in the Query protocol (SNS, CloudWatch, STS) all leaves are strings. */
    input: Record<string, unknown>;
    /** Who calls: each local function has its own. */
    accessKeyId: string;
    /** Region of the client. */
    region: string;
}

/** A call with what IAM has to decide. */
export interface AuthorizedCall extends ApiCall {
    /** "sagemaker:DescribeTrainingJob", … */
    action: string;
    /** Absent where the action has no resource. */
    resourceArn?: string;
}

/** A call that the endpoint itself did not answer: not modelled, not understood, or a handler that broke. */
export interface Refusal {
    service: string;
    operation: string;
    reason: string;
    /** Access key id of the caller, if it said one. */
    principal?: string;
}

/** A request without a signature of AWS. */
export type OutsideRequest = Pick<HttpRequest, "path" | "headers" | "body">;

/** Thrown by {@link noAnswer}. */
class NoAnswer extends Error {}

/** What a handler throws to break the connection instead of answering. */
export function noAnswer(): Error {
    return new NoAnswer("the connection breaks");
}

/** Answers a call: what it returns is the output in wire form (times are epoch seconds); a `Map` is a map in the Query protocol. */
export type ApiHandler = (call: ApiCall) => unknown | Promise<unknown>;

/** The largest request of the services that can be asked is DynamoDB's BatchWriteItem, 16 MB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * The AWS of the laptop as a client sees it: one HTTP server on 127.0.0.1 for all services (`AWS_ENDPOINT_URL`). It speaks AWS JSON 1.0 and 1.1, the
 * Query protocol with XML and Lambda's Invoke in REST, distinguished by the request, and knows the caller by the access key id; signatures are not checked.
 * Whatever no handler was given for is refused with HTTP 501 and reported to the listeners: on the laptop nothing is guessed.
 *
 * @example
 * const endpoint = await LocalEndpoint.start({ now: () => clock.now() });
 * endpoint.handle("sns", "Publish", ({ input }) => ({ MessageId: deliver(input) }));
 */
export class LocalEndpoint {
    /**
     * Asked by the handlers, by {@link LocalEndpoint.require}, before they answer. Throws {@link apiError} to deny.
     * @default every call is allowed
     */
    authorize?: (call: AuthorizedCall) => void;
    /**
     * Is called for every call that names its caller, an error or refusal as well, once the answer is decided; the answer waits for it.
     * @default no one is notified
     */
    beforeAnswer?: (call: Pick<ApiCall, "service" | "operation" | "accessKeyId">) => void | Promise<void>;
    /**
     * Is called for every call that a handler is about to answer, which waits for it. Throws {@link apiError} or {@link noAnswer} to answer instead.
     * @default nothing disturbs a call
     */
    disturb?: (call: ApiCall) => void | Promise<void>;
    /**
     * Is called for every error with which a client tries the call again, before it is answered: a broken connection, one of the service's own, throttling.
     * @default no one is notified
     */
    onPassing?: (accessKeyId: string) => void;
    /**
     * Answers requests that are not for AWS; undefined for one that it does not know.
     * @default there are none
     */
    outside?: (request: OutsideRequest) => Promise<{ statusCode: number; body: string; headers?: Record<string, string> } | undefined>;
    private readonly handlers = new Map<string, ApiHandler>();
    private readonly listeners: ((refusal: Refusal) => void)[] = [];
    private requests = 0;

    private constructor(
        private readonly server: Server,
        private readonly now: () => number,
        /** `http://127.0.0.1:PORT`. */
        readonly url: string,
    ) {
        server.on("request", (request, response) => void this.serve(request, response));
    }

    /**
     * Starts the server on a free port.
     *
     * @param options `now` is the time of its answers, in milliseconds since 1970.
     */
    static async start(options: { now: () => number }): Promise<LocalEndpoint> {
        // A function that waits for longer than it takes to close a connection would find it closed in the middle of its next call, and send that twice.
        const server = createServer({ keepAliveTimeout: 0 });
        await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
        return new LocalEndpoint(server, options.now, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }

    /**
     * Has `handler` answer an operation.
     *
     * @throws Error if the operation has a handler already.
     */
    handle(service: string, operation: string, handler: ApiHandler): void {
        const name = `${service}:${operation}`;
        if (this.handlers.has(name)) {
            throw new Error(`LocalEndpoint.handle: ${name} has a handler already`);
        }
        this.handlers.set(name, handler);
    }

    /** Calls `listener` for every call that the endpoint refuses, not of the errors that handlers answer with. */
    onRefused(listener: (refusal: Refusal) => void): void {
        this.listeners.push(listener);
    }

    /** What a handler calls before it answers: throws what {@link LocalEndpoint.authorize} throws. */
    require(call: ApiCall, action: string, resourceArn?: string): void {
        this.authorize?.({ ...call, action, ...(resourceArn === undefined ? {} : { resourceArn }) });
    }

    /** Stops listening and cuts what is still connected. */
    async close(): Promise<void> {
        const closed = new Promise((resolve) => this.server.close(resolve));
        this.server.closeAllConnections();
        await closed;
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const requestId = `00000000-0000-4000-8000-${(++this.requests).toString(16).padStart(12, "0")}`;
        const send = (statusCode: number, { contentType, body, headers = {} }: Answer, more: Record<string, string> = {}): void => {
            // The SDK takes the time from here: were it not the function's, it would correct its clock and send what failed again.
            response.sendDate = false;
            response.writeHead(statusCode, {
                "content-type": contentType,
                "content-length": Buffer.byteLength(body),
                date: new Date(this.now()).toUTCString(),
                "x-amzn-requestid": requestId,
                ...headers,
                ...more,
            });
            response.end(body);
        };
        try {
            const body = await readBody(request);
            await this.answer(request, body, requestId, send);
        } catch (error) {
            const refused = error instanceof ApiError ? error : apiError("InternalFailure", String(error), 500);
            this.report({ service: "unknown", operation: `${request.method} ${request.url}`, reason: refused.message });
            send(refused.statusCode, jsonError(refused), { connection: "close", "x-amzn-errortype": refused.code });
        }
    }

    private async answer(
        { method = "", url = "", headers, socket }: IncomingMessage,
        body: Buffer,
        requestId: string,
        send: (statusCode: number, answer: Answer, more?: Record<string, string>) => void,
    ): Promise<void> {
        const scope = readScope(headers.authorization);
        const path = url.replace(/\?.*$/, "");
        if (scope === undefined) {
            const outside = await this.outside?.({ path, headers, body }).catch((error: Error) => error);
            if (outside instanceof NoAnswer) {
                socket.destroy();
                return;
            }
            if (outside instanceof Error) {
                throw outside;
            }
            if (outside !== undefined) {
                send(outside.statusCode, { contentType: "text/plain", body: outside.body }, outside.headers);
                return;
            }
            throw apiError("MissingAuthenticationToken", "The request has no AWS Signature Version 4, so the caller is unknown", 403);
        }
        const http = { method, path, headers, body };
        const request = understand(http, scope);
        const { service, operation } = request;
        const refusal = { service, operation, principal: scope.accessKeyId };
        const decided = async () => this.beforeAnswer?.({ service, operation, accessKeyId: scope.accessKeyId });
        if (!("input" in request)) {
            const reason = `${service} "${operation}": only AWS JSON, the Query protocol and Lambda's Invoke are spoken here`;
            this.report({ ...refusal, reason });
            await decided();
            send(501, jsonError(apiError("NotImplemented", reason, 501)), { "x-amzn-errortype": "NotImplemented" });
            return;
        }
        const fail = (error: ApiError): void => send(error.statusCode, request.error(error, requestId), { "x-amzn-errortype": error.code });
        const handler = this.handlers.get(`${service}:${operation}`);
        if (handler === undefined) {
            const reason = `${service}:${operation} is not modelled by the local AWS`;
            this.report({ ...refusal, reason });
            await decided();
            fail(apiError("NotImplemented", reason, 501));
            return;
        }
        try {
            const input = request.input();
            const call = { service, operation, input, accessKeyId: scope.accessKeyId, region: scope.region };
            await this.disturb?.(call);
            const output = await handler(call);
            const answer = request.answer(output, requestId);
            await decided();
            send(200, answer);
        } catch (error) {
            await decided();
            if (error instanceof NoAnswer || (error instanceof ApiError && (error.statusCode >= 500 || error.code.includes("Throttl")))) {
                this.onPassing?.(scope.accessKeyId);
            }
            if (error instanceof NoAnswer) {
                socket.destroy();
                return;
            }
            if (error instanceof ApiError) {
                fail(error);
                return;
            }
            const reason = `${service}:${operation} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
            this.report({ ...refusal, reason });
            fail(apiError("InternalFailure", reason, 500));
        }
    }

    private report(refusal: Refusal): void {
        for (const listener of this.listeners) {
            listener(refusal);
        }
    }
}

/** The request in whichever protocol it is; of one that is in none of them, what to call it. */
function understand(http: HttpRequest, scope: Scope): Request | { service: string; operation: string } {
    return readRestRequest(http, scope.service) ?? readRequest(http, scope);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        // What is too much is read to its end and dropped: a client that is still writing would not see the answer.
        if (bytes <= MAX_BODY_BYTES) {
            chunks.push(chunk);
        }
    }
    if (bytes > MAX_BODY_BYTES) {
        throw apiError("RequestEntityTooLargeException", `The request body must be at most ${MAX_BODY_BYTES} bytes, got ${bytes}`, 413);
    }
    return Buffer.concat(chunks);
}
