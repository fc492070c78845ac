import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import * as path from "node:path";

import { type Fault, LocalAws, OPERATOR } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { apiError, LocalEndpoint, noAnswer } from "../../local/endpoint/localEndpoint";
import type { Graph, Props } from "../../local/engine";
import { functionArn, graphOf, resource, route, routeAlarms } from "../local/aws/support/graphBuilder";
import { inProcess, stateOf, withFolder } from "../local/cli/shared/commandLine";
import { devStack, PROJECT, sampleEvent, withoutReconciler } from "../support/devStack";
import { withEnvironment } from "../support/environment";
import { asOperator, withoutCredentials } from "../support/operator";

const RULE = { eventPattern: JSON.stringify({ source: ["aws.sagemaker", "test.jobs"] }) };

/** A handler that throws for events that SageMaker sent, and handles what is marked as redriven. */
const AFTER_ALL =
    "exports.handler = async (event) => { if (event['jobstatus-origin'] !== 'redrive') throw new TypeError('no table'); return { outcome: 'handled' }; };";
const BROKEN = "exports.handler = async (event) => { console.log('looking for ' + event.id); throw new TypeError('no table'); };";

const stack = (source = AFTER_ALL, more: { function?: Props; target?: Props } = {}) =>
    graphOf(route({ source, rule: RULE, ...more }), routeAlarms(), resource("aws:cloudwatch/logGroup:LogGroup", "handler-logs", LOG_GROUP));
const LOG_GROUP = { name: "/aws/lambda/handler", arn: "arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/handler" };

const event = (id: string, fields: object = {}): object => ({ ...sampleEvent("TrainingJob.failed"), id, ...fields });
const events = (count: number) => Array.from({ length: count }, (_, index) => event(`event-${index + 1}`));

interface Deployed {
    readonly aws: LocalAws;
    readonly clock: VirtualClock;
    /** Runs `jobstatus dlq` in this process. */
    readonly dlq: (...args: string[]) => Promise<{ code: number | null; out: string; err: string }>;
    /** Ids of the messages in a queue. */
    readonly left: (queue?: string) => string[];
    /** Runs it in a process that can get signals. */
    readonly spawned: (...args: string[]) => {
        readonly signal: (name: NodeJS.Signals) => void;
        readonly hangUp: () => void;
        readonly ended: Promise<Ended>;
    };
}

interface Ended {
    /** Exit code and signal. */
    readonly ending: readonly [number | null, NodeJS.Signals | null];
    readonly out: string;
}

/** Plays events through a deployed stack two hours ago, so that they are in a queue, and does the rest with them. */
async function withQueues(
    graph: Graph,
    played: readonly object[],
    work: (deployed: Deployed) => Promise<void>,
    { faults = [], state = graph }: { faults?: readonly Fault[]; state?: Graph } = {},
): Promise<void> {
    const clock = new VirtualClock(Date.now() - 2 * 3_600_000 - 5 * 60_000);
    const aws = await LocalAws.create({ graph, clock, faults });
    try {
        played.forEach((each) => void aws.putEvent(each));
        await clock.run();
        await withFolder(async (write) => {
            const file = write("state.json", stateOf(state));
            const dlq = async (...args: string[]) => asOperator(aws.endpoint.url, () => inProcess(["dlq", ...args, "--state", file]));
            const left = (queue?: string) =>
                aws.results().deadLetters.flatMap((letter) => (letter.queue === (queue ?? letter.queue) ? letter.event : []));
            const spawned = (...args: string[]) => {
                const env = { ...process.env, AWS_ENDPOINT_URL: aws.endpoint.url, AWS_ACCESS_KEY_ID: OPERATOR, AWS_SECRET_ACCESS_KEY: "local" };
                const child = spawn(process.execPath, [COMMAND, "dlq", ...args, "--state", file], { env, stdio: ["ignore", "pipe", "ignore"] });
                let out = "";
                child.stdout.on("data", (data) => (out += String(data)));
                const ended = new Promise<Ended>((resolve) => child.once("close", (code, signal) => resolve({ ending: [code, signal], out })));
                return { signal: (name: NodeJS.Signals) => void child.kill(name), hangUp: () => void child.stdout.destroy(), ended };
            };
            await work({ aws, clock, dlq, left, spawned });
        });
    } finally {
        await aws.close();
    }
}

