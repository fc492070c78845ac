/** A request that a channel got. */
export interface ChannelPost {
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
}

/** What a channel makes of a request. */
export interface ReadPost {
    /** Whose form the request has: "slack", "webhook". Undefined for none that is known. */
    readonly form: string | undefined;
    /** What people see first of it. */
    readonly title: string;
    /** Why the channel would refuse it. */
    readonly problems: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown, most = Infinity): value is string => typeof value === "string" && value !== "" && value.length <= most;
const textProblem = (at: string, value: unknown, most?: number): string[] =>
    isText(value, most) ? [] : [`${at} must be a text of 1 to ${most ?? "any number of"} characters`];

/** The form of a request, and whether its channel takes it. */
export function readChannelPost({ headers, body }: ChannelPost): ReadPost {
    const value = parsed(body);
    if (!isFields(value)) {
        return { form: undefined, title: "", problems: ["the body must be a JSON object"] };
    }
    if (String(headers["content-type"] ?? "").startsWith("application/cloudevents+json")) {
        return {
            form: "webhook",
            title: `${String(value.type)} ${String(value.subject ?? value.id)}`,
            problems: [...cloudEventProblems(value), ...signatureProblems(headers, value)],
        };
    }
    if (value.source === "custom" && "content" in value) {
        const title = String(isFields(value.content) ? value.content.title : "");
        return { form: "q", title, problems: [...customNotificationProblems(value), ...sizeProblems(body, SNS_BYTES)] };
    }
    if (value.type === "message" && "attachments" in value) {
        return { form: "teams", title: teamsTitle(value), problems: [...teamsProblems(value), ...sizeProblems(body, TEAMS_BYTES)] };
    }
    if ("routing_key" in value) {
        const { payload } = value;
        const title = `${String(value.event_action)} ${String(isFields(payload) ? payload.summary : value.dedup_key)}`;
        return { form: "pagerduty", title, problems: [...pagerdutyProblems(value), ...sizeProblems(body, PAGERDUTY_BYTES)] };
    }
    return "blocks" in value || "text" in value
        ? { form: "slack", title: String(value.text ?? ""), problems: "channel" in value ? botProblems(headers, value) : slackProblems(value) }
        : { form: undefined, title: "", problems: ["the body has the form of no channel"] };
}

function parsed(body: string): unknown {
    try {
        return JSON.parse(body);
    } catch {
        return undefined;
    }
}

/** https://docs.slack.dev/reference/block-kit/blocks: 50 blocks in a message */
const MOST_BLOCKS = 50;
/** https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const TEXT_LENGTH = 40_000;

/** https://docs.slack.dev/reference/methods/chat.postMessage, of which `unfurl_…` and `channel` are no part of what a webhook takes. */
function botProblems(headers: ChannelPost["headers"], { channel, unfurl_links: _, unfurl_media: __, ...message }: Fields): string[] {
    return [
        ...(/^Bearer \S+$/.test(String(headers.authorization)) ? [] : ["the header authorization must be Bearer and a token"]),
        ...(/^[CDG][A-Z0-9]{8,}$/.test(String(channel)) ? [] : ["channel must be the id of a channel"]),
        ...slackProblems(message),
    ];
}

function slackProblems({ text, blocks, ...others }: Fields): string[] {
    return [
        ...Object.keys(others).map((name) => `${name} is unknown`),
        // Notifications and screen readers have nothing else.
        ...textProblem("text", text, TEXT_LENGTH),
        ...(blocks === undefined || (Array.isArray(blocks) && blocks.length <= MOST_BLOCKS)
            ? []
            : [`blocks must be a list of at most ${MOST_BLOCKS}`]),
        ...(Array.isArray(blocks) ? blocks.flatMap((block, index) => blockProblems(`blocks[${index}]`, block)) : []),
    ];
}

