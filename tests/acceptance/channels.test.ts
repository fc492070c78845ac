import assert from "node:assert/strict";

import { type Fault, LocalAws, type LocalAwsResults } from "../../local/aws";
import { grantsOf, withoutGrant } from "../../local/aws/faults";
import { planSmokeTest } from "../../local/cli/smoke/plan";
import { runSmokeTest, type SmokeOutcome } from "../../local/cli/smoke/send";
import { VirtualClock } from "../../local/clock";
import { type Graph, resourcesOfType, runProgram } from "../../local/engine";
import { resource } from "../local/aws/support/graphBuilder";
import { inProcess, stateOf, withFolder } from "../local/cli/shared/commandLine";
import { PROJECT, sampleEvent, withoutReconciler } from "../support/devStack";
import { asOperator } from "../support/operator";

const SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
const PARAMETER = "arn:aws:ssm:us-east-1:111122223333:parameter/jobs/hook";
const KEY = "arn:aws:kms:us-east-1:111122223333:key/secrets";
const CHANNELS = [
    { type: "slack", secret: SECRET },
    { type: "webhook", secret: PARAMETER, key: KEY },
    { type: "pagerduty", secret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/pagerduty-AbCdEf", only: { class: ["failed"] } },
    { type: "q" },
    { type: "teams", secret: "arn:aws:ssm:us-east-1:111122223333:parameter/jobs/teams", only: { kind: ["LabelingJob"] } },
];
/** What the function of the webhook finds in its parameter. */
const HOOK = { url: "https://example.com/hooks/hunter2hunter2", key: `whsec_${Buffer.alloc(24, "k").toString("base64")}` };
/** One that needs no Describe, and one that does. */
const EVENTS = ["TrainingJob.failed", "LabelingJob.failed"];

/** The parameter, whose key belongs to the account: its policy leaves the decision to IAM. */
const ACCOUNT = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" };
const OTHERS = [
    resource("aws:kms/key:Key", "secrets", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [ACCOUNT] }) }),
    resource("aws:ssm/parameter:Parameter", "hook", { type: "SecureString", keyId: KEY, value: JSON.stringify(HOOK), arn: PARAMETER }),
];

const start = (graph: Graph, clock: VirtualClock, faults: Fault[]) =>
    LocalAws.create({ graph: { ...graph, resources: [...graph.resources, ...OTHERS] }, clock, faults });

async function play(graph: Graph, faults: Fault[] = [], events: readonly (string | object)[] = EVENTS): Promise<LocalAwsResults> {
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const aws = await start(graph, clock, faults);
    try {
        for (const event of events) {
            aws.putEvent(typeof event === "string" ? sampleEvent(event) : event);
            await clock.run();
        }
        return aws.results();
    } finally {
        await aws.close();
    }
}

const CHANNEL_ROLE = /^job-status-(pagerduty|q|slack|webhook)-/;
/** In the order of the alphabet: the program registers its resources in an order that changes from run to run. */
const sent = ({ posts }: LocalAwsResults) => posts.map(({ form, title, problems }) => `${form}: ${title}${problems.join()}`).sort();
const TRAINING = "🔴 Training job churn-train-1117 failed: error in its own code";
const LABELING = "🔴 Labeling job reviews-sentiment-5 failed: cause unknown";

