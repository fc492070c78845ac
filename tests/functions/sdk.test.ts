import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { zipSync } from "fflate";

import { BUILT_CLOSURES, type Handler, KIND_NAMES, KINDS, type KindRow } from "../../catalog";
import { codeText } from "../../components/shared/handlerCode";
import { BUILT_FILES, handlerFiles } from "../../components/shared/handlerPackage";
import { guard, notify, stop } from "../../functions";
import { PackagedHandler } from "../support/packaged";
import { type AwsAnswer, LoopbackAws } from "./shared/loopbackAws";
import { SAMPLES } from "./shared/samples";

const failedLabeling = SAMPLES.find(({ file }) => file === "LabelingJob.failed.json")!.event;
const packagedNotify = (kind: keyof typeof KINDS) => PackagedHandler.of(notify(KINDS[kind]) as unknown as Handler, KINDS[kind]);

/** Runs the packaged handler of labeling jobs for one failed job; `change` spoils its environment. */
async function runLabeling(answers: AwsAnswer[], change: Record<string, string | undefined> = {}) {
    const aws = new LoopbackAws(() => answers.shift() ?? assert.fail("asked too often"));
    const packaged = await packagedNotify("LabelingJob");
    try {
        const environment = Object.entries({ ...(await aws.start()), ...change }).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
        );
        const results = await packaged.run([failedLabeling], Object.fromEntries(environment)).catch((error: Error) => [{ crashed: error.message }]);
        return { aws, results };
    } finally {
        packaged.remove();
        await aws.stop();
    }
}

const LEDGER = ["DynamoDBClient", "GetItemCommand", "PutItemCommand", "UpdateItemCommand"];
const LOGS = ["CloudWatchLogsClient", "DescribeLogStreamsCommand", "GetLogEventsCommand"];
const DIGEST = ["DeleteMessageBatchCommand", "ReceiveMessageCommand", "SQSClient", "SendMessageCommand"];
const FAILED: AwsAnswer = { status: 200, body: { LabelingJobStatus: "Failed", FailureReason: "no workers" } };

describe("the SDK file that travels with every function", () => {
    it("has the clients and the calls of the handlers: Describe of every kind, Stop where there is one, ListTags, Publish, and those of the ledger's table, the digest queue and logs", () => {
        const calls = KIND_NAMES.flatMap((kind) => {
            const { describe, stop } = KINDS[kind] as KindRow;
            return stop === null ? [describe.command] : [describe.command, stop.command];
        });
        const others = [...LOGS, "limitCalls", "ListTagsCommand", "PublishCommand", "SNSClient", "SageMakerClient", ...LEDGER, ...DIGEST];
        assert.deepEqual(Object.keys(require("#sdk")).sort(), [...calls, ...others].sort());
    });

    for (const { callbackFactory } of [guard({ instanceCount: 1 }), notify(KINDS.TrainingJob), stop(KINDS.TrainingJob)]) {
        it(`travels with what serialization makes of ${callbackFactory.name}, which npm ci has built`, async () => {
            const built = require("../../functions/bin/closures.js") as Record<string, string>;
            assert.equal(built[BUILT_CLOSURES.get(callbackFactory)!], await codeText(callbackFactory, "callbackFactory"));
        });
    }

    it("makes a package of at most 135 KB, with the handler and its ledger", async () => {
        const row = KINDS.TrainingJob;
        const texts = Object.entries(await handlerFiles(notify(row) as unknown as Handler, { row, identity: row.identity }));
        const built = Object.entries(BUILT_FILES).map(([file, built]) => [file, readFileSync(built)]);
        const files = [...texts.map(([file, text]) => [file, Buffer.from(text)]), ...built];
        const { length } = zipSync(Object.fromEntries(files), { level: 9 });
        assert.ok(length <= 135_000, `${length} bytes`);
    });

    it("signs with the credentials that Lambda puts into the environment", async () => {
        const { aws, results } = await runLabeling([FAILED]);
        assert.deepEqual(results, [{ outcome: "handled" }]);
        assert.deepEqual(aws.calls, ["SageMaker.DescribeLabelingJob", "SNS.Publish"]);
        for (const authorization of aws.authorizations) {
            assert.match(
                authorization,
                /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/us-east-1\/(dynamodb|sagemaker|sns)\/aws4_request, .* session$/,
            );
        }
    });

    it("reports missing credentials in the environment, and looks nowhere else", async () => {
        const nowhere = { AWS_ACCESS_KEY_ID: undefined, AWS_PROFILE: "work", AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/" };
        const { aws, results } = await runLabeling([], nowhere);
        assert.deepEqual(results, [{ error: "CredentialsProviderError: Unable to find environment variable credentials." }]);
        assert.deepEqual(aws.calls, []);
    });

    it("recognises the error of a job that does not exist, and retries a throttled call", async () => {
        const throttled = { status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } };
        const missing = {
            status: 400,
            body: { __type: "ValidationException", message: "Could not find requested job with name: reviews-sentiment-5" },
        };
        const { aws, results } = await runLabeling([throttled, missing]);
        assert.deepEqual(results, [{ outcome: "handled" }]);
        assert.deepEqual(aws.calls, ["SageMaker.DescribeLabelingJob", "SageMaker.DescribeLabelingJob", "SNS.Publish"]);
        assert.match(aws.published[0]!.body, /^Reason: unknown: /m);
    });

    it("passes an access error on, so that the event ends in the failure queue", async () => {
        const denied = { status: 400, body: { __type: "AccessDeniedException", message: "User is not authorized" } };
        const { aws, results } = await runLabeling([denied]);
        assert.deepEqual(results, [{ error: "AccessDeniedException: User is not authorized" }]);
        assert.deepEqual(aws.published, []);
    });

    it("does not start without the topic", async () => {
        const { results } = await runLabeling([], { TOPIC_ARN: undefined });
        assert.match((results[0] as { crashed: string }).crashed, /The function's environment must have TOPIC_ARN/);
    });
});
