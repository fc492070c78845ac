import * as assert from "node:assert/strict";
import { type AlarmState, alarmsOfRule, evaluateAlarmRule, parseAlarmRule } from "../../../models/alarms";

const ARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:in-arn";
const STATES: Record<string, AlarmState> = { on: "ALARM", off: "OK", unknown: "INSUFFICIENT_DATA", 'a "b" (c)': "ALARM", [ARN]: "ALARM" };
const evaluate = (text: string) => evaluateAlarmRule(parseAlarmRule(text), (alarm) => STATES[alarm] ?? assert.fail(`no alarm ${alarm}`));

describe("composite alarm rules", () => {
    for (const [rule, expected] of [
        ["TRUE", true],
        ["FALSE", false],
        ["TRUE()", true],
        ["ALARM(on)", true],
        ['ALARM("on")', true],
        ["ALARM(off)", false],
        ["OK(off)", true],
        ["INSUFFICIENT_DATA(unknown)", true],
        ["OK(unknown)", false],
        [`ALARM(${ARN})`, true],
        [`ALARM( "${ARN}" )`, true],
        ['ALARM("a \\"b\\" (c)")', true],
        ["ALARM(on) AND ALARM(off)", false],
        ["ALARM(on) AND NOT ALARM(off)", true],
        ["ALARM(on) OR ALARM(off)", true],
        ["NOT (ALARM(on) OR ALARM(off))", false],
        ["NOT NOT ALARM(on)", true],
        ["TRUE OR TRUE AND FALSE", true],
        ["(TRUE OR TRUE) AND FALSE", false],
        ["NOT FALSE AND FALSE", false],
        ["NOT (FALSE AND FALSE)", true],
        ["(\n  ALARM(on)\n  AND OK(off)\n)", true],
        ["AT_LEAST(2, ALARM, (on, off, unknown))", false],
        ["AT_LEAST(2, NOT ALARM, (on, off, unknown))", true],
        ["AT_LEAST(50%, ALARM, (on, off))", true],
        ["AT_LEAST(51%, ALARM, (on, off))", false],
        [`AT_LEAST(1, OK, ("on", ${ARN})) OR ALARM(on)`, true],
    ] as const) {
        it(`answers ${JSON.stringify(rule)} with ${expected}`, () => {
            assert.equal(evaluate(rule), expected);
        });
    }

    it("parses into plain data", () => {
        assert.deepEqual(parseAlarmRule('ALARM("a") AND NOT OK(b) OR AT_LEAST(50%, NOT OK, (c))'), {
            type: "or",
            rules: [
                {
                    type: "and",
                    rules: [
                        { type: "state", state: "ALARM", alarm: "a" },
                        { type: "not", rule: { type: "state", state: "OK", alarm: "b" } },
                    ],
                },
                { type: "atLeast", count: 50, percent: true, not: true, state: "OK", alarms: ["c"] },
            ],
        });
    });

    it("names the alarms that a rule depends on, each once", () => {
        assert.deepEqual(alarmsOfRule(parseAlarmRule("ALARM(a) OR (NOT OK(b) AND ALARM(a)) OR AT_LEAST(1, OK, (c, b)) OR TRUE")), ["a", "b", "c"]);
    });

    for (const [rule, message] of [
        ["", "expected ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or (, got the end at position 1"],
        ["ALARM", 'expected "(", got the end at position 6'],
        ["ALARM()", 'expected an alarm name or ARN, got ")" at position 7'],
        ["ALARM(a) ALARM(b)", 'expected AND, OR or the end, got "ALARM" at position 10'],
        ["ALARM(a) AND", "expected ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or (, got the end at position 13"],
        ["alarm(a)", 'expected ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or (, got "alarm" at position 1'],
        ["(ALARM(a)", 'expected ")", got the end at position 10'],
        ["ALARM(two words)", 'expected ")", got "words" at position 11'],
        ['TRUE AND ALARM("a)', "the quote at position 16 is not closed"],
        ["AT_LEAST(0, ALARM, (a))", 'expected a whole number or percentage, got "0" at position 10'],
        ["AT_LEAST(1, BAD, (a))", 'expected ALARM, OK, INSUFFICIENT_DATA, got "BAD" at position 13'],
        ["x".repeat(10_241), "must have at most 10240 characters, got 10241"],
        [Array.from({ length: 101 }, (_, n) => `ALARM(a${n})`).join(" OR "), "must name at most 100 alarms, got 101"],
    ] as const) {
        it(`refuses ${JSON.stringify(rule.slice(0, 30))} with the position`, () => {
            assert.throws(() => parseAlarmRule(rule), { message: `Alarm rule: ${message}` });
        });
    }
});
