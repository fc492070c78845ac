import assert from "node:assert/strict";

import { inProcess } from "../local/cli/shared/commandLine";
import { PROJECT } from "../support/devStack";
import { withoutCredentials } from "../support/operator";
import { startConsole } from "./support/consolePage";

describe("jobstatus dlq on the local AWS of a console", () => {
    it("lists what failed there, and redrives it when the fault is over", async () => {
        const session = await startConsole(PROJECT, { pack: undefined });
        try {
            const { origin, searchParams } = new URL(session.url);
            const post = async (path: string, body: object) => {
                const headers = { authorization: `Bearer ${searchParams.get("token")}` };
                const answer = await fetch(origin + path, { method: "POST", headers, body: JSON.stringify(body) });
                assert.equal(answer.status, 200);
            };
            const dlq = async (action: string, ...options: string[]) => {
                const { code, out, err } = await withoutCredentials(() => inProcess(["dlq", action, "--console", session.url, ...options]));
                assert.equal(err, "");
                return { code, failed: out.split("\n").filter((line) => /training-job-function/.test(line)), last: out.trimEnd().split("\n").at(-1) };
            };
            const settle = () => post("/api/clock", { act: "settle" });
            await post("/api/story", { name: "A handler throws" });
            await settle();
            const listed = await dlq("list");
            assert.equal(listed.code, 1);
            assert.match(
                listed.failed.join("\n"),
                /^ {2}1 {2}threw {2}training-job-function-\w+ {2}Error: broken on purpose {2}\(oldest \d+ minutes\)$/,
            );

            await post("/api/fault/end", { number: 0 });
            const redriven = await dlq("redrive", "--cause", "threw", "--yes");
            assert.match(redriven.failed.join("\n"), /✔ training-job-function-\w+ {2}handled {2}1 event$/);
            assert.equal(redriven.last, "1 event redriven and deleted, 0 messages kept.");
            assert.deepEqual((await dlq("list")).failed, []);
        } finally {
            await session.close();
        }
    });
});
