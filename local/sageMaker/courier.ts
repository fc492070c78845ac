import { uuidFrom } from "../aws/random";
import type { Reliability, World } from "./world";

/**
 * Brings events to the bus as well as SageMaker does: it promises best effort, says that several events may report one change, and no order.
 * Everything arrives once and at once until someone asks for less.
 */
export class Courier {
    private reliability: Required<{ [K in keyof Reliability]: number }> = { repeats: 0, losses: 0, late: 0, lateSeconds: 60 };
    private readonly neverArrived: object[] = [];

    constructor(private readonly world: World) {}

    /** From now on. */
    set({ repeats = 0, losses = 0, late = 0, lateSeconds = 60 }: Reliability): void {
        this.reliability = { repeats, losses, late, lateSeconds };
    }

    /** Events that SageMaker did not send though it should have. */
    lost(): readonly object[] {
        return this.neverArrived;
    }

    /** @param make Makes the event of a change; a repeat has another id. */
    send(make: (id: string) => object): void {
        const { repeats, losses, late, lateSeconds } = this.reliability;
        const { random } = this.world;
        const happens = (share: number): boolean => share > 0 && random() < share;
        const delay = (): number => Math.ceil(random() * lateSeconds) * 1000;
        const event = make(uuidFrom(random));
        if (happens(losses)) {
            this.neverArrived.push(event);
            this.world.lose?.(event);
            return;
        }
        this.deliver(event, happens(late) ? delay() : 0);
        if (happens(repeats)) {
            this.deliver(make(uuidFrom(random)), delay());
        }
    }

    private deliver(event: object, delayMs: number): void {
        const { clock, emit } = this.world;
        if (delayMs === 0) {
            emit(event);
        } else {
            clock.schedule(clock.now() + delayMs, () => emit(event));
        }
    }
}
