import * as assert from "node:assert/strict";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";

import { NOTHING_SENT, withMessage, withQueued } from "../../../functions/shared/sendingLimit";
import { sendingTable } from "../../../functions/shared/sendingTable";
import { TABLE, useLocalTable } from "./localTable";

const TOPIC = "arn:aws:sns:us-east-1:111122223333:jobs";
const NOW = Date.UTC(2026, 10, 24, 9);

describe("what is known of the messages to a topic", () => {
    const { client } = useLocalTable();

    it("is kept in the ledger's table, under a key that no claim and no position has, until 30 days later", async () => {
        const table = sendingTable(TOPIC);
        assert.equal(await table.change((known) => withMessage(known, NOW, 10)), true);
        assert.equal(await table.change((known) => withQueued(known, NOW + 1)), true);
        const { Item: { expiresAt, ...item } = {} } = await client().send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: `##${TOPIC}` } } }));
        assert.deepEqual(item, {
            id: { S: `##${TOPIC}` },
            version: { N: "2" },
            minute: { N: `${NOW / 60_000}` },
            count: { N: "1" },
            before: { N: "0" },
            queuedAt: { N: `${NOW + 1}` },
            lockedUntil: { N: "0" },
        });
        assert.ok(Math.abs(Number(expiresAt?.N) - Date.now() / 1000 - 30 * 86_400) < 60);
    });

    it("is separate for each topic, and is nothing at first", async () => {
        const seen: unknown[] = [];
        const changed = await sendingTable(`${TOPIC}-2`).change((known) => {
            const { minute, count, before: earlier, queuedAt, lockedUntil } = known;
            seen.push({ minute, count, before: earlier, queuedAt, lockedUntil });
            return undefined;
        });
        assert.deepEqual([changed, seen], [false, [NOTHING_SENT]]);
    });

    it("admits as many messages as the limit, and no more, when many functions ask at the same time", async () => {
        for (let round = 0; round < 4; round++) {
            const tables = Array.from({ length: 20 }, () => sendingTable(`${TOPIC}-round-${round}`));
            const answers = await Promise.all(tables.map((table) => table.change((known) => withMessage(known, NOW, 7))));
            const admitted = answers.filter(Boolean).length;
            assert.ok(admitted >= 1 && admitted <= 5, `${admitted}`);
            // What is left of the limit is still there for those who ask later.
            const later = [];
            for (let index = 0; index < 6; index++) {
                later.push(await tables[0]!.change((known) => withMessage(known, NOW, 7)));
            }
            assert.equal(admitted + later.filter(Boolean).length, 5);
        }
    });

    it("passes on what DynamoDB says", async () => {
        process.env.LEDGER_TABLE = "missing";
        try {
            await assert.rejects(
                sendingTable(TOPIC).change((known) => known),
                { name: "ResourceNotFoundException" },
            );
        } finally {
            process.env.LEDGER_TABLE = "orders";
        }
    });
});
