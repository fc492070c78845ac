import type { WriteRequest } from "./channel";
import type { ChannelAnswer } from "./deliver";
import { slackRequest } from "./slack";

export const SLACK_API = "https://slack.com/api/chat.postMessage";

/** A message for a channel of Slack, written by a bot: https://docs.slack.dev/reference/methods/chat.postMessage */
export const botRequest =
    (channel: string): WriteRequest =>
    (delivered, secret, nowMs) => {
        const { headers, body } = slackRequest(delivered, secret, nowMs);
        if (secret.key === undefined) {
            throw Object.assign(new Error('The secret must have the token of the bot in "key"'), { name: "InvalidChannelSecret" });
        }
        return {
            headers: { ...headers, authorization: `Bearer ${secret.key}` },
            body: JSON.stringify({ channel, ...(JSON.parse(body) as object), unfurl_links: false, unfurl_media: false }),
        };
    };

/** Errors after which a new token may help, and after which another try may. Any other is final. */
const OLD_TOKEN = ["account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"];
/** What is no answer of the API comes from something in between. */
const NO_ANSWER = "no_answer_of_the_api";
const PASSING = [
    NO_ANSWER,
    "fatal_error",
    "internal_error",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
];

/**
 * What an answer of Slack's API means, in terms of HTTP: it says 200 to what it refuses, and `"ok": false` in the text.
 * Source: https://docs.slack.dev/apis/web-api/#responses
 */
export function botAnswer(answer: ChannelAnswer): ChannelAnswer {
    if (answer.status < 200 || answer.status >= 300 || /^\s*\{\s*"ok"\s*:\s*true\b/.test(answer.text)) {
        return answer;
    }
    const error = /"error"\s*:\s*"(\w+)"/.exec(answer.text)?.[1] ?? NO_ANSWER;
    return { ...answer, error, status: OLD_TOKEN.includes(error) ? 401 : PASSING.includes(error) ? 503 : 400 };
}
