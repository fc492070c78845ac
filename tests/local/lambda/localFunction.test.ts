import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FunctionDefinition } from "../../../local/lambda/definition";
import { definition, exitError, FunctionBench, gone, outcome, textArchive } from "./shared/functions";

const AT = { requestId: "request-1", now: Date.UTC(2026, 10, 20) };

describe("LocalFunction", () => {
    const bench = new FunctionBench();
    after(() => bench.closeAll());

    const run = async (index: string, more: Partial<FunctionDefinition> = {}, payload: unknown = {}): Promise<object> => {
        const copy = await bench.make(definition(index, more));
        return outcome(await copy.invoke(payload, AT));
    };
    it("says what would be uploaded", async () => {
        const copy = await bench.make(definition("", { code: textArchive({ "b.js": "b", "a.js": "a" }) }));
        const { node, ...uploaded } = copy.package;
        assert.match(node, /^\d+\.\d+\.\d+$/);
        assert.deepEqual(uploaded, {
            function: "orders",
            bytes: 196,
            sha256: "1ebdf100c41c70c57d00398b8ce7b1d336737a6d8f1de1f65b11ea11318a013b",
            files: ["a.js", "b.js"],
            runtime: "nodejs24.x",
        });
    });

    it("hands over the event and the context that Lambda has", async () => {
        const index = "exports.handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() })";
        const copy = await bench.make(definition(index));
        const { payload, ...result } = await copy.invoke({ detail: ["ä", 1.5, null] }, AT);
        const { event, context, left } = payload as { event: unknown; context: Record<string, unknown>; left: number };
        assert.deepEqual(event, { detail: ["ä", 1.5, null] });
        assert.deepEqual(context, {
            functionName: "orders",
            functionVersion: "$LATEST",
            invokedFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:orders",
            memoryLimitInMB: "256",
            awsRequestId: "request-1",
            logGroupName: "/aws/lambda/orders",
            logStreamName: "2026/11/20/[$LATEST]ebd42ca9a4f4b740da505e082ab69281",
        });
        assert.ok(left > 9_000 && left <= 10_000, `${left} ms left`);
        assert.equal(result.ok, true);
        assert.ok(result.maxMemoryMb > 20 && result.maxMemoryMb < 256, `${result.maxMemoryMb} MB`);
    });

    it("keeps the process warm, and shows each invocation its own time and lines", async () => {
        const index = `
            let count = 0;
            exports.handler = async () => {
                console.log("out", ++count);
                console.error("err\\nnext");
                process.stdout.write("no newline");
                const before = Date.now();
                await new Promise((resolve) => setTimeout(resolve, 20));
                class Later extends Date {}
                return [count, before, Date.now(), new Date().toISOString(), new Later().getTime(), Date(), new Date(5).getTime(), new Date() instanceof Date, Date.UTC(1970, 0)];
            }`;
        const copy = await bench.make(definition(index));
        const logs = (count: number): string[] => [`out ${count}`, "err", "next", "no newline"];
        assert.deepEqual(outcome(await copy.invoke({}, { requestId: "a", now: 1_000 })), {
            ok: true,
            payload: [
                1,
                1_000,
                1_000,
                "1970-01-01T00:00:01.000Z",
                1_000,
                "Thu Jan 01 1970 00:00:01 GMT+0000 (Coordinated Universal Time)",
                5,
                true,
                0,
            ],
            logs: logs(1),
        });
        const second = await copy.invoke({}, { requestId: "b", now: 86_400_000 });
        assert.deepEqual(second.payload, [
            2,
            86_400_000,
            86_400_000,
            "1970-01-02T00:00:00.000Z",
            86_400_000,
            "Fri Jan 02 1970 00:00:00 GMT+0000 (Coordinated Universal Time)",
            5,
            true,
            0,
        ]);
        assert.deepEqual(second.logs, logs(2));
        assert.ok(second.durationMs >= 19, `${second.durationMs} ms`);
    });

    it("shows the virtual time while the function is loaded", async () => {
        const copy = await bench.make(definition("const loadedAt = Date.now(); exports.handler = async () => loadedAt"));
        assert.equal((await copy.invoke({}, AT)).payload, AT.now);
    });

    for (const [what, files, handler, payload] of [
        ["a file in a folder", { "src/app.js": "exports.run = async () => 'folder'" }, "src/app.run", "folder"],
        ["a nested export", { "app.js": "exports.a = { b: async () => 'nested' }" }, "app.a.b", "nested"],
        ["an .mjs file", { "app.mjs": "export const handler = async () => import.meta.url.split('/').pop()" }, "app.handler", "app.mjs"],
        [
            "an ES module by package.json",
            { "package.json": '{"type":"module"}', "app.js": "export const handler = async () => 'esm'" },
            "app.handler",
            "esm",
        ],
        [
            "a .cjs file in an ES module",
            { "package.json": '{"type":"module"}', "app.cjs": "exports.handler = async () => 'cjs'" },
            "app.handler",
            "cjs",
        ],
        ["a default export", { "app.mjs": "export default { handler: async () => 'default' }" }, "app.handler", "default"],
        [
            "an import of package.json",
            {
                "package.json": '{"imports":{"#sdk":"./sdk.js"}}',
                "sdk.js": "exports.name = 'sdk'",
                "app.js": "exports.handler = async () => require('#sdk').name",
            },
            "app.handler",
            "sdk",
        ],
        ["a handler that is not async", { "app.js": "exports.handler = (event, context) => 'plain'" }, "app.handler", "plain"],
        ["a handler without a result", { "app.js": "exports.handler = async () => {}" }, "app.handler", null],
    ] as const) {
        it(`finds ${what}`, async () => {
            assert.deepEqual(await run("", { code: textArchive(files), handler }), { ok: true, payload, logs: [] });
        });
    }

    it("ends a handler at its timeout, also one that never yields, and starts again", async () => {
        const index = "exports.handler = async ({ hang }) => { console.log('before'); while (hang) {} return process.pid }";
        const copy = await bench.make(definition(index, { timeoutSeconds: 1 }));
        const first = await copy.invoke({}, AT);
        assert.deepEqual(outcome(await copy.invoke({ hang: true }, AT)), {
            ok: false,
            errorType: "Sandbox.Timedout",
            errorMessage: "RequestId: request-1 Error: Task timed out after 1.00 seconds",
            timedOut: true,
            logs: ["before"],
        });
        const next = await copy.invoke({}, AT);
        assert.deepEqual([next.ok, next.logs, next.payload === first.payload], [true, ["before"], false]);
    });

    it("starts a new process after a crash, and after one outside an invocation", async () => {
        const index = `
            let count = 0;
            exports.handler = async ({ crash }) => {
                if (crash === "now") process.exit(1);
                if (crash === "later") setTimeout(() => { throw new Error("late") }, 10);
                return crash === "later" ? process.pid : ++count;
            }`;
        const copy = await bench.make(definition(index));
        const invoke = async (event: object): Promise<unknown> => (await copy.invoke(event, AT)).payload;
        assert.deepEqual([await invoke({}), await invoke({}), await invoke({ crash: "now" }), await invoke({})], [1, 2, undefined, 1]);
        await gone((await invoke({ crash: "later" })) as number);
        const next = await copy.invoke({}, AT);
        assert.equal(next.payload, 1);
        assert.equal(next.logs[0], "Uncaught outside an invocation: Error: late");
    });

    it("runs two copies at the same time", async () => {
        const index = `
            const now = () => Number(process.hrtime.bigint() / 1000000n);
            exports.handler = async () => {
                const start = now();
                await new Promise((resolve) => setTimeout(resolve, 200));
                return { start, end: now(), pid: process.pid };
            }`;
        const from = definition(index);
        const [one, other] = await Promise.all([bench.make(from), bench.make(from)]);
        await Promise.all([one.invoke({}, AT), other.invoke({}, AT)]);
        const results = await Promise.all([one.invoke({}, AT), other.invoke({}, AT)]);
        const [a, b] = results.map(({ payload }) => payload as { start: number; end: number; pid: number });
        assert.ok(a !== undefined && b !== undefined && a.start < b.end && b.start < a.end, JSON.stringify(results));
        assert.notEqual(a.pid, b.pid);
    });

    it("refuses a second invocation of a busy copy and any of a closed one", async () => {
        const copy = await bench.make(definition("exports.handler = () => new Promise((resolve) => setTimeout(resolve, 50, 'done'))"));
        const first = copy.invoke({}, AT);
        await assert.rejects(copy.invoke({}, AT), { message: 'Function "orders": invoke() on a copy that is busy' });
        assert.equal((await first).payload, "done");
        await copy.close();
        await copy.close();
        await assert.rejects(copy.invoke({}, AT), { message: 'Function "orders": invoke() on a copy that is closed' });
    });

    describe("callbacks before nodejs24.x", () => {
        const runtime = "nodejs22.x";
        for (const [what, index, expected] of [
            ["a result", "(e, c, callback) => { setTimeout(callback, 5, null, 'called') }", { ok: true, payload: "called", logs: [] }],
            ["an error", "(e, c, callback) => callback(new RangeError('no'))", { ok: false, errorType: "RangeError", errorMessage: "no", logs: [] }],
            ["context.succeed", "(e, c) => c.succeed('old')", { ok: true, payload: "old", logs: [] }],
            ["nothing, which is null", "(e, c) => 'ignored'", { ok: true, payload: null, logs: [] }],
            [
                "the empty event loop first",
                "(e, c, callback) => { callback(null, 'called'); setTimeout(() => console.log('after'), 50) }",
                { ok: true, payload: "called", logs: ["after"] },
            ],
            [
                "no empty event loop if asked not to",
                "(e, c, callback) => { c.callbackWaitsForEmptyEventLoop = false; setTimeout(() => console.log('after'), 500); callback(null, 'called') }",
                { ok: true, payload: "called", logs: [] },
            ],
            ["a promise", "async (e, c, callback) => 'promised'", { ok: true, payload: "promised", logs: [] }],
        ] as const) {
            it(`takes ${what}`, async () => {
                assert.deepEqual(await run(`exports.handler = ${index}`, { runtime }), expected);
            });
        }
    });

    describe("create", () => {
        for (const [what, more, message] of [
            [
                "another runtime",
                { runtime: "python3.13" },
                'runtime must be a Node.js runtime such as nodejs24.x (others cannot run here), got "python3.13"',
            ],
            ["no handler", { handler: "" }, 'handler must be FILE.EXPORT, got ""'],
            ["a timeout over 15 minutes", { timeoutSeconds: 901 }, "timeoutSeconds must be a whole number from 1 to 900, got 901"],
            ["half a second", { timeoutSeconds: 0.5 }, "timeoutSeconds must be a whole number from 1 to 900, got 0.5"],
            ["little memory", { memoryMb: 64 }, "memoryMb must be a whole number from 128 to 10240, got 64"],
            [
                "reserved variables",
                { environment: { TOPIC: "t", AWS_REGION: "eu-west-1", _HANDLER: "x" } },
                'environment must be free of the names that Lambda sets itself, got ["AWS_REGION","_HANDLER"]',
            ],
            ["no code", { code: undefined }, "code must be an archive of Pulumi, got none"],
        ] as const) {
            it(`refuses ${what}`, async () => {
                await assert.rejects(bench.make(definition("", more)), { message: `Function "orders": ${message}` });
            });
        }

        it("refuses a folder from which other packages can be found", async () => {
            const other = new FunctionBench();
            mkdirSync(join(other.folder, "node_modules"));
            await assert.rejects(other.make(definition("")), {
                message: `Function "orders": folder must not lie below a folder with node_modules, got ${other.folder} (${other.folder} has them)`,
            });
            await other.closeAll();
        });
    });

    it("leaves neither a process nor a folder", async () => {
        const other = new FunctionBench();
        const index = "exports.handler = async ({ hang }) => { while (hang) {} return process.pid }";
        const [idle, hanging] = await Promise.all([other.make(definition(index)), other.make(definition(index))]);
        const pids = [(await idle.invoke({}, AT)).payload, (await hanging.invoke({}, AT)).payload] as number[];
        const cut = hanging.invoke({ hang: true }, AT);
        await Promise.all([idle.close(), hanging.close()]);
        assert.deepEqual(outcome(await cut), exitError("Runtime exited with error: signal: killed"));
        for (const pid of pids) {
            assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
        }
        assert.deepEqual(readdirSync(other.folder), []);
        await other.closeAll();
        assert.equal(existsSync(other.folder), false);
    });
});
