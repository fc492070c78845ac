import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";

import { CHANNEL_TYPES, type ChannelRules, type ChannelType, readsTopic } from "../../../catalog";
import { CHANNEL_FILES, channelTexts } from "../../../components/shared/channelPackage";
import { apiError, LocalEndpoint, type OutsideRequest } from "../../../local/endpoint/localEndpoint";
import { readChannelPost } from "../../../models/channelPayloads";
import { deliveredDigest, deliveredMessage, HOSTILE } from "./deliveries";

const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs-AbCdEf";
const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:chat";
const PARAMETER_ARN = "arn:aws:ssm:us-east-1:111122223333:parameter/jobs";
const KEY = `whsec_${Buffer.alloc(32, "k").toString("base64")}`;

const CHILD = `
console.info = () => {};
const events = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
(async () => {
    const { handler } = require(process.cwd() + "/index.js");
    for (const event of events) {
        const result = await handler(event, { getRemainingTimeInMillis: () => 60000 }).catch((error) => error.name + ": " + error.message);
        console.log(JSON.stringify(result));
    }
})();
`;

/** A channel and the secrets of AWS on loopback, and the function's package in an empty folder outside of the project. */
class Bench {
    readonly posts: OutsideRequest[] = [];
    readonly reads: string[] = [];
    /** What the channel answers, one after the other, and then 200. */
    answers: { statusCode: number; body: string; headers?: Record<string, string> }[] = [];
    /** More of the function's environment. */
    environment: Record<string, string> = {};
    /** Ends of the addresses that the secret has, one after the other. */
    paths = ["first"];
    private readonly folder = mkdtempSync(join(tmpdir(), "channel-"));

    private constructor(private readonly endpoint: LocalEndpoint) {}

    static async start(type: ChannelType, rules: ChannelRules = {}): Promise<Bench> {
        const bench = new Bench(await LocalEndpoint.start({ now: () => Date.now() }));
        Object.entries(channelTexts(type, rules)).forEach(([name, text]) => writeFileSync(join(bench.folder, name), text));
        Object.entries(CHANNEL_FILES).forEach(([name, file]) => copyFileSync(file, join(bench.folder, name)));
        const secret = (name: unknown) => {
            bench.reads.push(String(name));
            const path = bench.paths.length > 1 ? bench.paths.shift()! : bench.paths[0]!;
            return JSON.stringify({ url: `${bench.endpoint.url}/outside/${path}`, key: KEY });
        };
        bench.endpoint.handle("secretsmanager", "GetSecretValue", ({ input }) => ({ SecretString: secret(input.SecretId) }));
        bench.endpoint.handle("ssm", "GetParameter", ({ input }) => {
            assert.equal(input.WithDecryption, true);
            return { Parameter: { Value: secret(input.Name) } };
        });
        bench.endpoint.handle("dynamodb", "GetItem", () => ({}));
        bench.endpoint.handle("dynamodb", "PutItem", () => ({}));
        bench.endpoint.handle("sns", "Publish", ({ input }) => {
            assert.equal(input.TopicArn, TOPIC_ARN);
            bench.posts.push({ path: "", headers: {}, body: Buffer.from(String(input.Message)) } as OutsideRequest);
            const { form, problems } = readChannelPost({ headers: {}, body: String(input.Message) });
            assert.deepEqual([form, problems], ["q", []]);
            const answer = bench.answers.shift();
            if (answer !== undefined) {
                throw apiError("InternalError", answer.body, answer.statusCode);
            }
            return { MessageId: "1" };
        });
        bench.endpoint.outside = async (request) => {
            bench.posts.push(request);
            const { problems } = readChannelPost({ headers: request.headers, body: request.body.toString() });
            return problems.length > 0 ? { statusCode: 400, body: "invalid_payload" } : (bench.answers.shift() ?? { statusCode: 200, body: "ok" });
        };
        return bench;
    }

    /** Invokes the function for each message in one process; what it prints is its results, and nothing else. */
    run(delivered: readonly ReturnType<typeof deliveredMessage>[], secretArn = SECRET_ARN): Promise<unknown[]> {
        const env = {
            AWS_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
            AWS_SECRET_ACCESS_KEY: "example",
            AWS_ENDPOINT_URL: this.endpoint.url,
            CHANNEL_SECRET_ARN: secretArn,
            CHANNEL_TOPIC_ARN: TOPIC_ARN,
            LEDGER_TABLE: "ledger",
            ...this.environment,
        };
        const events = delivered.map(({ published, messageId: MessageId, topicArn: TopicArn }) => ({
            Records: [{ Sns: { Message: JSON.stringify(published), MessageId, TopicArn } }],
        }));
        return new Promise((resolve, reject) => {
            const child = execFile(process.execPath, ["--no-warnings", "-e", CHILD], { cwd: this.folder, env }, (error, stdout, stderr) => {
                if (error || stderr !== "") {
                    reject(new Error(`${error?.message}\n${stderr}`));
                } else {
                    resolve(
                        stdout
                            .trim()
                            .split("\n")
                            .map((line) => JSON.parse(line) as unknown),
                    );
                }
            });
            child.stdin!.end(JSON.stringify(events));
        });
    }

