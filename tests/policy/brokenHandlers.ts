import { type BrokenStack, PLAIN, allow, policy, events, set, remove, target, rule, DLQ } from "./support/brokenStack";
import { alarm, letsRuleIn, mayWrite } from "./support/goodStacks";
import { ref } from "./support/stackData";

/** Mistakes with what takes the events: queues and functions, and several mistakes at once. */
export const BROKEN_HANDLERS: readonly BrokenStack[] = [
    // Queues
    { name: "a queue without policy", of: PLAIN, change: [remove("undelivered-policy")], expected: [[DLQ, "undelivered"]] },
    {
        name: "a queue that allows another rule",
        of: ["customBus"],
        change: [set("undelivered-policy", { policy: letsRuleIn("undelivered", "forward") })],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a queue that allows another service",
        of: ["plain"],
        change: [
            set("undelivered-policy", {
                policy: policy({
                    Effect: "Allow",
                    Principal: { Service: "sns.amazonaws.com" },
                    Action: "sqs:SendMessage",
                    Resource: ref("undelivered"),
                }),
            }),
        ],
        expected: [[DLQ, "undelivered"]],
        inPreview: [],
    },
    {
        name: "a queue that denies what it allows",
        of: ["plain"],
        change: [
            set("undelivered-policy", {
                policy: policy(
                    { Effect: "Allow", Principal: events, Action: "sqs:SendMessage", Resource: ref("undelivered") },
                    {
                        Effect: "Deny",
                        Principal: "*",
                        Action: "sqs:SendMessage",
                        Resource: ref("undelivered"),
                        Condition: { StringNotEquals: { "aws:SourceAccount": "999999999999" } },
                    },
                ),
            }),
        ],
        expected: [[DLQ, "undelivered"]],
        inPreview: [],
    },
    {
        name: "a queue whose policy wants a key that EventBridge does not send",
        of: ["plain"],
        change: [
            set("undelivered-policy", {
                policy: policy({
                    Effect: "Allow",
                    Principal: events,
                    Action: "sqs:SendMessage",
                    Resource: ref("undelivered"),
                    Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
                }),
            }),
        ],
        expected: [[DLQ, "undelivered"]],
        inPreview: [],
    },
    {
        name: "a queue whose policy AWS refuses",
        of: ["plain"],
        change: [set("undelivered-policy", { policy: policy({ Effect: "allow", Principal: events, Action: "sqs:SendMessage", Resource: "*" }) })],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a FIFO queue",
        of: PLAIN,
        change: [set("undelivered", { name: "undelivered.fifo", fifoQueue: true })],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a queue of another Region",
        of: ["plain"],
        change: [set("failed-target", { deadLetterConfig: { arn: "arn:aws:sqs:eu-west-1:111122223333:lost" } }), remove("undelivered-depth")],
        expected: [[DLQ, "failed-target"]],
    },
    {
        name: "a queue of the stack in another Region",
        of: ["twoRegions", "twoRegionsLiterals"],
        change: [
            remove("undelivered-policy-eu"),
            set("failed-target-eu", { deadLetterConfig: { arn: ref("undelivered-us") } }),
            set("undelivered-policy-us", { policy: policy({ Effect: "Allow", Principal: events, Action: "sqs:SendMessage", Resource: "*" }) }),
        ],
        expected: [[DLQ, "failed-target-eu"]],
    },
    {
        name: "a topic in the place of the queue",
        of: ["plain"],
        change: [set("failed-target", { deadLetterConfig: { arn: "arn:aws:sns:us-east-1:111122223333:lost" } }), remove("undelivered-depth")],
        expected: [[DLQ, "failed-target"]],
    },
    {
        name: "a queue that is the target, too",
        of: PLAIN,
        change: [set("failed-target", { arn: ref("undelivered") })],
        expected: [[DLQ, "failed-target"]],
    },
    {
        name: "a queue with a disabled key",
        of: ["encrypted"],
        change: [set("key", { isEnabled: false }), set("alerts", { kmsMasterKeyId: undefined })],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a queue encrypted with the key of AWS",
        of: ["plain"],
        change: [set("undelivered", { kmsMasterKeyId: "alias/aws/sqs" })],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a key without a policy for EventBridge",
        of: ["encrypted"],
        change: [
            set("key", { policy: policy({ Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:*", Resource: "*" }) }),
        ],
        expected: [[DLQ, "undelivered"]],
    },
    {
        name: "a key with a condition that EventBridge does not support",
        of: ["encrypted"],
        change: [
            set("key", {
                policy: policy(
                    { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action: "kms:*", Resource: "*" },
                    {
                        Effect: "Allow",
                        Principal: events,
                        Action: "kms:*",
                        Resource: "*",
                        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
                    },
                ),
            }),
        ],
        expected: [[DLQ, "undelivered"]],
        inPreview: [],
    },
    {
        name: "a program's queue without policy",
        of: ["dev"],
        change: [remove("job-status-dead-letter-policy")],
        expected: [[DLQ, "job-status-dead-letter-queue"]],
    },
    // Functions
    {
        name: "a function without failure destination",
        of: PLAIN,
        change: [remove("notify-retries")],
        expected: [["handler-has-failure-destination", "notify"]],
    },
    {
        name: "a function's configuration without destination",
        of: ["native"],
        change: [set("notify-retries", { destinationConfig: undefined })],
        expected: [["handler-has-failure-destination", "notify"]],
    },
    {
        name: "a program's function without failure destination",
        of: ["dev"],
        change: [remove("model-package-event-invoke-config")],
        expected: [["handler-has-failure-destination", "model-package-function"]],
    },
    {
        name: "a failure destination of the function, while the rule calls an alias",
        of: ["aliased", "aliasedLiterals"],
        change: [set("notify-retries", { qualifier: undefined })],
        expected: [["handler-has-failure-destination", "notify"]],
        inPreview: [],
    },
    {
        name: "a FIFO queue as failure destination",
        of: PLAIN,
        change: [set("failures", { name: "failures.fifo", fifoQueue: true })],
        expected: [["handler-has-failure-destination", "notify"]],
    },
    {
        name: "a function that is its own failure destination",
        of: PLAIN,
        change: [set("notify-retries", { destinationConfig: { onFailure: { destination: ref("notify") } } })],
        expected: [["handler-has-failure-destination", "notify"]],
    },
    {
        name: "a role whose permissions boundary stops it from writing to the queue",
        of: ["plain"],
        change: [
            set("notify-role", { permissionsBoundary: ref("boundary") }),
            { add: { boundary: { type: "aws:iam/policy:Policy", props: { policy: policy(allow(["logs:*", "sagemaker:Describe*"])) } } } },
        ],
        expected: [
            ["handler-has-failure-destination", "notify"],
            ["handler-role-is-narrow", "notify-role"],
        ],
        inPreview: [["handler-has-failure-destination", "notify"]],
    },
    {
        name: "a role whose permissions boundary locks another Region",
        of: ["plain"],
        change: [
            set("notify-role", { permissionsBoundary: ref("boundary") }),
            {
                add: {
                    boundary: {
                        type: "aws:iam/policy:Policy",
                        props: {
                            policy: policy(allow("*"), {
                                Effect: "Deny",
                                NotAction: ["iam:*", "sts:*"],
                                Resource: "*",
                                Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
                            }),
                        },
                    },
                },
            },
        ],
        expected: [
            ["handler-has-failure-destination", "notify"],
            ["handler-role-is-narrow", "notify-role"],
        ],
        inPreview: [],
    },
    { name: "a role without policy", of: PLAIN, change: [remove("notify-role-policy")], expected: [["handler-has-failure-destination", "notify"]] },
    {
        name: "a role that may write to another queue",
        of: ["plain"],
        change: [set("notify-role-policy", { policy: mayWrite("undelivered") })],
        expected: [["handler-has-failure-destination", "notify"]],
        inPreview: [],
    },
    {
        name: "a function without permission",
        of: PLAIN,
        change: [remove("notify-permission")],
        expected: [["invoke-permission-names-rule", "failed-target"]],
    },
    {
        name: "a permission without the rule",
        of: PLAIN,
        change: [set("notify-permission", { sourceArn: undefined })],
        expected: [["invoke-permission-names-rule", "notify-permission"]],
    },
    {
        name: "a permission for all rules",
        of: ["plain"],
        change: [set("notify-permission", { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/*" })],
        expected: [["invoke-permission-names-rule", "notify-permission"]],
    },
    {
        name: "a permission for the function, while the rule calls an alias",
        of: ["aliased", "aliasedLiterals"],
        change: [set("notify-permission", { qualifier: undefined })],
        expected: [["invoke-permission-names-rule", "notify-permission"]],
        inPreview: [],
    },
    {
        name: "a permission for rules of another account",
        of: ["plain"],
        change: [set("notify-permission", { sourceAccount: "999999999999" })],
        expected: [["invoke-permission-names-rule", "notify-permission"]],
        inPreview: [],
    },
    {
        name: "a permission for another rule",
        of: ["customBus"],
        change: [set("notify-permission", { sourceArn: ref("forward") })],
        expected: [["invoke-permission-names-rule", "notify-permission"]],
    },
    {
        name: "a program's function without permission",
        of: ["dev"],
        change: [remove("processing-job-permission")],
        expected: [["invoke-permission-names-rule", "processing-job-target"]],
    },
    {
        name: "a role that may do everything with queues",
        of: PLAIN,
        change: [set("notify-role-policy", { policy: mayWrite("failures", allow("sqs:*")) })],
        expected: [["handler-role-is-narrow", "notify-role-policy"]],
        inPreview: [],
    },
    {
        name: "a role with a broad managed policy",
        of: PLAIN,
        change: [
            {
                add: {
                    "notify-admin": {
                        type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                        props: { role: ref("notify-role", "name"), policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
                    },
                },
            },
        ],
        expected: [["handler-role-is-narrow", "notify-admin"]],
    },
    {
        name: "a role with a broad managed policy in its list of policies",
        of: ["native"],
        change: [set("notify-role", { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"] })],
        expected: [["handler-role-is-narrow", "notify-role"]],
    },
    {
        name: "a program's role that may do everything",
        of: ["dev"],
        change: [set("algorithm-role-policy", { policy: policy(allow("*")) })],
        expected: [["handler-role-is-narrow", "algorithm-role-policy"]],
    },
    {
        name: "a password in the environment",
        of: PLAIN,
        change: [set("notify", { environment: { variables: { DB_PASSWORD: "hunter2hunter2" } } })],
        expected: [["handler-environment-holds-no-secrets", "notify"]],
    },
    {
        name: "a key of AWS in the environment",
        of: ["plain"],
        change: [set("notify", { environment: { variables: { ACCOUNT: "AKIAIOSFODNN7EXAMPLE" } } })],
        expected: [["handler-environment-holds-no-secrets", "notify"]],
    },
    {
        name: "the address of a webhook in the environment",
        of: ["plain"],
        change: [set("notify", { environment: { variables: { SLACK_URL: "https://hooks.slack.com/services/T000/B000/XXXX" } } })],
        expected: [["webhook-addresses-are-secret", "notify"]],
    },
    {
        name: "a channel that may not read its secret",
        of: ["channel"],
        change: [remove("slack-role-policy")],
        expected: [["function-may-read-its-secret", "slack"]],
    },
    {
        name: "a function that is switched off",
        of: PLAIN,
        change: [set("notify", { reservedConcurrentExecutions: 0 })],
        expected: [["status-rule-is-enabled", "notify"]],
    },
    {
        name: "a deprecated runtime",
        of: PLAIN,
        change: [set("notify", { runtime: "nodejs16.x" })],
        expected: [["handler-runtime-is-supported", "notify"]],
    },
    {
        name: "a program's deprecated runtime",
        of: ["dev"],
        change: [set("notebook-instance-function", { runtime: "python3.8" })],
        expected: [["handler-runtime-is-supported", "notebook-instance-function"]],
    },
    {
        name: "no log group",
        of: ["plain"],
        change: [remove("notify-logs"), set("notify", { loggingConfig: undefined })],
        expected: [["handler-log-group-has-retention", "notify"]],
    },
    {
        name: "a log group that keeps its lines for ever",
        of: PLAIN,
        change: [set("notify-logs", { retentionInDays: undefined })],
        expected: [["handler-log-group-has-retention", "notify-logs"]],
    },
    {
        name: "a program's log group that keeps its lines for ever",
        of: ["dev"],
        change: [set("endpoint-logs", { retentionInDays: 0 })],
        expected: [["handler-log-group-has-retention", "endpoint-logs"]],
    },
    // Several at once
    {
        name: "a second rule with nothing but a pattern",
        of: PLAIN,
        change: [{ add: { stopped: rule({}) } }],
        expected: [
            ["status-rule-has-alarm", "stopped"],
            ["status-rule-has-target", "stopped"],
        ],
    },
    {
        name: "a second rule whose events go to the same function and queue, which know only the first",
        of: ["plain"],
        change: [
            {
                add: {
                    stopped: rule({}),
                    "stopped-target": target({ rule: ref("stopped", "name") }),
                    "stopped-alarm": alarm({ dimensions: { RuleName: ref("stopped", "name") } }),
                },
            },
        ],
        expected: [
            [DLQ, "undelivered"],
            ["invoke-permission-names-rule", "notify-permission"],
        ],
    },
];
