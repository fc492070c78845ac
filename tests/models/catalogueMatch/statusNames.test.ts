import * as assert from "node:assert/strict";

import { ALL_KINDS, type AnyKind, type EventKindRow } from "../../../catalog";
import { wrongStatus } from "../../../models/catalogueMatch/statusNames";

describe("wrongStatus", () => {
    const cases: [AnyKind, unknown, string | undefined][] = [
        ["ModelPackage", "Completed", undefined],
        [
            "ModelPackage",
            "Approved",
            'Pending, InProgress, Completed, Failed, Deleting, got "Approved", a value of another field: a JobStatusReaction takes where: { ModelApprovalStatus: ["Approved"] }',
        ],
        [
            "ModelPackage",
            "pending_manual_approval",
            'Pending, InProgress, Completed, Failed, Deleting, got "pending_manual_approval", a value of another field: a JobStatusReaction takes where: { ModelApprovalStatus: ["PendingManualApproval"] }',
        ],
        [
            "TrainingJob",
            "MaxRuntimeExceeded",
            'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "MaxRuntimeExceeded", a value of another field: a JobStatusReaction takes where: { SecondaryStatus: ["MaxRuntimeExceeded"] }',
        ],
        ["TrainingJob", "Faild", 'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "Faild" (did you mean Failed?)'],
        ["TrainingJob", "Succeeded", 'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "Succeeded" (did you mean Completed?)'],
        ["TrainingJob", "CANCELLED", 'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "CANCELLED" (did you mean Stopped?)'],
        ["TrainingJob", "Error", 'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "Error" (did you mean Failed?)'],
        ["TrainingJob", "Queued", 'InProgress, Stopping, Completed, Failed, Stopped, Deleting, got "Queued"'],
        ["LabelingJob", "InProgress", 'Completed, Failed, Stopped, got "InProgress", which only the API has: events never carry it'],
        ["LabelingJob", 7, "Completed, Failed, Stopped, got 7"],
    ];
    for (const [kind, given, problem] of cases) {
        it(`says of ${JSON.stringify(given)} of ${kind}: ${problem ?? "nothing"}`, () => {
            assert.equal(wrongStatus(ALL_KINDS[kind] as EventKindRow, given), problem);
        });
    }
});
