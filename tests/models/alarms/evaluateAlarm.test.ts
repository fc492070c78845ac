import * as assert from "node:assert/strict";
import { type AlarmDefinition, type AlarmState, evaluateAlarm, evaluationRange, type TreatMissingData } from "../../../models/alarms";

const TREATMENTS: readonly TreatMissingData[] = ["missing", "ignore", "breaching", "notBreaching"];

const alarm = (more: Partial<AlarmDefinition> = {}): AlarmDefinition => ({
    name: "failed",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 3,
    ...more,
});

/** 0 is below the threshold, X reaches it, - is missing. */
const points = (picture: string) => [...picture].map((letter) => (letter === "X" ? 1 : letter === "0" ? 0 : undefined));

const state = (picture: string, datapointsToAlarm: number, treatMissingData: string, previous: AlarmState) =>
    evaluateAlarm(alarm({ datapointsToAlarm, treatMissingData }), points(picture), previous).state;

/** The tables of the CloudWatch User Guide: evaluation range 5; missing, ignore, breaching, notBreaching; "keep" is the previous state. */
const TABLES: Record<number, Record<string, readonly (AlarmState | "keep")[]>> = {
    3: {
        "0-X-X": ["OK", "OK", "OK", "OK"],
        "0----": ["OK", "OK", "OK", "OK"],
        "-----": ["INSUFFICIENT_DATA", "keep", "ALARM", "OK"],
        "0XX-X": ["ALARM", "ALARM", "ALARM", "ALARM"],
        "--X--": ["ALARM", "keep", "ALARM", "OK"],
    },
    2: {
        "0-X-X": ["ALARM", "ALARM", "ALARM", "ALARM"],
        "00X0X": ["ALARM", "ALARM", "ALARM", "ALARM"],
        "0-X--": ["OK", "OK", "ALARM", "OK"],
        "----0": ["OK", "OK", "ALARM", "OK"],
        "---X-": ["ALARM", "keep", "ALARM", "OK"],
    },
};

