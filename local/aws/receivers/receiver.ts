import type { RoleResource } from "../resources";
import type { DeadLetter, Publication } from "../occurrences";
import type { Of } from "../log";

/** What can receive a call, by the service that has it. */
const KIND_OF_SERVICE = { lambda: "function", sqs: "queue", sns: "topic", events: "bus" } as const;

export type ReceiverKind = (typeof KIND_OF_SERVICE)[keyof typeof KIND_OF_SERVICE];

/** Who calls: a service in the name of a rule, an alarm or a topic; a role, in the name of a function or a rule; or someone whom IAM need not be asked about. */
export type Caller =
    | { readonly service: "events" | "cloudwatch" | "sns"; readonly arn: string }
    | { readonly role: RoleResource | undefined; readonly name: string }
    | "allowed";

/** One call: who calls as whom, with which payload. A receiver takes what it can use of it. */
export interface Call {
    readonly caller: Caller;
    /** What functions and buses get. */
    readonly value: unknown;
    /** What queues and topics get. */
    readonly text: string;
    /** Id of the event that it is about. */
    readonly event: string;
    /** The fact that this goes on with. @default undefined: nothing waits for what becomes of it */
    readonly of?: Of;
    /** Message attributes, for queues and topics. @default none */
    readonly attributes?: Record<string, string>;
    /** For queues: what has failed, where the message stands for that. @default nothing */
    readonly deadLetter?: DeadLetter;
    /** Whether FIFO queues and FIFO topics refuse it. @default false */
    readonly standardOnly?: boolean;
    /** For topics: what kind of message it is, and who publishes it. @default a notification without a publisher */
    readonly publication?: Pick<Publication, "kind" | "subject" | "from" | "event">;
    /** For topics: the texts by protocol of a message with `MessageStructure: "json"`; "default" is for the others. @default one text for all */
    readonly structure?: Readonly<Record<string, string>> | undefined;
    /** The id of the message, where it was promised to the caller. @default a new one */
    readonly id?: string;
}

/** What programs get of a message, where people get a text for them. */
export const dataOf = ({ structure }: Call): string | undefined => (structure?.email === undefined ? undefined : structure.default);

/** Why a call was not taken. */
export interface Refusal {
    /**
     * - `missing`: there is no such resource
     * - `foreign`: it is in another account, of which nothing is known
     * - `unmodelled`: the local AWS does not know the service, or it can't be called here
     * - `denied`: the policies do not allow the call
     * - `fifo`: it is a FIFO queue or a FIFO topic, to which the caller can't send
     * - `unavailable`: it answers with an error that passes
     */
    readonly code: "missing" | "foreign" | "unmodelled" | "denied" | "fifo" | "unavailable";
    /** One sentence for people, or the service where it is not modelled. */
    readonly message: string;
}

/** A resource that can be called. */
export interface Receiver {
    /** `other`: a service that the local AWS does not know, outside of the program. */
    readonly kind: ReceiverKind | "other";
    readonly arn: string;
    /** Whether it is outside of the program: its versions and aliases are then as well. */
    readonly isOutside?: true;
    /** @returns Why it does not take the call; undefined if it does. What follows happens on the clock. */
    accept(call: Call): Refusal | undefined;
}

/** What kind of receiver an ARN names; undefined for another service, and for what cannot be called in it. */
export function kindOf(arn: string): ReceiverKind | undefined {
    const [, , service = "", , , resource = ""] = arn.split(":");
    return service === "events" && !resource.startsWith("event-bus/") ? undefined : KIND_OF_SERVICE[service as keyof typeof KIND_OF_SERVICE];
}

/** The service that an ARN names. */
export function serviceOf(arn: string): string {
    return arn.split(":")[2] ?? "";
}

/** The resources of the account that can be called. */
export class Receivers {
    private readonly byArn = new Map<string, Receiver>();

    constructor(private readonly account: string) {}

    add(receiver: Receiver): void {
        this.byArn.set(receiver.arn, receiver);
    }

    has(arn: string): boolean {
        return this.byArn.has(arn);
    }

    /** Whether an ARN names something outside of the program. */
    isOutside(arn: string): boolean {
        return (this.byArn.get(arn) ?? this.outsideOf(arn))?.isOutside === true;
    }

    /** The function outside of the program that a version or an alias belongs to. */
    private outsideOf(arn: string): Receiver | undefined {
        const owner = kindOf(arn) === "function" ? this.byArn.get(arn.split(":").slice(0, 7).join(":")) : undefined;
        return owner?.isOutside && owner;
    }

    /**
     * Calls the receiver with this ARN.
     *
     * @param kinds What the sender can call. @default everything
     */
    send(arn: string, call: Call, kinds: readonly Receiver["kind"][] = ["function", "queue", "topic", "bus", "other"]): Refusal | undefined {
        const receiver = this.byArn.get(arn) ?? this.outsideOf(arn);
        const kind = receiver?.kind ?? kindOf(arn);
        if (kind === undefined || !kinds.includes(kind)) {
            return { code: "unmodelled", message: serviceOf(arn) };
        }
        if (receiver !== undefined) {
            return receiver.accept(call);
        }
        return { code: arn.split(":")[4] === this.account ? "missing" : "foreign", message: `There is no ${arn}` };
    }
}
