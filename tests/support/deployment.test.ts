import assert from "node:assert/strict";
import * as sns from "@pulumi/aws/sns";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";

import { deploy, only, treeOf, UNKNOWN } from "./deployment";

class Group extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Group", name, {}, opts);
        new sns.Topic("inner", {}, { parent: this });
        this.registerOutputs({ said: pulumi.output("done") });
    }
}

const listeners = () => process.listeners("unhandledRejection");

describe("deploy", () => {
    it("records what the engine would get", async () => {
        const deployment = await deploy(() => {
            const topic = new sns.Topic("a", { displayName: pulumi.secret("hush") });
            const group = new Group("g", { protect: true, aliases: [{ name: "old" }] });
            new sqs.Queue("q", { tags: { topic: topic.arn } }, { dependsOn: group, ignoreChanges: ["tags"] });
            return { arn: topic.arn };
        });
        assert.deepEqual(treeOf(deployment), ["Group g", "Group g > Topic inner", "Queue q", "Topic a"]);
        assert.deepEqual(deployment.outputs, { arn: "arn:aws:sns:us-east-1:111122223333:a-0a1b2c3" });
        const { options, outputs } = only(deployment, "Group");
        assert.deepEqual(
            [options, outputs],
            [{ protect: true, aliases: [{ name: "old", parenturn: "urn:pulumi:test::app::pulumi:pulumi:Stack::app-test" }] }, { said: "done" }],
        );
        assert.deepEqual(only(deployment, "Topic a").secrets, ["displayName"]);
        assert.deepEqual(only(deployment, "Queue"), {
            type: "aws:sqs/queue:Queue",
            name: "q",
            label: "Queue q",
            parent: undefined,
            inputs: { tags: { topic: "arn:aws:sns:us-east-1:111122223333:a-0a1b2c3" } },
            secrets: [],
            options: { ignoreChanges: ["tags"] },
            dependencies: ["Topic a", "Topic inner"],
            propertyDependencies: { tags: ["Topic a"] },
        });
    });

    it("knows in preview what the program says and nothing that AWS decides", async () => {
        const build = () => {
            const topic = new sns.Topic("a", { displayName: "hello" });
            new sqs.Queue("q", { tags: { arn: topic.arn, name: topic.name, display: topic.displayName.apply(String) } });
        };
        assert.deepEqual(only(await deploy(build, { preview: true }), "Queue").inputs.tags, { arn: UNKNOWN, name: UNKNOWN, display: "hello" });
    });

    it("gives the program its configuration, and the next one none of it", async () => {
        const read = () => new pulumi.Config("a").get("b") ?? "nothing";
        assert.equal((await deploy(read, { config: { "a:b": "c" } })).outputs, "c");
        assert.equal((await deploy(read)).outputs, "nothing");
    });

    const failures: [string, () => void, string][] = [
        [
            "the program's error",
            () => {
                new sns.Topic("a");
                throw new pulumi.RunError("broken program");
            },
            "broken program",
        ],
        [
            "an error where an output is resolved",
            () => {
                const broken = pulumi.output("x").apply((): string => {
                    throw new pulumi.RunError("broken output");
                });
                const topic = new sns.Topic("a", { displayName: broken });
                new sqs.Queue("q", { tags: { arn: topic.arn } });
            },
            'error serializing property "displayName": broken output',
        ],
        [
            "two resources with one URN",
            () => {
                new sns.Topic("a");
                new sns.Topic("a");
            },
            "Duplicate resource URN 'urn:pulumi:test::app::aws:sns/topic:Topic::a'; try giving it a unique name",
        ],
        [
            "a name that is too long for AWS",
            () => void new sqs.Queue("q".repeat(73)),
            `aws:sqs/queue:Queue: the name "${"q".repeat(73)}-0a1b2c3" is longer than 80 characters`,
        ],
    ];
    for (const [what, build, message] of failures) {
        it(`rejects with ${what}, and leaves the process as it was`, async () => {
            const before = [Error.stackTraceLimit, listeners()];
            await assert.rejects(deploy(build), { message });
            assert.deepEqual([Error.stackTraceLimit, listeners()], before);
        });
    }

    it("accepts one name under different parents", async () => {
        const { resources } = await deploy(() => {
            new Group("g");
            new sns.Topic("inner");
        });
        assert.equal(resources.length, 3);
    });
});

describe("only", () => {
    it("says what there is when the label does not name exactly one", async () => {
        const deployment = await deploy(() => {
            new sns.Topic("a");
            new sns.Topic("b");
        });
        assert.throws(() => only(deployment, "Topic"), { message: "expected one Topic in [Topic a, Topic b]" });
        assert.throws(() => only(deployment, "Queue q"), { message: "expected one Queue q in [Topic a, Topic b]" });
    });
});
