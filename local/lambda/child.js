"use strict";
/*
 * The process of a local function: loads the handler as Lambda's Node.js runtime does and answers one invocation after another.
 * Behaviour after aws/aws-lambda-nodejs-runtime-interface-client, 3.x for nodejs22.x and older and 4.x from nodejs24.x on.
 *
 * In:  { requestId, now, payload, arn, timeoutMs }, and { hurry: whether what is asked now is never answered } in the middle of an invocation
 * Out: { loaded: true } once, then { payload (JSON text) | error, exit, peakBytes, skippedMs } for each invocation; `exit` says that the process ends.
 *      { timedOut: true } where time was skipped up to the time-out: the process waits to be killed.
 */
const { existsSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { types } = require("node:util");
const { setNow } = require("./preload.js");
const { calm, hurry } = require("./timers.js");

/** Lambda's limit for an answer (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB), with its overhead. */
const MAX_RESPONSE_BYTES = 6_291_556;
const MEMORY_CHECK_MS = 100;

const { channel, env } = process;
const taskRoot = env.LAMBDA_TASK_ROOT;
const memoryBytes = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * 1024 * 1024;
const callbacks = Number(/nodejs(\d+)/.exec(env.AWS_EXECUTION_ENV)?.[1]) < 24;

// A function that finds process.send would take itself for a child process. (Node.js itself needs process.disconnect.)
const send = process.send.bind(process);
delete process.send;

let handler;
/** The invocation under way: { settle(answer, exit), idle(), endsMs }. */
let current;

/** Peak of the resident set. Where the system does not keep it (only Linux does), what is resident now. ru_maxrss starts with the parent's peak. */
function peakBytes() {
    try {
        return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
    } catch {
        return process.memoryUsage.rss();
    }
}

function runtimeError(type, message, cause) {
    const error = new Error(message);
    error.name = `Runtime.${type}`;
    error.stack = cause?.stack ?? `${error.name}: ${message}`;
    return error;
}

function toAnswer(error) {
    try {
        return types.isNativeError(error) || error instanceof Error
            ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? "").split("\n") }
            : { errorType: typeof error, errorMessage: String(error), trace: [] };
    } catch {
        return { errorType: "handled", errorMessage: "The handler threw something whose name, message and stack cannot be read", trace: [] };
    }
}

function isModuleScope(file) {
    for (let folder = path.dirname(file); folder.startsWith(taskRoot); folder = path.dirname(folder)) {
        const manifest = path.join(folder, "package.json");
        if (existsSync(manifest)) {
            return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
        }
    }
    return false;
}

async function loadModule(root, name) {
    const base = path.resolve(taskRoot, root, name);
    for (const extension of ["", ".js", ".mjs", ".cjs"]) {
        const file = base + extension;
        if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
            const asModule = extension === ".mjs" || (extension !== ".cjs" && isModuleScope(file));
            return asModule ? await import(pathToFileURL(file).href) : require(file);
        }
    }
    return require(require.resolve(name, { paths: [taskRoot, path.join(taskRoot, root)] }));
}

function find(from, names) {
    return names.reduce((value, name) => (typeof value === "object" && value !== null ? value[name] : undefined), from);
}

async function loadHandler(text) {
    const name = path.posix.basename(text);
    const match = /^([^.]*)\.(.*)$/.exec(name);
    if (text.includes("..") || match === null) {
        throw runtimeError("MalformedHandlerName", `'${text}' is not a valid handler name: it must be FILE.EXPORT, without ".."`);
    }
    let loaded;
    try {
        loaded = await loadModule(text.slice(0, text.length - name.length), match[1]);
    } catch (error) {
        if (error instanceof SyntaxError) {
            throw runtimeError("UserCodeSyntaxError", String(error), error);
        }
        throw error?.code === "MODULE_NOT_FOUND" ? runtimeError("ImportModuleError", String(error), error) : error;
    }
    const found = find(loaded, match[2].split(".")) ?? find(loaded?.default, match[2].split("."));
    if (!found) {
        throw runtimeError("HandlerNotFound", `${text} is undefined or not exported`);
    }
    if (typeof found !== "function") {
        throw runtimeError("HandlerNotFound", `${text} is not a function`);
    }
    if (!callbacks && found.length >= 3) {
        throw runtimeError(
            "CallbackHandlerDeprecated",
            `${text} takes a callback, which Lambda no longer supports from nodejs24.x on: return the result, or a promise of it`,
        );
    }
    return found;
}

