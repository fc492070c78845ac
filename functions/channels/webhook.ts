import { createHash, createHmac } from "node:crypto";

import type { Published } from "../published";
import type { WriteRequest } from "./channel";

/** Shortest key in bytes: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme */
const KEY_BYTES = { minimum: 24, maximum: 64 };

/**
 * A message as a CloudEvent 1.0 in structured JSON, signed as Standard Webhooks says: HMAC-SHA256 of id, time and body.
 * Sources: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md,
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const webhookRequest: WriteRequest = ({ published, messageId, topicArn }, { key }, nowMs) => {
    const id = idOf(published, messageId);
    const body = JSON.stringify({
        specversion: "1.0",
        id,
        source: topicArn,
        type: `sagemaker-job-status.${published.type}.v${published.version}`,
        ...(published.type === "message" ? { subject: published.resource.name } : {}),
        ...(published.type === "message" && published.sent !== undefined ? { time: new Date(published.sent).toISOString() } : {}),
        datacontenttype: "application/json",
        data: published,
    });
    const timestamp = `${Math.floor(nowMs / 1000)}`;
    return {
        headers: {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": id,
            "webhook-timestamp": timestamp,
            "webhook-signature": signatureOf(key, `${id}.${timestamp}.${body}`),
        },
        body,
    };
};

/** Equal for two messages about one change. A digest has no such identity, but SNS delivers it under one id. */
function idOf(published: Published, messageId: string): string {
    return published.type === "message" ? createHash("sha256").update(published.identity).digest("hex").slice(0, 32) : messageId;
}

function keyOf(key = ""): Buffer {
    const bytes = Buffer.from(key.replace(/^whsec_/, ""), "base64");
    if (bytes.length < KEY_BYTES.minimum || bytes.length > KEY_BYTES.maximum) {
        throw Object.assign(new Error(`The secret's "key" must be ${KEY_BYTES.minimum} to ${KEY_BYTES.maximum} bytes in base64, as whsec_…`), {
            name: "InvalidChannelSecret",
        });
    }
    return bytes;
}

/** The signature of `content`, which is id, time and body, with a dot between them. @throws Error for a key that is none. */
export function signatureOf(key: string | undefined, content: string): string {
    return `v1,${createHmac("sha256", keyOf(key)).update(content).digest("base64")}`;
}
