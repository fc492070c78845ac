import * as assert from "node:assert/strict";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";

import { analyze, type Node, type View } from "../../support/policyGraph";

/** What a question to the resources of a stack is answered, in the order of the nodes, seen through the proxies of a real pack. */
export async function ask<T>(nodes: readonly Node[], view: View, question: (...resources: PolicyResource[]) => T): Promise<T | undefined> {
    let answer: T | undefined;
    const probe: StackValidationPolicy = {
        name: "probe",
        description: "asks",
        validateStack: ({ resources }) => {
            answer = question(...resources);
        },
    };
    assert.deepEqual(await analyze(probe, nodes, view), []);
    return answer;
}
