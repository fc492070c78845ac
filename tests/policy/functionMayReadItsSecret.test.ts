import * as assert from "node:assert/strict";

import { functionMayReadItsSecret } from "../../policy/functionMayReadItsSecret";
import { configurationIsInOrder } from "../../policy/configurationIsInOrder";
import { analyzeResources, graphOf } from "../support/policyGraph";
import { channel, mayRead } from "./support/goodStacks";
import { itJudges } from "./support/judges";
import { type Change, changed, json, nodesOf, ref, type StackData } from "./support/stackData";

const ELSEWHERE = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:address-1a2b3c4-AbCdEf";
const CALLER = "arn:aws:sts::111122223333:assumed-role/slack-role-1a2b3c4/handler";
const CALLER_IN_PREVIEW = CALLER.replace("-1a2b3c4", "");
const GET = "secretsmanager:GetSecretValue";
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };

const environment = (variables: object, of = "slack"): Change => ({ set: of, to: { environment: { variables } } });
const may = (action: string, resource: unknown = "*", ...more: object[]): Change => ({
    set: "slack-role-policy",
    to: { policy: mayRead(action, resource, ...more) },
});
const add = (name: string, type: string, props: object): Change => ({ add: { [name]: { type, props: { ...props } } } });
const statements = (...Statement: object[]) => json({ Version: "2012-10-17", Statement });
const unread = (what: string, reason: string, boundary = "") =>
    `The role of this function may not read the ${what}: ${reason}. Allow it in a policy ${boundary}of the role.`;
const VALUELESS =
    "This stack gives the secret no value, so the function that reads it fails until someone puts one in. Add a SecretVersion, or put the value in by hand and list the secret as externalSecrets in the pack's configuration.";
const PLAIN = "This parameter holds the secret of a channel unencrypted. Set its type to SecureString.";

const encrypted: readonly Change[] = [add("key", "aws:kms/key:Key", {}), { set: "address", to: { kmsKeyId: ref("key") } }];
const decrypts = (via: string) => ({
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: "*",
    Condition: { StringEquals: { "kms:ViaService": via } },
});
const inParameter = (type: string, name = "CHANNEL_SECRET_ARN"): readonly Change[] => [
    { remove: ["address", "address-value"] },
    add("address", "aws:ssm/parameter:Parameter", { type, value: "x" }),
    may("ssm:GetParameter"),
    environment({ [name]: ref("address") }),
];
const KEY = "arn:aws:kms:us-east-1:111122223333:key/key-1a2b3c4";
const SEALED = `The role of this function may not decrypt the secret "address": ${CALLER} may not call kms:Decrypt on ${KEY}: identity policy, statement 1 does not apply: its action is "${GET}", not kms:Decrypt. Allow it in a policy of the role.`;

