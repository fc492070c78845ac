import type * as iam from "@pulumi/aws/iam";
import type * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KINDS, type EventKindRow, type Handler, type HandlerModule, LIMITS } from "../catalog";
import { asksForIdentity, type LedgerConfig } from "../functions/ledger";
import { FailureQueue } from "./failureQueue";
import { JobStatusRule } from "./jobStatusRule";
import { Ledger } from "./ledger";
import { digestProblems, type MessageDigest } from "./messageDigest";
import { refuse, reservedConcurrencyProblems, show, wholeNumberProblems } from "./shared/arguments";
import { handlerModuleProblems } from "./shared/handlerBundle";
import { handlerArchive, handlerDataProblems } from "./shared/handlerPackage";
import { environmentProblems } from "./shared/environment";
import { withDefaults } from "./shared/defaults";
import { identityProblems } from "./shared/handlerIdentity";
import { type FunctionSettings, functionSettingProblems } from "./shared/functionSettings";
import { lambdaFunction } from "./shared/lambdaFunction";
import type { Statement } from "./shared/resourcePolicies";
import { typeToken } from "./shared/type";

/** What can be set on the function that runs a handler. */
export interface HandlerFunctionOptions extends FunctionSettings {
    /** Values of the environment variables that the handler declares. Values of other resources travel here, never captured in the handler. */
    environment?: Record<string, pulumi.Input<string>>;
    /**
     * Seconds that one event may take, 1 to 900.
     * @default 60
     */
    timeoutSeconds?: number;
    /**
     * Memory in MB, 128 to 10,240.
     * @default 256
     */
    memoryMegabytes?: number;
    /**
     * How often an event is tried again when the handler throws, 0 to 2: after one minute and after two more.
     * @default 2
     */
    handlerRetries?: number;
    /**
     * Seconds after which an event that could not be delivered or handled goes to its queue, 60 to 21,600. Where that is sooner than a minute after
     * the last retry, there is no alarm on the age of waiting events.
     * @default 3600
     */
    maximumEventAgeSeconds?: number;
    /**
     * ARN of a customer-managed key that encrypts the function's log group and environment variables. The handler's role may use it for what the
     * handler's actions are allowed on (a topic, a table): set it where those are encrypted with it. Its policy must allow
     * CloudWatch Logs, as that of an {@link EncryptionKey} does.
     * @default keys of AWS
     */
    kmsKeyArn?: pulumi.Input<string>;
    /**
     * How many events the function handles at the same time at most, 1 to 1,000; the others wait, up to maximumEventAgeSeconds. It spares SageMaker's
     * quotas in a storm of events. The account's other functions have so many less, and one with a quota of 10 can reserve nothing.
     * @default as many as the account allows
     */
    reservedConcurrency?: number;
}

/** Arguments of a {@link HandlerFunction}. */
export interface HandlerFunctionArgs extends HandlerFunctionOptions {
    /** What the function does with each event. */
    handler: Handler | HandlerModule;
    /** The rule whose events the function handles. Its kind says on which ARNs the handler's actions are allowed. */
    rule: JobStatusRule;
    /** Keeps the events that the handler failed on after every retry. */
    failureQueue: FailureQueue;
    /** Where the function keeps what it has handled. */
    ledger: Ledger;
    /**
     * Keeps the handler's messages to the topic in `TOPIC_ARN` within a limit.
     * @default every message is sent at once
     */
    digest?: MessageDigest;
}

/**
 * An inline callback Lambda: the handler's code behind the ledger that passes each status on once, and the slim SDK file, a role that allows what
 * the handler declares and the ledger needs and nothing else, a log group with a retention, and the failure queue as the destination of events that the handler fails on.
 */
export class HandlerFunction extends pulumi.ComponentResource {
    /** Runs the handler. */
    public readonly function: lambda.Function;
    /** Allows what the handler declares, and what the ledger needs. */
    public readonly role: iam.Role;
    /** What must exist before the first event arrives, or that event's failure would be lost. */
    public readonly ready: pulumi.Resource[];

