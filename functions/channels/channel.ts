import type { Published } from "../published";

/** What a channel's secret holds. It is in no message, error or log. */
export interface ChannelSecret {
    readonly url: string;
    /** What requests are signed with. */
    readonly key?: string;
}

/** A message as SNS delivered it to the channel's function. */
export interface Delivered {
    readonly published: Published;
    /** Id that SNS gave it: equal in each delivery. */
    readonly messageId: string;
    readonly topicArn: string;
    /** Key of the alert that it resolves. */
    readonly resolves?: string;
}

/** A request to a channel, without its address. */
export interface ChannelRequest {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/**
 * Writes a message as its channel takes it.
 *
 * @param nowMs When it is sent, epoch milliseconds.
 * @throws Error for a secret that lacks something; it never has a part of the secret.
 */
export type WriteRequest = (delivered: Delivered, secret: ChannelSecret, nowMs: number) => ChannelRequest;
