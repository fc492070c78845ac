import assert from "node:assert/strict";
import { Metrics } from "../../../local/aws/metrics";

const MINUTE = 60_000;
const JOBS = { namespace: "Jobs", metricName: "Failed", dimensions: {} };

/** A metric that gets a 1 each minute, and what is known of it at the end. */
function countMinutes(minutes: number, keptMs: number) {
    let now = 0;
    const metrics = new Metrics(() => now);
    metrics.keep(JOBS, keptMs);
    for (let minute = 0; minute < minutes; minute++) {
        now = minute * MINUTE;
        metrics.put(JOBS, 1);
    }
    return { metrics, series: (periods: number) => metrics.series({ ...JOBS, period: 60, stat: "Sum" }, periods, minutes * MINUTE) };
}

describe("the metrics of the local CloudWatch", () => {
    it("have the samples of the time for which they are kept, and the total of all", () => {
        const { metrics, series } = countMinutes(1000, 5 * MINUTE);
        assert.deepEqual([series(5), metrics.total(JOBS)], [[1, 1, 1, 1, 1], 1000]);
        assert.deepEqual(
            series(1000).slice(0, 900),
            Array.from({ length: 900 }, () => undefined),
        );
    });

    it("have a total only where no alarm needs samples", () => {
        const { metrics, series } = countMinutes(3, 0);
        assert.deepEqual([series(3), metrics.total(JOBS)], [[undefined, undefined, undefined], 3]);
    });

    it("keep samples for the longest time that is asked for", () => {
        const { metrics, series } = countMinutes(100, 50 * MINUTE);
        metrics.keep(JOBS, MINUTE);
        metrics.put(JOBS, 1);
        assert.deepEqual(
            series(50),
            Array.from({ length: 50 }, (_, index) => (index === 49 ? 2 : 1)),
        );
    });
});
