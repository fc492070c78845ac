import { createHash } from "node:crypto";
import { type ApiCall, apiError, type LocalEndpoint } from "../../endpoint/localEndpoint";
import { type Context, isoTime } from "../context";
import type { BusEvent } from "../occurrences";
import { uuidFrom } from "../random";
import type { AtWork } from "../receivers/copies";
import type { Queue } from "../receivers/queue";
import type { Call } from "../receivers/receiver";
import type { Topic } from "../receivers/topic";
import { readChannelPost, type ReadPost } from "../../../models/channelPayloads";
import type { Guarded, RoleResource, SecretResource } from "../resources";
import type { Tables } from "./tables";

/** What handlers can ask for, and who they are. */
export interface HandlerParts {
    /** By ARN. */
    readonly queues: ReadonlyMap<string, Queue>;
    /** By ARN. */
    readonly topics: ReadonlyMap<string, Topic>;
    readonly tables: Tables;
    /** By ARN. */
    readonly secrets: ReadonlyMap<string, SecretResource>;
    readonly atWork: AtWork;
    /** The function that has an access key id. */
    readonly callerOf: (accessKeyId: string) => { name: string; role: RoleResource | undefined } | undefined;
}

/** Access key id of a person who looks after the account and may do everything in it. Functions have other keys, and their roles. */
export const OPERATOR = "LOCALOPERATOR";

/** Code and HTTP status with which a service says that IAM does not allow a call. */
const DENIALS: Record<string, [string, number]> = { sns: ["AuthorizationError", 403], sqs: ["AccessDenied", 403] };

/** For how long a run goes on after a function has put a message into a queue. */
const READ_WITHIN_MS = 3 * 60_000;

/** A message, without its attributes: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_BYTES = 262_144;

type Input = Record<string, unknown>;

const text = (input: Input, key: string): string | undefined => (typeof input[key] === "string" ? (input[key] as string) : undefined);

/** String values of message attributes, from JSON (by name) and from the Query protocol (a list of names and values). */
function attributesOf(value: unknown): Record<string, string> {
    const list = Array.isArray(value)
        ? (value as { Name?: unknown; Value?: unknown }[]).map(({ Name, Value }) => [String(Name), Value] as const)
        : Object.entries((value as Input | undefined) ?? {});
    return Object.fromEntries(list.map(([name, attribute]) => [name, String((attribute as Input | undefined)?.StringValue ?? "")]));
}

/** https://sqs.us-east-1.amazonaws.com/111122223333/name */
const arnOfQueue = (url: string, { partition, region }: Context["place"]) => `arn:${partition}:sqs:${region}:${url.split("/").slice(-2).join(":")}`;

function parseObject(json: string): object | undefined {
    try {
        const value: unknown = JSON.parse(json);
        return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
    } catch {
        return undefined;
    }
}

/** What is sent for a caller. */
interface Sent {
    readonly value: unknown;
    readonly text: string;
    readonly id: string;
    readonly attributes?: Record<string, string>;
    readonly structure?: Call["structure"];
}

/**
 * The texts of a message by protocol. Values that are no text are left out, as SNS does.
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html (MessageStructure)
 */
