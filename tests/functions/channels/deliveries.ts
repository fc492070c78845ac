import type { Delivered } from "../../../functions/channels/channel";
import type { Message } from "../../../functions/message";
import { publishedDigest, publishedMessage } from "../../../functions/published";
import { messageOf } from "../shared/messages";

export const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:jobs";

/** A message about a training job as SNS delivers it. */
export function deliveredMessage(more: Partial<Message> = {}): Delivered {
    return { published: publishedMessage({ ...messageOf({ name: "churn" }), ...more }), messageId: "sns-1", topicArn: TOPIC_ARN };
}

/** A digest of training jobs of these names. */
export function deliveredDigest(names: readonly string[]): Delivered {
    const waiting = names.map((name, index) => ({ at: index, message: messageOf({ name, cause: "no capacity" }) }));
    return { published: publishedDigest("SageMaker digest: training job Failed", waiting), messageId: "sns-2", topicArn: TOPIC_ARN };
}

/** What events may hold: mentions, links and markup of channels, what can't be seen, quotation marks, characters of four bytes. */
export const HOSTILE = [
    "<!here> <!channel> <!everyone> <@U012AB3CD> <#C123ABC456> <!subteam^S123> @channel @here",
    "<https://evil.example|console> [console](https://evil.example) https://evil.example/x",
    "*bold* _italic_ ~struck~ `code` ```block``` > quote :rotating_light: &lt;!here&gt;",
    '"}],"blocks":[{"type":"image","image_url":"https://evil.example/x.png"}],"x":[{"a":"',
    "</script><script>alert(1)</script>",
    "first\nsecond\r\nReason: forged\u2028third",
    "\u202Egnp.exe\u202C \u200B\u0000\u0007",
    "🧪🧪🧪 ａｂｃ",
];