describe("a stack with channels", () => {
    let graph: Graph;
    let functionOf: (type: string) => string;

    before(async () => {
        const run = await runProgram({ program: PROJECT, stack: "dev", mode: "update", config: { channels: JSON.stringify(CHANNELS) } });
        graph = withoutReconciler(run.graph);
        const names = resourcesOfType(graph, "aws:lambda/function:Function").map(({ outputs }) => String(outputs.name));
        functionOf = (type) => names.find((name) => name.startsWith(`job-status-${type}-function`))!;
    });

    it("sends each message to e-mail and to every channel, which takes it", async () => {
        const results = await play(graph);
        assert.deepEqual(sent(results), [
            `pagerduty: trigger ${LABELING.slice(3)}`,
            `pagerduty: trigger ${TRAINING.slice(3)}`,
            `q: ${LABELING}`,
            `q: ${TRAINING}`,
            `slack: ${LABELING}`,
            `slack: ${TRAINING}`,
            // It gets messages about labeling jobs only.
            `teams: ${LABELING}`,
            "webhook: sagemaker-job-status.message.v1 churn-train-1117",
            "webhook: sagemaker-job-status.message.v1 reviews-sentiment-5",
        ]);
        assert.deepEqual(
            results.notifications.map(({ delivered }) => delivered.map(({ who }) => who).sort()),
            [
                ["pagerduty", "q", "slack", "webhook"],
                ["pagerduty", "q", "slack", "teams", "webhook"],
            ].map((types) => ["email:ml-platform@example.com", ...types.map((type) => `lambda:${functionOf(type)}`)]),
        );
        assert.deepEqual([results.findings, results.deadLetters, results.lost], [[], [], 0]);
    });

    it("gives each channel what its rules leave, and never less to e-mail", async () => {
        const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/${name}-AbCdEf`;
        const channels = [
            {
                type: "slack",
                channel: "C0123ABCDEF",
                secret: secret("a"),
                only: { tag: ["team=retention"] },
                last: true,
                mute: [{ tag: "env=x", until: "2027-01-01" }],
            },
            { type: "webhook", secret: secret("b"), masked: true },
            { type: "teams", secret: secret("c"), quiet: { from: "00:00", to: "23:59", zone: "UTC" } },
        ];
        const run = await runProgram({ program: PROJECT, stack: "dev", mode: "update", config: { channels: JSON.stringify(channels) } });
        const tagged = (id: string, Tags: object) => {
            const event = sampleEvent("TrainingJob.failed") as unknown as { detail: object };
            const name = `churn-${id}`;
            const arn = `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`;
            return { ...event, id, resources: [arn], detail: { ...event.detail, TrainingJobName: name, TrainingJobArn: arn, Tags } };
        };
        const events = [tagged("a", { team: "retention" }), tagged("b", { team: "retention", env: "x" }), tagged("c", {})];
        const results = await play(withoutReconciler(run.graph), [], events);
        assert.deepEqual(sent(results), [
            "slack: 🔴 Training job churn-a failed: error in its own code",
            "webhook: sagemaker-job-status.message.v1 churn-c",
        ]);
        const [bot] = results.posts.flatMap((post) => (post.form === "slack" ? [post.body] : []));
        assert.equal((JSON.parse(bot!) as { channel: string }).channel, "C0123ABCDEF");
        const [body] = results.posts.flatMap((post) => (post.form === "webhook" ? [post.body] : []));
        assert.doesNotMatch(body!, /111122223333|AlgorithmError/);
        assert.deepEqual([results.notifications.length, results.findings, results.deadLetters], [3, [], []]);
    });

    it("has a channel's secret nowhere but in the secret", async () => {
        const { posts, invocations, packages } = await play(graph, [
            { fault: "denyCalls", resource: functionOf("slack"), action: "secretsmanager:*" },
        ]);
        const all = JSON.stringify([graph.resources, invocations, packages, posts]);
        const [found] = /.{0,60}(hunter2|whsec_).{0,60}/.exec(all) ?? [];
        assert.equal(found, undefined);
    });

    it("keeps what a dead channel did not get, with an alarm, and every other channel gets its own", async () => {
        const results = await play(graph, [{ fault: "denyCalls", resource: functionOf("slack"), action: "secretsmanager:GetSecretValue" }]);
        const got = (form: string) => sent(results).filter((line) => line.startsWith(form)).length;
        assert.deepEqual([got("slack"), got("pagerduty"), got("q"), got("teams"), got("webhook")], [0, 2, 2, 1, 2]);
        assert.deepEqual(
            results.deadLetters.map(({ queue, reason }) => [queue.replace(/-\w+$/, ""), reason]),
            EVENTS.map(() => ["job-status-failure-queue", results.deadLetters[0]!.reason]),
        );
        assert.match(results.deadLetters[0]!.reason, /is not authorized to perform: secretsmanager:GetSecretValue on resource: arn/);
        const depth = results.alarms.find(({ name }) => name.startsWith("job-status-failure-depth"))!;
        assert.deepEqual([depth.state, depth.notified.map(({ who }) => who)], ["ALARM", ["email:ml-platform@example.com"]]);
    });

    for (const [code, reason] of [
        ["limited", "Slack answered 429 rate_limited, 4 times"],
        ["unavailable", "Slack answered 503 service_unavailable, 4 times"],
        ["silent", "Slack gave no answer (TimeoutError), 4 times"],
        ["unreachable", "Slack gave no answer (UND_ERR_SOCKET), 4 times"],
    ] as const) {
        it(`asks a channel that is ${code} again, then keeps the message with an alarm, and the others get theirs`, async () => {
            const results = await play(graph, [{ fault: "channelDown", code, resource: functionOf("slack") }], ["TrainingJob.failed"]);
            const asked = results.invocations.filter(({ function: name }) => name === functionOf("slack"));
            assert.deepEqual(
                asked.map(({ ok, error, calls }) => [ok, error?.errorMessage, calls.filter((call) => call === "outside:slack").length]),
                [1, 2, 3].map(() => [false, reason, 4]),
            );
            assert.deepEqual(sent(results), [
                `pagerduty: trigger ${TRAINING.slice(3)}`,
                `q: ${TRAINING}`,
                "webhook: sagemaker-job-status.message.v1 churn-train-1117",
            ]);
            // The others did not wait for it.
            const times = results.posts.map(({ atMs }) => atMs - Math.min(...results.posts.map((post) => post.atMs)));
            assert.ok(Math.max(...times) < 1000, times.join());
            const [{ queue, reason: kept } = { queue: "", reason: "" }, ...rest] = results.deadLetters;
            assert.deepEqual([queue.replace(/-\w+$/, ""), kept.includes(reason), rest], ["job-status-failure-queue", true, []]);
            const depth = results.alarms.find(({ name }) => name.startsWith("job-status-failure-depth"))!;
            assert.deepEqual([depth.state, depth.notified.map(({ who }) => who)], ["ALARM", ["email:ml-platform@example.com"]]);
        });
    }

    it("gets a message to a channel that asks to wait longer than the function may, when Lambda tries again", async () => {
        const faults: Fault[] = [{ fault: "channelDown", code: "limited", seconds: 59, times: 1, resource: functionOf("slack") }];
        const results = await play(graph, faults, ["TrainingJob.failed"]);
        const [first, second] = results.invocations.filter(({ function: name }) => name === functionOf("slack"));
        assert.deepEqual(
            [first!.error?.errorMessage, second!.ok, second!.atMs - first!.atMs >= 60_000, results.deadLetters],
            ["Slack answered 429 rate_limited, once", true, true, []],
        );
        assert.equal(sent(results).includes(`slack: ${TRAINING}`), true);
    });

    it("says with dlq which of several channels failed and why, and redrives to that one alone", async () => {
        const clock = new VirtualClock(Date.now() - 2 * 3_600_000);
        const aws = await start(graph, clock, [
            { fault: "channelDown", code: "limited", resource: functionOf("slack"), toMs: clock.now() + 3_600_000 },
        ]);
        try {
            aws.putEvent(sampleEvent("TrainingJob.failed"));
            await clock.run(clock.now() + 3_700_000);
            const before = sent(aws.results());
            await withFolder(async (write) => {
                const file = write("state.json", stateOf(graph));
                const dlq = (...args: string[]) => asOperator(aws.endpoint.url, () => inProcess(["dlq", ...args, "--state", file]));
                const { out } = await dlq("explain");
                const said = out.replace(/\s+/g, " ");
                assert.match(said, new RegExp(`ChannelUnavailable: Slack answered 429 rate_limited, 4 times`));
                assert.ok(said.includes(functionOf("slack")), out);
                assert.ok(!["teams", "webhook", "pagerduty", "q"].some((type) => said.includes(functionOf(type))), out);
                const { code, out: redriven } = await dlq("redrive", "--yes");
                assert.equal(code, 0, redriven);
            });
            assert.deepEqual(sent(aws.results()), [...before, `slack: ${TRAINING}`].sort());
            assert.deepEqual(aws.results().deadLetters, []);
        } finally {
            await aws.close();
        }
    });

    it("keeps what SNS could not deliver, with an alarm", async () => {
        const isPermission = ({ type, inputs }: Graph["resources"][number]) =>
            type === "aws:lambda/permission:Permission" && String(inputs.function).includes("-slack-");
        const results = await play({ ...graph, resources: graph.resources.filter((each) => !isPermission(each)) });
        assert.deepEqual(
            sent(results).filter((line) => line.startsWith("slack")),
            [],
        );
        assert.equal(results.posts.length, 7);
        const reasons = results.deadLetters.map(({ queue, reason }) => `${queue.replace(/-\w+$/, "")}: ${reason}`);
        assert.equal(reasons.length, 2);
        for (const reason of reasons) {
            assert.match(reason, /^job-status-failure-queue: .*(sns|permission).*job-status-slack-function/i);
        }
        assert.deepEqual(results.findings, []);
        const depth = results.alarms.find(({ name }) => name.startsWith("job-status-failure-depth"))!;
        assert.equal(depth.state, "ALARM");
    });

    it("has the failures of each channel that is down in the failure queue, and the others get theirs", async () => {
        const faults: Fault[] = ["slack", "teams"].map((type) => ({ fault: "breakHandler", resource: functionOf(type) }));
        const results = await play(graph, faults);
        const forms = [...new Set(results.posts.map(({ form }) => form))].sort();
        assert.deepEqual([forms, results.posts.length], [["pagerduty", "q", "webhook"], 6]);
        assert.equal(results.deadLetters.length, 3);
        assert.equal(results.alarms.find(({ name }) => name.startsWith("job-status-failure-depth"))!.state, "ALARM");
    });

    it("resolves an alert of PagerDuty when a later job of the name succeeds", async () => {
        const later = { ...sampleEvent("TrainingJob.completed"), time: "2026-11-18T00:00:00Z" };
        const { posts } = await play(graph, [], ["TrainingJob.failed", later]);
        const actions = posts.filter(({ form }) => form === "pagerduty").map(({ body }) => JSON.parse(body) as Record<string, string>);
        assert.deepEqual(
            actions.map(({ event_action }) => event_action),
            ["trigger", "resolve"],
        );
        assert.equal(actions[1]!.dedup_key, actions[0]!.dedup_key);
    });

    it("is tried by jobstatus smoke, which says of each channel whether it answered", async () => {
        const { channels, ...plan } = planSmokeTest(graph);
        const typeOf = ({ name }: { readonly name: string }) => /^job-status-(\w+)-function/.exec(name)![1]!;
        assert.deepEqual(channels.map(typeOf).sort(), ["pagerduty", "q", "slack", "teams", "webhook"]);
        const denied = [{ fault: "denyCalls", resource: functionOf("slack"), action: "secretsmanager:GetSecretValue" }] as const;
        const aws = await start(graph, new VirtualClock(), [...denied]);
        const outcomes: SmokeOutcome[] = [];
        try {
            const only = { ...plan, channels, invocations: [], alarms: [] };
            await asOperator(aws.endpoint.url, () => runSmokeTest(only, (outcome) => outcomes.push(outcome)));
            const said = outcomes.map((outcome) => `${typeOf(outcome)}: ${outcome.ok} ${outcome.text.replace(/\d+ ms/, "N ms")}`).sort();
            assert.match(said.splice(2, 1)[0]!, /^slack: false failed after N ms: AccessDenied.*secretsmanager:GetSecretValue/);
            assert.deepEqual(said, [
                "pagerduty: true handled: PagerDuty answered  (N ms)",
                "q: true handled: the topic of Amazon Q Developer took it  (N ms)",
                "teams: true handled: Microsoft Teams answered  (N ms)",
                "webhook: true handled: webhook answered  (N ms)",
            ]);
            const test = "Smoke test: messages about SageMaker jobs arrive here";
            const [trigger, resolve, ...rest] = sent(aws.results());
            assert.deepEqual(
                [resolve, ...rest.map((line) => line.replace(/\d+$/, "N"))],
                [`pagerduty: trigger ${test}`, `q: 🟢 ${test}`, `teams: 🟢 ${test}`, "webhook: sagemaker-job-status.message.v1 smoke-test-N"],
            );
            // The title of a resolution is its key.
            assert.match(trigger!, /^pagerduty: resolve [0-9a-f]{32}$/);
        } finally {
            await aws.close();
        }
    });

    it("has roles that cannot do without any of their actions", async () => {
        const channelGrants = grantsOf(graph).filter(({ role }) => CHANNEL_ROLE.test(role));
        assert.deepEqual(channelGrants.map(({ role, action }) => `${role.replace(/-role-\w+$/, "")} ${action}`).sort(), [
            "job-status-pagerduty dynamodb:GetItem",
            "job-status-pagerduty dynamodb:PutItem",
            "job-status-pagerduty logs:CreateLogStream",
            "job-status-pagerduty logs:PutLogEvents",
            "job-status-pagerduty secretsmanager:GetSecretValue",
            "job-status-pagerduty sqs:SendMessage",
            "job-status-q logs:CreateLogStream",
            "job-status-q logs:PutLogEvents",
            "job-status-q sns:Publish",
            "job-status-q sqs:SendMessage",
            "job-status-slack logs:CreateLogStream",
            "job-status-slack logs:PutLogEvents",
            "job-status-slack secretsmanager:GetSecretValue",
            "job-status-slack sqs:SendMessage",
            "job-status-webhook kms:Decrypt",
            "job-status-webhook logs:CreateLogStream",
            "job-status-webhook logs:PutLogEvents",
            "job-status-webhook sqs:SendMessage",
            "job-status-webhook ssm:GetParameter",
        ]);
        for (const grant of channelGrants.filter(({ action }) => /^(secretsmanager|ssm|kms|sns):/.test(action))) {
            const { posts, deadLetters } = await play(withoutGrant(graph, grant), [], ["TrainingJob.failed"]);
            const others = ["pagerduty", "q", "slack", "webhook"].filter((type) => !grant.role.startsWith(`job-status-${type}-`));
            assert.deepEqual([posts.map(({ form }) => form).sort(), deadLetters.length], [others, 1], grant.action);
        }
    });
});
