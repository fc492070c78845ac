import { webhookAddressesAreSecret } from "../../policy/webhookAddressesAreSecret";
import { itJudges } from "./support/judges";
import { type Change, ref } from "./support/stackData";

const SLACK = "https://hooks.slack.com/services/T000/B000/XXXX";
const variables = (values: object): Change => ({ set: "notify", to: { environment: { variables: values } } });
const add = (type: string, props: object): Change => ({ add: { kept: { type, props: { ...props } } } });
const message = (path: string, what: string) =>
    `${path} has ${what} in plain text, with which anyone can write to the channel. Keep it in Secrets Manager and give its ARN.`;
const inVariable = (what: string, value: string, name = "HOOK") => ({
    reports: `${what} in an environment, ${value.slice(0, 30)}`,
    change: [variables({ [name]: value })],
    on: "notify",
    level: "advisory",
    message: message(`environment.variables.${name}`, what),
});

describe("webhook-addresses-are-secret", () => {
    itJudges(webhookAddressesAreSecret, [
        inVariable("a Slack webhook", SLACK),
        inVariable("a Slack webhook", "https://hooks.slack-gov.com/services/T0/B0/X"),
        inVariable("a Slack webhook", `{"url":"HTTPS://HOOKS.SLACK.COM/triggers/T0/1/x"}`),
        inVariable("a Teams webhook", "https://contoso.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4"),
        inVariable("a Teams webhook", "https://prod-01.westeurope.logic.azure.com:443/workflows/0a/triggers/manual/paths/invoke?sig=x"),
        inVariable(
            "a Teams webhook",
            "https://default0a.12.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0a/triggers",
        ),
        inVariable("a PagerDuty integration", "https://events.pagerduty.com/integration/0123456789abcdef0123456789abcdef/enqueue"),
        inVariable("a Discord webhook", "https://discord.com/api/webhooks/123/abc"),
        inVariable("the key of a webhook", `whsec_${"A".repeat(32)}`),
        inVariable("a routing key of PagerDuty", "R0123456789abcdef0123456789abcde", "PAGERDUTY_ROUTING_KEY"),
        inVariable("a routing key of PagerDuty", "R0123456789abcdef0123456789abcde", "integrationKey"),
        {
            reports: "an address in a list of a resource that no rule calls",
            change: [add("aws:lambda/layerVersion:LayerVersion", { layerName: "x", description: "x", tags: { hooks: ["none", SLACK] } })],
            on: "kept",
            level: "advisory",
            message: message("tags.hooks[1]", "a Slack webhook"),
        },
        {
            reports: "an address in a parameter that everyone reads",
            change: [add("aws:ssm/parameter:Parameter", { type: "String", value: SLACK })],
            on: "kept",
            level: "advisory",
            message: message("value", "a Slack webhook"),
        },
        { allows: "an address in a secret", change: [add("aws:secretsmanager/secretVersion:SecretVersion", { secretString: SLACK })] },
        { allows: "an address in an encrypted parameter", change: [add("aws:ssm/parameter:Parameter", { type: "SecureString", value: SLACK })] },
        { allows: "the ARN of a secret", change: [variables({ HOOK: "arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-AbCdEf" })] },
        {
            allows: "a value that is not known yet",
            change: [
                { add: { other: { type: "random:index/randomPassword:RandomPassword", props: {} } } },
                variables({ HOOK: ref("other", "result"), NONE: null }),
            ],
        },
        {
            allows: "what only looks alike",
            change: [
                variables({
                    DOCS: "https://docs.slack.dev/messaging",
                    API: "https://events.pagerduty.com/v2/enqueue",
                    KEY_PREFIX: "whsec_",
                    ROUTING_KEY: "orders.created",
                    AZURE: "https://portal.azure.com/workflows/1",
                }),
            ],
        },
        {
            allows: "an address in a stack without a job-status rule",
            change: [{ set: "failed", to: { eventPattern: JSON.stringify({ source: ["my.app"] }) } }, variables({ HOOK: SLACK })],
        },
    ]);
});
