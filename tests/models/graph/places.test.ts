import * as assert from "node:assert/strict";

import { areApart, nearTo, otherRegion, regionOf } from "../../../models/graph/places";
import { slotAt } from "../../../models/graph/slot";
import { ask } from "../../policy/support/ask";
import { node, type Node, output, type View } from "../../support/policyGraph";

describe("the Region of a resource", () => {
    const queue = (props: object) => node("aws:sqs/queue:Queue", "queue", { ...props });
    const ARN = "arn:aws:sqs:eu-west-1:111122223333:queue";
    const settings = node("test:index:Settings", "settings");
    const CASES: readonly (readonly [what: string, of: Node, region: string | undefined, view?: View])[] = [
        ["as it is stated", queue({ region: "ap-south-1", arn: ARN }), "ap-south-1"],
        ["as its provider is set", queue({ arn: "" }), "us-east-1"],
        ["that of its provider, whatever a target calls", node("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ARN }), "us-east-1"],
        ["as its ARN has it, without a provider", node("app:index:Queue", "queue", { arn: ARN }), "eu-west-1"],
        ["none for what has none", node("app:index:Role", "role", { arn: "arn:aws:iam::111122223333:role/a" }), undefined],
        ["not known while what is stated is not known", queue({ region: output(settings, "region"), arn: ARN }), undefined, "preview"],
    ];
    for (const [what, of, region, view = "update"] of CASES) {
        it(`is ${what}`, async () => assert.equal(await ask([of, settings], view, (resource) => regionOf(resource!)), region));
    }

    const at = (name: string, region?: string) => node("aws:sqs/queue:Queue", name, { arn: "", ...(region && { region }) });
    it("sets resources apart only where both are known", async () => {
        const nodes = [at("one", "us-east-1"), at("far", "eu-west-1"), at("near", "us-east-1"), at("somewhere")];
        const apart = await ask(nodes, "update", (one, ...others) => others.map((other) => areApart(one!, other)));
        assert.deepEqual(apart, [true, false, false]);
    });

    it("is another one, of what a property names, only where that is known", async () => {
        const ofQueue = (arn: string) => node("aws:cloudwatch/eventTarget:EventTarget", "target", { arn });
        const names = [ofQueue(ARN), ofQueue("arn:aws:sqs:us-east-1:111122223333:queue"), ofQueue("queue")];
        const others = await ask([at("one", "us-east-1"), at("far", "eu-west-1"), ...names], "update", (one, far, ...targets) =>
            targets.map((target) => [otherRegion(slotAt(target, "arn"), undefined, one!), otherRegion(slotAt(target, "arn"), far, one!)]),
        );
        assert.deepEqual(others, [
            ["eu-west-1", "eu-west-1"],
            [undefined, undefined],
            [undefined, "eu-west-1"],
        ]);
    });

    it("finds which of several resources of one name is meant", async () => {
        const nodes = [at("one", "us-east-1"), at("far", "eu-west-1"), at("near", "us-east-1"), at("farther", "ap-south-1")];
        const meant = await ask(nodes, "update", (one, far, near, farther) =>
            [[far!, near!], [far!], [far!, farther!]].map((called) => nearTo(one!, called).map(({ name }) => name)),
        );
        assert.deepEqual(meant, [["near"], ["far"], ["far", "farther"]]);
    });
});
