import { handlerHasFailureDestination } from "../../policy/handlerHasFailureDestination";
import { COMPUTED, mayWrite, OPEN_PATTERN, PROVIDER } from "./support/goodStacks";
import { itJudges, type Open } from "./support/judges";
import { type Change, json, ref } from "./support/stackData";

const QUEUE = "arn:aws:sqs:us-east-1:111122223333:failures-1a2b3c4";
const ROLE = "arn:aws:sts::111122223333:assumed-role/notify-role-1a2b3c4/handler";
const CALL = `${ROLE} may not call sqs:SendMessage on ${QUEUE}`;
const document = (Action: string, Resource: unknown = "*") => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
const may = (Action: string) => ({ policy: json(document(Action)) });
const onTheWay = (encrypted: string) => ({
    policy: json({
        Version: "2012-10-17",
        Statement: [
            { Effect: "Allow", Action: "sqs:SendMessage", Resource: ref("failures"), Condition: { Bool: { "aws:SecureTransport": encrypted } } },
        ],
    }),
});
const without: Change = { remove: ["notify-role-policy"] };
const because = (reason: string) =>
    `The role of this function may not write to its failure destination: ${reason}. Allow it in a policy of the role.`;
const other = (action: string, call = CALL) => ({
    on: "notify",
    message: because(`${call}: identity policy, statement 1 does not apply: its action is "${action}", not ${/call (\S+)/.exec(call)?.[1]}`),
    messageInPreview: because(`no statement of its policy allows it to call ${/call (\S+)/.exec(call)?.[1]}`),
});
const managed = (name: string): Change => ({ set: "notify-role", to: { managedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] } });
const attached = (policyArn: unknown): Change => ({
    add: { attachment: { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props: { role: ref("notify-role", "name"), policyArn } } },
});
const attachedAlone = (name: string): Change => ({
    add: {
        attachments: {
            type: "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
            props: { roleName: ref("notify-role", "name"), policyArns: [`arn:aws:iam::aws:policy/${name}`] },
        },
    },
});
const attachedToSeveral: Change = {
    add: { attachment: { type: "aws:iam/policyAttachment:PolicyAttachment", props: { roles: [ref("notify-role", "name")], policyArn: ref("own") } } },
};
const nativePolicy = (props: object): Change => ({ add: { own: { type: "aws-native:iam:ManagedPolicy", props: { ...props } } } });
const ofNotify = { roles: [ref("notify-role", "name")] };
const ownPolicy = (props: object): Change => ({ add: { own: { type: "aws:iam/policy:Policy", props: { ...props } } } });
const to = (destination: unknown, action: string): readonly Change[] => [
    { set: "notify-retries", to: { destinationConfig: { onFailure: { destination } } } },
    { set: "notify-role-policy", to: may(action) },
];
const ANYBODY = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" };
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:late";
const BUS = "arn:aws:events:us-east-1:111122223333:event-bus/late";

const limited = (reason: string) =>
    `The role of this function may not write to its failure destination: ${reason}. Allow it in a policy and in the permissions boundary of the role.`;
const boundary = (...Statement: object[]): readonly Change[] => [
    { set: "notify-role", to: { permissionsBoundary: ref("boundary") } },
    { add: { boundary: { type: "aws:iam/policy:Policy", props: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } } } },
];
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const NOT_IAM = { Action: undefined, NotAction: ["iam:*", "sts:*", "organizations:*"] };
const locked = (operator: string, keys: object) => ({ Effect: "Deny", Action: "*", Resource: "*", Condition: { [operator]: keys } });
const POWER = "arn:aws:iam::aws:policy/PowerUserAccess";

