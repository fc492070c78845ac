import type { Context } from "../context";
import { uuidFrom } from "../random";
import type { TopicResource } from "../resources";
import { deliverCopy, OUTSIDE } from "../senders/subscription";
import { admit } from "./admission";
import { MailLimit } from "./mailLimit";
import { type Call, dataOf, type Receiver, type Refusal } from "./receiver";

/** The faults with which a topic takes messages that no one receives. */
const SILENT = [
    { fault: "unsubscribe", is: "has no subscription" },
    { fault: "suspendSubscription", is: "has suspended subscriptions" },
    { fault: "pendingSubscription", is: "has subscriptions that wait for their confirmation" },
] as const;

/** One topic. It keeps nothing: what it takes goes to its subscribers at once. */
export class Topic implements Receiver {
    readonly kind = "topic";
    readonly arn: string;
    private readonly mail: MailLimit;

    /** @param confirmed Whether the owners of addresses outside AWS have confirmed their subscriptions. */
    constructor(
        readonly resource: TopicResource,
        private readonly context: Context,
        private readonly confirmed: boolean,
    ) {
        this.arn = resource.arn;
        this.mail = new MailLimit(context, resource);
    }

    /** The subscriptions as SNS lists them. */
    subscriptions(): { SubscriptionArn: string; Protocol: string; Endpoint: string; TopicArn: string; Owner: string }[] {
        const { faults } = this.context;
        if (faults.now("unsubscribe", this.arn) !== undefined) {
            return [];
        }
        const confirmed = this.confirmed && faults.now("pendingSubscription", this.arn) === undefined;
        return this.resource.subscriptions.map(({ protocol, endpoint }, index) => ({
            SubscriptionArn: confirmed || !OUTSIDE.includes(protocol) ? `${this.arn}:${index}` : "PendingConfirmation",
            Protocol: protocol,
            Endpoint: endpoint,
            TopicArn: this.arn,
            Owner: this.context.place.account,
        }));
    }

    accept(call: Call): Refusal | undefined {
        const { context, resource } = this;
        if (context.faults.strike("topicDown", this.arn, call.event) !== undefined) {
            return { code: "unavailable", message: `${this.arn} answers with an error that passes` };
        }
        const refusal = admit(context, this, resource, call);
        if (refusal !== undefined) {
            return refusal;
        }
        if (resource.fifo && (call.standardOnly === true || (call.caller !== "allowed" && "service" in call.caller))) {
            return { code: "fifo", message: `${this.arn} is a FIFO topic` };
        }
        const { text, attributes, publication = { kind: "notification", from: "" }, of, id = uuidFrom(context.random) } = call;
        const message = { ...publication, message: text, ...(attributes === undefined ? {} : { attributes }) };
        const number = context.log.add({ what: "published", resource: this.arn, topic: resource.name, id, message, data: dataOf(call), of });
        const silent = SILENT.find(({ fault }) => context.faults.strike(fault, this.arn, call.event) !== undefined);
        if (silent !== undefined) {
            context.findings.add("undelivered", this.arn, `The topic "${resource.name}" ${silent.is}, so no one receives its messages`);
            if (silent.fault === "suspendSubscription") {
                this.mail.countFailure();
            }
            return undefined;
        }
        // The configuration of a chat subscribes itself.
        if (resource.subscriptions.length === 0 && message.kind !== "chat") {
            context.findings.add("undelivered", this.arn, `The topic "${resource.name}" has no subscription, so no one receives its messages`);
        }
        for (const subscription of resource.subscriptions) {
            // CloudWatch looks at each alarm in another second of its minute; here all are looked at in one, so they are no storm.
            if (this.confirmed && message.kind === "notification" && !this.mail.admits(subscription)) {
                continue;
            }
            deliverCopy(context, { topic: resource, subscription, message, structure: call.structure, id, of: number, confirmed: this.confirmed });
        }
        return undefined;
    }
}
