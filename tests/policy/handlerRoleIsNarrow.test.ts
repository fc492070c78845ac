import { handlerRoleIsNarrow } from "../../policy/handlerRoleIsNarrow";
import { mayWrite } from "./support/goodStacks";
import { type Change, ref } from "./support/stackData";

const attach = (name: string): Change => ({
    add: {
        more: {
            type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
            props: { role: ref("notify-role", "name"), policyArn: `arn:aws:iam::aws:policy/${name}` },
        },
    },
});
import { itJudges } from "./support/judges";

describe("handler-role-is-narrow", () => {
    itJudges(handlerRoleIsNarrow, [
        {
            reports: "an action with a wildcard for a service",
            change: [
                {
                    set: "notify-role-policy",
                    to: { policy: mayWrite("failures", { Effect: "Allow", Action: ["sqs:*", "sns:Publish"], Resource: "*" }) },
                },
            ],
            on: "notify-role-policy",
            message: 'This policy lets the role "notify-role" do sqs:*. Name the single actions that the function calls.',
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
            message: 'This policy lets the role "notify-role" do everything but iam:*. Name the single actions that the function calls.',
        },
        {
            reports: "a broad managed policy",
            change: [attach("AWSLambda_FullAccess")],
            on: "more",
            message:
                'The managed policy AWSLambda_FullAccess lets the role "notify-role" do more than a handler needs. Replace it with a policy that names single actions.',
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
