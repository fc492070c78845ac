import * as assert from "node:assert/strict";
import * as sdk from "@aws-sdk/client-sagemaker";

import { ALL_KINDS, type AnyKind, DESCRIBE_MEMBERS, type DescribeMemberOf, describeMembersOf, type EventKindRow } from "../../catalog";

/** What the SDK's schema of an operation's answer has: the fifth part are the names of its members. */
function membersOf(operation: string): readonly string[] {
    const schemas = sdk as unknown as Record<string, readonly unknown[]>;
    return (schemas[`${operation}Response$`] ?? schemas[`${operation}Output$`])?.[4] as readonly string[];
}

describe("members of Describe that no event is known to have", () => {
    for (const kind of Object.keys(DESCRIBE_MEMBERS) as AnyKind[]) {
        it(`are of ${kind} those of the installed SDK that the kind's events do not have`, () => {
            const row: EventKindRow = ALL_KINDS[kind];
            const operation = row.describe?.command.replace(/Command$/, "") ?? row.operations?.[0]?.name ?? "";
            const fields = [...Object.keys(row.fields), ...(row.statusInEvent ? [row.statusField] : []), row.secondary?.field];
            assert.deepEqual(
                [...describeMembersOf(kind)].sort(),
                membersOf(operation)
                    .filter((member) => !fields.includes(member))
                    .sort(),
            );
        });
    }

    it("are none of a labeling job, whose events have the status and nothing else", () => {
        const none: DescribeMemberOf<"LabelingJob">[] = [];
        assert.deepEqual(describeMembersOf("LabelingJob"), none);
    });
});
