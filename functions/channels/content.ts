import { originText, RETRY_TEXTS, smokeMark } from "../email";
import type { Fact, Message, Severity } from "../message";
import type { DigestEntry } from "../published";
import { formatTime } from "../shared/times";

/** What a person sees first. */
export const MARKS: Readonly<Record<Severity, string>> = { critical: "🚨", error: "🔴", warning: "🟡", info: "🟢" };

/** Below the shortest limit of a text in `slack.ts`, `teams.ts` and `q.ts`. */
const LOG_LENGTH = 1400;

/** Of a message, what every channel for people shows. */
export interface Content extends Pick<Message, "happened" | "reasons" | "links" | "notes"> {
    readonly heading: string;
    /** What to do first, then what else is known. */
    readonly facts: readonly Fact[];
}

export function contentOf(message: Message): Content {
    const { headline, happened, reasons, next, retry, links, notes, resource, event, sent } = message;
    const first = known([
        ["Origin", originText(message)],
        ["What to do", next],
        ["Retry", retry === undefined ? undefined : RETRY_TEXTS[retry]],
    ]);
    const last = known([
        ["Account", joined(resource.account, resource.region)],
        ["Event", joined(event, sent === undefined ? undefined : `sent ${formatTime(sent)}`)],
    ]);
    return { heading: `${smokeMark(message)}${headline}`, happened, reasons, links, notes, facts: [...first, ...message.facts.map(ending), ...last] };
}

/** Of a log, the last lines that every channel has room for: their end says why it failed. */
function ending({ label, value }: Fact): Fact {
    if (label !== "Log" || value.length <= LOG_LENGTH) {
        return { label, value };
    }
    const end = value.slice(-LOG_LENGTH);
    const from = end.indexOf("\n");
    return { label, value: `… the e-mail has more${from === -1 ? `\n    ${end.replace(/^[\uDC00-\uDFFF]/, "")}` : end.slice(from)}` };
}

function known(facts: readonly (readonly [label: string, value: string | undefined])[]): Fact[] {
    return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }]));
}

function joined(...parts: (string | undefined)[]): string | undefined {
    return parts.filter((part) => part !== undefined).join(", ") || undefined;
}

/** What a digest says of one message. */
export function entryText({ resource, status, cause, origin }: DigestEntry): string {
    return `${smokeMark({ origin })}${resource.title} ${resource.name}: ${status.text}${cause === undefined ? "" : ` (${cause})`}`;
}

/** What a digest says of the messages that it does not list. */
export function moreText(count: number): string | undefined {
    return count <= 0 ? undefined : `${count} more: the e-mail names all of them.`;
}

/** A text of at most `length` UTF-16 units, which is what limits of channels count, cut between characters and with a note. */
export function cutText(text: string, length: number): string {
    if (text.length <= length) {
        return text;
    }
    const note = "… (cut)";
    let end = length - note.length;
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) {
        end -= 1;
    }
    return `${text.slice(0, end)}${note}`;
}
