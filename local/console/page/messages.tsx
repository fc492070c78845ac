import { useEffect, useState } from "preact/hooks";

import type { ShownMessage } from "../protocol";
import { timeText } from "./clock";
import { attempt, get, useView } from "./store";

const FORMS = ["Mail", "Slack", "Teams"] as const;
type Form = (typeof FORMS)[number];

/** The messages that topics took, the newest first, as people read them. */
export function Messages() {
    const { snapshot } = useView();
    const [messages, setMessages] = useState<readonly ShownMessage[] | undefined>();
    const [form, setForm] = useState<Form>("Mail");
    // Facts change all the time: only what came to topics and channels is of interest.
    const seen = snapshot!.graph.nodes.filter(({ what }) => what === "topic" || what === "channel").map(({ id }) => snapshot!.counts[id]?.seen ?? 0);
    useEffect(() => attempt(async () => setMessages(await get<ShownMessage[]>("/api/messages"))), [seen.join()]);
    return (
        <section class="wide" aria-label="Messages">
            <div class="title">
                <h2>Messages</h2>
                <div role="group" aria-label="Shown as">
                    {FORMS.map((each) => (
                        <button key={each} type="button" aria-pressed={each === form} onClick={() => setForm(each)}>
                            {each}
                        </button>
                    ))}
                </div>
            </div>
            {form !== "Mail" && <p class="dim">{`${form} gets a message where the e-mail address of a channel is subscribed to the topic.`}</p>}
            {messages?.length === 0 && <p>No topic has got a message yet. Play an event.</p>}
            <ul class="cards messages">
                {messages?.map((message) => (
                    <Message key={message.id} message={message} form={form} />
                ))}
            </ul>
        </section>
    );
}

function Message({ message, form }: { message: ShownMessage; form: Form }) {
    const { topic, atMs, kind, subject, receivers } = message;
    const body = textOf(message);
    const sentTo = receivers.length === 0 ? "no one received it" : receivers.join(", ");
    return (
        <li class={`${form.toLowerCase()} ${kind}`}>
            <p class="dim">{`${timeText(atMs)} UTC, topic ${topic}, ${sentTo}`}</p>
            {form === "Mail" ? (
                <>
                    <dl>
                        <dt>From</dt>
                        <dd>AWS Notifications &lt;no-reply@sns.amazonaws.com&gt;</dd>
                        <dt>Subject</dt>
                        <dd>
                            <b>{subject}</b>
                        </dd>
                    </dl>
                    <pre tabIndex={0}>{body}</pre>
                </>
            ) : (
                <div class="bubble">
                    <p>
                        <b>{form === "Slack" ? "AWS Notifications" : "AWS Notifications (e-mail)"}</b>
                    </p>
                    <p>
                        <b>{subject}</b>
                    </p>
                    <pre tabIndex={0}>{form === "Slack" ? firstLines(body) : body}</pre>
                </div>
            )}
        </li>
    );
}

/** Slack shows the beginning of an e-mail: the rest opens with a click. */
function firstLines(text: string): string {
    const lines = text.split("\n");
    return lines.length > 8 ? [...lines.slice(0, 8), "Show more"].join("\n") : text;
}

/** Alarms come as JSON, which SNS mails as it is; it is indented here for people. */
function textOf({ message }: ShownMessage): string {
    try {
        const value: unknown = JSON.parse(message);
        return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : message;
    } catch {
        return message;
    }
}