/** What is asked before the endpoint answers a call of an operation. */
function before(aws: LocalAws, operation: string, act: (calls: number) => void | Promise<void>): void {
    const { disturb } = aws.endpoint;
    let calls = 0;
    aws.endpoint.disturb = async (call) => {
        await disturb?.(call);
        if (call.operation === operation) {
            await act(++calls);
        }
    };
}

/** What Ctrl-C does in this process, before the answer that is waited for: the newest listener is that of the command. */
const ctrlC = () => void (process.listeners("SIGINT").at(-1) as () => void)();

const COMMAND = path.join(PROJECT, "scripts/jobstatus.js");

/** The queue that has something. */
const queueOf = (aws: LocalAws) => aws.results().deadLetters[0]!.queue;

const unbroken = (text: string) => text.replace(/\n {4,}(?!Why|Event|Log|Next|Not)/g, " ");
const originsIn = (aws: LocalAws) =>
    aws.facts().flatMap((fact) => (fact.what === "invocation" ? [`${fact.invocation.event} ${fact.invocation.ok ? "ok" : "failed"}`] : []));

describe("jobstatus dlq list and explain", () => {
    it("lists what is in each queue by its cause with the age of the oldest, and leaves all of it there", async () => {
        await withQueues(stack(), [...events(2), event("other", { source: "test.jobs" })], async ({ dlq, left, aws }) => {
            const { code, out } = await dlq("list");
            assert.deepEqual(unbroken(out).split("\n"), [
                "local-aws  stack test, account 111122223333, us-east-1",
                "",
                "failed  3 messages, the oldest 2 hours old, deleted by SQS in 3 days",
                "  2  threw  handler  TypeError: no table  (oldest 2 hours)",
                "  1  no-job-event  handler  test.jobs, SageMaker Training Job State Change  (oldest 2 hours)",
                "undelivered  empty",
                "",
                "jobstatus dlq explain says why, and what to do.",
                "",
            ]);
            assert.equal(code, 1);
            assert.equal(left().length, 3);
            // All are visible again, so another look finds the same.
            assert.deepEqual(await dlq("list"), { code, out, err: "" });
            assert.deepEqual(
                aws.results().findings.filter(({ kind }) => kind === "unmodelled"),
                [],
            );
        });
    });

    it("ends with 0 where all queues are empty", async () => {
        await withQueues(stack("exports.handler = async () => {};"), events(1), async ({ dlq }) => {
            for (const action of ["list", "explain", "redrive"]) {
                const { code, out } = await dlq(action);
                const lines = unbroken(out).split("\n").slice(2);
                const look =
                    "No event waits here. If you miss a message: jobstatus why EVENT.json says which rules match an event, and the function's log what became of it.";
                assert.deepEqual([code, lines], [0, ["failed  empty", "undelivered  empty", "", look, ""]]);
            }
            assert.equal((await dlq("redrive", "--yes")).code, 0);
        });
    });

    it("says after Ctrl-C that it has not read all, and gives back what it has received", async () => {
        await withQueues(stack(), events(25), async ({ aws, dlq }) => {
            before(aws, "ReceiveMessage", (calls) => (calls === 2 ? ctrlC() : undefined));
            const { code, out } = await dlq("list");
            assert.match(out, /\n {2}20 {2}threw [^]*\n\nInterrupted: not all messages were read\.\n$/);
            assert.equal(code, 1);
            assert.match((await dlq("list")).out, /\n {2}25 {2}threw /);
        });
    });

    it("names the causes that there are where no message has the one that was asked for", async () => {
        await withQueues(stack(), [...events(2), event("other", { source: "test.jobs" })], async ({ dlq, left }) => {
            const actions = [["list"], ["redrive", "--yes"], ["purge"], ["purge", "--yes"]];
            for (const args of actions) {
                const { code, out } = await dlq(...args, "--cause", "denied");
                const said = unbroken(out).trimEnd().split("\n").at(-1);
                assert.deepEqual([code, said], [0, "No message that was read has the cause denied. There are: 2 threw, 1 no-job-event."]);
            }
            assert.doesNotMatch((await dlq("list", "--cause", "threw")).out, /There are:/);
            assert.equal(left().length, 3);
        });
    });

    it("says of a queue that does not exist that what fails is lost, whatever is to be done, and goes on with the others", async () => {
        await withQueues(stack(), events(2), async ({ aws, dlq }) => {
            aws.inject({ fault: "deleteQueue", resource: "undelivered" });
            const gone = "undelivered  does not exist: what fails is lost. Deploy the stack again.";
            const actions = [["list"], ["purge", "--cause", "threw"], ["purge", "--cause", "threw", "--limit", "1", "--yes"], ["redrive", "--yes"]];
            for (const args of actions) {
                const { code, out, err } = await dlq(...args);
                assert.deepEqual([code, err, out.includes(gone)], [1, "", true], out);
            }
            assert.deepEqual(
                originsIn(aws).filter((each) => each.endsWith(" ok")),
                ["event-2 ok"],
            );
        });
    });

    it("explains with the line of the log that has the error, and reads more messages than one call gives", async () => {
        await withQueues(stack(BROKEN), events(25), async ({ dlq, left }) => {
            const { code, out } = await dlq("explain");
            const lines = unbroken(out).split("\n");
            assert.equal(lines[3], "  25  threw  handler  TypeError: no table  (oldest 2 hours)");
            assert.equal(lines[4], "    Why: The handler threw an error.");
            assert.match(lines[5]!, /^ {4}Event: training job \S+ Failed$/);
            assert.match(lines[6]!, /^ {4}Log: 20\S+\\?t?\s*.*ERROR.*Invoke Error .*"errorType":"TypeError","errorMessage":"no table"/);
            assert.equal(lines[7], "    Next: Fix what the error and the log say, deploy, and redrive.");
            assert.deepEqual([code, left().length], [1, 25]);
        });
    });

    for (const [what, faults, options, cause, log] of [
        [
            "a permission that is missing",
            [{ fault: "removePermissions" }],
            {},
            "no-permission  handler  NO_PERMISSIONS",
            /none: the function did not run/,
        ],
        ["a function that is gone", [{ fault: "deleteFunction" }], {}, "no-function  handler  NO_RESOURCE", /none: the function did not run/],
        [
            "a reserved concurrency of 0",
            [],
            { function: { reservedConcurrentExecutions: 0 } },
            "throttled  handler",
            /none: the function did not run/,
        ],
        ["events that got too old", [{ fault: "throttle" }], {}, "event-age  handler  EventAgeExceeded", /none: the function did not run/],
        ["a time-out", [{ fault: "timeOut", afterCall: 0 }], {}, "timed-out  handler  Sandbox.Timedout", /Task timed out after 10\.00 seconds/],
        ["too little memory", [{ fault: "outOfMemory", afterCall: 0 }], {}, "out-of-memory  handler  Runtime.OutOfMemory", /signal: killed/],
    ] as readonly (readonly [string, readonly Fault[], { function?: Props }, string, RegExp])[]) {
        it(`explains ${what}`, async () => {
            await withQueues(
                stack("exports.handler = async () => {};", options),
                events(1),
                async ({ dlq, left }) => {
                    const { code, out } = await dlq("explain");
                    const text = unbroken(out);
                    assert.ok(text.includes(`  1  ${cause}`), text);
                    assert.match(
                        text.split("\n").find((line) => line.startsWith("    Log: "))!,
                        log,
                    );
                    assert.deepEqual([code, left().length], [1, 1]);
                },
                { faults },
            );
        });
    }

    it("says which action is missing in one line, with exit code 2, and gives back what it has received", async () => {
        await withQueues(stack(), events(2), async ({ aws, clock, dlq, left }) => {
            const { authorize } = aws.endpoint;
            for (const action of ["sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:ChangeMessageVisibility", "lambda:InvokeFunction"]) {
                aws.endpoint.authorize = (call) => {
                    if (call.action === action) {
                        throw apiError(
                            "AccessDenied",
                            `User: arn:aws:iam::111122223333:user/one is not authorized to perform: ${action.toLowerCase()}`,
                            403,
                        );
                    }
                    authorize?.(call);
                };
                // What could not be given back is visible again when its time is over.
                await clock.run(clock.now() + 3 * 60_000);
                const { code, err } = await dlq(...(action.startsWith("lambda:") ? ["redrive", "--yes", "--queue", "failed"] : ["list"]));
                assert.match(
                    err,
                    new RegExp(
                        `^error: AWS denied ${action} to arn:aws:iam::111122223333:user/one on (queue failed|handler): allow it \\(.*\\) and run the command again\\n$`,
                    ),
                );
                assert.equal(code, 2);
            }
            aws.endpoint.authorize = authorize!;
            assert.equal(left().length, 2);
        });
    });

    it("explains without the log where reading it is denied, and says so", async () => {
        await withQueues(stack(), events(1), async ({ aws, dlq }) => {
            before(aws, "FilterLogEvents", () => {
                throw apiError("AccessDeniedException", "no");
            });
            const { code, out } = await dlq("explain");
            assert.ok(unbroken(out).includes("Log: not read: AWS denied logs:FilterLogEvents on /aws/lambda/handler"), out);
            assert.equal(code, 1);
        });
    });

    it("does not read a queue that moves a message after a number of receives", async () => {
        const endpoint = await LocalEndpoint.start({ now: () => Date.now() });
        const calls: string[] = [];
        endpoint.onRefused(({ operation }) => calls.push(operation));
        endpoint.handle("sqs", "GetQueueAttributes", () => ({
            Attributes: {
                ApproximateNumberOfMessages: "2",
                ApproximateNumberOfMessagesNotVisible: "0",
                MessageRetentionPeriod: "345600",
                RedrivePolicy: JSON.stringify({ maxReceiveCount: 3 }),
            },
        }));
        try {
            const { code, out } = await asOperator(endpoint.url, () =>
                withFolder((write) => inProcess(["dlq", "list", "--queue", "failed", "--state", write("state.json", stateOf(stack()))])),
            );
            const line = "failed  2 messages, not read: SQS moves a message of this queue to another one after 3 receives";
            assert.ok(unbroken(out).includes(line), out);
            assert.deepEqual([code, calls], [1, []]);
        } finally {
            await endpoint.close();
        }
    });
});

