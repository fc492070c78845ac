import * as assert from "node:assert/strict";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";

import { type LedgerTable, ledgerTable } from "../../../functions/shared/ledgerTable";
import { FakeTable } from "./fakeLedger";
import { TABLE, useLocalTable } from "./localTable";

const claimOf = (id: string, claim: string, claimedUntil: number) => ({ id, claim, claimedUntil, expiresAt: 1_800_000_000 });

/** Any call of the ledger, few enough different ones that they meet. */
const call = fc.oneof(
    fc
        .record({ id: fc.constantFrom("a", "b"), claim: fc.constantFrom("one", "two"), until: fc.nat(9), now: fc.nat(9) })
        .map(({ id, claim, until, now }) => ["claim", claimOf(id, claim, until), now] as const),
    fc
        .record({ id: fc.constantFrom("a", "b"), claim: fc.constantFrom("one", "two"), completed: fc.boolean() })
        .map(
            ({ id, claim, completed }) =>
                ["settle", id, claim, completed ? { state: "Completed", outcome: "handled", completedAt: 5 } : { state: "Released" }] as const,
        ),
    fc
        .record({ id: fc.constantFrom("#a", "#b"), phase: fc.nat(2), modified: fc.nat(3), status: fc.constantFrom("InProgress", "Stopped") })
        .map(({ id, ...position }) => ["advance", id, position, 1_800_000_000] as const),
    fc.constantFrom("a", "b").map((id) => ["find", id] as const),
    fc.constantFrom("#a", "#b").map((id) => ["furthest", id] as const),
);

function run(table: LedgerTable, [method, ...args]: readonly [string, ...unknown[]]): Promise<unknown> {
    return (table as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[method]!(...args);
}

describe("the ledger's table", () => {
    // Thousands of small requests, on a machine that may be busy.
    const { client } = useLocalTable();
    let table: LedgerTable;
    before(() => {
        table = ledgerTable();
    });

    it("is found in LEDGER_TABLE, and nowhere else", () => {
        process.env.LEDGER_TABLE = "";
        try {
            assert.throws(ledgerTable, { message: "The function's environment must have LEDGER_TABLE" });
        } finally {
            process.env.LEDGER_TABLE = TABLE;
        }
    });

    it("answers every call as the table of the other tests does", async () => {
        let round = 0;
        await fc.assert(
            fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 25 }), async (calls) => {
                const fake = new FakeTable();
                const prefix = `${++round} `;
                for (const [method, first, ...rest] of calls) {
                    const own = typeof first === "string" ? prefix + first : { ...first, id: prefix + first.id };
                    assert.deepEqual(
                        withoutKey(await run(table, [method, own, ...rest])),
                        await run(fake, [method, own, ...rest]),
                        `${method} ${rest}`,
                    );
                }
            }),
            { numRuns: 60 },
        );
    });

    it("keeps entries until a time in seconds, in the attribute by which DynamoDB deletes them", async () => {
        await table.claim({ ...claimOf("kept", "one", 1), expiresAt: 1_800_000_001 }, 0);
        await table.advance("#kept", { phase: 1, modified: 2, status: "Stopped" }, 1_800_000_002);
        const items = await Promise.all(
            ["kept", "#kept"].map(async (id) => (await client().send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } } }))).Item),
        );
        assert.deepEqual(
            items.map((item) => item?.expiresAt),
            [{ N: "1800000001" }, { N: "1800000002" }],
        );
    });

    it("passes on an error that is not the condition's", async () => {
        process.env.LEDGER_TABLE = "missing";
        try {
            const missing = ledgerTable();
            for (const each of [
                () => missing.claim(claimOf("a", "one", 1), 0),
                () => missing.find("a"),
                () => missing.settle("a", "one", { state: "Released" }),
            ]) {
                await assert.rejects(each, { name: "ResourceNotFoundException" });
            }
        } finally {
            process.env.LEDGER_TABLE = TABLE;
        }
    });
});

/** An item without what the fake does not keep: the key, and when DynamoDB may delete it. */
function withoutKey(answer: unknown): unknown {
    if (typeof answer !== "object" || answer === null) {
        return answer;
    }
    const { id: _id, expiresAt: _expiresAt, ...rest } = answer as Record<string, unknown>;
    return rest;
}
