import type { EventOrigin } from "../catalog";
import type { Message } from "./message";
import { asciiText } from "./shared/text";
import { formatTime } from "./shared/times";

/** A message as SNS takes it. */
export interface Email {
    /** At most 99 printable ASCII characters: SNS takes fewer than 100 and no line break. */
    readonly subject: string;
    readonly body: string;
    /** What a subscription's filter policy can choose by. */
    readonly attributes: {
        readonly kind: string;
        readonly status: string;
        readonly class: string;
        readonly action?: "stopped" | "none";
    };
}

export const SUBJECT_LIMIT = 99;

/** Writes a message as plain text. */
export function emailOf(message: Message): Email {
    const { resource, status, action, links, notes } = message;
    const lines: [label: string, value: string | undefined][] = [
        ["Origin", originText(message)],
        ["Meaning", message.happened],
        ["Reason", message.reasons.length === 0 ? undefined : message.reasons.join("\n    ")],
        ...message.facts.map(({ label, value }): [string, string] => [label, value]),
        ["Account", [resource.account, resource.region].filter((part) => part !== undefined).join(", ") || undefined],
        ...links.map(({ label, url }): [string, string] => [label, url]),
        ["Event", eventText(message)],
        ...notes.map((note): [string, string] => ["Note", note]),
    ];
    const written = lines.filter(([, value]) => value !== undefined).map(([label, value]) => `${label}: ${value}`);
    return {
        subject: subject(message),
        body: `${smokeMark(message)}${message.headline}\n\n${written.join("\n")}\n`,
        attributes: { kind: resource.kind, status: status.value, class: status.class, ...(action === undefined ? {} : { action }) },
    };
}

/** Marks a smoke test, so that no one mistakes it for a real failure. */
export function smokeMark({ origin }: Message): string {
    return origin === "smoke" ? "Smoke test: " : "";
}

/** Why an event is not news. Undefined for SageMaker's own. */
export function originText({ origin, replay }: Message): string | undefined {
    const texts: { [O in EventOrigin]: string } = {
        replay: `replayed from an archive${replay === undefined ? "" : ` (${replay})`}: it is not new`,
        redrive: "sent again from a queue: it is not new",
        reconciler: "rebuilt from SageMaker's lists, because no event had arrived",
        smoke: "this event is a smoke test: no job has changed",
    };
    return origin === "event" ? undefined : texts[origin];
}

function eventText({ event, sent }: Message): string | undefined {
    return [event, sent === undefined ? undefined : `sent ${formatTime(sent)}`].filter((part) => part !== undefined).join(", ") || undefined;
}

/** The status stands at the end, so it is the name that is shortened. */
function subject(message: Message): string {
    const { resource, status } = message;
    const mark = smokeMark(message);
    const start = `${mark}SageMaker ${resource.title} `;
    const end = `: ${asciiText(status.text, 50 - mark.length)}`;
    return `${start}${asciiText(resource.name, SUBJECT_LIMIT - start.length - end.length)}${end}`;
}