    async stop(): Promise<void> {
        await this.endpoint.close();
        rmSync(this.folder, { recursive: true });
    }

    refuseSecrets(): void {
        this.endpoint.disturb = ({ service }) => {
            if (service === "dynamodb") {
                return;
            }
            throw apiError("AccessDeniedException", "not authorized to perform: secretsmanager:GetSecretValue");
        };
    }
}

for (const type of CHANNEL_TYPES) {
    describe(`the package of the channel ${type}`, () => {
        let bench: Bench;
        beforeEach(async () => {
            bench = await Bench.start(type);
        });
        afterEach(() => bench.stop());

        it("has at most 135 KB", () => {
            const texts = Object.entries(channelTexts(type)).map(([name, text]) => [name, Buffer.from(text)]);
            const built = Object.entries(CHANNEL_FILES).map(([name, file]) => [name, readFileSync(file)]);
            const { length } = zipSync(Object.fromEntries([...texts, ...built]), { level: 9 });
            assert.ok(length <= 135_000, `${length} bytes`);
        });

        it("sends messages, digests and hostile texts, with one look at its secret, and the channel takes them", async () => {
            const hostile = HOSTILE.map((text) =>
                deliveredMessage({ headline: text, reasons: [text.repeat(400)], facts: [{ label: text, value: text }] }),
            );
            const results = await bench.run([deliveredMessage(), deliveredDigest(["a", "b"]), ...hostile]);
            assert.deepEqual(new Set(results.map((result) => JSON.stringify(result))), new Set(['{"outcome":"handled"}']));
            assert.deepEqual([bench.posts.length, bench.reads], [2 + HOSTILE.length, readsTopic(type) ? [] : [SECRET_ARN]]);
        });

        it("tries again after a failure that passes", async () => {
            bench.answers = [{ statusCode: 503, body: "" }];
            assert.deepEqual(await bench.run([deliveredMessage()]), [{ outcome: "handled" }]);
            assert.equal(bench.posts.length, 2);
        });

        if (readsTopic(type)) {
            it("fails with the error of SNS", async () => {
                bench.answers = Array.from({ length: 9 }, () => ({ statusCode: 400, body: "it is no topic" }));
                assert.deepEqual(await bench.run([deliveredMessage()]), ["InternalErrorException: it is no topic"]);
            });
            return;
        }

        it("reads a parameter by its ARN", async () => {
            assert.deepEqual(await bench.run([deliveredMessage()], PARAMETER_ARN), [{ outcome: "handled" }]);
            assert.deepEqual(bench.reads, [PARAMETER_ARN]);
        });

        it("reads the secret again where the channel is gone, and uses the new address from then on", async () => {
            bench.paths = ["first", "second"];
            bench.answers = [{ statusCode: 404, body: "no_service" }];
            assert.deepEqual(await bench.run([deliveredMessage(), deliveredMessage()]), [{ outcome: "handled" }, { outcome: "handled" }]);
            assert.deepEqual(
                bench.posts.map(({ path }) => path),
                ["/outside/first", "/outside/second", "/outside/second"],
            );
        });

        it("fails with an error that has nothing of the secret", async () => {
            bench.answers = [{ statusCode: 400, body: `no route /outside/first ${KEY}` }];
            const [refused] = await bench.run([deliveredMessage()]);
            assert.match(String(refused), /^ChannelRefused: [\w ]+ answered 400$/);
            bench.refuseSecrets();
            const [denied] = await bench.run([deliveredMessage()]);
            assert.equal(denied, "AccessDeniedException: not authorized to perform: secretsmanager:GetSecretValue");
        });
    });
}

