import type { ChannelRules } from "../../catalog";
import { show } from "./arguments";
import { isTag, messageFilterProblems } from "./messageFilter";

/** Problems of what a channel gets. */
export function channelRuleProblems({ only, except, quiet, mute, masked }: { readonly [Rule in keyof ChannelRules]: unknown }): string[] {
    return [
        ...messageFilterProblems("only", only),
        ...(except === undefined
            ? []
            : Array.isArray(except)
              ? except.flatMap((filter) => messageFilterProblems("except", filter))
              : [`except must be a list of objects as only is, got ${show(except)}`]),
        ...quietProblems(quiet),
        ...muteProblems(mute),
        ...(masked === undefined || typeof masked === "boolean" ? [] : [`masked must be true or false, got ${show(masked)}`]),
    ];
}

function quietProblems(quiet: unknown): string[] {
    if (quiet === undefined) {
        return [];
    }
    const { from, to, zone, ...others } = Object(quiet) as Record<string, unknown>;
    const isTime = (value: unknown) => typeof value === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
    if (!isTime(from) || !isTime(to) || from === to || typeof zone !== "string" || Object.keys(others).length > 0) {
        return [`quiet must be two times and a time zone, { from: "22:00", to: "07:00", zone: "Europe/Berlin" }, got ${show(quiet)}`];
    }
    return isZone(zone) ? [] : [`quiet zone must be a time zone such as "Europe/Berlin" or "UTC", got ${show(zone)}`];
}

function isZone(timeZone: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone });
        return true;
    } catch {
        return false;
    }
}

function muteProblems(mute: unknown): string[] {
    if (mute === undefined) {
        return [];
    }
    // One that is over stays allowed: a day that passes must not stop a deployment.
    const fits = (value: unknown) => {
        const { tag, until, ...others } = Object(value) as Record<string, unknown>;
        return isTag(tag) && isMoment(until) && Object.keys(others).length === 0;
    };
    return Array.isArray(mute) && mute.length > 0 && mute.every(fits)
        ? []
        : [`mute must be a list of tags with their end, { tag: "team=fraud", until: "2026-12-24" }, got ${show(mute)}`];
}

/** A day, or a time with its zone. */
function isMoment(value: unknown): boolean {
    const day = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.exec(String(value))?.[1];
    // "2026-02-30" is read as a day of March.
    return day !== undefined && !Number.isNaN(Date.parse(String(value))) && new Date(day).toISOString().startsWith(day);
}
