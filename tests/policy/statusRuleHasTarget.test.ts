import * as assert from "node:assert/strict";

import { TYPES } from "../../models/graph";
import { statusRuleHasTarget } from "../../policy/statusRuleHasTarget";
import { analyze, combined, type Node, node, output, undecided, urn, type View } from "../support/policyGraph";

const PATTERN = JSON.stringify({
    source: ["aws.sagemaker"],
    "detail-type": ["SageMaker Training Job State Change"],
    detail: { TrainingJobStatus: ["Failed"] },
});
const VIEWS: readonly View[] = ["update", "preview", "literals"];

const rule = (name: string, props: Node["props"] = {}, parent?: Node) => node(TYPES.rule, name, { eventPattern: PATTERN, ...props }, parent);
const target = (of: Node, props: Node["props"] = {}, parent?: Node) =>
    node(TYPES.target, `${of.name}-target`, { rule: output(of, "name"), arn: "arn:aws:lambda:us-east-1:111122223333:function:f", ...props }, parent);
const reported = (on: Node) => ({
    urn: urn(on),
    level: "mandatory",
    message: "This rule has no target. Add an EventTarget whose rule is the name of this rule, on the same event bus.",
});

describe("status-rule-has-target", () => {
    for (const view of VIEWS) {
        it(`allows a rule with a target (${view})`, async () => {
            const failed = rule("failed");
            assert.deepEqual(await analyze(statusRuleHasTarget, [failed, target(failed)], view), []);
        });

        it(`reports a rule without a target, and only that one (${view})`, async () => {
            const [failed, stopped] = [rule("failed"), rule("stopped")];
            assert.deepEqual(await analyze(statusRuleHasTarget, [failed, target(failed), stopped], view), [reported(stopped)]);
        });

        it(`distinguishes rules of one name on two buses (${view})`, async () => {
            const bus = node(TYPES.bus, "ml");
            const here = rule("here", { name: "failed" });
            const there = rule("there", { name: "failed", eventBusName: output(bus, "name") });
            const onBus = (of: Node) => target(of, { eventBusName: output(bus, "name") });
            assert.deepEqual(await analyze(statusRuleHasTarget, [bus, here, there, target(here)], view), [reported(there)]);
            assert.deepEqual(await analyze(statusRuleHasTarget, [bus, here, there, onBus(there)], view), [reported(here)]);
            assert.deepEqual(await analyze(statusRuleHasTarget, [bus, here, there, target(here), onBus(there)], view), []);
        });

        it(`does not take a target that names the rule but another bus (${view})`, async () => {
            const buses = [node(TYPES.bus, "ml"), node(TYPES.bus, "data")] as const;
            const failed = rule("failed", { eventBusName: output(buses[0], "name") });
            const elsewhere = target(failed, { eventBusName: output(buses[1], "arn") });
            assert.deepEqual(await analyze(statusRuleHasTarget, [...buses, failed, elsewhere], view), [reported(failed)]);
        });
    }

    it("takes a target that names the bus by ARN", async () => {
        const failed = rule("failed", { eventBusName: "ml" });
        const byArn = target(failed, { eventBusName: "arn:aws:events:us-east-1:111122223333:event-bus/ml" });
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, byArn], "update"), []);
    });

    it("takes a target that takes the bus from the rule", async () => {
        const failed = rule("failed", { eventBusName: output(node("app:index:Shared", "shared"), "bus") });
        const same = target(failed, { eventBusName: output(failed, "eventBusName") });
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, same], "preview"), []);
    });

    it("does not take a target whose name is made from the rule's but is another one", async () => {
        const failed = rule("failed", { name: "failed" });
        const other = target(failed, { rule: output(failed, "name").apply((name) => `${name}-copy`) });
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, other], "update"), [reported(failed)]);
    });

    it("finds the rule of a target by the component they share when preview does not know where the name comes from", async () => {
        const reaction = (name: string) => {
            const component = node("app:reactions:JobStatusReaction", name);
            const inner = node("app:events:JobStatusRule", name, {}, component);
            const made = rule(`${name}-rule`, {}, inner);
            return [made, target(made, { rule: output(made, "name").throughInvoke() }, component)] as const;
        };
        const [first, second] = [reaction("first"), reaction("second")];
        assert.deepEqual(await analyze(statusRuleHasTarget, [...first, ...second], "preview"), []);
        assert.deepEqual(await analyze(statusRuleHasTarget, [...first, second[0]], "preview"), [reported(second[0])]);
    });

    it("says that it cannot decide when the component they share has two rules", async () => {
        const component = node("app:reactions:JobStatusReaction", "shared");
        const [first, second] = [rule("first", {}, component), rule("second", {}, component)];
        const either = target(first, { rule: output(first, "name").throughInvoke() }, component);
        assert.deepEqual(await analyze(statusRuleHasTarget, [first, second, either], "preview"), [undecided(first, second)]);
    });

    it("compares buses by what their names come from while these are unknown", async () => {
        const [settings, others] = [node("app:index:Settings", "settings"), node("app:index:Settings", "others")];
        const failed = rule("failed", { eventBusName: output(settings, "bus") });
        const on = (eventBusName: unknown) => analyze(statusRuleHasTarget, [settings, others, failed, target(failed, { eventBusName })], "preview");
        assert.deepEqual(await on(output(settings, "bus")), []);
        assert.deepEqual(await on(output(others, "bus")), [undecided(failed)]);
    });

    describe("of which the rule or the target is on a bus that a preview does not know", () => {
        const [ml, data] = [node(TYPES.bus, "ml"), node(TYPES.nativeBus, "data")];
        const named = node(TYPES.bus, "named", { name: "named" });
        const [settings, others] = [node("app:index:Settings", "settings"), node("app:index:Settings", "others")];
        const of = (...sources: Node[]) =>
            combined(
                sources.map((source) => [source, "bus"] as const),
                (first) => first,
            );
        const lost = output(settings, "bus").throughInvoke();
        const CASES: readonly (readonly [what: string, ruleBus: unknown, targetBus: unknown, says: "takes" | "reports" | "leaves open"])[] = [
            ["one bus", of(data), of(data), "takes"],
            ["two buses", of(ml), of(data), "reports"],
            ["a bus and the default one", of(data), undefined, "reports"],
            ["a bus and one that may be any", of(ml), of(settings), "leaves open"],
            ["one that may be any and a bus", of(settings), of(ml), "leaves open"],
            ["a bus by its name and one that may be any", "ml", of(settings), "leaves open"],
            ["one that may be any and the default one", of(settings), undefined, "leaves open"],
            ["one of two buses and one of them", of(ml, data), of(ml), "leaves open"],
            ["one of two buses, both times", of(ml, data), of(data, ml), "takes"],
            ["one of two buses, of which the first has a name, and that name", of(named, ml), "named", "leaves open"],
            ["two sources, of which one is the same", of(settings, others), of(settings, ml), "leaves open"],
            ["the same two sources", of(settings, others), of(others, settings), "takes"],
            ["one of two sources", of(settings, others), of(settings), "leaves open"],
            ["a source more", of(settings), of(settings, others), "leaves open"],
            ["two of unknown origin", lost, lost, "leaves open"],
        ];
        for (const [what, ruleBus, targetBus, says] of CASES) {
            it(`${says} a target: ${what}`, async () => {
                const failed = rule("failed", { eventBusName: ruleBus });
                const found = await analyze(
                    statusRuleHasTarget,
                    [ml, data, named, settings, others, failed, target(failed, { eventBusName: targetBus })],
                    "preview",
                );
                assert.deepEqual(found, says === "takes" ? [] : [says === "reports" ? reported(failed) : undecided(failed)]);
            });
        }
    });

    it("does not take a target on a new bus for a rule on the default bus", async () => {
        const bus = node(TYPES.bus, "ml");
        const failed = rule("failed");
        for (const view of VIEWS) {
            const elsewhere = target(failed, { eventBusName: output(bus, "name") });
            assert.deepEqual(await analyze(statusRuleHasTarget, [bus, failed, elsewhere], view), [reported(failed)]);
        }
    });

    it("knows the bus by its name while its ARN is unknown", async () => {
        const bus = node(TYPES.bus, "ml", { name: "ml" });
        const [here, there] = [rule("here"), rule("there", { eventBusName: "ml" })];
        const byArn = (of: Node) => target(of, { eventBusName: output(bus, "arn") });
        assert.deepEqual(await analyze(statusRuleHasTarget, [bus, here, there, byArn(here), byArn(there)], "preview"), [reported(here)]);
    });

    it("says that it cannot decide when nothing shows whose target it is", async () => {
        const failed = rule("failed");
        const somebodys = target(failed, { rule: output(failed, "name").throughInvoke() });
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, somebodys], "preview"), [undecided(failed)]);
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, somebodys], "update"), []);
    });

    it("says that it cannot decide when the target may be of two rules", async () => {
        const [failed, stopped] = [rule("failed"), rule("stopped")];
        const either = target(failed, {
            rule: combined(
                [
                    [failed, "name"],
                    [stopped, "name"],
                ],
                (_, second) => second,
            ),
        });
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, stopped, either], "preview"), [undecided(failed, stopped)]);
        assert.deepEqual(await analyze(statusRuleHasTarget, [failed, stopped, either], "update"), [reported(failed)]);
    });

    it("says that it cannot decide on a rule whose pattern is not known, unless it has a target", async () => {
        const source = node("app:index:Settings", "settings");
        const open = rule("open", { eventPattern: output(source, "pattern").apply(() => PATTERN) });
        assert.deepEqual(await analyze(statusRuleHasTarget, [open, target(open)], "preview"), []);
        assert.deepEqual(await analyze(statusRuleHasTarget, [open], "preview"), [undecided(open)]);
        assert.deepEqual(await analyze(statusRuleHasTarget, [open], "update"), [reported(open)]);
    });

    it("takes the targets that a rule of aws-native holds itself", async () => {
        const native = (name: string, targets: unknown) => node(TYPES.nativeRule, name, { eventPattern: JSON.parse(PATTERN), targets });
        const [full, empty, none] = [
            native("full", [{ id: "f", arn: "arn:aws:sqs:us-east-1:111122223333:q" }]),
            native("empty", []),
            native("none", undefined),
        ];
        assert.deepEqual(await analyze(statusRuleHasTarget, [full, empty, none], "update"), [reported(empty), reported(none)]);
    });

    it("ignores rules on other things, schedules and other resources", async () => {
        const others = [
            rule("ec2", { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }),
            rule("nightly", { eventPattern: undefined, scheduleExpression: "rate(1 day)" }),
            node("aws:sqs/queue:Queue", "queue", { eventPattern: PATTERN }),
        ];
        for (const view of VIEWS) {
            assert.deepEqual(await analyze(statusRuleHasTarget, others, view), []);
        }
    });
});
