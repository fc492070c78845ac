import type { Graph } from "../../engine/graph";
import { breakHandler, dropQueuePolicy, removePermissions, unsubscribe } from "./programEdits";

/** Time in which a fault is there. Epoch milliseconds; `toMs` is exclusive. */
interface Period {
    readonly fromMs: number;
    readonly toMs: number;
}

/**
 * The call of an invocation after which a process dies: when the service has carried it out, and before the answer gets there. 0: before it does
 * anything; "last": when the handler is done, and before Lambda gets its answer. An invocation with fewer calls is spared.
 */
export type CrashPoint = number | "last";

/** Something that goes wrong, as plain data. `resource` is a name or an ARN. */
export type Fault =
    | ({ readonly fault: "throttle"; readonly resource: string } & Period)
    | ({
          readonly fault: "interrupt";
          readonly resource: string;
          readonly code: "THROTTLING" | "ERROR_FROM_TARGET" | "TIMEOUT" | "CONNECTION_FAILURE";
      } & Period)
    | ({ readonly fault: "table"; readonly resource: string; readonly code: "throttled" | "unavailable" | "unreachable" } & Period)
    | {
          readonly fault: "crash";
          readonly resource: string;
          readonly afterCall: CrashPoint;
          /** Which of the function's invocations from now on. @default 1, the next one */
          readonly invocation?: number;
      }
    /** Mistakes in the program: they are there from the start. */
    | { readonly fault: "breakHandler" | "dropQueuePolicy" | "removePermissions" | "unsubscribe"; readonly resource: string };

export type FaultName = Fault["fault"];
export type FaultOf<Name extends FaultName> = Extract<Fault, { readonly fault: Name }>;

/** What a fault does, for people, and what it can be done to. */
interface Row {
    readonly does: string;
    /** What `resource` names. A target may be anything, also what is not there. */
    readonly strikes: "function" | "target" | "table" | "queue" | "topic";
    /** Other members, and what each may be. */
    readonly members: Readonly<Record<string, { allowed: string; test: (value: unknown) => boolean }>>;
    /** Makes the program with the mistake. Undefined for what happens while the clock runs. */
    readonly edit?: (graph: Graph, resource: string) => Graph;
}

const isWhole = (least: number) => (value: unknown) => Number.isInteger(value) && Number(value) >= least;
const instant = { allowed: "a time in milliseconds since 1970", test: (value: unknown) => Number.isFinite(value) };
const period = { fromMs: instant, toMs: instant };
const oneOf = (...values: readonly string[]) => ({
    allowed: `one of ${values.join(", ")}`,
    test: (value: unknown) => values.includes(value as string),
});

/** All faults: what each does, to what, and with which members. */
export const FAULTS: Readonly<Record<FaultName, Row>> = {
    throttle: {
        does: "Lambda has no free concurrency for a function: it keeps the events and tries again",
        strikes: "function",
        members: period,
    },
    interrupt: {
        does: "a target answers EventBridge with an error that passes: EventBridge tries again",
        strikes: "target",
        members: { ...period, code: oneOf("THROTTLING", "ERROR_FROM_TARGET", "TIMEOUT", "CONNECTION_FAILURE") },
    },
    /**
     * Throttled: ThrottlingException, as for an on-demand table that grows too fast. Unavailable: an error of DynamoDB's own. Unreachable: the
     * connection breaks before anything is done. An SDK inside a handler tries again in real time, twice unless configured otherwise: a throttled call
     * takes up to 1.5 s, a broken one up to 0.3 s.
     */
    table: {
        does: "a table throttles, fails or breaks the connection",
        strikes: "table",
        members: { ...period, code: oneOf("throttled", "unavailable", "unreachable") },
    },
    crash: {
        does: "a function's process dies in the middle of an invocation, which then failed for Lambda",
        strikes: "function",
        members: {
            afterCall: { allowed: `a whole number from 0, or "last"`, test: (value) => value === "last" || isWhole(0)(value) },
            invocation: { allowed: "a whole number from 1", test: (value) => value === undefined || isWhole(1)(value) },
        },
    },
    breakHandler: {
        does: "a function's handler throws at every event",
        strikes: "function",
        members: {},
        edit: (graph, name) => breakHandler(graph, name),
    },
    dropQueuePolicy: { does: "a queue has no policy: services may not write to it", strikes: "queue", members: {}, edit: dropQueuePolicy },
    removePermissions: { does: "no permission allows a service to invoke a function", strikes: "function", members: {}, edit: removePermissions },
    unsubscribe: { does: "a topic has no subscriber", strikes: "topic", members: {}, edit: unsubscribe },
};

/** The program with the mistakes among the faults, and the faults that are left for the clock. */
export function editProgram(graph: Graph, faults: readonly Fault[]): { graph: Graph; faults: Fault[] } {
    const edits = faults.filter(({ fault }) => FAULTS[fault]?.edit !== undefined);
    return {
        graph: edits.reduce((edited, { fault, resource }) => FAULTS[fault].edit!(edited, resource), graph),
        faults: faults.filter((fault) => !edits.includes(fault)),
    };
}
