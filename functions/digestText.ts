import { emailOf, smokeMark, SUBJECT_LIMIT } from "./email";
import type { Message } from "./message";
import { type Published, publishedDigest, publishedMessage } from "./published";
import { asciiText, capital, safeText } from "./shared/text";

/** A message that waits in the digest queue. */
export interface Waiting {
    /** When its handler wanted to send it, epoch milliseconds. */
    readonly at: number;
    readonly message: Message;
}

/** What is sent in place of the messages that wait. An attribute has several values where the messages differ. */
export interface Digest<Of extends Waiting = Waiting> {
    readonly subject: string;
    readonly body: string;
    readonly attributes: { readonly [name: string]: string | readonly string[] };
    /** What programs get. */
    readonly published: Published;
    /** The messages in whose place it is. */
    readonly of: readonly Of[];
}

/** SNS takes 256 KB, attributes and what programs get included: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MOST_BYTES = 150_000;

/** What a digest says in place of a message: messages of one title, state and cause are a group. */
interface Summary {
    /** "training job", "Smoke test: training job". */
    readonly title: string;
    readonly name: string;
    readonly state: string;
    readonly cause: string | undefined;
    /** The first line of the reason, where the cause is in other words. */
    readonly reason: string | undefined;
    readonly next: string | undefined;
    /** Whether the cause is one of the catalogue, and not a line of the reason. */
    readonly isKnown: boolean;
    readonly parent: string | undefined;
}

/** A resource with its latest message, and what was to be said of it before. */
interface Entry<Of> {
    readonly summary: Summary;
    readonly earlier: readonly string[];
    readonly of: readonly Of[];
}

/** A line of a digest, and the messages that it stands for. */
interface DigestLine<Of> {
    readonly text: string;
    /** The lines that must be repeated where a digest ends before this one. */
    readonly heads: readonly string[];
    readonly of: readonly Of[];
}

/**
 * Writes digests of what waits: all resources by name, in groups of one kind, status and cause, the largest first, and the children of a tuning job
 * together. A resource is named once, with its latest status. A single message stays as it is. As many digests as their size needs, each far below
 * SNS's limit.
 *
 * @param perMinute The limit, for the text.
 */
export function digestsOf<Of extends Waiting>(waiting: readonly Of[], perMinute: number): Digest<Of>[] {
    if (waiting.length === 1) {
        const { message } = waiting[0]!;
        return [{ ...emailOf(message), published: publishedMessage(message), of: waiting }];
    }
    const groups = groupsOf(entriesOf(waiting));
    const pages = pagesOf(groups.flatMap(linesOf));
    const changes = waiting.length;
    return pages.map((lines, index) => {
        const page = pages.length === 1 ? "" : ` ${index + 1} of ${pages.length}`;
        const of = lines.flatMap((line) => line.of);
        const intro =
            `To keep to ${perMinute} messages a minute, ${changes} status changes are in ${pages.length === 1 ? "one digest" : `${pages.length} digests`}. ` +
            "Each resource is named with its latest status.";
        const subject = subjectOf(groups, page);
        return {
            subject,
            body: `SageMaker digest${page}\n\n${intro}\n\n${lines.map(({ text }) => text).join("\n")}\n`,
            attributes: attributesOf(of),
            published: publishedDigest(subject, of),
            of,
        };
    });
}

function entriesOf<Of extends Waiting>(waiting: readonly Of[]): Entry<Of>[] {
    const byResource = new Map<string, Of[]>();
    for (const each of [...waiting].sort((a, b) => a.at - b.at)) {
        const { title, name } = summaryOf(each.message);
        const key = JSON.stringify([title, name]);
        byResource.set(key, [...(byResource.get(key) ?? []), each]);
    }
    return [...byResource.values()].map((of) => {
        const summary = summaryOf(of.at(-1)!.message);
        // A repeat says nothing more.
        const states = of.map(({ message }) => message.status.text).filter((state, index, all) => state !== all[index + 1]);
        return { summary, earlier: states.slice(0, -1), of };
    });
}

