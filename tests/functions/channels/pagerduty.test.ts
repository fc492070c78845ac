import assert from "node:assert/strict";

import type { Delivered } from "../../../functions/channels/channel";
import { type Open, sendAlert } from "../../../functions/channels/openAlerts";
import { familyOf, pagerdutyRequest } from "../../../functions/channels/pagerduty";
import type { Message } from "../../../functions/message";
import { publishedMessage } from "../../../functions/published";
import { readChannelPost } from "../../../models/channelPayloads";
import { messageOf } from "../shared/messages";
import { deliveredDigest, deliveredMessage, HOSTILE, TOPIC_ARN } from "./deliveries";

const NOW = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;

/** The request's body; it must be one that PagerDuty takes. */
function bodyOf(delivered: Delivered): Record<string, unknown> {
    const request = pagerdutyRequest(delivered, { url: "https://example.com/", key: "R0123" }, NOW);
    const { form, problems } = readChannelPost(request);
    assert.deepEqual([form, problems], ["pagerduty", []]);
    return JSON.parse(request.body) as Record<string, unknown>;
}

const failed = (name: string, at: number, more: Partial<Message> = {}) =>
    deliveredMessage({ ...messageOf({ name }), identity: `${name} failed ${at}`, sent: at, ...more });
const succeeded = (name: string, at: number, more: Partial<Message> = {}) =>
    deliveredMessage({
        ...messageOf({ name, state: "Completed", class: "succeeded" }),
        identity: `${name} completed ${at}`,
        severity: "info",
        sent: at,
        ...more,
    });

/** What PagerDuty gets of these messages, one after the other: action, and the failure that it is about. */
async function alertsOf(delivered: readonly Delivered[], { broken = false } = {}): Promise<string[]> {
    const entries = new Map<string, Open>();
    const keys = new Map<string, string>();
    const sent: string[] = [];
    for (const each of delivered) {
        await sendAlert(each, {
            entry: (family) => ({
                change: async (decide) => {
                    if (broken) {
                        throw Object.assign(new Error("no"), { name: "InternalServerError" });
                    }
                    const changed = decide(entries.get(family) ?? { alerts: "[]" });
                    if (changed !== undefined) {
                        entries.set(family, changed);
                    }
                    return changed !== undefined;
                },
            }),
            send: async (one) => {
                const { event_action, dedup_key } = bodyOf(one) as Record<string, string>;
                if (event_action === "trigger") {
                    keys.set(dedup_key!, (one.published as Message).identity);
                }
                sent.push(`${event_action} ${keys.get(dedup_key!)}`);
            },
            now: () => NOW,
            warn: (text) => sent.push(text),
        }).catch((error: Error) => sent.push(error.name));
    }
    return sent;
}

describe("an alert of PagerDuty", () => {
    it("has the ledger's identity as its key, and what is known as its details", () => {
        const delivered = failed("churn-1", NOW, {
            happened: "Ended with an error",
            reasons: ["exit code 1", "exit code 2"],
            next: "Read the log.",
            links: [{ label: "Console", url: "https://console.aws.example/1" }],
            resource: { ...messageOf({ name: "churn-1" }).resource, arn: "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-1" },
        });
        assert.deepEqual(bodyOf(delivered), {
            routing_key: "R0123",
            event_action: "trigger",
            dedup_key: "514e4520a7af211bb15313cde056bcbb",
            payload: {
                summary: "Training job churn-1 failed",
                severity: "error",
                source: "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn-1",
                timestamp: "2026-11-24T09:00:00.000Z",
                component: "churn-1",
                group: "training job",
                class: "Failed",
                custom_details: {
                    "What happened": "Ended with an error",
                    Reason: "exit code 1\nexit code 2",
                    "What to do": "Read the log.",
                    Fact: "all about churn-1",
                    Event: "sent 2026-11-24 09:00:00 UTC",
                },
            },
            links: [{ href: "https://console.aws.example/1", text: "Console" }],
        });
    });

    it("is one for a digest, with its messages", () => {
        const body = bodyOf(deliveredDigest(["a", "b"]));
        assert.deepEqual(
            [body.dedup_key, body.payload],
            [
                "sns-2",
                {
                    summary: "SageMaker digest: training job Failed",
                    severity: "error",
                    source: TOPIC_ARN,
                    custom_details: { messages: ["training job a: Failed (no capacity)", "training job b: Failed (no capacity)"] },
                },
            ],
        );
    });

    it("is taken with hostile and with very long texts", () => {
        for (const text of [...HOSTILE, "🧪".repeat(32_768)]) {
            const facts = Array.from({ length: 40 }, (_, index) => ({ label: `${index} ${text.slice(0, 100)}`, value: text }));
            assert.ok(bodyOf(deliveredMessage({ headline: text, happened: text, reasons: [text, text], facts })));
        }
    });
});

