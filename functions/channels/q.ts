import { createHash } from "node:crypto";

import type { PublishedDigest, PublishedMessage } from "../published";
import type { WriteRequest } from "./channel";
import { contentOf, cutText, entryText, MARKS, moreText } from "./content";

/** What the service takes: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
const TITLE_LENGTH = 250;
const DESCRIPTION_LENGTH = 8000;
/** Of a part that has no published limit, and of one value, so that no single one takes all. */
const SHORT_LENGTH = 200;
const VALUE_LENGTH = 1500;
const MOST_ENTRIES = 40;
const CUT = "… More did not fit: the e-mail has it.";

/** A message as a custom notification of Amazon Q Developer in chat applications, for the topic that a chat configuration reads. */
export const qRequest: WriteRequest = ({ published, messageId }) => {
    const { id, heading, lines, ...parts } = published.type === "message" ? ofMessage(published) : ofDigest(published, messageId);
    const { nextSteps = [], keywords = [], ...metadata } = parts;
    const body = {
        version: "1.0",
        source: "custom",
        id,
        content: {
            // The only type. It is the markup of the chat in which the message is shown, so values must be none in any of them.
            textType: "client-markdown",
            title: cutText(`${MARKS[published.severity]} ${plain(heading)}`, TITLE_LENGTH),
            description: fitting(lines),
            ...(nextSteps.length === 0 ? {} : { nextSteps }),
            ...(keywords.length === 0 ? {} : { keywords }),
        },
        metadata: { ...metadata, enableCustomActions: true },
    };
    return { headers: {}, body: JSON.stringify(body) };
};

interface Parts {
    readonly id: string;
    readonly heading: string;
    readonly lines: readonly string[];
    readonly nextSteps?: readonly string[];
    readonly keywords?: readonly string[];
    readonly threadId?: string;
    readonly summary: string;
    readonly eventType: string;
    readonly relatedResources?: readonly string[];
    /** Custom actions take their variables from it: values of ours, and none that a person or a program wrote. */
    readonly additionalContext: Readonly<Record<string, string>>;
}

function ofMessage(message: PublishedMessage): Parts {
    const { heading, happened, reasons, facts, links, notes } = contentOf(message);
    const { resource, status, severity, causes = [], identity, next } = message;
    const { kind, title, name, arn, account, region } = resource;
    const first = facts.filter(({ label }) => label !== "What to do");
    return {
        id: hashOf(identity),
        heading,
        lines: [
            ...(happened === undefined ? [] : [plain(happened)]),
            ...reasons.map((reason) => `\`\`\`\n${code(reason)}\n\`\`\``),
            ...first.map(({ label, value }) => `${bold(label)} ${isLines(value) ? `\`\`\`\n${code(value)}\n\`\`\`` : `\`${code(value)}\``}`),
            ...notes.map((note) => `${bold("Note")} ${plain(note)}`),
            // Each chat has its own links, and all show a bare address as one.
            ...links.map(({ label, url }) => `${bold(label)} ${url}`),
        ],
        nextSteps: next === undefined || next === "" ? [] : [cutText(plain(next), SHORT_LENGTH)],
        keywords: [title, status.text, ...causes].map((word) => cutText(plain(word), SHORT_LENGTH)),
        // What becomes of one resource is one thread.
        threadId: hashOf(`${kind} ${arn ?? name}`),
        summary: cutText(plain(`${title} ${name}`), SHORT_LENGTH),
        eventType: cutText(`${kind} ${status.value}`, SHORT_LENGTH),
        relatedResources: arn === undefined ? [] : [arn],
        additionalContext: known({ kind, name, status: status.value, severity, account, region }),
    };
}

function ofDigest({ headline, severity, entries, changes }: PublishedDigest, messageId: string): Parts {
    const shown = entries.slice(0, MOST_ENTRIES);
    const more = moreText(changes - shown.length);
    return {
        id: messageId,
        heading: headline,
        lines: [...shown.map((entry) => `• ${plain(entryText(entry))}`), ...(more === undefined ? [] : [more])],
        summary: cutText(plain(headline), SHORT_LENGTH),
        eventType: "digest",
        additionalContext: { severity },
    };
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

const known = (values: Readonly<Record<string, string | undefined>>) =>
    Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, cutText(value, SHORT_LENGTH)]])));

/** As many lines as there is room for, and a note if that is not all. The service refuses an empty description. */
function fitting(lines: readonly string[]): string {
    let left = DESCRIPTION_LENGTH - CUT.length;
    const count = lines.findIndex((line) => (left -= line.length + 1) < 0);
    return (count === -1 ? lines : [...lines.slice(0, count), CUT]).join("\n") || "-";
}

const isLines = (value: string) => value.includes("\n");

/** Marks of Slack's and Teams' markup, and signs that look like them. In an address, it keeps the chat from making a link. */
const SIGNS: Readonly<Record<string, string>> = {
    "*": "∗",
    _: "ˍ",
    "~": "∼",
    "`": "'",
    "[": "(",
    "]": ")",
    "<": "‹",
    ">": "›",
    "@": "＠",
    "//": "/ /",
};

/** A text without markup: mentions, links and formatting in it are shown and do nothing. Neither chat has signs that keep others from being read. */
const plain = (text: string) => text.replace(/\/\/|[*_~`[\]<>@]/g, (sign) => SIGNS[sign]!);

/** A label, in one line: bold ends with it. */
const bold = (label: string) => `*${plain(label).replace(/\s+/g, " ")}:*`;

/** A text between signs for code, in which both chats read no formatting. Slack reads mentions there, and a card of Teams links. */
const code = (text: string) =>
    cutText(text, VALUE_LENGTH)
        .replace(/[`<>]/g, (sign) => SIGNS[sign]!)
        .replaceAll("](", "] (")
        .trim() || "-";
