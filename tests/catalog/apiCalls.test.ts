import * as assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-sagemaker";

import { API_CALLS } from "../../catalog";

describe("the calls of SageMaker's API", () => {
    it("are the commands of the installed SDK", () => {
        const commands = Object.keys(sdk).flatMap((name) => (/^[A-Z]\w*Command$/.test(name) ? [name.replace(/Command$/, "")] : []));
        assert.deepEqual([...API_CALLS].sort(), commands.sort());
    });
});
