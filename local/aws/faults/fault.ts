import type { FaultName } from "./table";

/**
 * The call of an invocation after which a process dies: when the service has carried it out, and before the answer gets there. 0: before it does
 * anything; "last": when the handler is done, and before Lambda gets its answer. An invocation with fewer calls is spared.
 */
export type CrashPoint = number | "last";

/** Something that goes wrong, as plain data. `FAULTS` says which members each fault has. */
export interface Fault {
    readonly fault: FaultName;
    /** A name or an ARN. @default everything that the fault can strike */
    readonly resource?: string;
    /** First instant, epoch milliseconds. @default the start */
    readonly fromMs?: number;
    /** The first instant after it, epoch milliseconds. @default never: it stays */
    readonly toMs?: number;
    /** How often it strikes at most. @default always */
    readonly times?: number;
    readonly code?: string;
    readonly afterCall?: CrashPoint;
    /** Which of the function's invocations from now on. @default 1, the next one */
    readonly invocation?: number;
    readonly seconds?: number;
    readonly copies?: number;
    /** An IAM action, or the start of one and "*". */
    readonly action?: string;
}
