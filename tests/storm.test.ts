import assert from "node:assert/strict";

import { playStorm } from "./support/storm";
import { devStack } from "./support/devStack";

describe("a storm of failures in the dev stack", () => {
    it("sends at most ten messages a minute, names every job, and loses and disturbs nothing", async () => {
        const { perMinute, named, jobs, alarms, findings, lost } = await playStorm(await devStack("update"), { failures: 150 });
        assert.ok(Math.max(...perMinute) <= 10, perMinute.join(", "));
        assert.deepEqual([named.size, jobs.filter((name) => !named.has(name)), alarms, findings, lost], [150, [], [], [], 0]);
    });
});