function summaryOf(message: Message): Summary {
    const { resource, status, causes = [], cause, reasons, next } = message;
    const isKnown = causes.length > 0 && causes[0] !== "unknown";
    const reason = isKnown && reasons.length > 0 ? safeText(reasons[0]!.split("\n")[0]!, 200) : undefined;
    const title = `${smokeMark(message)}${resource.title}`;
    return { title, name: resource.name, state: status.text, cause, isKnown, reason, next: isKnown ? next : undefined, parent: resource.parent };
}

/** Entries of one kind, status and cause. */
function groupsOf<Of>(entries: readonly Entry<Of>[]): Entry<Of>[][] {
    return grouped(entries, ({ summary: { title, state, cause = "" } }) => JSON.stringify([title, state, cause])).sort((a, b) => b.length - a.length);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group === undefined) {
            groups.set(keyOf(item), [item]);
        } else {
            group.push(item);
        }
    }
    return [...groups.values()];
}

function linesOf<Of>(group: readonly Entry<Of>[]): DigestLine<Of>[] {
    const { title, state, cause, isKnown, reason, next } = group[0]!.summary;
    const isShared = group.every(({ summary }) => summary.reason === reason);
    const heads = [
        [
            `${capital(title)}: ${state} (${group.length})`,
            ...(cause === undefined ? [] : [`${isKnown ? "Why" : "Reason"}: ${cause}`]),
            ...(reason === undefined ? [] : [`${isShared ? "Reason" : "Reason of the first"}: ${reason}`]),
            ...(next === undefined ? [] : [`What to do: ${next}`]),
        ].join("\n"),
    ];
    const alone = group.filter(({ summary }) => summary.parent === undefined);
    const families = grouped(
        group.filter(({ summary }) => summary.parent !== undefined),
        ({ summary }) => summary.parent!,
    );
    const line = ({ summary, earlier, of }: Entry<Of>, indent: string, above: readonly string[]): DigestLine<Of> => ({
        text: `${indent}- ${summary.name}${earlier.length === 0 ? "" : ` (before: ${earlier.join(", ")})`}`,
        heads: above,
        of,
    });
    return [
        ...alone.map((entry) => line(entry, "  ", heads)),
        ...families.flatMap((family) => {
            const above = [...heads, `  Tuning job ${family[0]!.summary.parent} (${family.length})`];
            return family.map((entry) => line(entry, "    ", above));
        }),
    ];
}

/** Puts heads before the lines that begin a group, and begins a new page where one is full. */
function pagesOf<Of>(lines: readonly DigestLine<Of>[]): { text: string; of: readonly Of[] }[][] {
    const pages: { text: string; of: readonly Of[] }[][] = [];
    let bytes = Infinity;
    let above: readonly string[] = [];
    for (const { text, heads, of } of lines) {
        const full = bytes + Buffer.byteLength(text) + 500 > MOST_BYTES;
        const known = full ? [] : above;
        const isNewGroup = heads[0] !== known[0];
        const missing = isNewGroup ? heads : heads.filter((head, index) => head !== known[index]);
        const added = [...(isNewGroup && !full ? [""] : []), ...missing, text];
        if (full) {
            pages.push([]);
            bytes = 0;
        }
        pages.at(-1)!.push({ text: added.join("\n"), of });
        bytes += Buffer.byteLength(added.join("\n")) + 1;
        above = heads;
    }
    return pages;
}

function subjectOf<Of>(groups: readonly Entry<Of>[][], page: string): string {
    const [first, ...others] = groups;
    const { title, state } = first![0]!.summary;
    const rest = others.reduce((sum, { length }) => sum + length, 0);
    const end = ` (${first!.length})${rest === 0 ? "" : ` and ${rest} more`}`;
    const start = `SageMaker digest${page}: `;
    return `${start}${asciiText(`${title} ${state}`, SUBJECT_LIMIT - start.length - end.length)}${end}`;
}

/** What filter policies select by: a subscription gets a digest in which anything is for it. */
function attributesOf(waiting: readonly Waiting[]): Digest["attributes"] {
    const values = new Map<string, Set<string>>();
    for (const { message } of waiting) {
        for (const [name, value] of Object.entries(emailOf(message).attributes)) {
            values.set(name, (values.get(name) ?? new Set()).add(value));
        }
    }
    return Object.fromEntries([...values].map(([name, each]) => [name, each.size === 1 ? [...each][0]! : [...each].sort()]));
}
