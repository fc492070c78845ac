import type { Message, Severity } from "./message";

/** A message as subscribers other than people get it: SNS gives it to every protocol but e-mail and SMS. Plain JSON. */
export interface PublishedMessage extends Message {
    readonly type: "message";
    /** Of this form. A member that is new does not change it. */
    readonly version: 1;
}

/** A digest in the same place. */
export interface PublishedDigest {
    readonly type: "digest";
    readonly version: 1;
    /** "SageMaker digest: training job Failed (12) and 3 more": at most 99 printable ASCII characters. */
    readonly headline: string;
    /** That of the most urgent message. */
    readonly severity: Severity;
    /** Messages that the digest stands for. */
    readonly changes: number;
    /** The most urgent ones first, as far as there is room. */
    readonly entries: readonly DigestEntry[];
}

/** What a digest says of one message. */
export interface DigestEntry extends Pick<Message, "resource" | "status" | "severity" | "causes" | "cause" | "tags" | "identity" | "origin"> {
    /** When its handler wanted to send it, epoch milliseconds. */
    readonly at: number;
}

export type Published = PublishedMessage | PublishedDigest;

/** For the entries of a digest, as they are in the request to SNS; the text has the rest of the 256 KB. */
const ENTRY_BYTES = 80_000;

const ORDER: readonly Severity[] = ["critical", "error", "warning", "info"];

/** The form in which SNS gives a message to programs. */
export function publishedMessage(message: Message): PublishedMessage {
    return { type: "message", version: 1, ...message };
}

/** The form in which SNS gives a digest to programs. */
export function publishedDigest(headline: string, waiting: readonly { readonly at: number; readonly message: Message }[]): PublishedDigest {
    const sorted = [...waiting].sort((a, b) => rank(a.message) - rank(b.message) || a.at - b.at);
    const entries: DigestEntry[] = [];
    let bytes = 0;
    for (const { at, message } of sorted) {
        const { resource, status, severity, causes, cause, tags, identity, origin } = message;
        const why = { ...(causes === undefined ? {} : { causes }), ...(cause === undefined ? {} : { cause }) };
        const entry = { at, resource, status, severity, ...why, ...(tags === undefined ? {} : { tags }), identity, origin };
        // It is JSON in JSON.
        bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(entry)));
        if (bytes > ENTRY_BYTES) {
            break;
        }
        entries.push(entry);
    }
    return { type: "digest", version: 1, headline, severity: sorted[0]?.message.severity ?? "info", changes: waiting.length, entries };
}

function rank({ severity }: Message): number {
    return ORDER.indexOf(severity);
}

/**
 * The text of a message with `MessageStructure: "json"`: people read the text, and programs get JSON.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html, whose form is that of every protocol
 */
export function structuredText(subject: string, body: string, published: Published): string {
    return JSON.stringify({ default: JSON.stringify(published), email: body, sms: subject });
}
