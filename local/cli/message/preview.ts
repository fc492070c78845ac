import { type ChannelMessage, type Look, lookOf } from "../../../models/look";
import { escaped } from "../../console/html";

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
export function previewPage(message: ChannelMessage): string {
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(message.channel)}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><style>${STYLE}</style></head>
<body><main>${lookOf(message).map(htmlOf).join("\n")}</main><p><small>About how ${escaped(message.channel)} shows it.</small></p></body></html>
`;
}

function htmlOf(look: Look): string {
    if (typeof look === "string") {
        return escaped(look);
    }
    const { tag, href, button, of } = look;
    const attributes = `${button === true ? ' class="button"' : ""}${href === undefined ? "" : ` href="${escaped(href)}"`}`;
    return `<${tag}${attributes}>${of.map(htmlOf).join("")}</${tag}>`;
}
