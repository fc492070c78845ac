import * as assert from "node:assert/strict";
import { type PolicyKind, parsePolicyDocument } from "../../../models/policies";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:dlq";
const STATEMENT = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: QUEUE };
const { Principal: _p, ...IDENTITY } = STATEMENT;
const { Resource: _r, ...TRUST } = { ...STATEMENT, Action: "sts:AssumeRole" };

describe("parsePolicyDocument", () => {
    it("returns a copy with a list of statements, from text and from an object", () => {
        const document = Object.freeze({ Version: "2012-10-17", Id: "x", Statement: Object.freeze({ ...STATEMENT }) });
        const expected = { Version: "2012-10-17", Id: "x", Statement: [STATEMENT] };
        assert.deepEqual(parsePolicyDocument(document), expected);
        assert.deepEqual(parsePolicyDocument(JSON.stringify(document)), expected);
    });

    it("makes plain data of a proxy", () => {
        const parsed = parsePolicyDocument(new Proxy({ Statement: [new Proxy(STATEMENT, {})] }, {}));
        assert.deepEqual(structuredClone(parsed), { Statement: [STATEMENT] });
    });

    for (const [title, kind, statement] of [
        ["an identity policy", "identity", IDENTITY],
        ["a resource policy", "resource", STATEMENT],
        ["a trust policy", "trust", TRUST],
        ["anyone as principal", "resource", { ...STATEMENT, Principal: "*" }],
        [
            "account, role and session as principals",
            "resource",
            {
                ...STATEMENT,
                Principal: { AWS: ["111122223333", "arn:aws:iam::111122223333:role/a/b", "arn:aws:sts::111122223333:assumed-role/b/c", "*"] },
            },
        ],
        [
            "NotAction, NotResource and NotPrincipal",
            "resource",
            { Effect: "Deny", NotPrincipal: { AWS: "111122223333" }, NotAction: "sqs:*", NotResource: QUEUE },
        ],
        [
            "every shape of condition value",
            "resource",
            {
                ...STATEMENT,
                Condition: {
                    Bool: { "aws:SecureTransport": true },
                    NumericLessThan: { "a:B": [1, "2"] },
                    "ForAnyValue:StringLikeIfExists": { "a:C": "x" },
                },
            },
        ],
        ["operators that are not modelled", "resource", { ...STATEMENT, Condition: { BinaryEquals: { "a:Key": "QmluYXJ5" } } }],
        ["no Resource where the kind is not known", undefined, TRUST],
    ] as [string, PolicyKind | undefined, object][]) {
        it(`accepts ${title}`, () => {
            assert.deepEqual(parsePolicyDocument({ Statement: [statement] }, kind), { Statement: [statement] });
        });
    }

    for (const [document, message] of [
        ["[]", "must be an object, got []"],
        ["null", "must be an object, got null"],
        [{}, "Statement must be a statement or a list of at least one, got nothing"],
        [{ Statement: [] }, "Statement must be a statement or a list of at least one, got []"],
        [{ Statement: ["x"] }, 'Statement 1 must be an object, got "x"'],
        [{ Version: "2012-10-18", Statement: STATEMENT }, 'Version must be "2012-10-17" or "2008-10-17", got "2012-10-18"'],
        [{ Id: 1, Statement: STATEMENT }, "Id must be a string, got 1"],
        [{ version: "2012-10-17", Statement: STATEMENT }, 'must have the elements Version, Id and Statement, got "version"'],
        [
            {
                Statement: [
                    { ...STATEMENT, Sid: "A" },
                    { ...STATEMENT, Sid: "A" },
                ],
            },
            'Sid must be unique in a policy, got "A" twice',
        ],
    ] as [string | object, string][]) {
        it(`refuses ${typeof document === "string" ? document : JSON.stringify(document).slice(0, 50)}: ${message}`, () => {
            assert.throws(() => parsePolicyDocument(document), { name: "MalformedPolicyDocument", message: `Policy document: ${message}` });
        });
    }

    it("refuses text that is no JSON", () => {
        assert.throws(() => parsePolicyDocument("{"), { name: "MalformedPolicyDocument", message: /^Policy document: must be JSON: / });
    });

    for (const [kind, more, message] of [
        ["resource", { Effect: "allow" }, '.Effect must be "Allow" or "Deny", got "allow"'],
        ["resource", { Effect: undefined }, '.Effect must be "Allow" or "Deny", got nothing'],
        ["resource", { Sid: 1 }, ".Sid must be a string, got 1"],
        [
            "resource",
            { Actions: "x" },
            ' must have the elements Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition, got "Actions"',
        ],
        ["resource", { Action: undefined }, " must have exactly one of Action and NotAction, got neither"],
        ["resource", { NotAction: "sqs:*" }, " must have exactly one of Action and NotAction, got both"],
        ["resource", { Action: [] }, ".Action must be a string or a list of strings, got []"],
        ["resource", { Action: "SendMessage" }, '.Action must be "*" or service:action, got "SendMessage"'],
        ["resource", { Resource: undefined }, " must have exactly one of Resource and NotResource, got neither"],
        ["resource", { Resource: [QUEUE, 5] }, `.Resource must be a string or a list of strings, got ["${QUEUE}",5]`],
        ["resource", { Resource: "dlq" }, '.Resource must be "*" or an ARN, got "dlq"'],
        [undefined, { NotResource: QUEUE }, " must have exactly one of Resource and NotResource, got both"],
        ["trust", {}, " must have no Resource: a trust policy is about its role"],
        ["identity", {}, " must have no Principal: an identity policy is about the role or user that it is attached to"],
        ["resource", { Principal: undefined }, " must have exactly one of Principal and NotPrincipal, got neither"],
        [undefined, { NotPrincipal: "*" }, " must have exactly one of Principal and NotPrincipal, got both"],
        [
            "resource",
            { Principal: "events.amazonaws.com" },
            '.Principal must be "*" or an object of AWS, Service, Federated, CanonicalUser, got "events.amazonaws.com"',
        ],
        ["resource", { Principal: {} }, '.Principal must be "*" or an object of AWS, Service, Federated, CanonicalUser, got {}'],
        ["resource", { Principal: { Aws: "*" } }, '.Principal must have the types AWS, Service, Federated, CanonicalUser, got "Aws"'],
        ["resource", { Principal: { Service: [] } }, ".Principal.Service must be a string or a list of strings, got []"],
        [
            "resource",
            { Principal: { AWS: "arn:aws:iam::111122223333:role/*" } },
            '.Principal.AWS must be "*", an account id or the ARN of a principal without wildcards, got "arn:aws:iam::111122223333:role/*"',
        ],
        [
            "resource",
            { Principal: undefined, NotPrincipal: { AWS: "12" } },
            '.NotPrincipal.AWS must be "*", an account id or the ARN of a principal without wildcards, got "12"',
        ],
        ["resource", { Condition: [] }, ".Condition must be an object, got []"],
        ["resource", { Condition: { StringEqual: { "a:B": "x" } } }, '.Condition must use operators of IAM, got "StringEqual"'],
        ["resource", { Condition: { NullIfExists: { "a:B": "true" } } }, '.Condition must use operators of IAM, got "NullIfExists"'],
        ["resource", { Condition: { "ForSome:StringEquals": { "a:B": "x" } } }, '.Condition must use operators of IAM, got "ForSome:StringEquals"'],
        ["resource", { Condition: { StringEquals: "x" } }, '.Condition.StringEquals must be an object of condition keys, got "x"'],
        ["resource", { Condition: { StringEquals: { SourceArn: "x" } } }, '.Condition.StringEquals must name keys as service:key, got "SourceArn"'],
        ["resource", { Condition: { StringEquals: { "a:B": [] } } }, ".Condition.StringEquals.a:B must be a value or a list of values, got []"],
        [
            "resource",
            { Condition: { StringEquals: { "a:B": { c: 1 } } } },
            '.Condition.StringEquals.a:B must be a value or a list of values, got {"c":1}',
        ],
    ] as [PolicyKind | undefined, object, string][]) {
        it(`refuses a statement of a ${kind ?? "any"} policy: ${message.trim().slice(0, 90)}`, () => {
            assert.throws(() => parsePolicyDocument({ Statement: [STATEMENT, { ...STATEMENT, ...more }].slice(kind === "resource" ? 0 : 1) }, kind), {
                name: "MalformedPolicyDocument",
                message: `Policy document: Statement ${kind === "resource" ? 2 : 1}${message}`,
            });
        });
    }
});
