import { type ComponentChildren, h } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Look } from "../../../models/look";
import { MESSAGE_FORMS, type MessageForm, type ShownMessage, type ShownMessages } from "../messageProtocol";
import { timeText } from "./clock";
import { attempt, follow, get, quietly, useView } from "./store";

/** What is asked for at once: however often something new comes meanwhile, it is one more request. */
let asked: Promise<unknown> = Promise.resolve();

/** The form that was chosen last, for all lists of messages. */
let chosen: MessageForm = "Mail";

interface Props {
    readonly title: string;
    /** "&event=3": only those that go back to it. @default all */
    readonly of?: string;
    /** Shown where there is no message. */
    readonly none: ComponentChildren;
    /** Called when the way of an event is chosen. Null where that way is on the same page: a message of one event has no link there. */
    readonly onFollow: (() => void) | null;
}

/** Events of a digest that have a button each. */
const MOST_EVENTS = 20;

/** The messages that topics took, the newest first, as people read them. */
export function Messages({ title, of = "", none, onFollow }: Props) {
    const { snapshot } = useView();
    const [shown, setShown] = useState<ShownMessages | undefined>();
    const [form, setForm] = useState(chosen);
    // Facts change all the time: only what came to topics and channels is of interest, and what functions did, of which some send to channels.
    const seen = snapshot!.graph.nodes
        .filter(({ what }) => what === "topic" || what === "channel" || what === "function")
        .map(({ id }) => snapshot!.counts[id]?.seen ?? 0)
        .join();
    useEffect(() => {
        let isWanted = true;
        const load = async () => {
            const answer = isWanted ? await get<ShownMessages>(`/api/messages?form=${form}${of}`) : undefined;
            if (isWanted) {
                setShown(answer);
            }
        };
        quietly(() => (asked = asked.catch(() => {}).then(load)));
        return () => void (isWanted = false);
    }, [seen, form, of]);
    return (
        <section class="wide" aria-label={title}>
            <div class="title">
                <h2>{title}</h2>
                <div role="group" aria-label="Shown as">
                    {MESSAGE_FORMS.map((each) => (
                        <button key={each} type="button" aria-pressed={each === form} onClick={() => setForm((chosen = each))}>
                            {each}
                        </button>
                    ))}
                </div>
            </div>
            {shown?.messages.length === 0 && none}
            {shown !== undefined && shown.messages.length > 0 && shown.note !== null && <p class="dim">{shown.note}</p>}
            <ul class="cards messages">
                {shown?.messages.map((message) => (
                    <Message key={message.id} message={message} form={form} onFollow={onFollow} />
                ))}
            </ul>
        </section>
    );
}

function Message(props: { message: ShownMessage; form: MessageForm; onFollow: Props["onFollow"] }) {
    const { message, form, onFollow } = props;
    const { atMs, kind, about, look, events } = message;
    const left = events.length - MOST_EVENTS;
    return (
        <li class={kind}>
            <p class="dim">{`${timeText(atMs)} UTC, ${about}`}</p>
            <div class="look">
                {form === "Mail" && <p class="dim">{"From: AWS Notifications <no-reply@sns.amazonaws.com>"}</p>}
                {look.map(shownLook)}
            </div>
            {events.length > (onFollow === null ? 1 : 0) && (
                <details>
                    <summary>{events.length === 1 ? "Its event" : `Its ${events.length} events`}</summary>
                    <ul class="plain">
                        {events.slice(0, MOST_EVENTS).map(({ n, title: name }) => (
                            <li key={n}>
                                <button
                                    type="button"
                                    class="link"
                                    onClick={() =>
                                        attempt(async () => {
                                            await follow(n);
                                            onFollow?.();
                                        })
                                    }
                                >
                                    {`Follow ${name}`}
                                </button>
                            </li>
                        ))}
                    </ul>
                    {left > 0 && <p class="dim">{`and ${left} more`}</p>}
                </details>
            )}
        </li>
    );
}

function shownLook(look: Look): ComponentChildren {
    if (typeof look === "string") {
        return look;
    }
    const { tag, href, button, of } = look;
    const link = href === undefined ? {} : { href, target: "_blank", rel: "noreferrer", class: button === true ? "button" : "" };
    // Its heading is below those of the page.
    return h(tag === "h1" ? "h3" : tag, link, ...of.map(shownLook));
}
