import assert from "node:assert/strict";

import type { Context } from "../../../../local/aws/context";
import { MailLimit } from "../../../../local/aws/receivers/mailLimit";
import type { SubscriptionResource, TopicResource } from "../../../../local/aws/resources";

const subscription = (protocol: string): SubscriptionResource => ({
    urn: `urn:${protocol}`,
    protocol,
    endpoint: "a",
    rawMessageDelivery: false,
    filter: undefined,
    filtersBodies: false,
});

describe("the limit of an e-mail subscription", () => {
    it("suspends it for good above ten messages within a second, and says so once; other protocols have none", () => {
        let now = 1000;
        const findings: string[] = [];
        const counted: string[] = [];
        const context = {
            clock: { now: () => now },
            findings: { add: (_kind: string, subject: string) => void findings.push(subject) },
            metrics: { publish: (_namespace: string, name: string) => void counted.push(name) },
        } as unknown as Context;
        const limit = new MailLimit(context, { name: "jobs" } as TopicResource);
        const [mail, queue] = [subscription("email"), subscription("sqs")];
        const admitted = (count: number, of = mail) => Array.from({ length: count }, () => limit.admits(of)).filter(Boolean).length;
        assert.equal(admitted(10), 10);
        now += 1000;
        assert.deepEqual([admitted(12), findings], [10, ["urn:email"]]);
        now += 3_600_000;
        assert.deepEqual([admitted(1), admitted(50, queue), findings.length], [0, 50, 1]);
        assert.equal(counted.filter((name) => name === "NumberOfNotificationsFailed").length, 3);
    });
});
