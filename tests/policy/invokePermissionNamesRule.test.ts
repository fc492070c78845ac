import { invokePermissionNamesRule } from "../../policy/invokePermissionNamesRule";
import { ref } from "./support/stackData";

const MISSING =
    'EventBridge may not call the function "notify" for the rule "failed". Add a permission for events.amazonaws.com whose sourceArn is the ARN of the rule.';
import { itJudges } from "./support/judges";

describe("invoke-permission-names-rule", () => {
    itJudges(invokePermissionNamesRule, [
        { reports: "a function without permission", change: [{ remove: ["notify-permission"] }], on: "failed-target", message: MISSING },
        {
            reports: "a permission without the rule",
            change: [{ set: "notify-permission", to: { sourceArn: undefined } }],
            on: "notify-permission",
            message: "This permission lets the rules of any account call the function. Set sourceArn to the ARN of the rule.",
        },
        {
            reports: "a permission for all rules",
            change: [{ set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/*" } }],
            on: "notify-permission",
            message: "This permission lets more than one rule call the function. Set sourceArn to the ARN of the rule.",
        },
        {
            reports: "a permission for another rule",
            of: "customBus",
            change: [{ set: "notify-permission", to: { sourceArn: ref("forward") } }],
            on: "notify-permission",
            message: MISSING,
        },
        {
            reports: "a permission of another service",
            change: [{ set: "notify-permission", to: { principal: "sns.amazonaws.com" } }],
            on: "failed-target",
            message: MISSING,
        },
        {
            reports: "a permission for another action",
            change: [{ set: "notify-permission", to: { action: "lambda:GetFunction" } }],
            on: "notify-permission",
            message: MISSING,
        },
        {
            allows: "a target that calls with a role",
            change: [{ remove: ["notify-permission"] }, { set: "failed-target", to: { roleArn: ref("notify-role") } }],
        },
        {
            allows: "a function of another stack",
            change: [{ set: "failed-target", to: { arn: "arn:aws:lambda:us-east-1:111122223333:function:shared" } }],
        },
    ]);
});
