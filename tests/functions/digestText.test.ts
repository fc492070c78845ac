import * as assert from "node:assert/strict";
import * as fc from "fast-check";

import { digestsOf, type Waiting } from "../../functions/digestText";
import { structuredText } from "../../functions/published";
import { runs } from "../support/runs";
import { type MessageFields, messageOf } from "./shared/messages";

const waiting = (at: number, fields: MessageFields): Waiting => ({ at, message: messageOf(fields) });
const digestOf = (...messages: Waiting[]) => {
    const digests = digestsOf(messages, 10);
    assert.equal(digests.length, 1);
    return digests[0]!;
};

describe("a digest", () => {
    it("names all resources in groups of one kind, status and cause, the largest first, and children under their tuning job", () => {
        const { subject, body, attributes } = digestOf(
            waiting(1, { name: "churn-1", cause: "AlgorithmError: exit code 1" }),
            waiting(2, { name: "gbm-hpo-001", cause: "CapacityError", parent: "gbm-hpo" }),
            waiting(3, { name: "fraud-2", cause: "CapacityError" }),
            waiting(4, { name: "gbm-hpo-002", cause: "CapacityError", parent: "gbm-hpo" }),
            waiting(5, { title: "endpoint", name: "Fraud-Score", state: "IN_SERVICE", kind: "Endpoint", status: "IN_SERVICE", class: "succeeded" }),
        );
        assert.equal(subject, "SageMaker digest: training job Failed (3) and 2 more");
        assert.equal(
            body,
            `SageMaker digest

To keep to 10 messages a minute, 5 status changes are in one digest. Each resource is named with its latest status.

Training job: Failed (3)
Reason: CapacityError
  - fraud-2
  Tuning job gbm-hpo (2)
    - gbm-hpo-001
    - gbm-hpo-002

Training job: Failed (1)
Reason: AlgorithmError: exit code 1
  - churn-1

Endpoint: IN_SERVICE (1)
  - Fraud-Score
`,
        );
        assert.deepEqual(attributes, {
            kind: ["Endpoint", "TrainingJob"],
            status: ["Failed", "IN_SERVICE"],
            class: ["failed", "succeeded"],
        });
    });

    it("says what the causes are, with the reason and what to do", () => {
        const outOfMemory = (at: number, name: string, reason: string): Waiting => {
            const message = messageOf({ name, cause: "out of memory" });
            return { at, message: { ...message, causes: ["out-of-memory"], reasons: [`${reason}\n    more`], next: "Use more." } };
        };
        const { body } = digestOf(outOfMemory(1, "a", "OOM"), outOfMemory(2, "b", "CUDA"), {
            at: 3,
            message: { ...messageOf({ name: "c", state: "Stopped", cause: "Stopped: no" }), causes: ["unknown"], next: "Look.", reasons: ["no"] },
        });
        assert.equal(
            body.split("latest status.\n\n")[1],
            `Training job: Failed (2)
Why: out of memory
Reason of the first: OOM
What to do: Use more.
  - a
  - b

Training job: Stopped (1)
Reason: Stopped: no
  - c
`,
        );
    });

    it("names a resource once, with its latest status, whatever order the queue has, and says what was before", () => {
        const { body } = digestOf(
            waiting(30, { name: "a", state: "Failed" }),
            waiting(10, { name: "a", state: "InProgress" }),
            waiting(20, { name: "a", state: "InProgress" }),
            waiting(15, { name: "a", state: "Stopping" }),
            waiting(40, { name: "b", state: "Failed" }),
            waiting(41, { name: "b", state: "Failed" }),
        );
        assert.match(body, /\nTraining job: Failed \(2\)\n {2}- a \(before: InProgress, Stopping, InProgress\)\n {2}- b\n$/);
    });

    it("keeps apart what has one name and is of different kinds", () => {
        const { body } = digestOf(waiting(1, { name: "a" }), waiting(2, { name: "a", title: "transform job", state: "Completed" }));
        assert.match(body, /\nTraining job: Failed \(1\)\n {2}- a\n\nTransform job: Completed \(1\)\n {2}- a\n$/);
    });

    it("has a subject that SNS takes, however long the status is", () => {
        const { subject } = digestOf(waiting(1, { name: "a", state: `ü${"x".repeat(200)}` }), waiting(2, { name: "b" }));
        assert.match(subject, /^SageMaker digest: training job \?x+\.\.\. \(1\) and 1 more$/);
        assert.equal(subject.length, 99);
    });

    it("becomes several where it would be too long: each is within SNS's limit, repeats what its lines belong to, and every message is in one", () => {
        const all = Array.from({ length: 5000 }, (_, index) =>
            waiting(index, {
                name: `${"ü".repeat(50)}-${index}`,
                cause: `cause ${index % 2}`,
                ...(index % 3 === 0 ? { parent: `tuning-${index % 2}` } : {}),
            }),
        );
        const digests = digestsOf(all, 10);
        assert.deepEqual(
            digests.map(({ subject }) => subject),
            [1, 2, 3, 4].map((page) => `SageMaker digest ${page} of 4: training job Failed (2500) and 2500 more`),
        );
        for (const { subject, body, of, published } of digests) {
            const bytes = Buffer.byteLength(structuredText(subject, body, published));
            assert.ok(bytes <= 250_000, `${bytes}`);
            const lines = body.split("\n");
            assert.match(lines[0]!, /^SageMaker digest \d of 4$/);
            assert.deepEqual([lines[4], lines[5]?.slice(0, 14)], ["Training job: Failed (2500)", "Reason: cause "]);
            assert.equal(lines.filter((line) => /^ +- /.test(line)).length, of.length);
        }
        assert.deepEqual(new Set(digests.flatMap(({ of }) => of)), new Set(all));
    });

    it("names every resource and has each message once, whatever waits", () => {
        const summary = fc.record({
            name: fc.stringMatching(/^[a-z]{1,3}$/),
            state: fc.constantFrom("Failed", "Stopped", "InProgress"),
            title: fc.constantFrom("training job", "endpoint"),
            cause: fc.constantFrom(undefined, "a", "b"),
            parent: fc.constantFrom(undefined, "p", "q"),
        });
        fc.assert(
            fc.property(fc.array(summary, { minLength: 2, maxLength: 60 }), fc.array(fc.nat(20), { minLength: 60, maxLength: 60 }), (all, times) => {
                const messages = all.map((each, index) => waiting(times[index]!, each));
                const digest = digestOf(...messages);
                const lines = digest.body.match(/(?<=^ +- )[a-z]+/gm) ?? [];
                assert.deepEqual(new Set(digest.of), new Set(messages));
                assert.equal(digest.of.length, messages.length);
                assert.deepEqual(lines.sort(), [...new Set(all.map(({ title, name }) => `${name} ${title}`))].map((key) => key.split(" ")[0]).sort());
            }),
            runs(200),
        );
    });
});
