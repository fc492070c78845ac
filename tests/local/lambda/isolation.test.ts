import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalFunction } from "../../../local/lambda/localFunction";
import { definition, FunctionBench, gone } from "./shared/functions";

const AT = { requestId: "request-1", now: 0 };

describe("a function's process", () => {
    const bench = new FunctionBench();
    const home = mkdtempSync(join(tmpdir(), "home-"));
    const inherited = { ...process.env };
    const poison = {
        HOME: home,
        AWS_PROFILE: "production",
        AWS_ACCESS_KEY_ID: "AKIAREAL",
        AWS_SECRET_ACCESS_KEY: "real",
        AWS_SESSION_TOKEN: "real",
        AWS_CONFIG_FILE: join(home, ".aws/config"),
        AWS_ENDPOINT_URL_SNS: "https://sns.us-east-1.amazonaws.com",
        HTTP_PROXY: "http://127.0.0.1:3128",
        HTTPS_PROXY: "http://127.0.0.1:3128",
        NODE_OPTIONS: `--require ${join(home, "evil.js")}`,
        NODE_PATH: join(home, ".node_modules"),
        NODE_EXTRA_CA_CERTS: join(home, "ca.pem"),
    };
    let copy: LocalFunction;
    before(async () => {
        mkdirSync(join(home, ".aws"));
        mkdirSync(join(home, ".node_modules"));
        writeFileSync(join(home, ".aws/config"), "[profile production]\nregion = eu-west-1\n");
        writeFileSync(join(home, ".node_modules/evil.js"), "");
        writeFileSync(join(home, "evil.js"), "process.exit(66)");
        Object.assign(process.env, poison);
        const environment = {
            TOPIC: "t",
            QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/111122223333/orders",
            PAGE: "https://sqs.us-east-1.amazonaws.com/",
        };
        const index = 'exports.handler = ({ body }) => eval("(async () => {" + body + "})()")';
        copy = await bench.make(definition(index, { environment }));
    });
    after(async () => {
        for (const name of Object.keys(poison)) {
            delete process.env[name];
        }
        Object.assign(process.env, inherited);
        await bench.closeAll();
        rmSync(home, { recursive: true });
    });

    const evaluate = async (body: string): Promise<unknown> => {
        const { ok, payload, error } = await copy.invoke({ body }, AT);
        assert.equal(ok, true, error?.errorMessage);
        return payload;
    };

    it("gets what the function declares, queues being on the endpoint, and what Lambda sets, and nothing of this machine", async () => {
        const environment = (await evaluate("return process.env")) as Record<string, string>;
        const folder = environment.HOME?.replace(/\/home$/, "") ?? "";
        assert.ok(folder.startsWith(bench.folder), folder);
        assert.deepEqual(environment, {
            TOPIC: "t",
            QUEUE_URL: "http://127.0.0.1:9/111122223333/orders",
            PAGE: "https://sqs.us-east-1.amazonaws.com/",
            _HANDLER: "__index.handler",
            AWS_DEFAULT_REGION: "us-east-1",
            AWS_REGION: "us-east-1",
            AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
            AWS_LAMBDA_FUNCTION_NAME: "orders",
            AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
            AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
            AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
            AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/orders",
            AWS_LAMBDA_LOG_STREAM_NAME: "1970/01/01/[$LATEST]ebd42ca9a4f4b740da505e082ab69281",
            AWS_ACCESS_KEY_ID: "LOCAL0001",
            AWS_SECRET_ACCESS_KEY: "local",
            AWS_SESSION_TOKEN: "local",
            LAMBDA_TASK_ROOT: `${folder}/task`,
            TZ: ":UTC",
            LANG: "en_US.UTF-8",
            PATH: "/usr/local/bin:/usr/bin:/bin",
            NODE_PATH: "",
            HOME: `${folder}/home`,
            TMPDIR: `${folder}/tmp`,
            AWS_ENDPOINT_URL: "http://127.0.0.1:9",
            AWS_EC2_METADATA_DISABLED: "true",
            AWS_CONFIG_FILE: `${folder}/home/no-config`,
            AWS_SHARED_CREDENTIALS_FILE: `${folder}/home/no-credentials`,
        });
    });

    it("starts in its own folder, finds an empty home, and does not see that it is a child", async () => {
        const body = `
            const { readdirSync } = require("node:fs");
            return [process.cwd() === process.env.LAMBDA_TASK_ROOT, readdirSync(process.env.HOME), readdirSync("."), typeof process.send]`;
        assert.deepEqual(await evaluate(body), [true, [], ["__index.js"], "undefined"]);
    });

    for (const name of ["evil", "fflate", "@aws-sdk/client-sagemaker"]) {
        it(`does not find the package ${name}`, async () => {
            assert.equal(await evaluate(`try { require("${name}"); return "found" } catch (error) { return error.code }`), "MODULE_NOT_FOUND");
        });
    }

    const refused = "refused: on the laptop a function reaches loopback addresses only";
    const hint = ". Take the address from an environment variable, and give it that of a server on this machine here";
    for (const [what, body, target] of [
        [
            "fetch",
            'return fetch("https://sagemaker.us-east-1.amazonaws.com/").catch((error) => error.cause.message)',
            "sagemaker.us-east-1.amazonaws.com:443",
        ],
        [
            "http",
            'return new Promise((resolve) => require("http").get("http://169.254.169.254/latest").on("error", (error) => resolve(error.message)))',
            "169.254.169.254:80",
        ],
        [
            "https",
            'return new Promise((resolve) => require("https").get("https://example.com").on("error", (error) => resolve(error.message)))',
            "example.com:443",
        ],
        [
            "http2",
            'return new Promise((resolve) => require("http2").connect("https://example.com").on("error", (error) => resolve(error.message)))',
            "example.com:443",
        ],
        [
            "net",
            'return new Promise((resolve) => require("net").connect(22, "10.0.0.1").on("error", (error) => resolve(error.message)))',
            "10.0.0.1:22",
        ],
        [
            "tls",
            'return new Promise((resolve) => require("tls").connect(443, "8.8.8.8").on("error", (error) => resolve(error.message)))',
            "8.8.8.8:443",
        ],
        [
            "a local socket",
            'return new Promise((resolve) => require("net").connect("/var/run/docker.sock").on("error", (error) => resolve(error.message)))',
            "/var/run/docker.sock",
        ],
        [
            "an ES import",
            'const { connect } = await import("node:net"); return new Promise((resolve) => connect({ port: 22, host: "::2" }).on("error", (error) => resolve(error.message)))',
            "::2:22",
        ],
        [
            "a worker",
            `const { Worker } = require("worker_threads");
             const code = 'require("net").connect(22, "10.0.0.1").on("error", (error) => require("worker_threads").parentPort.postMessage(error.message))';
             return new Promise((resolve) => new Worker(code, { eval: true }).on("message", resolve))`,
            "10.0.0.1:22",
        ],
    ] as const) {
        it(`cannot connect to another machine by ${what}`, async () => {
            assert.equal(await evaluate(body), `Connection to ${target} ${refused}${hint}`);
        });
    }

    for (const [what, body] of [
        ["dns.lookup", 'return new Promise((resolve) => require("dns").lookup("example.com", (error) => resolve(error.message)))'],
        ["dns.resolve4", 'return new Promise((resolve) => require("dns").resolve4("example.com", (error) => resolve(error.message)))'],
        ["dns/promises", 'return (await import("node:dns/promises")).resolveTxt("example.com").catch((error) => error.message)'],
        [
            "an ES import",
            'const { lookup } = await import("node:dns"); return new Promise((resolve) => lookup("example.com", (error) => resolve(error.message)))',
        ],
        ["a Resolver", 'return new (require("dns").promises.Resolver)().resolveMx("example.com").catch((error) => error.message)'],
    ] as const) {
        it(`cannot ask a name server by ${what}`, async () => {
            assert.equal(await evaluate(body), `Name query for example.com ${refused}`);
        });
    }

    it("cannot send datagrams to another machine", async () => {
        const body = 'try { require("dgram").createSocket("udp4").send("x", 8125, "10.0.0.1") } catch (error) { return error.message }';
        assert.equal(await evaluate(body), `Datagram to 10.0.0.1 ${refused}`);
    });

    it("says why fetch failed and how to stub the address in the message that a report shows", async () => {
        assert.equal(
            await evaluate('return fetch("https://hooks.slack.com/services/T0/B0").catch((error) => `${error.name}: ${error.message}`)'),
            `TypeError: fetch failed: Connection to hooks.slack.com:443 ${refused}${hint}`,
        );
        assert.equal(await evaluate('return fetch("no address").catch((error) => error.message)'), "Failed to parse URL from no address");
    });

    it("reaches loopback addresses by number and by name", async () => {
        const server = createServer((_request, response) => response.end("here"));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const body = `
            const get = (url) => new Promise((resolve, reject) => require("http").get(url, (r) => r.setEncoding("utf8").on("data", resolve)).on("error", reject));
            const text = async (url) => (await fetch(url)).text();
            return [await get("http://127.0.0.1:${port}"), await text("http://127.0.0.1:${port}"), await text("http://localhost:${port}")]`;
        assert.deepEqual(await evaluate(body), ["here", "here", "here"]);
        server.closeAllConnections();
        server.close();
    });

    describe("ends with this process", () => {
        const start = async (ending: string): Promise<{ parent: ChildProcess; pid: number }> => {
            const script = `
                require(${JSON.stringify(join(__dirname, "../../support/register.js"))});
                const { FunctionBench, definition } = require(${JSON.stringify(join(__dirname, "shared/functions.ts"))});
                (async () => {
                    const copy = await new FunctionBench().make(definition("exports.handler = async ({ hang }) => { while (hang) {} return process.pid }"));
                    console.log((await copy.invoke({}, { requestId: "r", now: 0 })).payload);
                    ${ending}
                })();`;
            const parent = spawn(process.execPath, ["-e", script], {
                env: { ...inherited, TMPDIR: bench.folder },
                stdio: ["ignore", "pipe", "inherit"],
            });
            const pid = await new Promise<number>((resolve) => parent.stdout?.once("data", (text) => resolve(Number(text))));
            return { parent, pid };
        };
        // Started together: loading TypeScript is most of the time.
        let started: Awaited<ReturnType<typeof start>>[];
        before(async () => {
            const endings = [
                "",
                'copy.invoke({ hang: true }, { requestId: "r", now: 0 }); setTimeout(() => process.exit(0), 100);',
                "setInterval(() => {}, 1000);",
            ];
            started = await Promise.all(endings.map(start));
        });

        it("when it ends without closing the copy, which does not keep it alive", async () => {
            const { parent, pid } = started[0]!;
            const code = await new Promise((resolve) => (parent.exitCode === null ? parent.once("exit", resolve) : resolve(parent.exitCode)));
            assert.equal(code, 0);
            await gone(pid);
        });

        it("when it ends while the handler hangs", () => gone(started[1]!.pid));

        it("when it is killed", async () => {
            const { parent, pid } = started[2]!;
            parent.kill("SIGKILL");
            await gone(pid);
        });
    });
});
