import { type GraphResource, keysOf, read } from "../models/graph";
import { statusPolicy } from "./shared/run/run";

/** Addresses and keys with which anyone can write to a channel, wherever in a text they are. */
const ADDRESSES: readonly (readonly [what: string, form: RegExp])[] = [
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, and workflows that begin with a webhook
    ["a Slack webhook", /https:\/\/hooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/\w/i],
    // https://support.microsoft.com/en-us/office/create-incoming-webhooks-with-workflows-for-microsoft-teams-8ae491c7-0394-4861-ba59-055e33f75498
    [
        "a Teams webhook",
        /https:\/\/[\w.-]+\.(webhook\.office\.com\/webhookb2|logic\.azure\.(com|us)(:443)?\/workflows|environment\.api\.powerplatform\.com(:443)?\/\S*workflows)\//i,
    ],
    // https://support.pagerduty.com/main/docs/services-and-integrations: the key is in the path
    ["a PagerDuty integration", /https:\/\/events(\.eu)?\.pagerduty\.com\/(integration\/\w{20,}|x-ere\/\w{20,})/i],
    ["a Discord webhook", /https:\/\/(\w+\.)?discord(app)?\.com\/api\/webhooks\/\d+\//i],
    // https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
    ["the key of a webhook", /\bwhsec_[A-Za-z0-9+/]{32,}/],
];

/** Variables whose value is a routing key of PagerDuty, which has 32 letters and digits: https://developer.pagerduty.com/docs/events-api-v2-overview */
const ROUTING_KEY = /(routing|integration)[-_]?key$/i;

/** Where a secret is kept: type of the resource → properties. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
    "aws:secretsmanager/secretVersion:SecretVersion": ["secretString", "secretBinary"],
    "aws-native:secretsmanager:Secret": ["secretString"],
    "aws:ssm/parameter:Parameter": ["value"],
};

/** Who has the address of a webhook can write to its channel, in everyone's name. */
export const webhookAddressesAreSecret = statusPolicy({
    name: "webhook-addresses-are-secret",
    description: "No resource of a stack with SageMaker job-status rules has the address of a chat or paging webhook in plain text.",
    enforcementLevel: "advisory",
    severity: "critical",
    remediationSteps: "Keep the address in Secrets Manager or in a SecureString of Parameter Store, and give the function its ARN.",
    judge: (stack, verdict) => {
        const rules = stack.statusRules();
        const sure = rules.some((rule) => rule.sure);
        for (const resource of rules.length === 0 ? [] : stack.all()) {
            for (const property of Object.keys(resource.props)) {
                const found = isKept(resource, property) ? undefined : findIn(property, property, () => resource.props[property]);
                if (found !== undefined && !sure) {
                    verdict.undecided(resource);
                } else if (found !== undefined) {
                    verdict.wrong(
                        resource,
                        `${found.path} has ${found.what} in plain text, with which anyone can write to the channel. Keep it in Secrets Manager and give its ARN.`,
                    );
                }
            }
        }
    },
});

/** A plain parameter is no place for a secret: everyone who may read it sees it in lists and in the history. */
function isKept({ type, props }: GraphResource, property: string): boolean {
    const isSecure = type !== "aws:ssm/parameter:Parameter" || ifText(() => props.type) === "SecureString";
    return isSecure && KEPT[type]?.includes(property) === true;
}

const ifText = (get: () => unknown): string | undefined => {
    const value = read(get);
    return value.known && typeof value.value === "string" ? value.value : undefined;
};

/** The first address in a value, and where it is. What is not known yet is left to the update. */
function findIn(path: string, name: string, get: () => unknown): { readonly path: string; readonly what: string } | undefined {
    const value = read(get);
    if (!value.known || value.value === null) {
        return undefined;
    }
    if (typeof value.value === "string") {
        const text = value.value;
        const [what] = ADDRESSES.find(([, form]) => form.test(text)) ?? [];
        const isRoutingKey = ROUTING_KEY.test(name) && /^[A-Za-z0-9]{32}$/.test(text);
        return what === undefined ? (isRoutingKey ? { path, what: "a routing key of PagerDuty" } : undefined) : { path, what };
    }
    const inner = value.value as Readonly<Record<string, unknown>>;
    const keys = Array.isArray(inner) ? [...inner.keys()].map(String) : (keysOf(inner) ?? []);
    for (const key of keys) {
        const found = findIn(Array.isArray(inner) ? `${path}[${key}]` : `${path}.${key}`, key, () => inner[key]);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}