    constructor(name: string, args: HandlerFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
        const { handler, rule, failureQueue, ledger, digest, environment = {} } = args;
        refuse("HandlerFunction", name, [
            ...handlerFunctionProblems(args, rule instanceof JobStatusRule ? ALL_KINDS[rule.kind] : undefined),
            ...(rule instanceof JobStatusRule ? [] : [`rule must be a JobStatusRule, got ${show(rule)}`]),
            ...(failureQueue instanceof FailureQueue ? [] : [`failureQueue must be a FailureQueue, got ${show(failureQueue)}`]),
            ...(ledger instanceof Ledger ? [] : [`ledger must be a Ledger, got ${show(ledger)}`]),
            ...digestProblems(digest, handler, ledger),
        ]);
        super(typeToken("functions", "HandlerFunction"), name, {}, opts);
        const row: EventKindRow = ALL_KINDS[rule.kind];
        const identity = handler.identity ?? row.identity;

        const made = lambdaFunction(
            name,
            {
                ...args,
                ...withDefaults(args),
                architecture: args.architecture,
                kmsKeyArn: args.kmsKeyArn,
                rolePath: args.rolePath,
                permissionsBoundary: args.permissionsBoundary,
                description: `Handles events of the rule ${name}`,
                roleDescription: `Runs the handler of ${name}`,
                code: pulumi.output(packageHandler(name, handler, { row, identity, onLedgerFailure: handler.onLedgerFailure })),
                handler: "__index.handler",
                environment: { ...environment, ...digest?.environment },
                reservedConcurrency: args.reservedConcurrency,
                statements: pulumi
                    .all([rule.arn, pulumi.output(resourcesOf(handler, environment)), digest?.sendStatements ?? []])
                    .apply(([ruleArn, values, toDigest]) => [...handlerStatements(handler, row, identity, ruleArn, values), ...toDigest]),
                ledgerActions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
                keyUses: [{ keyArn: digest?.kmsKeyArn, services: ["sqs"] }],
                keyServices: handler.actions.flatMap((action) => (typeof action === "string" ? [] : [action.action.split(":")[0]!])),
                ruleArn: rule.arn,
            },
            this,
        );
        this.function = made.function;
        this.role = made.role;
        this.ready = made.ready;
        this.registerOutputs({ arn: this.function.arn });
    }
}

/**
 * Problems of the handler and the options of its function.
 *
 * @param row The catalogue's row of the reaction's kind. Undefined while the kind is unknown.
 */
export function handlerFunctionProblems(
    { handler, environment = {}, ...options }: HandlerFunctionOptions & { handler: Handler | HandlerModule },
    row: EventKindRow | undefined,
): string[] {
    const isModule = typeof handler === "object" && handler !== null && "entry" in handler && handler.entry !== undefined;
    if ((typeof handler?.callbackFactory === "function") === isModule || !Array.isArray(handler.actions) || !Array.isArray(handler.environment)) {
        return [`handler must be an object { callbackFactory or entry, actions, environment }, got ${show(handler)}`];
    }
    return [
        ...handler.environment
            .filter((variable) => environment[variable] === undefined)
            .map((variable) => `environment must have ${variable}, which the handler reads`),
        ...Object.keys(environment)
            .filter((variable) => !handler.environment.includes(variable))
            .map((variable) => `environment has ${variable}, which the handler does not declare`),
        ...environmentProblems(environment),
        ...(handler.entry === undefined ? handlerDataProblems(handler.data) : handlerModuleProblems(handler)),
        ...(["throw", "continue", undefined].includes(handler.onLedgerFailure)
            ? []
            : [`handler.onLedgerFailure must be "throw" or "continue", got ${show(handler.onLedgerFailure)}`]),
        ...(handler.identity === undefined || row === undefined ? [] : identityProblems(handler.identity, row)),
        ...functionOptionProblems(options),
        ...handler.actions.flatMap((action) => actionProblems(action, handler.environment, row)),
    ];
}

/** Problems of the options of a function. */
export function functionOptionProblems(options: Omit<HandlerFunctionOptions, "environment">): string[] {
    const { timeoutSeconds, memoryMegabytes, handlerRetries, maximumEventAgeSeconds } = withDefaults(options);
    return [
        ...wholeNumberProblems("timeoutSeconds", timeoutSeconds, LIMITS.functionTimeoutSeconds),
        ...wholeNumberProblems("memoryMegabytes", memoryMegabytes, LIMITS.functionMemoryMegabytes),
        ...wholeNumberProblems("handlerRetries", handlerRetries, LIMITS.handlerRetries),
        ...reservedConcurrencyProblems(options.reservedConcurrency),
        ...wholeNumberProblems("maximumEventAgeSeconds", maximumEventAgeSeconds, LIMITS.eventAgeSeconds),
        ...functionSettingProblems(options),
    ];
}

