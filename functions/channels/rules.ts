import type { ChannelRules, MessageFilter } from "../../catalog/channels";
import type { DigestEntry, Published, PublishedMessage } from "../published";

/** What a rule needs of a message. */
type Judged = Pick<DigestEntry, "resource" | "status" | "severity" | "tags">;

/** What a channel gets of what was published. */
export interface Choice {
    /** Undefined: nothing. */
    readonly published?: Published;
    /** Why something that is for the channel is held back. The topic's other subscribers have it. */
    readonly held?: string;
}

/** Chooses what a channel gets. Of a digest it gets the messages that it would have got, and the number of those that are not listed. */
export function chosen(published: Published, rules: ChannelRules, nowMs: number): Choice {
    if (published.type === "message") {
        const held = heldBack(published, rules, nowMs);
        return !isFor(published, rules) ? {} : held === undefined ? { published } : { held };
    }
    const { entries, changes, severity } = published;
    const forChannel = entries.filter((entry) => isFor(entry, rules));
    const kept = forChannel.filter((entry) => heldBack(entry, rules, nowMs) === undefined);
    const [held] = forChannel.flatMap((entry) => heldBack(entry, rules, nowMs) ?? []);
    const unlisted = changes - entries.length;
    // The most urgent ones are listed: of those that are not, no one is woken.
    const isSent = kept.length > 0 || (unlisted > 0 && quietUntil(rules, nowMs) === undefined);
    const count = kept.length + unlisted;
    const part: Published = {
        ...published,
        headline: `SageMaker digest: ${count} ${count === 1 ? "message" : "messages"}`,
        severity: kept[0]?.severity ?? severity,
        changes: count,
        entries: kept,
    };
    return {
        ...(isSent ? { published: kept.length === entries.length ? published : part } : {}),
        ...(held === undefined ? {} : { held: `${forChannel.length - kept.length} of ${changes}: ${held}` }),
    };
}

function isFor(message: Judged, { only, except = [] }: ChannelRules): boolean {
    return (only === undefined || matches(message, only)) && !except.some((filter) => matches(message, filter));
}

/** Members of a filter that are the same for a failure and for the success after it. */
const LASTING = ["kind", "tag"];

/**
 * The rules for a success that resolves alerts: it is chosen by what it has in common with the failure. So a channel for failures alone has them resolved.
 * It wakes no one, and an alert that is never resolved would.
 */
export function forResolution({ only, except, ...rules }: ChannelRules): ChannelRules {
    const lasting = (filter: MessageFilter) =>
        Object.fromEntries(Object.entries(filter).filter(([member]) => LASTING.includes(member))) as MessageFilter;
    return {
        ...rules,
        only: only && lasting(only),
        // A failure that another channel has taken has raised no alert here; one of another status may have.
        except: except?.filter((filter) => Object.keys(filter).every((member) => LASTING.includes(member))),
        quiet: undefined,
        mute: undefined,
    };
}

/** A message whose tags are not known has none of them. */
function matches({ resource, status, severity, tags = [] }: Judged, filter: MessageFilter): boolean {
    const values: Required<MessageFilter> = { kind: [resource.kind], status: [status.value], class: [status.class], severity: [severity], tag: tags };
    return Object.entries(filter).every(([member, wanted]: [string, readonly string[]]) =>
        values[member as keyof MessageFilter].some((value) => wanted.includes(value)),
    );
}

function heldBack({ severity, tags = [] }: Judged, rules: ChannelRules, nowMs: number): string | undefined {
    const mute = rules.mute?.find(({ tag, until }) => tags.includes(tag) && nowMs < Date.parse(until));
    if (mute !== undefined) {
        return `${mute.tag} is muted until ${mute.until}`;
    }
    return severity === "critical" ? undefined : quietUntil(rules, nowMs);
}

function quietUntil({ quiet }: ChannelRules, nowMs: number): string | undefined {
    if (quiet === undefined) {
        return undefined;
    }
    const { from, to, zone } = quiet;
    const now = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(nowMs);
    // Times of two digits each are in the order of their texts.
    const isQuiet = from < to ? from <= now && now < to : from <= now || now < to;
    return isQuiet ? `quiet hours until ${to} ${zone}` : undefined;
}

/** Facts that repeat what a person or a program wrote. */
const QUOTING = ["Exit message", "Last status message", "Approval note", "Log"];

/** What was published without reasons, and with only the last four digits of ids of accounts. */
export function withoutReasons(published: Published): Published {
    const cleaned =
        published.type === "message"
            ? { ...known(published), reasons: [], facts: published.facts.filter(({ label }) => !QUOTING.includes(label)), notes: [] }
            : { ...published, entries: published.entries.map(known) };
    const accounts = published.type === "message" ? [published.resource.account] : published.entries.map(({ resource }) => resource.account);
    const own = [...new Set(accounts.flatMap((account) => /^\d{12}$/.exec(account ?? "")?.[0] ?? []))];
    return JSON.parse(JSON.stringify(cleaned), (_, value: unknown) =>
        typeof value === "string" ? own.reduce((text, account) => text.replaceAll(account, maskedAccount(account)), maskedArns(value)) : value,
    ) as Published;
}

/** Without a cause that is the first line of the reason. */
function known<T extends PublishedMessage | DigestEntry>(message: T): T {
    const { cause, causes = ["unknown"], ...rest } = message;
    const isKnown = cause !== undefined && causes[0] !== "unknown";
    return { ...rest, ...(message.causes === undefined ? {} : { causes }), ...(isKnown ? { cause } : {}) } as T;
}

/** ARNs with only the last four digits of the account. */
export function maskedArns(text: string): string {
    return text.replace(/(arn:[a-z-]+:[\w-]*:[\w-]*:)(\d{12})(?!\d)/g, (_, start: string, account: string) => `${start}${maskedAccount(account)}`);
}

const maskedAccount = (account: string) => `********${account.slice(-4)}`;
