import assert from "node:assert/strict";
import {
    evaluatePolicies,
    type PolicyDocument,
    type PolicyRequest,
    type PolicyStatement,
    SERVICE_CALLS,
    serviceRequests,
} from "../../../models/policies";

const ACCOUNT = "111122223333";
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:jobs`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/handler`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/handler/run`;
const USER = `arn:aws:iam::${ACCOUNT}:user/team/ada`;
const SERVICE = { service: "events.amazonaws.com" };

const document = (...Statement: PolicyStatement[]): PolicyDocument => ({ Version: "2012-10-17", Statement });
const ALL: PolicyStatement = { Effect: "Allow", Action: "*", Resource: "*" };
const request = (principal: PolicyRequest["principal"], more: Partial<PolicyRequest> = {}): PolicyRequest => ({
    principal,
    action: "sqs:SendMessage",
    resource: QUEUE,
    context: {},
    ...more,
});

/** Whether a policy for everyone that has this condition allows the request; undefined where that is not decided. */
function allowedIf(Condition: NonNullable<PolicyStatement["Condition"]>, asked: PolicyRequest): boolean | undefined {
    try {
        return evaluatePolicies({ resource: document({ ...ALL, Principal: "*", Condition }) }, asked).allowed;
    } catch (error) {
        assert.equal((error as Error).name, "UnmodelledError");
        return undefined;
    }
}

/** "absent", "unknown", or whether the key has the value. */
function stateOf(key: string, value: string, asked: PolicyRequest): string | boolean {
    const isNull = allowedIf({ Null: { [key]: "true" } }, asked);
    return isNull === undefined ? "unknown" : isNull ? "absent" : allowedIf({ StringEquals: { [key]: value } }, asked)!;
}

describe("keys of a request", () => {
    // Source: IAM User Guide, "AWS global condition context keys".
    const GIVEN: [key: string, value: string, asked: PolicyRequest][] = [
        ["aws:PrincipalArn", ROLE, request({ aws: ROLE })],
        ["aws:PrincipalArn", `arn:aws:iam::${ACCOUNT}:role/handler`, request({ aws: SESSION })],
        ["aws:PrincipalArn", `arn:aws-cn:iam::${ACCOUNT}:role/handler`, request({ aws: SESSION.replace("arn:aws:", "arn:aws-cn:") })],
        ["aws:PrincipalArn", ROLE, request({ aws: SESSION }, { context: { "AWS:principalarn": ROLE } })],
        ["aws:PrincipalArn", USER, request({ aws: USER })],
        ["aws:PrincipalArn", `arn:aws:iam::${ACCOUNT}:root`, request({ account: ACCOUNT })],
        ["aws:PrincipalType", "AssumedRole", request({ aws: SESSION })],
        ["aws:PrincipalType", "AssumedRole", request({ aws: ROLE })],
        ["aws:PrincipalType", "User", request({ aws: USER })],
        ["aws:PrincipalType", "FederatedUser", request({ aws: `arn:aws:sts::${ACCOUNT}:federated-user/ada` })],
        ["aws:PrincipalType", "Account", request({ account: ACCOUNT })],
        ["aws:username", "ada", request({ aws: USER })],
        ["aws:PrincipalAccount", ACCOUNT, request({ aws: ROLE })],
        ["kms:CallerAccount", ACCOUNT, request({ aws: ROLE })],
        ["aws:PrincipalIsAWSService", "false", request({ aws: ROLE })],
        ["aws:PrincipalIsAWSService", "true", request(SERVICE)],
        ["aws:PrincipalServiceName", "events.amazonaws.com", request(SERVICE)],
        ["aws:ResourceAccount", ACCOUNT, request(SERVICE)],
        ["aws:ViaAWSService", "false", request({ aws: ROLE })],
        ["aws:ViaAWSService", "false", request(SERVICE)],
        ["aws:ViaAWSService", "true", request({ aws: ROLE }, { context: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } })],
        ["aws:SecureTransport", "true", request({ aws: ROLE })],
        ["aws:SecureTransport", "true", request(SERVICE)],
        ["aws:RequestedRegion", "eu-west-1", request({ aws: ROLE })],
        ["aws:RequestedRegion", "eu-west-1", request(SERVICE)],
        ["aws:RequestedRegion", "eu-west-1", request({ aws: ROLE }, { region: "us-east-2" })],
        ["aws:RequestedRegion", "us-east-2", request({ aws: ROLE }, { resource: "arn:aws:s3:::bucket/key", region: "us-east-2" })],
        ["aws:RequestedRegion", "us-east-2", request({ aws: ROLE }, { resource: "*", region: "us-east-2" })],
        ["aws:RequestedRegion", "us-east-1", request({ aws: ROLE }, { action: "iam:GetRole", resource: ROLE, region: "eu-west-1" })],
    ];
    for (const [key, value, asked] of GIVEN) {
        it(`are ${key} ${value} for ${JSON.stringify(asked)}`, () => assert.equal(stateOf(key, value, asked), true));
    }

    const NOT_GIVEN: [principal: PolicyRequest["principal"], state: "absent" | "unknown", keys: string[]][] = [
        [{ aws: ROLE }, "absent", ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOwner", "aws:SourceOrgID", "aws:PrincipalServiceName"]],
        [{ aws: ROLE }, "absent", ["aws:CalledVia", "aws:CalledViaFirst", "kms:ViaService", "aws:username"]],
        [{ aws: ROLE }, "unknown", ["aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalTag/team", "aws:userid", "aws:ResourceOrgID"]],
        [
            { aws: ROLE },
            "unknown",
            ["aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce", "aws:UserAgent", "aws:ResourceTag/team", "aws:RequestTag/team"],
        ],
        [{ aws: ROLE }, "unknown", ["aws:CurrentTime", "aws:EpochTime", "aws:MultiFactorAuthPresent", "aws:TokenIssueTime", "dynamodb:LeadingKeys"]],
        [
            SERVICE,
            "absent",
            ["aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalTag/team", "aws:userid", "aws:SourceVpce"],
        ],
        [SERVICE, "unknown", ["aws:SourceOrgID", "aws:SourceIp", "aws:CurrentTime", "aws:ResourceOrgID", "aws:ResourceTag/team"]],
    ];
    for (const [principal, state, keys] of NOT_GIVEN) {
        it(`are ${state} for ${JSON.stringify(principal)}: ${keys.join(", ")}`, () => {
            assert.deepEqual(
                keys.map((key) => stateOf(key, "x", request(principal))),
                keys.map(() => state),
            );
        });
    }

    it("of a service that names no source have no source and no organization", () => {
        const [asked] = serviceRequests(SERVICE_CALLS.eventBridgeToKey, `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`, { arn: QUEUE, account: ACCOUNT });
        assert.deepEqual(
            ["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"].map((key) => stateOf(key, "x", asked!)),
            ["absent", "absent", "absent", "absent"],
        );
    });
});

describe("guard rails in a permissions boundary", () => {
    const decide = (deny: Partial<PolicyStatement>, more: Partial<PolicyRequest> = {}) => {
        const boundary = [
            document(ALL, { Effect: "Deny", Action: "*", ...(deny.NotResource === undefined && { Resource: "*" }), ...deny } as PolicyStatement),
        ];
        try {
            return evaluatePolicies({ identity: [document(ALL)], boundary }, request({ aws: SESSION }, more)).decision;
        } catch (error) {
            return (error as Error).message;
        }
    };
    const variable = (key: string) => `\${${key}}`;

    for (const [title, deny, more, expected] of [
        ["on the Region allow its calls", { Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } } }, {}, "allow"],
        ["on the Region deny others", { Condition: { StringNotEquals: { "aws:RequestedRegion": ["us-east-1"] } } }, {}, "explicitDeny"],
        [
            "on the Region spare the roles that they name",
            {
                Condition: {
                    StringNotEquals: { "aws:RequestedRegion": "us-east-1" },
                    ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::*:role/handler` },
                },
            },
            {},
            "allow",
        ],
        ["on TLS allow calls", { Condition: { Bool: { "aws:SecureTransport": "false" } } }, {}, "allow"],
        ["on forwarded calls deny direct ones", { Condition: { BoolIfExists: { "aws:ViaAWSService": "false" } } }, {}, "explicitDeny"],
        [
            "on forwarded calls allow the key",
            { Condition: { BoolIfExists: { "aws:ViaAWSService": "false" } } },
            { context: { "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } },
            "allow",
        ],
        [
            "on time depend on it",
            { Condition: { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } },
            { context: { "aws:CurrentTime": "2025-12-31T23:59:59Z" } },
            "allow",
        ],
        [
            "on time without it are undecided",
            { Condition: { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } } },
            {},
            "the value of the condition key aws:CurrentTime is unknown",
        ],
        [
            "on the organization are undecided",
            { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } },
            {},
            "the value of the condition key aws:PrincipalOrgID is unknown",
        ],
        [
            "on a tag of the caller are undecided",
            { NotResource: `arn:aws:sqs:*:*:${variable("aws:PrincipalTag/team")}-*` },
            {},
            "the value of the condition key aws:PrincipalTag/team is unknown",
        ],
        ["on an address do not matter for another action", { Action: "s3:*", Condition: { Null: { "aws:SourceIp": "false" } } }, {}, "allow"],
        [
            "on a user name deny a role, which has none",
            { Condition: { StringNotLike: { "aws:PrincipalArn": `*${variable("aws:username")}` } } },
            {},
            "explicitDeny",
        ],
        ["on a resource named after a user deny a role", { NotResource: `arn:aws:sqs:*:*:${variable("aws:username")}` }, {}, "explicitDeny"],
        [
            "on the caller's account allow it",
            { Condition: { StringNotEquals: { "aws:ResourceAccount": variable("aws:PrincipalAccount") } } },
            {},
            "allow",
        ],
    ] as [string, Partial<PolicyStatement>, Partial<PolicyRequest>, string][]) {
        it(title, () => assert.equal(decide(deny, more), expected));
    }

    it("that are unknown do not matter where nothing allows the call", () => {
        const boundary = [document({ ...ALL, Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } })];
        assert.equal(evaluatePolicies({ identity: [document(ALL)], boundary }, request({ aws: ROLE })).decision, "implicitDeny");
    });
});

