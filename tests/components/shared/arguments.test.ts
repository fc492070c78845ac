import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { alarmActionProblems, refuse, show, wholeNumberProblems } from "../../../components/shared/arguments";
import { OPS_TOPIC } from "../fixtures";

describe("refuse", () => {
    it("accepts a good name without problems", () => {
        assert.equal(refuse("Queue", "orders_2-a", []), undefined);
    });

    it("throws one RunError with a line for each problem, the name's first", () => {
        assert.throws(
            () => refuse("Queue", "two words", ["days must be 1, got 0", "size must be 2, got 3"]),
            (error: Error) => {
                assert.ok(pulumi.RunError.isInstance(error));
                assert.equal(
                    error.message,
                    'Queue "two words": name must have 1 to 47 letters, digits, - and _: it is part of the names of AWS resources\n' +
                        'Queue "two words": days must be 1, got 0\n' +
                        'Queue "two words": size must be 2, got 3',
                );
                return true;
            },
        );
    });
});

describe("wholeNumberProblems", () => {
    const days = { minimum: 1, maximum: 14, unit: "days" };
    for (const value of [1, 7, 14]) {
        it(`accepts ${value}`, () => assert.deepEqual(wholeNumberProblems("age", value, days), []));
    }
    for (const [value, got] of [
        [0, "0"],
        [15, "15"],
        [1.5, "1.5"],
        [Number.NaN, "null"],
        ["7", '"7"'],
        [undefined, "undefined"],
    ] as const) {
        it(`refuses ${typeof value} ${value}`, () => {
            assert.deepEqual(wholeNumberProblems("age", value, days), [`age must be a whole number of days from 1 to 14, got ${got}`]);
        });
    }
});

describe("alarmActionProblems", () => {
    const counted = (got: string) => [`alarmActions must have one to five ARNs of SNS topics or Lambda functions, got ${got}`];
    const wrong = (got: string) => `alarmActions must be ARNs of SNS topics or Lambda functions, got ${got}`;
    const cases: [string, unknown, string[]][] = [
        ["an ARN", [OPS_TOPIC], []],
        ["an Output and a promise", [pulumi.output(OPS_TOPIC), Promise.resolve(OPS_TOPIC)], []],
        ["five", new Array(5).fill(OPS_TOPIC), []],
        ["nothing", undefined, counted("none")],
        ["an empty list", [], counted("none")],
        ["a text", OPS_TOPIC, counted("none")],
        ["six", new Array(6).fill(OPS_TOPIC), counted("6")],
        ["what is no ARN, each", ["me@example.com", OPS_TOPIC, undefined, {}], [wrong('"me@example.com"'), wrong("undefined"), wrong("{}")]],
    ];
    for (const [what, actions, problems] of cases) {
        it(`${problems.length === 0 ? "accepts" : "refuses"} ${what}`, () => assert.deepEqual(alarmActionProblems(actions), problems));
    }
});

describe("show", () => {
    const cases: [unknown, string][] = [
        ["text", '"text"'],
        [1, "1"],
        [undefined, "undefined"],
        [null, "null"],
        [["a", { b: 1 }], '["a",{"b":1}]'],
        [() => {}, "a function"],
        [Symbol("s"), "Symbol(s)"],
        [pulumi.output("secret"), "an Output"],
    ];
    for (const [value, text] of cases) {
        it(`says ${text}`, () => assert.equal(show(value), text));
    }
});
