import assert from "node:assert/strict";

import { previewPage } from "../../../../local/cli/message/preview";

const HOSTILE = `<script>alert(1)</script><img src=x onerror="alert(2)">&lt;"'`;
const ESCAPED = "&#60;script&#62;alert(1)&#60;/script&#62;&#60;img src=x onerror=&#34;alert(2)&#34;&#62;&#38;lt;&#34;&#39;";

const mainOf = (channel: string, body: unknown, subject?: string) =>
    /<main>([^]*)<\/main>/.exec(
        previewPage({ channel, body: typeof body === "string" ? body : JSON.stringify(body), ...(subject === undefined ? {} : { subject }) }),
    )![1];

describe("the preview of a message", () => {
    it("has an e-mail as its subject and its text", () => {
        assert.equal(mainOf("email", `a\n${HOSTILE}`, HOSTILE), `<h1>${ESCAPED}</h1>\n<pre>a\n${ESCAPED}</pre>`);
    });

    it("has links in an e-mail, of which each leads to the web", () => {
        assert.equal(
            mainOf("email", "Console: https://a.example/?b=1&c\njavascript:alert(1)", "x"),
            '<h1>x</h1>\n<pre>Console: <a href="https://a.example/?b=1&#38;c">https://a.example/?b=1&#38;c</a>\njavascript:alert(1)</pre>',
        );
    });

    it("has an e-mail of JSON, as alarms send it, on several lines", () => {
        assert.equal(mainOf("email", '{"a":1}', "x"), "<h1>x</h1>\n<pre>{\n  &#34;a&#34;: 1\n}</pre>");
    });

    it("has the blocks of Slack, of which links lead to the web alone", () => {
        const elements = [
            { type: "rich_text_quote", elements: [{ type: "text", text: HOSTILE }] },
            {
                type: "rich_text_section",
                elements: [
                    { type: "text", text: "What to do: ", style: { bold: true } },
                    { type: "text", text: "read" },
                    { type: "link", url: 'https://a.example/"', text: HOSTILE },
                    { type: "link", url: "javascript:alert(1)", text: "script" },
                ],
            },
            { type: "rich_text_list", style: "bullet", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "one" }] }] },
        ];
        assert.equal(
            mainOf("slack", {
                text: "x",
                blocks: [
                    { type: "header", text: { type: "plain_text", text: HOSTILE } },
                    { type: "rich_text", elements },
                ],
            }),
            `<h1>${ESCAPED}</h1>\n<blockquote>${ESCAPED}</blockquote>\n<p><b>What to do: </b>read<a href="https://a.example/&#34;">${ESCAPED}</a>script</p>\n<ul><li>one</li></ul>`,
        );
    });

    it("has the card of Teams, with its buttons", () => {
        const line = (...texts: string[]) => ({
            type: "RichTextBlock",
            inlines: texts.map((text, index) => ({ type: "TextRun", text, ...(index === 0 && texts.length > 1 ? { weight: "bolder" } : {}) })),
        });
        const content = {
            body: [line(HOSTILE), line("Reason: ", HOSTILE)],
            actions: [{ type: "Action.OpenUrl", title: "Console", url: "https://a.example/" }],
        };
        assert.equal(
            mainOf("teams", { attachments: [{ content }] }),
            `<h1>${ESCAPED}</h1>\n<p><b>Reason: </b>${ESCAPED}</p>\n<a class="button" href="https://a.example/">Console</a>`,
        );
    });

    it("has the JSON of other channels, and of what is no request of its channel", () => {
        for (const channel of ["webhook", "slack", "teams"]) {
            assert.equal(mainOf(channel, { a: "<b>" }), "<pre>{\n  &#34;a&#34;: &#34;&#60;b&#62;&#34;\n}</pre>");
        }
        assert.equal(mainOf("slack", "<b>"), "<pre>&#60;b&#62;</pre>");
    });

    it("loads nothing and runs nothing", () => {
        assert.match(
            previewPage({ channel: "slack", body: '{"blocks":[]}' }),
            /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; /,
        );
    });
});
