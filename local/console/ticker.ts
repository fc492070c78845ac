import type { VirtualClock } from "../clock";
import type { ClockState } from "./protocol";

/** How often the clock is moved, in real milliseconds. */
const TICK_MS = 50;

/** Speeds of the clock: virtual seconds in a second. */
export const SPEEDS = [1, 10, 100, 1000, 10_000] as const;

/** Moves a virtual clock with real time, at a speed, in steps, or not at all. */
export class Ticker {
    private timer: NodeJS.Timeout | undefined;
    private speed = 100;
    private running = false;
    private isClosed = false;
    /** The work on the clock: one run after the other. */
    private last: Promise<void> = Promise.resolve();

    /**
     * @param onMoved Is called after each move.
     * @param onError Gets what an action of the clock throws, which stops it.
     */
    constructor(
        private readonly clock: VirtualClock,
        private readonly onMoved: () => void,
        private readonly onError: (error: unknown) => void,
    ) {}

    state(): ClockState {
        return { nowMs: this.clock.now(), running: this.running, speed: this.speed, pending: this.clock.pending };
    }

    /** @param speed One of {@link SPEEDS}. @default the one before */
    start(speed = this.speed): void {
        this.speed = speed;
        if (!this.running && !this.isClosed) {
            this.running = true;
            this.schedule();
        }
    }

    pause(): void {
        this.running = false;
        clearTimeout(this.timer);
    }

    /** Pauses, and moves to the next instant at which something happens, background work included. */
    step(): Promise<void> {
        this.pause();
        return this.move(async () => {
            const next = this.clock.nextMs();
            if (next !== undefined) {
                await this.clock.run(next);
            }
        });
    }

    /** Runs at once until nothing is under way, up to a virtual instant. */
    settle(until: number): Promise<void> {
        return this.move(async () => {
            while (this.clock.pending > 0 && this.clock.now() < until) {
                await this.clock.run(Math.min(until, this.clock.nextMs() ?? until));
            }
        });
    }

    /** Stops, and waits for what is at work. */
    async close(): Promise<void> {
        this.pause();
        this.isClosed = true;
        await this.last;
    }

    private schedule(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            void this.move(() => this.clock.run(this.clock.now() + TICK_MS * this.speed)).then(() => {
                if (this.running) {
                    this.schedule();
                }
            });
        }, TICK_MS);
    }

    private move(work: () => Promise<void>): Promise<void> {
        this.last = this.last
            .then(() => (this.isClosed ? undefined : work()))
            .then(this.onMoved, (error: unknown) => {
                this.pause();
                this.onError(error);
            });
        return this.last;
    }
}
