import * as assert from "node:assert/strict";

import { dropsAlarms } from "../../../../policy/shared/alarms/subscribers";
import { node, output, type View } from "../../../support/policyGraph";
import { ask } from "../../support/ask";

const BODY = { filterPolicyScope: "MessageBody" };
const text = (filter: unknown) => ({ filterPolicy: JSON.stringify(filter) });

describe("the filter of a subscription", () => {
    const CASES: readonly (readonly [what: string, props: object, drops: boolean, view?: View])[] = [
        ["none", {}, false],
        ["an empty one", text({}), false],
        ["an attribute, of which CloudWatch's messages have none", text({ team: ["ml"] }), true],
        ["an attribute that may be missing, but not with all others", text({ team: ["ml", { exists: false }] }), true],
        ["an attribute that must be there", text({ team: [{ exists: true }] }), true],
        ["attributes of which one must be there", text({ $or: [{ team: ["ml"] }, { team: [{ exists: false }] }] }), true],
        ["an attribute, with the scope written out", { ...text({ team: ["ml"] }), filterPolicyScope: "MessageAttributes" }, true],
        ["the state ALARM in the message", { ...BODY, ...text({ NewStateValue: ["ALARM"] }) }, false],
        ["a state by a condition", { ...BODY, ...text({ NewStateValue: [{ prefix: "AL" }] }) }, false],
        ["the state OK alone", { ...BODY, ...text({ NewStateValue: ["OK"] }) }, true],
        ["a field of the message", { ...BODY, ...text({ AlarmName: [{ prefix: "jobs-" }], Trigger: { Namespace: ["AWS/Events"] } }) }, false],
        ["a field that the message does not have", { ...BODY, ...text({ AlarmName: ["a"], team: ["ml"] }) }, true],
        ["a field that may be missing", { ...BODY, ...text({ team: [{ exists: false }] }) }, false],
        ["an object, in the words of aws-native", { filterPolicy: { team: ["ml"] } }, true],
        ["one that SNS refuses", { filterPolicy: "{" }, false],
        ["one that is no object", text(5), false],
        ["one that is not known yet", { filterPolicy: output(node("test:index:Settings", "settings"), "filter") }, false, "preview"],
    ];
    for (const [what, props, drops, view = "update"] of CASES) {
        it(`${drops ? "drops" : "passes"} an alarm: ${what}`, async () => {
            const subscription = node("aws:sns/topicSubscription:TopicSubscription", "mail", { ...props });
            const others = what.includes("not known") ? [node("test:index:Settings", "settings")] : [];
            assert.equal(await ask([subscription, ...others], view, (resource) => dropsAlarms(resource!)), drops);
        });
    }
});
