import assert from "node:assert/strict";
import { Access } from "../../../local/aws/access";
import { Faults } from "../../../local/aws/faults";
import { Findings } from "../../../local/aws/findings";
import { Log } from "../../../local/aws/log";
import type { PolicyStatement } from "../../../models/policies";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:failures";
const ALLOW: PolicyStatement = { Effect: "Allow", Action: "*", Resource: "*" };

/** Whether a role whose permissions boundary has a Deny under this condition may send to a queue, and the findings. */
function ask(Condition: NonNullable<PolicyStatement["Condition"]>) {
    const log = new Log(() => NOW);
    const findings = new Findings(log);
    const access = new Access({ account: "111122223333", region: "eu-west-1" }, () => NOW, [], { findings, faults: new Faults(() => NOW) });
    const role = {
        name: "handler",
        arn: "arn:aws:iam::111122223333:role/app/handler",
        policies: [{ Statement: ALLOW }],
        boundary: [{ Statement: [ALLOW, { ...ALLOW, Effect: "Deny" as const, Condition }] }],
    };
    const { allowed } = access.role("handler", role, "sqs:SendMessage", { arn: QUEUE, policy: undefined });
    return { allowed, findings: log.facts().flatMap((fact) => (fact.what === "finding" ? [fact.message] : [])) };
}

describe("a guard rail in the permissions boundary of a handler's role", () => {
    for (const [title, condition, allowed] of [
        ["on the Region of the stack allows the call", { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } }, true],
        ["on another Region denies the call", { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } }, false],
        ["on a time that is over allows the call", { DateLessThan: { "aws:CurrentTime": "2026-11-25T11:59:59Z" } }, true],
        ["on a time that has not come denies the call", { NumericLessThan: { "aws:EpochTime": String(NOW / 1000 + 1) } }, false],
        ["on the role allows the role, with its path", { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/app/handler" } }, true],
    ] as const) {
        it(title, () => assert.deepEqual(ask(condition), { allowed, findings: [] }));
    }

    it("on what cannot be known here is a finding", () => {
        assert.deepEqual(ask({ StringNotEquals: { "aws:PrincipalOrgID": "o-1" } }), {
            allowed: false,
            findings: ["sqs:SendMessage: the value of the condition key aws:PrincipalOrgID is unknown; the call is refused"],
        });
    });
});