describe("jobstatus dlq redrive", () => {
    it("does nothing without --yes, and says what it would do", async () => {
        await withQueues(stack(), [...events(2), event("other", { source: "test.jobs" })], async ({ aws, dlq, left }) => {
            const ran = originsIn(aws).length;
            const { code, out } = await dlq("redrive");
            const text = unbroken(out);
            assert.ok(text.includes("Nothing was invoked or deleted. With --yes, 2 events would be given to their functions again."), text);
            assert.ok(text.includes("Not redriven: it has no event of SageMaker"), text);
            assert.deepEqual([code, left().length, originsIn(aws).length - ran], [1, 3, 0]);
        });
    });

    it("gives the original event with its mark to the same function, and deletes the message afterwards", async () => {
        const [first] = events(1);
        await withQueues(stack(), [first!], async ({ aws, dlq, left }) => {
            const order: string[] = [];
            before(aws, "Invoke", () => void order.push("Invoke"));
            before(aws, "DeleteMessage", () => void order.push("DeleteMessage"));
            const { code, out } = await dlq("redrive", "--yes");
            assert.ok(out.includes("1 event redriven and deleted, 0 messages kept."), out);
            assert.deepEqual([code, left(), order], [0, [], ["Invoke", "DeleteMessage"]]);
            assert.equal(originsIn(aws).at(-1), "event-1 ok");
        });
    });

    it("redrives what EventBridge could not deliver as well", async () => {
        await withQueues(
            stack(),
            events(12),
            async ({ dlq, left }) => {
                assert.equal(left("undelivered").length, 12);
                const { code, out } = await dlq("redrive", "--yes", "--rate", "50");
                assert.ok(out.includes("handler  handled  12 events"), out);
                assert.deepEqual([code, left()], [0, []]);
            },
            { faults: [{ fault: "removePermissions" }] },
        );
    });

    it("keeps what fails again, and stops asking a function that failed five times in a row", async () => {
        await withQueues(stack(BROKEN), events(12), async ({ aws, dlq, left }) => {
            let invocations = 0;
            before(aws, "Invoke", () => void invocations++);
            const { code, out } = await dlq("redrive", "--yes", "--rate", "50");
            const text = unbroken(out);
            assert.ok(text.includes("failed again: TypeError: no table"), text);
            // One alone, then a batch that is under way before five have failed.
            assert.ok(
                invocations <= 11 && (invocations === 11 || text.includes("not tried: handler failed 5 times in a row")),
                `${invocations} invocations`,
            );
            // Three are named, and the others counted.
            assert.equal(text.match(/✘ handler {2}training job \S+ Failed {2}failed again: TypeError: no table/g)?.length, 3);
            assert.match(text, /✘ handler {2}failed again: TypeError: no table {2}\d more/);
            assert.ok(text.includes("0 events redriven and deleted, 12 messages kept."), text);
            assert.deepEqual([code, left().length], [1, 12]);
            // Everything is visible again at once.
            assert.match((await dlq("list")).out, /failed {2}12 messages, the oldest/);
        });
    });

    it("tries again while Lambda throttles, which has run nothing then", async () => {
        await withQueues(stack(), events(1), async ({ aws, dlq, left }) => {
            before(aws, "Invoke", (calls) => {
                if (calls === 1) {
                    throw apiError("TooManyRequestsException", "Rate Exceeded.", 429);
                }
            });
            const { code } = await dlq("redrive", "--yes");
            assert.deepEqual([code, left()], [0, []]);
        });
    });

    it("keeps an event whose answer was lost, and invokes no second time for it", async () => {
        await withQueues(stack(), events(1), async ({ aws, dlq, left }) => {
            let invocations = 0;
            before(aws, "Invoke", () => {
                invocations++;
                throw noAnswer();
            });
            const { code, out } = await dlq("redrive", "--yes");
            assert.match(unbroken(out), /no answer, so the function may have handled it; the ledger recognises the repeat/);
            assert.deepEqual([code, left(), invocations], [1, ["event-1"], 1]);
        });
    });

    it("reports a message that could not be deleted, which stays", async () => {
        await withQueues(stack(), events(1), async ({ aws, dlq, left }) => {
            before(aws, "DeleteMessage", () => {
                throw apiError("AccessDenied", "not authorized to perform: sqs:deletemessage", 403);
            });
            const { code, out, err } = await dlq("redrive", "--yes");
            assert.match(unbroken(out), /handled, and the message could not be deleted/);
            assert.match(err, /AWS denied sqs:DeleteMessage on queue failed/);
            assert.deepEqual([code, left()], [2, ["event-1"]]);
        });
    });

    it("redrives the selected queue, cause and number of messages alone", async () => {
        await withQueues(stack(), events(5), async ({ dlq, left }) => {
            assert.equal((await dlq("redrive", "--yes", "--queue", "undelivered")).code, 0);
            assert.equal((await dlq("redrive", "--yes", "--cause", "timed-out")).code, 0);
            assert.equal(left().length, 5);
            assert.equal((await dlq("redrive", "--yes", "--limit", "2", "--rate", "50")).code, 0);
            assert.equal(left().length, 3);
            assert.equal((await dlq("redrive", "--yes", "--cause", "threw", "--rate", "50")).code, 0);
            assert.deepEqual(left(), []);
        });
    });

    it("keeps what a target changes, and what is for a function that is not in the stack", async () => {
        await withQueues(
            stack("exports.handler = async () => {};", { target: { inputPath: "$.detail" } }),
            events(1),
            async ({ dlq, left }) => {
                const { code, out } = await dlq("redrive", "--yes");
                assert.ok(unbroken(out).includes("its target changes the event"), out);
                assert.deepEqual([code, left()], [1, ["event-1"]]);
            },
            { faults: [{ fault: "removePermissions" }] },
        );
        const renamed = (name: string) => functionArn(name);
        const state = graphOf(
            stack().resources.map((each) =>
                each.name === "handler" ? { ...each, outputs: { ...each.outputs, name: "other", arn: renamed("other") } } : each,
            ),
        );
        await withQueues(
            stack(),
            events(1),
            async ({ dlq, left }) => {
                const { code, out } = await dlq("redrive", "--yes", "--queue", "failed");
                assert.ok(unbroken(out).includes(`the stack has no function ${functionArn("handler")}`), out);
                assert.deepEqual([code, left()], [1, ["event-1"]]);
            },
            { state },
        );
    });

    it("starts nothing more after Ctrl-C, finishes what runs, and goes on when it is run again", async () => {
        await withQueues(stack(), events(6), async ({ aws, dlq, left }) => {
            before(aws, "Invoke", (calls) => (calls === 2 ? ctrlC() : undefined));
            const { code, out } = await dlq("redrive", "--yes", "--rate", "2");
            assert.match(out, /Interrupted: what was not handled is in the queues/);
            assert.deepEqual([code, left().length], [1, 4]);
            const again = await dlq("redrive", "--yes", "--rate", "50");
            assert.ok(again.out.includes("4 events redriven and deleted, 0 messages kept."), again.out);
            assert.deepEqual([again.code, left()], [0, []]);
            assert.equal(originsIn(aws).filter((each) => each.endsWith(" ok")).length, 6);
        });
    });

    it("shares the events with another redrive of the same queue: each is handled once", async () => {
        await withQueues(stack(), events(12), async ({ aws, left, spawned }) => {
            // The first one gets its answer when the other one has called as well.
            let bothHaveCalled = () => {};
            const other = new Promise<void>((resolve) => (bothHaveCalled = resolve));
            before(aws, "ReceiveMessage", (calls) => (calls === 1 ? other : bothHaveCalled()));
            const both = await Promise.all([1, 2].map(() => spawned("redrive", "--yes", "--rate", "20").ended));
            const redriven = both.map(({ out }) => Number(/(\d+) events? redriven and deleted, 0 messages kept\./.exec(out)?.[1]));
            assert.deepEqual([redriven[0]! + redriven[1]!, redriven.every((count) => count > 0), left()], [12, true, []], JSON.stringify(both));
            assert.equal(originsIn(aws).filter((each) => each.endsWith(" ok")).length, 12);
        });
    });

    it("goes on where its output is no longer read", async () => {
        await withQueues(stack(), events(3), async ({ left, spawned }) => {
            const child = spawned("redrive", "--yes");
            child.hangUp();
            assert.deepEqual([(await child.ended).ending, left()], [[0, null], []]);
        });
    });

    it("loses and doubles nothing if it is killed between the invocation and the deletion: the ledger recognises the repeat", async () => {
        await withQueues(
            withoutReconciler(await devStack("update")),
            [sampleEvent("TrainingJob.failed")],
            async ({ aws, clock, dlq, left, spawned }) => {
                const messages = () => aws.results().notifications.length;
                const [waiting, sent] = [left().length, messages()];
                assert.ok(waiting > 0);
                const child = spawned("redrive", "--yes", "--limit", "1");
                let isOn = true;
                before(aws, "DeleteMessage", () => {
                    if (isOn) {
                        child.signal("SIGKILL");
                        throw noAnswer();
                    }
                });
                assert.deepEqual((await child.ended).ending, [null, "SIGKILL"]);
                isOn = false;
                assert.equal(messages(), sent + 1);
                // The message is not lost, but hidden: the command says so.
                assert.equal(left().length, waiting);
                for (const args of [["list"], ["redrive", "--yes", "--queue", queueOf(aws)]]) {
                    const { code, out } = await dlq(...args);
                    assert.match(unbroken(out), /that someone has received/);
                    assert.equal(code, 1);
                }
                await clock.run(clock.now() + 30 * 60_000);
                const { code, out } = await dlq("redrive", "--yes", "--rate", "50");
                assert.match(out, /duplicate/);
                assert.deepEqual([code, left()], [0, []]);
                assert.equal(messages(), sent + waiting);
            },
            { faults: [{ fault: "removePermissions" }] },
        );
    });
});