describe("evaluateAlarm", () => {
    for (const [toAlarm, rows] of Object.entries(TABLES)) {
        for (const [picture, expected] of Object.entries(rows)) {
            for (const [index, treatment] of TREATMENTS.entries()) {
                it(`answers ${picture} with ${expected[index]} for ${toAlarm} of 3 and ${treatment}`, () => {
                    const previousStates: AlarmState[] = ["OK", "ALARM", "INSUFFICIENT_DATA"];
                    const wanted = previousStates.map((previous) => (expected[index] === "keep" ? previous : expected[index]));
                    assert.deepEqual(
                        previousStates.map((previous) => state(picture, Number(toAlarm), treatment, previous)),
                        wanted,
                    );
                });
            }
        }
    }

    for (const picture of ["----X", "---X-"]) {
        it(`waits with ${picture} for 3 of 3, because the next datapoint may be good`, () => {
            assert.deepEqual([state(picture, 3, "missing", "OK"), state(picture, 3, "missing", "INSUFFICIENT_DATA")], ["OK", "INSUFFICIENT_DATA"]);
        });
    }

    for (const [picture, expected] of [
        ["--X0-", "OK"],
        ["-XX--", "ALARM"],
        ["0X---", "OK"],
        ["X----", "ALARM"],
        ["---XX", "INSUFFICIENT_DATA"],
    ] as const) {
        it(`answers ${picture} with ${expected} for 3 of 3 and missing, coming from INSUFFICIENT_DATA`, () => {
            assert.equal(state(picture, 3, "missing", "INSUFFICIENT_DATA"), expected);
        });
    }

    it("uses the newest N only, if none of them is missing", () => {
        assert.equal(state("XX0X0", 2, "missing", "OK"), "OK");
    });

    it("keeps an alarm on a sparse metric until the datapoint leaves the range", () => {
        const definition = alarm({ evaluationPeriods: 1, treatMissingData: "notBreaching" });
        const states = ["--X", "-X-", "X--", "---"].map((picture) => evaluateAlarm(definition, points(picture), "ALARM").state);
        assert.deepEqual(states, ["ALARM", "ALARM", "ALARM", "OK"]);
    });

    for (const [operator, below, equal, above] of [
        ["GreaterThanOrEqualToThreshold", "OK", "ALARM", "ALARM"],
        ["GreaterThanThreshold", "OK", "OK", "ALARM"],
        ["LessThanThreshold", "ALARM", "OK", "OK"],
        ["LessThanOrEqualToThreshold", "ALARM", "ALARM", "OK"],
    ] as const) {
        it(`compares with ${operator}`, () => {
            const definition = alarm({ comparisonOperator: operator, threshold: 5, evaluationPeriods: 1 });
            assert.deepEqual(
                [4, 5, 6].map((value) => evaluateAlarm(definition, [value], "OK").state),
                [below, equal, above],
            );
        });
    }

    it("takes datapointsToAlarm as evaluationPeriods and treatMissingData as missing where they are not given", () => {
        assert.deepEqual(
            ["0XX", "XXX", "---"].map((picture) => evaluateAlarm(alarm(), points(picture), "OK").state),
            ["OK", "ALARM", "INSUFFICIENT_DATA"],
        );
    });

    it("takes null as missing, because JSON has no undefined", () => {
        assert.equal(evaluateAlarm(alarm(), [null, null, null], "OK").state, "INSUFFICIENT_DATA");
    });

    it("ignores missing data of DynamoDB metrics whatever the alarm says", () => {
        const definition = alarm({ namespace: "AWS/DynamoDB", treatMissingData: "breaching" });
        assert.equal(evaluateAlarm(definition, points("-----"), "OK").state, "OK");
        assert.equal(evaluateAlarm({ ...definition, namespace: "AWS/SQS" }, points("-----"), "OK").state, "ALARM");
    });

    for (const [title, definition, picture, expected] of [
        ["what breached", alarm(), "XXX", "3 datapoints [1, 1, 1]: 3 of 3 are greater than or equal to the threshold 1, 3 make an alarm."],
        [
            "what was filled in",
            alarm({ treatMissingData: "breaching", datapointsToAlarm: 1 }),
            "--0",
            "1 datapoint [0] and 2 missing ones taken as breaching: 2 of 3 are greater than or equal to the threshold 1, 1 makes an alarm.",
        ],
        ["that nothing came", alarm(), "---", "No datapoint in the last 3 periods."],
        [
            "that missing data is ignored",
            alarm({ treatMissingData: "ignore" }),
            "---",
            "No datapoint in the last 3 periods: missing data is ignored, the state stays.",
        ],
        [
            "why it alarms on little data",
            alarm(),
            "--X--",
            "1 datapoint [1], all breaching, the oldest 3 periods old: as old as the 3 that make an alarm, and nothing newer speaks against it.",
        ],
        ["why it waits", alarm(), "----X", "1 datapoint [1], all breaching, the oldest 1 period old: too little data for a change, the state stays."],
    ] as const) {
        it(`says ${title}`, () => {
            assert.equal(evaluateAlarm(definition, points(picture), "OK").reason, expected);
        });
    }

    it("refuses anomaly detection as not modelled", () => {
        const message =
            'Alarm "failed": only GreaterThanOrEqualToThreshold, GreaterThanThreshold, LessThanThreshold, LessThanOrEqualToThreshold with a fixed threshold are modelled, got ';
        assert.throws(() => evaluateAlarm(alarm({ comparisonOperator: "GreaterThanUpperThreshold" }), [], "OK"), {
            name: "UnmodelledError",
            message: `${message}GreaterThanUpperThreshold`,
        });
        assert.throws(() => evaluateAlarm(alarm({ thresholdMetricId: "band" }), [], "OK"), {
            name: "UnmodelledError",
            message: `${message}thresholdMetricId "band"`,
        });
    });

    it("refuses what CloudWatch could not evaluate", () => {
        const message =
            'Alarm "failed": threshold must be a number, evaluationPeriods a whole number from 1, datapointsToAlarm from 1 to evaluationPeriods, got ';
        assert.throws(() => evaluateAlarm(alarm({ threshold: undefined }), [], "OK"), { name: "Error", message: `${message}undefined, 3, 3` });
        assert.throws(() => evaluateAlarm(alarm({ datapointsToAlarm: 4 }), [], "OK"), { message: `${message}1, 3, 4` });
        assert.throws(() => evaluateAlarm(alarm({ treatMissingData: "skip" }), [], "OK"), {
            message: 'Alarm "failed": treatMissingData must be one of missing, ignore, breaching, notBreaching, got "skip"',
        });
    });

    it("changes none of its arguments", () => {
        const definition = Object.freeze(alarm());
        const datapoints = Object.freeze(points("0-X-X"));
        assert.equal(evaluateAlarm(definition, datapoints, "OK").state, "OK");
    });
});

describe("evaluationRange", () => {
    it("looks back two periods further, as the documentation's examples do, or as far as asked", () => {
        assert.deepEqual([evaluationRange(alarm()), evaluationRange(alarm(), 0), evaluationRange({ evaluationPeriods: 1 }, 4)], [5, 3, 5]);
    });
});