describe("PagerDuty", () => {
    it("resolves every older failure of a job when its successor succeeds", async () => {
        const messages = [
            failed("churn-1116", NOW),
            failed("churn-1117", NOW + HOUR),
            succeeded("churn-1118", NOW + 2 * HOUR),
            succeeded("churn-1119", NOW + 3 * HOUR),
        ];
        assert.deepEqual(await alertsOf(messages), [
            `trigger churn-1116 failed ${NOW}`,
            `trigger churn-1117 failed ${NOW + HOUR}`,
            `resolve churn-1116 failed ${NOW}`,
            `resolve churn-1117 failed ${NOW + HOUR}`,
        ]);
    });

    it("resolves nothing by a success that is older, or of another job", async () => {
        const messages = [failed("churn-2", NOW + HOUR), succeeded("churn-1", NOW), succeeded("other-1", NOW + 2 * HOUR)];
        assert.deepEqual(await alertsOf(messages), [`trigger churn-2 failed ${NOW + HOUR}`]);
    });

    it("knows a failure that comes twice as one", async () => {
        const messages = [failed("churn-1", NOW), failed("churn-1", NOW), succeeded("churn-2", NOW + HOUR)];
        assert.deepEqual(await alertsOf(messages), [
            `trigger churn-1 failed ${NOW}`,
            `trigger churn-1 failed ${NOW}`,
            `resolve churn-1 failed ${NOW}`,
        ]);
    });

    it("is not asked for what is neither a failure nor a success", async () => {
        const created = { ...messageOf({ name: "churn-1", state: "InProgress", class: "transitional" }), severity: "info" as const };
        assert.deepEqual(await alertsOf([deliveredMessage(created)]), []);
    });

    it("gets alerts while the table fails, and the resolution is tried again", async () => {
        assert.deepEqual(await alertsOf([failed("churn-1", NOW), succeeded("churn-2", NOW + HOUR)], { broken: true }), [
            "The table failed, so no success will resolve the alert: InternalServerError",
            `trigger churn-1 failed ${NOW}`,
            "InternalServerError",
        ]);
    });

    for (const [what, kind, name, parent, family] of [
        ["a number", "TrainingJob", "churn-train-1117", undefined, "churn-train"],
        ["a date and a time", "TrainingJob", "xgboost-2026-11-17-22-14-37-123", undefined, "xgboost"],
        ["a date and a time of ISO 8601", "ProcessingJob", "prepare-20261117T221437", undefined, "prepare"],
        ["nothing else", "TransformJob", "scores-v2a", undefined, "scores-v2a"],
        ["a number alone, which is kept", "TrainingJob", "2026-11-17", undefined, "2026-11-17"],
        ["what a tuning job appends", "TrainingJob", "tune-12-004-1a2b3c4d", "tune-12", "tune"],
        ["a number, which is part of an endpoint's name", "Endpoint", "ranker-2", undefined, "ranker-2"],
    ] as const) {
        it(`puts messages together by kind, account, Region and a name without ${what}`, () => {
            const message = messageOf({ name, kind, parent });
            const resource = { ...message.resource, account: "111122223333", region: "us-east-1" };
            assert.equal(familyOf(publishedMessage({ ...message, resource })), `${kind} 111122223333 us-east-1 ${family}`);
        });
    }
});
