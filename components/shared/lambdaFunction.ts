import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import type { FailureQueue } from "../failureQueue";
import type { Ledger } from "../ledger";
import { LEDGER_VARIABLE } from "./environment";
import { type KeyUse, useKeys } from "./keys";
import { policyDocument, type Statement } from "./resourcePolicies";
import type { TagsArgs } from "./tags";

/** Longest supported of Lambda's runtimes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIME = "nodejs24.x";

export interface LambdaFunctionArgs extends TagsArgs {
    description: string;
    roleDescription: string;
    code: pulumi.Input<pulumi.asset.Archive>;
    handler: string;
    environment: Record<string, pulumi.Input<string>>;
    /** What the code may do, in addition to its log, the failure queue and what is said of the ledger. */
    statements: pulumi.Input<Statement[]>;
    /** The ledger's table, and what of it the code uses. @default the code uses none */
    ledger?: Ledger;
    ledgerActions?: readonly string[];
    /** Keeps what the code fails on. @default nothing does: the next run does its work */
    failureQueue?: FailureQueue;
    /** Keys of what else the code uses. @default none */
    keyUses?: readonly KeyUse[];
    /** How many invocations run at the same time at most. @default as many as the account allows */
    reservedConcurrency?: number | undefined;
    /** Services whose encrypted resources the code uses with the function's own key: "sns". */
    keyServices: readonly string[];
    /** ARN of the rule or the topic that invokes it. It says in which partition and Region the function is. */
    ruleArn: pulumi.Output<string>;
    timeoutSeconds: number;
    memoryMegabytes: number;
    architecture: "arm64" | "x86_64" | undefined;
    logRetentionDays: number;
    handlerRetries: number;
    maximumEventAgeSeconds: number;
    kmsKeyArn: pulumi.Input<string> | undefined;
    rolePath: string | undefined;
    permissionsBoundary: pulumi.Input<string> | undefined;
}

/** A function with what each needs: a role that allows what its code uses and nothing else, a log group, and a destination of what it fails on. */
export interface LambdaFunction {
    readonly function: lambda.Function;
    readonly role: iam.Role;
    /** What must exist before the first event arrives, or that event's failure would be lost. */
    readonly ready: pulumi.Resource[];
}

export function lambdaFunction(name: string, args: LambdaFunctionArgs, parent: pulumi.ComponentResource): LambdaFunction {
    const { failureQueue, ledger, kmsKeyArn, tags, ruleArn } = args;
    const child = { parent };
    const role = new iam.Role(
        `${name}-role`,
        {
            description: args.roleDescription,
            path: args.rolePath,
            permissionsBoundary: args.permissionsBoundary,
            tags,
            assumeRolePolicy: policyDocument([
                { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" } as Statement,
            ]),
        },
        child,
    );
    // A prefix: with a fixed name, two stacks in one account would write into the same group.
    const logGroup = new cloudwatch.LogGroup(
        `${name}-logs`,
        { namePrefix: `/aws/lambda/${name}-`, retentionInDays: args.logRetentionDays, kmsKeyId: kmsKeyArn, tags },
        child,
    );
    // Lambda itself decrypts the environment by a grant, and CloudWatch Logs by the key's policy: the role needs the key for what it writes to.
    const keyUses: KeyUse[] = [
        { keyArn: failureQueue?.kmsKeyArn, services: ["sqs"] },
        { keyArn: ledger?.kmsKeyArn, services: ["dynamodb"] },
        ...(args.keyUses ?? []),
        { keyArn: kmsKeyArn, services: args.keyServices },
    ];
    const rolePolicy = new iam.RolePolicy(
        `${name}-role-policy`,
        {
            role: role.name,
            policy: pulumi
                .all([ruleArn, logGroup.arn, failureQueue?.arn ?? "", ledger?.arn ?? "", pulumi.output(args.statements), pulumi.output(keyUses)])
                .apply(([rule, logGroupArn, failureQueueArn, ledgerArn, statements, keys]) =>
                    policyDocument([
                        ...(statements as Statement[]),
                        ...(ledgerArn === ""
                            ? []
                            : [{ Sid: "KeepLedger", Effect: "Allow", Action: args.ledgerActions ?? [], Resource: ledgerArn } satisfies Statement]),
                        { Sid: "WriteLogs", Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
                        ...(failureQueueArn === ""
                            ? []
                            : [{ Sid: "KeepFailures", Effect: "Allow", Action: "sqs:SendMessage", Resource: failureQueueArn } satisfies Statement]),
                        ...useKeys(keys, rule),
                    ]),
                ),
        },
        child,
    );
    const made = new lambda.Function(
        `${name}-function`,
        {
            description: args.description,
            code: args.code,
            handler: args.handler,
            runtime: RUNTIME,
            architectures: [args.architecture ?? "arm64"],
            role: role.arn,
            timeout: args.timeoutSeconds,
            memorySize: args.memoryMegabytes,
            reservedConcurrentExecutions: args.reservedConcurrency,
            environment: { variables: { ...args.environment, ...(ledger === undefined ? {} : { [LEDGER_VARIABLE]: ledger.tableName }) } },
            kmsKeyArn,
            tags,
            loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        },
        // Without its policy the function could neither log nor report a failure.
        { parent, dependsOn: [rolePolicy] },
    );
    const eventInvokeConfig = new lambda.FunctionEventInvokeConfig(
        `${name}-event-invoke-config`,
        {
            functionName: made.name,
            maximumRetryAttempts: args.handlerRetries,
            maximumEventAgeInSeconds: args.maximumEventAgeSeconds,
            ...(failureQueue === undefined ? {} : { destinationConfig: { onFailure: { destination: failureQueue.arn } } }),
        },
        child,
    );
    return { function: made, role, ready: [rolePolicy, eventInvokeConfig] };
}
