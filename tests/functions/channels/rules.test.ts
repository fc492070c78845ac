import assert from "node:assert/strict";

import type { ChannelRules } from "../../../catalog";
import { chosen, forResolution, withoutReasons } from "../../../functions/channels/rules";
import type { Message } from "../../../functions/message";
import { type PublishedDigest, publishedDigest } from "../../../functions/published";
import { messageOf } from "../shared/messages";
import { deliveredMessage } from "./deliveries";

const NIGHT = Date.UTC(2026, 10, 23, 2);
const DAY = Date.UTC(2026, 10, 23, 12);
const message = (more: Partial<Message> = {}) => deliveredMessage(more).published;
const endpoint = { resource: { kind: "Endpoint", title: "endpoint", name: "scores" }, severity: "critical" } as const;

/** Of each message its name, or why it is held back, or nothing. */
const outcome = (rules: ChannelRules, more: Partial<Message> = {}, nowMs = DAY) => {
    const { published, held } = chosen(message(more), rules, nowMs);
    return published === undefined ? (held ?? "not for it") : "sent";
};

/** A digest, with as many further messages as are not listed. */
function digest(messages: readonly Partial<Message>[], unlisted = 0): PublishedDigest {
    const waiting = messages.map((more, index) => ({ at: index, message: { ...messageOf({ name: `job-${index}` }), ...more } }));
    const published = publishedDigest("SageMaker digest: training job Failed", waiting);
    return { ...published, changes: published.changes + unlisted };
}

const summaryOf = (given: PublishedDigest, rules: ChannelRules, nowMs = DAY) => {
    const { published, held } = chosen(given, rules, nowMs);
    const { headline, severity, changes, entries } = (published ?? {}) as Partial<PublishedDigest>;
    return [held, headline, severity, changes, entries?.map(({ resource }) => resource.name)];
};

describe("the rules for a success that resolves alerts", () => {
    const rules = (only: ChannelRules["only"], except?: ChannelRules["except"]) => forResolution({ only, except });
    const success = { severity: "info", status: { value: "Completed", class: "succeeded", text: "Completed" }, tags: ["team=fraud"] } as const;
    for (const [what, given, expected] of [
        ["failures alone", rules({ class: ["failed"], status: ["Failed"], severity: ["error"] }), "sent"],
        ["failures of its kind", rules({ kind: ["TrainingJob"], class: ["failed"] }), "sent"],
        ["failures of another kind", rules({ kind: ["Endpoint"], class: ["failed"] }), "not for it"],
        ["failures of another tag", rules({ tag: ["team=ml"], class: ["failed"] }), "not for it"],
        ["what another channel has left, by tag", rules(undefined, [{ tag: ["team=fraud"] }]), "not for it"],
        ["what another channel has left, by status", rules(undefined, [{ class: ["succeeded"] }]), "sent"],
    ] as const) {
        it(`take one for a channel of ${what}: ${expected}`, () => {
            assert.equal(outcome(given, success), expected);
        });
    }

    it("hold none back", () => {
        const mute = [{ tag: "team=fraud", until: "9999-01-01" }];
        const quiet = { from: "00:00", to: "23:59", zone: "UTC" };
        assert.deepEqual(forResolution({ quiet, mute, masked: true }), {
            masked: true,
            only: undefined,
            except: undefined,
            quiet: undefined,
            mute: undefined,
        });
    });
});

describe("what a channel gets of messages", () => {
    for (const [what, only, more, expected] of [
        ["of a kind", { kind: ["Endpoint"] }, endpoint, "sent"],
        ["of another kind", { kind: ["Endpoint"] }, {}, "not for it"],
        ["of a status", { status: ["Failed"] }, {}, "sent"],
        ["of a class and another severity", { class: ["failed"], severity: ["critical"] }, {}, "not for it"],
        ["of a class and a severity", { class: ["failed"], severity: ["error", "critical"] }, {}, "sent"],
        ["with a tag", { tag: ["team=ml", "team=fraud"] }, { tags: ["env=dev", "team=fraud"] }, "sent"],
        ["with another value of the tag", { tag: ["team=fraud"] }, { tags: ["team=fraud-2"] }, "not for it"],
        ["with unknown tags", { tag: ["team=fraud"] }, {}, "not for it"],
    ] as const) {
        it(`is decided by "only" for one ${what}`, () => assert.equal(outcome({ only }, more), expected));
    }

    it("is nothing that another channel has taken", () => {
        const except = [{ kind: ["Endpoint"] }, { tag: ["team=fraud"] }];
        const of = (more: Partial<Message>) => outcome({ except }, more);
        assert.deepEqual([endpoint, { tags: ["team=fraud"] }, {}].map(of), ["not for it", "not for it", "sent"]);
    });

    it("is only what is critical in quiet hours, by the clock of their time zone", () => {
        const quiet = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
        // In winter, Berlin is an hour ahead of UTC.
        const at = (hour: number, minute: number, month = 10) => outcome({ quiet }, {}, Date.UTC(2026, month, 23, hour, minute));
        const held = "quiet hours until 07:00 Europe/Berlin";
        assert.deepEqual([at(20, 59), at(21, 0), at(23, 30), at(5, 59), at(6, 0)], ["sent", held, held, held, "sent"]);
        // In summer, it is two.
        assert.deepEqual([at(19, 59, 6), at(20, 0, 6), at(5, 0, 6)], ["sent", held, "sent"]);
        assert.equal(outcome({ quiet }, endpoint, NIGHT), "sent");
        const noon = { from: "12:00", to: "13:00", zone: "UTC" };
        const hours = [11, 12, 13].map((hour) => outcome({ quiet: noon }, {}, Date.UTC(2026, 10, 23, hour)));
        assert.deepEqual(hours, ["sent", "quiet hours until 13:00 UTC", "sent"]);
    });

    it("is nothing with a muted tag until its time, not even what is critical", () => {
        const mute = [{ tag: "team=fraud", until: "2026-11-24" }];
        const at = (nowMs: number, more: Partial<Message> = {}) => outcome({ mute }, { tags: ["team=fraud"], ...more }, nowMs);
        const held = "team=fraud is muted until 2026-11-24";
        const end = Date.UTC(2026, 10, 24);
        assert.deepEqual([at(end - 1), at(end), at(end - 1, endpoint), at(DAY, { tags: ["team=ml"] })], [held, "sent", held, "sent"]);
        assert.equal(at(DAY, { tags: undefined }), "sent");
    });
});

