import * as assert from "node:assert/strict";

import { configurationIsInOrder } from "../../policy/configurationIsInOrder";
import { policies } from "../../policy/policies";
import { type StatusPolicy, statusPolicy } from "../../policy/shared/run";
import type { Settings } from "../../policy/shared/settings";
import { statusRuleAlarmFires } from "../../policy/statusRuleAlarmFires";
import { statusRuleHasAlarm } from "../../policy/statusRuleHasAlarm";
import { statusRuleIsEnabled } from "../../policy/statusRuleIsEnabled";
import { statusRuleIsOnSagemakerBus } from "../../policy/statusRuleIsOnSagemakerBus";
import { analyzeResources, graphOf, type Node, node, type View } from "../support/policyGraph";
import { customBus, plain } from "./support/goodStacks";
import { changed, nodesOf, type StackData } from "./support/stackData";

const JUDGING: readonly StatusPolicy[] = [statusRuleAlarmFires, statusRuleHasAlarm, statusRuleIsEnabled, statusRuleIsOnSagemakerBus];
const NAME = "configuration-is-in-order";
const RULE = "urn:pulumi:dev::app::aws:cloudwatch/eventRule:EventRule::failed";
const exemption = {
    policy: "status-rule-is-enabled",
    resource: RULE,
    reason: "resting until the new cluster is there",
    owner: "ml-platform@example.com",
    expires: "2999-12-31",
};
const DISABLED = changed(plain, [{ set: "failed", to: { state: "DISABLED" } }]);
const FINDING = 'This rule is disabled, so it matches no event. Remove state and isEnabled, or set state to "ENABLED".';

async function judge(stack: StackData | readonly Node[], config: Partial<Settings>, view: View = "update") {
    const nodes = Array.isArray(stack) ? (stack as readonly Node[]) : nodesOf(stack as StackData);
    const found = await analyzeResources([configurationIsInOrder(JUDGING), ...JUDGING], graphOf(nodes, view).resources, { [NAME]: config });
    return found
        .filter(({ message }) => !message.startsWith("Undecided: "))
        .map(({ policy, urn: on, level, message }) => ({ policy, on, level, message }));
}

