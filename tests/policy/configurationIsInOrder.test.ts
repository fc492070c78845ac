import * as assert from "node:assert/strict";

import type { Policies } from "@pulumi/policy";
import type { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";

import { TYPES } from "../../models/graph";
import type { Props } from "../../local/engine/graph";
import { effectiveConfig, type PolicyConfig } from "../../local/engine/packConfig";
import { configurationIsInOrder } from "../../policy/configurationIsInOrder";
import { policies } from "../../policy/policies";
import { Exemptions } from "../../policy/shared/run/exemptions";
import { type StatusPolicy, statusPolicy } from "../../policy/shared/run/run";
import { DEFAULT_SETTINGS, type Exemption, type Settings, settingsSchema } from "../../policy/shared/run/settings";
import { statusRuleAlarmFires } from "../../policy/statusRuleAlarmFires";
import { statusRuleHasAlarm } from "../../policy/statusRuleHasAlarm";
import { statusRuleIsEnabled } from "../../policy/statusRuleIsEnabled";
import { statusRuleIsOnSagemakerBus } from "../../policy/statusRuleIsOnSagemakerBus";
import { analyzeResources, graphOf, type Node, node, type View } from "../support/policyGraph";
import { customBus, PATTERN, plain } from "./support/goodStacks";
import { changed, nodesOf, ref, type StackData } from "./support/stackData";

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

const pack = () => [configurationIsInOrder(JUDGING), ...JUDGING];

// Internal and without types, as in tests/support/policyGraph.ts: what a pack reports of itself.
const { makeAnalyzerInfo } = require("@pulumi/policy/protoutil") as {
    makeAnalyzerInfo(pack: string, version: string, level: string, args: { policies: Policies }): AnalyzerInfo;
};

/** What becomes of a configuration on its way to the policy: Pulumi fills in defaults, and refuses what the schema does not allow. */
function configured(config: object): Props {
    const info = makeAnalyzerInfo("sagemaker-job-status", "0.0.0", "mandatory", { policies: pack() });
    return effectiveConfig(info, { [NAME]: config } as PolicyConfig).get(NAME)!.properties;
}

async function judge(stack: StackData | readonly Node[], config: Partial<Settings>, view: View = "update") {
    const nodes = Array.isArray(stack) ? (stack as readonly Node[]) : nodesOf(stack as StackData);
    const found = await analyzeResources(pack(), graphOf(nodes, view).resources, { [NAME]: configured(config) });
    return found
        .filter(({ message }) => !message.startsWith("Undecided"))
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
        it(`exempts a resource from a policy, and lists it (${view})`, async () => {
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

    it("grants an exemption on its last day, and not on the day after", () => {
        const settings = { ...DEFAULT_SETTINGS, exemptions: [{ ...exemption, expires: "2027-03-31" }] };
        const finding = { urn: RULE, message: FINDING, advisory: false };
        const left = (today: string) => new Exemptions(settings, today).left("status-rule-is-enabled", [finding]);
        assert.deepEqual([left("2027-03-31"), left("2027-04-01")], [[], [finding]]);
    });

    it("does not grant an exemption after its last day, and says so", async () => {
        assert.deepEqual(await judge(DISABLED, { exemptions: [{ ...exemption, expires: "2026-01-31" }] }), [
            {
                policy: NAME,
                on: "",
                level: "mandatory",
                message:
                    "Exemption 1 from status-rule-is-enabled (ml-platform@example.com) has expired on 2026-01-31. Fix what it exempts, or renew it.",
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

    const UNUSED: readonly (readonly [what: string, exemption: Partial<Exemption>, view?: View])[] = [
        ["for a resource that is not there", { resource: `${RULE}-too` }],
        ["for every stack of the organization", { resource: "urn:pulumi:*::*::failed" }],
        ["from a policy that does not run", { policy: "handler-role-is-narrow" }],
        ["from a policy that has decided about the resource, and not about another one", { resource: RULE }, "preview"],
    ];
    for (const [what, change, view] of UNUSED) {
        it(`reports an exemption that exempts nothing: ${what}`, async () => {
            const stack = changed(plain, [{ add: { other: { type: TYPES.rule, props: { eventPattern: PATTERN, state: ref("failed", "state") } } } }]);
            const found = await analyzeResources([configurationIsInOrder(JUDGING)], graphOf(nodesOf(stack), view ?? "update").resources, {
                [NAME]: { exemptions: [{ ...exemption, ...change }] },
            });
            const message = `Exemption 1 from ${change.policy ?? exemption.policy} (ml-platform@example.com) exempts nothing. Remove it.`;
            assert.deepEqual(found, [{ policy: NAME, urn: "", level: "mandatory", message }]);
        });
    }

    it("does not call an exemption unused while its policy cannot decide about the resource", async () => {
        const open = changed(plain, [{ set: "failed", to: { state: ref("alerts", "state") } }]);
        assert.deepEqual(await judge(open, { exemptions: [exemption] }, "preview"), []);
        assert.equal((await judge(open, { exemptions: [exemption] }, "update")).length, 1);
    });

    it("has nothing to say of exemptions to a stack without a resource", async () => {
        assert.deepEqual(await judge([], { exemptions: [{ ...exemption, resource: "urn:pulumi:*" }] }), []);
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
            message: "The configuration has 1 exemptions, at most 0 are allowed. Fix what they exempt.",
        });
        const [more] = await judge(DISABLED, { exemptions: [exemption, exemption], maximumExemptions: 1 });
        assert.equal(more?.message, "The configuration has 2 exemptions, at most 1 are allowed. Fix what they exempt.");
    });

    it("has the defaults of its page, which are no settings", () => {
        assert.deepEqual(configured({}), {
            externalTopics: [],
            externalQueues: [],
            externalKeys: [],
            externalRoles: [],
            externalBoundaries: [],
            externalSecrets: [],
            alarmsElsewhere: [],
            buses: [],
            exemptions: [],
        });
    });

    it("says of each setting and of each field of an exemption what it is, for the form of a policy group", () => {
        const { properties } = settingsSchema([]);
        const { items } = properties.exemptions as { items: { properties: typeof properties } };
        for (const [name, { description = "" }] of [...Object.entries(properties), ...Object.entries(items.properties)]) {
            assert.match(description, /^[A-Z].+\.$/, name);
        }
    });

    const RIGHT: readonly Partial<Settings>[] = [
        { externalTopics: ["arn:aws:sns:us-east-1:111122223333:ml-platform", "*:ml-platform"] },
        { externalQueues: ["arn:aws:sqs:*:111122223333:lost"], externalRoles: ["*:role/ml-*"], externalBoundaries: ["*:policy/boundaries/*"] },
        { externalSecrets: ["arn:aws:secretsmanager:*:secret:jobs/*", "*:parameter/jobs/*"] },
        { externalKeys: ["arn:aws:kms:*", "alias/ml", "mrk-1a2b", "1a2b3c4d-0000-4000-a000-000000000000", "*"] },
        { maximumPatternCharacters: 2048, maximumRulesPerBus: 1 },
        { maximumPatternCharacters: 4096, maximumRulesPerBus: 2000 },
        { alarmsElsewhere: ["f"], buses: ["*"], exemptions: [], maximumExemptions: 0 },
        { exemptions: [{ ...exemption, resource: "urn:pulumi:*", expires: "2028-02-29" }], maximumExemptions: 1 },
    ];
    for (const config of RIGHT) {
        it(`takes ${JSON.stringify(config)}`, async () => {
            assert.deepEqual(configured(config), { ...configured({}), ...config });
            assert.deepEqual(
                (await judge(DISABLED, config)).filter(({ level, policy }) => level === "mandatory" && policy === NAME),
                [],
            );
        });
    }

    const { owner, ...ownerless } = exemption;
    const { expires, ...endless } = exemption;
    const NAMES = JUDGING.map(({ name }) => JSON.stringify(name)).join(", ");
    const REFUSED: readonly (readonly [config: object, ...refusals: string[]])[] = [
        [{ externalTopics: "arn:aws:sns:*" }, '.externalTopics: must be of type array, got "arn:aws:sns:*"'],
        [{ externalTopics: ["ml-platform"] }, '.externalTopics[0]: must match ^(arn:|\\*), got "ml-platform"'],
        [{ externalTopics: ["*", "topic:arn:*"] }, '.externalTopics[1]: must match ^(arn:|\\*), got "topic:arn:*"'],
        [{ externalQueues: ["lost"] }, '.externalQueues[0]: must match ^(arn:|\\*), got "lost"'],
        [{ externalRoles: ["role/ml"] }, '.externalRoles[0]: must match ^(arn:|\\*), got "role/ml"'],
        [{ externalBoundaries: ["ml"] }, '.externalBoundaries[0]: must match ^(arn:|\\*), got "ml"'],
        [{ externalSecrets: ["jobs/slack"] }, '.externalSecrets[0]: must match ^(arn:|\\*), got "jobs/slack"'],
        [{ externalKeys: ["ml"] }, '.externalKeys[0]: must match ^(arn:|alias/|mrk-|[0-9a-f]{8}-|\\*), got "ml"'],
        [{ maximumPatternCharacters: 2047 }, ".maximumPatternCharacters: must be at least 2048, got 2047"],
        [{ maximumPatternCharacters: 4097 }, ".maximumPatternCharacters: must be at most 4096, got 4097"],
        [{ maximumRulesPerBus: 0 }, ".maximumRulesPerBus: must be at least 1, got 0"],
        [{ maximumRulesPerBus: "300" }, '.maximumRulesPerBus: must be of type integer, got "300"'],
        [{ alarmsElsewhere: "failed" }, '.alarmsElsewhere: must be of type array, got "failed"'],
        [{ alarmsElsewhere: [""] }, '.alarmsElsewhere[0]: must have at least 1 characters, got ""'],
        [{ buses: { ml: true } }, '.buses: must be of type array, got {"ml":true}'],
        [{ buses: ["ml", 7] }, ".buses[1]: must be of type string, got 7"],
        [{ maximumExemptions: "3" }, '.maximumExemptions: must be of type integer, got "3"'],
        [{ maximumExemptions: -1 }, ".maximumExemptions: must be at least 0, got -1"],
        [{ exemptions: exemption }, `.exemptions: must be of type array, got ${JSON.stringify(exemption)}`],
        [{ exemptions: [RULE] }, `.exemptions[0]: must be of type object, got "${RULE}"`],
        [{ exemptions: [ownerless] }, ".exemptions[0].owner: is required"],
        [{ exemptions: [exemption, endless] }, ".exemptions[1].expires: is required"],
        [
            { exemptions: [{}] },
            ".exemptions[0].policy: is required",
            ".exemptions[0].resource: is required",
            ".exemptions[0].reason: is required",
            ".exemptions[0].owner: is required",
            ".exemptions[0].expires: is required",
        ],
        [{ exemptions: [{ ...exemption, until: expires }] }, ".exemptions[0].until: is not allowed"],
        [{ exemptions: [{ ...exemption, policy: "rule-enabled" }] }, `.exemptions[0].policy: must be one of ${NAMES}, got "rule-enabled"`],
        [{ exemptions: [{ ...exemption, resource: "*" }] }, '.exemptions[0].resource: must match ^urn:pulumi:, got "*"'],
        [{ exemptions: [{ ...exemption, resource: `the ${RULE}` }] }, `.exemptions[0].resource: must match ^urn:pulumi:, got "the ${RULE}"`],
        [{ exemptions: [{ ...exemption, reason: "" }] }, '.exemptions[0].reason: must have at least 1 characters, got ""'],
        [{ exemptions: [{ ...exemption, owner: "" }] }, '.exemptions[0].owner: must have at least 1 characters, got ""'],
        [{ exemptions: [{ ...exemption, owner: [owner] }] }, `.exemptions[0].owner: must be of type string, got ["${owner}"]`],
        ...["31.3.2027", "27-03-31", "2027-3-31", "2027-03-1", "2027-03-310", "until 2027-03-31"].map((day): [object, string] => [
            { exemptions: [{ ...exemption, expires: day }] },
            `.exemptions[0].expires: must match ^\\d{4}-\\d{2}-\\d{2}$, got "${day}"`,
        ]),
    ];
    for (const [config, ...refusals] of REFUSED) {
        it(`is refused before any policy runs with ${JSON.stringify(config)}`, () => {
            assert.throws(() => configured(config), {
                message: refusals.map((refusal) => `Configuration of policy pack 'sagemaker-job-status': ${NAME}${refusal}`).join("\n"),
            });
        });
    }

    const KNOWN =
        "externalTopics, externalQueues, externalKeys, externalRoles, externalBoundaries, externalSecrets, alarmsElsewhere, buses, exemptions, maximumExemptions, maximumPatternCharacters, maximumRulesPerBus";
    const REPORTED: readonly (readonly [what: string, config: object, ...reports: string[]])[] = [
        [
            "settings that the pack does not know, which Pulumi passes on",
            { externalTopic: [], bus: "ml" },
            `The configuration has "externalTopic", which the pack does not know. Use ${KNOWN}.`,
            `The configuration has "bus", which the pack does not know. Use ${KNOWN}.`,
        ],
        [
            "days that the calendar does not have",
            { exemptions: ["2999-12-31", "2999-02-29", "2999-13-01"].map((day) => ({ ...exemption, expires: day })) },
            'Exemption 2 has no valid last day, got "2999-02-29". Write it as 2027-03-31.',
            'Exemption 3 has no valid last day, got "2999-13-01". Write it as 2027-03-31.',
        ],
    ];
    for (const [what, config, ...reports] of REPORTED) {
        it(`reports ${what}`, async () => {
            const found = (await judge(DISABLED, config)).filter(({ message }) => !message.endsWith(" exempts nothing. Remove it."));
            assert.deepEqual(
                found.filter(({ level }) => level === "mandatory").filter(({ policy }) => policy === NAME),
                reports.map((message) => ({ policy: NAME, on: "", level: "mandatory", message })),
            );
        });
    }

    it("says when a resource asks for an exemption that no one has granted", async () => {
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

    it("takes a topic of the stack that it lists for one with a subscriber, and does not report it in a preview, which does not know its ARN", async () => {
        const stack = changed(plain, [{ remove: ["alerts-mail"] }]);
        assert.equal((await judge(stack, { externalTopics: ["*:others"] })).length, 3);
        assert.deepEqual(await judge(stack, { externalTopics: ["*:alerts-*"] }), []);
        assert.deepEqual(await judge(stack, { externalTopics: ["*:alerts-*"] }, "preview"), []);
        assert.equal((await judge(stack, {}, "preview")).length, 3);
    });

    it("misses no alarm of a rule whose alarms are in another stack", async () => {
        const stack = changed(plain, [{ remove: ["failed-alarm", "failed-dlq-alarm"] }]);
        assert.equal((await judge(stack, { alarmsElsewhere: ["other"] })).length, 1);
        assert.deepEqual(await judge(stack, { alarmsElsewhere: ["failed"] }), []);
        assert.deepEqual(await judge(stack, { alarmsElsewhere: ["failed-1a2b*"] }), []);
        assert.equal((await judge(stack, { alarmsElsewhere: ["fai.ed", "f?iled", "undefined"] })).length, 1);
        const dotted = changed(stack, [{ set: "failed", to: { name: "ml.failed" } }]);
        assert.deepEqual(await judge(dotted, { alarmsElsewhere: ["ml.failed"] }), []);
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

    it("leaves the decision to the other policies when one fails, and reports that one", async () => {
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
