import * as assert from "node:assert/strict";

import { areOne, equalNames } from "../../../models/graph/equalNames";
import type { GraphResource } from "../../../models/graph";

type Given = Partial<Pick<GraphResource, "type" | "props" | "provider">>;

const unknown = () => {
    throw Object.assign(new Error("not known"), { unknownTypeSentinel: "x" });
};
const queue = (name: string, given: Given = {}): GraphResource => ({
    urn: `urn:pulumi:dev::app::queue::${name}`,
    type: "aws:sqs/queue:Queue",
    name,
    propertyDependencies: {},
    ...given,
    props: { name: "jobs", ...given.props },
});
const by = (name: string, props: object): Given => ({ provider: { urn: `urn:${name}`, props: props as Record<string, unknown> } });
const arn = (region: string, account: string): Given => ({ props: { arn: `arn:aws:sqs:${region}:${account}:jobs` } });
const secretRegion = {
    get region() {
        return unknown();
    },
};
const secretRole = {
    get assumeRoles() {
        return unknown();
    },
};

describe("two resources of one name", () => {
    const CASES: readonly (readonly [what: string, one: Given, other: Given, answer: string])[] = [
        ["of the default provider", {}, {}, "yes"],
        ["of one provider", by("a", { region: "us-east-1" }), by("a", { region: "us-east-1" }), "yes"],
        [
            "of providers that differ in their names and tags",
            by("a", { region: "us-east-1" }),
            by("b", { region: "us-east-1", defaultTags: {} }),
            "yes",
        ],
        ["of providers for different Regions", by("a", { region: "us-east-1" }), by("b", { region: "eu-west-1" }), "no"],
        ["of providers one of which states no Region", by("a", {}), by("b", { region: "eu-west-1" }), "unknown"],
        [
            "of providers with different roles",
            by("a", { region: "us-east-1" }),
            by("b", { region: "us-east-1", assumeRoles: [{ roleArn: "x" }] }),
            "unknown",
        ],
        ["of providers with different profiles", by("a", { profile: "one" }), by("b", { profile: "two" }), "unknown"],
        ["of providers with a role that is not known", by("a", secretRole), by("b", secretRole), "unknown"],
        ["with ARNs in different accounts", arn("us-east-1", "111122223333"), arn("us-east-1", "444455556666"), "no"],
        ["with ARNs in different Regions", arn("us-east-1", "111122223333"), arn("eu-west-1", "111122223333"), "no"],
        ["with ARNs in one place", arn("us-east-1", "111122223333"), arn("us-east-1", "111122223333"), "yes"],
        ["in one stated Region", { props: { region: "us-east-1" } }, { props: { region: "us-east-1" } }, "yes"],
        ["in different stated Regions", { props: { region: "us-east-1" } }, { props: { region: "us-west-2" } }, "no"],
        ["of a provider whose Region is not known", by("a", secretRegion), by("b", { region: "us-east-1" }), "unknown"],
    ];
    for (const [what, one, other, expected] of CASES) {
        it(`${what}: ${expected}`, () => assert.equal(areOne(queue("one", one), queue("other", other)), expected));
    }

    it("are found with the first that is the same for sure, however many may be", () => {
        const role = by("b", { region: "us-east-1", assumeRoles: [{ roleArn: "x" }] });
        const here = by("a", { region: "us-east-1" });
        const found = equalNames([queue("elsewhere", role), queue("first", here), queue("second", here), queue("third", here)]);
        assert.deepEqual(
            found.map(({ first, second, answer }) => [first.name, second.name, answer]),
            [
                ["elsewhere", "first", "unknown"],
                ["first", "second", "yes"],
                ["first", "third", "yes"],
            ],
        );
    });

    it("are not looked for among types that the table lacks, nor where there is no name", () => {
        const type = "aws:iam/policy:Policy";
        assert.deepEqual(
            equalNames([queue("a", { type }), queue("b", { type }), queue("c", { props: { name: "" } }), queue("d", { props: { name: "" } })]),
            [],
        );
    });
});
