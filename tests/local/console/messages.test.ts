import assert from "node:assert/strict";

import type { BusEvent } from "../../../local/aws";
import type { Fact } from "../../../local/aws/log";
import { keptMessages, shownMessages } from "../../../local/console/messages";
import type { KeptMessage } from "../../../local/console/messageProtocol";
import { sampleEvent } from "../../support/devStack";

const HOSTILE = `<img src=x onerror="alert(1)">`;

const digest = {
    type: "digest",
    version: 1,
    headline: "SageMaker digest: training job Failed (2)",
    severity: "error",
    changes: 3,
    entries: ["one", HOSTILE].map((name) => ({
        at: 1,
        resource: { kind: "TrainingJob", title: "training job", name },
        status: { value: "Failed", text: "Failed", class: "failed" },
        severity: "error",
        cause: "out of memory",
        identity: name,
        origin: "aws",
    })),
};
const published = (id: string, change: object): Fact => ({
    what: "published",
    atMs: 1,
    resource: "arn:aws:sns:us-east-1:1:jobs",
    topic: "jobs",
    id,
    message: { kind: "notification", from: "handler", subject: "Two jobs failed", message: "one\ntwo" },
    ...change,
});
const posted = (form: string, body: object, problems: readonly string[] = []): Fact => ({
    what: "posted",
    atMs: 2,
    resource: "channel",
    event: "event-1",
    form,
    title: "x",
    body: JSON.stringify(body),
    problems,
});

const removed = (message: string, event: string | undefined): Fact => ({ what: "removed", resource: "arn:queue", message, event, atMs: 1 });
const sentBy = (event: string) => ({ message: { kind: "notification", from: "digest", message: "two jobs failed", event } });

/** A digest with its reader, an alarm without one, and the event to which all but the first go back. */
const FACTS: readonly Fact[] = [
    published("digest", { data: JSON.stringify(digest) }),
    { what: "received", atMs: 1, resource: "mail", who: "email:ops@example.com", of: 0 },
    published("alarm", { message: { kind: "alarm", from: "arn", message: '{"AlarmName":"a"}' } }),
    { what: "event", resource: "arn:bus", event: sampleEvent("TrainingJob.failed") as BusEvent, bus: "default", matched: [], atMs: 1 },
];
const rootOf = (fact: number) => (fact === 0 ? null : 3);
const EVENT = { n: 3, title: "churn-train-1117 Failed" };

