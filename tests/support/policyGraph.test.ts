import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

import { analyze, combined, node, output, urn, type View } from "./policyGraph";

// The example of docs/testing-policies.md, word by word.
const topicsHaveSubscribers: StackValidationPolicy = {
    name: "topics-have-subscribers",
    description: "Every topic has a subscription.",
    enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => {
        const subscriptions = resources.filter(({ type }) => type === "aws:sns/topicSubscription:TopicSubscription");
        for (const topic of resources.filter(({ type }) => type === "aws:sns/topic:Topic")) {
            const isOn = (subscription: PolicyResource) => {
                // The edge decides while the ARN is not known, the equal value where the program repeats it.
                const linked = subscription.propertyDependencies.topic ?? [];
                return linked.length > 0 ? linked.includes(topic) : subscription.props.topic === topic.props.arn;
            };
            if (!subscriptions.some(isOn)) {
                report("This topic has no subscription. Add one.", topic.urn);
            }
        }
    },
};

describe("topics-have-subscribers", () => {
    const topic = node("aws:sns/topic:Topic", "alerts", { name: "alerts" });
    const other = node("aws:sns/topic:Topic", "other");
    const subscription = node("aws:sns/topicSubscription:TopicSubscription", "mail", { topic: output(topic, "arn"), protocol: "email" });

    for (const view of ["preview", "update", "literals"] as const) {
        it(`allows a topic with a subscription (${view})`, async () => {
            assert.deepEqual(await analyze(topicsHaveSubscribers, [topic, subscription], view), []);
        });

        it(`reports a topic without (${view})`, async () => {
            assert.deepEqual(await analyze(topicsHaveSubscribers, [topic, subscription, other], view), [
                { urn: urn(other), level: "mandatory", message: "This topic has no subscription. Add one." },
            ]);
        });
    }
});
// The end of the example.

describe("a graph for tests of policies", () => {
    const queue = node("aws:sqs/queue:Queue", "dlq", { name: "dlq" });
    const rule = node("aws:cloudwatch/eventRule:EventRule", "failed", { description: "d" });

    /** What a policy sees in a property of the first node: its value, or that it is not known, and the names of those that it comes from. */
    async function seen(props: object, view: View): Promise<{ value: unknown; from: string[] }> {
        let result: { value: unknown; from: string[] } | undefined;
        const probe: StackValidationPolicy = {
            name: "probe",
            description: "looks",
            validateStack: ({ resources }) => {
                const [target] = resources as [PolicyResource];
                const from = (target.propertyDependencies.value ?? []).map(({ name }) => name);
                try {
                    result = { value: JSON.parse(JSON.stringify(target.props.value)), from };
                } catch {
                    result = { value: "not known", from };
                }
            },
        };
        assert.deepEqual(await analyze(probe, [node("test:index:Target", "target", { ...props }), queue, rule], view), []);
        return result!;
    }
    const ARN = "arn:aws:sqs:us-east-1:111122223333:dlq";
    const both = combined(
        [
            [queue, "arn"],
            [rule, "name"],
        ],
        (arn, name) => JSON.stringify({ arn, name }),
    );
    const CASES: readonly [string, object, Readonly<Record<View, { value: unknown; from: string[] }>>][] = [
        [
            "an output",
            { value: output(queue, "arn") },
            { preview: { value: "not known", from: ["dlq"] }, update: { value: ARN, from: ["dlq"] }, literals: { value: ARN, from: [] } },
        ],
        [
            "an output inside of an object",
            { value: { deadLetter: [output(queue, "arn")] } },
            {
                preview: { value: "not known", from: ["dlq"] },
                update: { value: { deadLetter: [ARN] }, from: ["dlq"] },
                literals: { value: { deadLetter: [ARN] }, from: [] },
            },
        ],
        [
            "a changed output",
            { value: output(queue, "arn").apply((arn) => `${String(arn)}:*`) },
            {
                preview: { value: "not known", from: ["dlq"] },
                update: { value: `${ARN}:*`, from: ["dlq"] },
                literals: { value: `${ARN}:*`, from: [] },
            },
        ],
        [
            "an output that went through a data source",
            { value: output(queue, "arn").throughInvoke() },
            { preview: { value: "not known", from: [] }, update: { value: ARN, from: ["dlq"] }, literals: { value: ARN, from: [] } },
        ],
        [
            "a value made from several outputs, of which one is a name that the provider makes",
            { value: both },
            {
                preview: { value: "not known", from: ["dlq", "failed"] },
                update: { value: JSON.stringify({ arn: ARN, name: "failed-1a2b3c4" }), from: ["dlq", "failed"] },
                literals: { value: JSON.stringify({ arn: ARN, name: "failed-1a2b3c4" }), from: [] },
            },
        ],
        [
            "a plain value",
            { value: ["a", 1] },
            { preview: { value: ["a", 1], from: [] }, update: { value: ["a", 1], from: [] }, literals: { value: ["a", 1], from: [] } },
        ],
    ];
    for (const [what, props, expected] of CASES) {
        for (const view of ["preview", "update", "literals"] as const) {
            it(`shows ${what} as the engine would (${view})`, async () => assert.deepEqual(await seen(props, view), expected[view]));
        }
    }

    it("is what docs/testing-policies.md shows", () => {
        const page = readFileSync(path.resolve(__dirname, "../../docs/testing-policies.md"), "utf8");
        const [, example = "no example"] = /```ts\n(const topicsHaveSubscribers[^]*?)```/.exec(page) ?? [];
        assert.ok(readFileSync(__filename, "utf8").includes(example), "the example is not this file's");
    });
});
