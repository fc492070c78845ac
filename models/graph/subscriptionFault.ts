import { deadLetterArnIn, type SubscriptionReading } from "./messaging";
import { isEmpty, isTrue, type Slot, textIn } from "./slot";

interface Protocol {
    /** What its endpoint looks like, and what people call that. */
    readonly endpoint: RegExp;
    readonly is: string;
    readonly takesRaw?: true;
}

const MAILBOX = { endpoint: /^[^\s@]+@[^\s@]+$/, is: "an e-mail address" };

/** Source: API reference Subscribe, Endpoint and RawMessageDelivery: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
const PROTOCOLS: Readonly<Record<string, Protocol>> = {
    email: MAILBOX,
    "email-json": MAILBOX,
    http: { endpoint: /^http:\/\/./i, is: "a URL that begins with http://", takesRaw: true },
    https: { endpoint: /^https:\/\/./i, is: "a URL that begins with https://", takesRaw: true },
    sms: { endpoint: /^\+?[\d\s()./-]*\d$/, is: "a phone number" },
    sqs: { endpoint: /^arn:[^:]+:sqs:[^:]+:\d{12}:./, is: "the ARN of a queue", takesRaw: true },
    lambda: { endpoint: /^arn:[^:]+:lambda:[^:]+:\d{12}:function:./, is: "the ARN of a function" },
    application: { endpoint: /^arn:[^:]+:sns:[^:]+:\d{12}:endpoint\/./, is: "the ARN of a mobile app on a device" },
    firehose: { endpoint: /^arn:[^:]+:firehose:[^:]+:\d{12}:deliverystream\/./, is: "the ARN of a Firehose stream", takesRaw: true },
};

const SCOPES: readonly string[] = ["MessageAttributes", "MessageBody"];

/**
 * Why SNS refuses a subscription, or why it can't deliver to it; undefined where nothing is known to be wrong.
 * Sources: API reference Subscribe; aws-controllers-k8s/community 2192 (raw message delivery); hashicorp/terraform 28632 (protocols);
 * hashicorp/terraform-provider-aws, customizeDiff of aws_sns_topic_subscription (a scope without a policy, which the provider refuses).
 */
export function subscriptionFault({ type }: { readonly type: string }, given: SubscriptionReading): string | undefined {
    const name = textIn(given.protocol);
    if (name === undefined) {
        return undefined;
    }
    const protocol = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
    if (protocol === undefined) {
        return `SNS has no protocol ${JSON.stringify(name)}, only ${Object.keys(PROTOCOLS).join(", ")}`;
    }
    const endpoint = isEmpty(given.endpoint) ? "" : textIn(given.endpoint);
    if (endpoint === "") {
        return `it has no endpoint, which must be ${protocol.is} for the protocol ${name}`;
    }
    if (endpoint !== undefined && !protocol.endpoint.test(endpoint)) {
        return `its endpoint must be ${protocol.is} for the protocol ${name}`;
    }
    if (name === "firehose" && isEmpty(given.roleArn)) {
        return "it has no subscriptionRoleArn, which SNS requires for a Firehose stream";
    }
    if (protocol.takesRaw !== true && isTrue(given.rawMessageDelivery)) {
        return `SNS refuses rawMessageDelivery for the protocol ${name}`;
    }
    return filterFault(given, type.startsWith("aws:")) ?? redriveFault(given.redrivePolicy);
}

/** @param isStrict for the AWS provider, which refuses a scope without a policy; SNS drops the scope */
function filterFault({ filter, filterScope }: SubscriptionReading, isStrict: boolean): string | undefined {
    const scope = textIn(filterScope) ?? "";
    if (scope !== "" && !SCOPES.includes(scope)) {
        return `its filterPolicyScope must be one of ${SCOPES.join(", ")}`;
    }
    const text = textIn(filter);
    if (text && !isObjectText(text)) {
        return "its filterPolicy is no JSON object";
    }
    return isStrict && scope !== "" && isEmpty(filter) ? "it has a filterPolicyScope without a filterPolicy" : undefined;
}

function redriveFault(redrivePolicy: Slot): string | undefined {
    if (isEmpty(redrivePolicy) || !redrivePolicy.value.known) {
        return undefined;
    }
    const arn = deadLetterArnIn(redrivePolicy);
    return arn === undefined
        ? "its redrivePolicy must be JSON with deadLetterTargetArn"
        : PROTOCOLS.sqs!.endpoint.test(arn)
          ? undefined
          : "the deadLetterTargetArn of its redrivePolicy must be the ARN of a queue";
}

function isObjectText(text: string): boolean {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null && !Array.isArray(value);
    } catch {
        return false;
    }
}
