interface Timer {
    atMs: number;
    /** Order of scheduling; decides among timers of the same instant. */
    sequence: number;
    action: () => void | Promise<void>;
    background: boolean;
    /** True once it ran, too. */
    cancelled: boolean;
}

/** How a timer takes part in a run. */
export interface TimerOptions {
    /** True for what need not be waited for, such as the expiry of a message: it does not keep a run alive. @default false */
    background?: boolean;
}

function requireInstant(method: string, argument: string, value: number): void {
    if (!Number.isFinite(value)) {
        throw new RangeError(`VirtualClock.${method}: ${argument} must be a finite number of milliseconds since 1970, got ${value}`);
    }
}

function before(a: Timer, b: Timer): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

/** Wall time after which a run pauses for a moment, in which the process can show progress, or end by Ctrl-C. */
const BREATH_MS = 50;

/**
 * The only time in the local AWS. It stands still until {@link VirtualClock.run} jumps from timer to timer, so that a day of retries, alarms
 * and expiries takes as long as the work in it, and two runs with the same timers are the same.
 *
 * @example
 * const clock = new VirtualClock(Date.UTC(2026, 0, 1));
 * clock.schedule(clock.now() + 60_000, () => console.log("a minute later"));
 * await clock.run();
 */
export class VirtualClock {
    /** A binary heap: the next timer is first. A simulated day schedules tens of thousands of timers. */
    private readonly heap: Timer[] = [];
    private nowMs: number;
    private nextSequence = 0;
    private foreground = 0;
    private running = false;
    /** What actions started and did not wait for, and what went wrong with it. */
    private readonly held = new Set<Promise<void>>();
    private readonly failures: unknown[] = [];

    /**
     * @param startMs Where the clock starts, in milliseconds since 1970. @default 2026-01-01T00:00:00Z, so that runs are alike.
     * @throws RangeError if `startMs` is not a finite number.
     */
    constructor(startMs: number = Date.UTC(2026, 0, 1)) {
        requireInstant("constructor", "startMs", startMs);
        this.nowMs = startMs;
    }

    /** The virtual time, in milliseconds since 1970. */
    now(): number {
        return this.nowMs;
    }

    /** When the next timer is due, those of the background included; undefined if there is none. */
    nextMs(): number | undefined {
        while (this.heap[0]?.cancelled === true) {
            this.pop();
        }
        return this.heap[0]?.atMs;
    }

    /** How many timers keep a run alive. */
    get pending(): number {
        return this.foreground;
    }

    /**
     * Runs `action` when the clock gets to `atMs`. An instant in the past means "now", after everything that is already due.
     *
     * @returns Cancels the timer; harmless once it ran.
     * @throws RangeError if `atMs` is not a finite number.
     */
    schedule(atMs: number, action: () => void | Promise<void>, { background = false }: TimerOptions = {}): () => void {
        requireInstant("schedule", "atMs", atMs);
        const timer: Timer = { atMs: Math.max(atMs, this.nowMs), sequence: this.nextSequence++, action, background, cancelled: false };
        this.push(timer);
        this.foreground += background ? 0 : 1;
        return () => this.retire(timer);
    }

    /** Starts `work` from an action without waiting for it. Other timers of this instant run meanwhile; the clock does not move, nor a run end, before it is done. */
    hold(work: Promise<void>): void {
        const held: Promise<void> = work.catch((error: unknown) => void this.failures.push(error)).finally(() => this.held.delete(held));
        this.held.add(held);
    }

    /**
     * Runs the timers one after another in order of time, first scheduled first among equals, and waits for each. Timers that an action
     * schedules are part of the run. Without `until` it ends when no timer but background ones is left.
     *
     * @param until Last instant to run, background timers included, in milliseconds since 1970; the clock then stands there.
     * @default none: as long as there is something to wait for
     * @throws RangeError if `until` is not finite, and an Error if called from inside an action, which would mix up the order of time.
     */
    async run(until?: number): Promise<void> {
        if (until !== undefined) {
            requireInstant("run", "until", until);
        }
        if (this.running) {
            throw new Error("VirtualClock.run: the clock runs already; an action must schedule a timer instead of running the clock");
        }
        this.running = true;
        let breathedMs = performance.now();
        try {
            for (;;) {
                // Not while something is held: what is done in one instant keeps its order.
                if (this.held.size === 0 && performance.now() - breathedMs > BREATH_MS) {
                    await new Promise((resolve) => setImmediate(resolve));
                    breathedMs = performance.now();
                }
                const timer = this.next(until);
                if (timer !== undefined) {
                    this.nowMs = timer.atMs;
                    await timer.action();
                } else if (this.held.size > 0) {
                    await Promise.race(this.held);
                } else {
                    break;
                }
                if (this.failures.length > 0) {
                    throw this.failures.shift();
                }
            }
            this.nowMs = Math.max(this.nowMs, until ?? this.nowMs);
        } finally {
            this.running = false;
        }
    }

    private next(until: number | undefined): Timer | undefined {
        while (this.heap[0] !== undefined) {
            const { cancelled, atMs } = this.heap[0];
            const isTooFar = until === undefined ? this.foreground === 0 : atMs > until;
            if (!cancelled && (isTooFar || (this.held.size > 0 && atMs > this.nowMs))) {
                return undefined;
            }
            const timer = this.pop();
            if (!cancelled) {
                this.retire(timer);
                return timer;
            }
        }
        return undefined;
    }

    private retire(timer: Timer): void {
        if (!timer.cancelled) {
            timer.cancelled = true;
            this.foreground -= timer.background ? 0 : 1;
        }
    }

    private push(timer: Timer): void {
        const heap = this.heap;
        let index = heap.length;
        heap.push(timer);
        while (index > 0) {
            const parent = (index - 1) >> 1;
            if (before(heap[parent]!, timer)) {
                break;
            }
            heap[index] = heap[parent]!;
            index = parent;
        }
        heap[index] = timer;
    }

    private pop(): Timer {
        const heap = this.heap;
        const top = heap[0]!;
        const last = heap.pop()!;
        if (heap.length > 0) {
            let index = 0;
            for (;;) {
                let child = 2 * index + 1;
                if (child >= heap.length) {
                    break;
                }
                if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) {
                    child++;
                }
                if (before(last, heap[child]!)) {
                    break;
                }
                heap[index] = heap[child]!;
                index = child;
            }
            heap[index] = last;
        }
        return top;
    }
}
