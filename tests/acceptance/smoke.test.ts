import assert from "node:assert/strict";

import { ALL_KINDS } from "../../catalog";
import { LocalAws } from "../../local/aws";
import { planSmokeTest } from "../../local/cli/smoke/plan";
import { runSmokeTest, type SmokeOutcome } from "../../local/cli/smoke/send";
import { VirtualClock } from "../../local/clock";
import { LocalEndpoint } from "../../local/endpoint/localEndpoint";
import type { Graph, Props, Resource } from "../../local/engine";
import { devStack } from "../support/devStack";
import { withEnvironment } from "../support/environment";
import { asOperator, withoutCredentials } from "../support/operator";
import { alarm, alarmArn, functionArn, graphOf, lambda, resource, topicArn, topicWithMail } from "../local/aws/support/graphBuilder";
import { inProcess, stateOf, withFolder } from "../local/cli/shared/commandLine";

/** Lines as they were before they were broken to fit the screen. */
const unbroken = (text: string) => text.replace(/\n {6}/g, " ").replace(/\d+ ms/g, "N ms");

/** Runs `jobstatus smoke` on a stack that is deployed in a local AWS: as `state` says, or as it is. */
async function smoke(
    deployed: Graph,
    args: string[],
    { state = deployed, before = async (_aws: LocalAws) => {}, after = async (_aws: LocalAws) => {} } = {},
) {
    const clock = new VirtualClock();
    const aws = await LocalAws.create({ graph: deployed, clock });
    try {
        await before(aws);
        const ending = await asOperator(aws.endpoint.url, () =>
            withFolder((write) => inProcess(["smoke", "--state", write("state.json", stateOf(state)), ...args])),
        );
        await after(aws);
        return { ...ending, lines: unbroken(ending.out).split("\n"), results: aws.results() };
    } finally {
        await aws.close();
    }
}

const HANDLED = "exports.handler = async (event) => ({ outcome: 'handled', reason: event['jobstatus-origin'] });";
const FAILED_JOBS = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail: { TrainingJobStatus: ["Failed"] } };

const rule = (name: string, props: Props = {}): Resource =>
    resource("aws:cloudwatch/eventRule:EventRule", name, { eventPattern: JSON.stringify(FAILED_JOBS), ...props });
const target = (name: string, of: string, arn: string, props: Props = {}): Resource =>
    resource("aws:cloudwatch/eventTarget:EventTarget", name, { rule: of, arn, ...props });
const composite = (name: string, alarmRule: string, props: Props = {}): Resource =>
    resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", name, { alarmName: name, alarmRule, alarmActions: [topicArn("alarms")], ...props });

/** A rule, a function and an alarm that notifies ops@example.com. */
const stack = (...more: (Resource | Resource[])[]) =>
    graphOf(
        rule("jobs"),
        lambda("handler", HANDLED),
        target("jobs-target", "jobs", functionArn("handler")),
        topicWithMail("alarms"),
        alarm("errors", "AWS/Lambda", "Errors", { FunctionName: "handler" }),
        ...more,
    );

const EXECUTED = `OK → ALARM → OK, ${topicArn("alarms")} executed`;

