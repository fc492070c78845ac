import type { Look } from "../../models/look";

/** Where people read messages. */
export const MESSAGE_FORMS = ["Mail", "Slack", "Teams"] as const;
export type MessageForm = (typeof MESSAGE_FORMS)[number];

/** An event that a message goes back to: a digest has several. */
export interface EventLink {
    /** The number of its fact. */
    readonly n: number;
    /** "churn-train Failed" */
    readonly title: string;
}

/** A message as people read it. */
export interface ShownMessage {
    readonly id: string;
    readonly atMs: number;
    /** `post`: a channel's function sent it. */
    readonly kind: "notification" | "alarm" | "failure" | "chat" | "post";
    /** Its topic and who received it, or the function that sent it and what is wrong with it. */
    readonly about: string;
    readonly look: readonly Look[];
    readonly events: readonly EventLink[];
}

export interface ShownMessages {
    /** What to know of all of them; null for nothing. */
    readonly note: string | null;
    /** The newest first. */
    readonly messages: readonly ShownMessage[];
}

/** A message that a topic took, or a request that a channel got. */
export interface KeptMessage {
    readonly id: string;
    readonly atMs: number;
    readonly kind: ShownMessage["kind"];
    /** The name of the topic, or of the function that sent it. */
    readonly at: string;
    readonly subject?: string;
    /** Of a request its body. */
    readonly text: string;
    /** What programs get. */
    readonly data?: string;
    /** Of a request: whose it is. */
    readonly form?: string;
    readonly receivers: readonly string[];
    /** Why its channel would refuse it. */
    readonly problems: readonly string[];
    readonly events: readonly EventLink[];
}
