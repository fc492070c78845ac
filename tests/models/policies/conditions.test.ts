import * as assert from "node:assert/strict";
import { type ConditionElement, evaluatePolicies, type PolicyDocument, parsePolicyDocument, type RequestContext } from "../../../models/policies";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dlq";

const policy = (Condition: ConditionElement, Version: PolicyDocument["Version"] = "2012-10-17"): PolicyDocument => ({
    Version,
    Statement: { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: QUEUE, Condition },
});

const decide = (condition: ConditionElement, context: RequestContext, version?: PolicyDocument["Version"]) =>
    evaluatePolicies(
        { resource: parsePolicyDocument(policy(condition, version), "resource") },
        { principal: { service: "events.amazonaws.com" }, action: "sqs:SendMessage", resource: QUEUE, context },
    );

/** A policy variable. */
const variable = (key: string) => `\${${key}}`;

const RULE = "arn:aws:events:eu-west-1:111122223333:rule/failed";

/** Operator, value in the policy; a value in the request that passes, one that does not; whether a missing key passes. */
const OPERATORS: [operator: string, wanted: string | number | string[], passes: string, fails: string, missing: boolean][] = [
    ["StringEquals", "abc", "abc", "ABC", false],
    ["StringEquals", ["x", "abc"], "abc", "a", false],
    ["StringEquals", "a*", "a*", "abc", false],
    ["StringNotEquals", "abc", "ABC", "abc", true],
    ["StringNotEquals", ["x", "abc"], "z", "x", true],
    ["StringEqualsIgnoreCase", "aBc", "AbC", "abcd", false],
    ["StringNotEqualsIgnoreCase", "aBc", "abcd", "ABC", true],
    ["StringLike", "a*c?e", "abbbcde", "ace", false],
    ["StringNotLike", "a*", "b", "ab", true],
    ["ArnEquals", RULE, RULE, `${RULE}2`, false],
    ["ArnEquals", "arn:aws:events:*:111122223333:rule/*", RULE, "arn:aws:events:eu-west-1:999:rule/failed", false],
    ["ArnLike", "arn:aws:events:*:111122223333:rule/f?iled", RULE, RULE.replace("failed", "fled"), false],
    // A wildcard ends at a colon, but in the last part.
    ["ArnLike", "arn:aws:x:*:1:finance/*", "arn:aws:x:us:1:finance/a:b", "arn:aws:x:us:9:store/abc:1:finance/a", false],
    ["ArnNotEquals", RULE, `${RULE}2`, RULE, true],
    ["ArnNotLike", "arn:aws:events:*:*:rule/*", "arn:aws:sns:eu-west-1:111122223333:rule/x", RULE, true],
    ["Bool", "true", "TRUE", "false", false],
    ["NumericEquals", "10", "1e1", "10.5", false],
    ["NumericNotEquals", 10, "11", "10", true],
    ["NumericLessThan", 10, "9.9", "10", false],
    ["NumericLessThanEquals", 10, "10", "10.1", false],
    ["NumericGreaterThan", 10, "10.1", "10", false],
    ["NumericGreaterThanEquals", 10, "10", "9", false],
    ["NumericEquals", 10, "10", "ten", false],
    ["DateEquals", "2026-11-23T00:00:00Z", "1795392000", "1795392001", false],
    ["DateNotEquals", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z", "2026-11-23T01:00:00+01:00", true],
    ["DateLessThan", "2026-11-23T00:00:00Z", "2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z", false],
    ["DateLessThanEquals", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z", false],
    ["DateGreaterThan", "2026-11-23T00:00:00Z", "2026-11-23T00:00:01Z", "2026-11-23T00:00:00Z", false],
    ["DateGreaterThanEquals", "1795392000", "2026-11-23T00:00:00Z", "2026-11-22T00:00:00Z", false],
    ["IpAddress", "203.0.113.0/24", "203.0.113.255", "203.0.114.0", false],
    ["IpAddress", ["10.0.0.0/8", "203.0.113.7"], "203.0.113.7", "203.0.113.8", false],
    ["IpAddress", "203.0.113.7/32", "203.0.113.7", "203.0.113.6", false],
    ["IpAddress", "0.0.0.0/0", "198.51.100.1", "2001:db8::1", false],
    ["IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1", "2001:db8:1234:5679::1", false],
    ["IpAddress", "2001:db8::7", "2001:0db8:0::7", "203.0.113.7", false],
    ["IpAddress", "::/0", "2001:db8::1", "198.51.100.1", false],
    ["IpAddress", "10.0.0.0/8", "10.1.2.3", "somewhere", false],
    ["NotIpAddress", "10.0.0.0/8", "11.0.0.0", "10.255.255.255", true],
    ["NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "172.16.0.1", "192.168.3.4", true],
    ["IpAddressIfExists", "10.0.0.0/8", "10.0.0.1", "11.0.0.1", true],
    ["ForAnyValue:IpAddress", "10.0.0.0/8", "10.0.0.1", "11.0.0.1", false],
    ["StringEqualsIfExists", "abc", "abc", "x", true],
    ["StringNotEqualsIfExists", "abc", "x", "abc", true],
    ["BoolIfExists", "true", "true", "false", true],
    ["ForAnyValue:StringEquals", ["a", "b"], "a", "c", false],
    ["ForAnyValue:StringNotEquals", ["a", "b"], "c", "a", false],
    ["ForAllValues:StringEquals", ["a", "b"], "a", "c", true],
    ["ForAllValues:StringNotLike", ["a*"], "b", "ab", true],
    ["ForAnyValue:StringLikeIfExists", "a*", "ab", "b", true],
];

describe("conditions of policies", () => {
    for (const [operator, wanted, passes, fails, missing] of OPERATORS) {
        const condition = { [operator]: { "test:Key": wanted } };
        it(`${operator} ${JSON.stringify(wanted)} passes "${passes}"`, () => {
            assert.equal(decide(condition, { "test:Key": passes }).allowed, true);
        });
        it(`${operator} ${JSON.stringify(wanted)} fails "${fails}", ${missing ? "passes" : "fails"} without the key`, () => {
            assert.deepEqual([decide(condition, { "test:Key": fails }).allowed, decide(condition, { "test:Key": [] }).allowed], [false, missing]);
        });
    }

    it("takes a star alone as any value, and an ARN pattern that ends early as none", () => {
        const allowed = (operator: string, wanted: string, value: string) =>
            decide({ [operator]: { "test:Key": wanted } }, { "test:Key": value }).allowed;
        assert.deepEqual(
            [allowed("StringLike", "*", ""), allowed("ArnLike", "*", RULE), allowed("ArnLike", "arn:aws:events:*", RULE)],
            [true, true, false],
        );
    });

    it("matches a pattern of many stars without delay", () => {
        const condition = { StringLike: { "test:Key": `${"a*".repeat(30)}b` } };
        assert.equal(decide(condition, { "test:Key": "a".repeat(20_000) }).allowed, false);
    });

    for (const [operator, values, expected] of [
        ["ForAnyValue:StringEquals", ["a", "z"], true],
        ["ForAnyValue:StringEquals", ["y", "z"], false],
        ["ForAllValues:StringEquals", ["a", "b"], true],
        ["ForAllValues:StringEquals", ["a", "z"], false],
        ["ForAllValues:StringEquals", [], true],
        ["ForAnyValue:StringEquals", [], false],
        ["ForAnyValue:StringNotEquals", ["a", "z"], true],
        ["ForAllValues:StringNotEquals", ["a", "z"], false],
        ["StringEquals", ["a", "z"], true],
        ["StringNotEquals", ["a", "z"], false],
    ] as [string, string[], boolean][]) {
        it(`${operator} of a and b says ${expected} for the values [${values}]`, () => {
            assert.equal(decide({ [operator]: { "test:Key": ["a", "b"] } }, { "test:Key": values }).allowed, expected);
        });
    }

    for (const [wanted, context, expected] of [
        ["true", { "test:Key": "x" }, false],
        ["true", { "test:Key": [] }, true],
        ["false", { "test:Key": "x" }, true],
        ["false", { "test:Key": [] }, false],
    ] as [string, RequestContext, boolean][]) {
        it(`Null ${wanted} says ${expected} for ${JSON.stringify(context)}`, () => {
            assert.equal(decide({ Null: { "test:Key": wanted } }, context).allowed, expected);
        });
    }

    it("wants every key and every operator to hold", () => {
        const condition = { StringEquals: { "a:A": "1", "a:B": "2" }, Bool: { "a:C": "true" } };
        const full = { "a:A": "1", "a:B": "2", "a:C": "true" };
        assert.deepEqual(
            [full, { ...full, "a:A": "x" }, { ...full, "a:B": "x" }, { ...full, "a:C": "false" }].map(
                (context) => decide(condition, context).allowed,
            ),
            [true, false, false, false],
        );
    });

    it("finds a key without regard to case", () => {
        assert.equal(decide({ StringEquals: { "AWS:SourceAccount": "1" } }, { "aws:sourceaccount": "1" }).allowed, true);
    });

    describe("policy variables", () => {
        const equals = (value: string) => ({ StringEquals: { "a:A": value } });
        for (const [title, condition, context, expected] of [
            ["take the value of the request", equals(`x-${variable("aws:SourceAccount")}-y`), { "a:A": "x-1-y", "aws:SourceAccount": "1" }, true],
            ["may differ in case", equals(variable("AWS:sourceaccount")), { "a:A": "1", "aws:SourceAccount": "1" }, true],
            // IAM User Guide, "IAM policy elements: Variables and tags", policy variables with no value.
            ["without a value equal nothing", equals(variable("a:None")), { "a:A": "1", "a:None": [] }, false],
            ["without a value are like nothing", { StringLike: { "a:A": `${variable("a:None")}*` } }, { "a:A": "1", "a:None": [] }, false],
            ["without a value pass StringNotEquals", { StringNotEquals: { "a:A": variable("a:None") } }, { "a:A": "1", "a:None": [] }, true],
            ["without a value pass StringNotLike", { StringNotLike: { "a:A": `${variable("a:None")}*` } }, { "a:A": "1", "a:None": [] }, true],
            [
                "without a value pass ArnNotLike",
                { ArnNotLike: { "a:A": `arn:aws:x:*:*:${variable("a:None")}` } },
                { "a:A": RULE, "a:None": [] },
                true,
            ],
            [
                "without a value leave the other values of the list",
                { StringNotEquals: { "a:A": [variable("a:None"), "1"] } },
                { "a:A": "1", "a:None": [] },
                false,
            ],
            [
                "without a value leave a list that matches by another value",
                { StringEquals: { "a:A": [variable("a:None"), "1"] } },
                { "a:A": "1", "a:None": [] },
                true,
            ],
            [
                "without a value pass a negated set operator",
                { "ForAnyValue:StringNotEquals": { "a:A": variable("a:None") } },
                { "a:A": ["1", "2"], "a:None": [] },
                true,
            ],
            ["with several values have no single one", equals(variable("a:B")), { "a:A": "1", "a:B": ["1", "2"] }, false],
            ["have defaults", equals(variable("a:None, 'team'")), { "a:A": "team", "a:None": [] }, true],
            [
                "spell a star, a question mark and a dollar",
                { StringLike: { "a:A": `${variable("*")}${variable("?")}${variable("$")}*` } },
                { "a:A": "*?$x" },
                true,
            ],
            ["spell a star that is no wildcard", { StringLike: { "a:A": variable("*") } }, { "a:A": "x" }, false],
            ["bring no wildcards with them", { StringLike: { "a:A": variable("a:B") } }, { "a:A": "xyz", "a:B": "*" }, false],
            [
                "work in ARNs",
                { ArnLike: { "a:A": `arn:aws:x:*:${variable("aws:SourceAccount")}:y/*` } },
                { "a:A": "arn:aws:x:r:1:y/z", "aws:SourceAccount": "1" },
                true,
            ],
        ] as [string, ConditionElement, RequestContext, boolean][]) {
            it(title, () => {
                assert.equal(decide(condition, context).allowed, expected);
            });
        }

        it("are plain text in a policy of 2008", () => {
            const context = { "a:A": variable("aws:SourceAccount"), "aws:SourceAccount": "1" };
            assert.deepEqual(
                [
                    decide(equals(variable("aws:SourceAccount")), context, "2008-10-17").allowed,
                    decide(equals(variable("aws:SourceAccount")), context).allowed,
                ],
                [true, false],
            );
        });
    });

    describe("operators that are not modelled", () => {
        const binary = { BinaryEquals: { "a:Key": "QmluYXJ5" } };
        for (const operator of ["BinaryEquals", "ForAnyValue:BinaryEquals", "BinaryEqualsIfExists"]) {
            it(`names ${operator} in an error`, () => {
                assert.throws(() => decide({ [operator]: { "a:Key": "QmluYXJ5" } }, { "a:Key": "QmluYXJ5" }), {
                    name: "UnmodelledError",
                    message: `Condition operator ${operator} (on a:Key) is not modelled`,
                });
            });
        }

        for (const wanted of ["10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "10.0.0.0/x", "home"]) {
            it(`refuse ${wanted}, which is no block of addresses`, () => {
                assert.throws(() => decide({ IpAddress: { "aws:SourceIp": wanted } }, { "aws:SourceIp": "10.0.0.1" }), {
                    message: `Condition: an IP address or a CIDR block is required in the policy, got "${wanted}"`,
                });
            });
        }

        it("are others than those on addresses, whose unknown key is named", () => {
            for (const operator of ["IpAddress", "NotIpAddress"]) {
                assert.throws(() => decide({ [operator]: { "aws:SourceIp": "10.0.0.0/8" } }, {}), {
                    name: "UnmodelledError",
                    message: "the value of the condition key aws:SourceIp is unknown",
                });
            }
        });

        it("do not matter where another condition fails anyway", () => {
            assert.equal(decide({ ...binary, Bool: { "aws:SecureTransport": "false" } }, {}).decision, "implicitDeny");
        });

        const request = { principal: { service: "events.amazonaws.com" }, action: "sqs:SendMessage", resource: QUEUE, context: {} };
        const plain = { Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*" } as const;
        it("do not matter where another statement decides", () => {
            const allow = { Statement: [{ ...plain, Condition: binary }, plain] };
            assert.equal(evaluatePolicies({ resource: allow }, request).decision, "allow");
            const deny = { Statement: [{ ...plain, Effect: "Deny", Condition: binary } as const, { ...plain, Effect: "Deny" } as const] };
            assert.equal(evaluatePolicies({ resource: deny }, request).decision, "explicitDeny");
        });
        it("matter in a Deny that would win over an Allow", () => {
            assert.throws(() => evaluatePolicies({ resource: { Statement: [plain, { ...plain, Effect: "Deny", Condition: binary }] } }, request), {
                name: "UnmodelledError",
            });
        });
    });

    describe("keys whose value is unknown", () => {
        const unknown = { StringEquals: { "aws:ResourceOrgID": "o-1" } };
        for (const operator of [
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIfExists",
            "ForAnyValue:StringLike",
            "ForAllValues:StringLike",
            "Null",
        ]) {
            it(`leave ${operator} undecided`, () => {
                assert.throws(() => decide({ [operator]: { "aws:ResourceOrgID": "true" } }, {}), {
                    name: "UnmodelledError",
                    message: "the value of the condition key aws:ResourceOrgID is unknown",
                });
            });
        }

        it("leave a variable undecided, but for another value that matches", () => {
            const values = (other: string) => ({ StringEquals: { "a:A": [variable("aws:ResourceOrgID"), other] } });
            assert.equal(decide(values("1"), { "a:A": "1" }).allowed, true);
            assert.throws(() => decide(values("2"), { "a:A": "1" }), { name: "UnmodelledError" });
        });

        it("do not matter where another condition fails anyway", () => {
            assert.equal(decide({ ...unknown, Bool: { "aws:SecureTransport": "false" } }, {}).decision, "implicitDeny");
        });
    });

    it("refuses a policy whose number or date is none", () => {
        assert.throws(() => decide({ NumericEquals: { "a:A": "ten" } }, { "a:A": "10" }), {
            message: 'Condition: a number is required in the policy, got "ten"',
        });
        assert.throws(() => decide({ DateLessThan: { "a:A": "soon" } }, { "a:A": "10" }), {
            message: 'Condition: a date is required in the policy, got "soon"',
        });
    });
});
