import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const waiting = new Set<() => void>();

/**
 * Has `clean` run when this process ends, also by an interrupt: what began last is cleaned first. Nothing of it may wait.
 *
 * @returns Forgets it: it is clean already. May be called twice.
 */
export function atEnd(clean: () => void): () => void {
    if (waiting.size === 0) {
        process.on("exit", cleanAll);
        SIGNALS.forEach((signal) => process.on(signal, end));
    }
    const mine = () => clean();
    waiting.add(mine);
    return () => {
        if (waiting.delete(mine) && waiting.size === 0) {
            process.off("exit", cleanAll);
            SIGNALS.forEach((signal) => process.off(signal, end));
        }
    };
}

function cleanAll(): void {
    for (const clean of [...waiting].reverse()) {
        clean();
    }
}

/** Ends the process with the code that shells use for a signal. Without this, a signal would end it before anything is clean. */
function end(signal: NodeJS.Signals): void {
    process.exit(128 + constants.signals[signal]);
}
