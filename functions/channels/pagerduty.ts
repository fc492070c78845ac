import { createHash } from "node:crypto";

import type { Published, PublishedMessage } from "../published";
import type { WriteRequest } from "./channel";
import { contentOf, cutText, entryText, moreText } from "./content";

/** https://developer.pagerduty.com/docs/send-alert-event: 1,024 characters of the summary, 255 of the key, 512 KB in all */
const SUMMARY_LENGTH = 1024;
const DETAIL_BYTES = 400_000;
const TEXT_LENGTH = 8000;
const MOST_ENTRIES = 200;

/** What a message is for PagerDuty. */
export interface Alert {
    readonly action: "trigger" | "resolve";
    /** What PagerDuty knows the alert by: of a failure what the ledger knows it by. Of a resolution, its own. */
    readonly key: string;
    /** What a later success is compared by. */
    readonly family: string;
    /** When it happened, epoch milliseconds. */
    readonly at: number;
}

/**
 * What a message means for the person on call: a failure, and what is not as it should be, is an alert; a success resolves the alerts of its family.
 * A digest is one alert. Undefined for what is no news for them.
 */
export function alertOf(published: Published, messageId: string, nowMs: number): Alert | undefined {
    const action = published.severity === "info" ? "resolve" : "trigger";
    if (published.type === "digest") {
        return action === "trigger" ? { action, key: messageId, family: `digest ${messageId}`, at: nowMs } : undefined;
    }
    const { status, identity, sent = nowMs } = published;
    return action === "resolve" && status.class !== "succeeded" ? undefined : { action, key: keyOf(identity), family: familyOf(published), at: sent };
}

const keyOf = (identity: string) => createHash("sha256").update(identity).digest("hex").slice(0, 32);

/** Kinds whose resources fail and come back under one name. */
const LASTING = ["Endpoint", "NotebookInstance"];

/**
 * Jobs that follow each other have names that differ in what people and SageMaker's SDK append: a date, a time, a number. A training job of a tuning job
 * belongs to that one.
 */
export function familyOf({ resource }: PublishedMessage): string {
    const { kind, name, account = "", region = "", parent } = resource;
    const stem = (parent ?? name).replace(/([-T]?\d+)+$/, "");
    return [kind, account, region, LASTING.includes(kind) || stem === "" ? name : stem].join(" ");
}

/** A message as an alert of PagerDuty's Events API v2. */
export const pagerdutyRequest: WriteRequest = ({ published, messageId, topicArn, resolves }, { key: routing_key }, nowMs) => {
    const alert = alertOf(published, messageId, nowMs);
    const event = { routing_key, event_action: alert?.action ?? "trigger", dedup_key: resolves ?? alert?.key };
    const body = event.event_action === "resolve" ? event : { ...event, ...detailsOf(published, topicArn) };
    return { headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
};

function detailsOf(published: Published, topicArn: string): object {
    const { severity } = published;
    if (published.type === "digest") {
        const shown = published.entries.slice(0, MOST_ENTRIES);
        const more = moreText(published.changes - shown.length);
        const details = { messages: shown.map((entry) => cutText(entryText(entry), 500)), ...(more === undefined ? {} : { more }) };
        return { payload: { summary: published.headline, severity, source: topicArn, custom_details: details } };
    }
    const { resource, status, sent } = published;
    const { heading, happened, reasons, facts, links, notes } = contentOf(published);
    const lines = [
        ...(happened === undefined ? [] : [{ label: "What happened", value: happened }]),
        ...reasons.map((value) => ({ label: "Reason", value })),
        ...facts,
        ...notes.map((value) => ({ label: "Note", value })),
    ];
    return {
        payload: {
            summary: cutText(heading, SUMMARY_LENGTH),
            severity,
            source: resource.arn ?? resource.name,
            ...(sent === undefined ? {} : { timestamp: new Date(sent).toISOString() }),
            component: resource.name,
            group: resource.title,
            class: status.value,
            custom_details: detailed(lines),
        },
        links: links.map(({ label: text, url: href }) => ({ href, text })),
    };
}

/** An object of texts: those of one label are put together. What there is no room for is left out, and said. */
function detailed(lines: readonly { readonly label: string; readonly value: string }[]): Record<string, string> {
    const details = new Map<string, string>();
    let left = DETAIL_BYTES;
    for (const { label, value } of lines) {
        const before = details.get(label);
        const text = cutText(value, TEXT_LENGTH);
        left -= Buffer.byteLength(JSON.stringify({ [label]: text }));
        if (left < 0) {
            details.set("Cut", "More did not fit: the e-mail has it.");
            break;
        }
        details.set(label, before === undefined ? text : `${before}\n${text}`);
    }
    return Object.fromEntries(details);
}
