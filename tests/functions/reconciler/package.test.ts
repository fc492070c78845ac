import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";

import { KIND_NAMES, KINDS } from "../../../catalog";
import { RECONCILER_FILES, reconcilerTexts } from "../../../components/shared/reconcilerPackage";
import { jobStatusPattern } from "../../../models/jobStatusPattern";

describe("the package of the reconciler", () => {
    it("has at most 135 KB with reactions to all nine kinds", () => {
        const texts = reconcilerTexts({
            everyMinutes: 15,
            rows: KINDS,
            reactions: KIND_NAMES.map((kind) => ({ kind, identity: KINDS[kind].identity, pattern: jobStatusPattern({ kind }) })),
        });
        const files = [
            ...Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)]),
            ...Object.entries(RECONCILER_FILES).map(([name, file]) => [name, readFileSync(file)]),
        ];
        const { length } = zipSync(Object.fromEntries(files), { level: 9 });
        assert.ok(length <= 135_000, `${length} bytes`);
    });

    it("has an SDK file with the clients and the calls that it makes, and none that changes a job", () => {
        const names = Object.keys(require(RECONCILER_FILES["sdk.js"]) as object);
        const calls = names.filter((name) => name.endsWith("Command")).map((name) => name.replace("Command", ""));
        const expected = KIND_NAMES.flatMap((kind) => [KINDS[kind].describe.command, KINDS[kind].list.command]).map((name) =>
            name.replace("Command", ""),
        );
        const others = [
            "BatchGetItem",
            "BatchWriteItem",
            "DescribeRule",
            "GetItem",
            "GetQueueAttributes",
            "Invoke",
            "ListSubscriptionsByTopic",
            "ListTags",
            "ListTargetsByRule",
            "Publish",
        ];
        assert.deepEqual(calls.sort(), [...expected, ...others].sort());
        assert.deepEqual(names.filter((name) => !name.endsWith("Command")).sort(), [
            "DynamoDBClient",
            "EventBridgeClient",
            "LambdaClient",
            "SNSClient",
            "SQSClient",
            "SageMakerClient",
            "limitCalls",
        ]);
    });
});
