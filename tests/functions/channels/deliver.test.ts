import assert from "node:assert/strict";

import { CHANNELS } from "../../../catalog";
import type { ChannelSecret } from "../../../functions/channels/channel";
import { type ChannelAnswer, deliver } from "../../../functions/channels/deliver";
import { deliveredMessage } from "./deliveries";

const OLD = { url: "https://hooks.slack.example/services/T0/B0/oldsecret" };
const NEW = { url: "https://hooks.slack.example/services/T0/B0/newsecret" };
const answer = (status: number, retryAfter: string | null = null, text = ""): ChannelAnswer => ({ status, retryAfter, text });
const broken = (more: object) => Object.assign(new Error(`connect to ${OLD.url} failed`), more);

/** Delivers a message to a channel that answers this way, and says what was tried and how it ended. */
async function run(answers: (ChannelAnswer | Error)[], { remainingMs = 60_000, secrets = [OLD, NEW] as ChannelSecret[] } = {}) {
    const steps: string[] = [];
    let now = Date.UTC(2026, 10, 24, 9);
    const until = now + remainingMs;
    const kept = [...secrets];
    const deps = {
        readSecret: async (isFresh: boolean) => {
            steps.push(isFresh ? "read again" : "read");
            return kept.shift()!;
        },
        post: async (url: string) => {
            steps.push(`post ${url.split("/").at(-1)}`);
            const next = answers.shift() ?? assert.fail("posted too often");
            if (next instanceof Error) {
                throw next;
            }
            return next;
        },
        now: () => now,
        wait: async (ms: number) => {
            steps.push(`wait ${ms}`);
            now += ms;
        },
        remainingMs: () => until - now,
    };
    const write = () => ({ headers: {}, body: "{}" });
    const ended = await deliver(CHANNELS.slack, write, deliveredMessage(), deps).then(
        () => "sent",
        (error: Error) => `${error.name}: ${error.message}`,
    );
    return [...steps, ended];
}

describe("a delivery to a channel", () => {
    it("ends with the first answer that is a success", async () => {
        assert.deepEqual(await run([answer(200, null, "ok")]), ["read", "post oldsecret", "sent"]);
        assert.deepEqual(await run([answer(202)]), ["read", "post oldsecret", "sent"]);
    });

    it("waits as long as the channel asks for, in seconds or until a date", async () => {
        assert.deepEqual(await run([answer(429, "30"), answer(200)]), ["read", "post oldsecret", "wait 30000", "post oldsecret", "sent"]);
        const date = "Tue, 24 Nov 2026 09:00:07 GMT";
        assert.deepEqual(await run([answer(503, date), answer(200)]), ["read", "post oldsecret", "wait 7000", "post oldsecret", "sent"]);
        const past = "Tue, 24 Nov 2026 08:00:00 GMT";
        assert.deepEqual(await run([answer(503, past), answer(200)]), ["read", "post oldsecret", "wait 0", "post oldsecret", "sent"]);
    });

    it("waits longer each time where the channel says nothing, and gives up after four attempts", async () => {
        assert.deepEqual(await run([answer(500), broken({ name: "TimeoutError" }), answer(429, "soon"), answer(503)]), [
            "read",
            "post oldsecret",
            "wait 1000",
            "post oldsecret",
            "wait 2000",
            "post oldsecret",
            "wait 4000",
            "post oldsecret",
            "ChannelUnavailable: Slack answered 503, 4 times",
        ]);
    });

    it("leaves to Lambda's retry what does not fit into the invocation", async () => {
        assert.deepEqual(await run([answer(429, "55")]), ["read", "post oldsecret", "ChannelUnavailable: Slack answered 429, once"]);
        const cause = broken({ name: "TypeError", cause: { code: "ECONNREFUSED" } });
        assert.deepEqual(await run([cause], { remainingMs: 5000 }), [
            "read",
            "post oldsecret",
            "ChannelUnavailable: Slack gave no answer (ECONNREFUSED), once",
        ]);
    });

    for (const status of [401, 403, 404, 410]) {
        it(`reads the secret again, once, after ${status}`, async () => {
            assert.deepEqual(await run([answer(status), answer(200)]), ["read", "post oldsecret", "read again", "post newsecret", "sent"]);
            assert.deepEqual(await run([answer(status), answer(status, null, "no_service")]), [
                "read",
                "post oldsecret",
                "read again",
                "post newsecret",
                `ChannelRefused: Slack answered ${status} no_service`,
            ]);
        });
    }

    it("does not repeat what is refused, nor follow a redirect", async () => {
        assert.deepEqual(await run([answer(400, null, "invalid_blocks")]), [
            "read",
            "post oldsecret",
            "ChannelRefused: Slack answered 400 invalid_blocks",
        ]);
        assert.deepEqual(await run([answer(302)]), ["read", "post oldsecret", "ChannelRefused: Slack answered 302"]);
    });

    it("repeats no answer that may have the secret", async () => {
        for (const text of [OLD.url, "no route /services/T0/B0/oldsecret", "oldsecret", "<html>oldsecret</html>"]) {
            assert.deepEqual((await run([answer(400, null, text)])).at(-1), "ChannelRefused: Slack answered 400");
        }
        assert.deepEqual(
            (await run([broken({ name: "TypeError" })], { remainingMs: 1 })).at(-1),
            "ChannelUnavailable: Slack gave no answer (TypeError), once",
        );
    });
});
