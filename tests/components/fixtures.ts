import * as pulumi from "@pulumi/pulumi";

import type { Handler } from "../../catalog";
import { deploy, treeOf } from "../support/deployment";

/** An alarm action of the tests. */
export const OPS_TOPIC = "arn:aws:sns:us-east-1:111122223333:ops";

/** A handler that needs nothing. */
export const quiet: Handler = {
    callbackFactory: () => async () => ({ outcome: "handled" }),
    actions: [],
    environment: [],
};

/** The statement by which queues refuse what does not come over TLS. */
export function denyWithoutTls(action: string, resource: string): object {
    return {
        Sid: "DenyWithoutTls",
        Effect: "Deny",
        Principal: "*",
        Action: action,
        Resource: resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
}

/** The inputs of an alarm on one data point, which notifies OPS_TOPIC. */
export function alarmOn({
    alarmDescription,
    hasEvents = false,
    ...metric
}: {
    namespace: string;
    metricName: string;
    dimensions: Record<string, string>;
    statistic: string;
    threshold: number;
    period: number;
    alarmDescription: string;
    /** Whether `jobstatus dlq` says more. */
    hasEvents?: boolean;
}): object {
    const command = hasEvents ? 'Run "npx --no-install jobstatus dlq explain --stack test". ' : "";
    return {
        ...metric,
        alarmDescription: `${alarmDescription} ${command}Runbook: docs/runbook.md.`,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        treatMissingData: "notBreaching",
        actionsEnabled: true,
        alarmActions: [OPS_TOPIC],
    };
}

/** The statements of a policy in JSON text. */
export function statementsOf(policy: unknown): object[] {
    const { Version, Statement, ...rest } = JSON.parse(String(policy)) as { Version: string; Statement: object[] };
    if (Version !== "2012-10-17" || Object.keys(rest).length > 0) {
        throw new Error(`expected a policy of 2012-10-17 with statements alone, got ${String(policy)}`);
    }
    return Statement;
}

/** The lines of the RunError that `build` throws, and what had been registered all the same. */
export async function refusalOf(build: () => void): Promise<{ problems: string[]; registered: string[] }> {
    let refusal: unknown;
    const deployment = await deploy(() => {
        try {
            build();
        } catch (error) {
            refusal = error;
        }
    });
    if (!pulumi.RunError.isInstance(refusal)) {
        throw new Error(`expected a RunError, got ${refusal}`);
    }
    return { problems: refusal.message.split("\n"), registered: treeOf(deployment) };
}
