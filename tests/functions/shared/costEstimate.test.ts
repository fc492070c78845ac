import * as assert from "node:assert/strict";

import { KINDS, PRICES } from "../../../catalog";
import { notify, pricesProblems } from "../../../functions";
import { costEstimate, type InstanceGroup } from "../../../functions/shared/costEstimate";
import type { Fields } from "../../../functions/shared/fields";

const prices = { region: "eu-west-1", asOf: "2026-11", usdPerHour: { "ml.m5.xlarge": 0.25, "ml.g5.xlarge": 1.5 } };
const row = { ...KINDS.TrainingJob, prices };
const HOUR = { TrainingStartTime: 1_794_812_508_000, TrainingEndTime: 1_794_816_108_000 };
const two: InstanceGroup[] = [{ type: "ml.m5.xlarge", count: 2 }];
const estimate = (fields: Fields, groups = two, region: string | undefined = "eu-west-1") => costEstimate(row, region, fields, groups);

describe("the estimate of cost", () => {
    it("comes from the run time, or from the billed time where that is known", () => {
        assert.equal(estimate(HOUR), "about 0.50 USD, an estimate from its run time and on-demand prices in eu-west-1 of 2026-11");
        const billed = "about 0.25 USD, an estimate from its billed time and on-demand prices in eu-west-1 of 2026-11";
        assert.equal(estimate({ ...HOUR, BillableTimeInSeconds: 1800 }), billed);
        assert.equal(estimate({ BillableTimeInSeconds: 1800, StoppingCondition: { MaxWaitTimeInSeconds: 9000 } }), billed);
    });

    it("adds the groups of a cluster, and names what is less than a cent", () => {
        assert.match(estimate(HOUR, [...two, { type: "ml.g5.xlarge", count: 1 }])!, /^about 2\.00 USD/);
        assert.match(estimate({ BillableTimeInSeconds: 30 })!, /^less than 0\.01 USD/);
        assert.match(estimate({ BillableTimeInSeconds: 0 })!, /^about 0\.00 USD/);
    });

    for (const [what, fields, groups, region] of [
        ["another Region", HOUR, two, "us-east-1"],
        ["no Region", HOUR, two, ""],
        ["an instance type without a price", HOUR, [...two, { type: "ml.p5.48xlarge", count: 1 }], "eu-west-1"],
        ["a type that every object has", HOUR, [{ type: "constructor", count: 1 }], "eu-west-1"],
        ["no number of instances", HOUR, [{ type: "ml.m5.xlarge", count: undefined }], "eu-west-1"],
        ["no instances", HOUR, [], "eu-west-1"],
        ["a job that has not ended", { TrainingStartTime: HOUR.TrainingStartTime }, two, "eu-west-1"],
        ["a job that never started", { TrainingEndTime: HOUR.TrainingEndTime }, two, "eu-west-1"],
        ["times in the wrong order", { TrainingStartTime: 2, TrainingEndTime: 1 }, two, "eu-west-1"],
        ["a spot job of which only the run time is known", { ...HOUR, StoppingCondition: { MaxWaitTimeInSeconds: 9000 } }, two, "eu-west-1"],
        ["managed spot training", { ...HOUR, EnableManagedSpotTraining: true }, two, "eu-west-1"],
    ] as [string, Fields, InstanceGroup[], string][]) {
        it(`is left out for ${what}`, () => {
            assert.equal(estimate(fields, groups, region), undefined);
        });
    }

    it("is left out without prices", () => {
        assert.equal(costEstimate(KINDS.TrainingJob, "eu-west-1", HOUR, two), undefined);
    });
});

describe("prices", () => {
    it("of the catalogue are right, with a source", () => {
        assert.deepEqual(pricesProblems(PRICES), []);
        assert.match(PRICES.source ?? "", /^https:\/\//);
    });

    it("go to the function of their kind alone, and take the place of those of the catalogue", () => {
        const given = { region: "us-east-1", asOf: "2026-11", usdPerHour: { TrainingJob: { "ml.m5.xlarge": 1 } } };
        assert.deepEqual(notify(KINDS.TrainingJob, given).data, {
            ...KINDS.TrainingJob,
            prices: { region: "us-east-1", asOf: "2026-11", usdPerHour: { "ml.m5.xlarge": 1 } },
        });
        assert.equal(notify(KINDS.ProcessingJob, given).data, KINDS.ProcessingJob);
        assert.throws(() => notify(KINDS.TrainingJob, { ...given, asOf: "today" }), { message: /^asOf must be the month/ });
    });

    for (const [given, ...problems] of [
        ["cheap", 'must be an object with region, asOf, source, usdPerHour, got "cheap"'],
        [
            { region: "here", asOf: "2026-13", source: "", usdPerHour: 7, currency: "EUR" },
            'has "currency", which is unknown. The members are region, asOf, source, usdPerHour',
            'region must be the Region of the prices, got "here"',
            'asOf must be the month of the prices such as "2026-11", got "2026-13"',
            'source must be text, got ""',
            "usdPerHour must be an object with TrainingJob, ProcessingJob, TransformJob, got 7",
        ],
        [
            { region: "eu-west-1", asOf: "2026-11", usdPerHour: { Endpoint: {}, TrainingJob: { m5: 1, "ml.m5.xlarge": "1" } } },
            'usdPerHour "Endpoint" must be one of TrainingJob, ProcessingJob, TransformJob with prices by instance type, got an object',
            'usdPerHour TrainingJob must be instance types such as "ml.m5.xlarge", got "m5"',
            'usdPerHour TrainingJob ml.m5.xlarge must be US dollars for an hour, got "1"',
        ],
    ] as [unknown, ...string[]][]) {
        it(`are refused with a line for each problem: ${JSON.stringify(given)}`, () => {
            assert.deepEqual(pricesProblems(given), problems);
        });
    }
});