describe("jobstatus dlq purge", () => {
    const played = [...events(2), ...Array.from({ length: 12 }, (_, index) => event(`tick-${index}`, { source: "test.jobs" }))];

    it("deletes nothing without --yes, and says what it would delete", async () => {
        await withQueues(stack(), played, async ({ dlq, left }) => {
            const { code, out } = await dlq("purge", "--cause", "no-job-event");
            const text = unbroken(out);
            assert.ok(text.includes("Nothing was deleted. With --yes, 12 messages would be deleted, and no function would handle them."), text);
            assert.ok(!text.includes("threw"), text);
            assert.deepEqual([code, left().length], [1, 14]);
        });
    });

    it("deletes the messages of the cause and no others, invokes nothing, and names each", async () => {
        await withQueues(stack(), played, async ({ aws, dlq, left }) => {
            const ran = originsIn(aws).length;
            const some = await dlq("purge", "--cause", "no-job-event", "--limit", "2", "--yes");
            assert.ok(some.out.includes("2 messages deleted."), some.out);
            assert.deepEqual([some.code, left().length], [0, 12]);
            const { code, out } = await dlq("purge", "--cause", "no-job-event", "--yes");
            assert.ok(out.includes("10 messages deleted."), out);
            assert.equal(unbroken(out).match(/✔ handler {2}test\.jobs, SageMaker Training Job State Change {2}message \S+/g)?.length, 10);
            assert.deepEqual([code, left(), originsIn(aws).length - ran], [0, ["event-1", "event-2"], 0]);
            // What was looked at and not deleted is visible again at once.
            assert.match((await dlq("list")).out, /failed {2}2 messages, the oldest/);
        });
    });

    it("says how many it has deleted where AWS denies the deletion in the middle, and gives back the rest", async () => {
        await withQueues(stack(), played, async ({ aws, dlq, left }) => {
            before(aws, "DeleteMessage", (calls) => {
                if (calls > 3) {
                    throw apiError("AccessDenied", "no", 403);
                }
            });
            const { code, out, err } = await dlq("purge", "--cause", "no-job-event", "--yes");
            assert.ok(out.includes("3 messages deleted."), out);
            assert.match(err, /AWS denied sqs:DeleteMessage on queue failed/);
            assert.deepEqual([code, left().length], [2, 11]);
            assert.match((await dlq("list")).out, /failed {2}11 messages, the oldest/);
        });
    });
});

