/** An error that an AWS service would answer with. Made by {@link apiError}. */
export class ApiError extends Error {
    constructor(
        readonly code: string,
        message: string,
        readonly statusCode: number,
        readonly fields: Readonly<Record<string, unknown>>,
    ) {
        super(message);
        this.name = code;
    }
}

/**
 * What a handler throws to answer with an error.
 *
 * @param code The error's name in the service's API: `ValidationException`, `QueueDoesNotExist`, …
 * @param statusCode @default 400
 * @param fields What else the error has, such as `CancellationReasons`; JSON only. @default nothing
 */
export function apiError(code: string, message: string, statusCode = 400, fields: Record<string, unknown> = {}): ApiError {
    return new ApiError(code, message, statusCode, fields);
}

/** A request as it came. */
export interface HttpRequest {
    method: string;
    path: string;
    headers: Readonly<Record<string, string | string[] | undefined>>;
    body: Buffer;
}

/** Who calls, out of the signature; the signature itself is not checked. */
export interface Scope {
    accessKeyId: string;
    region: string;
    /** Signing name: "sagemaker", "sns", "monitoring" (CloudWatch), … */
    service: string;
}

export interface Answer {
    contentType: string;
    body: string;
    /** @default no more than every answer has */
    headers?: Record<string, string>;
}

/** A request that was understood, and how its answer is written. */
export interface Request {
    service: string;
    operation: string;
    /** @throws ApiError if the body is not what the protocol says. */
    input(): Record<string, unknown>;
    answer(output: unknown, requestId: string): Answer;
    error(error: ApiError, requestId: string): Answer;
}

/** Signing names of the services that say their own name in X-Amz-Target. */
const TARGET_SERVICES: Readonly<Record<string, string>> = {
    SageMaker: "sagemaker",
    AmazonSQS: "sqs",
    DynamoDB_20120810: "dynamodb",
    AWSEvents: "events",
    Logs_20140328: "logs",
};

/** The credential scope of an AWS Signature Version 4, or undefined if the request is not signed that way. */
export function readScope(authorization: string | string[] | undefined): Scope | undefined {
    const match = /^AWS4-HMAC-SHA256 .*?Credential=([^/,\s]+)\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request/.exec(String(authorization ?? ""));
    return match === null ? undefined : { accessKeyId: match[1]!, region: match[2]!, service: match[3]! };
}

/**
 * Finds the protocol of a request: AWS JSON 1.0 and 1.1 name the operation in X-Amz-Target, Query in the form field `Action`.
 * Of everything else only the name is made out, for the refusal.
 *
 * @returns The request, or what to call one that is in no protocol spoken here.
 */
export function readRequest(request: HttpRequest, scope: Scope): Request | { service: string; operation: string } {
    const target = /^([^.]+)\.(\w+)$/.exec(String(request.headers["x-amz-target"] ?? ""));
    const contentType = String(request.headers["content-type"] ?? "");
    if (request.method === "POST" && target !== null && contentType.startsWith("application/x-amz-json-1.")) {
        return jsonRequest(TARGET_SERVICES[target[1]!] ?? scope.service, target[2]!, contentType, request.body);
    }
    if (request.method === "POST" && contentType.startsWith("application/x-www-form-urlencoded")) {
        const form = new URLSearchParams(request.body.toString());
        const action = form.get("Action");
        if (action !== null) {
            return queryRequest(scope.service, action, form);
        }
    }
    const rpc = /^\/service\/[^/]+\/operation\/(\w+)$/.exec(request.path);
    return { service: scope.service, operation: rpc?.[1] ?? `${request.method} ${request.path}` };
}

/** An error for a client whose protocol is unknown: JSON clients read the body, REST ones the header that the endpoint adds. */
export function jsonError({ code, message, fields }: ApiError, contentType = "application/json"): Answer {
    return { contentType, body: JSON.stringify({ __type: code, message, ...fields }) };
}

