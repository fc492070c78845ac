import { type ChangingEntry, changingEntry } from "../shared/sendingTable";
import type { Delivered } from "./channel";
import { type Alert, alertOf } from "./pagerduty";

/** Alerts of a family that no success has resolved: JSON of a list of key and time. */
export interface Open {
    readonly alerts: string;
}

type Listed = readonly [key: string, at: number];

/** More failures in a row are one trouble: of the oldest, no one waits for a resolution. */
const MOST_OPEN = 50;

/** What is needed from outside. Tests pass fakes. */
export interface AlertDeps {
    /** The alerts of a family. */
    entry(family: string): ChangingEntry<Open>;
    /** Sends one alert or one resolution. */
    send(delivered: Delivered): Promise<void>;
    now(): number;
    warn(message: string): void;
}

/** The entries of a channel in the ledger's table. */
export const alertEntries = (channel: string) => (family: string) => changingEntry<Open>(`alerts ${channel} ${family}`, { alerts: "[]" });

/**
 * Sends an alert, or the resolution of all alerts of its family that are older.
 *
 * An alert is noted before it is sent, and forgotten after it is resolved: a crash in between leaves a note too many, which a later resolution removes.
 * Without the table alerts are sent all the same, and resolutions are tried again.
 */
export async function sendAlert(delivered: Delivered, deps: AlertDeps): Promise<void> {
    const alert = alertOf(delivered.published, delivered.messageId, deps.now());
    if (alert === undefined) {
        return;
    }
    const entry = deps.entry(alert.family);
    if (alert.action === "trigger") {
        await entry
            .change(({ alerts }) => ({ alerts: JSON.stringify(withAlert(listIn(alerts), alert)) }))
            .catch((error: Error) => deps.warn(`The table failed, so no success will resolve the alert: ${error.name}`));
        return deps.send(delivered);
    }
    let older: readonly Listed[] = [];
    await entry.change(({ alerts }) => {
        older = listIn(alerts).filter(([, at]) => at <= alert.at);
        return undefined;
    });
    for (const [key] of older) {
        await deps.send({ ...delivered, resolves: key });
    }
    if (older.length > 0) {
        const keys = older.map(([key]) => key);
        await entry.change(({ alerts }) => ({ alerts: JSON.stringify(listIn(alerts).filter(([key]) => !keys.includes(key))) }));
    }
}

const withAlert = (list: readonly Listed[], { key, at }: Alert): Listed[] =>
    [...list.filter((one) => one[0] !== key), [key, at] as const].slice(-MOST_OPEN);

const listIn = (text: string) => JSON.parse(text) as Listed[];
