import assert from "node:assert/strict";

import type { Delivered } from "../../../functions/channels/channel";
import { slackRequest } from "../../../functions/channels/slack";
import { readChannelPost } from "../../../models/channelPayloads";
import { deliveredDigest, deliveredMessage, HOSTILE } from "./deliveries";

const SECRET = { url: "https://hooks.slack.example/T/B/X" };

/** The request's body; it must be one that Slack takes. */
function bodyOf(delivered: Delivered): { text: string; blocks: Record<string, unknown>[] } {
    const request = slackRequest(delivered, SECRET, 0);
    const { form, problems } = readChannelPost(request);
    assert.deepEqual([form, problems], ["slack", []]);
    return JSON.parse(request.body) as ReturnType<typeof bodyOf>;
}

/** Every element of rich text of these types. */
function elementsOf(value: unknown, ...types: string[]): Record<string, string>[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const here = types.includes((value as { type?: string }).type ?? "") ? [value as Record<string, string>] : [];
    return [...here, ...Object.values(value).flatMap((each) => elementsOf(each, ...types))];
}

describe("a message for Slack", () => {
    it("has the end of a long log, which says why it failed", () => {
        const lines = Array.from({ length: 40 }, (_, number) => `line ${number} ${"x".repeat(60)}`);
        const { blocks } = bodyOf(deliveredMessage({ facts: [{ label: "Log", value: ["last 40 lines", ...lines].join("\n    ") }] }));
        const [shown] = elementsOf(blocks, "text").filter(({ text }) => text!.includes("line 39"));
        assert.deepEqual(shown!.text!.split("\n    "), ["… the e-mail has more", ...lines.slice(-19)]);
    });

    it("has what happened as its header, reasons as quotes, then what to do, facts and links", () => {
        const delivered = deliveredMessage({
            happened: "The job ended with an error.",
            reasons: ["AlgorithmError: exit code 1"],
            next: "Read the log.",
            retry: "yes",
            facts: [{ label: "Instances", value: "2 × ml.m5.xlarge" }],
            links: [
                { label: "Console", url: "https://console.aws.example/1" },
                { label: "Logs", url: "https://console.aws.example/2" },
            ],
            notes: ["Tags could not be read"],
            event: "e-1",
        });
        assert.deepEqual(bodyOf(delivered), {
            text: "🔴 Training job churn failed",
            blocks: [
                { type: "header", text: { type: "plain_text", text: "🔴 Training job churn failed", emoji: false } },
                {
                    type: "rich_text",
                    elements: [
                        { type: "rich_text_section", elements: [{ type: "text", text: "The job ended with an error." }] },
                        { type: "rich_text_quote", elements: [{ type: "text", text: "AlgorithmError: exit code 1" }] },
                        {
                            type: "rich_text_section",
                            elements: [
                                { type: "text", text: "What to do: ", style: { bold: true } },
                                { type: "text", text: "Read the log." },
                                { type: "text", text: "\n" },
                                { type: "text", text: "Retry: ", style: { bold: true } },
                                { type: "text", text: "can help" },
                                { type: "text", text: "\n" },
                                { type: "text", text: "Instances: ", style: { bold: true } },
                                { type: "text", text: "2 × ml.m5.xlarge" },
                                { type: "text", text: "\n" },
                                { type: "text", text: "Event: ", style: { bold: true } },
                                { type: "text", text: "e-1" },
                                { type: "text", text: "\n" },
                                { type: "text", text: "Note: ", style: { bold: true } },
                                { type: "text", text: "Tags could not be read" },
                                { type: "text", text: "\n" },
                                { type: "link", url: "https://console.aws.example/1", text: "Console" },
                                { type: "text", text: " · " },
                                { type: "link", url: "https://console.aws.example/2", text: "Logs" },
                            ],
                        },
                    ],
                },
            ],
        });
    });

    it("says that it is a smoke test, or not new", () => {
        const smoke = bodyOf(deliveredMessage({ origin: "smoke" }));
        assert.equal(smoke.text, "🔴 Smoke test: Training job churn failed");
        const [, origin] = elementsOf(bodyOf(deliveredMessage({ origin: "redrive" })), "text");
        assert.equal(origin!.text, "sent again from a queue: it is not new");
    });

    for (const text of HOSTILE) {
        it(`shows ${JSON.stringify(text).slice(0, 40)} as text, wherever it stands`, () => {
            const plain = bodyOf(deliveredMessage());
            const fields = { headline: text, happened: text, reasons: [text], next: text, notes: [text], facts: [{ label: text, value: text }] };
            const body = bodyOf(deliveredMessage({ ...fields, cause: text }));
            assert.deepEqual(Object.keys(body), Object.keys(plain));
            assert.deepEqual(
                body.blocks.map(({ type }) => type),
                ["header", "rich_text"],
            );
            assert.deepEqual(elementsOf(body, "link", "user", "usergroup", "broadcast", "channel", "emoji", "image"), []);
            // In the one text that Slack reads markup in, nothing opens a mention or a link.
            assert.doesNotMatch(body.text, /[<>]|&(?!(amp|lt|gt);)/);
            assert.ok(elementsOf(body, "text").some((element) => element.text === text));
        });
    }

    it("has a header of at most 150 and texts of at most 3,000 characters, and says that it is cut", () => {
        const body = bodyOf(
            deliveredMessage({ headline: "🧪".repeat(250), reasons: ["r".repeat(32_768)], facts: [{ label: "Long", value: "🧪".repeat(2000) }] }),
        );
        const { text } = body.blocks[0]!.text as { text: string };
        assert.deepEqual([text.length <= 150, text.endsWith("🧪… (cut)")], [true, true]);
        const [reason] = elementsOf(body, "rich_text_quote").map((quote) => elementsOf(quote, "text")[0]!.text!);
        assert.deepEqual([reason!.length, reason!.endsWith("r… (cut)")], [3000, true]);
        assert.ok(elementsOf(body, "text").every((element) => element.text!.length <= 3000));
        assert.doesNotMatch(JSON.stringify(body), /\\ud83e(?!\\udd)/);
    });

    it("has a text in every element, whatever is empty", () => {
        assert.ok(bodyOf(deliveredMessage({ facts: [{ label: "", value: "" }], reasons: [""] })));
        assert.ok(bodyOf(deliveredMessage({ facts: [], reasons: [], notes: [], links: [], happened: undefined })));
    });
});

describe("a digest for Slack", () => {
    it("lists its messages, and says how many more there are", () => {
        const names = Array.from({ length: 42 }, (_, index) => `job-${index}`);
        const body = bodyOf(deliveredDigest(names));
        assert.equal(body.text, "🔴 SageMaker digest: training job Failed");
        const texts = elementsOf(body.blocks[1], "text").map(({ text }) => text);
        assert.deepEqual(
            [texts.length, texts[0], texts.at(-1)],
            [41, "training job job-0: Failed (no capacity)", "2 more: the e-mail names all of them."],
        );
    });

    it("lists all of a few", () => {
        assert.equal(elementsOf(bodyOf(deliveredDigest(["a", "b"])).blocks[1], "text").length, 2);
    });
});