describe("handler-has-failure-destination", () => {
    itJudges(handlerHasFailureDestination, [
        {
            reports: "a permissions boundary that allows no message to the queue",
            change: boundary({ Effect: "Allow", Action: ["logs:*", "sagemaker:Describe*"], Resource: "*" }),
            on: "notify",
            message: limited(
                `${CALL}: permissions boundary, statement 1 does not apply: its action is "logs:*", "sagemaker:Describe*", not sqs:SendMessage`,
            ),
            messageInPreview: limited("no statement of its permissions boundary allows it to call sqs:SendMessage"),
        },
        {
            reports: "a permissions boundary that denies all messages",
            change: boundary(ALL, { Effect: "Deny", Action: "sqs:Send*", Resource: "*" }),
            on: "notify",
            message: limited(`${CALL}: permissions boundary, statement 2 denies it`),
            messageInPreview: limited("no statement of its permissions boundary allows it to call sqs:SendMessage"),
        },
        {
            reports: "a permissions boundary that allows another queue",
            change: boundary({ Effect: "Allow", Action: "sqs:*", Resource: "arn:aws:sqs:us-east-1:111122223333:others" }),
            on: "notify",
            message: limited(
                `${CALL}: permissions boundary, statement 1 does not apply: its resource is "arn:aws:sqs:us-east-1:111122223333:others", not ${QUEUE}`,
            ),
            inPreview: false,
        },
        {
            reports: "a permissions boundary that locks another Region",
            change: boundary(ALL, locked("StringNotEquals", { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] })),
            on: "notify",
            message: limited(`${CALL}: permissions boundary, statement 2 denies it`),
            inPreview: false,
        },
        {
            reports: "a managed policy of AWS as boundary that is about logs",
            change: [{ set: "notify-role", to: { permissionsBoundary: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole" } }],
            on: "notify",
            message: limited("its permissions boundary does not allow it to call sqs:SendMessage"),
        },
        {
            reports: "a permissions boundary although another policy of the role is not known",
            change: [...boundary({ Effect: "Allow", Action: "logs:*", Resource: "*" }), attached("arn:aws:iam::111122223333:policy/elsewhere")],
            on: "notify",
            message: limited(`${CALL}: permissions boundary, statement 1 does not apply: its action is "logs:*", not sqs:SendMessage`),
            messageInPreview: limited("no statement of its permissions boundary allows it to call sqs:SendMessage"),
        },
        ...(
            [
                ["allows messages", { Effect: "Allow", Action: ["sqs:SendMessage", "logs:*"], Resource: "*" }],
                ["locks the Region", ALL, locked("StringNotEquals", { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] })],
                [
                    "locks the Region for all but global services",
                    ALL,
                    { ...locked("StringNotEquals", { "aws:RequestedRegion": "us-east-1" }), ...NOT_IAM },
                ],
                ["asks for an encrypted connection", ALL, locked("Bool", { "aws:SecureTransport": "false" })],
                ["denies other things", ALL, { Effect: "Deny", Action: ["iam:*", "sqs:DeleteQueue"], Resource: "*" }],
                ["keeps other accounts out", ALL, locked("StringNotEquals", { "aws:ResourceAccount": "111122223333" })],
            ] as const
        ).map(([what, ...statements]) => ({ allows: `a permissions boundary that ${what}`, change: boundary(...statements) })),
        { allows: "a managed policy of AWS as boundary that allows all", change: [{ set: "notify-role", to: { permissionsBoundary: POWER } }] },
        { allows: "an empty permissions boundary", change: [{ set: "notify-role", to: { permissionsBoundary: "" } }] },
        {
            allows: "a permissions boundary of aws-native",
            change: [{ set: "notify-role", to: { permissionsBoundary: ref("own") } }, nativePolicy({ policyDocument: document("sqs:SendMessage") })],
        },
        ...(
            [
                ["an organization", locked("StringNotEquals", { "aws:PrincipalOrgID": "o-ml" })],
                ["the organization of the resource", locked("StringNotEqualsIfExists", { "aws:ResourceOrgID": "o-ml" })],
                ["addresses", { ...locked("NotIpAddress", { "aws:SourceIp": ["10.0.0.0/8"] }) }],
                ["a tag of the role", locked("StringNotEquals", { "aws:PrincipalTag/team": "ml" })],
            ] as const
        ).map(([what, statement]): Open => ({
            leaves: `a permissions boundary that asks for ${what}`,
            change: boundary(ALL, statement),
            views: ["update", "literals"],
            on: ["notify"],
        })),
        {
            leaves: "a permissions boundary of another stack",
            change: [{ set: "notify-role", to: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundaries/ml" } }],
            on: ["notify"],
        },
        {
            reports: "a role without any policy, within a permissions boundary of another stack",
            change: [without, { set: "notify-role", to: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundaries/ml" } }],
            on: "notify",
            message: limited("it has no policy that allows anything"),
        },
        {
            reports: "a function without one",
            change: [{ remove: ["notify-retries"] }],
            on: "notify",
            message: "This function drops the events that it fails on. Add a FunctionEventInvokeConfig with destinationConfig.onFailure.destination.",
        },
        {
            reports: "a destination of the function, while the rule calls an alias",
            of: "aliased",
            change: [{ set: "notify-retries", to: { qualifier: undefined } }],
            on: "notify",
            inPreview: false,
            message:
                "This function drops the events that it fails on: its failure destination is of another version or alias than the rule calls. Set the qualifier of its FunctionEventInvokeConfig to that of the target, or remove it where the target has none.",
        },
        ...(
            [
                ["a FIFO queue", [{ set: "failures", to: { fifoQueue: true } }]],
                ["a FIFO topic", [{ set: "alerts", to: { fifoTopic: true } }, ...to(ref("alerts"), "sns:Publish")]],
                ["a FIFO queue of another stack", to("arn:aws:sqs:us-east-1:111122223333:late.fifo", "sqs:SendMessage")],
            ] as const
        ).map(([what, change]) => ({
            reports: what,
            change,
            on: "notify",
            message: "The failure destination of this function is FIFO, to which Lambda cannot write. Use a standard queue or topic.",
        })),
        {
            reports: "a second alias with a destination to which the role may not write",
            of: "aliased",
            change: [
                {
                    add: {
                        others: { type: "aws:sqs/queue:Queue", props: {} },
                        beta: { type: "aws:lambda/alias:Alias", props: { name: "beta", functionName: ref("notify", "name"), functionVersion: "8" } },
                        "beta-retries": {
                            type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
                            props: {
                                functionName: ref("notify", "name"),
                                qualifier: ref("beta", "name"),
                                destinationConfig: { onFailure: { destination: ref("others") } },
                            },
                        },
                        "beta-target": { type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule: ref("failed", "name"), arn: ref("beta") } },
                    },
                },
            ],
            on: "notify",
            inPreview: false,
            message: because(
                `${ROLE} may not call sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:others-1a2b3c4: identity policy, statement 1 does not apply: its resource is "${QUEUE}", not arn:aws:sqs:us-east-1:111122223333:others-1a2b3c4`,
            ),
        },
        {
            leaves: "an alias without destination that a rule calls which may be on something else",
            of: "aliased",
            change: [
                {
                    add: {
                        test: { type: "aws:lambda/alias:Alias", props: { name: "test", functionName: ref("notify", "name"), functionVersion: "8" } },
                        other: {
                            type: "aws:cloudwatch/eventRule:EventRule",
                            props: { eventPattern: json({ source: ["aws.ec2"], account: [ref("alerts", "owner")] }) },
                        },
                        "other-target": { type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule: ref("other", "name"), arn: ref("test") } },
                    },
                },
            ],
            views: ["preview"],
            on: ["notify"],
        },
        {
            reports: "a function that is its own destination",
            change: to(ref("notify"), "lambda:InvokeFunction"),
            on: "notify",
            message: "The failure destination of this function is the function itself. Use a queue.",
        },
        {
            reports: "a role without any policy",
            change: [{ remove: ["notify-role-policy"] }],
            on: "notify",
            message: `The role of this function may not write to its failure destination: it has no policy that allows anything. Allow it in a policy of the role.`,
        },
        {
            reports: "a role that may write to another queue",
            change: [{ set: "notify-role-policy", to: { policy: mayWrite("undelivered") } }],
            on: "notify",
            message: `The role of this function may not write to its failure destination: ${CALL}: identity policy, statement 1 does not apply: its resource is "arn:aws:sqs:us-east-1:111122223333:undelivered-1a2b3c4", not ${QUEUE}. Allow it in a policy of the role.`,
            inPreview: false,
        },
        {
            reports: "an inline policy of the role that allows something else",
            change: [without, { set: "notify-role", to: { inlinePolicies: [{ name: "own", ...may("sns:Publish") }] } }],
            ...other("sns:Publish"),
        },
        {
            reports: "an inline policy without a document",
            change: [without, { set: "notify-role", to: { inlinePolicies: [{ name: "own" }] } }],
            on: "notify",
            message: because("it has no policy that allows anything"),
        },
        {
            reports: "a policy of the stack that allows something else",
            change: [without, ownPolicy(may("sns:Publish")), attached(ref("own"))],
            ...other("sns:Publish"),
        },
        {
            reports: "a policy of the stack that is attached to several roles and allows something else",
            change: [without, ownPolicy(may("sns:Publish")), attachedToSeveral],
            ...other("sns:Publish"),
        },
        {
            reports: "a policy of aws-native that names the role and allows something else",
            change: [without, nativePolicy({ ...ofNotify, policyDocument: document("sns:Publish") })],
            ...other("sns:Publish"),
        },
        {
            reports: "a policy of aws-native that the role names and that allows something else",
            change: [
                without,
                nativePolicy({ policyDocument: document("sns:Publish") }),
                { set: "notify-role", to: { managedPolicyArns: [ref("own", "policyArn")] } },
            ],
            ...other("sns:Publish"),
        },
        {
            allows: "a policy of the stack that is attached to several roles",
            change: [without, ownPolicy(may("sqs:SendMessage")), attachedToSeveral],
        },
        {
            allows: "a policy of aws-native that names the role",
            change: [without, nativePolicy({ ...ofNotify, policyDocument: document("sqs:SendMessage") })],
        },
        { reports: "a managed policy for topics", change: [without, managed("AmazonSNSFullAccess")], ...other("sns:*") },
        { reports: "a managed policy for buses", change: [without, managed("AmazonEventBridgeFullAccess")], ...other("events:*") },
        {
            reports: "a managed policy for logs",
            change: [without, managed("service-role/AWSLambdaBasicExecutionRole")],
            on: "notify",
            message: because("it has no policy that allows anything"),
        },
        {
            reports: "a policy that AWS refuses",
            change: [{ set: "notify-role-policy", to: { policy: "{" } }],
            on: "notify",
            message: because("AWS refuses its policy: Policy document: must be JSON: Expected property name or '}' in JSON at position 1"),
        },
        {
            reports: "a topic to which the role may not publish",
            change: to(ref("alerts"), "sqs:*"),
            ...other("sqs:*", `${ROLE} may not call sns:Publish on arn:aws:sns:us-east-1:111122223333:alerts-1a2b3c4`),
        },
        {
            reports: "a function that the role may not call",
            change: [{ set: "notify-role", to: { name: "notify-role-1a2b3c4" } }, ...to(FUNCTION, "sqs:*")],
            ...other("sqs:*", `${ROLE} may not call lambda:InvokeFunction on ${FUNCTION}`),
            messageInPreview: undefined,
        },
        {
            reports: "a bus on which the role may not put events",
            change: [{ set: "notify-role", to: { name: "notify-role-1a2b3c4" } }, ...to(BUS, "sqs:*")],
            ...other("sqs:*", `${ROLE} may not call events:PutEvents on ${BUS}`),
            messageInPreview: undefined,
        },
        { allows: "a topic to which the role may publish", change: to(ref("alerts"), "sns:Publish") },
        { allows: "a function that the role may call", change: to(FUNCTION, "lambda:InvokeFunction") },
        { allows: "a bus on which the role may put events", change: to(BUS, "events:PutEvents") },
        {
            allows: "an inline policy of the role",
            change: [without, { set: "notify-role", to: { inlinePolicies: [{ name: "own", policy: mayWrite("failures") }] } }],
        },
        { allows: "a policy of the stack", change: [without, ownPolicy({ policy: mayWrite("failures") }), attached(ref("own"))] },
        { allows: "a managed policy that is attached", change: [without, attached("arn:aws:iam::aws:policy/AmazonSQSFullAccess")] },
        { allows: "a managed policy that allows everything", change: [without, managed("AdministratorAccess")] },
        {
            reports: "policies in the words of aws-native that allow something else",
            change: [
                without,
                {
                    add: {
                        "own-policy": {
                            type: "aws-native:iam:RolePolicy",
                            props: { roleName: ref("notify-role", "name"), policyDocument: document("sns:Publish") },
                        },
                    },
                },
            ],
            ...other("sns:Publish"),
        },
        {
            allows: "a policy in the words of aws-native",
            change: [
                without,
                {
                    add: {
                        "own-policy": {
                            type: "aws-native:iam:RolePolicy",
                            props: { roleName: ref("notify-role", "name"), policyDocument: document("sqs:SendMessage", ref("failures")) },
                        },
                    },
                },
            ],
        },
        {
            allows: "an inline policy in the words of aws-native",
            change: [without, { set: "notify-role", to: { policies: [{ policyName: "own", policyDocument: document("sqs:SendMessage") }] } }],
        },
        {
            allows: "a policy that allows only what is encrypted on the way",
            change: [{ set: "notify-role-policy", to: onTheWay("true") }],
        },
        {
            reports: "a policy that allows only what is not encrypted on the way",
            change: [{ set: "notify-role-policy", to: onTheWay("false") }],
            on: "notify",
            message: because(`${CALL}: identity policy, statement 1 does not apply: condition Bool on aws:SecureTransport wants "false", got "true"`),
            inPreview: false,
        },
        {
            allows: "a policy that asks for encryption on the way",
            change: [
                {
                    set: "notify-role-policy",
                    to: {
                        policy: mayWrite("failures", {
                            Effect: "Deny",
                            Action: "*",
                            Resource: "*",
                            Condition: { Bool: { "aws:SecureTransport": "false" } },
                        }),
                    },
                },
            ],
        },
        {
            allows: "a list of managed policies that is not known yet",
            change: [
                without,
                { add: { baseline: { type: "test:index:Baseline", props: { arns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] } } } },
                { set: "notify-role", to: { managedPolicyArns: ref("baseline", "arns") } },
            ],
        },
        { allows: "one policy of several", change: [managed("AmazonSNSFullAccess")] },
        {
            leaves: "a managed policy that the pack does not know",
            change: [without, managed("ReadOnlyAccess")],
            on: ["notify"],
        },
        {
            leaves: "a policy of another account with the name of one of AWS",
            change: [without, attached("arn:aws:iam::111122223333:policy/AmazonSNSFullAccess")],
            on: ["notify"],
        },
        { allows: "a bucket into which the role may put objects", change: to("arn:aws:s3:::late", "s3:PutObject") },
        {
            allows: "a bucket into whose objects alone the role may write",
            change: [
                ...to("arn:aws:s3:::late", "s3:PutObject"),
                { set: "notify-role-policy", to: { policy: json(document("s3:PutObject", "arn:aws:s3:::late/*")) } },
            ],
        },
        { allows: "a list of policies that alone are attached to the role", change: [without, attachedAlone("AmazonSQSFullAccess")] },
        {
            reports: "a list of policies that alone are attached to the role, of which none allows it",
            change: [without, attachedAlone("AmazonSNSFullAccess")],
            ...other("sns:*"),
        },
        {
            reports: "a bucket into which the role may not put objects",
            change: to("arn:aws:s3:::late", "sqs:*"),
            on: "notify",
            message: because("no statement of its policy allows it to call s3:PutObject"),
        },
        {
            reports: "a bucket, where the role has no policy at all",
            change: [...to("arn:aws:s3:::late", "sqs:*"), without],
            on: "notify",
            message: because("it has no policy that allows anything"),
        },
        {
            leaves: "a destination that comes from something else",
            change: [
                { add: { baseline: { type: "test:index:Baseline", props: { queue: "arn:aws:states:us-east-1:111122223333:stateMachine:late" } } } },
                { set: "notify-retries", to: { destinationConfig: { onFailure: { destination: ref("baseline", "queue") } } } },
                { set: "notify-role-policy", to: may("sqs:SendMessage") },
            ],
            on: ["notify"],
        },
        {
            reports: "a role whose lists of policies only the provider knows",
            change: [without, { set: "notify-role", to: { managedPolicyArns: COMPUTED, inlinePolicies: COMPUTED } }, PROVIDER],
            on: "notify",
            message: because("it has no policy that allows anything"),
        },
        {
            reports: "a policy of the role with a principal, which AWS refuses",
            change: [{ set: "notify-role-policy", to: { policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ ...ANYBODY }] }) } }],
            on: "notify",
            message: because(
                "AWS refuses its policy: Policy document: Statement 1 must have no Principal: an identity policy is about the role or user that it is attached to",
            ),
        },
        {
            allows: "a role that may write to every queue",
            change: [{ set: "notify-role-policy", to: { policy: json(document("sqs:SendMessage", "arn:aws:sqs:*:*:*")) } }],
            atOnce: true,
        },
        { leaves: "a policy that is not known yet", change: [], views: ["preview"], on: ["notify"] },
        { leaves: "a function whose rule may be about something else", change: [OPEN_PATTERN], views: ["preview"], on: ["notify"] },
        {
            reports: "a role in the words of aws-native whose policy allows something else",
            change: [
                without,
                {
                    add: {
                        "notify-role": {
                            type: "aws-native:iam:Role",
                            props: { roleName: "notifier", policies: [{ policyName: "own", policyDocument: document("sns:Publish") }] },
                        },
                    },
                },
            ],
            ...other("sns:Publish", CALL.replace("notify-role-1a2b3c4", "notifier")),
        },
        {
            allows: "the function's own dead-letter queue",
            change: [{ remove: ["notify-retries"] }, { set: "notify", to: { deadLetterConfig: { targetArn: ref("failures") } } }],
        },
        {
            allows: "a role with a managed policy that allows it",
            change: [
                { remove: ["notify-role-policy"] },
                { set: "notify-role", to: { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"] } },
            ],
        },
        {
            leaves: "a role of another stack",
            change: [{ set: "notify", to: { role: "arn:aws:iam::111122223333:role/shared" } }],
            on: ["notify"],
        },
    ]);
});