/** What the handler gives back. From nodejs24.x on its result, awaited; before, a promise's result or what is handed to the callback. */
function run(event, context) {
    if (!callbacks) {
        return handler(event, context);
    }
    return new Promise((resolve, reject) => {
        let waits = true;
        const finish = (settle) => {
            // AWS: the answer is sent when the event loop is empty, unless the function says otherwise.
            if (waits) {
                current.idle = settle;
            } else {
                settle();
            }
        };
        const callback = (error, result) => finish(error ? () => reject(error) : () => resolve(result));
        Object.defineProperty(context, "callbackWaitsForEmptyEventLoop", {
            get: () => waits,
            set: (value) => (waits = Boolean(value)),
            enumerable: true,
        });
        Object.assign(context, { done: callback, succeed: (result) => callback(null, result), fail: (error) => callback(error ?? "handled") });
        // A handler that never calls back ends with null when nothing is left to do.
        current.idle = () => resolve(null);
        const result = handler(event, context, callback);
        if (typeof result?.then === "function") {
            current.idle = undefined;
            result.then(resolve, reject);
        }
    });
}

async function invoke({ requestId, now, payload, arn, timeoutMs }) {
    const first = handler === undefined;
    setNow(now);
    const memoryCheck = setInterval(() => process.memoryUsage.rss() > memoryBytes && outOfMemory(), MEMORY_CHECK_MS).unref();
    const settle = (answer, exit = false) => {
        if (current === invocation) {
            current = undefined;
            clearInterval(memoryCheck);
            channel.ref();
            send({ ...answer, exit, peakBytes: peakBytes(), skippedMs: calm() }, () => exit && process.exit(1));
        }
    };
    const outOfMemory = () => settle({ outOfMemory: true }, true);
    const invocation = { settle, idle: undefined, endsMs: Infinity };
    current = invocation;
    // From here on only the function keeps the event loop alive, so that one that waits for nothing is noticed.
    channel.unref();
    try {
        handler ??= await loadHandler(env._HANDLER);
    } catch (error) {
        settle({ error: toAnswer(error) }, true);
        return;
    }
    if (first) {
        send({ loaded: true });
    }
    const started = performance.now();
    invocation.endsMs = started + timeoutMs;
    const context = {
        functionName: env.AWS_LAMBDA_FUNCTION_NAME,
        functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
        invokedFunctionArn: arn,
        memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        awsRequestId: requestId,
        logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
        identity: undefined,
        clientContext: undefined,
        getRemainingTimeInMillis: () => Math.max(0, Math.floor(timeoutMs - (performance.now() - started))),
    };
    try {
        const text = stringify(await run(payload, context));
        const bytes = Buffer.byteLength(text);
        if (peakBytes() > memoryBytes) {
            outOfMemory();
        } else if (bytes > MAX_RESPONSE_BYTES) {
            const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
            settle({ error: { errorType: "Function.ResponseSizeTooLarge", errorMessage } });
        } else {
            settle({ payload: text });
        }
    } catch (error) {
        settle({ error: toAnswer(error) });
    }
}

function stringify(value) {
    try {
        return JSON.stringify(value) ?? "null";
    } catch (error) {
        throw runtimeError("JSONStringifyError", `Unable to stringify response body: ${error?.message}`, error);
    }
}

/** What escaped the handler ends the process; without an invocation it is at least seen in the log of the next one. */
function crash(error, cause) {
    if (current === undefined) {
        console.error("Uncaught outside an invocation:", cause);
        process.exit(1);
    }
    current.settle({ error: toAnswer(error) }, true);
}
process.on("uncaughtException", (error) => crash(error, error));
process.on("unhandledRejection", (reason) =>
    crash(runtimeError("UnhandledPromiseRejection", String(reason), types.isNativeError(reason) ? reason : undefined), reason),
);
process.on("beforeExit", () => {
    const idle = current?.idle;
    if (idle !== undefined) {
        current.idle = undefined;
        idle();
    } else {
        const errorMessage = "The function's event loop is empty and its promise was never settled";
        current?.settle({ error: { errorType: "Runtime.NodeJsExit", errorMessage } }, true);
    }
});
// The parent is gone.
process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
    if (message.hurry === undefined) {
        invoke(message);
    } else if (current !== undefined) {
        hurry(message.hurry, current.endsMs, () => send({ timedOut: true }));
    }
});
