import * as assert from "node:assert/strict";
import * as fc from "fast-check";

import { digestsOf } from "../../functions/digestText";
import { type Email, emailOf } from "../../functions/email";
import type { Message } from "../../functions/message";
import { notifyJobStatus } from "../../functions/notify";
import { publishedMessage, structuredText } from "../../functions/published";
import { capital } from "../../functions/shared/text";
import { runs } from "../support/runs";
import { newsOf, SAMPLES, type Sample } from "./shared/samples";

const LABELS =
    "Origin|Owner|Cost|Changed by|Alarms of its deployment|Best training job|What happened|Why|What to do|Retry|Reason|Last status message|Training jobs|Objectives|Billed|Exit message|Changed|Approval note|Life cycle|Instances|Variants|Ran|Took|Started|Created|Ended|Tags|Account|Console|Logs|Event|Note";

/** Handles the event; the message if there was one. An error must be the handler's own, and a message must hold what SNS and a reader ask for. */
async function handled({ row }: Sample, event: unknown, answer?: unknown): Promise<Email | undefined> {
    const published: Email[] = [];
    try {
        const result = await notifyJobStatus(row, newsOf(row, event), {
            describe: async () => answer as { readonly [field: string]: unknown } | undefined,
            publish: async (message) => {
                const email = emailOf(message);
                published.push(email);
                const sent = structuredText(email.subject, email.body, publishedMessage(message));
                assert.ok(Buffer.byteLength(sent) < 250_000, `${Buffer.byteLength(sent)} bytes`);
            },
        });
        assert.equal(published.length, result.outcome === "handled" ? 1 : 0);
    } catch (error) {
        assert.match((error as Error).message, /^Job status event /);
        assert.equal(published.length, 0);
    }
    const [message] = published;
    if (message !== undefined) {
        assert.match(message.subject, new RegExp(`^(Smoke test: )?${capital(row.title)} (?=[ -~]+$)`));
        const [title, empty, ...lines] = message.body.split("\n");
        assert.ok(message.subject.length < 100);
        assert.ok(title?.replace("Smoke test: ", "").startsWith(`${capital(row.title)} `) && empty === "" && lines.pop() === "");
        // What happened is followed by an empty line and the facts.
        const facts = lines.indexOf("");
        for (const line of lines.filter((_, index) => index !== facts)) {
            assert.match(line, new RegExp(`^((${LABELS}): |    )`));
        }
        for (const value of Object.values(message.attributes)) {
            assert.match(value, /^[ -~]{1,100}$/);
        }
    }
    return message;
}

const json = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" });
const sample = fc.constantFrom(...SAMPLES);

/** The sample's detail with any value in some of its fields, and in some that the kind may have. */
const spoiledDetail = (of: Sample) =>
    fc
        .record(Object.fromEntries([...Object.keys(of.row.fields), ...Object.keys(of.event.detail)].map((field) => [field, json])), {
            requiredKeys: [],
        })
        .map((spoiled) => ({ ...of.event.detail, ...spoiled }));

describe("notify, given anything", () => {
    it("sends one well-formed message or throws its own error, whatever the detail is", async () => {
        await fc.assert(
            fc.asyncProperty(
                sample.chain((of) =>
                    fc.tuple(fc.constant(of), fc.oneof(spoiledDetail(of), json), fc.oneof(spoiledDetail(of), fc.constant(undefined))),
                ),
                async ([of, detail, answer]) => void (await handled(of, { ...of.event, detail }, answer)),
            ),
            runs(500),
        );
    });

    it("sends one well-formed message or throws its own error, whatever the envelope is", async () => {
        await fc.assert(
            fc.asyncProperty(
                sample,
                fc.oneof(
                    json,
                    fc.record(
                        {
                            id: json,
                            time: json,
                            account: json,
                            region: json,
                            resources: json,
                            "replay-name": json,
                            "jobstatus-origin": fc.oneof(json, fc.constantFrom("replay", "redrive", "reconciler", "smoke")),
                        },
                        { requiredKeys: [] },
                    ),
                ),
                async (of, envelope) => {
                    await handled(of, typeof envelope === "object" && envelope !== null ? { ...of.event, ...envelope } : envelope);
                },
            ),
            runs(500),
        );
    });

    it("masks a secret in whatever text of the event it is, in the e-mail, the JSON and the digest", async () => {
        const secret = "hunter2hunter2";
        const texts = [`Command "train.py --hub_token ${secret}"`, `password=${secret}`, `x\nsee https://me:${secret}@example.com`];
        const spoiled = (value: unknown, text: string): unknown =>
            Array.isArray(value)
                ? value.map((item) => spoiled(item, text))
                : typeof value === "object" && value !== null
                  ? Object.fromEntries(
                        Object.entries(value).map(([field, item]) => [field, /Arn$|Status$|Name$/.test(field) ? item : spoiled(item, text)]),
                    )
                  : text;
        for (const of of SAMPLES) {
            for (const text of texts) {
                const detail = {
                    ...(spoiled(of.event.detail, text) as object),
                    FailureReason: text,
                    ExitMessage: text,
                    Tags: { "db-password": secret },
                };
                const messages: Message[] = [];
                const publish = async (message: Message) => void messages.push(message);
                await notifyJobStatus(of.row, newsOf(of.row, { ...of.event, detail }), {
                    describe: async () => ({ ...detail, AlgorithmStatus: "Failed" }),
                    publish,
                });
                const waiting = messages.flatMap((message) => [1, 2].map((at) => ({ at, message })));
                const sent = JSON.stringify([messages, messages.map(emailOf), digestsOf(waiting, 10)]);
                assert.ok(messages.length === 1 && !sent.includes(secret) && sent.includes("[masked]"), `${of.file}: ${sent}`);
            }
        }
    });

    it("cuts huge text, and escapes text that imitates another line or direction", async () => {
        const hostile = [
            "x".repeat(100_000),
            "a\r\nReason: none\u2028Console: https://evil.example",
            "\u202Egnp.exe\u202C",
            "😀".repeat(50_000),
            "\ud800",
            "\0\u0007",
        ];
        for (const of of SAMPLES) {
            for (const text of hostile) {
                const detail = Object.fromEntries(
                    Object.entries(of.event.detail).map(([field, value]) => [
                        field,
                        typeof value === "string" && !field.endsWith("Arn") && !field.endsWith("Status") ? text : value,
                    ]),
                );
                const message = await handled(
                    of,
                    { ...of.event, id: text, detail: { ...detail, Tags: { [text]: text, k: text } } },
                    { AlgorithmStatus: text, ...of.event.detail },
                );
                assert.ok(message === undefined || !/[\u202e\u2028\r\0]|[\ud800-\udbff](?![\udc00-\udfff])/.test(message.body));
            }
        }
    });
});
