import type { KindRow } from "../../../catalog";
import { rowOfEvent } from "../../sageMaker/rowOfEvent";
import type { Context } from "../context";
import type { FaultName } from "../faults";
import type { BusEvent } from "../occurrences";
import { uuidFrom } from "../random";
import type { Bus } from "../receivers/bus";

/** A choice of ours: SageMaker says only that several events may report one change. */
const REPEATED_WITHIN_MS = 300_000;
/** EventBridge's limit is 256 KB for an event [EventBridge User Guide, quotas]; the rest of the event needs some of it. */
const LONG_TEXT_BYTES = 250_000;

/** Brings what SageMaker sends to the default bus: at once and once, unless a fault strikes on the way. */
export class Carrier {
    constructor(
        private readonly context: Context,
        private readonly bus: Bus,
    ) {}

    carry(sent: BusEvent): void {
        const { random } = this.context;
        const row = rowOfEvent(sent);
        const strike = (name: FaultName) => this.context.faults.strike(name, row?.kind ?? String(sent["detail-type"]), sent.id);
        if (strike("loseEvents") !== undefined) {
            this.lose(sent);
            return;
        }
        const skew = strike("skewClock");
        let event = skew === undefined ? sent : { ...sent, time: shifted(sent.time, (2 * random() - 1) * skew.seconds!) };
        for (const change of ["oversizeEvents", "malformEvents", "poisonEvents"] as const) {
            event = row !== undefined && strike(change) !== undefined ? CHANGES[change](event, row) : event;
        }
        const delay = strike("delayEvents")?.seconds ?? 0;
        const reorder = strike("reorderEvents")?.seconds ?? 0;
        this.bring(event, 1000 * Math.round(delay + reorder * random()));
        const { copies = 1 } = strike("repeatEvents") ?? {};
        for (let copy = 1; copy < copies; copy++) {
            this.bring({ ...event, id: uuidFrom(random) }, Math.ceil(random() * REPEATED_WITHIN_MS));
        }
    }

    /** Takes down that SageMaker never sent it. */
    lose(event: BusEvent): void {
        this.bus.missAll(event, "SageMaker did not send it");
    }

    private bring(event: BusEvent, delayMs: number): void {
        const { clock } = this.context;
        if (delayMs === 0) {
            this.bus.put(event);
        } else {
            clock.schedule(clock.now() + delayMs, () => void this.bus.put(event));
        }
    }
}

function shifted(time: unknown, seconds: number): unknown {
    const ms = Date.parse(String(time));
    return Number.isFinite(ms) ? `${new Date(ms + 1000 * seconds).toISOString().slice(0, 19)}Z` : time;
}

type Change = (event: BusEvent, row: KindRow) => BusEvent;

const withDetail = (event: BusEvent, fields: Readonly<Record<string, unknown>>): BusEvent => ({
    ...event,
    detail: Object.fromEntries(Object.entries({ ...(event.detail as object), ...fields }).filter(([, value]) => value !== undefined)),
});

const CHANGES: Readonly<Record<"oversizeEvents" | "malformEvents" | "poisonEvents", Change>> = {
    oversizeEvents: (event, { reasonField }) => withDetail(event, { [reasonField ?? "FailureReason"]: "long ".repeat(LONG_TEXT_BYTES / 5) }),
    malformEvents: (event, { nameField, arnField }) => withDetail(event, { [nameField ?? arnField ?? "Name"]: 5 }),
    poisonEvents: (event, { reasonField, times }) => ({
        ...withDetail(event, {
            [reasonField ?? "FailureReason"]: "\u001b[31mred\u0007\u202e\nReason  none <b>&amp;</b> [x](http://example.com) @here",
            [times.created ?? "CreationTime"]: "soon",
            Tags: [null, 5, { Key: {}, Value: [] }],
            SecondaryStatusTransitions: "none",
        }),
        account: 7,
        time: { at: "noon" },
    }),
};
