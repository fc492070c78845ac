import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { LocalAws } from "../../local/aws";
import { VirtualClock } from "../../local/clock";
import { runProgram, startPack } from "../../local/engine";
import { PROJECT } from "../support/devStack";

const FOLDER = path.join(PROJECT, "examples");

/** For each example an event that its rule matches, and the message that is sent. */
const EXAMPLES: Readonly<Record<string, { event: string; message: RegExp }>> = {
    "pipeline-failed": {
        event: "PipelineExecution.failed",
        message: /^Pipeline execution arn:aws:sagemaker:us-east-1:111122223333:pipeline\/\S+ is Failed$/,
    },
};

interface Example {
    readonly name: string;
    readonly program: string;
    readonly sample: string;
    /** What the topic's address gets; empty where the handler sends nothing. */
    readonly messages: readonly RegExp[];
}

/** The policy pack finds nothing in the program, an event is handled, and its repeat is recognized. */
async function tryOut({ name, program, sample, messages }: Example): Promise<void> {
    const [preview, update] = await Promise.all((["preview", "update"] as const).map((mode) => runProgram({ program, stack: "dev", mode })));
    const pack = await startPack({ pack: path.join(PROJECT, "policy"), project: name, stack: "dev" });
    try {
        for (const { graph } of [preview!, update!]) {
            const { diagnostics } = await pack.run(graph);
            // What a preview leaves open, the update decides.
            assert.deepEqual(graph.mode === "preview" ? diagnostics.filter(({ undecided }) => !undecided) : diagnostics, []);
        }
    } finally {
        await pack.close();
    }
    const event = JSON.parse(readFileSync(path.join(PROJECT, "tests", sample), "utf8")) as object;
    const clock = new VirtualClock(Date.UTC(2026, 10, 23));
    const account = await LocalAws.create({ graph: update!.graph, clock });
    try {
        account.putEvent(event);
        await clock.run();
        account.putEvent({ ...event, id: "another-id" });
        await clock.run();
        const { deliveries, notifications, findings, lost } = account.results();
        assert.deepEqual(
            deliveries.map(({ outcome }) => outcome),
            ["handled", "duplicate"],
        );
        assert.equal(notifications.length, messages.length);
        messages.forEach((message, index) => assert.match(notifications[index]!.message, message));
        assert.deepEqual([findings, lost], [[], 0]);
    } finally {
        await account.close();
    }
}

describe("the examples", function () {
    this.timeout(120_000);

    it("all have a row here", () => {
        assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(EXAMPLES).sort());
    });

    for (const [name, { event, message }] of Object.entries(EXAMPLES)) {
        it(`${name}: the policy pack finds nothing, an event is handled, and its repeat is recognized`, () =>
            tryOut({ name, program: path.join(FOLDER, name), sample: `events-further/${event}.json`, messages: [message] }));
    }

    it("of the README runs in a folder next to the project, with the project's node_modules", async () => {
        const block = (before: string) =>
            new RegExp(`${before}[^\n]*\n\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(readFileSync(path.join(PROJECT, "README.md"), "utf8"))![1]!;
        const folder = mkdtempSync(path.join(tmpdir(), "jobstatus-readme-"));
        const program = path.join(folder, "my-reactions");
        try {
            mkdirSync(program);
            symlinkSync(PROJECT, path.join(folder, "sagemaker-job-status"));
            symlinkSync(path.join(PROJECT, "node_modules"), path.join(program, "node_modules"));
            writeFileSync(path.join(program, "index.ts"), block("This is a complete program"));
            writeFileSync(path.join(program, "Pulumi.yaml"), block("There is no npm package yet"));
            writeFileSync(path.join(program, "Pulumi.dev.yaml"), "config:\n    aws:region: us-east-1\n");
            await tryOut({ name: "my-reactions", program, sample: "events/ModelPackage.approved.json", messages: [] });
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
