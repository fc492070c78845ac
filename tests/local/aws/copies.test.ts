import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { graphOf, resource, route } from "./support/graphBuilder";
import { jobEvent, MINUTE, play, START } from "./support/play";

const SDK = JSON.stringify(resolve(__dirname, "../../../node_modules/@aws-sdk/client-dynamodb"));
const TABLE_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/notes";
const notes = resource("aws:dynamodb/table:Table", "notes", {
    name: "notes",
    arn: TABLE_ARN,
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
});

/** Puts two items. Were a dead connection tried again, there would be more calls. */
const TWO_CALLS = `
    const { DynamoDBClient, PutItemCommand } = require(${SDK});
    const client = new DynamoDBClient({});
    exports.handler = async ({ id }) => {
        for (const part of ["first", "second"]) {
            await client.send(new PutItemCommand({ TableName: "notes", Item: { id: { S: id + " " + part } } }));
        }
        return { outcome: "handled" };
    };`;
const twoCalls = () =>
    graphOf(
        route({
            source: TWO_CALLS,
            statements: [{ Effect: "Allow", Action: "dynamodb:PutItem", Resource: TABLE_ARN }],
            function: { memorySize: 512 },
        }),
        notes,
    );
const put = "dynamodb:PutItem";

/** Writes down when it begins and ends, and waits in between until as many others have begun, or half a second. */
const MEETING = (file: string, others: number) => `
    const { appendFileSync, readFileSync } = require("node:fs");
    const begun = () => readFileSync(${JSON.stringify(file)}, "utf8").split("begin").length - 1;
    exports.handler = async ({ id }) => {
        appendFileSync(${JSON.stringify(file)}, "begin " + id + "\\n");
        const limit = performance.now() + 5000;
        while (begun() < ${others} && performance.now() < limit) await new Promise((resolve) => setTimeout(resolve, 5));
        appendFileSync(${JSON.stringify(file)}, "end " + id + "\\n");
    };`;

describe("a crash", () => {
    for (const [afterCall, items, calls, what] of [
        [0, [], [], "before it does anything"],
        [1, ["event-1 first"], [put], "after its first call is carried out"],
        [2, ["event-1 first", "event-1 second"], [put, put], "after its last call is carried out"],
        ["last", ["event-1 first", "event-1 second"], [put, put], "when it is done and before Lambda gets the result"],
    ] as const) {
        it(`ends the handler's process ${what}, and Lambda tries again`, async () => {
            let before: string[] = [];
            const { deliveries, invocations } = await play(twoCalls(), async (aws, clock) => {
                aws.inject({ fault: "crash", resource: "handler", afterCall });
                aws.putEvent(jobEvent());
                await clock.run(START + 1);
                before = (await aws.tableItems("notes")).map(({ id }) => String(id?.S)).sort();
            });
            assert.deepEqual(before, items);
            assert.deepEqual(
                invocations.map((invocation) => [
                    invocation.ok,
                    invocation.error?.errorType,
                    invocation.error?.errorMessage.replace(/^RequestId: \S+ /, ""),
                    invocation.calls,
                ]),
                [
                    [false, "Runtime.ExitError", "Error: Runtime exited with error: signal: killed", calls],
                    [true, undefined, undefined, [put, put]],
                ],
            );
            assert.equal(deliveries[0]?.outcome, "handled");
        });
    }

    it("of a function without an on-failure destination may come after some calls each time, and then the event is lost", async () => {
        const { deliveries, invocations } = await play(twoCalls(), (aws) => {
            aws.inject({ fault: "removeInvokeConfig", afterCall: 1 });
            aws.putEvent(jobEvent());
        });
        assert.deepEqual(
            invocations.map(({ error, calls }) => [error?.errorMessage, calls]),
            [1, 2, 3].map(() => ["broken on purpose", [put]]),
        );
        assert.equal(deliveries[0]?.outcome, "lost");
    });

    it("may wait for a later invocation, and spares one with fewer calls", async () => {
        const { invocations } = await play(twoCalls(), async (aws, clock) => {
            aws.inject({ fault: "crash", resource: "handler", afterCall: 1, invocation: 2 });
            aws.inject({ fault: "crash", resource: "handler", afterCall: 3, invocation: 1 });
            aws.putEvent(jobEvent("one"));
            aws.putEvent(jobEvent("two"));
            await clock.run();
        });
        assert.deepEqual(
            invocations.map(({ event, ok }) => [event, ok]),
            [
                ["one", true],
                ["two", false],
                ["two", true],
            ],
        );
    });
});

describe("copies of a function", () => {
    /** What each invocation wrote down: "begin one", "end one", … */
    async function journal(copies: number, others: number, props = {}): Promise<string[]> {
        const folder = mkdtempSync(join(tmpdir(), "jobstatus-copies-"));
        try {
            const file = join(folder, "journal");
            await play(
                graphOf(route({ source: MEETING(file, others), function: props })),
                async (aws, clock) => {
                    for (const id of ["one", "two", "three"]) {
                        aws.putEvent(jobEvent(id));
                    }
                    await clock.run(START + MINUTE);
                    aws.putEvent(jobEvent("later"));
                },
                { copies },
            );
            return readFileSync(file, "utf8").trim().split("\n");
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    it("work one after another where there is one", async () => {
        const expected = ["one", "two", "three", "later"].flatMap((id) => [`begin ${id}`, `end ${id}`]);
        assert.deepEqual(await journal(1, 0), expected);
        assert.deepEqual(await journal(3, 0, { reservedConcurrentExecutions: 1 }), expected);
    });

    it("work at the same time on events of the same instant, and are done before the clock moves", async () => {
        const lines = await journal(3, 3);
        assert.deepEqual(lines.slice(0, 3).sort(), ["begin one", "begin three", "begin two"]);
        assert.deepEqual(lines.slice(3, 6).sort(), ["end one", "end three", "end two"]);
        assert.deepEqual(lines.slice(6), ["begin later", "end later"]);
    });

    it("make an event wait where all are busy", async () => {
        const lines = await journal(2, 2);
        assert.deepEqual(lines.slice(0, 2).sort(), ["begin one", "begin two"]);
        assert.equal(lines.filter((line) => line.startsWith("begin")).length, 4);
        assert.ok(lines.indexOf("begin three") > Math.min(lines.indexOf("end one"), lines.indexOf("end two")));
    });

    it("are distinguished by the caller: each invocation has its own calls, and a crash hits only one", async () => {
        const { invocations, deliveries } = await play(
            twoCalls(),
            (aws) => {
                aws.inject({ fault: "crash", resource: "handler", afterCall: 1 });
                for (const id of ["one", "two", "three"]) {
                    aws.putEvent(jobEvent(id));
                }
            },
            { copies: 3 },
        );
        assert.deepEqual(
            invocations.filter(({ ok }) => !ok).map(({ event, calls }) => [event, calls]),
            [["one", [put]]],
        );
        assert.deepEqual(
            invocations
                .filter(({ ok }) => ok)
                .map(({ event, calls }) => [event, calls])
                .sort(),
            [
                ["one", [put, put]],
                ["three", [put, put]],
                ["two", [put, put]],
            ],
        );
        assert.deepEqual(
            deliveries.map(({ outcome }) => outcome),
            ["handled", "handled", "handled"],
        );
    });

    it("are at least one", async () => {
        await assert.rejects(
            play(graphOf(), () => {}, { copies: 0 }),
            { message: "LocalAws.create: copies must be a whole number from 1, got 0" },
        );
    });
});
