import { statusRuleKeepsLimits } from "../../policy/statusRuleKeepsLimits";
import { type Change, ref } from "./support/stackData";

const TARGET = { type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule: ref("failed", "name"), arn: ref("notify") } };
const text = (detail: object) => JSON.stringify({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail });
const pattern = (detail: object): Change => ({ set: "failed", to: { eventPattern: text(detail) } });
const WILDCARD = { eventPattern: text({ TrainingJobName: [{ wildcard: "nightly-*" }] }) };
import { itJudges } from "./support/judges";

describe("status-rule-keeps-limits", () => {
    itJudges(statusRuleKeepsLimits, [
        {
            reports: "six targets",
            change: [{ add: Object.fromEntries([2, 3, 4, 5, 6].map((n) => [`target-${n}`, TARGET])) }],
            on: "failed",
            message: "This rule has 6 targets, at most 5 are allowed. Move some to a second rule.",
        },
        {
            reports: "a pattern beyond the quota",
            change: [pattern({ TrainingJobName: Array.from({ length: 200 }, (_, i) => `training-${i}`) })],
            on: "failed",
            message:
                'The event pattern has 3003 characters, at most 2048 are allowed; the quota "Event pattern size" can be raised to 4096. Shorten the pattern, or split the rule.',
        },
        {
            reports: "the 31st rule with a wildcard on one bus",
            change: [
                pattern({ TrainingJobName: [{ wildcard: "nightly-*" }] }),
                {
                    add: Object.fromEntries(
                        Array.from({ length: 30 }, (_, n) => [`rule-${n}`, { type: "aws:cloudwatch/eventRule:EventRule", props: WILDCARD }]),
                    ),
                },
            ],
            on: "rule-29",
            message: "This is one of 31 rules with wildcards on its event bus, at most 30 are allowed. Name values in its pattern instead.",
        },
        { allows: "five targets", change: [{ add: Object.fromEntries([2, 3, 4, 5].map((n) => [`target-${n}`, TARGET])) }] },
        { allows: "a wildcard", change: [pattern({ TrainingJobName: [{ wildcard: "nightly-*" }] })] },
        { allows: "a pattern that another policy reports", change: [{ set: "failed", to: { eventPattern: '{"source": ["aws.sagemaker"' } }] },
    ]);
});