describe("function-may-read-its-secret", () => {
    itJudges(functionMayReadItsSecret, [
        {
            reports: "a role without a policy",
            of: "channel",
            change: [{ remove: ["slack-role-policy"] }],
            on: "slack",
            message: unread('secret "address"', "it has no policy that allows anything"),
        },
        {
            reports: "a role that may do something else",
            of: "channel",
            change: [may("sns:Publish")],
            on: "slack",
            message: unread(
                'secret "address"',
                `${CALLER} may not call ${GET} on ${SECRET}: identity policy, statement 1 does not apply: its action is "sns:Publish", not ${GET}`,
            ),
            messageInPreview: unread('secret "address"', `no statement of its policy allows it to call ${GET}`),
        },
        {
            reports: "a role that may read another secret",
            of: "channel",
            change: [may(GET, ELSEWHERE)],
            on: "slack",
            message: unread(
                'secret "address"',
                `${CALLER} may not call ${GET} on ${SECRET}: identity policy, statement 1 does not apply: its resource is "${ELSEWHERE}", not ${SECRET}`,
            ),
            inPreview: false,
        },
        {
            reports: "a permissions boundary that allows no secret",
            of: "channel",
            change: [
                { set: "slack-role", to: { permissionsBoundary: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" } },
                may(GET),
            ],
            on: "slack",
            message: unread('secret "address"', `its permissions boundary does not allow it to call ${GET}`, "and in the permissions boundary "),
        },
        {
            reports: "a role that may not read a secret of another stack",
            of: "channel",
            change: [environment({ HOOK: ELSEWHERE }), may("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/*")],
            on: "slack",
            message: unread(
                "secret in HOOK",
                `${CALLER} may not call ${GET} on ${ELSEWHERE}: identity policy, statement 1 does not apply: its action is "ssm:GetParameter", not ${GET}; its resource is "arn:aws:ssm:*:*:parameter/*", not ${ELSEWHERE}`,
            ),
            messageInPreview: unread(
                "secret in HOOK",
                `${CALLER_IN_PREVIEW} may not call ${GET} on ${ELSEWHERE}: identity policy, statement 1 does not apply: its action is "ssm:GetParameter", not ${GET}; its resource is "arn:aws:ssm:*:*:parameter/*", not ${ELSEWHERE}`,
            ),
        },
        {
            reports: "the same of the function that a rule calls",
            of: "plain",
            change: [environment({ TOPIC_ARN: ref("alerts"), HOOK: ELSEWHERE }, "notify"), { remove: ["notify-role-policy"] }],
            on: "notify",
            message: unread("secret in HOOK", "it has no policy that allows anything"),
        },
        {
            reports: "a parameter that the role may not read",
            of: "channel",
            change: [environment({ HOOK: "arn:aws:ssm:us-east-1:111122223333:parameter/jobs/portal" }), may("ssm:GetParameters")],
            on: "slack",
            message: unread(
                "parameter in HOOK",
                `${CALLER} may not call ssm:GetParameter on arn:aws:ssm:us-east-1:111122223333:parameter/jobs/portal: identity policy, statement 1 does not apply: its action is "ssm:GetParameters", not ssm:GetParameter`,
            ),
            messageInPreview: unread(
                "parameter in HOOK",
                `${CALLER_IN_PREVIEW} may not call ssm:GetParameter on arn:aws:ssm:us-east-1:111122223333:parameter/jobs/portal: identity policy, statement 1 does not apply: its action is "ssm:GetParameters", not ssm:GetParameter`,
            ),
        },
        {
            reports: "a customer-managed key that the role may not use",
            of: "channel",
            change: [...encrypted, may(GET)],
            on: "slack",
            message: SEALED,
            messageInPreview:
                'The role of this function may not decrypt the secret "address": no statement of its policy allows it to call kms:Decrypt. Allow it in a policy of the role.',
        },
        ...[
            ["for another service", "ssm.us-east-1.amazonaws.com"],
            ["in another Region", "secretsmanager.eu-west-1.amazonaws.com"],
        ].map(([where, via]) => ({
            reports: `a key that the role may use ${where}`,
            of: "channel" as const,
            change: [...encrypted, may(GET, "*", decrypts(via!))],
            on: "slack",
            message: SEALED,
            inPreview: false,
        })),
        {
            reports: "a key that is disabled",
            of: "channel",
            change: [...encrypted, { set: "key", to: { isEnabled: false } }, may("*")],
            on: "slack",
            message: 'The role of this function may not decrypt the secret "address": its key "key" is disabled. Allow it in a policy of the role.',
        },
        {
            reports: "a secret without a value, as advice",
            of: "channel",
            change: [{ remove: ["address-value"] }, may(GET)],
            on: "address",
            level: "advisory",
            message: VALUELESS,
        },
        {
            reports: "a parameter of the type String, as advice",
            of: "channel",
            change: inParameter("String"),
            on: "address",
            level: "advisory",
            message: PLAIN,
            inPreview: false,
        },
        {
            reports: "a parameter of the type String with a webhook, as advice",
            of: "channel",
            change: inParameter("String", "SLACK_WEBHOOK"),
            on: "address",
            level: "advisory",
            message: PLAIN,
            inPreview: false,
        },
        { allows: "an encrypted parameter", of: "channel", change: inParameter("SecureString") },
        { allows: "a parameter of the type String that is no secret", of: "channel", change: inParameter("String", "LIMITS_ARN") },
        {
            allows: "the value of a parameter",
            of: "channel",
            change: [
                add("limits", "aws:ssm/parameter:Parameter", { type: "String", value: "7" }),
                environment({ LIMITS_SECRET: ref("limits", "value") }),
            ],
        },
        {
            allows: "a key that the role may use for Secrets Manager",
            of: "channel",
            change: [...encrypted, may(GET, "*", decrypts("secretsmanager.us-east-1.amazonaws.com"))],
        },
        {
            allows: "a key whose policy names the role",
            of: "channel",
            change: [
                ...encrypted,
                {
                    set: "key",
                    to: { policy: statements({ Effect: "Allow", Principal: { AWS: ref("slack-role") }, Action: "kms:Decrypt", Resource: "*" }) },
                },
                may(GET),
            ],
        },
        {
            allows: "the key of AWS",
            of: "channel",
            change: [{ set: "address", to: { kmsKeyId: "alias/aws/secretsmanager" } }, may(GET)],
            atOnce: true,
        },
        {
            allows: "a secret whose policy names the role",
            of: "channel",
            change: [
                add("address-policy", "aws:secretsmanager/secretPolicy:SecretPolicy", {
                    secretArn: ref("address"),
                    policy: statements({ Effect: "Allow", Principal: { AWS: ref("slack-role") }, Action: GET, Resource: "*" }),
                }),
                { remove: ["slack-role-policy"] },
            ],
        },
        { allows: "an ARN from the version of a secret", of: "channel", change: [environment({ HOOK: ref("address-value", "arn") }), may(GET)] },
        {
            allows: "a secret whose value a function makes",
            of: "channel",
            change: [
                { remove: ["address-value"] },
                add("rotation", "aws:secretsmanager/secretRotation:SecretRotation", { secretId: ref("address", "id") }),
                may(GET),
            ],
        },
        { allows: "a secret of another stack", of: "channel", change: [environment({ HOOK: ELSEWHERE }), may(GET, ELSEWHERE)], atOnce: true },
        {
            allows: "an ARN without its last characters",
            of: "channel",
            change: [environment({ HOOK: ELSEWHERE.slice(0, -7) }), may(GET, `${ELSEWHERE.slice(0, -7)}-??????`)],
            atOnce: true,
        },
        {
            leaves: "an ARN without its last characters that the role may read with some",
            of: "channel",
            change: [environment({ HOOK: ELSEWHERE.slice(0, -7) }), may(GET, ELSEWHERE)],
            on: ["slack"],
        },
        {
            leaves: "a role of another stack",
            of: "channel",
            change: [{ set: "slack", to: { role: "arn:aws:iam::111122223333:role/shared" } }],
            on: ["slack"],
        },
        {
            leaves: "a secret whose key is of another stack",
            of: "channel",
            change: [{ set: "address", to: { kmsKeyId: "alias/ml" } }, may(GET)],
            on: ["slack"],
        },
        {
            allows: "a function that gets no message of the rules",
            of: "channel",
            change: [
                add("orders", "aws:sns/topic:Topic", {}),
                { set: "slack-subscription", to: { topic: ref("orders") } },
                { remove: ["slack-role-policy", "address-value"] },
            ],
            atOnce: true,
        },
        {
            allows: "a queue that subscribes",
            of: "channel",
            change: [{ set: "slack-subscription", to: { protocol: "sqs", endpoint: ref("failures") } }, { remove: ["slack-role-policy"] }],
            atOnce: true,
        },
        {
            allows: "everything",
            of: "channel",
            change: [...encrypted, { set: "slack-role-policy", to: { policy: JSON.stringify({ Version: "2012-10-17", Statement: ALL }) } }],
        },
        {
            reports: "a role of a function that subscribes to the topic of a target",
            of: "channel",
            change: [
                add("hub", "aws:sns/topic:Topic", {}),
                { set: "failed-target", to: { arn: ref("hub") } },
                { set: "slack-subscription", to: { topic: ref("hub") } },
                { remove: ["slack-role-policy"] },
            ],
            on: "slack",
            message: unread('secret "address"', "it has no policy that allows anything"),
        },
        {
            reports: "two secrets of which the role may read one",
            of: "channel",
            change: [environment({ HOOK: ref("address"), OTHER: ELSEWHERE }), may(GET, ref("address"))],
            on: "slack",
            message: unread(
                "secret in OTHER",
                `${CALLER} may not call ${GET} on ${ELSEWHERE}: identity policy, statement 1 does not apply: its resource is "${SECRET}", not ${ELSEWHERE}`,
            ),
            inPreview: false,
        },
        {
            reports: "the same of a function in the subscriptions of a topic of aws-native",
            of: "allNative",
            change: [
                environment({ TOPIC_ARN: ref("alerts", "topicArn") }, "notify"),
                { set: "alerts", to: { subscription: [{ protocol: "lambda", endpoint: ref("slack") }] } },
                add("address", "aws-native:secretsmanager:Secret", { secretId: ELSEWHERE, generateSecretString: {} }),
                add("slack-role", "aws-native:iam:Role", { assumeRolePolicyDocument: {} }),
                add("slack", "aws-native:lambda:Function", {
                    role: ref("slack-role"),
                    environment: { variables: { HOOK: ref("address", "secretId") } },
                }),
            ],
            on: "slack",
            message: unread('secret "address"', "it has no policy that allows anything"),
        },
    ]);

    describe("with externalSecrets", () => {
        const judge = async (stack: StackData, externalSecrets: readonly string[]) => {
            const policies = [configurationIsInOrder([functionMayReadItsSecret]), functionMayReadItsSecret];
            const found = await analyzeResources(policies, graphOf(nodesOf(stack), "update").resources, {
                "configuration-is-in-order": { externalSecrets },
            });
            return found.map(({ urn, level, message }) => ({ on: urn.split("::").at(-1), level, message }));
        };
        const other = changed(channel, [environment({ HOOK: ELSEWHERE }), may(GET)]);
        const valueless = changed(channel, [{ remove: ["address-value"] }]);

        it("advises to list or to correct an ARN that is not among them", async () => {
            assert.deepEqual(await judge(other, ["*:secret:jobs/teams-*"]), [
                {
                    on: "slack",
                    level: "advisory",
                    message: `The environment variable HOOK has the ARN ${ELSEWHERE}, which is neither in this stack nor among the externalSecrets of the pack's configuration. Correct it, or list it there.`,
                },
            ]);
        });

        it("allows an ARN that is among them", async () => {
            assert.deepEqual(await judge(other, ["*:secret:jobs/*"]), []);
        });

        it("still reports a role that may not read one of them", async () => {
            assert.deepEqual(await judge(changed(other, [{ remove: ["slack-role-policy"] }]), ["*"]), [
                { on: "slack", level: "mandatory", message: unread("secret in HOOK", "it has no policy that allows anything") },
            ]);
        });

        it("takes the value of a secret of the stack as set by others, if the secret is among them", async () => {
            assert.deepEqual(await judge(valueless, ["*:secret:address-*"]), []);
            assert.deepEqual(await judge(valueless, ["*:secret:jobs/*"]), [{ on: "address", level: "advisory", message: VALUELESS }]);
        });
    });
});
