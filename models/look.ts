/** An element of HTML, with what is in it. */
export interface LookElement {
    readonly tag: LookTag;
    /** Of a link: an address of the web. */
    readonly href?: string;
    /** Whether a link looks like a button. */
    readonly button?: true;
    readonly of: readonly Look[];
}

/** A piece of how a message looks: a text, which is never markup, or an element. */
export type Look = string | LookElement;
export type LookTag = "h1" | "p" | "b" | "blockquote" | "ul" | "li" | "pre" | "a";

/** A message as its channel gets it. */
export interface ChannelMessage {
    readonly channel: string;
    /** Of an e-mail. */
    readonly subject?: string;
    /** Of an e-mail its text, of another channel the body of the request. */
    readonly body: string;
}

const made = (tag: LookTag, ...of: readonly Look[]): LookElement => ({ tag, of });

/** About how people see a message. What is no request of its channel is shown as it is. */
export function lookOf({ channel, subject, body }: ChannelMessage): Look[] {
    if (subject !== undefined) {
        return [made("h1", subject), made("pre", ...withLinks(indented(body) ?? body))];
    }
    try {
        switch (channel) {
            case "slack":
                return slack(JSON.parse(body) as Parameters<typeof slack>[0]);
            case "teams":
                return teams(JSON.parse(body) as Parameters<typeof teams>[0]);
            default:
        }
    } catch {
        // Another program's request.
    }
    return [made("pre", indented(body) ?? body)];
}

/** JSON, as alarms are mailed, on several lines. */
function indented(text: string): string | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : undefined;
    } catch {
        return undefined;
    }
}

/** Mail programs make links of addresses. */
const withLinks = (text: string): Look[] => text.split(/(https?:\/\/[^\s"<>]+)/).map((part, index) => (index % 2 === 0 ? part : link(part, part)));

/** Only addresses of the web are links. */
function link(url: string, text: string, look: { readonly button?: true } = {}): Look {
    return /^https?:\/\//.test(url) ? { tag: "a", href: url, ...look, of: [text] } : text;
}

interface Inline {
    readonly type: string;
    readonly text?: string;
    readonly url?: string;
    readonly style?: { readonly bold?: boolean };
    readonly weight?: string;
    readonly elements?: readonly Inline[];
}

interface SlackBlock {
    readonly text?: { readonly text: string };
    readonly elements?: readonly Inline[];
}

function slack({ blocks }: { readonly blocks: readonly SlackBlock[] }): Look[] {
    return blocks.flatMap(({ text, elements = [] }) => (text === undefined ? elements.map(element) : [made("h1", text.text)]));
}

/** An element of Slack's rich text. */
function element({ type, text = "", url = "", style, elements = [] }: Inline): Look {
    switch (type) {
        case "rich_text_section":
            return made("p", ...elements.map(element));
        case "rich_text_quote":
            return made("blockquote", ...elements.map(element));
        case "rich_text_list":
            return made("ul", ...elements.map((item) => made("li", ...(item.elements ?? []).map(element))));
        case "link":
            return link(url, text);
        default:
            return style?.bold === true ? made("b", text) : text;
    }
}

interface Card {
    readonly body: readonly { readonly inlines: readonly Inline[] }[];
    readonly actions?: readonly { readonly title: string; readonly url: string }[];
}

function teams({ attachments }: { readonly attachments: readonly { readonly content: Card }[] }): Look[] {
    const { body, actions = [] } = attachments[0]!.content;
    const run = ({ text = "", weight }: Inline): Look => (weight === undefined ? text : made("b", text));
    const [title, ...lines] = body.map(({ inlines }) => inlines);
    return [
        made("h1", ...(title ?? []).map(({ text = "" }) => text)),
        ...lines.map((inlines) => made("p", ...inlines.map(run))),
        ...actions.map((action) => link(action.url, action.title, { button: true })),
    ];
}
