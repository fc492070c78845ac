import * as assert from "node:assert/strict";
import { type ApplicablePolicies, evaluatePolicies, type PolicyDocument, type PolicyRequest, type PolicyStatement } from "../../../models/policies";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/k";
const ROLE = "arn:aws:iam::111122223333:role/app/handler";
const SESSION = "arn:aws:sts::111122223333:assumed-role/handler/run";
const USER = "arn:aws:iam::111122223333:user/ada";
const ROOT = "arn:aws:iam::111122223333:root";
const FOREIGN = "arn:aws:iam::999988887777:role/handler";

const SEND: PolicyStatement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE };
const OTHER: PolicyStatement = { Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: QUEUE };
const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const grant = (AWS: string, more: Partial<PolicyStatement> = {}) => document({ ...SEND, Principal: AWS === "*" ? "*" : { AWS }, ...more });
const request = (aws: string, more: Partial<PolicyRequest> = {}): PolicyRequest => ({
    principal: { aws },
    action: "sqs:SendMessage",
    resource: QUEUE,
    context: {},
    ...more,
});

/** A policy variable. */
const variable = (key: string) => `\${${key}}`;

const YES = [document(SEND)];
const NO = [document(OTHER)];

describe("evaluatePolicies", () => {
    for (const [title, who, policies, expected] of [
        ["denies what no policy allows", ROLE, {}, "implicitDeny"],
        ["allows by the identity policy alone", ROLE, { identity: YES }, "allow"],
        ["allows by one of several identity policies", ROLE, { identity: [...NO, ...YES] }, "allow"],
        ["allows a role by the resource policy alone", ROLE, { identity: NO, resource: grant(ROLE) }, "allow"],
        ["allows everyone by the resource policy alone", ROLE, { resource: grant("*") }, "allow"],
        ["takes a role's session as the role, whose path its ARN lacks", SESSION, { resource: grant(ROLE) }, "allow"],
        ["does not take another role's session as the role", SESSION.replace("handler", "other"), { resource: grant(ROLE) }, "implicitDeny"],
        ["does not take the role as one of its sessions", ROLE, { resource: grant(SESSION) }, "implicitDeny"],
        ["leaves it to the identity policies if the resource policy names the account", ROLE, { resource: grant(ROOT) }, "implicitDeny"],
        ["allows by account and identity policies together", ROLE, { identity: YES, resource: grant("111122223333") }, "allow"],
        [
            "denies because of a deny in the identity policy",
            ROLE,
            { identity: [document(SEND, { ...SEND, Effect: "Deny" })], resource: grant(ROLE) },
            "explicitDeny",
        ],
        ["denies because of a deny in the resource policy", ROLE, { identity: YES, resource: grant(ROLE, { Effect: "Deny" }) }, "explicitDeny"],
        ["applies a deny of the account to its roles", ROLE, { identity: YES, resource: grant(ROOT, { Effect: "Deny" }) }, "explicitDeny"],
        [
            "denies because of a deny in the boundary",
            USER,
            { boundary: [document({ ...SEND, Effect: "Deny" })], resource: grant(USER) },
            "explicitDeny",
        ],
        ["limits the identity policy by the boundary", ROLE, { identity: YES, boundary: NO }, "implicitDeny"],
        ["allows nothing with an empty boundary", ROLE, { identity: YES, boundary: [] }, "implicitDeny"],
        ["allows what identity policy and boundary both allow", ROLE, { identity: YES, boundary: YES }, "allow"],
        ["does not allow by the boundary alone", ROLE, { boundary: YES }, "implicitDeny"],
        ["limits a resource policy that names the role by the boundary", SESSION, { boundary: NO, resource: grant(ROLE) }, "implicitDeny"],
        ["does not limit one that names the session by the boundary", SESSION, { boundary: NO, resource: grant(SESSION) }, "allow"],
        ["does not limit one that names the user by the boundary", USER, { boundary: NO, resource: grant(USER) }, "allow"],
        ["needs both sides across accounts: identity only", FOREIGN, { identity: YES }, "implicitDeny"],
        ["needs both sides across accounts: resource only", FOREIGN, { resource: grant(FOREIGN) }, "implicitDeny"],
        ["allows with both sides across accounts", FOREIGN, { identity: YES, resource: grant(FOREIGN) }, "allow"],
        ["allows with the account on the resource side across accounts", FOREIGN, { identity: YES, resource: grant("999988887777") }, "allow"],
        ["limits by the boundary across accounts", FOREIGN, { identity: YES, boundary: NO, resource: grant(FOREIGN) }, "implicitDeny"],
    ] as [string, string, ApplicablePolicies, string][]) {
        it(title, () => {
            assert.equal(evaluatePolicies(policies, request(who)).decision, expected);
        });
    }

    describe("keys, whose policy must allow", () => {
        const decrypt = (Principal: PolicyStatement["Principal"]): PolicyDocument =>
            document({ Effect: "Allow", Principal, Action: "kms:Decrypt", Resource: "*" });
        const own = [document({ Effect: "Allow", Action: "kms:*", Resource: "*" })];
        for (const [title, policies, expected] of [
            ["denies without a key policy", { identity: own }, "implicitDeny"],
            ["denies where the key policy names another role", { identity: own, resource: decrypt({ AWS: `${ROLE}2` }) }, "implicitDeny"],
            ["allows where the key policy names the role", { resource: decrypt({ AWS: ROLE }) }, "allow"],
            ["allows where it names the account and the role's policy allows", { identity: own, resource: decrypt({ AWS: ROOT }) }, "allow"],
            [
                "denies where it names the account and the role's policy does not allow",
                { identity: NO, resource: decrypt({ AWS: ROOT }) },
                "implicitDeny",
            ],
            ["denies where the boundary does not allow", { identity: own, boundary: NO, resource: decrypt({ AWS: ROLE }) }, "implicitDeny"],
        ] as [string, ApplicablePolicies, string][]) {
            it(title, () => {
                assert.equal(evaluatePolicies(policies, request(ROLE, { action: "kms:Decrypt", resource: KEY })).decision, expected);
            });
        }
    });

    it("evaluates a trust policy, which has no resource", () => {
        const trust = document({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
        const assume = (service: string) =>
            evaluatePolicies({ resource: trust }, { principal: { service }, action: "sts:AssumeRole", resource: ROLE, context: {} });
        assert.deepEqual([assume("lambda.amazonaws.com").decision, assume("events.amazonaws.com").decision], ["allow", "implicitDeny"]);
        const byRole = request(USER, { action: "sts:AssumeRole", resource: ROLE });
        assert.equal(
            evaluatePolicies({ identity: [document({ Effect: "Allow", Action: "sts:*", Resource: "*" })], resource: trust }, byRole).decision,
            "implicitDeny",
        );
    });

    describe("matching", () => {
        const allows = (statement: Partial<PolicyStatement>, more: Partial<PolicyRequest> = {}) =>
            evaluatePolicies({ identity: [document({ Effect: "Allow", ...statement } as PolicyStatement)] }, request(ROLE, more)).allowed;
        for (const [title, statement, more, expected] of [
            ["an action in any case", { Action: "SQS:sendmessage", Resource: "*" }, {}, true],
            ["an action by wildcard", { Action: "sqs:Send*", Resource: "*" }, {}, true],
            ["an action by question mark", { Action: "sqs:SendMessag?", Resource: "*" }, {}, true],
            ["every action", { Action: "*", Resource: "*" }, {}, true],
            ["no action of another service", { Action: "sns:*", Resource: "*" }, {}, false],
            ["no longer action", { Action: "sqs:SendMessage", Resource: "*" }, { action: "sqs:SendMessageBatch" }, false],
            ["an action that NotAction leaves", { NotAction: ["sns:*", "sqs:Receive*"], Resource: "*" }, {}, true],
            ["no action that NotAction takes", { NotAction: "sqs:*", Resource: "*" }, {}, false],
            ["a resource in a list", { Action: "*", Resource: ["arn:aws:sqs:eu-west-1:111122223333:a", QUEUE] }, {}, true],
            ["a resource by wildcard", { Action: "*", Resource: "arn:aws:sqs:*:111122223333:job?" }, {}, true],
            ["a resource whose name differs in case", { Action: "*", Resource: QUEUE.toUpperCase() }, {}, false],
            ["a resource by an ARN that ends early", { Action: "*", Resource: "arn:aws:sqs" }, {}, true],
            ["no resource beyond a colon", { Action: "*", Resource: "arn:aws:sqs:*:jobs" }, {}, false],
            [
                "a resource with colons in its last part",
                { Action: "*", Resource: "arn:aws:logs:*:*:log-group:/aws/*" },
                { resource: "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/x:log-stream:y" },
                true,
            ],
            ["a resource that NotResource leaves", { Action: "*", NotResource: "arn:aws:sns:*:*:*" }, {}, true],
            ["no resource that NotResource takes", { Action: "*", NotResource: "arn:aws:sqs:*:*:*" }, {}, false],
            [
                "a resource with a variable",
                { Action: "*", Resource: `arn:aws:sqs:*:*:${variable("a:Name")}` },
                { context: { "a:Name": "jobs" } },
                true,
            ],
            // IAM User Guide, "IAM policy elements: Variables and tags", policy variables with no value.
            [
                "no resource with a variable that has no value",
                { Action: "*", Resource: `arn:aws:sqs:*:*:${variable("a:Name")}` },
                { context: { "a:Name": [] } },
                false,
            ],
            [
                "a resource that NotResource leaves, because its variable has no value",
                { Action: "*", NotResource: `arn:aws:sqs:*:*:${variable("a:Name")}` },
                { context: { "a:Name": [] } },
                true,
            ],
            [
                "no resource that another element of NotResource takes",
                { Action: "*", NotResource: [`arn:aws:sqs:*:*:${variable("a:Name")}`, QUEUE] },
                { context: { "a:Name": [] } },
                false,
            ],
            ["the star of a call without a resource", { Action: "*", Resource: "*" }, { resource: "*" }, true],
            ["no ARN for a call without a resource", { Action: "*", Resource: QUEUE }, { resource: "*" }, false],
        ] as [string, Partial<PolicyStatement>, Partial<PolicyRequest>, boolean][]) {
            it(`matches ${title}`, () => {
                assert.equal(allows(statement, more), expected);
            });
        }

        for (const [title, who, NotPrincipal, Effect, expected] of [
            ["spares the role that a Deny names", ROLE, { AWS: [ROLE, ROOT] }, "Deny", "allow"],
            ["does not spare a role whose account alone a Deny names", ROLE, { AWS: ROOT }, "Deny", "explicitDeny"],
            ["denies the others", ROLE, { AWS: USER }, "Deny", "explicitDeny"],
            ["allows the others", USER, { AWS: ROLE }, "Allow", "allow"],
            ["does not allow whom an Allow names", SESSION, { AWS: ROLE }, "Allow", "implicitDeny"],
        ] as const) {
            it(`NotPrincipal ${title}`, () => {
                const policies = { identity: Effect === "Deny" ? YES : [], resource: document({ ...SEND, Effect, NotPrincipal }) };
                assert.equal(evaluatePolicies(policies, request(who)).decision, expected);
            });
        }
    });

    it("takes the account of a resource whose ARN has none from the request", () => {
        const bucket = request(ROLE, { action: "s3:GetObject", resource: "arn:aws:s3:::bucket/key" });
        const identity = [document({ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::bucket/*" })];
        assert.equal(evaluatePolicies({ identity }, bucket).decision, "allow");
        assert.equal(evaluatePolicies({ identity }, { ...bucket, resourceAccount: "999988887777" }).decision, "implicitDeny");
    });

    it("says which statement allowed or denied", () => {
        const identity = [document(OTHER), document(OTHER, { ...SEND, Sid: "Send" })];
        assert.deepEqual(evaluatePolicies({ identity }, request(ROLE)), {
            allowed: true,
            decision: "allow",
            by: 'identity policy 2, statement 2 ("Send")',
            reason: `${ROLE} may call sqs:SendMessage on ${QUEUE}: identity policy 2, statement 2 ("Send") allows it.`,
        });
        assert.deepEqual(evaluatePolicies({ identity, resource: grant("*", { Effect: "Deny" }) }, request(ROLE)), {
            allowed: false,
            decision: "explicitDeny",
            by: "resource policy, statement 1",
            reason: `${ROLE} may not call sqs:SendMessage on ${QUEUE}: resource policy, statement 1 denies it.`,
        });
    });

    for (const [title, who, policies, expected] of [
        ["that there is no policy", ROLE, {}, "there is no identity policy"],
        [
            "which action is missing",
            ROLE,
            { identity: NO },
            'identity policy, statement 1 does not apply: its action is "sqs:ReceiveMessage", not sqs:SendMessage',
        ],
        [
            "the statement that lacks least",
            ROLE,
            { identity: [document({ ...OTHER, Resource: KEY }, { ...SEND, Resource: KEY })] },
            `identity policy, statement 2 does not apply: its resource is "${KEY}", not ${QUEUE}`,
        ],
        [
            "that a policy only denies",
            ROLE,
            { identity: [document({ ...OTHER, Effect: "Deny" })] },
            "the identity policy has no statement that allows anything",
        ],
        [
            "both sides where either would do",
            ROLE,
            { resource: grant(USER) },
            `there is no identity policy, and resource policy, statement 1 does not apply: its principal is {"AWS":"${USER}"}, not ${ROLE}`,
        ],
        ["both sides where both must allow", FOREIGN, {}, "there is no resource policy; there is no identity policy"],
        ["that the boundary does not allow", ROLE, { identity: YES, boundary: [] }, "there is no permissions boundary"],
    ] as [string, string, ApplicablePolicies, string][]) {
        it(`says ${title}`, () => {
            assert.equal(evaluatePolicies(policies, request(who)).reason, `${who} may not call sqs:SendMessage on ${QUEUE}: ${expected}.`);
        });
    }

    it("refuses a request without a principal, and with two", () => {
        const message = "evaluatePolicies: principal must have a service or an AWS ARN or account, got ";
        assert.throws(() => evaluatePolicies({}, { ...request(ROLE), principal: {} }), { message: `${message}{}` });
        const two = { service: "a", aws: ROLE };
        assert.throws(() => evaluatePolicies({}, { ...request(ROLE), principal: two }), { message: message + JSON.stringify(two) });
    });

    it("says unmodelled instead of guessing, where the sides leave the answer to it", () => {
        const Condition = { BinaryEquals: { "a:Key": "QmluYXJ5" } };
        const ask =
            (policies: ApplicablePolicies, who = ROLE) =>
            () =>
                evaluatePolicies(policies, request(who)).decision;
        const unsure = grant(ROLE, { Condition });
        assert.throws(ask({ identity: NO, resource: unsure }), { name: "UnmodelledError" });
        assert.throws(ask({ identity: [document({ ...SEND, Condition })] }), { name: "UnmodelledError" });
        assert.throws(ask({ resource: document(...(unsure.Statement as PolicyStatement[]), { ...SEND, Principal: { AWS: ROOT } }) }), {
            name: "UnmodelledError",
        });
        assert.equal(ask({ identity: YES, resource: unsure })(), "allow");
        assert.equal(ask({ identity: NO, resource: grant(FOREIGN, { Condition }) }, FOREIGN)(), "implicitDeny");
        assert.equal(ask({ identity: [document({ ...SEND, Condition })], boundary: NO })(), "implicitDeny");
    });

    it("changes none of its arguments", () => {
        const freeze = <T>(value: T): T => {
            if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
            return value;
        };
        const policies = freeze({ identity: [document(SEND)], boundary: YES, resource: grant(ROLE) });
        assert.equal(evaluatePolicies(policies, freeze(request(ROLE, { context: { "a:A": ["x"] } }))).allowed, true);
    });
});
