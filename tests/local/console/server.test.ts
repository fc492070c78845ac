import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { BadRequest } from "../../../local/console/routes";
import { ConsoleServer } from "../../../local/console/server";
import type { Snapshot } from "../../../local/console/protocol";

interface Answer {
    readonly status: number | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
}

describe("the server of the console", () => {
    let folder: string;
    let server: ConsoleServer;
    let posted: unknown[];
    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "console-server-"));
        const files = { script: path.join(folder, "page.js"), style: path.join(folder, "page.css") };
        writeFileSync(files.script, "script");
        writeFileSync(files.style, "style");
        server = await ConsoleServer.start(
            0,
            {
                json: JSON.stringify,
                ready: () => Promise.resolve(),
                snapshot: () => ({ program: "fake" }) as unknown as Snapshot,
                get: { "/api/echo": (query) => ({ got: query.get("q") }) },
                post: {
                    "/api/do": (body) => {
                        posted.push(body);
                        if (body.bad === true) {
                            throw new BadRequest("bad must be false");
                        }
                        if (body.worse === true) {
                            throw new Error("a bug");
                        }
                    },
                },
            },
            files,
        );
    });
    beforeEach(() => {
        posted = [];
    });
    after(async () => {
        await server.close();
        rmSync(folder, { recursive: true });
    });

    const token = () => new URL(server.url).searchParams.get("token")!;
    /** Sends a request as a browser that has the token's cookie does, but for what is given. */
    const ask = (target: string, { method = "GET", headers = {}, body = "" }: { method?: string; headers?: object; body?: string } = {}) =>
        new Promise<Answer>((resolve, reject) => {
            const host = `127.0.0.1:${server.port}`;
            const own = { host, cookie: `jobstatus-console-${server.port}=${token()}`, ...(method === "POST" ? { origin: `http://${host}` } : {}) };
            const sent = request({ host: "127.0.0.1", port: server.port, path: target, method, headers: { ...own, ...headers } }, (response) => {
                let text = "";
                response.setEncoding("utf8").on("data", (part: string) => (text += part));
                response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
            });
            sent.on("error", reject);
            sent.end(body);
        });

    it("gives the token to the browser as a cookie that no script and no other site can use, and takes it out of the address", async () => {
        const { status, headers } = await ask(`/?token=${token()}`, { headers: { cookie: "" } });
        assert.equal(status, 303);
        assert.equal(headers.location, "/");
        assert.deepEqual(headers["set-cookie"], [`jobstatus-console-${server.port}=${token()}; Path=/; HttpOnly; SameSite=Strict`]);
    });

    it("serves a page without inline script under a strict policy", async () => {
        const { status, headers, body } = await ask("/");
        assert.equal(status, 200);
        assert.equal(
            headers["content-security-policy"],
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        );
        assert.equal(headers["x-content-type-options"], "nosniff");
        assert.equal(headers["referrer-policy"], "no-referrer");
        assert.deepEqual(body.match(/<script[^]*?<\/script>/g), ['<script type="module" src="/console.js"></script>']);
        assert.doesNotMatch(body, / on\w+=|style=|https?:/);
        assert.equal((await ask("/console.js")).body, "script");
        assert.equal((await ask("/console.css")).body, "style");
    });

    for (const [what, target, options, status, reason] of [
        ["no token", "/", { headers: { cookie: "" } }, 401, "The token is missing or wrong: open the address that jobstatus console has printed"],
        ["no token for the script", "/console.js", { headers: { cookie: "" } }, 401, undefined],
        ["no token for the stream", "/api/stream", { headers: { cookie: "" } }, 401, undefined],
        ["a wrong token", "/?token=abc", { headers: { cookie: "" } }, 401, undefined],
        ["an empty token", "/?token=", { headers: { cookie: "" } }, 401, undefined],
        ["a foreign name in Host, as DNS rebinding has it", "/", { headers: { host: "evil.example:80" } }, 421, undefined],
        ["another port in Host", "/", { headers: { host: "127.0.0.1:1" } }, 421, undefined],
        ["another Origin", "/api/do", { method: "POST", headers: { origin: "https://evil.example" } }, 403, "Requests of other origins are refused"],
        ["the Origin null of a sandboxed frame", "/api/do", { method: "POST", headers: { origin: "null" } }, 403, undefined],
        ["another port of this machine as Origin", "/api/do", { method: "POST", headers: { origin: "http://127.0.0.1:1" } }, 403, undefined],
        ["a request that a page of another site started", "/", { headers: { "sec-fetch-site": "cross-site" } }, 403, undefined],
        ["a request that another port of this machine started", "/", { headers: { "sec-fetch-site": "same-site" } }, 403, undefined],
        ["another method", "/api/do", { method: "PUT" }, 405, undefined],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const answer = await ask(target, options);
            assert.equal(answer.status, status);
            assert.match(answer.body, /^\{"error":"/);
            if (reason !== undefined) {
                assert.deepEqual(JSON.parse(answer.body), { error: reason });
            }
            assert.deepEqual(posted, []);
        });
    }

    it("refuses a POST without Origin that has the cookie alone", async () => {
        const { status } = await ask("/api/do", { method: "POST", headers: { origin: [] } });
        assert.equal(status, 405);
        assert.deepEqual(posted, []);
    });

    it("answers requests with a body, and says what is wrong with them", async () => {
        assert.equal((await ask("/api/echo?q=1")).body, '{"got":"1"}');
        assert.deepEqual(await ask("/api/do", { method: "POST", body: '{"a":1}' }).then(({ status, body }) => [status, body]), [200, "{}"]);
        assert.deepEqual(posted, [{ a: 1 }]);
        const errorOf = async (body: string) => {
            const answer = await ask("/api/do", { method: "POST", body });
            return [answer.status, (JSON.parse(answer.body) as { error: string }).error] as const;
        };
        assert.deepEqual(await errorOf("[]"), [200, "The request must be a JSON object"]);
        assert.deepEqual(await errorOf('{"bad":true}'), [200, "bad must be false"]);
        assert.deepEqual(await errorOf('{"worse":true}'), [500, "a bug"]);
        assert.deepEqual(await errorOf(JSON.stringify({ a: "x".repeat(2_000_000) })), [200, "The request must have at most 2000000 bytes"]);
        assert.match((await errorOf("{"))[1], /^The request must be JSON: /);
        assert.equal((await ask("/nothing")).status, 404);
        assert.equal((await ask("/api/nothing", { method: "POST" })).status, 404);
    });
});
