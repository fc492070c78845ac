import assert from "node:assert/strict";
import { nextRun } from "../../../local/aws/schedule";

const next = (expression: string, after: string) => {
    const at = nextRun(expression, Date.parse(after));
    return at === undefined ? undefined : new Date(at).toISOString();
};

describe("nextRun", () => {
    it("finds the next time of a rate or a cron expression, in UTC", () => {
        const table: [string, string, string | undefined][] = [
            ["rate(1 minute)", "2026-01-01T00:00:30Z", "2026-01-01T00:01:30.000Z"],
            ["rate(6 hours)", "2026-01-01T00:00:00Z", "2026-01-01T06:00:00.000Z"],
            ["rate(2 days)", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00.000Z"],
            ["cron(0 12 * * ? *)", "2026-01-01T11:59:59Z", "2026-01-01T12:00:00.000Z"],
            ["cron(0 12 * * ? *)", "2026-01-01T12:00:00Z", "2026-01-02T12:00:00.000Z"],
            ["cron(0/15 * * * ? *)", "2026-01-01T10:46:00Z", "2026-01-01T11:00:00.000Z"],
            ["cron(5,35 8-9 ? * MON-FRI *)", "2026-01-03T00:00:00Z", "2026-01-05T08:05:00.000Z"],
            ["cron(0 0 ? * 1 *)", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00.000Z"],
            ["cron(0 0 29 FEB ? *)", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00.000Z"],
            ["cron(0 0 1 1 ? 2030)", "2026-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z"],
            ["cron(0 0 1 1 ? 2020)", "2026-01-01T00:00:00Z", undefined],
        ];
        for (const [expression, after, expected] of table) {
            assert.equal(next(expression, after), expected, expression);
        }
    });

    it("refuses what EventBridge refuses, and says what is not modelled", () => {
        const table: [string, string][] = [
            ["rate(1 minutes)", "rate must be a number from 1 and minute, hour or day for 1, minutes, hours or days for more"],
            ["rate(5 minute)", "rate must be a number from 1 and minute, hour or day for 1, minutes, hours or days for more"],
            ["rate(0 minutes)", "rate must be a number from 1 and minute, hour or day for 1, minutes, hours or days for more"],
            ["at(2026-01-01T00:00:00)", "it must be rate(…) or cron(…)"],
            ["cron(0 12 * * *)", "cron must have six fields (UTC), with ? as either the day of the month or the day of the week"],
            ["cron(0 12 * * * *)", "cron must have six fields (UTC), with ? as either the day of the month or the day of the week"],
            ["cron(60 12 * * ? *)", `"60" must have values from 0 to 59 (L, W and # are not modelled)`],
            ["cron(0 12 L * ? *)", `"L" must have values from 1 to 31 (L, W and # are not modelled)`],
            ["cron(0/0 12 * * ? *)", `the step in "0/0" must be a whole number from 1`],
        ];
        for (const [expression, why] of table) {
            assert.throws(() => nextRun(expression, 0), { message: `Parameter ScheduleExpression is not valid: ${why}, got "${expression}"` });
        }
    });
});
