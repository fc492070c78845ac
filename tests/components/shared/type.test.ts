import assert from "node:assert/strict";

import { DeadLetterQueue, FailureQueue, HandlerFunction, JobStatusReaction, JobStatusRule, Ledger, NotificationTopic } from "../../../components";
import { deploy } from "../../support/deployment";
import { OPS_TOPIC, quiet } from "../fixtures";

// Every deployed stack knows its components by these. Whoever changes one adds an alias, and states both here.
const TYPE_TOKENS = {
    DeadLetterQueue: "sagemaker-job-status:messaging:DeadLetterQueue",
    FailureQueue: "sagemaker-job-status:messaging:FailureQueue",
    HandlerFunction: "sagemaker-job-status:functions:HandlerFunction",
    JobStatusReaction: "sagemaker-job-status:reactions:JobStatusReaction",
    JobStatusRule: "sagemaker-job-status:events:JobStatusRule",
    Ledger: "sagemaker-job-status:storage:Ledger",
    NotificationTopic: "sagemaker-job-status:alerts:NotificationTopic",
};

describe("type tokens", () => {
    it("are what deployed stacks know the components by", async () => {
        const alarmActions = [OPS_TOPIC];
        const { resources, outputs } = await deploy(() => {
            const rule = new JobStatusRule("a", { kind: "Algorithm" });
            const failureQueue = new FailureQueue("a", { alarmActions });
            const ledger = new Ledger("a", { alarmActions: [OPS_TOPIC] });
            const components = {
                DeadLetterQueue: new DeadLetterQueue("a", { rules: [rule], alarmActions }),
                FailureQueue: failureQueue,
                HandlerFunction: new HandlerFunction("a", { handler: quiet, rule, failureQueue, ledger }),
                JobStatusReaction: new JobStatusReaction("b", { kind: "Algorithm", handler: quiet, alarmActions }),
                JobStatusRule: rule,
                Ledger: ledger,
                NotificationTopic: new NotificationTopic("a", { email: "ml-platform@example.com" }),
            };
            return Object.fromEntries(Object.entries(components).map(([name, component]) => [name, component.urn]));
        });
        assert.deepEqual(
            outputs,
            Object.fromEntries(
                Object.entries(TYPE_TOKENS).map(([name, type]) => [
                    name,
                    `urn:pulumi:test::app::${type}::${name === "JobStatusReaction" ? "b" : "a"}`,
                ]),
            ),
        );
        const tokens = new Set(resources.map(({ type }) => type).filter((type) => !type.startsWith("aws:")));
        assert.deepEqual([...tokens].sort(), Object.values(TYPE_TOKENS).sort());
    });
});