describe("the package of a channel with rules", () => {
    const mute = [{ tag: "team=fraud", until: "9999-01-01" }];
    const muted = deliveredMessage({ tags: ["team=fraud"] });
    const play = async (type: ChannelType, rules: ChannelRules, delivered: readonly ReturnType<typeof deliveredMessage>[]) => {
        const bench = await Bench.start(type, rules);
        try {
            return [await bench.run(delivered), bench.posts.map(({ body }) => body.toString())] as const;
        } finally {
            await bench.stop();
        }
    };

    it("sends what they leave, and says of the rest why it is not sent", async () => {
        const [results, posts] = await play("slack", { mute, except: [{ tag: ["team=ml"] }] }, [
            muted,
            deliveredMessage({ tags: ["team=ml"] }),
            deliveredMessage({ tags: ["team=x"] }),
        ]);
        assert.deepEqual(results, [
            { outcome: "ignored", reason: "team=fraud is muted until 9999-01-01" },
            { outcome: "ignored", reason: "it is not for this channel" },
            { outcome: "handled" },
        ]);
        assert.equal(posts.length, 1);
    });

    it("leaves no reason and no id of an account in a request", async () => {
        const account = "111122223333";
        const arn = `arn:aws:sagemaker:us-east-1:${account}:training-job/churn`;
        const resource = { kind: "TrainingJob", title: "training job", name: "churn", account, arn };
        for (const type of CHANNEL_TYPES) {
            const message = { resource, reasons: ["hunter2"], identity: `TrainingJob ["${arn}"]`, notes: ["hunter2"] };
            const [, posts] = await play(type, { masked: true }, [deliveredMessage(message)]);
            assert.equal(posts.length, 1, type);
            assert.doesNotMatch(posts[0]!, /111122223333|hunter2/, type);
            assert.match(posts[0]!, /\*{8}3333/, type);
        }
    });

    it("resolves alerts of PagerDuty although their tag is muted", async () => {
        const success = deliveredMessage({
            tags: ["team=fraud"],
            severity: "info",
            status: { value: "Completed", class: "succeeded", text: "Completed" },
        });
        const [results] = await play("pagerduty", { mute }, [muted, success]);
        assert.deepEqual(results, [{ outcome: "ignored", reason: "team=fraud is muted until 9999-01-01" }, { outcome: "handled" }]);
        const transitional = deliveredMessage({ severity: "info", status: { value: "InProgress", class: "transitional", text: "InProgress" } });
        const [ofFailures] = await play("pagerduty", { only: { class: ["failed"] } }, [success, transitional]);
        assert.deepEqual(ofFailures, [{ outcome: "handled" }, { outcome: "ignored", reason: "it is not for this channel" }]);
    });
});

describe("the package of the channel slack with a bot", () => {
    let bench: Bench;
    beforeEach(async () => {
        bench = await Bench.start("slack");
        bench.environment = { SLACK_CHANNEL_ID: "C0123ABCDEF" };
    });
    afterEach(() => bench.stop());
    const said = (body: object) => ({ statusCode: 200, body: JSON.stringify(body) });

    it("writes to the channel with its token, and takes the answer of the API as it is meant", async () => {
        // The answer repeats the message.
        bench.answers = [said({ ok: true, message: { text: "x".repeat(50_000) } })];
        assert.deepEqual(await bench.run([deliveredMessage()]), [{ outcome: "handled" }]);
        const [{ headers, body }] = bench.posts as [OutsideRequest];
        const { channel, unfurl_links } = JSON.parse(body.toString()) as Record<string, unknown>;
        assert.deepEqual([headers.authorization, channel, unfurl_links], [`Bearer ${KEY}`, "C0123ABCDEF", false]);
    });

    it("fails where Slack says 200 and that it is not ok, and says what Slack says", async () => {
        bench.answers = [said({ ok: false, error: "channel_not_found" })];
        assert.deepEqual(await bench.run([deliveredMessage()]), ["ChannelRefused: Slack answered channel_not_found"]);
        assert.equal(bench.posts.length, 1);
    });

    it("tries again where it was too much at once, or something in between has answered", async () => {
        bench.answers = [said({ ok: false, error: "ratelimited" }), { statusCode: 200, body: "<html>" }, said({ ok: true })];
        assert.deepEqual(await bench.run([deliveredMessage()]), [{ outcome: "handled" }]);
        assert.equal(bench.posts.length, 3);
    });

    it("reads its token again where Slack does not know it", async () => {
        bench.answers = [said({ ok: false, error: "token_revoked" }), said({ ok: false, error: "invalid_auth" })];
        assert.deepEqual(await bench.run([deliveredMessage()]), ["ChannelRefused: Slack answered invalid_auth"]);
        assert.equal(bench.reads.length, 2);
    });
});

describe("the package of the channel webhook, for its receiver", () => {
    it("signs what it sends", async () => {
        const bench = await Bench.start("webhook");
        try {
            await bench.run([deliveredMessage()]);
            const [{ headers, body }] = bench.posts as [OutsideRequest];
            const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body.toString()}`;
            const expected = createHmac("sha256", Buffer.alloc(32, "k")).update(content).digest("base64");
            assert.equal(headers["webhook-signature"], `v1,${expected}`);
        } finally {
            await bench.stop();
        }
    });
});
