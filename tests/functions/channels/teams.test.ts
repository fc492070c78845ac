import assert from "node:assert/strict";

import type { Delivered } from "../../../functions/channels/channel";
import { teamsRequest } from "../../../functions/channels/teams";
import { readChannelPost } from "../../../models/channelPayloads";
import { deliveredDigest, deliveredMessage, HOSTILE } from "./deliveries";

interface Card {
    readonly body: { readonly type: string; readonly inlines: { readonly text: string; readonly weight?: string }[] }[];
    readonly actions?: object[];
}

/** The request's card; it must be one that Teams takes. */
function cardOf(delivered: Delivered): Card {
    const request = teamsRequest(delivered, { url: "https://example.com/" }, 0);
    const { form, problems } = readChannelPost(request);
    assert.deepEqual([form, problems], ["teams", []]);
    return (JSON.parse(request.body) as { attachments: { content: Card }[] }).attachments[0]!.content;
}

const linesOf = ({ body }: Card) => body.map(({ inlines }) => inlines.map(({ text }) => text).join(""));

describe("a message for Teams", () => {
    it("has what happened as its title, a line for each fact, and its links as buttons", () => {
        const card = cardOf(
            deliveredMessage({
                happened: "The job ended with an error.",
                reasons: ["AlgorithmError: exit code 1\n    second line"],
                next: "Read the log.",
                facts: [{ label: "Instances", value: "2 × ml.m5.xlarge" }],
                links: [{ label: "Console", url: "https://console.aws.example/1" }],
                notes: ["Tags could not be read"],
            }),
        );
        assert.deepEqual(linesOf(card), [
            "🔴 Training job churn failed",
            "The job ended with an error.",
            "AlgorithmError: exit code 1",
            "    second line",
            "What to do: Read the log.",
            "Instances: 2 × ml.m5.xlarge",
            "Note: Tags could not be read",
        ]);
        assert.deepEqual(card.body[0]!.inlines, [
            { type: "TextRun", text: "🔴 Training job churn failed", weight: "bolder", size: "large", color: "attention" },
        ]);
        assert.deepEqual(card.actions, [{ type: "Action.OpenUrl", title: "Console", url: "https://console.aws.example/1" }]);
    });

    for (const text of HOSTILE) {
        it(`shows ${JSON.stringify(text).slice(0, 40)} in runs of text alone, which have no markup`, () => {
            const fields = { headline: text, happened: text, reasons: [text], next: text, notes: [text], facts: [{ label: text, value: text }] };
            const card = cardOf(deliveredMessage(fields));
            assert.deepEqual([new Set(card.body.map(({ type }) => type)), card.actions], [new Set(["RichTextBlock"]), undefined]);
            assert.equal(card.body[1]!.inlines[0]!.text, text);
        });
    }

    for (const [what, character] of [
        ["ASCII", "r"],
        ["four bytes each", "🧪"],
        ["quotation marks", '"'],
        ["line breaks", "\n"],
    ] as const) {
        it(`has at most 28 KB, whatever is long, and says that it is cut: ${what}`, () => {
            const long = character.repeat(32_768);
            const facts = Array.from({ length: 40 }, (_, index) => ({ label: `Fact ${index}`, value: long }));
            const lines = linesOf(cardOf(deliveredMessage({ headline: long, reasons: [long, long], facts })));
            assert.equal(lines.at(-1), "… More did not fit: the e-mail has it.");
        });
    }

    it("has a text in every run, whatever is empty", () => {
        assert.ok(cardOf(deliveredMessage({ facts: [{ label: "", value: "" }], reasons: [""], headline: "" })));
    });
});

describe("a digest for Teams", () => {
    it("lists its messages, and says how many more there are", () => {
        const lines = linesOf(cardOf(deliveredDigest(Array.from({ length: 42 }, (_, index) => `job-${index}`))));
        assert.deepEqual(
            [lines.length, lines[0], lines[1], lines.at(-1)],
            [42, "🔴 SageMaker digest: training job Failed", "• training job job-0: Failed (no capacity)", "2 more: the e-mail names all of them."],
        );
    });
});
