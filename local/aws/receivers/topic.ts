import type { Context } from "../context";
import { uuidFrom } from "../random";
import type { TopicResource } from "../resources";
import { deliverCopy, OUTSIDE } from "../senders/subscription";
import { admit } from "./admission";
import type { Call, Receiver, Refusal } from "./receiver";

/** One topic. It keeps nothing: what it takes goes to its subscribers at once. */
export class Topic implements Receiver {
    readonly kind = "topic";
    readonly arn: string;

    /** @param confirmed Whether the owners of addresses outside AWS have confirmed their subscriptions. */
    constructor(
        readonly resource: TopicResource,
        private readonly context: Context,
        private readonly confirmed: boolean,
    ) {
        this.arn = resource.arn;
    }

    /** The subscriptions as SNS lists them. */
    subscriptions(): { SubscriptionArn: string; Protocol: string; Endpoint: string; TopicArn: string; Owner: string }[] {
        return this.resource.subscriptions.map(({ protocol, endpoint }, index) => ({
            SubscriptionArn: this.confirmed || !OUTSIDE.includes(protocol) ? `${this.arn}:${index}` : "PendingConfirmation",
            Protocol: protocol,
            Endpoint: endpoint,
            TopicArn: this.arn,
            Owner: this.context.place.account,
        }));
    }

    accept(call: Call): Refusal | undefined {
        const { context, resource } = this;
        const refusal = admit(context, this, resource, call);
        if (refusal !== undefined) {
            return refusal;
        }
        const { text, attributes, publication = { kind: "notification", from: "" }, of, id = uuidFrom(context.random) } = call;
        const message = { ...publication, message: text, ...(attributes === undefined ? {} : { attributes }) };
        const number = context.log.add({ what: "published", resource: this.arn, topic: resource.name, id, message, of });
        if (resource.subscriptions.length === 0) {
            context.findings.add("undelivered", this.arn, `The topic "${resource.name}" has no subscription, so no one receives its messages`);
        }
        for (const subscription of resource.subscriptions) {
            deliverCopy(context, { topic: resource, subscription, message, id, of: number, confirmed: this.confirmed });
        }
        return undefined;
    }
}