function structureOf(message: string): Record<string, string> {
    const texts = Object.entries(parseObject(message) ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    const structure = Object.fromEntries(texts);
    if (structure.default === undefined) {
        const reason = "Message Structure - No default entry in JSON message body";
        throw apiError("InvalidParameter", `Invalid parameter: ${reason}`, 400);
    }
    return structure;
}

/** A custom notification of Amazon Q Developer, whose chat may read a topic that is not in the program. Undefined for any other message. */
function chatIn(message: string): Pick<ReadPost, "form" | "title" | "problems"> | undefined {
    const read = readChannelPost({ headers: {}, body: message });
    return read.form === "q" ? read : undefined;
}

/**
 * Answers what handlers ask of topics, queues, tables and buses (sns Publish, sqs SendMessage, dynamodb, events PutEvents), and has IAM decide about every call
 * of every service.
 */
export function serveHandlers(context: Context, endpoint: LocalEndpoint, { queues, topics, tables, secrets, atWork, callerOf }: HandlerParts): void {
    const { access, findings, log, random, clock, place, receivers } = context;
    // The host is this endpoint or that of SQS, and a name alone will do.
    const queueOf = (url: string) => [...queues.values()].find(({ resource }) => resource.name === url.split("/").at(-1));

    endpoint.beforeAnswer = ({ accessKeyId, service, operation }) => atWork.called(accessKeyId, `${service}:${operation}`);
    endpoint.onRefused(({ service, operation, reason }) => findings.add("unmodelled", `${service}:${operation}`, reason));
    endpoint.authorize = ({ accessKeyId, service, action, resourceArn = "*" }) => {
        if (accessKeyId === OPERATOR) {
            return;
        }
        const caller = callerOf(accessKeyId);
        const guarded: Guarded = topics.get(resourceArn)?.resource ??
            queues.get(resourceArn)?.resource ??
            secrets.get(resourceArn) ?? { arn: resourceArn, policy: undefined, kmsKey: tables.find(resourceArn)?.kmsKey };
        if (caller === undefined || !access.role(caller.name, caller.role, action, guarded).allowed) {
            const [code, status] = DENIALS[service] ?? ["AccessDeniedException", 400];
            const user = `arn:${place.partition}:sts::${place.account}:assumed-role/${caller?.role?.name}/${caller?.name}`;
            throw apiError(code, `User: ${user} is not authorized to perform: ${action} on resource: ${resourceArn}`, status);
        }
    };
    /** Sends a message or an event for a caller whom IAM allows it. */
    const send = (call: ApiCall, arn: string, message: Sent, kind: "notification" | "chat" = "notification") => {
        const { accessKeyId, input } = call;
        const event = atWork.eventOf(accessKeyId);
        const from = callerOf(accessKeyId)?.name ?? accessKeyId;
        const publication = {
            kind,
            subject: text(input, "Subject"),
            from,
            event,
        };
        return receivers.send(arn, { ...message, caller: "allowed", event: event ?? message.id, publication });
    };

    tables.serve(endpoint);

    endpoint.handle("sns", "Publish", (call) => {
        const arn = text(call.input, "TopicArn") ?? text(call.input, "TargetArn");
        const message = text(call.input, "Message");
        if (arn === undefined || message === undefined || message === "") {
            throw apiError("InvalidParameter", "Invalid parameter: TopicArn or TargetArn, and a Message that is not empty, are required", 400);
        }
        endpoint.require(call, "sns:Publish", arn);
        const chat = chatIn(message);
        if (!receivers.has(arn) && chat === undefined) {
            throw apiError("NotFound", "Topic does not exist", 404);
        }
        if (Buffer.byteLength(message) > MOST_BYTES) {
            throw apiError("InvalidParameter", "Invalid parameter: Message too long", 400);
        }
        const id = uuidFrom(random);
        if (chat !== undefined) {
            const from = callerOf(call.accessKeyId)?.name ?? call.accessKeyId;
            log.add({ what: "posted", resource: from, event: atWork.eventOf(call.accessKeyId), ...chat, body: message });
            if (chat.problems.length > 0) {
                findings.add("refused", from, `Amazon Q Developer shows nothing of what it got: ${chat.problems.join("; ")}`);
            }
        }
        const structure = text(call.input, "MessageStructure") === "json" ? structureOf(message) : undefined;
        // Reports show what people get.
        const shown = structure?.email ?? structure?.default ?? message;
        const attributes = attributesOf(call.input.MessageAttributes);
        const refusal = send(call, arn, { value: shown, text: shown, id, attributes, structure }, chat === undefined ? "notification" : "chat");
        if (refusal?.code === "unavailable") {
            throw apiError("InternalError", "Internal service error, please retry your request", 500);
        }
        return { MessageId: id };
    });

    endpoint.handle("sqs", "SendMessage", (call) => {
        const body = text(call.input, "MessageBody");
        const queue = queueOf(text(call.input, "QueueUrl") ?? "");
        const arn = queue?.arn ?? arnOfQueue(text(call.input, "QueueUrl") ?? "", place);
        if (!receivers.has(arn) || body === undefined || body === "") {
            throw !receivers.has(arn)
                ? apiError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", 400)
                : apiError("MissingParameter", "The request must contain the parameter MessageBody.", 400);
        }
        endpoint.require(call, "sqs:SendMessage", arn);
        const id = uuidFrom(random);
        const refusal = send(call, arn, { value: body, text: body, id, attributes: attributesOf(call.input.MessageAttributes) });
        if (refusal?.code === "missing") {
            throw apiError("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.", 400);
        }
        // Some function reads the queue on a schedule, of which no run waits for the next time.
        clock.schedule(clock.now() + READ_WITHIN_MS, () => {});
        // The SDK compares the digest with that of what it sent.
        return { MessageId: id, MD5OfMessageBody: createHash("md5").update(body).digest("hex") };
    });

    endpoint.handle("events", "PutEvents", (call) => {
        const entries = Array.isArray(call.input.Entries) ? (call.input.Entries as Input[]) : [];
        const results = entries.map((entry) => {
            const bus = text(entry, "EventBusName")?.split("/").at(-1) ?? "default";
            const busArn = `arn:${place.partition}:events:${place.region}:${place.account}:event-bus/${bus}`;
            endpoint.require(call, "events:PutEvents", busArn);
            const source = text(entry, "Source") ?? "";
            if (source.startsWith("aws.")) {
                return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: `Not authorized for the source "${source}".` };
            }
            if (!receivers.has(busArn)) {
                return { ErrorCode: "ResourceNotFoundException", ErrorMessage: `Event bus ${bus} does not exist.` };
            }
            const detail = parseObject(text(entry, "Detail") ?? "{}");
            if (detail === undefined) {
                return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
            }
            const event: BusEvent = {
                version: "0",
                id: uuidFrom(random),
                "detail-type": text(entry, "DetailType") ?? "",
                source,
                account: place.account,
                time: `${isoTime(clock.now()).slice(0, 19)}Z`,
                region: place.region,
                resources: entry.Resources ?? [],
                detail,
            };
            send(call, busArn, { value: event, text: JSON.stringify(event), id: event.id });
            return { EventId: event.id };
        });
        return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
    });
}
