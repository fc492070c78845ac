import * as assert from "node:assert/strict";

import { formatDuration, formatTime, parseTime } from "../../../functions/shared/times";

const TIME = Date.parse("2026-11-20T09:15:30Z");

describe("parseTime", () => {
    const same: unknown[] = [
        TIME,
        TIME + 0.9,
        String(TIME),
        "1.79516613E12",
        "1.79516613e+12",
        TIME / 1000,
        "1795166130",
        "2026-11-20T09:15:30Z",
        "2026-11-20T09:15:30",
        "2026-11-20 09:15:30",
        "2026-11-20T09:15:30.0Z",
        "2026-11-20T09:15:30.000000000Z",
        "2026-11-20T10:15:30+01:00",
        "2026-11-20T04:45:30-0430",
        new Date(TIME),
    ];
    for (const value of same) {
        it(`reads ${JSON.stringify(value)}`, () => {
            assert.equal(parseTime(value), TIME);
        });
    }

    it("keeps milliseconds, cut where there are more digits", () => {
        assert.equal(parseTime("2026-11-20T09:15:30.1Z"), TIME + 100);
        assert.equal(parseTime("2026-11-20T09:15:30.987654321Z"), TIME + 987);
        assert.equal(parseTime(1795166130.25), TIME + 250);
        assert.equal(parseTime("2026-11-20T09:15Z"), TIME - 30_000);
    });

    const refused: unknown[] = [
        0,
        -TIME,
        7,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        9e15,
        4_102_444_800_000,
        "",
        "today",
        "2026-11-20",
        "2026-02-30T00:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T09:15:30 UTC",
        "1795166130000 ",
        "0x1A1F",
        true,
        null,
        undefined,
        {},
        [TIME],
        new Date("never"),
    ];
    for (const value of refused) {
        it(`refuses ${value instanceof Date ? "a Date that is none" : (JSON.stringify(value) ?? "undefined")} (${typeof value})`, () => {
            assert.equal(parseTime(value), undefined);
        });
    }

    it("takes UTC whatever the zone of the machine is", () => {
        const before = process.env.TZ;
        process.env.TZ = "Asia/Kolkata";
        try {
            assert.equal(parseTime("2026-11-20T09:15:30"), TIME);
            assert.equal(formatTime(TIME), "2026-11-20 09:15:30 UTC");
        } finally {
            if (before === undefined) {
                delete process.env.TZ;
            } else {
                process.env.TZ = before;
            }
        }
    });
});

describe("formatDuration", () => {
    const cases: [seconds: number, text: string][] = [
        [0, "0 s"],
        [0.4, "0 s"],
        [59.6, "1 min"],
        [45, "45 s"],
        [870, "14 min 30 s"],
        [3600, "1 h"],
        [3630, "1 h"],
        [5400, "1 h 30 min"],
        [86_399, "23 h 59 min"],
        [86_400, "1 d"],
        [90_061, "1 d 1 h"],
    ];
    for (const [seconds, text] of cases) {
        it(`says ${text} for ${seconds} seconds`, () => {
            assert.equal(formatDuration(seconds * 1000), text);
        });
    }
});
