import { createHash } from "node:crypto";

/** Text as it stands between tags and in attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page of the server: everything in it is made by the script. */
export const html = ({ script, style }: { readonly script: string; readonly style: string }): string =>
    pageOf(`<link rel="stylesheet" href="${escaped(style)}">
<script type="module" src="${escaped(script)}"></script>`);

/**
 * The page as one file, with what it shows. Its policy allows this script and this style alone, so nothing that the data has is ever executed, and
 * nothing is loaded.
 */
export function savedHtml(data: object, { script, style }: { readonly script: string; readonly style: string }): string {
    // Nothing in it may end its element. A script that has these characters only has them in texts.
    const code = script.replace(/<(?=\/script|!--)/gi, "\\x3c");
    const policy = [
        "default-src 'none'",
        `script-src ${hashOf(code)}`,
        `style-src ${hashOf(style)}`,
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
    ];
    return pageOf(`<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<style>${style}</style>
<script type="application/json" id="saved">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script type="module">${code}</script>`);
}

/** As a policy names an inline script or style: https://www.w3.org/TR/CSP3/#match-element-to-source-list */
const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const pageOf = (head: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>jobstatus console</title>
<link rel="icon" href="data:,">
${head}
</head>
<body><div id="page"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;
