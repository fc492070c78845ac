import assert from "node:assert/strict";

import type { Delivered } from "../../../functions/channels/channel";
import { qRequest } from "../../../functions/channels/q";
import { readChannelPost } from "../../../models/channelPayloads";
import { deliveredDigest, deliveredMessage, HOSTILE } from "./deliveries";

interface Notification {
    readonly id: string;
    readonly content: { readonly title: string; readonly description: string; readonly nextSteps?: string[]; readonly keywords?: string[] };
    readonly metadata: { readonly threadId: string };
}

/** The notification; it must be one that Amazon Q Developer shows. */
function notificationOf(delivered: Delivered): Notification {
    const { body } = qRequest(delivered, { url: "" }, 0);
    const { form, problems } = readChannelPost({ headers: {}, body });
    assert.deepEqual([form, problems], ["q", []]);
    return JSON.parse(body) as Notification;
}

const ARN = "arn:aws:sagemaker:us-east-1:111122223333:training-job/churn";

describe("a message for Amazon Q Developer", () => {
    it("has what happened as its title, reasons as code, what to do as the next step, and a thread for the resource", () => {
        const delivered = deliveredMessage({
            headline: "Training job churn failed: out of memory",
            happened: "The job ended with an error.",
            reasons: ["AlgorithmError: exit_code 1"],
            next: "Read the log.",
            retry: "no",
            causes: ["out-of-memory"],
            facts: [{ label: "Instances", value: "2 × ml.m5.xlarge" }],
            links: [{ label: "Console", url: "https://console.aws.example/1" }],
            notes: ["The text was cut."],
            resource: { kind: "TrainingJob", title: "training job", name: "churn", arn: ARN, account: "111122223333", region: "us-east-1" },
            identity: "x",
        });
        assert.deepEqual(notificationOf(delivered), {
            version: "1.0",
            source: "custom",
            id: "2d711642b726b04401627ca9fbac32f5",
            content: {
                textType: "client-markdown",
                title: "🔴 Training job churn failed: out of memory",
                description: [
                    "The job ended with an error.",
                    "```\nAlgorithmError: exit_code 1\n```",
                    "*Retry:* `does not help without a change`",
                    "*Instances:* `2 × ml.m5.xlarge`",
                    "*Account:* `111122223333, us-east-1`",
                    "*Note:* The text was cut.",
                    "*Console:* https://console.aws.example/1",
                ].join("\n"),
                nextSteps: ["Read the log."],
                keywords: ["training job", "Failed", "out-of-memory"],
            },
            metadata: {
                threadId: "f5719c9ec108846fc96b40357b6fdc73",
                summary: "training job churn",
                eventType: "TrainingJob Failed",
                relatedResources: [ARN],
                additionalContext: {
                    kind: "TrainingJob",
                    name: "churn",
                    status: "Failed",
                    severity: "error",
                    account: "111122223333",
                    region: "us-east-1",
                },
                enableCustomActions: true,
            },
        });
    });

    it("has one thread for one resource, and an id for each change of it", () => {
        const [first, second, other] = [
            deliveredMessage({ identity: "a" }),
            deliveredMessage({ identity: "b" }),
            deliveredMessage({ resource: { kind: "Endpoint", title: "endpoint", name: "churn" } }),
        ].map(notificationOf) as [Notification, Notification, Notification];
        assert.equal(first.metadata.threadId, second.metadata.threadId);
        assert.notEqual(first.id, second.id);
        assert.notEqual(first.metadata.threadId, other.metadata.threadId);
    });

    it("shows markup, mentions and addresses of an event, and none of them works", () => {
        for (const text of HOSTILE) {
            const { title, description, nextSteps } = notificationOf(
                deliveredMessage({
                    headline: text,
                    happened: text,
                    reasons: [text],
                    next: text,
                    facts: [{ label: text, value: text }],
                    notes: [text],
                }),
            ).content;
            // What is not between signs for code, which values have none of.
            const outside = [title, ...description.split(/```[^`]*```|`[^`\n]*`/), ...nextSteps!].join("\n").replaceAll(/^\*[^*\n]+:\*( |$)/gm, "");
            assert.doesNotMatch(outside, /[*_~`[\]<>@]|\/\//, text);
            assert.doesNotMatch(description, /[<>]|\]\(/, text);
        }
    });

    it("cuts what is too long, and says so", () => {
        const { title, description } = notificationOf(
            deliveredMessage({
                headline: "🧪".repeat(200),
                reasons: ["r".repeat(32_000)],
                facts: Array.from({ length: 60 }, (_, index) => ({ label: `Fact ${index}`, value: "v".repeat(400) })),
            }),
        ).content;
        assert.deepEqual([title.length <= 250, title.endsWith("🧪… (cut)")], [true, true]);
        assert.match(description, /r… \(cut\)\n```\n/);
        assert.ok(description.length <= 8000);
        assert.ok(description.endsWith("\n… More did not fit: the e-mail has it."));
    });

    it("has a text in every part, whatever is empty", () => {
        assert.ok(notificationOf(deliveredMessage({ facts: [{ label: "", value: "" }], reasons: [""], next: "" })));
        assert.ok(notificationOf(deliveredMessage({ facts: [], reasons: [], notes: [], links: [], happened: undefined })));
    });
});

describe("a digest for Amazon Q Developer", () => {
    it("lists its messages, and says how many more there are", () => {
        const names = Array.from({ length: 42 }, (_, index) => `job-${index}`);
        const { title, description } = notificationOf(deliveredDigest(names)).content;
        const lines = description.split("\n");
        assert.deepEqual(
            [title, lines.length, lines[0], lines.at(-1)],
            ["🔴 SageMaker digest: training job Failed", 41, "• training job job-0: Failed (no capacity)", "2 more: the e-mail names all of them."],
        );
    });
});
