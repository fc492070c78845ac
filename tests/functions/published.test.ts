import * as assert from "node:assert/strict";

import type { Waiting } from "../../functions/digestText";
import { publishedDigest, publishedMessage, structuredText } from "../../functions/published";
import { type MessageFields, messageOf } from "./shared/messages";

const waiting = (at: number, fields: MessageFields, severity: "critical" | "error" | "info" = "error"): Waiting => ({
    at,
    message: { ...messageOf(fields), severity },
});

describe("what is published", () => {
    it("is text for people, and JSON for programs", () => {
        const message = messageOf({ name: 'a "quoted" name' });
        const texts = JSON.parse(structuredText("a subject", "a body\n", publishedMessage(message))) as Record<string, string>;
        assert.deepEqual(Object.keys(texts), ["default", "email", "sms"]);
        assert.deepEqual([texts.email, texts.sms], ["a body\n", "a subject"]);
        assert.deepEqual(JSON.parse(texts.default!), {
            type: "message",
            version: 1,
            ...message,
            headline: 'Training job a "quoted" name failed',
        });
    });

    it("is, of a digest, the messages with the most urgent first", () => {
        const digest = publishedDigest("3 jobs", [
            waiting(1, { name: "fine", state: "Completed", status: "Completed", class: "succeeded" }, "info"),
            waiting(3, { name: "late", cause: "no capacity" }),
            waiting(2, { name: "early" }),
        ]);
        const failed = (name: string, at: number) => ({
            at,
            resource: { kind: "TrainingJob", title: "training job", name },
            status: { value: "Failed", class: "failed", text: "Failed" },
            severity: "error",
            identity: `TrainingJob ${name} Failed`,
            origin: "event",
        });
        const { entries, ...rest } = digest;
        assert.deepEqual(rest, { type: "digest", version: 1, headline: "3 jobs", severity: "error", changes: 3 });
        assert.deepEqual(entries.slice(0, 2), [failed("early", 2), { ...failed("late", 3), cause: "no capacity" }]);
        assert.deepEqual(
            entries.map(({ resource }) => resource.name),
            ["early", "late", "fine"],
        );
    });

    it("has the most urgent messages of a digest that is too long, and the number of all", () => {
        const all = Array.from({ length: 3000 }, (_, index) =>
            waiting(index, { name: `"${"ü".repeat(60)}${index}` }, index === 2999 ? "critical" : "info"),
        );
        const digest = publishedDigest("many", all);
        assert.equal(digest.changes, 3000);
        assert.deepEqual([digest.severity, digest.entries[0]!.at], ["critical", 2999]);
        assert.ok(digest.entries.length > 100 && digest.entries.length < 1000, `${digest.entries.length}`);
        assert.ok(Buffer.byteLength(structuredText("many", "", digest)) < 85_000);
    });
});
