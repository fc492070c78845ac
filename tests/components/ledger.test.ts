import assert from "node:assert/strict";

import { Ledger, type LedgerArgs } from "../../components";
import { deploy, only, treeOf } from "../support/deployment";
import { alarmOn, OPS_TOPIC, refusalOf } from "./fixtures";

const build = (args: Partial<LedgerArgs> = {}) => new Ledger("orders", { alarmActions: [OPS_TOPIC], ...args });
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
        assert.deepEqual(treeOf(deployment), [
            "Ledger orders",
            "Ledger orders > MetricAlarm orders-ledger-failures",
            "Ledger orders > Table orders-ledger",
        ]);
        const { inputs, options } = only(deployment, "Table");
        assert.deepEqual([inputs, options], [table, {}]);
        assert.deepEqual(only(deployment, "Ledger").outputs, {
            tableName: "orders-ledger-0a1b2c3",
            arn: "arn:aws:dynamodb:us-east-1:111122223333:table/orders-ledger-0a1b2c3",
        });
    });

    it("has an alarm on the events that are handled although its table failed", async () => {
        const { inputs } = only(await deploy(() => void build()), "MetricAlarm");
        assert.deepEqual(
            inputs,
            alarmOn({
                namespace: "SageMakerJobStatus",
                metricName: "LedgerFailures",
                dimensions: { LedgerTable: "orders-ledger-0a1b2c3" },
                statistic: "Sum",
                threshold: 1,
                period: 60,
                alarmDescription:
                    "The ledger's table did not answer a function that only informs, so that a message may be sent again. The function's log says why. Functions that act put their events into the failure queue.",
            }),
        );
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
        const { problems, registered } = await refusalOf(() =>
            build({ alarmActions: [], protect: "yes", tags: [], kmsKeyArn: "alias/mine" } as unknown as LedgerArgs),
        );
        assert.deepEqual(registered, []);
        assert.deepEqual(
            problems.map((problem) => problem.replace(/ must be .*, got/, " … got")),
            [
                'Ledger "orders": alarmActions must have one to five ARNs of SNS topics or Lambda functions, got none',
                'Ledger "orders": protect … got "yes"',
                'Ledger "orders": kmsKeyArn … got "alias/mine"',
                'Ledger "orders": tags … got []',
            ],
        );
    });
});
