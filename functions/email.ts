import type { EventOrigin } from "../catalog";
import { causesText, type Retry } from "../catalog/causes/types";
import type { Message } from "./message";
import { asciiText, capital } from "./shared/text";
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

/** Without a value it is left out. */
type Line = [label: string, value: string | undefined];

/** What is said of starting it again. */
export const RETRY_TEXTS: { readonly [R in Retry]: string } = { yes: "can help", later: "can help later", no: "does not help without a change" };

/** Writes a message as plain text. */
export function emailOf(message: Message): Email {
    const { resource, status, action, causes = [], reasons, links, notes, retry } = message;
    const first: Line[] = [
        ["Origin", originText(message)],
        ["What happened", message.happened],
        ["Why", causes.length === 0 ? undefined : causesText({ causes })],
        ["Reason", reasons.length === 0 ? undefined : reasons.join("\n    ")],
        ["What to do", message.next],
        ["Retry", retry === undefined ? undefined : RETRY_TEXTS[retry]],
    ];
    const rest: Line[] = [
        ...message.facts.map(({ label, value }): Line => [label, value]),
        ["Account", [resource.account, resource.region].filter((part) => part !== undefined).join(", ") || undefined],
        ...links.map(({ label, url }): Line => [label, url]),
        ["Event", eventText(message)],
        ...notes.map((note): Line => ["Note", note]),
    ];
    const written = [first, rest].map((lines) => lines.flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${value}\n`])).join(""));
    return {
        subject: subject(message),
        body: `${smokeMark(message)}${[`${message.headline}\n`, ...written].filter((part) => part !== "").join("\n")}`,
        attributes: { kind: resource.kind, status: status.value, class: status.class, ...(action === undefined ? {} : { action }) },
    };
}

/** Marks a smoke test, so that no one mistakes it for a real failure. */
export function smokeMark({ origin }: Pick<Message, "origin">): string {
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

/** The headline. What happened is at its end, so it is the name that is shortened. */
function subject(message: Message): string {
    const { headline, resource } = message;
    const mark = smokeMark(message);
    const start = `${mark}${capital(resource.title)} `;
    const named = `${start}${resource.name} `.slice(mark.length);
    // A message that waited in the digest queue during an update of the stack may have another form.
    if (!headline.startsWith(named)) {
        return asciiText(`${mark}${headline}`, SUBJECT_LIMIT);
    }
    const end = ` ${asciiText(headline.slice(named.length), 60 - mark.length)}`;
    return `${start}${asciiText(resource.name, SUBJECT_LIMIT - start.length - end.length)}${end}`;
}
