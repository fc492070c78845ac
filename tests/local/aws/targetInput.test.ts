import assert from "node:assert/strict";
import { changeProperties } from "../../../local/aws/faults";
import type { RuleResource, TargetResource } from "../../../local/aws/resources";
import { targetInput, valueAt } from "../../../local/aws/senders/targetInput";
import { graphOf, route } from "./support/graphBuilder";
import { jobEvent, play, START } from "./support/play";

const event = {
    source: "test.jobs",
    "detail-type": "Job State Change",
    ...jobEvent(),
    detail: { name: `a "quoted" name`, codes: [3, 4], none: null, deep: { x: 1 } },
};
const rule: RuleResource = {
    name: "jobs",
    arn: "arn:rule",
    bus: "default",
    enabled: true,
    allCalls: false,
    pattern: "{}",
    schedule: undefined,
    targets: [],
};

function inputOf(parts: Partial<TargetResource>) {
    const target: TargetResource = {
        id: "t",
        arn: "arn:target",
        roleArn: undefined,
        input: undefined,
        inputPath: undefined,
        transformer: undefined,
        maximumRetryAttempts: 0,
        maximumEventAgeSeconds: 60,
        deadLetterArn: undefined,
        ...parts,
    };
    return targetInput(rule, target, event, START);
}

const rendered = (template: string, paths: Record<string, string> = {}) => {
    const input = inputOf({ transformer: { paths, template } });
    return input.ok ? input.value : input.message;
};

describe("a target's input", () => {
    it("is the event, a constant, or a part of the event", () => {
        assert.deepEqual(inputOf({}), { ok: true, value: event, text: JSON.stringify(event) });
        assert.deepEqual(inputOf({ input: `{"a": 1}` }), { ok: true, value: { a: 1 }, text: `{"a": 1}` });
        assert.deepEqual(inputOf({ inputPath: "$.detail.deep" }), { ok: true, value: { x: 1 }, text: `{"x":1}` });
        assert.deepEqual(inputOf({ inputPath: "$.nothing" }), { ok: true, value: {}, text: "{}" });
    });

    it("finds names with dashes, indexes and every element", () => {
        const paths: [string, unknown][] = [
            ["$", event],
            ["$.detail-type", "Job State Change"],
            ["$.detail.codes[1]", 4],
            ["$.detail.codes[*]", [3, 4]],
            ["$.detail.codes[2]", undefined],
            ["$.detail.name.length", undefined],
            ["$.detail.none", null],
        ];
        for (const [path, expected] of paths) {
            assert.deepEqual(valueAt(event, path), expected, path);
        }
    });

    it("is rendered from a template: JSON outside quotes, bare text inside", () => {
        const paths = { codes: "$.detail.codes", id: "$.id", none: "$.detail.none" };
        assert.deepEqual(rendered(`{"id": <id>, "text": "job <id> <codes>", "codes": <codes>, "none": <none>}`, paths), {
            id: "event-1",
            text: "job event-1 [3,4]",
            codes: [3, 4],
            none: null,
        });
        assert.equal(rendered(`"job <id>"`, paths), "job event-1");
        assert.equal(rendered(`"a \\"<id>\\" and <unknown>"`, paths), `a "event-1" and <unknown>`);
    });

    it("has EventBridge's own variables", () => {
        const { detail: _, ...withoutDetail } = event;
        const template = `{"rule": "<aws.events.rule-name>", "arn": <aws.events.rule-arn>, "at": <aws.events.event.ingestion-time>, "all": <aws.events.event.json>, "head": <aws.events.event>}`;
        assert.deepEqual(rendered(template), { rule: "jobs", arn: "arn:rule", at: "2026-01-01T12:00:10.000Z", all: event, head: withoutDetail });
    });

    it("is no JSON where a value breaks its quotes or is absent", () => {
        assert.match(String(rendered(`{"name": "<name>"}`, { name: "$.detail.name" })), /^The input for the target is not valid JSON: /);
        assert.match(String(rendered(`{"name": <gone>}`, { gone: "$.detail.gone" })), /^The input for the target is not valid JSON: /);
    });

    it("reaches the function, or the dead-letter queue as INVALID_JSON", async () => {
        const source = `exports.handler = async (input) => ({ outcome: "handled", reason: JSON.stringify(input) });`;
        const transformed = (inputTemplate: string) =>
            changeProperties(
                graphOf(route({ source })),
                { type: "aws:cloudwatch/eventTarget:EventTarget" },
                { inputTransformer: { inputPaths: { s: "$.detail.status", gone: "$.detail.gone" }, inputTemplate } },
            );
        assert.equal((await play(transformed(`{"status": <s>}`))).deliveries[0]?.reason, `{"status":"Failed"}`);
        const { deadLetters, invocations } = await play(transformed(`{"status": <gone>}`));
        assert.deepEqual(
            [deadLetters[0]?.attributes.ERROR_CODE, JSON.parse(deadLetters[0]?.body ?? ""), invocations],
            ["INVALID_JSON", jobEvent(), []],
        );
    });
});
