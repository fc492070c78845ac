import { teamsRequest } from "../../functions/channels/teams";
import { slackRequest } from "../../functions/channels/slack";
import { type Look, lookOf } from "../../models/look";
import { type Fact, factsOf } from "../aws/log";
import type { BusEvent } from "../aws/occurrences";
import { receipts } from "../aws/report/messages";
import { kindOf } from "../cli/kinds/sheet";
import { type KeptMessage, MESSAGE_FORMS, type EventLink, type MessageForm, type ShownMessage, type ShownMessages } from "./messageProtocol";
import { namesOf } from "./newJob";

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
    const digested = digestedBy(facts, rootOf);
    const eventsOf = (number: number, run: string | undefined): EventLink[] => {
        const roots = digested.get(number) ?? digested.get(run ?? "") ?? [rootOf(number)];
        return [...new Set(roots)].flatMap((n) => {
            const title = n === null ? undefined : titleOf(facts[n]);
            return title === undefined ? [] : [{ n: n!, title }];
        });
    };
    const kept = [...factsOf(facts, "published", "posted")].map(([fact, number]): KeptMessage => {
        const { atMs } = fact;
        if (fact.what === "posted") {
            const { resource: at, body: text, form, problems, event } = fact;
            return { id: `post-${number}`, atMs, kind: "post", at, text, form, receivers: [], problems, events: eventsOf(number, event) };
        }
        const { id, topic: at, data } = fact;
        const { kind, message: text, subject = "AWS Notification Message" } = fact.message;
        return { id, atMs, kind, at, subject, text, data, receivers: receivers.get(number) ?? [], problems: [], events: eventsOf(number, undefined) };
    });
    return kept
        .filter((message) => events === undefined || message.events.some(({ n }) => events.includes(n)))
        .slice(-MOST_MESSAGES)
        .reverse();
}

/**
 * What digests stand for: a run deletes the messages of a digest after it has sent that digest, and before the next one.
 *
 * @returns The numbers of the events of each digest, by the number of its fact; and of all digests of a run, by the id of the event of the run.
 */
function digestedBy(facts: readonly Fact[], rootOf: (fact: number) => number | null): ReadonlyMap<number | string, number[]> {
    const sent = new Map<string, number>();
    const digested = new Map<number | string, number[]>();
    for (const [fact, number] of factsOf(facts, "published", "removed")) {
        const run = fact.what === "published" ? fact.message.event : fact.event;
        if (run === undefined) {
            continue;
        }
        if (fact.what === "published") {
            sent.set(run, number);
            continue;
        }
        const root = rootOf(number);
        for (const key of root === null || !sent.has(run) ? [] : [sent.get(run)!, run]) {
            const roots = digested.get(key) ?? [];
            roots.push(root!);
            digested.set(key, roots);
        }
    }
    return digested;
}

/** What a page calls an event: "churn-train Failed". Undefined for the run of a schedule, which no one follows. */
function titleOf(fact: Fact | undefined): string | undefined {
    const event = fact?.what === "invoked" ? (fact.payload as BusEvent) : fact?.what === "event" || fact?.what === "missed" ? fact.event : undefined;
    return event === undefined || event.source === "aws.events"
        ? undefined
        : [namesOf(event)[0] ?? event.id, kindOf(event).status ?? ""].join(" ").trim();
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

function shown({ id, atMs, kind, at, receivers, problems, events }: KeptMessage, look: readonly Look[]): ShownMessage {
    const about =
        kind === "post"
            ? [`sent by ${at}`, ...problems.map((problem) => `refused: ${problem}`)]
            : [`topic ${at}`, receivers.length === 0 ? "no one received it" : receivers.join(", ")];
    return { id, atMs, kind, about: about.join(", "), look, events };
}
