import assert from "node:assert/strict";
import type { FunctionDefinition } from "../../../local/lambda/definition";
import { definition, exitError, FunctionBench, outcome } from "./shared/functions";

const AT = { requestId: "request-1", now: Date.UTC(2026, 10, 20) };

describe("the failures of a LocalFunction", () => {
    const bench = new FunctionBench();
    after(() => bench.closeAll());

    const run = async (index: string, more: Partial<FunctionDefinition> = {}, payload: unknown = {}): Promise<object> => {
        const copy = await bench.make(definition(index, more));
        return outcome(await copy.invoke(payload, AT));
    };
    it("reports what a handler throws, with the paths it would have on Lambda", async () => {
        const copy = await bench.make(definition('exports.handler = async () => { throw new TypeError("boom") }'));
        const { error } = await copy.invoke({}, AT);
        assert.equal(error?.errorType, "TypeError");
        assert.equal(error?.errorMessage, "boom");
        assert.deepEqual(error?.trace?.slice(0, 2), ["TypeError: boom", "    at exports.handler (/var/task/__index.js:1:39)"]);
        assert.equal(JSON.stringify(error).includes(bench.folder), false);
    });

    const failures: [what: string, index: string, expected: object, more?: Partial<FunctionDefinition>][] = [
        [
            "a thrown value that is no error",
            "exports.handler = () => { throw 'text' }",
            { ok: false, errorType: "string", errorMessage: "text", logs: [] },
        ],
        [
            "a rejection",
            "class NoStock extends Error { name = 'NoStock' }; exports.handler = () => Promise.reject(new NoStock('none'))",
            { ok: false, errorType: "NoStock", errorMessage: "none", logs: [] },
        ],
        [
            "an unhandled rejection",
            "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((resolve) => setTimeout(resolve, 500)) }",
            { ok: false, errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: lost", logs: [] },
        ],
        [
            "an error outside the promise",
            "exports.handler = () => new Promise(() => setTimeout(() => { throw new RangeError('late') }))",
            { ok: false, errorType: "RangeError", errorMessage: "late", logs: [] },
        ],
        [
            "a promise that nothing can settle",
            "exports.handler = () => new Promise(() => {})",
            {
                ok: false,
                errorType: "Runtime.NodeJsExit",
                errorMessage: "The function's event loop is empty and its promise was never settled",
                logs: [],
            },
        ],
        [
            "process.exit",
            "exports.handler = () => { console.log('bye'); process.exit(3) }",
            exitError("Runtime exited with error: exit status 3", ["bye"]),
        ],
        ["process.exit(0)", "exports.handler = () => process.exit(0)", exitError("Runtime exited without providing a reason")],
        ["process.exit while loading", "process.exit(4)", exitError("Runtime exited with error: exit status 4")],
        [
            "a signal",
            "exports.handler = () => process.kill(process.pid, 'SIGSEGV')",
            exitError("Runtime exited with error: signal: segmentation fault"),
        ],
        [
            "a result that JSON cannot hold",
            "exports.handler = async () => 1n",
            {
                ok: false,
                errorType: "Runtime.JSONStringifyError",
                errorMessage: "Unable to stringify response body: Do not know how to serialize a BigInt",
                logs: [],
            },
        ],
        [
            "a result over 6 MB",
            "exports.handler = async () => 'x'.repeat(6291555)",
            {
                ok: false,
                errorType: "Function.ResponseSizeTooLarge",
                errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
                logs: [],
            },
        ],
        [
            "a package that is not in the archive",
            'require("fflate")',
            {
                ok: false,
                errorType: "Runtime.ImportModuleError",
                errorMessage: "Error: Cannot find module 'fflate'\nRequire stack:\n- /var/task/__index.js\n- /var/runtime/child.js",
                logs: [],
            },
        ],
        [
            "a missing file",
            "",
            {
                ok: false,
                errorType: "Runtime.ImportModuleError",
                errorMessage: "Error: Cannot find module 'app'\nRequire stack:\n- /var/runtime/child.js",
                logs: [],
            },
            { handler: "app.handler" },
        ],
        [
            "a missing export",
            "exports.other = 1",
            { ok: false, errorType: "Runtime.HandlerNotFound", errorMessage: "__index.handler is undefined or not exported", logs: [] },
        ],
        [
            "an export that is no function",
            "exports.handler = { a: 1 }",
            { ok: false, errorType: "Runtime.HandlerNotFound", errorMessage: "__index.handler is not a function", logs: [] },
        ],
        [
            "a syntax error",
            "exports.handler = (",
            { ok: false, errorType: "Runtime.UserCodeSyntaxError", errorMessage: "SyntaxError: Unexpected end of input", logs: [] },
        ],
        ["an error while loading", "throw new Error('no TOPIC_ARN')", { ok: false, errorType: "Error", errorMessage: "no TOPIC_ARN", logs: [] }],
        [
            "a handler name that leads out",
            "",
            {
                ok: false,
                errorType: "Runtime.MalformedHandlerName",
                errorMessage: `'../__index.handler' is not a valid handler name: it must be FILE.EXPORT, without ".."`,
                logs: [],
            },
            { handler: "../__index.handler" },
        ],
        [
            "a callback from nodejs24.x on",
            "exports.handler = (event, context, callback) => callback(null, 1)",
            {
                ok: false,
                errorType: "Runtime.CallbackHandlerDeprecated",
                errorMessage:
                    "__index.handler takes a callback, which Lambda no longer supports from nodejs24.x on: return the result, or a promise of it",
                logs: [],
            },
        ],
        [
            "memory beyond the limit outside the heap",
            "exports.handler = async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(1e7, 1)); await new Promise(setImmediate) } }",
            {
                ok: false,
                errorType: "Runtime.OutOfMemory",
                errorMessage: "RequestId: request-1 Error: Runtime exited with error: signal: killed",
                logs: [],
            },
            { memoryMb: 128 },
        ],
        [
            "memory beyond the limit that is free again",
            "exports.handler = async () => Buffer.alloc(2e8, 1).length",
            {
                ok: false,
                errorType: "Runtime.OutOfMemory",
                errorMessage: "RequestId: request-1 Error: Runtime exited with error: signal: killed",
                logs: [],
            },
            { memoryMb: 128 },
        ],
    ];
    for (const [what, index, expected, more] of failures) {
        it(`reports ${what}`, async () => {
            assert.deepEqual(await run(index, more), expected);
        });
    }

    it("accepts a result of just 6 MB", async () => {
        const copy = await bench.make(definition("exports.handler = async () => 'x'.repeat(6291554)"));
        assert.equal((await copy.invoke({}, AT)).ok, true);
    });

    it("reports a heap beyond the limit", async () => {
        const index = "exports.handler = () => { const kept = []; for (;;) kept.push({ text: String(kept.length).repeat(50) }) }";
        const copy = await bench.make(definition(index, { memoryMb: 128, timeoutSeconds: 120 }));
        const { error, maxMemoryMb } = await copy.invoke({}, AT);
        assert.deepEqual(error, {
            errorType: "Runtime.OutOfMemory",
            errorMessage: "RequestId: request-1 Error: Runtime exited with error: signal: aborted",
        });
        assert.equal(maxMemoryMb, 128);
    });
});
