import assert from "node:assert/strict";

import { Ledger, type LedgerArgs } from "../../components";
import { deploy, only, treeOf } from "../support/deployment";
import { refusalOf } from "./fixtures";

const build = (args?: LedgerArgs) => new Ledger("orders", args);
const table = {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    ttl: { attributeName: "expiresAt", enabled: true },
    pointInTimeRecovery: { enabled: true },
    serverSideEncryption: { enabled: false },
    deletionProtectionEnabled: false,
};

describe("Ledger", () => {
    it("is a table that is paid by the request, forgets by itself, is encrypted by DynamoDB's own key and can be restored", async () => {
        const deployment = await deploy(() => void build());
        assert.deepEqual(treeOf(deployment), ["Ledger orders", "Ledger orders > Table orders-ledger"]);
        const { inputs, options } = only(deployment, "Table");
        assert.deepEqual([inputs, options], [table, {}]);
        assert.deepEqual(only(deployment, "Ledger").outputs, {
            tableName: "orders-ledger-0a1b2c3",
            arn: "arn:aws:dynamodb:us-east-1:111122223333:table/orders-ledger-0a1b2c3",
        });
    });

    it("can be deleted neither by Pulumi nor in the console when it is protected", async () => {
        const { inputs, options } = only(await deploy(() => void build({ protect: true })), "Table");
        assert.deepEqual([inputs, options], [{ ...table, deletionProtectionEnabled: true }, { protect: true }]);
    });

    it("takes a key and tags", async () => {
        const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/0f0e";
        const { inputs } = only(await deploy(() => void build({ kmsKeyArn, tags: { team: "ml" } })), "Table");
        assert.deepEqual(inputs, { ...table, serverSideEncryption: { enabled: true, kmsKeyArn }, tags: { team: "ml" } });
    });

    it("refuses what it can't understand, all at once", async () => {
        const { problems, registered } = await refusalOf(() => build({ protect: "yes", tags: [], kmsKeyArn: "alias/mine" } as unknown as LedgerArgs));
        assert.deepEqual(registered, []);
        assert.deepEqual(
            problems.map((problem) => problem.replace(/ must be .*, got/, " … got")),
            ['Ledger "orders": protect … got "yes"', 'Ledger "orders": kmsKeyArn … got "alias/mine"', 'Ledger "orders": tags … got []'],
        );
    });
});
