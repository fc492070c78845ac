import * as assert from "node:assert/strict";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

import { areApart, nearTo, regionOf } from "../../../policy/shared/places";
import { dropsAlarms } from "../../../policy/shared/subscribers";
import { analyze, node, type Node, output, type View } from "../../support/policyGraph";

/** What an answer on resources is, seen through the proxies of a real pack. */
async function ask<T>(nodes: readonly Node[], view: View, answer: (...resources: PolicyResource[]) => T): Promise<T | undefined> {
    let result: T | undefined;
    const probe: StackValidationPolicy = {
        name: "probe",
        description: "asks",
        validateStack: ({ resources }) => {
            result = answer(...resources);
        },
    };
    assert.deepEqual(await analyze(probe, nodes, view), []);
    return result;
}

const BODY = { filterPolicyScope: "MessageBody" };
const text = (filter: unknown) => ({ filterPolicy: JSON.stringify(filter) });

describe("the filter of a subscription", () => {
    const CASES: readonly (readonly [what: string, props: object, drops: boolean, view?: View])[] = [
        ["none", {}, false],
        ["an empty one", text({}), false],
        ["an attribute, of which CloudWatch's messages have none", text({ team: ["ml"] }), true],
        ["an attribute that may be missing", text({ team: ["ml", { exists: false }] }), false],
        ["an attribute that must be there", text({ team: [{ exists: true }] }), true],
        ["attributes of which one must be there", text({ $or: [{ team: ["ml"] }, { team: [{ exists: false }] }] }), false],
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
        it(`${drops ? "drops" : "lets through"} an alarm: ${what}`, async () => {
            const subscription = node("aws:sns/topicSubscription:TopicSubscription", "mail", { ...props });
            const others = what.includes("not known") ? [node("test:index:Settings", "settings")] : [];
            assert.equal(await ask([subscription, ...others], view, (resource) => dropsAlarms(resource!)), drops);
        });
    }
});

describe("the Region of a resource", () => {
    const queue = (props: object) => node("aws:sqs/queue:Queue", "queue", { ...props });
    const ARN = "arn:aws:sqs:eu-west-1:111122223333:queue";
    const settings = node("test:index:Settings", "settings");
    const CASES: readonly (readonly [what: string, of: Node, region: string | undefined, view?: View])[] = [
        ["as it is stated", queue({ region: "ap-south-1", arn: ARN }), "ap-south-1"],
        ["as its provider is set", queue({ arn: "" }), "us-east-1"],
        ["that of its provider, whatever a target calls", node("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ARN }), "us-east-1"],
        ["as its ARN has it, without a provider", node("app:index:Queue", "queue", { arn: ARN }), "eu-west-1"],
        ["none for what has none", node("app:index:Role", "role", { arn: "arn:aws:iam::111122223333:role/a" }), undefined],
        ["not known while what is stated is not known", queue({ region: output(settings, "region"), arn: ARN }), undefined, "preview"],
    ];
    for (const [what, of, region, view = "update"] of CASES) {
        it(`is ${what}`, async () => assert.equal(await ask([of, settings], view, (resource) => regionOf(resource!)), region));
    }

    const at = (name: string, region?: string) => node("aws:sqs/queue:Queue", name, { arn: "", ...(region && { region }) });
    it("sets resources apart only where both are known", async () => {
        const nodes = [at("one", "us-east-1"), at("far", "eu-west-1"), at("near", "us-east-1"), at("somewhere")];
        const apart = await ask(nodes, "update", (one, ...others) => others.map((other) => areApart(one!, other)));
        assert.deepEqual(apart, [true, false, false]);
    });

    it("tells which of several resources of one name is meant", async () => {
        const nodes = [at("one", "us-east-1"), at("far", "eu-west-1"), at("near", "us-east-1"), at("farther", "ap-south-1")];
        const meant = await ask(nodes, "update", (one, far, near, farther) =>
            [[far!, near!], [far!], [far!, farther!]].map((called) => nearTo(one!, called).map(({ name }) => name)),
        );
        assert.deepEqual(meant, [["near"], ["far"], ["far", "farther"]]);
    });
});