describe("jobstatus smoke", () => {
    it("sends nothing without --yes, and says what it would do and who would be notified", async () => {
        const { code, out, results } = await smoke(stack(), []);
        assert.equal(
            out,
            `local-aws  stack test, account 111122223333, us-east-1

Functions that would get a marked sample event
  handler  TrainingJob.failed  (rule jobs)

Alarms that would be set to ALARM and back
  errors  → email:ops@example.com

Nothing was sent. With --yes, 1 function and 1 alarm would be tested and these people notified:
    email:ops@example.com.
`,
        );
        assert.deepEqual([code, results.invocations, results.alarms.flatMap(({ history }) => history), results.apiCalls], [0, [], [], []]);
    });

    it("lists the functions of channels", async () => {
        const environment = { variables: { CHANNEL_SECRET_ARN: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs-AbCdEf" } };
        const { lines } = await smoke(stack(lambda("orders-slack", HANDLED, [], { environment })), []);
        assert.deepEqual(lines.slice(5, 9), [
            "Functions that would send a test to their channel",
            "  orders-slack",
            "",
            "Alarms that would be set to ALARM and back",
        ]);
        assert.match(lines.slice(-3).join(" "), /^Nothing was sent\. With --yes, 1 function, 1 channel and 1 alarm would be tested/);
    });

    it("makes no call at all without --yes", async () => {
        const endpoint = await LocalEndpoint.start({ now: () => 0 });
        const calls: string[] = [];
        endpoint.onRefused(({ operation }) => calls.push(operation));
        try {
            const state = stateOf(stack());
            const { code } = await asOperator(endpoint.url, () => withFolder((write) => inProcess(["smoke", "--state", write("state.json", state)])));
            assert.deepEqual([code, calls], [0, []]);
        } finally {
            await endpoint.close();
        }
    });

    it("invokes the function with a marked event, sets the alarm to ALARM and back, and has the page arrive", async () => {
        const { code, lines, results } = await smoke(stack(), ["--yes"]);
        assert.deepEqual(lines, [
            "local-aws  stack test, account 111122223333, us-east-1",
            "",
            "  ✔ handler  handled: smoke  (N ms)",
            `  ✔ errors  ${EXECUTED}`,
            "",
            "1 function and 1 alarm tested: 0 findings.",
            "AWS has run the actions. Ask the recipients whether the messages arrived: email:ops@example.com.",
            "",
        ]);
        const [errors] = results.alarms;
        assert.deepEqual(
            [code, errors?.state, errors?.history.map(({ from, to, reason }) => `${from} ${to} ${reason}`), errors?.notified.map(({ who }) => who)],
            [
                0,
                "OK",
                [
                    "OK ALARM smoke test by jobstatus: nothing is wrong, this only tests that the alarm notifies someone",
                    "ALARM OK smoke test by jobstatus is over",
                ],
                ["email:ops@example.com"],
            ],
        );
    });

    it("tries everything in the dev stack: every function that status events invoke, whose messages say that it is a test, and every alarm", async () => {
        const graph = await devStack("update");
        // The heartbeat alarm of the reconciler is on until its first tick. The digest has the messages above the limit.
        const oneMore = (aws: LocalAws) => aws.runSchedules(1);
        const { code, out, results } = await smoke(graph, ["--yes"], { before: oneMore, after: oneMore });
        assert.equal(code, 0, out);
        const isScheduled = (name: string) => /^(reconciler|job-status-digest)-/.test(name);
        const invocations = results.invocations.filter(({ function: name }) => !isScheduled(name));
        assert.deepEqual(
            invocations.map(({ function: name }) => name).sort(),
            graph.resources
                .filter(({ type }) => type === "aws:lambda/function:Function")
                .map(({ outputs }) => String(outputs.name))
                .filter((name) => !isScheduled(name))
                .sort(),
        );
        assert.deepEqual(
            new Set(invocations.map(({ ok, payload }) => `${ok} ${(payload as { outcome: string }).outcome}`)),
            new Set(["true handled"]),
        );
        assert.deepEqual(
            results.notifications.filter(({ subject, delivered }) => !/smoke test/i.test(subject ?? "") || delivered.length === 0),
            [],
        );
        assert.deepEqual([results.notifications.length, /2 status changes are in one digest/.test(results.notifications.at(-1)!.message)], [9, true]);
        assert.ok(results.alarms.length > 9);
        assert.deepEqual(
            results.alarms.filter(
                ({ name, state, notified, history }) =>
                    state !== "OK" || notified.length !== (name.startsWith("reconciler-deliveries") ? 2 : 1) || history.at(-2)?.to !== "ALARM",
            ),
            [],
        );
    });

    it("finds a handler that throws, and a function and an alarm that are gone", async () => {
        const broken = graphOf(
            rule("jobs"),
            lambda("handler", "exports.handler = async () => { throw new TypeError('no table'); };"),
            target("jobs-target", "jobs", functionArn("handler")),
            target("gone-target", "jobs", functionArn("gone")),
            topicWithMail("alarms"),
        );
        const state = graphOf(broken.resources, alarm("gone-alarm", "AWS/Lambda", "Errors", { FunctionName: "handler" }));
        const { code, lines } = await smoke(broken, ["--yes"], { state });
        assert.deepEqual(
            [code, lines.slice(2, -2)],
            [
                1,
                [
                    "  ✘ handler  failed after N ms: TypeError: no table",
                    `  ✘ gone  ResourceNotFoundException: Function not found: ${functionArn("gone")}`,
                    "  ✘ gone-alarm  not tried: there is no such alarm",
                    "",
                    "2 functions and 1 alarm tested: 3 findings.",
                ],
            ],
        );
    });

    it("finds an alarm that is in ALARM already, and leaves it alone", async () => {
        const silent = alarm("silent", "AWS/Test", "Beats", {}, { treatMissingData: "breaching" });
        const { code, lines, results } = await smoke(stack(silent), ["--yes"]);
        assert.deepEqual([code, lines[4]], [1, "  ✘ silent  not tried: it is in ALARM: look at what it says first"]);
        // That it went off when it was created is all that happened to it.
        assert.deepEqual(
            results.alarms.find(({ name }) => name === "silent")?.history.map(({ from, to }) => [from, to]),
            [["INSUFFICIENT_DATA", "ALARM"]],
        );
    });

    it("sets an alarm back to INSUFFICIENT_DATA if that is where it was", async () => {
        const idle = alarm("idle", "AWS/Test", "Beats", {}, { treatMissingData: "missing" });
        const { code, lines, results } = await smoke(stack(idle), ["--yes"]);
        assert.deepEqual([code, lines[4]], [0, `  ✔ idle  INSUFFICIENT_DATA → ALARM → INSUFFICIENT_DATA, ${topicArn("alarms")} executed`]);
        assert.equal(results.alarms.find(({ name }) => name === "idle")?.state, "INSUFFICIENT_DATA");
    });

    it("finds an action that CloudWatch could not execute", async () => {
        const lost = alarm("lost", "AWS/Test", "Failures", {}, { alarmActions: [topicArn("gone")] });
        const { code, lines, results } = await smoke(stack(lost), ["--yes"]);
        assert.deepEqual([code, lines[4]], [1, `  ✘ lost  Failed to execute action ${topicArn("gone")}. Received error: "there is no such topic"`]);
        assert.deepEqual(results.alarms.find(({ name }) => name === "lost")?.state, "OK");
    });

    it("sets a composite alarm before the alarms of its rule, so that its own actions run", async () => {
        const { code, lines, results } = await smoke(stack(composite("any", 'ALARM("errors")')), ["--yes"]);
        assert.deepEqual([code, lines.slice(3, 5)], [0, [`  ✔ any  ${EXECUTED}`, `  ✔ errors  ${EXECUTED}`]]);
        assert.deepEqual(
            results.alarms.map(({ name, state }) => `${name} ${state}`),
            ["errors OK", "any OK"],
        );
    });

    it("finds alarms that differ from the stack's: actions switched off, another action, another account", async () => {
        const changed = (props: Props) => alarm("changed", "AWS/Test", "Failures", {}, props);
        const state = stack(changed({}));
        const outcome = async (deployed: Graph) => (await smoke(deployed, ["--yes"], { state })).lines[4];
        assert.equal(await outcome(stack(changed({ actionsEnabled: false }))), "  ✘ changed  not tried: its actions are switched off");
        assert.equal(
            await outcome(stack(changed({ alarmActions: [] }))),
            `  ✘ changed  not tried: its actions are none, not those of the stack, ${topicArn("alarms")}`,
        );
        const elsewhere = alarmArn("changed").replace("111122223333", "444455556666");
        assert.equal(
            await outcome(stack(changed({ arn: elsewhere }))),
            `  ✘ changed  not tried: the credentials lead to ${elsewhere}, the stack has ${alarmArn("changed")}`,
        );
    });

    it("says in one line what to do where there are no credentials", async () => {
        const { code, err } = await withoutCredentials(() =>
            withFolder((write) => inProcess(["smoke", "--state", write("state.json", stateOf(stack())), "--yes"])),
        );
        assert.equal(code, 2);
        assert.match(err, /error: AWS credentials must be in the environment or in a profile, as for "aws" and "pulumi": .*\n$/);
    });
});

describe("the plan of a smoke test", () => {
    const plan = (graph: Graph) => planSmokeTest(graph, Date.UTC(2026, 10, 20, 9, 15, 30), () => "one-id");

    it("gives an event of now in the stack's own account, Region and partition, with the mark", () => {
        const graph: Graph = { ...stack(), account: "444455556666", region: "cn-north-1", partition: "aws-cn" };
        const { detail, resources, ...envelope } = plan(graph).invocations[0]!.event as Record<string, unknown>;
        const arn = "arn:aws-cn:sagemaker:cn-north-1:444455556666:training-job/";
        assert.deepEqual(envelope, {
            version: "0",
            id: "one-id",
            "detail-type": "SageMaker Training Job State Change",
            source: "aws.sagemaker",
            account: "444455556666",
            time: "2026-11-20T09:15:30Z",
            region: "cn-north-1",
            "jobstatus-origin": "smoke",
        });
        assert.deepEqual(
            [(resources as string[])[0]?.startsWith(arn), (detail as { TrainingJobArn: string }).TrainingJobArn.startsWith(arn)],
            [true, true],
        );
        assert.doesNotMatch(JSON.stringify(detail), /arn:aws:|arn:aws-cn:[a-z]+:[a-z0-9-]*:111122223333/);
    });

    it("takes one sample for each kind that a rule can match, and one of the kind where the rule's conditions leave none", () => {
        const both = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change", "SageMaker Endpoint State Change"] };
        const named = { ...FAILED_JOBS, detail: { TrainingJobName: [{ prefix: "no-job-has-this" }] } };
        const samplesOf = (eventPattern: object) =>
            plan(
                graphOf(
                    rule("jobs", { eventPattern: JSON.stringify(eventPattern) }),
                    lambda("handler", HANDLED),
                    target("t", "jobs", functionArn("handler")),
                ),
            ).invocations.map(({ name, kind, sample }) => `${name} ${kind} ${sample}`);
        assert.deepEqual(samplesOf(both), ["handler Endpoint Endpoint.deleted", "handler TrainingJob TrainingJob.completed"]);
        assert.deepEqual(samplesOf(named), ["handler TrainingJob TrainingJob.completed"]);
    });

    it("takes a sample of a further kind, and leaves out a function of a kind that has none", () => {
        const further = (detailType: string) =>
            plan(
                graphOf(
                    rule("jobs", { eventPattern: JSON.stringify({ source: ["aws.sagemaker"], "detail-type": [detailType] }) }),
                    target("t", "jobs", functionArn("handler")),
                ),
            );
        assert.deepEqual(
            further(ALL_KINDS.FeatureGroup.detailType).invocations.map(({ sample }) => sample),
            ["FeatureGroup.createFailed"],
        );
        const { invocations, skipped } = further(ALL_KINDS.EvaluationJob.detailType);
        const { title } = ALL_KINDS.EvaluationJob;
        assert.deepEqual([invocations, skipped], [[], [`Function handler by rule jobs: there is no sample event of ${title} changes`]]);
    });

    it("gives a function of two rules one event of a kind, and an alias its own", () => {
        const alias = `${functionArn("handler")}:live`;
        const graph = stack(rule("more"), target("m", "more", functionArn("handler")), target("a", "more", alias));
        assert.deepEqual(
            plan(graph).invocations.map(({ arn, rule: by }) => `${arn} ${by}`),
            [`${functionArn("handler")} jobs`, `${alias} more`],
        );
    });

    it("passes over rules on other services, other targets, disabled rules and targets that change the event", () => {
        const graph = graphOf(
            rule("other", { eventPattern: JSON.stringify({ source: ["aws.ec2"] }) }),
            target("o", "other", functionArn("handler")),
            rule("off", { state: "DISABLED" }),
            target("f", "off", functionArn("handler")),
            rule("jobs"),
            target("q", "jobs", "arn:aws:sqs:us-east-1:111122223333:queue"),
            target("c", "jobs", functionArn("constant"), { input: "{}" }),
            target("p", "jobs", functionArn("part"), { inputPath: "$.detail" }),
            target("t", "jobs", functionArn("template"), { inputTransformer: { inputTemplate: "{}" } }),
        );
        const changes = "the target changes the event, so the function could not see that it is made up";
        assert.deepEqual(
            [plan(graph).invocations, plan(graph).skipped],
            [
                [],
                [
                    "Function handler by rule off: the rule is disabled",
                    ...["constant", "part", "template"].map((name) => `Function ${name} by rule jobs: ${changes}`),
                ],
            ],
        );
    });

    it("leaves alarms alone that do more than notify someone, and finds those that notify no one", () => {
        const reboot = "arn:aws:automate:us-east-1:ec2:reboot";
        const graph = graphOf(
            topicWithMail("alarms"),
            alarm("reboots", "AWS/Test", "A", {}, { alarmActions: [topicArn("alarms"), reboot] }),
            alarm("off", "AWS/Test", "A", {}, { actionsEnabled: false }),
            alarm("mute", "AWS/Test", "A", {}, { alarmActions: [] }),
            alarm("part", "AWS/Test", "A", {}, { alarmActions: [] }),
            alarm("elsewhere", "AWS/Test", "A", {}, { alarmActions: [topicArn("not-of-this-stack")] }),
            composite("whole", 'ALARM("part")'),
        );
        const { alarms, skipped, findings } = plan(graph);
        assert.deepEqual(
            alarms.map(({ name, readers }) => `${name} ${readers.join(" ")}`),
            ["whole email:ops@example.com", "elsewhere topic not-of-this-stack"],
        );
        assert.deepEqual(skipped, [
            `Alarm reboots: its action ${reboot} may do more than notify someone`,
            "Alarm part: it has no action, a composite alarm notifies for it",
        ]);
        assert.deepEqual(findings, [
            "Alarm off: its actions are switched off, so no one is notified",
            "Alarm mute: it has no action, so no one is notified",
        ]);
    });

    it("finds a stack with nothing to test, and a rule whose pattern is a secret", () => {
        assert.deepEqual(plan(graphOf()).findings, [
            "The stack has no function that a job-status rule invokes and no alarm: there is nothing to test",
        ]);
        const secret = rule("secret", { eventPattern: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
        assert.deepEqual(plan(graphOf(secret)).findings, [
            "Rule secret: its pattern is encrypted in the state, so it is not known whether it is about jobs",
        ]);
    });
});

describe("the run of a smoke test", () => {
    const PLAN = { ...planSmokeTest(stack()), invocations: [] };
    const DEPLOYED = {
        AlarmName: "errors",
        AlarmArn: alarmArn("errors"),
        StateValue: "OK",
        ActionsEnabled: true,
        AlarmActions: [topicArn("alarms")],
    };

    /** What a run comes to against a CloudWatch that answers as given, and the states that were set. */
    async function run(
        historyOf: (poll: number) => string[],
        failOn?: string,
    ): Promise<{ outcomes: SmokeOutcome[]; states: unknown[]; polls: number }> {
        const endpoint = await LocalEndpoint.start({ now: Date.now });
        const states: unknown[] = [];
        const outcomes: SmokeOutcome[] = [];
        let polls = -1;
        endpoint.handle("monitoring", "DescribeAlarms", () => ({ MetricAlarms: [DEPLOYED], CompositeAlarms: [] }));
        endpoint.handle("monitoring", "DescribeAlarmHistory", () => {
            polls++;
            return { AlarmHistoryItems: historyOf(polls).map((HistorySummary, index) => ({ Timestamp: index, HistorySummary })) };
        });
        endpoint.handle("monitoring", "SetAlarmState", ({ input: { StateValue } }) => {
            if (StateValue === failOn) {
                throw new Error("broken");
            }
            states.push(StateValue);
            return {};
        });
        try {
            await asOperator(endpoint.url, () =>
                withEnvironment({ AWS_MAX_ATTEMPTS: "1" }, () => runSmokeTest(PLAN, (outcome) => outcomes.push(outcome), { polls: 3, pauseMs: 1 })),
            );
        } finally {
            await endpoint.close();
        }
        return { outcomes, states, polls };
    }

    const success = `Successfully executed action ${topicArn("alarms")}`;

    it("waits until the history has the action", async () => {
        const { outcomes, states, polls } = await run((poll) => (poll < 3 ? [] : [success]));
        assert.deepEqual([outcomes, states, polls], [[{ ok: true, name: "errors", text: EXECUTED }], ["ALARM", "OK"], 3]);
    });

    it("gives up after its polls, takes an earlier action for none, and sets the alarm back", async () => {
        const { outcomes, states, polls } = await run(() => [success]);
        const text = `its history does not say that ${topicArn("alarms")} was executed`;
        assert.deepEqual([outcomes, states, polls], [[{ ok: false, name: "errors", text }], ["ALARM", "OK"], 3]);
    });

    it("says that an alarm could not be set back", async () => {
        const { outcomes, states } = await run((poll) => (poll === 0 ? [] : [success]), "OK");
        assert.deepEqual(states, ["ALARM"]);
        assert.match(outcomes[0]!.text, /^it could not be set back to OK: InternalFailure: /);
    });
});