function blockProblems(at: string, block: unknown): string[] {
    if (!isFields(block)) {
        return [`${at} must be an object`];
    }
    switch (block.type) {
        // https://docs.slack.dev/reference/block-kit/blocks/header-block
        case "header":
            return isFields(block.text) && block.text.type === "plain_text"
                ? textProblem(`${at}.text.text`, block.text.text, 150)
                : [`${at}.text must be a plain_text`];
        case "rich_text":
            return elementsProblems(at, block.elements, RICH);
        default:
            return [`${at} has the unknown type ${JSON.stringify(block.type)}`];
    }
}

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block: which elements each element may have. */
const RICH = ["rich_text_section", "rich_text_quote", "rich_text_list"];
const LEAVES = ["text", "link"];
const WITHIN: Readonly<Record<string, readonly string[]>> = {
    rich_text_section: LEAVES,
    rich_text_quote: LEAVES,
    rich_text_list: ["rich_text_section"],
};

function elementsProblems(at: string, elements: unknown, allowed: readonly string[]): string[] {
    if (!Array.isArray(elements) || elements.length === 0) {
        return [`${at}.elements must be a list with at least one element`];
    }
    return elements.flatMap((element: unknown, index): string[] => {
        const here = `${at}.elements[${index}]`;
        if (!isFields(element) || !allowed.includes(element.type as string)) {
            return [`${here} must be of the type ${allowed.join(" or ")}`];
        }
        const inner = WITHIN[element.type as string];
        return [
            ...(inner === undefined ? textProblem(`${here}.text`, element.text) : elementsProblems(here, element.elements, inner)),
            ...(element.type !== "link" || /^https?:\/\//.test(String(element.url)) ? [] : [`${here}.url must be an address`]),
            ...(element.type !== "rich_text_list" || ["bullet", "ordered"].includes(element.style as string)
                ? []
                : [`${here}.style must be bullet or ordered`]),
        ];
    });
}

const sizeProblems = (body: string, most: number): string[] => (Buffer.byteLength(body) <= most ? [] : [`the body must have at most ${most} bytes`]);

/** https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/format-your-bot-messages */
const TEAMS_BYTES = 28 * 1024;

/** The card of a request, as the trigger of a workflow takes it: https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook */
function cardIn({ attachments }: Fields): Fields | undefined {
    const [first, ...others] = Array.isArray(attachments) ? (attachments as unknown[]) : [];
    return isFields(first) && others.length === 0 && first.contentType === "application/vnd.microsoft.card.adaptive" && isFields(first.content)
        ? first.content
        : undefined;
}

function teamsTitle(value: Fields): string {
    const body = cardIn(value)?.body;
    const first: unknown = Array.isArray(body) ? body[0] : undefined;
    return isFields(first) && Array.isArray(first.inlines) ? (first.inlines as Fields[]).map(({ text }) => String(text)).join("") : "";
}

/** https://adaptivecards.io/schemas/adaptive-card.json, as far as cards with rich text need it; Teams shows version 1.5 and older. */
function teamsProblems(value: Fields): string[] {
    const card = cardIn(value);
    if (card === undefined) {
        return ["attachments must be a list of one Adaptive Card"];
    }
    const { type, version, body, actions = [] } = card;
    return [
        ...(type === "AdaptiveCard" ? [] : ['the card\'s type must be "AdaptiveCard"']),
        ...(/^1\.[0-5]$/.test(String(version)) ? [] : ["the card's version must be 1.0 to 1.5"]),
        ...(Array.isArray(body) && body.length > 0 ? body.flatMap(cardBlockProblems) : ["the card's body must be a list with at least one element"]),
        ...(Array.isArray(actions) ? actions : [actions]).flatMap((action: unknown, index) =>
            isFields(action) && action.type === "Action.OpenUrl" && isText(action.title) && /^https?:\/\//.test(String(action.url))
                ? []
                : [`actions[${index}] must be an Action.OpenUrl with a title and an address`],
        ),
    ];
}

function cardBlockProblems(block: unknown, index: number): string[] {
    if (!isFields(block) || block.type !== "RichTextBlock" || !Array.isArray(block.inlines) || block.inlines.length === 0) {
        return [`body[${index}] must be a RichTextBlock with inlines`];
    }
    return (block.inlines as unknown[]).flatMap((run, place) =>
        isFields(run) && run.type === "TextRun" && isText(run.text) ? [] : [`body[${index}].inlines[${place}] must be a TextRun with a text`],
    );
}

/** https://developer.pagerduty.com/docs/send-alert-event */
const PAGERDUTY_BYTES = 512 * 1024;

function pagerdutyProblems({ routing_key, event_action, dedup_key, payload, links = [] }: Fields): string[] {
    const { summary, source, severity, timestamp } = isFields(payload) ? payload : ({} as Fields);
    return [
        ...textProblem("routing_key", routing_key),
        ...(event_action === "trigger" || event_action === "resolve" ? [] : ["event_action must be trigger or resolve"]),
        ...textProblem("dedup_key", dedup_key, 255),
        ...(event_action === "resolve"
            ? []
            : [
                  ...textProblem("payload.summary", summary, 1024),
                  ...textProblem("payload.source", source),
                  ...(["critical", "error", "warning", "info"].includes(severity as string)
                      ? []
                      : ["payload.severity must be critical, error, warning or info"]),
                  ...(timestamp === undefined || isTime(timestamp) ? [] : ["payload.timestamp must be a time of ISO 8601"]),
              ]),
        ...(Array.isArray(links) ? links : [links]).flatMap((link: unknown, index) =>
            isFields(link) && /^https?:\/\//.test(String(link.href)) && isText(link.text) ? [] : [`links[${index}] must have an address and a text`],
        ),
    ];
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SNS_BYTES = 262_144;

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
function customNotificationProblems({ version, source: _, id, content, metadata = {}, ...others }: Fields): string[] {
    const { textType, title, description, nextSteps, keywords, ...otherContent } = isFields(content) ? content : ({} as Fields);
    const { threadId, summary, eventType, relatedResources, additionalContext, enableCustomActions, ...otherMetadata } = isFields(metadata)
        ? metadata
        : ({} as Fields);
    const optional = (at: string, value: unknown, most?: number) => (value === undefined ? [] : textProblem(at, value, most));
    const texts = (at: string, value: unknown) =>
        value === undefined || (Array.isArray(value) && value.every((each) => isText(each))) ? [] : [`${at} must be a list of texts`];
    return [
        ...[others, otherContent, otherMetadata].flatMap((each) => Object.keys(each).map((name) => `${name} is unknown`)),
        ...(version === "1.0" ? [] : ['version must be "1.0"']),
        ...optional("id", id),
        ...(textType === undefined || textType === "client-markdown" ? [] : ['content.textType must be "client-markdown"']),
        ...optional("content.title", title, 250),
        ...textProblem("content.description", description, 8000),
        ...texts("content.nextSteps", nextSteps),
        ...texts("content.keywords", keywords),
        ...optional("metadata.threadId", threadId),
        ...optional("metadata.summary", summary),
        ...optional("metadata.eventType", eventType),
        ...texts("metadata.relatedResources", relatedResources),
        ...(additionalContext === undefined || (isFields(additionalContext) && Object.values(additionalContext).every((each) => isText(each)))
            ? []
            : ["metadata.additionalContext must be an object of texts"]),
        ...(enableCustomActions === undefined || typeof enableCustomActions === "boolean"
            ? []
            : ["metadata.enableCustomActions must be true or false"]),
    ];
}

const isTime = (value: unknown) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(value));

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes */
function cloudEventProblems(event: Fields): string[] {
    const { specversion, id, source, type, time, subject, data } = event;
    return [
        ...Object.keys(event)
            .filter((name) => !/^[a-z0-9]+$/.test(name))
            .map((name) => `${name} must have lower-case letters and digits only`),
        ...(specversion === "1.0" ? [] : ['specversion must be "1.0"']),
        ...textProblem("id", id),
        ...textProblem("source", source),
        ...textProblem("type", type),
        ...(subject === undefined ? [] : textProblem("subject", subject)),
        ...(time === undefined || isTime(time) ? [] : ["time must be a time of RFC 3339"]),
        ...(data === undefined ? ["data must be set"] : []),
    ];
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers */
function signatureProblems(headers: ChannelPost["headers"], { id }: Fields): string[] {
    return [
        ...(headers["webhook-id"] === id ? [] : ["the header webhook-id must be the id of the event"]),
        ...(/^\d{10}$/.test(String(headers["webhook-timestamp"])) ? [] : ["the header webhook-timestamp must be a time in seconds"]),
        ...(/^v1,[A-Za-z0-9+/]{43}=$/.test(String(headers["webhook-signature"]))
            ? []
            : ["the header webhook-signature must be v1 and an HMAC-SHA256"]),
    ];
}
