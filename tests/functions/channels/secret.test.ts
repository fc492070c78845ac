import assert from "node:assert/strict";

import { keeping, parseSecret } from "../../../functions/channels/secret";

const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs-AbCdEf";
const parse = (text: string, endpoint?: string, knownUrl?: string) => parseSecret(ARN, text, knownUrl, endpoint);

describe("the secret of a channel", () => {
    it("is an address, or JSON with an address and a key", () => {
        const url = "https://hooks.slack.example/services/T0/B0/x";
        assert.deepEqual(parse(` ${url}\n`), { url });
        assert.deepEqual(parse(JSON.stringify({ url })), { url });
        assert.deepEqual(parse(JSON.stringify({ url, key: "whsec_x", note: 1 })), { url, key: "whsec_x" });
    });

    it("is a key alone for a channel whose address is known, unless it has another one", () => {
        const url = "https://events.pagerduty.example/v2/enqueue";
        assert.deepEqual(parse(" R0123\n", undefined, url), { url, key: "R0123" });
        assert.deepEqual(parse('{"key": "R0123"}', undefined, url), { url, key: "R0123" });
        assert.deepEqual(parse('{"url": "https://eu.example/", "key": "R0123"}', undefined, url), { url: "https://eu.example/", key: "R0123" });
    });

    const address = `The secret ${ARN} must be an address that begins with https://, or JSON with such an address in "url"`;
    for (const [text, message] of [
        ["", address],
        ["hunter2", address],
        ["http://example.com/hunter2", address],
        ["https://user:hunter2@example.com/", address],
        ["javascript:hunter2", address],
        ['{"url": "hunter2"}', address],
        ['{"address": "https://example.com/hunter2"}', address],
        ['{"url": "https://example.com/hunter2"', `The secret ${ARN} begins as JSON and is none`],
        ['{"url": "https://example.com/", "key": ["hunter2"]}', `The secret ${ARN} must have a text in "key"`],
    ] as const) {
        it(`is refused, and not repeated, where it is ${text || "empty"}`, () => {
            assert.throws(() => parse(text), { name: "InvalidChannelSecret", message });
            assert.doesNotMatch(message, /hunter2/);
        });
    }

    it("may be an address without TLS where the function calls AWS there, and nowhere else", () => {
        const url = "http://127.0.0.1:4000/outside/x";
        assert.deepEqual(parse(url, "http://127.0.0.1:4000"), { url });
        assert.throws(() => parse(url, "http://127.0.0.1:4001"), { name: "InvalidChannelSecret" });
        assert.throws(() => parse(url), { name: "InvalidChannelSecret" });
    });

    it("is kept for five minutes, and read again at once where a new one is asked for", async () => {
        let now = 0;
        let reads = 0;
        const read = keeping(
            async () => ({ url: `https://example.com/${++reads}` }),
            () => now,
        );
        const urls = [await read(false), await read(false)];
        now = 299_999;
        urls.push(await read(false), await read(true), await read(false));
        now += 300_000;
        urls.push(await read(false));
        assert.deepEqual(
            urls.map(({ url }) => url.at(-1)),
            ["1", "1", "1", "2", "2", "3"],
        );
    });

    it("is not kept if it could not be read again", async () => {
        let fails = false;
        const read = keeping(
            async () => (fails ? assert.fail("denied") : { url: "https://example.com/" }),
            () => 0,
        );
        await read(false);
        fails = true;
        await assert.rejects(read(true), { message: "denied" });
        await assert.rejects(read(false), { message: "denied" });
    });
});