describe("the data perimeter of a resource policy", () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
    const perimeter: PolicyStatement = {
        Effect: "Deny",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-1" }, BoolIfExists: { "aws:PrincipalIsAWSService": "false" } },
    };
    const policy = document({ ...ALL, Principal: { Service: "events.amazonaws.com", AWS: ROLE } }, perimeter);

    it("allows services, and leaves roles undecided", () => {
        assert.equal(evaluatePolicies({ resource: policy }, request(SERVICE)).decision, "allow");
        assert.throws(() => evaluatePolicies({ resource: policy }, request({ aws: ROLE })), { name: "UnmodelledError" });
    });

    it("that forgets services denies them: they belong to no organization", () => {
        const forgets = { ...perimeter, Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-1" } } };
        assert.equal(evaluatePolicies({ resource: document({ ...ALL, Principal: "*" }, forgets) }, request(SERVICE)).decision, "explicitDeny");
    });

    it("of a key by caller and service allows the role that writes to an encrypted queue", () => {
        const key = document({
            ...ALL,
            Principal: { AWS: "*" },
            Condition: { StringEquals: { "kms:CallerAccount": ACCOUNT, "kms:ViaService": "sqs.eu-west-1.amazonaws.com" } },
        });
        const decrypt = (context: PolicyRequest["context"]) =>
            evaluatePolicies(
                { resource: key },
                request({ aws: ROLE }, { action: "kms:Decrypt", resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`, context }),
            ).decision;
        assert.deepEqual([decrypt({ "kms:ViaService": "sqs.eu-west-1.amazonaws.com" }), decrypt({})], ["allow", "implicitDeny"]);
    });
});