describe("what jobstatus dlq needs", () => {
    it("refuses a stack without queues for failed events", async () => {
        await withFolder(async (write) => {
            const { code, err } = await inProcess(["dlq", "list", "--state", write("none.json", stateOf(graphOf()))]);
            assert.match(err, /^error: the stack has no queue for failed events/);
            assert.equal(code, 2);
        });
    });

    it("says in one line what to do where there are no credentials", async () => {
        const { code, err } = await withoutCredentials(() =>
            withFolder((write) => inProcess(["dlq", "list", "--state", write("state.json", stateOf(stack()))])),
        );
        assert.equal(code, 2);
        assert.match(err, /^error: AWS credentials must be in the environment or in a profile/);
    });

    it("names a profile that there is not, that of the option and that of the environment, and nothing else", async () => {
        const list = (...args: string[]) =>
            withFolder((write) => inProcess(["dlq", "list", "--state", write("state.json", stateOf(stack())), ...args]));
        const none = /^error: the AWS profile "nope" does not exist, or has no credentials \("aws configure list-profiles" lists all\): [^\n]+\n$/;
        const keys = { AWS_ACCESS_KEY_ID: "LOCAL", AWS_SECRET_ACCESS_KEY: "local" };
        const ended = [
            await withoutCredentials(() => list("--profile", "nope")),
            await withoutCredentials(() => withEnvironment(keys, () => list("--profile", "nope"))),
            await withoutCredentials(() => withEnvironment({ AWS_PROFILE: "nope" }, () => list())),
        ];
        for (const { code, err } of ended) {
            assert.match(err, none);
            assert.equal(code, 2);
        }
    });
});
