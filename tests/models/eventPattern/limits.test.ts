import assert from "node:assert/strict";
import { exceededLimits, measurePattern } from "../../../models/eventPattern";
import { wildcardComplexity } from "../../../models/eventPattern/limits";

/** Scores that event-ruler gives (its MachineComplexityEvaluatorTest). */
const SCORES: [number, ...string[]][] = [
    [1, "*"],
    [3, "*", "ab*c"],
    [1, "abc"],
    [2, "*ab"],
    [3, "*aa"],
    [2, "a*b"],
    [2, "aa*"],
    [2, "a*bc"],
    [3, "a*bb"],
    [3, "a*bcb"],
    [4, "a*bbb"],
    [4, "*ab*ad"],
    [3, "*ab*d"],
    [4, "*aba*"],
    [5, "a*b*bb"],
    [4, "a*b*cb"],
    [3, "a*b*cd"],
    [4, "a*b*b"],
    [4, "a*bb*"],
    [3, "ab*b*"],
    [3, "ab*c", "x*xx"],
    [4, "*abc", "*abcde"],
    [4, "a*bcd", "ab*cd"],
    [4, "a*bc", "a*bcde"],
    [7, "a*aaa", "aa*aa"],
    [4, "a*bc", "abc*d"],
    [6, "a*aaa", "aaa*a"],
    [5, "a*aax", "aaa*x"],
    [4, "a*bc", "abc*"],
    [5, "a*aa", "aaa*"],
    [3, "abc*", "abcde*"],
    [6, "ab*cd", "ab*wx", "ab*yz"],
    [7, "*ab*b*b*"],
    [17, "*a*a*a*a*a*a*a*a*"],
    [2, "ab*c", "ab*c"],
    [10, "F*eatureFeature", "Fe*atureFeature", "Fea*tureFeature"],
    [100, "F*e*a*t*u*r*e*".repeat(300)],
];

describe("the limits of PutRule", () => {
    it("scores wildcards as event-ruler does", () => {
        assert.deepEqual(
            SCORES.map(([, ...wildcards]) => [wildcardComplexity(wildcards), ...wildcards]),
            SCORES,
        );
    });

    it("measures characters, combinations and wildcards of a pattern", () => {
        const pattern = { detail: { $or: [{ a: [{ wildcard: "x*y" }] }, { b: [1] }, { a: [{ "anything-but": { wildcard: ["*aa"] } }] }] } };
        assert.deepEqual(measurePattern(pattern), { characters: JSON.stringify(pattern).length, combinations: 3, wildcardComplexity: 4 });
        assert.deepEqual(measurePattern('{ "a": [1] }'), { characters: 12, combinations: 1, wildcardComplexity: 0 });
    });

    it("says nothing about a pattern within the limits", () => {
        assert.deepEqual(exceededLimits({ source: ["aws.sagemaker"], detail: { ModelPackageName: [{ wildcard: "prod-*-v*" }] } }), []);
    });

    it("names the characters that are too many, and how far the quota can be raised", () => {
        const pattern = `{"a":["${"x".repeat(2038)}"]}`;
        const longer = `{"a":["${"x".repeat(2039)}"]}`;
        assert.deepEqual(exceededLimits(pattern), []);
        assert.deepEqual(exceededLimits(longer), [
            'The event pattern has 2049 characters, at most 2048 are allowed; the quota "Event pattern size" can be raised to 4096, and then declared as maximumPatternCharacters.',
        ]);
        assert.deepEqual(exceededLimits(longer, 4096), []);
        assert.deepEqual(exceededLimits(`{"a":["${"x".repeat(4089)}"]}`, 4096), ["The event pattern has 4099 characters, at most 4096 are allowed."]);
    });

    it("refuses wildcards that could fit too many ways at a time", () => {
        const reason = "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";
        assert.deepEqual(exceededLimits({ key: ["bif", "tif"].map((end) => ({ wildcard: `*/set/*.${end}` })) }), []);
        assert.deepEqual(exceededLimits({ key: ["bif", "tif", "svs", "tiff"].map((end) => ({ wildcard: `*/set/*.${end}` })) }), [reason]);
    });
});
