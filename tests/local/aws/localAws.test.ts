import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withEnvironment } from "../../support/environment";
import { graphOf, queueUrl, resource, route, routeAlarms } from "./support/graphBuilder";
import { play, START } from "./support/play";

const at = (offsetSeconds: number) => START + offsetSeconds * 1000;

describe("LocalAws", () => {
    it("plays an event through rule and function, and no alarm goes off", async () => {
        const source = `exports.handler = async (event) => ({ outcome: "handled", reason: event.detail.name });`;
        const result = await play(graphOf(route({ source }), routeAlarms()));
        assert.deepEqual(result.deliveries, [
            {
                event: "event-1",
                eventIndex: 0,
                bus: "default",
                rule: "jobs",
                target: "handler",
                targetId: "handler",
                targetArn: "arn:aws:lambda:us-east-1:111122223333:function:handler",
                attempts: 1,
                invocations: 1,
                outcome: "handled",
                reason: "one",
                returned: { outcome: "handled", reason: "one" },
            },
        ]);
        assert.deepEqual(
            result.alarms.map(({ name, state, history }) => [name, state, history.length]),
            [
                ["failed-invocations", "OK", 0],
                ["sent-to-dlq", "OK", 0],
                ["failed-to-be-sent", "OK", 0],
                ["destination-failures", "OK", 0],
                ["event-age", "OK", 0],
                ["errors", "OK", 0],
                ["undelivered-depth", "OK", 0],
                ["failed-depth", "OK", 0],
            ],
        );
        assert.deepEqual([result.lost, result.findings, result.deadLetters, result.otherMessages], [0, [], [], []]);
    });

    it("retries a handler that throws after one minute and two more, then keeps the event in the failure queue and notifies a subscriber", async () => {
        const source = `exports.handler = async () => { throw new TypeError("no such job"); };`;
        const result = await play(graphOf(route({ source }), routeAlarms()));
        assert.deepEqual(
            result.invocations.map(({ atMs, ok, error }) => [atMs, ok, error?.errorType, error?.errorMessage]),
            [
                [at(0), false, "TypeError", "no such job"],
                [at(60), false, "TypeError", "no such job"],
                [at(180), false, "TypeError", "no such job"],
            ],
        );
        const [delivery] = result.deliveries;
        assert.deepEqual(
            [delivery?.outcome, delivery?.deadLetterQueue, delivery?.invocations, delivery?.reason],
            ["dead-lettered", "failed", 3, `Function "handler" failed: TypeError: no such job`],
        );
        const [letter] = result.deadLetters;
        const record = JSON.parse(letter?.body ?? "");
        assert.deepEqual(record.requestContext.condition, "RetriesExhausted");
        const notified = result.alarms.filter(({ history }) => history.length > 0).map(({ name, notified }) => [name, notified]);
        assert.deepEqual(notified, [
            ["errors", [{ who: "email:ops@example.com", atMs: at(230) }]],
            ["failed-depth", [{ who: "email:ops@example.com", atMs: at(230) }]],
        ]);
        assert.deepEqual([result.lost, result.notifications], [0, []]);
    });

    it("does the same for the same seed, and makes other ids for another", async () => {
        const source = `exports.handler = async () => { throw new Error("broken"); };`;
        const facts = async (seed: number) => {
            const { deliveries, deadLetters, alarms, otherMessages, apiCalls } = await play(graphOf(route({ source }), routeAlarms()), undefined, {
                seed,
            });
            return { deliveries, deadLetters, alarms, otherMessages, apiCalls };
        };
        const first = await facts(1);
        assert.deepEqual(await facts(1), first);
        const { deadLetters } = await facts(2);
        assert.notEqual(deadLetters[0]?.id, first.deadLetters[0]?.id);
    });

    it("gives events of schedules other ids than SageMaker's events, although one seed decides both", async () => {
        const steps = Array.from({ length: 5 }, (_, index) => {
            return {
                atSeconds: 90 + index,
                act: "create",
                kind: "TrainingJob",
                name: `job-${index}`,
                request: {},
                plan: { ends: "Completed" },
            } as const;
        });
        const { events } = await play(
            graphOf(route({ rule: { eventPattern: undefined, scheduleExpression: "rate(1 minute)" } })),
            async (aws, clock) => {
                aws.playScenario({ startMs: START, reliability: {}, steps });
                await clock.run(at(1200));
            },
        );
        assert.deepEqual([...new Set(events.map(({ source }) => source))].sort(), ["aws.events", "aws.sagemaker"]);
        assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
    });

    it("lists the packages of its functions", async () => {
        const { packages } = await play(graphOf(route()), () => {});
        assert.deepEqual(
            packages.map(({ function: name, files, sha256 }) => [name, files, sha256.length]),
            [["handler", ["index.js"], 64]],
        );
    });

    it("reports what it does next", async () => {
        const reported: string[] = [];
        await play(graphOf(route()), () => {}, { onProgress: (message) => reported.push(message) });
        assert.deepEqual(reported, ["Packing handler"]);
    });

    it("has a finding for each resource that may matter and is not modelled, and none for logs, components and other clouds", async () => {
        const { findings } = await play(
            graphOf(
                route(),
                resource("aws:pipes/pipe:Pipe", "pipe"),
                resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "filter"),
                resource("aws:cloudwatch/logGroup:LogGroup", "logs"),
                resource("aws:s3/bucket:Bucket", "bucket"),
                resource("random:index/randomPet:RandomPet", "pet"),
                { ...resource("aws:pipes/pipe:Pipe", "read-only"), external: true },
                { ...resource("awsx:component:Thing", "component"), custom: false },
            ),
        );
        assert.deepEqual(
            findings.map(({ kind, subject }) => [kind, subject.split("::").at(-1)]),
            [
                ["unmodelled", "pipe"],
                ["unmodelled", "filter"],
            ],
        );
    });

    it("has a finding for what belongs to resources that are not in the program", async () => {
        const { findings } = await play(
            graphOf(
                route(),
                resource("aws:lambda/permission:Permission", "p", {
                    function: "gone",
                    action: "lambda:InvokeFunction",
                    principal: "events.amazonaws.com",
                }),
                resource("aws:sns/topicSubscription:TopicSubscription", "s", { topic: "arn:gone", protocol: "email", endpoint: "a@example.com" }),
                resource("aws:iam/rolePolicy:RolePolicy", "r", {
                    role: "gone",
                    policy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
                }),
                resource("aws:sqs/queuePolicy:QueuePolicy", "q", { queueUrl: "https://sqs/1/gone", policy: `{"Statement": "none"}` }),
            ),
            () => {},
        );
        assert.deepEqual(
            findings.map(({ kind, message }) => [kind, message.slice(0, 45)]),
            [
                ["unmodelled", 'The role "gone" is not in the program'],
                ["refused", "Policy document: Statement 1 must be an objec"],
                ["unmodelled", "The topic arn:gone is not in the program"],
                ["unmodelled", 'The function "gone" is not in the program'],
            ],
        );
    });

    it("has a finding for a second policy of a queue", async () => {
        const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sqs:SendMessage","Resource":"*"}]}`;
        const policy = (name: string) => resource("aws:sqs/queuePolicy:QueuePolicy", name, { queueUrl: queueUrl("q"), policy: document });
        const { findings } = await play(graphOf(route(), resource("aws:sqs/queue:Queue", "q"), policy("first"), policy("second")), () => {});
        assert.deepEqual(
            findings.map(({ kind, subject, message }) => [kind, subject.split("::").at(-1), message]),
            [["refused", "second", `There is one policy for ${queueUrl("q")} before this one: AWS keeps only the last that was written`]],
        );
    });

    it("refuses a graph of a preview, and a value that no provider sends", async () => {
        await assert.rejects(play({ ...graphOf(route()), mode: "preview" }), {
            message: `LocalAws.create: graph must be that of an update, which has ARNs and names, got mode "preview"`,
        });
        const table: [Parameters<typeof resource>, string][] = [
            [["aws:sqs/queue:Queue", "q", { fifoQueue: "yes" }], `aws:sqs/queue:Queue "q": fifoQueue must be true or false, got "yes"`],
            [
                ["aws:sqs/queue:Queue", "q", { messageRetentionSeconds: "long" }],
                `aws:sqs/queue:Queue "q": messageRetentionSeconds must be a number, got "long"`,
            ],
            [
                ["aws:sns/topic:Topic", "t", { arn: undefined }],
                `aws:sns/topic:Topic "t": arn must be a string; the graph must be that of an update, got undefined`,
            ],
            [
                ["aws:cloudwatch/eventTarget:EventTarget", "x", { rule: "jobs", arn: "arn:x", retryPolicy: { maximumRetryAttempts: {} } }],
                `aws:cloudwatch/eventTarget:EventTarget "x": retryPolicy.maximumRetryAttempts must be a number, got {}`,
            ],
            [
                ["aws:iam/role:Role", "r", { managedPolicyArns: "arn" }],
                `aws:iam/role:Role "r": managedPolicyArns must be a list of strings, got "arn"`,
            ],
        ];
        for (const [parts, message] of table) {
            await assert.rejects(play(graphOf(route(), resource(...parts))), { message: `Local AWS: ${message}` });
        }
    });

    it("says in one line that functions can't be extracted to the folder for temporary files", async () => {
        const folder = join(tmpdir(), "there-is-no-such-folder");
        await withEnvironment({ TMPDIR: folder }, () =>
            assert.rejects(play(graphOf(route())), {
                name: "ProgramError",
                isMisuse: true,
                message: `Functions can't be extracted to ${folder} (ENOENT). Free space there, or set TMPDIR to another folder.`,
            }),
        );
    });

    it("can be closed twice, and leaves nothing in its folder", async () => {
        const folder = mkdtempSync(join(tmpdir(), "local-aws-test-"));
        try {
            const { aws } = await play(graphOf(route()), () => assert.equal(readdirSync(folder).length, 1), { folder });
            await aws.close();
            assert.deepEqual(readdirSync(folder), []);
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
