import type { Step } from "../protocol";
import { timeText } from "./clock";
import { Messages } from "./messages";
import { attempt, follow, useView } from "./store";

const SHOWN = 60;

/** What happens, the newest first; or all that happened to one event, in order. */
export function Steps() {
    const { snapshot, followed, steps: ofEvent } = useView();
    const all = snapshot!.steps;
    const steps = followed === null ? all.slice(-SHOWN).reverse() : ofEvent;
    return (
        <section aria-label="What happens">
            <h2>{followed === null ? "What happens" : "The way of one event"}</h2>
            {followed !== null && (
                <button type="button" onClick={() => attempt(() => follow(null))}>
                    Show everything
                </button>
            )}
            {steps.length === 0 && <p class="dim">Nothing has happened yet.</p>}
            <ol class="steps">
                {steps.map((step) => (
                    <Line key={step.n} step={step} />
                ))}
            </ol>
            {followed !== null && (
                <Messages
                    title="Its messages"
                    of={`&event=${followed}`}
                    none={<p class="dim">None yet, or it waits for a digest.</p>}
                    onFollow={null}
                />
            )}
        </section>
    );
}

function Line({ step }: { step: Step }) {
    const { atMs, tone, text, event } = step;
    return (
        <li class={tone}>
            <time>{timeText(atMs).slice(11)}</time>
            {event === null ? (
                <span>{text}</span>
            ) : (
                <button type="button" class="link" onClick={() => attempt(() => follow(event))}>
                    {text}
                </button>
            )}
        </li>
    );
}
