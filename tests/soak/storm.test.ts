import assert from "node:assert/strict";

import { devStack } from "../support/devStack";
import { soaked } from "../support/runs";
import { playStorm } from "../support/storm";

const FAILURES = soaked(5000);

describe(`a storm of ${FAILURES} failures in 60 seconds`, () => {
    it("sends at most ten messages in any minute, names every job, and loses and disturbs nothing", async function () {
        this.timeout(600_000);
        const { perMinute, named, jobs, alarms, findings, lost } = await playStorm(await devStack("update"), { failures: FAILURES });
        assert.ok(Math.max(...perMinute) <= 10, perMinute.join(", "));
        assert.deepEqual([named.size, jobs.filter((name) => !named.has(name)), alarms, findings, lost], [FAILURES, [], [], [], 0]);
    });
});
