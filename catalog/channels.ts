/** What is known of a kind of channel. */
export interface ChannelRow {
    /** As people call it. */
    readonly title: string;
    /** What its secret holds, for people. */
    readonly secret: string;
    /** Where it is, if that is no secret: the secret is then a key alone. */
    readonly url?: string;
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

export type ChannelType = keyof typeof CHANNELS;

export const CHANNEL_TYPES = Object.keys(CHANNELS) as readonly ChannelType[];
