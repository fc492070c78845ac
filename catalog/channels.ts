/** What is known of a kind of channel. */
export interface ChannelRow {
    /** As people call it. */
    readonly title: string;
    /** What its secret holds, for people. Undefined: it has none, its messages go to an SNS topic that it reads. */
    readonly secret?: string;
    /** Where it is, if that is no secret: the secret is then a key alone. */
    readonly url?: string;
    /** Addresses of the documentation that the request of the channel follows. */
    readonly sources: readonly string[];
}

/** The channels that messages can be sent to in addition to e-mail. */
export const CHANNELS = {
    pagerduty: {
        title: "PagerDuty",
        secret: "the routing key of an Events API v2 integration",
        url: "https://events.pagerduty.com/v2/enqueue",
        sources: ["https://developer.pagerduty.com/docs/events-api-v2-overview", "https://developer.pagerduty.com/docs/send-alert-event"],
    },
    q: {
        title: "Amazon Q Developer",
        sources: [
            "https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html",
            "https://docs.aws.amazon.com/chatbot/latest/adminguide/chatbot-troubleshooting.html",
        ],
    },
    slack: {
        title: "Slack",
        secret: "the address of an incoming webhook",
        sources: [
            "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
            "https://docs.slack.dev/reference/block-kit/blocks/header-block",
            "https://docs.slack.dev/reference/block-kit/blocks/rich-text-block",
        ],
    },
    teams: {
        title: "Microsoft Teams",
        secret: "the address of a workflow that begins with a webhook",
        sources: [
            "https://support.microsoft.com/en-us/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498",
            "https://learn.microsoft.com/en-us/connectors/teams/#microsoft-teams-webhook",
            "https://adaptivecards.io/explorer/RichTextBlock.html",
        ],
    },
    webhook: {
        title: "webhook",
        secret: 'JSON such as {"url": "https://…", "key": "whsec_…"}',
        sources: [
            "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md",
            "https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md",
            "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
        ],
    },
} as const satisfies Record<string, ChannelRow>;

/** A kind of channel: "pagerduty", "q", "slack", "teams" or "webhook". */
export type ChannelType = keyof typeof CHANNELS;

/** Whether a channel reads an SNS topic, so that there is no secret. */
export const readsTopic = (type: ChannelType): boolean => !("secret" in CHANNELS[type]);

/** All kinds of channels, in alphabetical order. */
export const CHANNEL_TYPES = Object.keys(CHANNELS) as readonly ChannelType[];

/** Which messages: those that have one of the values of each member. */
export interface MessageFilter {
    /** "TrainingJob", "Endpoint", … */
    readonly kind?: readonly string[];
    /** As events spell it. */
    readonly status?: readonly string[];
    /** What the status means. */
    readonly class?: readonly string[];
    /** How urgent it is, which comes from kind and status alone. */
    readonly severity?: readonly string[];
    /** "team=fraud" */
    readonly tag?: readonly string[];
}

/** What a channel gets of the messages of its topic. */
export interface ChannelRules {
    /** Which messages it gets. Undefined: all. */
    readonly only?: MessageFilter;
    /** What it does not get: what other channels have taken. */
    readonly except?: readonly MessageFilter[];
    /** Times of the day, "22:00", in a time zone, "Europe/Berlin", between which it gets only what is critical. */
    readonly quiet?: { readonly from: string; readonly to: string; readonly zone: string };
    /** Tags, "team=fraud", of which it gets no messages before a time: "2026-12-24" in UTC, or "2026-12-24T18:00:00+01:00". */
    readonly mute?: readonly { readonly tag: string; readonly until: string }[];
    /** Whether reasons are left out and ids of accounts masked. */
    readonly masked?: boolean;
}
