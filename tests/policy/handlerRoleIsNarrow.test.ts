import { handlerRoleIsNarrow } from "../../policy/handlerRoleIsNarrow";
import { mayWrite } from "./support/goodStacks";
import { type Change, joined, ref } from "./support/stackData";
import { itJudges } from "./support/judges";

const attach = (name: string): Change => ({
    add: {
        more: {
            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            props: { role: ref("notify-role", "name"), policyArn: `arn:aws:iam::aws:policy/${name}` },
        },
    },
});

const boundary = (...Statement: object[]): readonly Change[] => [
    { set: "notify-role", to: { permissionsBoundary: ref("boundary") } },
    { add: { boundary: { type: "aws:iam/policy:Policy", props: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } } } },
];
const may = (...Statement: object[]): Change => ({ set: "notify-role-policy", to: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } });
const ALL = { Effect: "Allow", Action: "*", Resource: "*" };
const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/ledger";
const limits = (actions: string) =>
    `The permissions boundary of this role does not allow ${actions}, which its policies allow, so a function that calls it fails. Allow it in the boundary, or remove it from the policies.`;

describe("handler-role-is-narrow", () => {
    itJudges(handlerRoleIsNarrow, [
        {
            leaves: "a policy that is attached to one of two roles",
            change: [
                {
                    add: {
                        admin: { type: "aws:iam/role:Role", props: { assumeRolePolicy: "{}" } },
                        attached: {
                            type: "aws:iam/policyAttachment:PolicyAttachment",
                            props: {
                                policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
                                roles: [joined(ref("admin", "name"), ref("notify-role", "name"))],
                            },
                        },
                    },
                },
            ],
            views: ["preview"],
            on: ["notify-role-policy", "attached"],
        },
        {
            reports: "actions that the permissions boundary does not allow, as advice",
            change: [
                ...boundary({ Effect: "Allow", Action: ["sqs:*", "sagemaker:Describe*"], Resource: "*" }),
                may(
                    { Effect: "Allow", Action: ["sagemaker:DescribeTrainingJob", "sns:Publish"], Resource: "*" },
                    { Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE },
                ),
            ],
            on: "notify-role",
            level: "advisory",
            message: limits("sns:Publish, dynamodb:PutItem"),
        },
        {
            reports: "an action that the permissions boundary denies, as advice",
            change: [
                ...boundary(ALL, { Effect: "Deny", Action: "sns:*", Resource: "*" }),
                may({ Effect: "Allow", Action: "sns:Publish", Resource: "*" }),
            ],
            on: "notify-role",
            level: "advisory",
            message: limits("sns:Publish"),
        },
        {
            reports: "an action on one resource that the permissions boundary allows on another, as advice",
            change: [
                ...boundary({ Effect: "Allow", Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*:*:table/others-*" }),
                may({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE }),
            ],
            on: "notify-role",
            level: "advisory",
            message: limits("dynamodb:PutItem"),
        },
        {
            reports: "an action in another Region than the permissions boundary locks, as advice",
            change: [
                ...boundary(ALL, {
                    Effect: "Deny",
                    Action: "*",
                    Resource: "*",
                    Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
                }),
                may({ Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE }),
            ],
            on: "notify-role",
            level: "advisory",
            message: limits("dynamodb:PutItem"),
        },
        ...(
            [
                ["allows on some resources", { Effect: "Allow", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:ml-*" }],
                ["allows under a condition", { ...ALL, Condition: { StringEquals: { "aws:PrincipalOrgID": "o-ml" } } }],
                [
                    "denies outside of a Region",
                    ALL,
                    { ...ALL, Effect: "Deny", Condition: { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } } },
                ],
                ["denies on some resources", ALL, { Effect: "Deny", Action: "sns:Publish", Resource: "arn:aws:sns:*:*:audit" }],
            ] as const
        ).map(([what, ...statements]) => ({
            allows: `an action on every topic that the permissions boundary ${what}`,
            change: [...boundary(...statements), may({ Effect: "Allow", Action: "sns:Publish", Resource: "*" })],
        })),
        {
            allows: "actions within a permissions boundary of another stack",
            change: [
                { set: "notify-role", to: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundaries/ml" } },
                may({ Effect: "Allow", Action: "sns:Publish", Resource: "*" }),
            ],
        },
        {
            allows: "a wildcard of which the permissions boundary leaves a part",
            change: [
                ...boundary({ Effect: "Allow", Action: "sagemaker:DescribeTrainingJob", Resource: "*" }),
                may({ Effect: "Allow", Action: "sagemaker:Describe*", Resource: "*" }),
            ],
        },
        {
            reports: "an action with a wildcard for a service",
            change: [
                {
                    set: "notify-role-policy",
                    to: { policy: mayWrite("failures", { Effect: "Allow", Action: ["sqs:*", "sns:Publish"], Resource: "*" }) },
                },
            ],
            on: "notify-role-policy",
            message: 'This policy allows the role "notify-role" to call sqs:*. Name the single actions that the function calls.',
            inPreview: false,
        },
        {
            reports: "all actions but some",
            change: [
                {
                    set: "notify-role-policy",
                    to: { policy: JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", NotAction: "iam:*", Resource: "*" } }) },
                },
            ],
            on: "notify-role-policy",
            message: 'This policy allows the role "notify-role" to call everything but iam:*. Name the single actions that the function calls.',
        },
        {
            reports: "a broad managed policy",
            change: [attach("AWSLambda_FullAccess")],
            on: "more",
            message:
                'The managed policy AWSLambda_FullAccess allows the role "notify-role" to do more than a handler needs. Replace it with a policy that names single actions.',
        },
        {
            reports: "all actions of all services, once, and not what is denied or single",
            change: [
                {
                    set: "notify-role-policy",
                    to: {
                        policy: JSON.stringify({
                            Version: "2012-10-17",
                            Statement: [
                                { Effect: "Allow", Action: ["*", "s3:*"], Resource: "*" },
                                { Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" },
                                { Effect: "Allow", Action: ["*", "sns:Publish", "s3:*Object"], Resource: "*" },
                                { Effect: "Deny", Action: "kms:*", Resource: "*" },
                            ],
                        }),
                    },
                },
            ],
            on: "notify-role-policy",
            message:
                'This policy allows the role "notify-role" to call *, s3:*, everything but iam:*, sts:*. Name the single actions that the function calls.',
        },
        {
            reports: "a broad policy of the company",
            change: [
                {
                    add: {
                        broad: {
                            type: "aws:iam/policy:Policy",
                            props: {
                                policy: JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } }),
                            },
                        },
                        more: {
                            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                            props: { role: ref("notify-role", "name"), policyArn: ref("broad") },
                        },
                    },
                },
            ],
            on: "broad",
            message: 'This policy allows the role "notify-role" to call sqs:*. Name the single actions that the function calls.',
        },
        {
            leaves: "a managed policy whose ARN is not known",
            change: [
                { remove: ["notify-role-policy"] },
                {
                    add: {
                        more: {
                            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
                            props: { role: ref("notify-role", "name"), policyArn: ref("alerts", "boundary") },
                        },
                    },
                },
            ],
            views: ["preview"],
            on: ["more"],
        },
        {
            leaves: "a role that is not known",
            change: [{ set: "notify", to: { role: ref("alerts", "role") } }],
            views: ["preview"],
            on: ["notify"],
        },
        {
            leaves: "a function that may have one of two roles",
            change: [
                { add: { other: { type: "aws:iam/role:Role", props: {} } } },
                { set: "notify", to: { role: joined(ref("notify-role"), ref("other")) } },
            ],
            views: ["preview"],
            on: ["notify"],
        },
        { allows: "a role of another stack", change: [{ set: "notify", to: { role: "arn:aws:iam::111122223333:role/shared" } }] },
        {
            allows: "a policy that AWS refuses by itself",
            change: [{ set: "notify-role-policy", to: { policy: '{"Statement": [' } }],
        },
        {
            allows: "a role of a function without one, which Lambda refuses",
            change: [{ set: "notify", to: { role: undefined } }],
        },
        {
            reports: "a broad managed policy below a path",
            change: [attach("job-function/OurFullAccessV2")],
            on: "more",
            message:
                'The managed policy OurFullAccessV2 allows the role "notify-role" to do more than a handler needs. Replace it with a policy that names single actions.',
        },
        { allows: "the managed policy for logs", change: [attach("service-role/AWSLambdaBasicExecutionRole")] },
        {
            allows: "denying everything",
            change: [{ set: "notify-role-policy", to: { policy: mayWrite("failures", { Effect: "Deny", Action: "iam:*", Resource: "*" }) } }],
        },
        {
            allows: "a family of actions",
            change: [
                {
                    set: "notify-role-policy",
                    to: { policy: mayWrite("failures", { Effect: "Allow", Action: "sagemaker:Describe*", Resource: "*" }) },
                },
            ],
        },
    ]);
});
