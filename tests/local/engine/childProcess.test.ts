import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { childEnvironment } from "../../../local/engine/childProcess";
import { withEnvironment } from "../../support/environment";

describe("the environment of a program or pack", () => {
    it("needs a folder for temporary files, which libraries look for when they are loaded", async () => {
        const folder = path.join(tmpdir(), "there-is-no-such-folder");
        await withEnvironment({ TMPDIR: folder }, async () =>
            assert.throws(() => childEnvironment("us-east-1", {}), {
                name: "ProgramError",
                isMisuse: true,
                message: `The folder for temporary files, ${folder}, does not exist. Make it, or set TMPDIR to another folder.`,
            }),
        );
    });
});
