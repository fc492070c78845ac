import type { EventKindRow, Handler, HandlerContext, HandlerResult } from "../../../catalog";
import { type EventHandler, handleOnce, type LedgerDeps } from "../../../functions/ledger";
import type { Position } from "../../../functions/shared/identity";
import type { Claim, Entry, LedgerTable, Settlement } from "../../../functions/shared/ledgerTable";

/** The table of the ledger in memory. tests/functions/shared/ledgerTable.test.ts shows that it answers as DynamoDB does. */
export class FakeTable implements LedgerTable {
    readonly entries = new Map<string, Entry>();
    readonly positions = new Map<string, Position>();

    async claim({ id, claim, claimedUntil }: Claim, now: number): Promise<boolean> {
        const entry = this.entries.get(id);
        const free = entry === undefined || entry.state === "Released" || (entry.state === "InProgress" && entry.claimedUntil <= now);
        if (free) {
            this.entries.set(id, { state: "InProgress", claim, claimedUntil });
        }
        return free;
    }

    async find(id: string): Promise<Entry | undefined> {
        return this.entries.get(id);
    }

    async settle(id: string, claim: string, settlement: Settlement): Promise<boolean> {
        const entry = this.entries.get(id);
        const own = entry?.claim === claim;
        if (own) {
            this.entries.set(id, { ...entry!, ...settlement });
        }
        return own;
    }

    async advance(id: string, { phase, modified, status }: Position): Promise<boolean> {
        const known = this.positions.get(id);
        const further = known === undefined || known.phase < phase || (known.phase === phase && known.modified < modified);
        if (further) {
            this.positions.set(id, { phase, modified, status });
        }
        return further;
    }

    async furthest(id: string): Promise<Position | undefined> {
        return this.positions.get(id);
    }
}

export const START = Date.UTC(2026, 10, 24, 9);
const TIMEOUT_MS = 60_000;

/** A ledger before a handler that counts what it acts on, at a time that stands still until it is set. */
export class LedgerBench {
    now = START;
    readonly acted: unknown[] = [];
    readonly warnings: string[] = [];
    /** The times that were left for calls. */
    readonly limits: number[] = [];
    describe: LedgerDeps["describe"] = () => Promise.reject(new Error("asked SageMaker"));
    handler: EventHandler = async (event) => {
        this.acted.push(event);
        return { outcome: "handled" };
    };
    /** Events that were handled without the ledger. */
    failures = 0;
    private claims = 0;

    constructor(
        readonly row: EventKindRow,
        readonly identity: readonly string[] = row.identity,
        readonly table: LedgerTable = new FakeTable(),
        readonly onLedgerFailure?: Handler["onLedgerFailure"],
    ) {}

    handle(event: unknown, { reaction = "orders", awsRequestId = "request" } = {}): Promise<HandlerResult | undefined> {
        const context: HandlerContext = { awsRequestId, getRemainingTimeInMillis: () => TIMEOUT_MS };
        return handleOnce({ row: this.row, identity: this.identity, onLedgerFailure: this.onLedgerFailure }, event, context, this.handler, {
            table: this.table,
            describe: (input) => this.describe(input),
            reaction,
            now: () => this.now,
            newClaim: () => `claim ${++this.claims}`,
            limitCalls: (remainingMs) => void this.limits.push(remainingMs),
            warn: (message) => void this.warnings.push(message),
            countFailure: () => void this.failures++,
        });
    }

    /** The handler's outcome, the ledger's with its reason, or the error. */
    async outcome(event: unknown, options?: { reaction?: string; awsRequestId?: string }): Promise<string> {
        try {
            const result = await this.handle(event, options);
            return [result?.outcome ?? "nothing", result?.reason].filter(Boolean).join(": ");
        } catch (error) {
            return `${(error as Error).name}: ${(error as Error).message}`;
        }
    }
}
