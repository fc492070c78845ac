import * as assert from "node:assert/strict";

import { Verdict } from "../../../../policy/shared/run/verdict";

const [rule, alarm] = ["rule", "alarm"].map((name) => ({ urn: `urn:pulumi:dev::app::aws:x/y:Z::${name}`, name }));
assert.ok(rule && alarm);

describe("a verdict", () => {
    it("counts the same of the same resource once, and keeps all else", () => {
        const verdict = new Verdict();
        verdict.wrong(rule, "It is disabled.");
        verdict.wrong(rule, "It is disabled.");
        verdict.wrong(alarm, "It is disabled.");
        verdict.note(rule, "It is long.");
        verdict.note(rule, "It is old.");
        verdict.note(rule, "It is old.");
        assert.deepEqual(verdict.findings, [
            { urn: rule.urn, message: "It is disabled.", advisory: false },
            { urn: alarm.urn, message: "It is disabled.", advisory: false },
            { urn: rule.urn, message: "It is long.", advisory: true },
            { urn: rule.urn, message: "It is old.", advisory: true },
        ]);
    });

    it("has decided on a resource of which something is wrong, whatever else is open", () => {
        const verdict = new Verdict();
        verdict.undecided(rule);
        verdict.undecided(alarm);
        verdict.wrong(rule, "It is disabled.");
        assert.deepEqual([...verdict.undecidedResources], [[alarm.urn, "alarm"]]);
    });
});