function actionProblems(action: Handler["actions"][number], variables: readonly string[], row: EventKindRow | undefined): string[] {
    const name = typeof action === "string" ? action : action?.action;
    if (typeof name !== "string" || !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(name)) {
        return [`handler.actions must name single IAM actions such as "sagemaker:DescribeTrainingJob", without wildcards, got ${show(action)}`];
    }
    if (typeof action === "string") {
        const hint = "name the environment variable that holds the ARN it is allowed on";
        if (name.startsWith("logs:") && row !== undefined && row.logs !== null) {
            return [];
        }
        if (!name.startsWith("sagemaker:")) {
            return [`handler.actions has ${name} without "on": ${hint}`];
        }
        return row !== undefined && resourceOf(row, name) === null
            ? [`handler.actions has ${name} without "on", and the ARNs of the kind ${row.kind} are unknown: ${hint}`]
            : [];
    }
    return variables.includes(action.on) ? [] : [`handler.actions allows ${name} on ${show(action.on)}, which handler.environment does not declare`];
}

/** The environment variables that hold ARNs of actions; the policy neither waits for the others nor gets their secrets. */
function resourcesOf({ actions }: Pick<Handler, "actions">, environment: Record<string, pulumi.Input<string>>): Record<string, pulumi.Input<string>> {
    const variables = actions.flatMap((action) => (typeof action === "string" ? [] : [action.on]));
    return Object.fromEntries(Object.entries(environment).filter(([variable]) => variables.includes(variable)));
}

/** Resource type of the ARNs that an action on the row's kind is allowed on; "*" for one that IAM can't bind to ARNs, null where it is not known. */
function resourceOf(row: EventKindRow, action: string): string | null {
    const operation = row.operations?.find(({ name }) => action === `sagemaker:${name}`);
    return operation?.on ?? (action === row.list?.action ? "*" : row.arnResource);
}

/** The statements for a handler's declared actions, one a resource, and for the Describe that the ledger asks where events do not say what is new. */
function handlerStatements(
    handler: Pick<Handler, "actions">,
    row: EventKindRow,
    identity: readonly string[],
    ruleArn: string,
    environment: Record<string, string>,
): Statement[] {
    // The rule's ARN says in which partition, Region and account the stack is.
    const [, partition, , region, account] = ruleArn.split(":");
    const ofType = (type: string | null) => (type === "*" ? "*" : `arn:${partition}:sagemaker:${region}:${account}:${type}/*`);
    // With its streams. The group of an endpoint has its name.
    const logGroup = `arn:${partition}:logs:${region}:${account}:log-group:${row.logs?.group.replace("{name}", "*")}:*`;
    const byResource = new Map<string, string[]>();
    for (const action of handler.actions) {
        const name = typeof action === "string" ? action : action.action;
        const own = () => (name.startsWith("logs:") ? logGroup : ofType(resourceOf(row, name)));
        const resource = typeof action === "string" ? own() : (environment[action.on] ?? "");
        byResource.set(resource, [...(byResource.get(resource) ?? []), name]);
    }
    const statements = [...byResource].map(([resource, actions]): Statement => ({ Effect: "Allow", Action: actions, Resource: resource }));
    return asksForIdentity(row, identity) && !handler.actions.includes(row.describe.action)
        ? [...statements, { Sid: "DescribeForLedger", Effect: "Allow", Action: row.describe.action, Resource: ofType(row.arnResource) }]
        : statements;
}

/** The archive as Lambda gets it; a captured secret is refused. */
async function packageHandler(name: string, handler: Handler | HandlerModule, ledger: LedgerConfig): Promise<pulumi.asset.AssetArchive> {
    return handlerArchive(handler, ledger).catch((error: Error) => {
        throw new pulumi.RunError(`HandlerFunction "${name}": the handler can't be packaged for Lambda: ${error.message}`);
    });
}
