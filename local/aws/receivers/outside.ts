import { isFifoName } from "../../../models/graph";
import type { Context } from "../context";
import { uuidFrom } from "../random";
import { type Call, dataOf, kindOf, type Receiver, type Refusal } from "./receiver";

/** Names a receiver for people: "sqs:undelivered (not in the program)". */
export const outsideName = (arn: string): string => {
    const [, , service, , , ...rest] = arn.split(":");
    return `${service}:${rest.join(":").replace(/^function:/, "")} (not in the program)`;
};

/**
 * Something that exists outside of the program, as `--answers` says. It takes every call: its policies, its subscribers and its alarms are not known, and
 * what becomes of the call is not played.
 */
export class Outside implements Receiver {
    readonly isOutside = true;
    readonly kind: Receiver["kind"];

    constructor(
        readonly arn: string,
        private readonly context: Context,
    ) {
        this.kind = kindOf(arn) ?? "other";
    }

    accept(call: Call): Refusal | undefined {
        const { text, attributes, deadLetter, standardOnly, publication, of, id, event } = call;
        const { log, random } = this.context;
        const who = outsideName(this.arn);
        if (standardOnly === true && isFifoName(this.arn)) {
            return { code: "fifo", message: `${this.arn} is a FIFO ${this.kind}` };
        }
        if (this.kind === "topic") {
            const { arn } = this;
            const message = { ...(publication ?? { kind: "notification", from: "", event }), message: text, ...(attributes && { attributes }) };
            const topic = arn.split(":").at(-1)!;
            const number = log.add({
                what: "published",
                resource: arn,
                topic,
                id: id ?? uuidFrom(random),
                message,
                data: dataOf(call),
                outside: true,
                of,
            });
            log.add({ what: "received", resource: arn, who, of: number });
        } else {
            log.add({ what: "left", resource: this.arn, who, deadLetter, of });
        }
        return undefined;
    }
}
