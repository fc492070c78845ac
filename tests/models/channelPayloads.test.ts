import assert from "node:assert/strict";

import { readChannelPost } from "../../models/channelPayloads";

const header = (text: unknown) => ({ type: "header", text: { type: "plain_text", text } });
const rich = (...elements: unknown[]) => ({ type: "rich_text", elements });
const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const text = (value: unknown) => ({ type: "text", text: value });
const slack = (...blocks: unknown[]) => ({ text: "what happened", blocks });
const problemsOf = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    readChannelPost({ headers, body: typeof body === "string" ? body : JSON.stringify(body) }).problems;

describe("a request to a channel", () => {
    it("is one of Slack with a text, and blocks that Slack knows", () => {
        const body = slack(
            header("what happened"),
            rich({ type: "rich_text_quote", elements: [text("why")] }, section(text("a"), { type: "link", url: "https://a.example", text: "b" })),
            rich({ type: "rich_text_list", style: "bullet", elements: [section(text("c"))] }),
        );
        assert.deepEqual(readChannelPost({ headers: {}, body: JSON.stringify(body) }), { form: "slack", title: "what happened", problems: [] });
        assert.deepEqual(problemsOf({ text: "alone" }), []);
    });

    it("is one of a bot of Slack with a channel and a token", () => {
        const body = { channel: "C0123ABCDEF", unfurl_links: false, ...slack(header("x")) };
        assert.deepEqual(problemsOf(body, { authorization: "Bearer xoxb-1" }), []);
        assert.deepEqual(problemsOf({ ...body, channel: "#ml" }), [
            "the header authorization must be Bearer and a token",
            "channel must be the id of a channel",
        ]);
    });

    it("is a custom notification of Amazon Q Developer with what its schema has", () => {
        const content = { textType: "client-markdown", title: "what happened", description: "why", nextSteps: ["a"], keywords: ["b"] };
        const metadata = {
            threadId: "1",
            summary: "x",
            eventType: "y",
            relatedResources: ["z"],
            additionalContext: { a: "b" },
            enableCustomActions: true,
        };
        const custom = { version: "1.0", source: "custom", id: "1", content, metadata };
        assert.deepEqual(readChannelPost({ headers: {}, body: JSON.stringify(custom) }), { form: "q", title: "what happened", problems: [] });
        assert.deepEqual(problemsOf({ version: "1.0", source: "custom", content: { description: "x" } }), []);
        const wrong = {
            version: 1,
            source: "custom",
            detail: {},
            content: { textType: "html", title: "x".repeat(251), description: "x".repeat(8001), nextSteps: "a", keywords: [""], color: "red" },
            metadata: { threadId: 1, relatedResources: [1], additionalContext: { a: 1 }, enableCustomActions: "yes", team: "x" },
        };
        assert.deepEqual(problemsOf(wrong), [
            "detail is unknown",
            "color is unknown",
            "team is unknown",
            'version must be "1.0"',
            'content.textType must be "client-markdown"',
            "content.title must be a text of 1 to 250 characters",
            "content.description must be a text of 1 to 8000 characters",
            "content.nextSteps must be a list of texts",
            "content.keywords must be a list of texts",
            "metadata.threadId must be a text of 1 to any number of characters",
            "metadata.relatedResources must be a list of texts",
            "metadata.additionalContext must be an object of texts",
            "metadata.enableCustomActions must be true or false",
        ]);
        assert.deepEqual(problemsOf({ ...custom, metadata: { additionalContext: { a: "x".repeat(262_144) } } }), [
            "the body must have at most 262144 bytes",
        ]);
    });

    for (const [what, body, problem] of [
        ["no JSON", "text=1", "the body must be a JSON object"],
        ["a list", "[]", "the body must be a JSON object"],
        ["another form", { message: "x" }, "the body has the form of no channel"],
        ["an unknown member", { text: "x", mrkdown: true }, "mrkdown is unknown"],
        ["no text", { blocks: [] }, "text must be a text of 1 to 40000 characters"],
        ["a text that is too long", { text: "x".repeat(40_001) }, "text must be a text of 1 to 40000 characters"],
        ["too many blocks", slack(...Array.from({ length: 51 }, () => header("x"))), "blocks must be a list of at most 50"],
        ["a block that is none", slack(7), "blocks[0] must be an object"],
        ["an unknown block", slack({ type: "image" }), 'blocks[0] has the unknown type "image"'],
        ["a header that is too long", slack(header("x".repeat(151))), "blocks[0].text.text must be a text of 1 to 150 characters"],
        ["a header without text", slack(header("")), "blocks[0].text.text must be a text of 1 to 150 characters"],
        ["a header with markup", slack({ type: "header", text: { type: "mrkdwn", text: "x" } }), "blocks[0].text must be a plain_text"],
        ["rich text without elements", slack(rich()), "blocks[0].elements must be a list with at least one element"],
        ["an empty section", slack(rich(section())), "blocks[0].elements[0].elements must be a list with at least one element"],
        [
            "a text outside of a section",
            slack(rich(text("x"))),
            "blocks[0].elements[0] must be of the type rich_text_section or rich_text_quote or rich_text_list",
        ],
        [
            "a mention",
            slack(rich(section({ type: "broadcast", range: "here" }))),
            "blocks[0].elements[0].elements[0] must be of the type text or link",
        ],
        ["an empty text", slack(rich(section(text("")))), "blocks[0].elements[0].elements[0].text must be a text of 1 to any number of characters"],
        [
            "a link that is no address",
            slack(rich(section({ type: "link", url: "javascript:0", text: "x" }))),
            "blocks[0].elements[0].elements[0].url must be an address",
        ],
        [
            "a list without a style",
            slack(rich({ type: "rich_text_list", elements: [section(text("x"))] })),
            "blocks[0].elements[0].style must be bullet or ordered",
        ],
    ] as const) {
        it(`is refused with ${what}`, () => assert.deepEqual(problemsOf(body), [problem]));
    }

    const card = (more: object = {}) => ({
        type: "AdaptiveCard",
        version: "1.4",
        body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: "what happened" }] }],
        actions: [{ type: "Action.OpenUrl", title: "Console", url: "https://a.example" }],
        ...more,
    });
    const teams = (content: unknown, contentType = "application/vnd.microsoft.card.adaptive") => ({
        type: "message",
        attachments: [{ contentType, contentUrl: null, content }],
    });

    it("is one of Teams with an Adaptive Card", () => {
        assert.deepEqual(readChannelPost({ headers: {}, body: JSON.stringify(teams(card())) }), {
            form: "teams",
            title: "what happened",
            problems: [],
        });
    });

    const block = { type: "RichTextBlock", inlines: [{ type: "TextRun", text: "x".repeat(28 * 1024) }] };
    for (const [what, body, problem] of [
        ["another attachment", teams(card(), "text/html"), "attachments must be a list of one Adaptive Card"],
        ["no attachment", { type: "message", attachments: [] }, "attachments must be a list of one Adaptive Card"],
        ["another card", teams(card({ type: "MessageCard" })), 'the card\'s type must be "AdaptiveCard"'],
        ["a newer version", teams(card({ version: "1.6" })), "the card's version must be 1.0 to 1.5"],
        ["an empty card", teams(card({ body: [] })), "the card's body must be a list with at least one element"],
        ["Markdown", teams(card({ body: [{ type: "TextBlock", text: "*x*" }] })), "body[0] must be a RichTextBlock with inlines"],
        [
            "an empty run",
            teams(card({ body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: "" }] }] })),
            "body[0].inlines[0] must be a TextRun with a text",
        ],
        [
            "a script as a link",
            teams(card({ actions: [{ type: "Action.OpenUrl", title: "x", url: "javascript:0" }] })),
            "actions[0] must be an Action.OpenUrl with a title and an address",
        ],
        ["more than 28 KB", teams(card({ body: [block] })), "the body must have at most 28672 bytes"],
    ] as const) {
        it(`is refused by Teams with ${what}`, () => assert.deepEqual(problemsOf(body), [problem]));
    }

    const alert = (more: object = {}, payload: object = {}) => ({
        routing_key: "R0123",
        event_action: "trigger",
        dedup_key: "1",
        payload: { summary: "what happened", source: "arn", severity: "error", ...payload },
        links: [{ href: "https://a.example", text: "Console" }],
        ...more,
    });

    it("is one of PagerDuty as an alert or a resolution", () => {
        const titleOf = (body: object) => readChannelPost({ headers: {}, body: JSON.stringify(body) });
        assert.deepEqual(titleOf(alert({}, { timestamp: "2021-02-25T15:02:09.000Z" })), {
            form: "pagerduty",
            title: "trigger what happened",
            problems: [],
        });
        const resolution = { routing_key: "R0123", event_action: "resolve", dedup_key: "1" };
        assert.deepEqual(titleOf(resolution), { form: "pagerduty", title: "resolve 1", problems: [] });
    });

    for (const [what, body, problem] of [
        ["no key", alert({ routing_key: "" }), "routing_key must be a text of 1 to any number of characters"],
        ["another action", alert({ event_action: "close" }), "event_action must be trigger or resolve"],
        ["a long dedup key", alert({ dedup_key: "x".repeat(256) }), "dedup_key must be a text of 1 to 255 characters"],
        ["a long summary", alert({}, { summary: "x".repeat(1025) }), "payload.summary must be a text of 1 to 1024 characters"],
        ["no source", alert({}, { source: "" }), "payload.source must be a text of 1 to any number of characters"],
        ["another severity", alert({}, { severity: "high" }), "payload.severity must be critical, error, warning or info"],
        ["no time", alert({}, { timestamp: 7 }), "payload.timestamp must be a time of ISO 8601"],
        ["a link without text", alert({ links: [{ href: "https://a.example" }] }), "links[0] must have an address and a text"],
        ["more than 512 KB", alert({}, { custom_details: "x".repeat(512 * 1024) }), "the body must have at most 524288 bytes"],
    ] as const) {
        it(`is refused by PagerDuty with ${what}`, () => assert.deepEqual(problemsOf(body), [problem]));
    }

    const event = { specversion: "1.0", id: "1", source: "arn:aws:sns:us-east-1:111122223333:jobs", type: "message", data: {} };
    const signed = {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": "1",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };

    it("is one of a webhook as a signed CloudEvent", () => {
        const body = JSON.stringify({ ...event, subject: "churn", time: "2021-02-25T15:02:09.000Z" });
        assert.deepEqual(readChannelPost({ headers: signed, body }), { form: "webhook", title: "message churn", problems: [] });
    });

    for (const [what, more, headers, problem] of [
        ["another version", { specversion: "0.3" }, {}, 'specversion must be "1.0"'],
        ["no type", { type: undefined }, {}, "type must be a text of 1 to any number of characters"],
        ["an empty subject", { subject: "" }, {}, "subject must be a text of 1 to any number of characters"],
        ["a time without a zone", { time: "2021-02-25T15:02:09" }, {}, "time must be a time of RFC 3339"],
        ["no data", { data: undefined }, {}, "data must be set"],
        ["an attribute in camel case", { dataContentType: "x" }, {}, "dataContentType must have lower-case letters and digits only"],
        ["another id in its header", {}, { "webhook-id": "2" }, "the header webhook-id must be the id of the event"],
        ["a time in milliseconds", {}, { "webhook-timestamp": "1614265330000" }, "the header webhook-timestamp must be a time in seconds"],
        ["no signature", {}, { "webhook-signature": "v1," }, "the header webhook-signature must be v1 and an HMAC-SHA256"],
    ] as const) {
        it(`is refused with ${what}`, () => assert.deepEqual(problemsOf({ ...event, ...more }, { ...signed, ...headers }), [problem]));
    }
});
