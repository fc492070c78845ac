import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";

import { plain } from "../policy/support/goodStacks";
import { type Change, changed, ref } from "../policy/support/stackData";
import { describeOnEngine, PulumiWorkspace } from "./support/pulumiCli";

const target = (rule: unknown) => ({ type: "aws:cloudwatch/eventTarget:EventTarget", props: { rule, arn: ref("notify") } });
const queuePolicy = {
    type: "aws:sqs/queuePolicy:QueuePolicy",
    props: { queueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/gone", policy: "{}" },
};

/** What AWS refuses only when it is asked, and what it says. */
const REFUSED: readonly [what: string, change: Change, refusal: RegExp][] = [
    [
        "a target of a rule that is not there",
        { add: { extra: target("gone") } },
        /ResourceNotFoundException: Rule gone does not exist on EventBus default\./,
    ],
    [
        "a sixth target of a rule",
        { add: Object.fromEntries([2, 3, 4, 5, 6].map((n) => [`extra-${n}`, target(ref("failed", "name"))])) },
        /LimitExceededException: .* 5 targets for a rule/,
    ],
    ["a policy of a queue that is not there", { add: { extra: queuePolicy } }, /AWS\.SimpleQueueService\.NonExistentQueue: .*\/gone/],
    [
        "a second queue of one name",
        { add: Object.fromEntries(["one", "two"].map((name) => [name, { type: "aws:sqs/queue:Queue", props: { name: "same" } }])) },
        /ResourceAlreadyExistsException: Queue "same" already exists/,
    ],
];

describeOnEngine("the AWS provider of the engine tests", () => {
    let workspace: PulumiWorkspace;
    const write = (...changes: Change[]) => writeFileSync(path.join(workspace.program, "stack.json"), JSON.stringify(changed(plain, changes)));
    beforeEach(async () => {
        workspace = new PulumiWorkspace(path.join(__dirname, "programs", "stackData"));
        write();
        await workspace.init("dev");
    });
    afterEach(() => workspace.close());

    it("takes a stack that AWS would take", async () => {
        await workspace.expectOk("up", "--yes", "--skip-preview");
    });

    for (const [what, change, refusal] of REFUSED) {
        it(`refuses ${what} in an update, which a preview cannot know`, async () => {
            write(change);
            await workspace.expectOk("preview");
            const { exitCode, text } = await workspace.pulumi("up", "--yes", "--skip-preview");
            assert.notEqual(exitCode, 0);
            assert.match(text, refusal);
        });
    }

    for (const message of ["ThrottlingException: Rate exceeded", "RequestTimeout: the request was not answered in time"]) {
        it(`fails the second alarm that is created, once, with "${message}"`, async () => {
            workspace.account.change(({ faults }) => faults.push({ urn: "-alarm", operation: "create", message, after: 1 }));
            const failed = await workspace.pulumi("up", "--yes", "--skip-preview");
            assert.notEqual(failed.exitCode, 0);
            assert.ok(failed.text.includes(message), failed.text);
            await workspace.expectOk("up", "--yes", "--skip-preview");
        });
    }
});
