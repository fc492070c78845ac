import * as assert from "node:assert/strict";
import { aggregate, type Sample } from "../../../models/alarms";

const START = 60_000;
const at = (value: number, more: Partial<Sample> = {}): Sample => ({ time: START, value, ...more });
const SAMPLES = [at(4), at(1, { count: 3 }), at(9)];

describe("aggregate", () => {
    for (const [statistic, expected] of [
        ["SampleCount", 5],
        ["Sum", 16],
        ["Average", 3.2],
        ["Minimum", 1],
        ["Maximum", 9],
        ["p0", 1],
        ["p50", 1],
        ["p60", 1],
        ["p61", 4],
        ["p80", 4],
        ["p99.9", 9],
        ["p100", 9],
    ] as const) {
        it(`computes ${statistic} over values and their counts`, () => {
            assert.equal(aggregate(SAMPLES, statistic, 60, START), expected);
        });
    }

    it("takes percentiles by rank exactly where the share is whole", () => {
        const hundred = Array.from({ length: 100 }, (_, index) => at(index + 1));
        assert.deepEqual(
            ["p7", "p29", "p57", "p99"].map((statistic) => aggregate(hundred, statistic, 60, START)),
            [7, 29, 57, 99],
        );
    });

    it("counts the start of the period and not its end", () => {
        const samples = [at(1, { time: START - 1 }), at(2, { time: START }), at(4, { time: START + 59_999 }), at(8, { time: START + 60_000 })];
        assert.equal(aggregate(samples, "Sum", 60, START), 6);
    });

    it("has no datapoint for a period without samples, not even a count", () => {
        assert.deepEqual([aggregate([], "SampleCount", 60, START), aggregate([at(1, { count: 0 })], "Sum", 60, START)], [undefined, undefined]);
    });

    it("does not sort the samples of the caller", () => {
        const samples = Object.freeze([at(3), at(1)]);
        assert.equal(aggregate(samples, "p50", 60, START), 1);
        assert.deepEqual(
            samples.map(({ value }) => value),
            [3, 1],
        );
    });

    for (const statistic of ["tm90", "p101", "p", "sum", "IQM"]) {
        it(`refuses the statistic ${statistic}`, () => {
            assert.throws(() => aggregate([], statistic, 60, START), {
                name: "UnmodelledError",
                message: `aggregate: statistic must be SampleCount, Sum, Average, Minimum, Maximum or p0 to p100, got "${statistic}"`,
            });
        });
    }

    it("refuses a negative count and a value that is no number", () => {
        const message = "aggregate: a sample must have a finite value and a count of at least 0, got value";
        assert.throws(() => aggregate([at(1, { count: -1 })], "Sum", 60, START), { message: `${message} 1, count -1` });
        assert.throws(() => aggregate([at(Number.NaN)], "Sum", 60, START), { message: `${message} NaN, count 1` });
    });
});
