import type { Severity } from "../message";
import type { PublishedDigest, PublishedMessage } from "../published";
import type { WriteRequest } from "./channel";
import { contentOf, cutText, entryText, MARKS, moreText } from "./content";

/**
 * Of the whole request; Teams takes 28 KB:
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages (message size)
 */
const MOST_BYTES = 26_000;
/** Of one text, so that no single one takes all. */
const TEXT_LENGTH = 2000;
const MOST_ENTRIES = 40;
const CUT = "… More did not fit: the e-mail has it.";

const COLORS: Readonly<Record<Severity, string>> = { critical: "attention", error: "attention", warning: "warning", info: "good" };

interface Run {
    readonly type: "TextRun";
    readonly text: string;
    readonly weight?: "bolder";
}

/** Runs of text, in which Teams reads no Markdown, unlike in a TextBlock or a FactSet: https://adaptivecards.io/explorer/TextRun.html */
interface Block {
    readonly type: "RichTextBlock";
    readonly inlines: readonly Run[];
    readonly spacing?: "none";
}

/** A message as an Adaptive Card, for a webhook of a Teams workflow. */
export const teamsRequest: WriteRequest = ({ published }) => {
    const { heading, blocks, actions } = published.type === "message" ? ofMessage(published) : ofDigest(published);
    const title = {
        type: "RichTextBlock",
        inlines: [{ ...run(`${MARKS[published.severity]} ${heading}`), weight: "bolder", size: "large", color: COLORS[published.severity] }],
    };
    const cardOf = (body: readonly object[]) =>
        JSON.stringify({
            type: "message",
            attachments: [
                {
                    contentType: "application/vnd.microsoft.card.adaptive",
                    contentUrl: null,
                    content: {
                        $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
                        type: "AdaptiveCard",
                        version: "1.4",
                        msteams: { width: "Full" },
                        body: [title, ...body],
                        ...(actions.length === 0 ? {} : { actions }),
                    },
                },
            ],
        });
    return {
        headers: { "content-type": "application/json; charset=utf-8" },
        body: cardOf(fitting(blocks, MOST_BYTES - Buffer.byteLength(cardOf([])))),
    };
};

/** As many of the blocks as there is room for, and a note if that is not all. */
function fitting(blocks: readonly Block[], bytes: number): Block[] {
    const sizeOf = (block: Block) => Buffer.byteLength(JSON.stringify(block)) + 1;
    const note = line([run(CUT)]);
    let left = bytes - sizeOf(note);
    const count = blocks.findIndex((block) => (left -= sizeOf(block)) < 0);
    return count === -1 ? [...blocks] : [...blocks.slice(0, count), note];
}

function ofMessage(message: PublishedMessage): { heading: string; blocks: Block[]; actions: object[] } {
    const { heading, happened, reasons, facts, links, notes } = contentOf(message);
    return {
        heading,
        blocks: [
            ...(happened === undefined ? [] : [line([run(happened)])]),
            ...reasons.flatMap((reason) => linesOf(undefined, reason)),
            ...facts.flatMap(({ label, value }) => linesOf(label, value)),
            ...notes.flatMap((note) => linesOf("Note", note)),
        ],
        actions: links.map(({ label, url }) => ({ type: "Action.OpenUrl", title: label, url })),
    };
}

function ofDigest({ headline, entries, changes }: PublishedDigest): { heading: string; blocks: Block[]; actions: object[] } {
    const shown = entries.slice(0, MOST_ENTRIES);
    const more = moreText(changes - shown.length);
    const texts = [...shown.map((entry) => `• ${entryText(entry)}`), ...(more === undefined ? [] : [more])];
    return { heading: headline, blocks: texts.map((text) => line([run(text)])), actions: [] };
}

/** A block for each line: a run has no line breaks. */
function linesOf(label: string | undefined, value: string): Block[] {
    return cutText(value, TEXT_LENGTH)
        .split("\n")
        .map((text, index) => line([...(index > 0 || label === undefined ? [] : [{ ...run(`${label}: `), weight: "bolder" } as const]), run(text)]));
}

const line = (inlines: readonly Run[]): Block => ({ type: "RichTextBlock", inlines, spacing: "none" });
/** An empty run is refused. */
const run = (text: string): Run => ({ type: "TextRun", text: cutText(text, TEXT_LENGTH) || "-" });
