import type { DigestEntry, PublishedDigest, PublishedMessage } from "../published";
import type { ChannelRequest, WriteRequest } from "./channel";
import { contentOf, cutText, entryText, MARKS, moreText } from "./content";

/** https://docs.slack.dev/reference/block-kit/blocks/header-block */
const HEADER_LENGTH = 150;
/** Of one text. Slack takes 3,000 in a section and names no limit for rich text. */
const TEXT_LENGTH = 3000;
/** The text of a notification, which has no blocks: https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const FALLBACK_LENGTH = 4000;
const MOST_ENTRIES = 40;

/** An element of rich text. A text in it is shown as it is: mentions and links are other elements, so no value can become one. */
type Element =
    | { readonly type: "text"; readonly text: string; readonly style?: { readonly bold: true } }
    | { readonly type: "link"; readonly url: string; readonly text: string }
    | { readonly type: "rich_text_section" | "rich_text_quote"; readonly elements: readonly Element[] }
    | { readonly type: "rich_text_list"; readonly style: "bullet"; readonly elements: readonly Element[] };

/** A message with Slack's Block Kit, for an incoming webhook. */
export const slackRequest: WriteRequest = ({ published }): ChannelRequest => {
    const { heading, elements } = published.type === "message" ? ofMessage(published) : ofDigest(published);
    const title = `${MARKS[published.severity]} ${heading}`;
    const body = {
        text: escaped(cutText(title, FALLBACK_LENGTH)),
        blocks: [
            { type: "header", text: { type: "plain_text", text: cutText(title, HEADER_LENGTH), emoji: false } },
            // Slack refuses an element without elements.
            ...(elements.length === 0 ? [] : [{ type: "rich_text", elements }]),
        ],
    };
    return { headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
};

function ofMessage(message: PublishedMessage): { heading: string; elements: Element[] } {
    const { heading, happened, reasons, facts, links, notes } = contentOf(message);
    const quotes = reasons.map((reason): Element => ({ type: "rich_text_quote", elements: [text(reason)] }));
    const between = (link: Element, index: number): Element[] => (index === 0 ? [link] : [text(" · "), link]);
    const lines: Element[][] = [
        ...facts.map(({ label: name, value }) => [label(name), text(value)]),
        ...notes.map((note) => [label("Note"), text(note)]),
        links.map(({ label: name, url }): Element => ({ type: "link", url, text: name })).flatMap(between),
    ];
    return { heading, elements: [...sectionOf(happened === undefined ? [] : [[text(happened)]]), ...quotes, ...sectionOf(lines)] };
}

/** Slack refuses a section without elements. */
function sectionOf(lines: readonly Element[][]): Element[] {
    const elements = lines.filter(({ length }) => length > 0).flatMap((line, index) => (index === 0 ? line : [text("\n"), ...line]));
    return elements.length === 0 ? [] : [{ type: "rich_text_section", elements }];
}

function ofDigest({ headline, entries, changes }: PublishedDigest): { heading: string; elements: Element[] } {
    const item = (entry: DigestEntry): Element => ({ type: "rich_text_section", elements: [text(entryText(entry))] });
    const shown = entries.slice(0, MOST_ENTRIES);
    const more = moreText(changes - shown.length);
    return {
        heading: headline,
        elements: [
            // Slack refuses a list without elements.
            ...(shown.length === 0 ? [] : [{ type: "rich_text_list", style: "bullet", elements: shown.map(item) } satisfies Element]),
            ...(more === undefined ? [] : [{ type: "rich_text_section", elements: [text(more)] } satisfies Element]),
        ],
    };
}

/** Slack refuses an element with an empty text. */
const text = (value: string): Element => ({ type: "text", text: cutText(value, TEXT_LENGTH) || "-" });
const label = (value: string): Element => ({ type: "text", text: `${value}: `, style: { bold: true } });

/** The one text that Slack reads mentions and links in: https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(value: string): string {
    return value.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
