import * as dynamodb from "@pulumi/aws/dynamodb";
import * as pulumi from "@pulumi/pulumi";

import { OWN_METRICS, OWN_NAMESPACE } from "../catalog";
import { alarmActionProblems, refuse, show } from "./shared/arguments";
import { arnProblems } from "./shared/arns";
import { metricAlarm } from "./shared/metricAlarm";
import { type TagsArgs, tagProblems } from "./shared/tags";
import { typeToken } from "./shared/type";

/** Arguments of a {@link Ledger}. */
export interface LedgerArgs extends TagsArgs {
    /** ARNs that the alarm notifies: SNS topics or Lambda functions, at least one. */
    alarmActions: pulumi.Input<string>[];
    /**
     * Whether neither Pulumi nor anybody else may delete the table. Without it, deleting the stack deletes what is known of the last 30 days.
     * @default false
     */
    protect?: boolean;
    /**
     * ARN of a customer-managed key that encrypts the table.
     * @default a key that DynamoDB owns
     */
    kmsKeyArn?: pulumi.Input<string>;
}

/**
 * Remembers for 30 days which status of which resource each reaction has handled, so that repeats are recognised: a DynamoDB table that is paid by the
 * request. Any number of reactions may share it; each has its own entries.
 *
 * While the table is gone, denied or does not answer, handlers that only inform run all the same: an alarm on their metric says so. The others throw, and
 * the alarms of their function and queue say so.
 *
 * @throws RunError that lists every bad argument, before anything is registered.
 */
export class Ledger extends pulumi.ComponentResource {
    /** Value for `LEDGER_TABLE` in a function's environment. */
    public readonly tableName: pulumi.Output<string>;
    /** The ARN of the table. */
    public readonly arn: pulumi.Output<string>;
    /** The key that whoever uses the table must be allowed to use. */
    public readonly kmsKeyArn: pulumi.Input<string> | undefined;

    constructor(name: string, args: LedgerArgs, opts?: pulumi.ComponentResourceOptions) {
        const { alarmActions, protect = false, kmsKeyArn, tags } = args;
        refuse("Ledger", name, [
            ...alarmActionProblems(alarmActions),
            ...(typeof protect === "boolean" ? [] : [`protect must be true or false, got ${show(protect)}`]),
            ...arnProblems("kmsKeyArn", kmsKeyArn, "key"),
            ...tagProblems(tags),
        ]);
        super(typeToken("storage", "Ledger"), name, {}, opts);

        const table = new dynamodb.Table(
            `${name}-ledger`,
            {
                billingMode: "PAY_PER_REQUEST",
                hashKey: "id",
                attributes: [{ name: "id", type: "S" }],
                ttl: { attributeName: "expiresAt", enabled: true },
                pointInTimeRecovery: { enabled: true },
                // Not enabled still is encrypted. With "enabled" and without a key, a table that had one would stay on it, since the provider takes
                // what is left out for what there is, and would be lost with that key: https://github.com/hashicorp/terraform/issues/35540
                serverSideEncryption: { enabled: kmsKeyArn !== undefined, kmsKeyArn },
                deletionProtectionEnabled: protect,
                tags,
            },
            { parent: this, protect },
        );
        metricAlarm(
            `${name}-ledger-failures`,
            {
                namespace: OWN_NAMESPACE,
                metricName: OWN_METRICS.ledgerFailures.metricName,
                dimensions: { [OWN_METRICS.ledgerFailures.dimension]: table.name },
                statistic: "Sum",
                threshold: 1,
                periodSeconds: 60,
                description:
                    "The ledger's table did not answer a function that only informs, so that a message may be sent again. The function's log says why. Functions that act put their events into the failure queue.",
            },
            { alarmActions, tags },
            this,
        );
        this.tableName = table.name;
        this.arn = table.arn;
        this.kmsKeyArn = kmsKeyArn;
        this.registerOutputs({ tableName: this.tableName, arn: this.arn });
    }
}