function jsonRequest(service: string, operation: string, contentType: string, body: Buffer): Request {
    return {
        service,
        operation,
        input() {
            let input: unknown;
            try {
                input = JSON.parse(body.length === 0 ? "{}" : body.toString());
            } catch (error) {
                throw apiError("SerializationException", `The request body is not JSON: ${(error as Error).message}`);
            }
            if (typeof input !== "object" || input === null || Array.isArray(input)) {
                throw apiError("SerializationException", "The request body must be a JSON object");
            }
            return input as Record<string, unknown>;
        },
        answer: (output) => ({ contentType, body: JSON.stringify(output ?? {}) }),
        error: (error) => jsonError(error, contentType),
    };
}

function queryRequest(service: string, operation: string, form: URLSearchParams): Request {
    const xmlns = `http://${service}.amazonaws.com/doc/${form.get("Version") ?? ""}/`;
    const wrap = (name: string, content: string): Answer => ({
        contentType: "text/xml",
        body: `<${name} xmlns="${escapeXml(xmlns)}">${content}</${name}>`,
    });
    return {
        service,
        operation,
        input: () => readForm(form),
        answer: (output, requestId) =>
            wrap(
                `${operation}Response`,
                `<${operation}Result>${toXml(output ?? {})}</${operation}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`,
            ),
        error: ({ code, message, statusCode }, requestId) =>
            wrap(
                "ErrorResponse",
                `<Error>${toXml({ Type: statusCode < 500 ? "Sender" : "Receiver", Code: code, Message: message })}</Error><RequestId>${requestId}</RequestId>`,
            ),
    };
}

interface FormNode {
    value?: string;
    children: Map<string, FormNode>;
}

/**
 * The form's fields in the shape that the SDK's input had: `A.member.1` (or `A.1`) is a list, `A.entry.1.Name` with `A.entry.1.Value` (or `key` and
 * `value`) a map, other dots are structures. All values are strings: without the service's model their types are unknown.
 */
function readForm(form: URLSearchParams): Record<string, unknown> {
    const root: FormNode = { children: new Map() };
    for (const [name, value] of form) {
        if (name === "Action" || name === "Version") {
            continue;
        }
        let node = root;
        for (const part of name.split(".")) {
            const next = node.children.get(part) ?? { children: new Map() };
            node.children.set(part, next);
            node = next;
        }
        node.value = value;
    }
    return toStructure(root);
}

function toStructure(node: FormNode): Record<string, unknown> {
    return Object.fromEntries([...node.children].map(([name, child]) => [name, toValue(child)]));
}

function toValue(node: FormNode): unknown {
    if (node.children.size === 0) {
        return node.value;
    }
    const only = (name: string): FormNode | undefined => (node.children.size === 1 ? node.children.get(name) : undefined);
    const entries = toList(only("entry"));
    if (entries !== undefined) {
        return Object.fromEntries(
            entries.map((entry) => {
                const { Name, key, Value, value } = entry as Record<string, unknown>;
                return [String(Name ?? key), Value ?? value];
            }),
        );
    }
    return toList(only("member")) ?? toList(node) ?? toStructure(node);
}

function toList(node: FormNode | undefined): unknown[] | undefined {
    const items = [...(node?.children ?? [])];
    return items.length === 0 || items.some(([index]) => !/^[1-9]\d*$/.test(index))
        ? undefined
        : items.sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => toValue(item));
}

/** An output as XML: lists as `member`, a `Map` as `entry` with `key` and `value`, objects as structures; what is undefined is left out. */
function toXml(value: unknown): string {
    if (Array.isArray(value)) {
        return value.map((item) => `<member>${toXml(item)}</member>`).join("");
    }
    if (value instanceof Map) {
        return [...value].map(([key, item]) => `<entry><key>${escapeXml(String(key))}</key><value>${toXml(item)}</value></entry>`).join("");
    }
    if (typeof value === "object" && value !== null) {
        return Object.entries(value)
            .filter(([, item]) => item !== undefined && item !== null)
            .map(([name, item]) => `<${name}>${toXml(item)}</${name}>`)
            .join("");
    }
    return escapeXml(String(value));
}

function escapeXml(text: string): string {
    const escaped: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#xD;" };
    return text.replace(/[&<>"\r]/g, (character) => escaped[character]!);
}
