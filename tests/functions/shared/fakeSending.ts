import { NOTHING_SENT, type Sending } from "../../../functions/shared/sendingLimit";
import type { SendingTable } from "../../../functions/shared/sendingTable";

/** The entry of a topic in memory. tests/functions/shared/sendingTable.test.ts shows that it answers as DynamoDB does. */
export class FakeSending implements SendingTable {
    known: Sending = NOTHING_SENT;
    /** How often it was written. */
    changes = 0;
    /** Fails the next calls, as long as it is set. */
    error: Error | undefined;

    async change(decide: (sending: Sending) => Sending | undefined): Promise<boolean> {
        if (this.error !== undefined) {
            throw this.error;
        }
        const changed = decide(this.known);
        this.known = changed ?? this.known;
        this.changes += changed === undefined ? 0 : 1;
        return changed !== undefined;
    }
}
