import type { JobStatusEvent } from "./events";
import type { AnyKind } from "./furtherKinds";
import type { Kind } from "./kinds";

/** What a handler did with an event. `reason` says why an event was ignored. */
export interface HandlerResult {
    /** `duplicate`: the ledger knows the change. `ignored`: there was nothing to do. */
    readonly outcome: "handled" | "duplicate" | "ignored";
    /** One line for people and logs. */
    readonly reason?: string;
}

/**
 * An IAM action that a handler needs. A plain string is allowed on the ARNs of the reaction's kind (a List action: on `*`;
 * one of CloudWatch Logs: on the log group of the kind);
 * with `on` it is allowed on the ARN that the named environment variable holds.
 *
 * @example ["sagemaker:DescribeTrainingJob", { action: "sns:Publish", on: "TOPIC_ARN" }]
 */
export type HandlerAction = string | { readonly action: string; readonly on: string };

/** What a handler may use of the context that Lambda gives it: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface HandlerContext {
    /** The same for every try of one event. */
    readonly awsRequestId: string;
    /** Milliseconds until Lambda ends the invocation. */
    getRemainingTimeInMillis(): number;
}

/** What the code of a handler needs, and what its events mean to it. */
interface HandlerNeeds {
    /** The IAM actions of the code, no more and no less. */
    readonly actions: readonly HandlerAction[];
    /** Names of the environment variables that the code reads: the reaction must set each. */
    readonly environment: readonly string[];
    /**
     * What makes two events the same change for this handler, which then acts on the first of them alone: "arn" and any of "status", fields of the
     * event's `detail` and times of the resource. An event without one of the fields counts as a new change.
     * @default the kind's `identity` in the catalogue: each status once
     * @example ["arn", "CreationTime"] // once for each job
     */
    readonly identity?: readonly string[];
    /**
     * What happens while the ledger's table is gone, denied or does not answer. "throw": the event is tried again, and ends in the failure queue.
     * "continue": the handler runs all the same, and an alarm of the ledger goes off; for handlers that only inform, where a repeat is better than silence.
     * @default "throw", for handlers that act
     */
    readonly onLedgerFailure?: "throw" | "continue";
}

/** Code that runs in Lambda for each event of a rule, and what it needs. */
export interface Handler<K extends AnyKind = Kind> extends HandlerNeeds {
    /**
     * Runs once per cold start and returns the handler; its code is packaged for Lambda. It may capture plain frozen data only and takes its
     * SDK clients from `require("#sdk")`. The handler must throw on an error that another try may fix: retries and the failure queue depend on it.
     * The third argument is what the ledger already knows of the event, for the handlers of this project.
     */
    readonly callbackFactory: (data: never) => (event: JobStatusEvent<K>, context: HandlerContext, news: never) => Promise<HandlerResult | undefined>;
    /**
     * What the factory gets: plain JSON, a file of the package. Handlers that differ in their data alone share one `callbackFactory`,
     * whose code is then serialized once for all of them.
     * @default nothing
     */
    readonly data?: object;
    /** Never set: a handler with `entry` is a {@link HandlerModule}. */
    readonly entry?: undefined;
}

/** What a {@link HandlerModule} exports as `handler`. It must throw on an error that another try may fix. */
export type HandlerCode<K extends AnyKind = Kind> = (event: JobStatusEvent<K>, context: HandlerContext) => Promise<HandlerResult | undefined>;

/** A module that runs in Lambda for each event of a rule, with the npm packages that it imports, and what it needs. */
export interface HandlerModule extends HandlerNeeds {
    /**
     * Path of the module, TypeScript or JavaScript, relative to the program's folder. It exports `handler`, a {@link HandlerCode}; the rest of it runs
     * once per cold start. esbuild bundles it with all that it imports.
     * @example "./handlers/slack.ts"
     */
    readonly entry: string;
    /**
     * Whether errors in the function's log name lines of the sources instead of the bundle. The package gets larger.
     * @default false
     */
    readonly sourceMap?: boolean;
    /** Never set: a handler with a factory is a {@link Handler}. */
    readonly callbackFactory?: undefined;
    /** Never set: what a module needs, it imports or reads from its environment. */
    readonly data?: undefined;
}

/**
 * Names of the closures that `npm run prepare` serializes, by their `callbackFactory`: a closure takes a fifth of a second. Only the project's own
 * handlers are here; any other is serialized when the program runs.
 * @internal
 */
export const BUILT_CLOSURES = new WeakMap<(data: never) => unknown, string>();
