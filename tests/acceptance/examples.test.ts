import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as path from "node:path";

import { PROJECT } from "../support/devStack";
import { tryOut } from "../support/tryOut";

const FOLDER = path.join(PROJECT, "examples");

/** For each example an event that its rule matches, and the message that is sent. */
const EXAMPLES: Readonly<Record<string, { event: string; message: RegExp }>> = {
    "pipeline-failed": {
        event: "PipelineExecution.failed",
        message: /^Pipeline execution arn:aws:sagemaker:us-east-1:111122223333:pipeline\/\S+ is Failed$/,
    },
};

describe("the examples", () => {
    it("all have a row here", () => {
        assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(EXAMPLES).sort());
    });

    for (const [name, { event, message }] of Object.entries(EXAMPLES)) {
        it(`${name}: the policy pack finds nothing, an event is handled, and its repeat is recognized`, () =>
            tryOut({ name, program: path.join(FOLDER, name), sample: `events-further/${event}.json`, messages: [message] }));
    }
});
