import * as assert from "node:assert/strict";

import { configurationIsInOrder } from "../../../../policy/configurationIsInOrder";
import { deadLetterQueueTakesEvents } from "../../../../policy/deadLetterQueueTakesEvents";
import { handlerHasFailureDestination } from "../../../../policy/handlerHasFailureDestination";
import type { Settings } from "../../../../policy/shared/run/settings";
import { statusRuleAlarmFires } from "../../../../policy/statusRuleAlarmFires";
import { statusRuleKeepsLimits } from "../../../../policy/statusRuleKeepsLimits";
import { analyzeResources, graphOf } from "../../../support/policyGraph";
import { encrypted, plain } from "../../support/goodStacks";
import { type Change, changed, nodesOf, ref, type StackData } from "../../support/stackData";

const POLICIES = [deadLetterQueueTakesEvents, handlerHasFailureDestination, statusRuleAlarmFires, statusRuleKeepsLimits];
const QUEUE = "arn:aws:sqs:us-east-1:111122223333:lost";
const ROLE = "arn:aws:iam::111122223333:role/ml/handler";
const KEY = "arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d-0000-4000-a000-000000000000";

/** What the pack reports of a stack: for each policy the resources with findings, and those that it leaves open with a question mark. */
async function judge(stack: StackData, settings: Partial<Settings>): Promise<Record<string, string[]>> {
    const pack = [configurationIsInOrder(POLICIES), ...POLICIES];
    const found = await analyzeResources(pack, graphOf(nodesOf(stack), "update").resources, { "configuration-is-in-order": settings });
    const reports: Record<string, string[]> = {};
    for (const { policy, urn, message } of found) {
        const open = message.startsWith("Undecided") ? [...message.matchAll(/"([^"]+)"/g)].map(([, name]) => `${name}?`) : [];
        reports[policy] = [...(reports[policy] ?? []), ...(open.length > 0 ? open : [urn.split("::").at(-1)!])];
    }
    return reports;
}

const deadLetters = (arn: unknown): Change => ({ set: "failed-target", to: { deadLetterConfig: { arn } } });
const role = (arn: string): Change => ({ set: "notify", to: { role: arn } });
const BOUNDARY = "arn:aws:iam::111122223333:policy/boundaries/ml";
const LOGS = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }] });
const within = (permissionsBoundary: unknown): Change => ({ set: "notify-role", to: { permissionsBoundary } });
const keyOf = (name: string, kmsMasterKeyId: string): Change => ({ set: name, to: { kmsMasterKeyId } });
const ALARMS = ["failed-alarm?", "failed-dlq-alarm?", "undelivered-depth?"];
const long = (characters: number): Change => ({
    set: "failed",
    to: {
        eventPattern: JSON.stringify({
            source: ["aws.sagemaker"],
            "detail-type": ["SageMaker Training Job State Change"],
            detail: { TrainingJobName: ["x".repeat(characters)] },
        }),
    },
});
const RULES: Change = {
    add: Object.fromEntries(
        Array.from({ length: 300 }, (_, n) => [`rule-${n}`, { type: "aws:cloudwatch/eventRule:EventRule", props: { eventPattern: "{}" } }]),
    ),
};

type Case = readonly [what: string, change: readonly Change[], settings: Partial<Settings>, reports: Record<string, string[]>, of?: StackData];

