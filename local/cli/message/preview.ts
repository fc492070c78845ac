import { escaped } from "../../console/html";
import type { ShownMessage } from "./message";

interface Inline {
    readonly type: string;
    readonly text?: string;
    readonly url?: string;
    readonly style?: { readonly bold?: boolean };
    readonly weight?: string;
    readonly size?: string;
    readonly elements?: readonly Inline[];
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; background: #f3f3f3; color: #1d1c1d; margin: 2rem; }
main { max-width: 44rem; background: #fff; border: 1px solid #ddd; border-radius: 8px; padding: 1rem 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.15rem; margin: 0 0 .5rem; }
p, blockquote, ul { margin: .35rem 0; white-space: pre-wrap; }
blockquote { border-left: 4px solid #ddd; padding-left: .75rem; }
a { color: #1264a3; }
a.button { display: inline-block; border: 1px solid #bbb; border-radius: 4px; padding: .2rem .7rem; margin: .5rem .5rem 0 0; text-decoration: none; }
pre { white-space: pre-wrap; margin: 0; font-size: 13px; }
small { color: #666; }
`;

/** A page that shows about how a message looks. Every text of it is escaped, and it loads nothing. */
export function previewPage(message: ShownMessage): string {
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(message.channel)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${STYLE}</style></head>
<body><main>${contentOf(message)}</main><p><small>About how ${escaped(message.channel)} shows it.</small></p></body></html>
`;
}

function contentOf({ channel, subject, body }: ShownMessage): string {
    if (subject !== undefined) {
        return `<h1>${escaped(subject)}</h1><pre>${escaped(body)}</pre>`;
    }
    const request = JSON.parse(body) as Readonly<Record<string, never>>;
    switch (channel) {
        case "slack":
            return slack(request as unknown as { blocks: SlackBlock[] });
        case "teams":
            return teams(request as unknown as { attachments: { content: Card }[] });
        default:
            return `<pre>${escaped(JSON.stringify(request, null, 2))}</pre>`;
    }
}

interface SlackBlock {
    readonly text?: { readonly text: string };
    readonly elements?: readonly Inline[];
}

function slack({ blocks }: { readonly blocks: readonly SlackBlock[] }): string {
    return blocks
        .map(({ text, elements = [] }) => (text === undefined ? elements.map(element).join("") : `<h1>${escaped(text.text)}</h1>`))
        .join("\n");
}

/** An element of Slack's rich text. */
function element({ type, text = "", url = "", style, elements = [] }: Inline): string {
    const inner = elements.map(element).join("");
    switch (type) {
        case "rich_text_section":
            return `<p>${inner}</p>`;
        case "rich_text_quote":
            return `<blockquote>${inner}</blockquote>`;
        case "rich_text_list":
            return `<ul>${elements.map((item) => `<li>${(item.elements ?? []).map(element).join("")}</li>`).join("")}</ul>`;
        case "link":
            return link(url, text, "");
        default:
            return style?.bold === true ? `<b>${escaped(text)}</b>` : escaped(text);
    }
}

interface Card {
    readonly body: readonly { readonly inlines: readonly Inline[] }[];
    readonly actions?: readonly { readonly title: string; readonly url: string }[];
}

function teams({ attachments }: { readonly attachments: readonly { readonly content: Card }[] }): string {
    const { body, actions = [] } = attachments[0]!.content;
    const run = ({ text = "", weight }: Inline) => (weight === undefined ? escaped(text) : `<b>${escaped(text)}</b>`);
    const [title, ...lines] = body.map(({ inlines }) => inlines.map(run).join(""));
    return `<h1>${title}</h1>${lines.map((line) => `<p>${line}</p>`).join("\n")}${actions.map((action) => link(action.url, action.title, "button")).join("")}`;
}

/** Only addresses of the web are links. */
const link = (url: string, text: string, kind: string): string =>
    /^https?:\/\//.test(url) ? `<a class="${kind}" href="${escaped(url)}">${escaped(text)}</a>` : escaped(text);
