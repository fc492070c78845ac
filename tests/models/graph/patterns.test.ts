import * as assert from "node:assert/strict";

import { TYPES } from "../../../models/graph/types";
import { statusRuleHasTarget } from "../../../policy/statusRuleHasTarget";
import { analyze, type Node, node, output, urn } from "../../support/policyGraph";

const ENDPOINT = "SageMaker Endpoint State Change";
const TRAINING = "SageMaker Training Job State Change";
const SOURCE = ["aws.sagemaker"];

/** Patterns of rules on job statuses, and of others. */
const STATUS_RULES: Record<string, unknown> = {
    "source and detail-type": { source: SOURCE, "detail-type": [TRAINING] },
    "source alone": { source: SOURCE },
    "detail-type alone": { "detail-type": [TRAINING] },
    "a status": { detail: { TransformJobStatus: ["Failed"] } },
    "no source, but any account": { account: ["111122223333"] },
    "a part of the source": { source: [{ prefix: "aws." }] },
    "all sources but one": { source: [{ "anything-but": "aws.ec2" }] },
    "SageMaker among others": { source: ["aws.ec2", "aws.sagemaker"], "detail-type": ["EC2 Instance State-change Notification", TRAINING] },
    "SageMaker in one branch": { $or: [{ source: ["aws.ec2"] }, { source: SOURCE, "detail-type": [ENDPOINT] }] },
    "all but replays": { source: SOURCE, "replay-name": [{ exists: false }] },
    "a kind without status": { source: SOURCE, "detail-type": ["SageMaker Algorithm State Change"] },
    "a source in the wrong case": { source: ["aws.Sagemaker"], "detail-type": [TRAINING] },
    "a source without aws.": { source: ["sagemaker"] },
    "a detail-type in the wrong case": { source: SOURCE, "detail-type": ["Sagemaker Endpoint State Change"] },
    "both in the wrong case": { source: ["aws.SageMaker"], "detail-type": ["sagemaker endpoint state change"] },
    "a detail-type that does not exist": { "detail-type": ["SageMaker AutoML Job State Change"] },
    "the beginning of the detail-type": { "detail-type": [{ prefix: "SageMaker" }] },
    "the beginning of the source and a wrong status": { source: [{ prefix: "aws.sage" }], detail: { TrainingJobStatus: ["FAILED"] } },
    "the end of the source and a wrong status": { source: [{ suffix: "maker" }], detail: { TrainingJobStatus: ["FAILED"] } },
    "a wildcard and a wrong status": { source: [{ wildcard: "*.sage*" }], detail: { TrainingJobStatus: ["FAILED"] } },
    "any case and a wrong status": { source: [{ "equals-ignore-case": "AWS.SAGEMAKER" }], detail: { TrainingJobStatus: ["FAILED"] } },
    "all detail-types but one, and a wrong status": {
        "detail-type": [{ "anything-but": "SageMaker Model State Change" }],
        detail: { status: ["x"] },
    },
    "a status in API spelling": { source: SOURCE, "detail-type": [ENDPOINT], detail: { EndpointStatus: ["InService"] } },
    "a field that no event has": { source: SOURCE, detail: { status: ["Failed"] } },
    "SageMaker in a pattern that EventBridge refuses": '{"source":"aws.sagemaker"}',
    "SageMaker in a text that is no JSON": "source = aws.SageMaker",
};
const OTHER_RULES: Record<string, unknown> = {
    "another service": { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
    "another service, by the beginning of its name": { source: [{ prefix: "aws.s3" }] },
    "events of one's own": { source: ["app.orders"], "detail-type": ["OrderPlaced"] },
    "a word that resembles a part of the name": { source: ["app.messages"], "detail-type": ["Message received"] },
    "SageMaker in a name only": { source: ["aws.s3"], detail: { bucket: { name: ["sagemaker-us-east-1-111122223333"] } } },
    "a status that only another service has": { source: ["aws.codebuild"], detail: { "build-status": ["FAILED"] } },
    "another service in every branch": { $or: [{ source: ["aws.ec2"] }, { source: ["aws.batch"] }] },
    "a pattern that EventBridge refuses": { source: [] },
    "no pattern": undefined,
    "an empty pattern": "",
};

const rule = (eventPattern: unknown, props: Node["props"] = {}) =>
    node(TYPES.rule, "rule", { eventPattern: typeof eventPattern === "object" ? JSON.stringify(eventPattern) : eventPattern, ...props });
const isJudged = async (one: Node) => {
    const violations = await analyze(statusRuleHasTarget, [one], "update");
    assert.deepEqual(
        violations.map(({ urn: on }) => on),
        violations.map(() => urn(one)),
    );
    return violations.length > 0;
};

describe("a status rule", () => {
    for (const [what, pattern] of Object.entries(STATUS_RULES)) {
        it(`is a rule on ${what}`, async () => assert.equal(await isJudged(rule(pattern)), true));
    }
    for (const [what, pattern] of Object.entries(OTHER_RULES)) {
        it(`is not a rule on ${what}`, async () => assert.equal(await isJudged(rule(pattern)), false));
    }

    it("is a disabled rule, and one on a custom bus", async () => {
        assert.equal(await isJudged(rule({ source: SOURCE }, { state: "DISABLED" })), true);
        assert.equal(await isJudged(rule({ source: SOURCE }, { isEnabled: false })), true);
        assert.equal(await isJudged(rule({ source: SOURCE }, { eventBusName: "ml" })), true);
    });

    it("is not a schedule", async () => {
        assert.equal(await isJudged(rule(undefined, { scheduleExpression: "rate(5 minutes)" })), false);
    });

    it("is a rule of aws-native, whose pattern is an object", async () => {
        assert.equal(await isJudged(node(TYPES.nativeRule, "rule", { eventPattern: { source: SOURCE } })), true);
        assert.equal(await isJudged(node(TYPES.nativeRule, "rule", { eventPattern: { source: ["aws.ec2"] } })), false);
    });

    it("may be a rule of which a part of the pattern is not known yet", async () => {
        const settings = node("app:index:Settings", "settings");
        const open = node(TYPES.nativeRule, "rule", { eventPattern: { source: [output(settings, "source").apply(() => "aws.ec2")] } });
        assert.deepEqual(
            (await analyze(statusRuleHasTarget, [open], "preview")).map(({ level }) => level),
            ["advisory"],
        );
        assert.deepEqual(await analyze(statusRuleHasTarget, [open], "update"), []);
    });
});
