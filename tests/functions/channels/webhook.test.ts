import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

import type { Delivered } from "../../../functions/channels/channel";
import { signatureOf, webhookRequest } from "../../../functions/channels/webhook";
import { readChannelPost } from "../../../models/channelPayloads";
import { deliveredDigest, deliveredMessage, HOSTILE, TOPIC_ARN } from "./deliveries";

const NOW = 1_614_265_330_999;
/** The key of the examples of Standard Webhooks. */
const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SECRET = { url: "https://example.com/hook", key: KEY };

function requestOf(delivered: Delivered) {
    const request = webhookRequest(delivered, SECRET, NOW);
    const { form, problems } = readChannelPost(request);
    assert.deepEqual([form, problems], ["webhook", []]);
    return { ...request, event: JSON.parse(request.body) as Record<string, unknown> };
}

describe("a message for a webhook", () => {
    it("is a CloudEvent with the message as its data", () => {
        const delivered = deliveredMessage({ sent: 1_614_265_329_000, identity: 'TrainingJob ["arn","failed",1]' });
        const { headers, event } = requestOf(delivered);
        assert.deepEqual(event, {
            specversion: "1.0",
            id: "e92868ad24f1133754fec39362da3ebf",
            source: TOPIC_ARN,
            type: "sagemaker-job-status.message.v1",
            subject: "churn",
            time: "2021-02-25T15:02:09.000Z",
            datacontenttype: "application/json",
            data: delivered.published,
        });
        assert.equal(headers["content-type"], "application/cloudevents+json; charset=utf-8");
    });

    it("is a CloudEvent under the id of SNS for a digest", () => {
        const { event } = requestOf(deliveredDigest(["a"]));
        assert.deepEqual([event.id, event.type, event.subject, event.time], ["sns-2", "sagemaker-job-status.digest.v1", undefined, undefined]);
    });

    it("has one id for one change, however often SNS has it", () => {
        const idOf = (more: Partial<Delivered>, identity: string) => requestOf({ ...deliveredMessage({ identity }), ...more }).event.id;
        assert.equal(idOf({}, "a"), idOf({ messageId: "sns-9" }, "a"));
        assert.notEqual(idOf({}, "a"), idOf({}, "b"));
    });

    it("has the signature of the example of Standard Webhooks for its content", () => {
        const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
        assert.equal(signatureOf(KEY, content), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    });

    it("is signed over id, time and body, as a receiver of Standard Webhooks verifies it", () => {
        for (const text of HOSTILE) {
            const { headers, body } = requestOf(deliveredMessage({ reasons: [text] }));
            const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
            assert.equal(timestamp, "1614265330");
            const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
            assert.equal(signature, `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`);
        }
    });

    for (const key of [undefined, "", "whsec_", "short", `whsec_${Buffer.alloc(65).toString("base64")}`]) {
        it(`refuses the key ${JSON.stringify(key)?.slice(0, 20)}`, () => {
            assert.throws(() => webhookRequest(deliveredMessage(), { url: SECRET.url, ...(key === undefined ? {} : { key }) }, NOW), {
                name: "InvalidChannelSecret",
                message: 'The secret\'s "key" must be 24 to 64 bytes in base64, as whsec_…',
            });
        });
    }
});
