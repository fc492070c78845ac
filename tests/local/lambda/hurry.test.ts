import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvocationResult, LocalFunction } from "../../../local/lambda/localFunction";
import { definition, FunctionBench } from "./shared/functions";

const AT = { requestId: "request-1", now: Date.UTC(2026, 10, 20) };

/** What a handler calls: a path of the server below. */
const CALL = `
const http = require("node:http");
const agent = new http.Agent({ keepAlive: true });
const call = (path, limitMs) => new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port: process.env.SERVER_PORT, path, agent }, (response) => response.resume().on("end", () => resolve("answered")));
    const limit = setTimeout(() => request.destroy(new Error("limit")), limitMs);
    request.on("error", (error) => resolve(error.message)).on("close", () => clearTimeout(limit));
});
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
`;

describe("a LocalFunction in a hurry", () => {
    const bench = new FunctionBench();
    let server: Server;
    let port: string;
    /** Is called when "/hurry" or "/never" is asked. */
    let onHurry: (isUnanswered: boolean) => void = () => {};
    before((done) => {
        server = createServer(({ url }, response) => {
            if (url !== "/slow") {
                onHurry(url === "/never");
            }
            if (url !== "/never") {
                setTimeout(() => response.end(), url === "/slow" ? 300 : 0);
            }
        }).listen(0, "127.0.0.1", () => {
            port = String((server.address() as AddressInfo).port);
            done();
        });
    });
    after(async () => {
        await bench.closeAll();
        server.closeAllConnections();
        server.close();
    });

    async function invoked(handler: string, timeoutSeconds = 60): Promise<[result: InvocationResult, realMs: number, copy: LocalFunction]> {
        const index = `${CALL} exports.handler = async (event, context) => { ${handler} }`;
        const copy = await bench.make(definition(index, { environment: { SERVER_PORT: port }, timeoutSeconds }));
        onHurry = (isUnanswered) => copy.hurry(isUnanswered);
        const started = performance.now();
        return [await copy.invoke({}, AT), performance.now() - started, copy];
    }

    it("does not wait for pauses, which count as time that has passed", async () => {
        const [{ payload, durationMs }, realMs] = await invoked(`
            const started = performance.now();
            await call("/hurry", 1000);
            const order = [];
            await Promise.all([pause(30000).then(() => order.push("late")), pause(10000).then(() => order.push("early"))]);
            return [order, performance.now() - started >= 30000, context.getRemainingTimeInMillis() < 30000];`);
        assert.deepEqual(payload, [["early", "late"], true, true]);
        assert.ok(realMs < 5000, `${realMs}`);
        assert.ok(durationMs >= 30_000 && durationMs < 35_000, `${durationMs}`);
    });

    it("waits for a request under way: its limit does not run out", async () => {
        const [{ payload }] = await invoked('await call("/hurry", 1000); return [await call("/slow", 9000), await call("/slow", 9000)];');
        assert.deepEqual(payload, ["answered", "answered"]);
    });

    it("has the limit of a request run out that is never answered, and then waits for other requests", async () => {
        const [{ payload, durationMs }, realMs] = await invoked(
            'return [await call("/never", 20000), await call("/slow", 9000), await pause(9000)];',
        );
        assert.deepEqual(payload, ["limit", "answered", null]);
        assert.ok(realMs < 5000 && durationMs >= 29_000, `${realMs} ${durationMs}`);
    });

    it("does not run a timer that was cleared", async () => {
        const [{ payload }] = await invoked(`
            await call("/hurry", 1000);
            const seen = [];
            clearTimeout(setTimeout(() => seen.push("cleared"), 1000));
            clearTimeout(+setTimeout(() => seen.push("cleared by its number"), 1000));
            await pause(2000);
            return seen;`);
        assert.deepEqual(payload, []);
    });

    it("times out where a pause ends after the time-out", async () => {
        const [{ timedOut, durationMs }, realMs] = await invoked('await call("/hurry", 1000); await pause(15000); await pause(16000);', 30);
        assert.equal(timedOut, true);
        assert.ok(realMs < 5000 && durationMs >= 30_000, `${realMs} ${durationMs}`);
    });

    it("ends its hurry with the invocation", async () => {
        const [, , copy] = await invoked('globalThis.again ? await pause(300) : await call("/hurry", 1000); globalThis.again = true;');
        const started = performance.now();
        const { durationMs } = await copy.invoke({}, AT);
        assert.ok(performance.now() - started >= 290 && durationMs < 2000);
    });
});
