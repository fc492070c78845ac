import { teamsRequest } from "../../functions/channels/teams";
import { slackRequest } from "../../functions/channels/slack";
import { type Look, lookOf } from "../../models/look";
import { type Fact, factsOf } from "../aws/log";
import { receipts } from "../aws/report/messages";
import { type KeptMessage, MESSAGE_FORMS, type MessageForm, type ShownMessage, type ShownMessages } from "./messageProtocol";

/** The most messages that a page gets at once, the newest. */
const MOST_MESSAGES = 100;

/**
 * The newest messages that topics took and requests that channels got, the newest first.
 *
 * @param rootOf The number of the fact of the event that a fact goes back to.
 * @param events Only those that go back to one of these. @default all
 */
export function keptMessages(facts: readonly Fact[], rootOf: (fact: number) => number | null, events?: readonly number[]): KeptMessage[] {
    const receivers = new Map<number, string[]>();
    for (const { message, who } of receipts(facts)) {
        receivers.set(message, [...(receivers.get(message) ?? []), who]);
    }
    const kept = [...factsOf(facts, "published", "posted")].map(([fact, number]): KeptMessage => {
        const { atMs } = fact;
        if (fact.what === "posted") {
            const { resource: at, body: text, form, problems } = fact;
            return { id: `post-${number}`, atMs, kind: "post", at, text, form, receivers: [], problems, event: rootOf(number) };
        }
        const { id, topic: at, data } = fact;
        const { kind, message: text, subject = "AWS Notification Message" } = fact.message;
        return { id, atMs, kind, at, subject, text, data, receivers: receivers.get(number) ?? [], problems: [], event: rootOf(number) };
    });
    return kept
        .filter(({ event }) => events === undefined || (event !== null && events.includes(event)))
        .slice(-MOST_MESSAGES)
        .reverse();
}

const WRITERS = { slack: slackRequest, teams: teamsRequest } as const;

/** Messages as people read them: what channels got, or what one would get. */
export function shownMessages(kept: readonly KeptMessage[], form: MessageForm): ShownMessages {
    if (form === "Mail") {
        const mails = kept.filter(({ kind }) => kind !== "post");
        return { note: null, messages: mails.map((mail) => shown(mail, lookOf({ channel: "email", subject: mail.subject!, body: mail.text }))) };
    }
    const channel = form.toLowerCase() as keyof typeof WRITERS;
    const posts = kept.filter((each) => each.kind === "post" && each.form === channel);
    if (posts.length > 0) {
        return { note: null, messages: posts.map((post) => shown(post, lookOf({ channel, body: post.text }))) };
    }
    const messages = kept.flatMap((message) => {
        const body = requestOf(message.data, channel);
        return body === undefined ? [] : [shown(message, lookOf({ channel, body }))];
    });
    const others = kept.some(({ kind, data }) => kind !== "post" && data === undefined)
        ? " Messages that are text alone, such as those of alarms, are left out."
        : "";
    return { note: `No channel has sent anything to ${form}. This is what one of type ${channel} would send.${others}`, messages };
}

/** The messages of a run, in every form. */
export const inAllForms = (kept: readonly KeptMessage[]) =>
    Object.fromEntries(MESSAGE_FORMS.map((form) => [form, shownMessages(kept, form)])) as Record<MessageForm, ShownMessages>;

/** What a channel would get; undefined for a message that is none of ours. */
function requestOf(data: string | undefined, channel: keyof typeof WRITERS): string | undefined {
    if (data === undefined) {
        return undefined;
    }
    try {
        const published = JSON.parse(data) as Parameters<typeof slackRequest>[0]["published"];
        return WRITERS[channel]({ published, messageId: "", topicArn: "" }, { url: "" }, 0).body;
    } catch {
        return undefined;
    }
}

function shown({ id, atMs, kind, at, receivers, problems, event }: KeptMessage, look: readonly Look[]): ShownMessage {
    const about =
        kind === "post"
            ? [`sent by ${at}`, ...problems.map((problem) => `refused: ${problem}`)]
            : [`topic ${at}`, receivers.length === 0 ? "no one received it" : receivers.join(", ")];
    return { id, atMs, kind, about: about.join(", "), look, event };
}
