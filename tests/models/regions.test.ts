import assert from "node:assert/strict";

import { PARTITIONS, REGIONS } from "../../catalog";
import { dnsSuffixOf, isKnownRegion, partitionOf, regionProblem } from "../../models/regions";

describe("the Regions of the catalogue", () => {
    for (const [partition, { dnsSuffix }] of Object.entries(PARTITIONS)) {
        it(`are accepted, and are in the partition ${partition}`, () => {
            for (const region of REGIONS[partition]!) {
                assert.deepEqual([regionProblem(region), partitionOf(region), isKnownRegion(region)], [undefined, partition, true]);
            }
            assert.equal(dnsSuffixOf(partition), dnsSuffix);
        });
    }
});

describe("a Region that is not in the catalogue", () => {
    const newer = {
        "eu-west-9": "aws",
        "us-central-1": "aws",
        "cn-south-1": "aws-cn",
        "us-gov-central-1": "aws-us-gov",
        "eusc-fr-west-1": "aws-eusc",
        "us-isob-north-1": "aws-iso-b",
    };
    for (const [region, partition] of Object.entries(newer)) {
        it(`is accepted in ${partition} if its name has the form of a Region there: ${region}`, () => {
            assert.deepEqual([regionProblem(region), partitionOf(region), isKnownRegion(region)], [undefined, partition, false]);
        });
    }

    const refused: [string, string][] = [
        ["", "nothing"],
        ["us-east1", '"us-east1" (did you mean us-east-1?)'],
        ["eu-west1", '"eu-west1" (did you mean eu-west-1?)'],
        ["EU-WEST-1", '"EU-WEST-1" (did you mean eu-west-1?)'],
        ["us_east_1", '"us_east_1" (did you mean us-east-1?)'],
        ["us-est-1", '"us-est-1" (did you mean us-east-1?)'],
        ["eu-central", '"eu-central" (did you mean eu-central-1?)'],
        [" us-east-2", '" us-east-2" (did you mean us-east-2?)'],
        ["us-east-1a", '"us-east-1a" (did you mean us-east-1?)'],
        ["useast1", '"useast1" (did you mean us-east-1?)'],
        ["us-gov-west1", '"us-gov-west1" (did you mean us-gov-west-1?)'],
        ["cn-norht-1", '"cn-norht-1" (did you mean cn-north-1?)'],
        ["Frankfurt", '"Frankfurt"'],
        ["aws-global", '"aws-global"'],
    ];
    for (const [region, got] of refused) {
        it(`is refused if no Region has such a name: ${JSON.stringify(region)}`, () => {
            assert.equal(regionProblem(region), `must be a Region such as us-east-1, got ${got}`);
        });
    }
});