describe("what a channel gets of a digest", () => {
    const jobs = [endpoint, { tags: ["team=fraud"] }, { tags: ["team=ml"] }];

    it("is the same digest where everything in it is for the channel", () => {
        const given = digest(jobs);
        assert.equal(chosen(given, { only: { class: ["failed"] } }, DAY).published, given);
    });

    it("is a digest of the messages for it, and of those that are not listed", () => {
        assert.deepEqual(summaryOf(digest(jobs), { only: { tag: ["team=ml"] } }), [undefined, "SageMaker digest: 1 message", "error", 1, ["job-2"]]);
        const rest = summaryOf(digest(jobs, 5), { only: { tag: ["team=x"] } });
        assert.deepEqual(rest, [undefined, "SageMaker digest: 5 messages", "critical", 5, []]);
    });

    it("is nothing where nothing in it is for the channel", () => {
        const none = [undefined, undefined, undefined, undefined, undefined];
        assert.deepEqual(summaryOf(digest(jobs), { only: { tag: ["team=x"] } }), none);
    });

    it("leaves out what is held back, and says how many", () => {
        const mute = [{ tag: "team=fraud", until: "2026-11-24" }];
        const muted = summaryOf(digest(jobs), { mute });
        assert.deepEqual(muted, ["1 of 3: team=fraud is muted until 2026-11-24", "SageMaker digest: 2 messages", "critical", 2, ["scores", "job-2"]]);
        const quiet = { from: "00:00", to: "07:00", zone: "UTC" };
        const critical = summaryOf(digest(jobs), { quiet }, NIGHT);
        assert.deepEqual(critical, ["2 of 3: quiet hours until 07:00 UTC", "SageMaker digest: 1 message", "critical", 1, ["scores"]]);
        const quietAll = summaryOf(digest(jobs.slice(1), 9), { quiet }, NIGHT);
        assert.deepEqual(quietAll, ["2 of 11: quiet hours until 07:00 UTC", undefined, undefined, undefined, undefined]);
    });
});

describe("a message of which reasons are left out", () => {
    const account = "111122223333";
    const arn = `arn:aws:sagemaker:us-east-1:${account}:training-job/churn`;
    const resource = { kind: "TrainingJob", title: "training job", name: "churn-202611172214", account, arn };

    it("has no text of a person or a program, and no whole id of an account", () => {
        const given = message({
            resource,
            reasons: ["AlgorithmError: secret"],
            cause: "AlgorithmError: secret",
            causes: ["unknown"],
            notes: ["Tags must be a list, got secret"],
            facts: [
                { label: "Exit message", value: "secret" },
                { label: "Instances", value: `1 of ${account}` },
            ],
            links: [{ label: "Console", url: `https://${account}.example/` }],
            identity: `TrainingJob ["${arn}"]`,
        });
        const masked = { ...resource, account: "********3333", arn: "arn:aws:sagemaker:us-east-1:********3333:training-job/churn" };
        const { cause: _, ...rest } = given as Message & typeof given;
        assert.deepEqual(withoutReasons(given), {
            ...rest,
            resource: masked,
            reasons: [],
            notes: [],
            facts: [{ label: "Instances", value: "1 of ********3333" }],
            links: [{ label: "Console", url: "https://********3333.example/" }],
            identity: `TrainingJob ["${masked.arn}"]`,
        });
    });

    it("keeps a cause that is of the catalogue", () => {
        const given = message({ cause: "out of memory", causes: ["out-of-memory"] });
        assert.deepEqual(withoutReasons(given), given);
    });

    it("may be one of a digest", () => {
        const masked = withoutReasons(
            digest([
                { resource, cause: "secret" },
                { cause: "out of memory", causes: ["out-of-memory"] },
            ]),
        ) as PublishedDigest;
        assert.deepEqual(
            masked.entries.map(({ cause, resource: { account: shown } }) => [cause, shown]),
            [
                [undefined, "********3333"],
                ["out of memory", undefined],
            ],
        );
    });
});
