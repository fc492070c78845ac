import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import * as path from "node:path";

import { exportStack } from "../../../../local/cli/shared/stackExport";
import { withFolder } from "./commandLine";

/** What exporting the stack "dev" comes to where `pulumi` is a program that runs `source`, or is not there: the graph's place, or the message. */
function exported(source: string | undefined): unknown {
    const { PATH } = process.env;
    return withFolder((write, folder) => {
        if (source !== undefined) {
            chmodSync(write("pulumi", `#!${process.execPath}\n${source}`), 0o755);
        }
        process.env.PATH = folder;
        try {
            const { project, stack, account, region, resources } = exportStack("dev");
            return { project, stack, account, region, types: resources.map(({ type }) => type) };
        } catch (error) {
            return `${(error as Error).name}: ${(error as Error).message}`;
        } finally {
            process.env.PATH = PATH;
        }
    });
}

const URN = "urn:pulumi:dev::app::aws:sqs/queue:Queue::jobs";
const QUEUE = { urn: URN, type: "aws:sqs/queue:Queue", custom: true, outputs: { arn: "arn:aws:sqs:eu-west-1:444455556666:jobs" } };
const EXPORT = "pulumi stack export --stack dev";

describe("exportStack", () => {
    it("asks the Pulumi CLI for the stack, in the folder of the project and without questions", () => {
        const program = `
            const asked = JSON.stringify([process.argv.slice(2), process.cwd()]);
            const expected = ${JSON.stringify(JSON.stringify([["stack", "export", "--stack", "dev", "--non-interactive"], path.resolve(__dirname, "../../../..")]))};
            if (asked !== expected) throw new Error(asked);
            console.log(JSON.stringify({ deployment: { resources: [${JSON.stringify(QUEUE)}] } }));`;
        assert.deepEqual(exported(program), { project: "app", stack: "dev", account: "444455556666", region: "eu-west-1", types: [QUEUE.type] });
    });

    for (const [what, source, message] of [
        [
            "where there is no CLI",
            undefined,
            `the Pulumi CLI is not on the PATH: install it, or give --state FILE with what "${EXPORT}" writes elsewhere`,
        ],
        [
            "in the words of the CLI where it refuses",
            "console.error(\"error: no stack named 'dev' found\"); process.exitCode = 255;",
            `"${EXPORT}" failed: no stack named 'dev' found`,
        ],
        ["where the CLI fails without a word", "process.exitCode = 3;", `"${EXPORT}" failed: exit code 3`],
        ["where the CLI writes something else than JSON", "console.log('hello');", `"${EXPORT}" wrote no state: "hello"`],
        ["where the CLI writes no state", "console.log('[]');", `"${EXPORT}" wrote no state: "[]"`],
    ] as const) {
        it(`says what to do ${what}`, () => assert.equal(exported(source), `MisuseError: --stack dev: ${message}`));
    }
});