describe("the messages of a console", () => {
    it("are those that topics took and requests of channels, the newest first, of all events or of some", () => {
        const facts = [...FACTS, posted("slack", {}, ["blocks must be a list"])];
        const alarm: KeptMessage = {
            id: "alarm",
            atMs: 1,
            kind: "alarm",
            at: "jobs",
            subject: "AWS Notification Message",
            text: '{"AlarmName":"a"}',
            data: undefined,
            receivers: [],
            problems: [],
            events: [EVENT],
        };
        const post: KeptMessage = {
            id: "post-4",
            atMs: 2,
            kind: "post",
            at: "channel",
            text: "{}",
            form: "slack",
            receivers: [],
            problems: ["blocks must be a list"],
            events: [EVENT],
        };
        assert.deepEqual(keptMessages(facts, rootOf), [
            post,
            alarm,
            {
                id: "digest",
                atMs: 1,
                kind: "notification",
                at: "jobs",
                subject: "Two jobs failed",
                text: "one\ntwo",
                data: JSON.stringify(digest),
                receivers: ["email:ops@example.com"],
                problems: [],
                events: [],
            },
        ]);
        assert.deepEqual(keptMessages(facts, rootOf, [3]), [post, alarm]);
        assert.deepEqual(keptMessages(facts, rootOf, [6]), []);
    });

    it("go back to the events whose messages a run deleted after it had sent them: each digest of the run, and what channels made of them", () => {
        const run = { ...(sampleEvent("TrainingJob.failed") as BusEvent), id: "run", source: "aws.events" };
        const facts: Fact[] = [
            ...["one", "two", "three"].map((name): Fact => {
                const event = { ...(sampleEvent("TrainingJob.failed") as BusEvent), detail: { TrainingJobName: name, TrainingJobStatus: "Failed" } };
                return { what: "event", resource: "arn:bus", event, bus: "default", matched: [], atMs: 1 };
            }),
            { what: "event", resource: "arn:bus", event: run, bus: "default", matched: [], atMs: 1 },
            published("first", sentBy("run")),
            removed("0", "run"),
            removed("1", "run"),
            // A person deletes a dead letter meanwhile.
            removed("2", undefined),
            published("second", sentBy("run")),
            removed("2", "run"),
            { ...posted("slack", {}), event: "run" } as Fact,
            published("report", sentBy("another run")),
        ];
        const roots = (fact: number) => {
            const of = facts[fact]!;
            return of.what === "removed" ? Number(of.message) : 3;
        };
        const titles = keptMessages(facts, roots).map(({ id, events }) => [id, events.map(({ n, title }) => `${n} ${title}`)]);
        assert.deepEqual(titles, [
            ["report", []],
            ["post-10", ["0 one Failed", "1 two Failed", "2 three Failed"]],
            ["second", ["2 three Failed"]],
            ["first", ["0 one Failed", "1 two Failed"]],
        ]);
        assert.deepEqual(
            keptMessages(facts, roots, [2]).map(({ id }) => id),
            ["post-10", "second"],
        );
    });

    it("are mails with their readers, alarms with their JSON on several lines", () => {
        const { note, messages } = shownMessages(keptMessages([...FACTS, posted("slack", {})], rootOf), "Mail");
        assert.equal(note, null);
        assert.deepEqual(
            messages.map(({ about, look }) => ({ about, look })),
            [
                {
                    about: "topic jobs, no one received it",
                    look: [
                        { tag: "h1", of: ["AWS Notification Message"] },
                        { tag: "pre", of: ['{\n  "AlarmName": "a"\n}'] },
                    ],
                },
                {
                    about: "topic jobs, email:ops@example.com",
                    look: [
                        { tag: "h1", of: ["Two jobs failed"] },
                        { tag: "pre", of: ["one\ntwo"] },
                    ],
                },
            ],
        );
    });

    it("are what a channel would send, where none has sent anything", () => {
        const kept = keptMessages([...FACTS, posted("pagerduty", {})], rootOf);
        const [slack, teams] = (["Slack", "Teams"] as const).map((form) => shownMessages(kept, form));
        assert.deepEqual(slack, {
            note: "No channel has sent anything to Slack. This is what one of type slack would send. Messages that are text alone, such as those of alarms, are left out.",
            messages: [
                {
                    id: "digest",
                    atMs: 1,
                    kind: "notification",
                    about: "topic jobs, email:ops@example.com",
                    look: [
                        { tag: "h1", of: ["🔴 SageMaker digest: training job Failed (2)"] },
                        {
                            tag: "ul",
                            of: [
                                { tag: "li", of: ["training job one: Failed (out of memory)"] },
                                { tag: "li", of: [`training job ${HOSTILE}: Failed (out of memory)`] },
                            ],
                        },
                        { tag: "p", of: ["1 more: the e-mail names all of them."] },
                    ],
                    events: [],
                },
            ],
        });
        assert.deepEqual(teams!.messages[0]!.look, [
            { tag: "h1", of: ["🔴 SageMaker digest: training job Failed (2)"] },
            { tag: "p", of: ["• training job one: Failed (out of memory)"] },
            { tag: "p", of: [`• training job ${HOSTILE}: Failed (out of memory)`] },
            { tag: "p", of: ["1 more: the e-mail names all of them."] },
        ]);
    });

    it("are what channels have sent, where there is any, with what is wrong with it", () => {
        const body = { text: "x", blocks: [{ type: "header", text: { type: "plain_text", text: HOSTILE } }] };
        const kept = keptMessages([...FACTS, posted("slack", body, ["text is unknown"])], rootOf);
        assert.deepEqual(shownMessages(kept, "Slack"), {
            note: null,
            messages: [
                {
                    id: "post-4",
                    atMs: 2,
                    kind: "post",
                    about: "sent by channel, refused: text is unknown",
                    look: [{ tag: "h1", of: [HOSTILE] }],
                    events: [EVENT],
                },
            ],
        });
    });

    it("leave out what programs get of other messages than ours", () => {
        const kept = keptMessages([published("other", { data: '{"type":"message"}' }), published("text", { data: "text" })], rootOf);
        assert.deepEqual(shownMessages(kept, "Teams").messages, []);
        assert.equal(shownMessages(kept, "Mail").messages.length, 2);
    });
});
