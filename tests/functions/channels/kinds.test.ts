import assert from "node:assert/strict";

import { CHANNEL_TYPES, KIND_NAMES } from "../../../catalog";
import { WRITERS } from "../../../functions/channels";
import { alertOf } from "../../../functions/channels/pagerduty";
import { withoutReasons } from "../../../functions/channels/rules";
import type { Message } from "../../../functions/message";
import { notifyJobStatus } from "../../../functions/notify";
import { publishedMessage } from "../../../functions/published";
import { readChannelPost } from "../../../models/channelPayloads";
import { describeFake, newsOf, SAMPLES } from "../shared/samples";
import { TOPIC_ARN } from "./deliveries";

const SECRET = { url: "https://example.com", key: `whsec_${Buffer.alloc(32, "k").toString("base64")}` };

/** The message about each sample event: of each kind one that failed, and one that is fine. */
async function messages(): Promise<Message[]> {
    const found: Message[] = [];
    for (const { row, event } of SAMPLES) {
        await notifyJobStatus(row, newsOf(row, event), { describe: describeFake, publish: async (message) => void found.push(message) });
    }
    return found;
}

describe("messages about all kinds", () => {
    let all: Message[];
    before(async () => {
        all = await messages();
    });

    it("are of the nine kinds, with failures and successes of each", () => {
        for (const kind of KIND_NAMES) {
            const severities = all.flatMap(({ resource, severity }) => (resource.kind === kind ? [severity === "info"] : []));
            assert.deepEqual([severities.includes(true), severities.includes(false)], [true, true], kind);
        }
    });

    for (const type of CHANNEL_TYPES) {
        it(`are such as ${type} takes them, masked or not`, () => {
            // What is no news for the person on call is not sent to PagerDuty.
            const isSent = (message: Message) => type !== "pagerduty" || alertOf(publishedMessage(message), "sns-1", 0) !== undefined;
            for (const message of all.filter(isSent)) {
                for (const published of [publishedMessage(message), withoutReasons(publishedMessage(message))]) {
                    const request = WRITERS[type]({ published, messageId: "sns-1", topicArn: TOPIC_ARN }, SECRET, Date.UTC(2026, 10, 24));
                    const { form, title, problems } = readChannelPost(request);
                    assert.deepEqual([form, problems], [type, []], message.headline);
                    // A resolution has the key of its alert alone, and a CloudEvent its type.
                    assert.ok(type === "webhook" || type === "pagerduty" || title.endsWith(message.headline), title);
                }
            }
        });
    }
});
