import * as assert from "node:assert/strict";

import { isOfCalls, makeCallPattern } from "../../../../local/cli/pattern/calls";
import { isReadOnlyCall, judgePattern } from "../../../../models/catalogueMatch";
import { compileRules } from "../../../../models/eventPattern";
import { inProcess } from "../shared/commandLine";

const CALL = "AWS API Call via CloudTrail";
const event = (eventName: string) => ({
    source: "aws.sagemaker",
    "detail-type": CALL,
    detail: { eventSource: "sagemaker.amazonaws.com", eventName },
});
const STATE = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

describe("jobstatus pattern for calls of the API", () => {
    for (const call of ["CreateTrainingJob", "StopProcessingJob", "DescribeTrainingJob", "ListModels", "Search"]) {
        it(`writes a pattern that matches ${call} and no other call, with the state that its rule needs`, () => {
            const { pattern, state } = makeCallPattern(call, {});
            const match = compileRules([{ name: "r", pattern }]);
            assert.deepEqual([match(event(call)), match(event("DeleteModel"))], [["r"], []]);
            assert.deepEqual([judgePattern(pattern).verdict, judgePattern(pattern).doubts], ["live", []]);
            assert.equal(state, isReadOnlyCall(event(call)) ? STATE : null);
        });
    }

    it("writes a pattern for all calls", () => {
        const { call, pattern, state } = makeCallPattern(CALL, {});
        const match = compileRules([{ name: "r", pattern }]);
        assert.deepEqual([call, state, match(event("DeleteModel"))], [null, null, ["r"]]);
        assert.deepEqual(match({ ...event("DeleteModel"), detail: { eventSource: "s3.amazonaws.com" } }), []);
    });

    it("is for calls and their detail-type alone", () => {
        assert.deepEqual(["CreateModel", CALL, "Model", "createModel"].map(isOfCalls), [true, true, false, false]);
    });

    it("prints each form", async () => {
        assert.deepEqual(await inProcess(["pattern", "ListModels"]), {
            code: 0,
            err: "",
            out: `Event pattern  the call ListModels

{
    "source": ["aws.sagemaker"],
    "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {
        "eventSource": ["sagemaker.amazonaws.com"],
        "eventName": ["ListModels"]
    }
}

! CloudTrail sends the event if a trail in the Region logs such calls.
! The call is read-only, so the rule needs the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS.
    In the state ENABLED it matches nothing.

TypeScript  (a JobStatusRule matches status events only)

import * as aws from "@pulumi/aws";

new aws.cloudwatch.EventRule("list-models", {
    eventPattern: JSON.stringify({
        source: ["aws.sagemaker"],
        "detail-type": ["AWS API Call via CloudTrail"],
        detail: { eventSource: ["sagemaker.amazonaws.com"], eventName: ["ListModels"] },
    }),
    state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
});

AWS CLI  (a rule needs a target as well: aws events put-targets)

aws events put-rule --name list-models --event-pattern '{"source":["aws.sagemaker"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["sagemaker.amazonaws.com"],"eventName":["ListModels"]}}' --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS
`,
        });
    });

    for (const [args, message] of [
        [["CreateModel", "--status", "Failed"], "--status can't be given for calls of the API: their events carry no status"],
        [
            ["CreateModel", "--name-prefix", "a"],
            "--name-prefix can't be given for calls of the API: where the name is in detail.requestParameters differs from call to call",
        ],
    ] as const) {
        it(`refuses ${args.join(" ")}`, async () => {
            assert.deepEqual(await inProcess(["pattern", ...args]), { code: 2, out: "", err: `error: ${message}\n` });
        });
    }
});
