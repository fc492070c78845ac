import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

import type { Props } from "../../../local/engine/graph";

/** A resource that "exists in AWS". */
export interface StoredResource {
    readonly type: string;
    readonly id: string;
    readonly inputs: Props;
    readonly outputs: Props;
}

/** What shall go wrong, for tests: each once. */
export interface Fault {
    /** Part of the URN that it concerns. */
    readonly urn: string;
    readonly operation: "create" | "update" | "delete";
    /** AWS's error text. */
    readonly message: string;
    /** Counts down: the fault strikes when it gets to 0 and is gone then. @default 0, at once */
    readonly after?: number;
}

export interface Account {
    resources: Record<string, StoredResource>;
    faults: Fault[];
    /** Operations in the order in which they were carried out: "create NAME". */
    log: string[];
}

/** The account that the test provider keeps on disk, so that a second `pulumi up` finds what the first one made. */
export class AccountStore {
    constructor(private readonly file: string) {}

    read(): Account {
        return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, "utf8")) as Account) : { resources: {}, faults: [], log: [] };
    }

    /** Changes the account. One provider process serves one command, and does one thing after another here. */
    change<T>(edit: (account: Account) => T): T {
        const account = this.read();
        const result = edit(account);
        writeFileSync(`${this.file}.new`, JSON.stringify(account));
        renameSync(`${this.file}.new`, this.file);
        return result;
    }

    /** Takes the fault of an operation, if one is due. */
    takeFault(urn: string, operation: Fault["operation"]): string | undefined {
        return this.change((account) => {
            const index = account.faults.findIndex((fault) => fault.operation === operation && urn.includes(fault.urn));
            const fault = account.faults[index];
            if (fault === undefined) {
                return undefined;
            }
            if ((fault.after ?? 0) > 0) {
                account.faults[index] = { ...fault, after: fault.after! - 1 };
                return undefined;
            }
            account.faults.splice(index, 1);
            return fault.message;
        });
    }
}
