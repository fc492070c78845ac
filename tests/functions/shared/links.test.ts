import * as assert from "node:assert/strict";

import { KINDS, type KindRow } from "../../../catalog";
import { consoleLink, logLink } from "../../../functions/shared/links";
import type { JobEvent } from "../../../functions/shared/parseEvent";

const job = (fields: Partial<JobEvent>) => ({ partition: "aws", region: "eu-west-1", name: "my-job", ...fields }) as JobEvent;

describe("consoleLink", () => {
    const hosts: [partition: string | undefined, region: string, host: string][] = [
        ["aws", "eu-west-1", "eu-west-1.console.aws.amazon.com"],
        ["aws-cn", "cn-north-1", "cn-north-1.console.amazonaws.cn"],
        ["aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"],
        ["aws-eusc", "eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"],
        [undefined, "eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"],
        [undefined, "eu-west-1", "eu-west-1.console.aws.amazon.com"],
        [undefined, "cn-northwest-1", "cn-northwest-1.console.amazonaws.cn"],
        [undefined, "us-gov-east-1", "us-gov-east-1.console.amazonaws-us-gov.com"],
    ];
    for (const [partition, region, host] of hosts) {
        it(`leads to ${host} from partition ${partition ?? "unknown"}`, () => {
            const expected = `https://${host}/sagemaker/home?region=${region}#/jobs/my-job`;
            assert.equal(consoleLink(KINDS.TrainingJob, job({ partition, region })), expected);
        });
    }

    it("leads nowhere from a partition, a Region or a name that it does not know", () => {
        const unknown = [
            { partition: "aws-iso" },
            { partition: undefined, region: "us-iso-east-1" },
            { partition: undefined, region: "us-isob-east-1" },
            { partition: "aws-moon" },
            { region: undefined },
            { name: "group/3" },
            { name: "a b" },
            { name: "x/../y" },
            { name: "\ud800" },
        ];
        assert.deepEqual(
            unknown.map((fields) => consoleLink(KINDS.ModelPackage, job(fields))),
            unknown.map(() => undefined),
        );
    });
});

describe("logLink", () => {
    const host = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/";
    const cases: [row: KindRow, path: string | undefined][] = [
        [KINDS.TrainingJob, "$252Faws$252Fsagemaker$252FTrainingJobs$3FlogStreamNameFilter$3Dmy-job$252F"],
        [KINDS.Endpoint, "$252Faws$252Fsagemaker$252FEndpoints$252Fmy-job"],
        [KINDS.HyperParameterTuningJob, "$252Faws$252Fsagemaker$252FTrainingJobs$3FlogStreamNameFilter$3Dmy-job-"],
        [KINDS.ModelPackage, undefined],
    ];
    for (const [row, path] of cases) {
        it(`leads to the streams of a ${row.title}, where it has some`, () => {
            assert.equal(logLink(row, job({})), path && host + path);
        });
    }
});