describe("configuration-is-in-order", () => {
    it("comes first in the pack, because the others share what it reads", () => {
        assert.equal(policies[0]?.name, NAME);
    });

    it("says nothing without a configuration, of a good and of a broken stack", async () => {
        assert.deepEqual(await judge(plain, {}), []);
        assert.deepEqual(await judge(DISABLED, {}), [{ policy: "status-rule-is-enabled", on: RULE, level: "mandatory", message: FINDING }]);
    });

    for (const view of ["preview", "update", "literals"] as const) {
        it(`lets a resource off a policy, and lists it (${view})`, async () => {
            assert.deepEqual(await judge(DISABLED, { exemptions: [exemption] }, view), [
                {
                    policy: NAME,
                    on: RULE,
                    level: "advisory",
                    message: `Exempt from status-rule-is-enabled until 2999-12-31 (ml-platform@example.com): resting until the new cluster is there. What it exempts: ${FINDING}`,
                },
            ]);
        });

        it(`reports an exemption that exempts nothing (${view})`, async () => {
            assert.deepEqual(await judge(plain, { exemptions: [exemption] }, view), [
                {
                    policy: NAME,
                    on: "",
                    level: "mandatory",
                    message: "Exemption 1 from status-rule-is-enabled (ml-platform@example.com) exempts nothing. Remove it.",
                },
            ]);
        });
    }

    it("does not grant an exemption after its last day, and says so", async () => {
        assert.deepEqual(await judge(DISABLED, { exemptions: [{ ...exemption, expires: "2026-01-31" }] }), [
            {
                policy: NAME,
                on: "",
                level: "mandatory",
                message:
                    "Exemption 1 from status-rule-is-enabled (ml-platform@example.com) has expired on 2026-01-31. Mend what it exempts, or renew it.",
            },
            { policy: "status-rule-is-enabled", on: RULE, level: "mandatory", message: FINDING },
        ]);
    });

    it("exempts from one policy, and only the resources that it names", async () => {
        const others = [
            { ...exemption, policy: "status-rule-has-alarm" },
            { ...exemption, resource: `${RULE}-too` },
        ];
        assert.deepEqual(
            (await judge(DISABLED, { exemptions: others })).map(({ policy, level }) => `${policy} ${level}`),
            [`${NAME} mandatory`, `${NAME} mandatory`, "status-rule-is-enabled mandatory"],
        );
        assert.deepEqual(
            (await judge(DISABLED, { exemptions: [{ ...exemption, resource: "urn:pulumi:*::*EventRule::fail*" }] })).map(({ level }) => level),
            ["advisory"],
        );
    });

    it("misses no exemption of another stack of the organization", async () => {
        const elsewhere = ["urn:pulumi:prod::app::aws:cloudwatch/eventRule:EventRule::failed", "urn:pulumi:*::other::*"];
        assert.deepEqual(await judge(plain, { exemptions: elsewhere.map((resource) => ({ ...exemption, resource })) }), []);
    });

    it("reports more exemptions than there may be", async () => {
        const found = await judge(DISABLED, { exemptions: [exemption], maximumExemptions: 0 });
        assert.deepEqual(found[0], {
            policy: NAME,
            on: "",
            level: "mandatory",
            message: "The configuration has 1 exemptions, at most 0 are allowed. Mend what they exempt.",
        });
    });

    it("refuses what the schema lets through: properties that it does not know, and days that the calendar does not have", async () => {
        const config = { externalTopic: [], exemptions: [{ ...exemption, expires: "2999-02-30" }] };
        assert.deepEqual(
            (await judge(DISABLED, config)).slice(0, 2).map(({ message }) => message),
            [
                'The configuration has "externalTopic", which the pack does not know. Use externalTopics, alarmsElsewhere, buses, exemptions, maximumExemptions.',
                'Exemption 1 has no valid last day, got "2999-02-30". Write it as 2027-03-31.',
            ],
        );
    });

    it("says when a resource asks for an exemption that nobody has granted", async () => {
        const asking = changed(DISABLED, [
            { set: "failed", to: { tags: { "sagemaker-job-status:exempt": "status-rule-is-enabled, status-rule-has-alarm" } } },
        ]);
        assert.deepEqual(await judge(asking, {}), [
            {
                policy: "status-rule-is-enabled",
                on: RULE,
                level: "mandatory",
                message: `${FINDING} Its tag asks for an exemption, which only the configuration of the pack can grant.`,
            },
        ]);
    });

    it("takes topics of other stacks that it lists for topics with a subscriber", async () => {
        const stack = changed(plain, [{ set: "failed-alarm", to: { alarmActions: ["arn:aws:sns:us-east-1:111122223333:ml-platform"] } }]);
        assert.equal((await judge(stack, {})).length, 1);
        assert.deepEqual(await judge(stack, { externalTopics: ["arn:aws:sns:*:111122223333:ml-platform"] }), []);
    });

    it("misses no alarm of a rule whose alarms are in another stack", async () => {
        const stack = changed(plain, [{ remove: ["failed-alarm", "failed-dlq-alarm"] }]);
        assert.equal((await judge(stack, { alarmsElsewhere: ["other"] })).length, 1);
        assert.deepEqual(await judge(stack, { alarmsElsewhere: ["failed"] }), []);
        assert.deepEqual(await judge(stack, { alarmsElsewhere: ["failed-1a2b*"] }), []);
    });

    it("takes buses that it lists for buses at which events of SageMaker arrive", async () => {
        const stack = changed(customBus, [
            { remove: ["forward-target"] },
            { set: "forward", to: { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) } },
        ]);
        assert.equal((await judge(stack, {})).length, 1);
        assert.deepEqual(await judge(stack, { buses: ["ml-*"] }), []);
        assert.deepEqual(await judge(stack, { buses: ["ml"] }, "preview"), []);
    });

    it("lets the other policies decide when one fails, and reports that one", async () => {
        const { validateStack, ...spec } = statusRuleHasAlarm;
        assert.ok(validateStack);
        const failing: Omit<StatusPolicy, "validateStack"> = {
            ...spec,
            name: "failing",
            judge: () => {
                throw new Error("out of range");
            },
        };
        const found = await analyzeResources(
            [configurationIsInOrder([statusPolicy(failing)]), statusPolicy(failing), statusRuleIsEnabled],
            graphOf(nodesOf(DISABLED), "update").resources,
        );
        assert.deepEqual(
            found.map(({ policy, message }) => `${policy}: ${message}`),
            [
                "failing: The policy failing could not decide: out of range. Report this to the makers of the pack; until then its enforcementLevel can be set to disabled.",
                `status-rule-is-enabled: ${FINDING}`,
            ],
        );
    });

    it("ignores other stacks and resources", async () => {
        assert.deepEqual(await judge([node("aws:s3/bucket:Bucket", "b")], {}), []);
    });
});