const CASES: readonly Case[] = [
    ["a dead-letter queue of another stack", [deadLetters(QUEUE)], {}, { "dead-letter-queue-takes-events": ["failed-target?"] }],
    ["a listed dead-letter queue of another stack", [deadLetters(QUEUE)], { externalQueues: ["arn:aws:sqs:*:111122223333:lost"] }, {}],
    [
        "a dead-letter queue that is not among those listed",
        [deadLetters(QUEUE)],
        { externalQueues: [`${QUEUE}s`, "*:los"] },
        { "dead-letter-queue-takes-events": ["failed-target?"] },
    ],
    ["a listed FIFO queue", [deadLetters(`${QUEUE}.fifo`)], { externalQueues: ["*"] }, { "dead-letter-queue-takes-events": ["failed-target"] }],
    [
        "a listed queue of another Region",
        [{ set: "failed", to: { region: "us-east-1" } }, deadLetters(QUEUE.replace("us-east-1", "eu-west-1"))],
        { externalQueues: ["*"] },
        { "dead-letter-queue-takes-events": ["failed-target"] },
    ],
    [
        "a listed queue that is in the stack and has no policy",
        [{ remove: ["undelivered-policy"] }],
        { externalQueues: ["*"] },
        { "dead-letter-queue-takes-events": ["undelivered"] },
    ],
    ["a role of another stack", [role(ROLE)], {}, { "handler-has-failure-destination": ["notify?"] }],
    ["a listed role of another stack", [role(ROLE)], { externalRoles: ["*:role/ml/*"] }, {}],
    ["a role that is not among those listed", [role(ROLE)], { externalRoles: ["*:role/data/*"] }, { "handler-has-failure-destination": ["notify?"] }],
    [
        "a listed role that is in the stack and may do nothing",
        [{ remove: ["notify-role-policy"] }],
        { externalRoles: ["*"] },
        { "handler-has-failure-destination": ["notify"] },
    ],
    ["a permissions boundary of another stack", [within(BOUNDARY)], {}, { "handler-has-failure-destination": ["notify?"] }],
    ["a listed permissions boundary of another stack", [within(BOUNDARY)], { externalBoundaries: ["*:policy/boundaries/*"] }, {}],
    [
        "a listed permissions boundary that is in the stack and allows nothing that is needed",
        [within(ref("boundary")), { add: { boundary: { type: "aws:iam/policy:Policy", props: { policy: LOGS } } } }],
        { externalBoundaries: ["*"] },
        { "handler-has-failure-destination": ["notify"] },
    ],
    ["a queue's key of another stack", [keyOf("undelivered", KEY)], {}, { "dead-letter-queue-takes-events": ["undelivered?"] }],
    ["a queue's listed key of another stack", [keyOf("undelivered", KEY)], { externalKeys: [KEY] }, {}],
    ["a queue's key, listed by its id", [keyOf("undelivered", KEY.split("/")[1]!)], { externalKeys: ["1a2b3c4d-*"] }, {}],
    ["a queue's key, listed by its alias", [keyOf("undelivered", "alias/ml-platform")], { externalKeys: ["alias/ml-*"] }, {}],
    ["a topic's key of another stack", [keyOf("alerts", KEY)], {}, { "status-rule-alarm-fires": ALARMS }],
    ["a topic's listed key of another stack", [keyOf("alerts", KEY)], { externalKeys: ["*:key/1a2b3c4d-*"] }, {}],
    [
        "the AWS managed key, although it is listed",
        [keyOf("undelivered", "alias/aws/sqs")],
        { externalKeys: ["*"] },
        { "dead-letter-queue-takes-events": ["undelivered"] },
    ],
    [
        "a listed key that is in the stack and is disabled",
        [
            { set: "key", to: { isEnabled: false } },
            { set: "alerts", to: { kmsMasterKeyId: undefined } },
        ],
        { externalKeys: ["*"] },
        { "dead-letter-queue-takes-events": ["undelivered"] },
        encrypted,
    ],
    ["a dead-letter queue that an output names, although all are listed", [deadLetters(ref("undelivered"))], { externalQueues: ["*"] }, {}],
    ["a pattern over 2,048 characters", [long(3000)], {}, { "status-rule-keeps-limits": ["failed"] }],
    ["a pattern within a raised quota", [long(3000)], { maximumPatternCharacters: 4096 }, {}],
    ["a pattern over a raised quota", [long(4090)], { maximumPatternCharacters: 4096 }, { "status-rule-keeps-limits": ["failed"] }],
    ["301 rules on a bus", [RULES], {}, { "status-rule-keeps-limits": ["failed"] }],
    ["301 rules on a bus within a raised quota", [RULES], { maximumRulesPerBus: 301 }, {}],
    ["rules over a lower quota", [RULES], { maximumRulesPerBus: 100 }, { "status-rule-keeps-limits": ["failed"] }],
];

describe("the settings of the pack", () => {
    for (const [what, change, settings, reports, of = plain] of CASES) {
        const says = Object.values(reports).flat().join(", ") || "nothing";
        it(`report ${says} of ${what}`, async () => assert.deepEqual(await judge(changed(of, change), settings), reports));
    }
});
