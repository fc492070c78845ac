import * as assert from "node:assert/strict";

import { TYPES } from "../../models/graph";
import { statusRuleHasAlarm } from "../../policy/statusRuleHasAlarm";
import { analyze, combined, type Node, node, output, undecided, urn, type View } from "../support/policyGraph";

const PATTERN = JSON.stringify({ source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"] });
const VIEWS: readonly View[] = ["update", "preview", "literals"];
const ACTIONS = ["arn:aws:sns:us-east-1:111122223333:operators"];

const rule = (name: string, props: Node["props"] = {}) => node(TYPES.rule, name, { eventPattern: PATTERN, ...props });
const alarm = (of: Node, props: Node["props"] = {}, name = `${of.name}-alarm`) =>
    node(TYPES.metricAlarm, name, {
        namespace: "AWS/Events",
        metricName: "FailedInvocations",
        dimensions: { RuleName: output(of, "name") },
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        evaluationPeriods: 1,
        alarmActions: ACTIONS,
        ...props,
    });
const query = (id: string, of: Node, metricName = "FailedInvocations") => ({
    id,
    metric: { namespace: "AWS/Events", metricName, dimensions: { RuleName: output(of, "name") }, period: 60, stat: "Sum" },
});
const maths = (of: Node, metricQueries: unknown, name = "maths") =>
    alarm(of, { namespace: undefined, metricName: undefined, dimensions: undefined, metricQueries }, name);

const report = (on: Node, message: string) => ({ urn: urn(on), level: "mandatory", message });
const NONE =
    "This rule has no alarm on failed deliveries. Add a MetricAlarm with alarmActions on AWS/Events FailedInvocations with the dimensions RuleName alone.";
const wrongDimensions = (name: string, dimensions = "RuleName alone") =>
    `The alarm "${name}" has dimensions under which this rule publishes no data. Set its dimensions to ${dimensions}.`;
const notifiesNoOne = (name: string) =>
    `The alarm "${name}" on failed deliveries of this rule has no action, so no one is notified. Set its alarmActions to a topic or a function.`;
const open = (view: View, ...on: readonly Node[]) =>
    view === "preview"
        ? undecided(...on)
        : {
              ...undecided(),
              message: `Undecided: the answer for ${on.map(({ name }) => `"${name}"`).join(", ")} depends on resources outside of this stack, or on details of AWS that the pack does not know.`,
          };
const check = (nodes: readonly Node[], view: View) => analyze(statusRuleHasAlarm, nodes, view);

describe("status-rule-has-alarm", () => {
    for (const view of VIEWS) {
        for (const metricName of ["FailedInvocations", "InvocationsSentToDlq", "InvocationsFailedToBeSentToDlq"]) {
            it(`allows a rule with an alarm on ${metricName} (${view})`, async () => {
                const failed = rule("failed");
                assert.deepEqual(await check([failed, alarm(failed, { metricName })], view), []);
            });
        }

        it(`reports a rule without an alarm, and only that one (${view})`, async () => {
            const [failed, stopped] = [rule("failed"), rule("stopped", { state: "DISABLED" })];
            assert.deepEqual(await check([failed, alarm(failed), stopped], view), [report(stopped, NONE)]);
        });

        it(`does not count an alarm on another metric or namespace (${view})`, async () => {
            const failed = rule("failed");
            const others = [
                alarm(failed, { metricName: "Invocations" }, "a"),
                alarm(failed, { metricName: "DeadLetterInvocations" }, "b"),
                alarm(failed, { metricName: "failedInvocations" }, "c"),
                alarm(failed, { namespace: "AWS/Lambda" }, "d"),
                alarm(failed, { metricName: "Invocations", alarmActions: [] }, "e"),
            ];
            assert.deepEqual(await check([failed, ...others], view), [report(failed, NONE)]);
        });

        it(`does not decide on a rule whose only alarm may watch it by Metrics Insights or PromQL (${view})`, async () => {
            const [failed, stopped] = [rule("failed"), rule("stopped")];
            const where = output(failed, "name").apply(
                (name) => `SELECT SUM(FailedInvocations) FROM "AWS/Events" WHERE RuleName = '${String(name)}'`,
            );
            const named = maths(failed, [{ id: "q", expression: where, period: 60, returnData: true }]);
            const criteria = { promqlCriteria: { query: "sum({FailedInvocations}) > 0" } };
            const all = alarm(failed, { namespace: undefined, metricName: undefined, dimensions: undefined, evaluationCriteria: criteria }, "all");
            assert.deepEqual(await check([failed, stopped, named, alarm(stopped)], view), [open(view, failed)]);
            assert.deepEqual(await check([failed, stopped, all], view), [open(view, failed, stopped)]);
        });

        it(`does not count a query on another metric or of another rule (${view})`, async () => {
            const failed = rule("failed");
            const other = maths(
                failed,
                [{ id: "q", expression: `SELECT MAX(Invocations) FROM "AWS/Events"`, period: 60, returnData: true }],
                "other",
            );
            const elsewhere = maths(
                failed,
                [{ id: "q", expression: `SELECT SUM(FailedInvocations) FROM "AWS/Events" WHERE RuleName = 'nightly'`, period: 60, returnData: true }],
                "elsewhere",
            );
            assert.deepEqual(await check([failed, other, elsewhere], view), [report(failed, NONE)]);
        });

        it(`does not count an alarm with RuleName and another dimension (${view})`, async () => {
            const failed = rule("failed");
            const broad = alarm(failed, { dimensions: { RuleName: output(failed, "name"), Region: "us-east-1" } });
            assert.deepEqual(await check([failed, broad], view), [report(failed, wrongDimensions("failed-alarm"))]);
        });

        it(`does not count an alarm on a custom bus without the name of the bus, nor one with it on the default bus (${view})`, async () => {
            const bus = node(TYPES.bus, "ml");
            const [here, there] = [rule("here"), rule("there", { eventBusName: output(bus, "name") })];
            const dimensions = { EventBusName: "default", RuleName: output(here, "name") };
            const both = { RuleName: output(there, "name"), EventBusName: output(bus, "name") };
            assert.deepEqual(await check([bus, here, there, alarm(here, { dimensions }), alarm(there)], view), [
                report(here, wrongDimensions("here-alarm")),
                report(there, wrongDimensions("there-alarm", "EventBusName and RuleName")),
            ]);
            assert.deepEqual(await check([bus, here, there, alarm(here), alarm(there, { dimensions: both })], view), []);
        });

        it(`distinguishes rules of one name on two buses (${view})`, async () => {
            const bus = node(TYPES.bus, "ml");
            const [here, there] = [rule("here", { name: "failed" }), rule("there", { name: "failed", eventBusName: output(bus, "name") })];
            assert.deepEqual(await check([bus, here, there, alarm(here)], view), [
                report(there, NONE.replace("RuleName alone", "EventBusName and RuleName")),
            ]);
        });

        it(`does not count an alarm without actions, or with actions switched off (${view})`, async () => {
            const rules = ["none", "empty", "off"].map((name) => rule(name)) as [Node, Node, Node];
            const alarms = [
                alarm(rules[0], { alarmActions: undefined, okActions: ACTIONS }),
                alarm(rules[1], { alarmActions: [] }),
                alarm(rules[2], { actionsEnabled: false }),
            ];
            assert.deepEqual(await check([...rules, ...alarms], view), [
                report(rules[0], notifiesNoOne("none-alarm")),
                report(rules[1], notifiesNoOne("empty-alarm")),
                report(
                    rules[2],
                    'The actions of "off-alarm", the alarm on failed deliveries of this rule, are switched off. Remove actionsEnabled from it.',
                ),
            ]);
        });

        it(`counts one alarm on the sum over several rules (${view})`, async () => {
            const [failed, stopped, third] = [rule("failed"), rule("stopped"), rule("third")];
            const sum = maths(failed, [query("m1", failed), query("m2", stopped), { id: "sum", expression: "m1 + m2", returnData: true }]);
            assert.deepEqual(await check([failed, stopped, third, sum], view), [report(third, NONE)]);
        });
    }

    it("does not count an alarm whose dimension has another name, though its value is the rule's", async () => {
        const failed = rule("failed");
        for (const view of ["update", "preview"] as const) {
            const wrong = alarm(failed, { dimensions: { Rule: output(failed, "name") } });
            assert.deepEqual(await check([failed, wrong], view), [report(failed, wrongDimensions("failed-alarm"))]);
        }
    });

    it("does not count a metric that the watched expression leaves out", async () => {
        const failed = rule("failed");
        const queries = (expression: string) => [
            query("m1", failed, "TriggeredRules"),
            query("m2", failed),
            { id: "e", expression, returnData: true },
        ];
        assert.deepEqual(await check([failed, maths(failed, queries("m1 * 2"))], "preview"), [report(failed, NONE)]);
        assert.deepEqual(await check([failed, maths(failed, queries("m1 + FILL(m2, 0)"))], "preview"), []);
        assert.deepEqual(await check([failed, maths(failed, queries("SUM(METRICS())"))], "preview"), []);
    });

    it("does not count an alarm on a custom bus with a dimension more, or with another one for the bus", async () => {
        const failed = rule("failed", { eventBusName: "ml" });
        for (const more of [{ EventBusName: "ml", Region: "us-east-1" }, { EventBus: "ml" }, { EventBusName: "data" }]) {
            const wrong = alarm(failed, { dimensions: { RuleName: output(failed, "name"), ...more } });
            assert.deepEqual(await check([failed, wrong], "preview"), [report(failed, wrongDimensions("failed-alarm", "EventBusName and RuleName"))]);
        }
    });

    it("does not count the ARN of the bus as its name", async () => {
        const arn = "arn:aws:events:us-east-1:111122223333:event-bus/ml";
        const failed = rule("failed", { eventBusName: arn });
        const named = (EventBusName: string) => alarm(failed, { dimensions: { EventBusName, RuleName: output(failed, "name") } });
        assert.deepEqual(await check([failed, named("ml")], "update"), []);
        assert.deepEqual(await check([failed, named(arn)], "update"), [report(failed, wrongDimensions("failed-alarm", "EventBusName and RuleName"))]);
    });

    it("says that it cannot decide when it is not known what a linked alarm watches or does", async () => {
        const settings = node("app:index:Settings", "settings");
        const later = (value: unknown) => output(settings, "value").apply(() => value);
        const failed = rule("failed");
        for (const props of [
            { metricName: later("FailedInvocations") },
            { namespace: later("AWS/Events") },
            { alarmActions: later(ACTIONS) },
            { actionsEnabled: later(true) },
            { dimensions: output(failed, "name").apply((RuleName) => ({ RuleName })) },
            { dimensions: { RuleName: output(failed, "name").throughInvoke() } },
            {
                namespace: undefined,
                metricName: undefined,
                dimensions: undefined,
                metricQueries: output(failed, "name").apply(() => [query("m1", failed)]),
            },
        ]) {
            assert.deepEqual(await check([failed, alarm(failed, props)], "preview"), [undecided(failed)]);
        }
    });

    it("says that it cannot decide which of several rules an alarm with other metrics is for", async () => {
        const [failed, stopped] = [rule("failed"), rule("stopped")];
        const mixed = maths(failed, [
            query("m1", failed),
            query("m2", stopped, "TriggeredRules"),
            { id: "e", expression: "m1 / m2", returnData: true },
        ]);
        assert.deepEqual(await check([failed, stopped, mixed], "preview"), [undecided(failed, stopped)]);
        assert.deepEqual(await check([failed, stopped, mixed], "update"), [report(stopped, NONE)]);
    });

    it("names the alarm that is nearest to counting, in whatever order they come", async () => {
        const failed = rule("failed");
        const other = alarm(failed, { dimensions: { Rule: output(failed, "name") } }, "other");
        const quiet = alarm(failed, { alarmActions: [] }, "quiet");
        for (const alarms of [
            [other, quiet],
            [quiet, other],
        ]) {
            assert.deepEqual(await check([failed, ...alarms], "preview"), [report(failed, notifiesNoOne("quiet"))]);
        }
    });

    it("does not name an alarm that may be right for a rule of the same name on another bus", async () => {
        const [here, there] = [rule("here", { name: "failed" }), rule("there", { name: "failed", eventBusName: "ml" })];
        const onDefault = alarm(here, { alarmActions: [] }, "on-default");
        const onMl = (props: object) => alarm(there, { dimensions: { EventBusName: "ml", RuleName: output(there, "name") }, ...props }, "on-ml");
        assert.deepEqual(await check([here, there, onDefault, onMl({})], "update"), [report(here, notifiesNoOne("on-default"))]);
        assert.deepEqual(await check([here, there, onDefault, onMl({ alarmActions: [] })], "update"), [
            report(here, notifiesNoOne("on-default")),
            report(there, notifiesNoOne("on-ml")),
        ]);
        const odd = alarm(there, { dimensions: { Rule: output(there, "name") } }, "odd");
        assert.deepEqual(await check([here, there, onDefault, odd], "update"), [
            report(here, notifiesNoOne("on-default")),
            report(there, wrongDimensions("odd", "EventBusName and RuleName")),
        ]);
    });

    it("does not count an alarm in another Region, and says where it belongs", async () => {
        const failed = rule("failed", { region: "us-east-1" });
        for (const view of VIEWS) {
            assert.deepEqual(await check([failed, alarm(failed, { region: "eu-west-1" })], view), [
                report(
                    failed,
                    'The alarm "failed-alarm" is in another Region than this rule, where it gets no data of it. Put it into the Region of the rule.',
                ),
            ]);
        }
    });

    it("says that it cannot decide while it is not known whether the rule is on the default bus", async () => {
        const failed = rule("failed", { eventBusName: output(node("app:index:Settings", "settings"), "bus").throughInvoke() });
        assert.deepEqual(await check([failed, alarm(failed)], "preview"), [undecided(failed)]);
    });

    it("says that it cannot decide which of two rules one metric is on, next to another whose rule has a name", async () => {
        const [first, second, third] = [rule("first", { name: "first" }), rule("second"), rule("third")];
        const either = combined(
            [
                [second, "name"],
                [third, "name"],
            ],
            (name) => name,
        );
        const metric = { namespace: "AWS/Events", metricName: "FailedInvocations", period: 60, stat: "Sum" };
        const sum = maths(first, [
            { id: "m1", metric: { ...metric, dimensions: { RuleName: "first" } } },
            { id: "m2", metric: { ...metric, dimensions: { RuleName: either } } },
            { id: "sum", expression: "m1 + m2", returnData: true },
        ]);
        assert.deepEqual(await check([first, second, third, sum], "preview"), [undecided(second, third)]);
        assert.deepEqual(await check([first, second, third, sum], "update"), [report(third, NONE)]);
    });

    it("names both sets of dimensions while it is not known on which bus the rule is", async () => {
        const failed = rule("failed", { eventBusName: output(node("app:index:Settings", "settings"), "bus").throughInvoke() });
        assert.deepEqual(await check([failed], "preview"), [
            report(failed, NONE.replace("RuleName alone", "RuleName alone, or EventBusName and RuleName on a custom bus")),
        ]);
    });

    it("does not mind what is unknown when another alarm counts", async () => {
        const failed = rule("failed");
        const open = alarm(failed, { metricName: output(node("app:index:Settings", "settings"), "metric") }, "open");
        assert.deepEqual(await check([failed, open, alarm(failed)], "preview"), []);
    });

    it("counts actions whose ARNs are not known yet", async () => {
        const failed = rule("failed");
        const topic = node("aws:sns/topic:Topic", "operators");
        assert.deepEqual(await check([failed, topic, alarm(failed, { alarmActions: [output(topic, "arn")] })], "preview"), []);
    });

    it("says that it cannot decide on a rule whose pattern is not known, unless it has an alarm", async () => {
        const open = rule("open", { eventPattern: output(node("app:index:Settings", "settings"), "pattern").apply(() => PATTERN) });
        assert.deepEqual(await check([open, alarm(open)], "preview"), []);
        assert.deepEqual(await check([open], "preview"), [undecided(open)]);
        assert.deepEqual(await check([open, alarm(open, { alarmActions: [] })], "preview"), [undecided(open)]);
        assert.deepEqual(await check([open], "update"), [report(open, NONE)]);
    });

    describe("with composite alarms", () => {
        const failed = rule("failed");
        const quiet = alarm(failed, { name: "quiet", alarmActions: undefined });
        const composite = (alarmRule: unknown, props: Node["props"] = {}, name = "all") =>
            node(TYPES.compositeAlarm, name, { alarmName: name, alarmRule, alarmActions: ACTIONS, ...props });

        it("accepts an alarm whose composite alarm goes off with it", async () => {
            for (const text of [
                "ALARM(quiet)",
                'ALARM("quiet") OR ALARM(other)',
                "ALARM(quiet) AND OK(maintenance)",
                "ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:quiet)",
            ]) {
                for (const view of VIEWS) {
                    assert.deepEqual(await check([failed, quiet, composite(text)], view), [], text);
                }
            }
        });

        it("does not accept it if the composite alarm needs another alarm, watches another state, is no valid rule, or has no actions", async () => {
            const deaf = [
                composite("ALARM(quiet) AND ALARM(other)"),
                composite("OK(quiet)"),
                composite("ALARM(quiet"),
                composite("ALARM(quiet)", { alarmActions: [] }),
                composite("ALARM(quiet)", { actionsEnabled: false }),
                composite("ALARM(quiet)", { actionsEnabled: "false" }),
            ];
            for (const one of deaf) {
                assert.deepEqual(await check([failed, quiet, one], "update"), [report(failed, notifiesNoOne("failed-alarm"))]);
            }
        });

        it("accepts a composite of a composite, and ends when these form a circle", async () => {
            const inner = composite("ALARM(quiet) OR ALARM(outer)", { alarmActions: [] }, "inner");
            assert.deepEqual(await check([failed, quiet, inner, composite("ALARM(inner)", {}, "outer")], "update"), []);
            assert.deepEqual(await check([failed, quiet, inner, composite("ALARM(inner)", { alarmActions: [] }, "outer")], "update"), [
                report(failed, notifiesNoOne("failed-alarm")),
            ]);
        });

        it("does not mind a composite alarm of which nothing is known yet, when the alarm itself has actions or none of them has any", async () => {
            const text = combined([[quiet, "arn"]], (arn) => `ALARM(${arn})`);
            const loud = { ...quiet, props: { ...quiet.props, alarmActions: ACTIONS } };
            assert.deepEqual(await check([failed, loud, composite(combined([[loud, "arn"]], (arn) => `ALARM(${arn})`))], "preview"), []);
            assert.deepEqual(await check([failed, quiet, composite(text, { alarmActions: [] })], "preview"), [
                report(failed, notifiesNoOne("failed-alarm")),
            ]);
        });

        it("says that it cannot decide while the rule of the composite alarm is not known", async () => {
            const text = combined([[quiet, "arn"]], (arn) => `ALARM(${arn})`);
            assert.deepEqual(await check([failed, quiet, composite(text)], "preview"), [undecided(failed)]);
            assert.deepEqual(await check([failed, quiet, composite(text)], "update"), []);
        });
    });

    it("reads the alarms of aws-native", async () => {
        const failed = node(TYPES.nativeRule, "failed", { name: "failed", eventPattern: JSON.parse(PATTERN) });
        const native = (props: Node["props"]) => node(TYPES.nativeMetricAlarm, "native", { alarmActions: ACTIONS, ...props });
        const dimensions = [{ name: "RuleName", value: output(failed, "name") }];
        const metric = { namespace: "AWS/Events", metricName: "FailedInvocations", dimensions };
        const inMaths = { metrics: [{ id: "m1", metricStat: { metric, period: 60, stat: "Sum" }, returnData: true }] };
        for (const view of VIEWS) {
            assert.deepEqual(await check([failed, native(metric)], view), []);
            assert.deepEqual(await check([failed, native(inMaths)], view), []);
            assert.deepEqual(await check([failed, native({ ...metric, dimensions: [...dimensions, { name: "Stage", value: "x" }] })], view), [
                report(failed, wrongDimensions("native")),
            ]);
            const there = node(TYPES.nativeRule, "there", { name: "there", eventBusName: "ml", eventPattern: JSON.parse(PATTERN) });
            const onMl = [
                { name: "RuleName", value: output(there, "name") },
                { name: "EventBusName", value: "ml" },
            ];
            assert.deepEqual(await check([there, native({ ...metric, dimensions: onMl })], view), []);
        }
    });

    it("ignores rules on other things, schedules and other resources", async () => {
        const others = [
            rule("ec2", { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }),
            rule("nightly", { eventPattern: undefined, scheduleExpression: "rate(1 day)" }),
            node("aws:sqs/queue:Queue", "queue", { eventPattern: PATTERN }),
        ];
        for (const view of VIEWS) {
            assert.deepEqual(await check(others, view), []);
        }
    });
});
