import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { readChannelList } from "../../../components/shared/channelSettings";
import { arnProblems } from "../../../components/shared/arns";

const TOPIC = "arn:aws:sns:us-east-1:111122223333:chat";

describe("readChannelList", () => {
    it("takes ARNs of other resources, which are known after the preview", () => {
        const [secret, topic, key] = ["secret", TOPIC, "key"].map((value) => pulumi.output(value));
        const channels = [
            { type: "slack", name: "slack", secret, key },
            { type: "q", name: "q", topic, key },
        ];
        assert.deepEqual(readChannelList(channels, arnProblems), { channels, problems: [] });
    });

    it("refuses a list and a channel that are not known in the preview, and other members that are not", () => {
        const late = "must be known in the preview: only secret, topic and key of a channel can come from another resource";
        assert.deepEqual(readChannelList(pulumi.output([]), arnProblems), { channels: [], problems: [` ${late}`] });
        const channels = [pulumi.output({ type: "q" }), { type: "q", name: "chat", topic: TOPIC, last: pulumi.output(false) }];
        assert.deepEqual(readChannelList(channels, arnProblems).problems, [` 1: ${late}`, " 2: last must be true or false, got an Output"]);
    });
});
