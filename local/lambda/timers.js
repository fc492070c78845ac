"use strict";
/*
 * Has the timers of a function run out early where the local AWS knows that it only waits: the pauses of an SDK between its attempts, and its limit for
 * an answer that never comes. Timers run in their order, and performance.now() counts the time that was skipped.
 */
const net = require("node:net");
const timers = require("node:timers");

const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = timers;
const realNow = performance.now.bind(performance);
/** How long a look at what goes on waits for the next one. */
const LOOK_MS = 1;

/** Timer → when it is due, and what it does. */
const pending = new Map();
let skippedMs = 0;
let reportedMs = 0;
/** While the function is in a hurry: connections on which no answer comes, looks in a row that found nothing else to wait for, and when Lambda ends it. */
let hurry;

performance.now = () => realNow() + skippedMs;

function setTimeout(callback, delayMs, ...args) {
    const run = () => {
        pending.delete(timer);
        callback(...args);
    };
    const timer = realSetTimeout(typeof callback === "function" ? run : callback, delayMs);
    pending.set(timer, { dueMs: performance.now() + (delayMs > 0 ? Number(delayMs) : 1), run });
    return timer;
}

function clearTimeout(timer) {
    pending.delete(timer);
    realClearTimeout(timer);
}

for (const [name, replacement] of Object.entries({ setTimeout, clearTimeout })) {
    // What util.promisify() makes of it stays.
    Object.defineProperties(replacement, Object.getOwnPropertyDescriptors(timers[name]));
    globalThis[name] = timers[name] = replacement;
}

/** How much the process waits for, other than timers: requests under way. A connection that is kept for the next request does not count. */
function waits() {
    const resources = process.getActiveResourcesInfo().filter((resource) => !["Timeout", "Immediate"].includes(resource));
    return resources.length - hurry.silent.filter(({ destroyed }) => !destroyed).length;
}

function look() {
    if (hurry === undefined) {
        return;
    }
    hurry.idle = waits() === 0 ? hurry.idle + 1 : 0;
    // Twice in a row: what was answered has been read by then.
    if (hurry.idle >= 2) {
        hurry.idle = 0;
        runNext();
    }
    realSetTimeout(look, LOOK_MS).unref();
}

function runNext() {
    const live = [...pending].filter(([timer]) => !timer._destroyed && timer.hasRef());
    const [timer, { dueMs, run } = {}] = live.sort(([, a], [, b]) => a.dueMs - b.dueMs)[0] ?? [];
    if (timer === undefined) {
        return;
    }
    if (dueMs > hurry.endsMs) {
        hurry.onTimedOut();
        return;
    }
    realClearTimeout(timer);
    skippedMs += Math.max(0, dueMs - performance.now());
    run();
}

/**
 * Has timers run out until the invocation ends, whenever nothing else is waited for.
 *
 * @param isUnanswered Whether what is asked now is never answered.
 * @param endsMs When Lambda ends the invocation, on the clock of performance.now().
 * @param onTimedOut Is called instead of a timer that is due later.
 */
exports.hurry = (isUnanswered, endsMs, onTimedOut) => {
    const isNew = hurry === undefined;
    const silent = isUnanswered ? process._getActiveHandles().filter((handle) => handle instanceof net.Socket) : [];
    hurry = { silent: [...(hurry?.silent ?? []), ...silent], endsMs, onTimedOut, idle: 0 };
    if (isNew) {
        look();
    }
};

/** Ends the hurry. @returns How much time was skipped since the last call, in milliseconds. */
exports.calm = () => {
    const skipped = skippedMs - reportedMs;
    reportedMs = skippedMs;
    hurry = undefined;
    return skipped;
};
