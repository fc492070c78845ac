import * as assert from "node:assert/strict";

import { invokePermissionNamesRule } from "../../policy/invokePermissionNamesRule";
import { changed, joined, nodesOf, ref } from "./support/stackData";
import { analyzeResources, graphOf, type View } from "../support/policyGraph";
import { aliased, plain } from "./support/goodStacks";
import { itJudges } from "./support/judges";

const MISSING =
    'EventBridge may not call the function "notify" for the rule "failed". Add a permission for events.amazonaws.com whose sourceArn is the ARN of the rule.';

describe("invoke-permission-names-rule", () => {
    itJudges(invokePermissionNamesRule, [
        { reports: "a function without permission", change: [{ remove: ["notify-permission"] }], on: "failed-target", message: MISSING },
        {
            reports: "a permission without the rule",
            change: [{ set: "notify-permission", to: { sourceArn: undefined } }],
            on: "notify-permission",
            message: "This permission allows the rules of any account to call the function. Set sourceArn to the ARN of the rule.",
        },
        {
            reports: "a permission for all rules",
            change: [{ set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/*" } }],
            on: "notify-permission",
            message: "This permission allows more than one rule to call the function. Set sourceArn to the ARN of the rule.",
        },
        {
            reports: "a permission for an account",
            change: [{ set: "notify-permission", to: { sourceArn: undefined, sourceAccount: "111122223333" } }],
            on: "notify-permission",
            message: "This permission allows every rule of an account to call the function. Set sourceArn to the ARN of the rule.",
        },
        ...["arn:aws:events:us-east-1:111122223333:rule/nightly", "arn:aws:events:us-east-1:111122223333:rule/other/rule-failed"].map(
            (sourceArn) => ({
                reports: `a permission for ${sourceArn}`,
                change: [
                    { set: "failed", to: { name: "failed" } },
                    { set: "notify-permission", to: { sourceArn } },
                ],
                on: "notify-permission",
                message: MISSING,
            }),
        ),
        {
            reports: "a permission for a rule of that name on another bus",
            of: "customBus",
            change: [
                { set: "ml", to: { name: "ml" } },
                { set: "failed", to: { name: "failed" } },
                { set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/failed" } },
            ],
            on: "notify-permission",
            message: MISSING,
        },
        {
            reports: "two permissions for other rules, on the target",
            of: "customBus",
            change: [
                { set: "notify-permission", to: { sourceArn: ref("forward") } },
                {
                    add: {
                        more: {
                            type: "aws:lambda/permission:Permission",
                            props: {
                                action: "lambda:InvokeFunction",
                                function: ref("notify"),
                                principal: "events.amazonaws.com",
                                sourceArn: ref("forward"),
                            },
                        },
                    },
                },
            ],
            on: "failed-target",
            message: MISSING,
        },
        ...["lambda:InvokeFunctionUrl", "xlambda:InvokeFunction"].map((action) => ({
            reports: `a permission for ${action}`,
            change: [{ set: "notify-permission", to: { action } }],
            on: "notify-permission",
            message: MISSING,
        })),
        {
            leaves: "a permission for an ARN of which only the source is known, which is no rule",
            change: [{ set: "notify-permission", to: { sourceArn: ref("alerts", "rule") } }],
            views: ["preview"],
            on: ["failed-target"],
        },
        {
            leaves: "a permission whose action is not known",
            change: [{ set: "notify-permission", to: { action: ref("alerts", "action") } }],
            views: ["preview"],
            on: ["failed-target"],
        },
        {
            leaves: "a permission for an ARN that is not known while the rule's is",
            change: [
                { set: "failed", to: { arn: "arn:aws:events:us-east-1:111122223333:rule/failed" } },
                { set: "notify-permission", to: { sourceArn: ref("alerts", "rule") } },
            ],
            views: ["preview"],
            on: ["failed-target"],
        },
        {
            leaves: "a permission for an ARN while the rule's name is not known",
            change: [{ set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/failed-1a2b3c4" } }],
            views: ["preview"],
            on: ["failed-target"],
        },
        {
            leaves: "a permission that may be for another function",
            change: [
                { add: { other: { type: "aws:lambda/function:Function", props: {} } } },
                { set: "notify-permission", to: { function: joined(ref("notify", "name"), ref("other", "name")), sourceArn: undefined } },
            ],
            views: ["preview"],
            on: ["notify-permission", "failed-target"],
        },
        {
            allows: "an action in any case, and all of them",
            change: [{ set: "notify-permission", to: { action: "Lambda:*" } }],
        },
        {
            allows: "a permission for the rule by an ARN in which its name is",
            change: [
                { set: "failed", to: { name: "failed" } },
                { set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/failed" } },
            ],
        },
        {
            allows: "a permission for the rule by an ARN in which its bus and its name are",
            of: "customBus",
            change: [
                { set: "ml", to: { name: "ml" } },
                { set: "failed", to: { name: "failed" } },
                { set: "notify-permission", to: { sourceArn: "arn:aws:events:us-east-1:111122223333:rule/ml/failed" } },
            ],
        },
        {
            allows: "a permission that names the function in the way of aws-native",
            change: [
                { remove: ["notify-permission"] },
                {
                    add: {
                        more: {
                            type: "aws-native:lambda:Permission",
                            props: {
                                action: "lambda:InvokeFunction",
                                functionName: ref("notify"),
                                principal: "events.amazonaws.com",
                                sourceArn: ref("failed"),
                            },
                        },
                    },
                },
            ],
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

    it("reports an ARN that is made from the rule's and is another one, once that is known", async () => {
        const copied = changed(plain, [{ set: "notify-permission", to: { sourceArn: joined(ref("failed"), "-copy") } }]);
        const found = await analyzeResources([invokePermissionNamesRule], graphOf(nodesOf(copied), "update").resources);
        assert.deepEqual(
            found.map(({ message }) => message),
            [MISSING],
        );
    });

    const OPEN = 'Undecided in preview: values of "failed-target" are unknown until the update.';
    for (const [what, stack, to, message] of [
        [
            "for the function while the rule calls an alias",
            aliased,
            { qualifier: undefined },
            'EventBridge may not call the version or alias of the function "notify" that the rule "failed" calls: this permission is for another one. Set its qualifier to that of the target, or remove it where the target has none.',
        ],
        [
            "that names the rule and another account",
            plain,
            { sourceAccount: "999999999999" },
            'This permission names the rule "failed" and the account of another one. Remove sourceAccount, or set it to the account of the rule.',
        ],
    ] as const) {
        it(`reports a permission ${what}, which a preview leaves to the update`, async () => {
            const nodes = nodesOf(changed(stack, [{ set: "notify-permission", to }]));
            const say = async (view: View) =>
                (await analyzeResources([invokePermissionNamesRule], graphOf(nodes, view).resources)).map(({ level, message: text }) => [
                    level,
                    text,
                ]);
            assert.deepEqual([await say("update"), await say("preview")], [[["mandatory", message]], [["advisory", OPEN]]]);
        });
    }
});
