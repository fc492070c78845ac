import assert from "node:assert/strict";

import { code, codeBlock, escaped, markdownTable } from "../../../../local/cli/shared/markdown";

describe("text in Markdown", () => {
    for (const [what, text, expected] of [
        [
            "has no markup",
            "*a* _b_ `c` [d](e) ~f~ $g$ \\h | <b> & </b>",
            "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\~f\\~ \\$g\\$ \\\\h \\| &lt;b&gt; &amp; &lt;/b&gt;",
        ],
        ["mentions no one", "@ops and ops@example.com", "@\u200bops and ops@\u200bexample.com"],
        ["links to no issue", "#12, gh-12, GH-12, team/app#12", "#\u200b12, gh-\u200b12, GH-\u200b12, team/app#\u200b12"],
        ["links to no address", "https://a.b HTTP://a.b ftp://a.b www.a.b", "https:\u200b//a.b HTTP:\u200b//a.b ftp:\u200b//a.b www\u200b.a.b"],
        ["has no emoji", ":tada: a:+1:b :white_check_mark:", ":\u200btada: a:\u200b+1:b :\u200bwhite\\_check\\_mark:"],
        [
            "links to no commit",
            "a43dfc1, (0123456789abcdef0123456789abcdef01234567)",
            "a\u200b43dfc1, (0\u200b123456789abcdef0123456789abcdef01234567)",
        ],
        [
            "has ARNs, accounts and UUIDs as they are",
            "arn:aws:sns:eu-west-1:111122223333:a1b2c3d 5b9d98b7-fe61-47ca-a8a9-acc627a17d31",
            "arn:aws:sns:eu-west-1:111122223333:a1b2c3d 5b9d98b7-fe61-47ca-a8a9-acc627a17d31",
        ],
        ["has its lines in one", "a\r\nb\rc\nd\u2028e\u0085f", "a<br>b<br>c<br>d<br>e<br>f"],
        ["begins no list, quote or heading", "- a\r1. b\r+ c\r2) d", "\\- a<br>1\\. b<br>\\+ c<br>2\\) d"],
        ["has no control characters", "a\u001b[2J\u202eb", "a\\\\u001b\\[2J\\\\u202eb"],
    ] as const) {
        it(what, () => assert.equal(escaped(text), expected));
    }

    it("is one line without backticks as code", () => assert.equal(code("a`b\r\nc|d\u001b"), "`a'b c\\|d\\u001b`"));

    it("stays inside a block of code, however its lines end", () => {
        assert.equal(codeBlock("a\r# b\r\n@ops\u2028```\u001b[2J"), "    a\n    # b\n    @ops\n    ```\\u001b[2J");
    });

    it("is a table", () => assert.equal(markdownTable(["a", "b"], [["1", "2"]]), "| a | b |\n| --- | --- |\n| 1 | 2 |"));
});
