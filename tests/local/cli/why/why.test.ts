import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

import { readPattern, type SourcedRule } from "../../../../local/cli/shared/rulesOf";
import { type Explanation, explain, type MissingRule } from "../../../../local/cli/why/explain";
import { renderWhy } from "../../../../local/cli/why/render";
import { inWords } from "../../../../local/cli/shared/conditionWords";
import { parseEventPattern } from "../../../../models/eventPattern";
import { inProcess, jobstatus, STATE, sample, withFolder } from "../shared/commandLine";

const read = (name: string): Record<string, unknown> => JSON.parse(readFileSync(sample(name), "utf8"));
const FAILED = read("TrainingJob.failed");
const TRAINING = "SageMaker Training Job State Change";

const rule = (name: string, pattern: unknown, more: Partial<SourcedRule> = {}): SourcedRule => ({
    name,
    urn: null,
    bus: "default",
    busArn: null,
    allCalls: null,
    enabled: true,
    pattern: readPattern(pattern),
    targets: null,
    ...more,
});
const target = (arn: string) => ({ arn, what: arn, urn: null, deadLetterQueue: null, retries: 185, handler: null });
const of = (rules: SourcedRule[], event: object = FAILED): Explanation => explain(rules, "event", event);
const miss = (pattern: object, event: object = FAILED): MissingRule => {
    const { missing } = of([rule("r", pattern)], event);
    assert.equal(missing.length, 1, "the pattern matches");
    return missing[0]!;
};

describe("why an event does not match", () => {
    /** Title, pattern, and of the only failing field: path, expected, got, hint, change. */
    const SLIPS: [string, object, [string, string, string, string | null, string | null]][] = [
        [
            "a status in another case",
            { detail: { TrainingJobStatus: ["FAILED"] } },
            [
                "detail.TrainingJobStatus",
                '"FAILED"',
                '"Failed"',
                'only the case differs: SageMaker sends "Failed"',
                'write "Failed" instead of "FAILED" in the pattern',
            ],
        ],
        [
            "a status that is simply another one",
            { detail: { TrainingJobStatus: ["Completed", "Stopped"] } },
            [
                "detail.TrainingJobStatus",
                '"Completed" or "Stopped"',
                '"Failed"',
                null,
                'add "Failed" to detail.TrainingJobStatus to match it as well',
            ],
        ],
        [
            "a status that is excluded",
            { detail: { TrainingJobStatus: [{ "anything-but": ["Failed", "Stopped"] }] } },
            ["detail.TrainingJobStatus", 'anything but "Failed" or "Stopped"', '"Failed"', null, null],
        ],
        [
            "a field outside of detail",
            { TrainingJobStatus: ["Failed"] },
            [
                "TrainingJobStatus",
                '"Failed"',
                "absent",
                'the pattern has it outside of "detail": the event has detail.TrainingJobStatus, with "Failed"',
                "ask for detail.TrainingJobStatus instead of TrainingJobStatus",
            ],
        ],
        [
            "a general name for the status, and its case",
            { detail: { status: ["failed"] } },
            [
                "detail.status",
                '"failed"',
                "absent",
                'the event\'s field is detail.TrainingJobStatus, with "Failed"; only the case differs: SageMaker sends "Failed"',
                'ask for detail.TrainingJobStatus instead of detail.status, and write "Failed" instead of "failed" in the pattern',
            ],
        ],
        [
            "a field at another level",
            { detail: { InstanceType: ["ml.m5.2xlarge"] } },
            [
                "detail.InstanceType",
                '"ml.m5.2xlarge"',
                "absent",
                'the event has it at another level, detail.ResourceConfig.InstanceType, with "ml.m5.2xlarge"',
                "ask for detail.ResourceConfig.InstanceType instead of detail.InstanceType",
            ],
        ],
        [
            "a field in another case",
            { detail: { trainingJobStatus: ["Failed"] } },
            [
                "detail.trainingJobStatus",
                '"Failed"',
                "absent",
                'the event\'s field is detail.TrainingJobStatus, with "Failed"',
                "ask for detail.TrainingJobStatus instead of detail.trainingJobStatus",
            ],
        ],
        [
            "a misspelt field",
            { detail: { FailureReson: [{ exists: true }] } },
            [
                "detail.FailureReson",
                "any value",
                "absent",
                `the event's field is detail.FailureReason, with "AlgorithmError: ExecuteUserScriptError:\\nExitCode 1\\nErrorMessage \\"KeyError: …`,
                "ask for detail.FailureReason instead of detail.FailureReson",
            ],
        ],
        [
            "a detail-type in another case",
            { "detail-type": ["Sagemaker Training Job State Change"] },
            [
                "detail-type",
                '"Sagemaker Training Job State Change"',
                `"${TRAINING}"`,
                `only the case differs: SageMaker sends "${TRAINING}"`,
                `write "${TRAINING}" instead of "Sagemaker Training Job State Change" in the pattern`,
            ],
        ],
        [
            "a detail-type without its beginning",
            { "detail-type": ["Training Job State Change"] },
            [
                "detail-type",
                '"Training Job State Change"',
                `"${TRAINING}"`,
                `the word "SageMaker" is missing: SageMaker sends "${TRAINING}"`,
                `write "${TRAINING}" instead of "Training Job State Change" in the pattern`,
            ],
        ],
        [
            "a misspelt source",
            { source: ["aws.SageMaker"] },
            [
                "source",
                '"aws.SageMaker"',
                '"aws.sagemaker"',
                'only the case differs: SageMaker sends "aws.sagemaker"',
                'write "aws.sagemaker" instead of "aws.SageMaker" in the pattern',
            ],
        ],
        [
            "an asterisk in a plain value",
            { detail: { TrainingJobName: ["churn-*"] } },
            [
                "detail.TrainingJobName",
                '"churn-*"',
                '"churn-train-1117"',
                "an asterisk stands for itself in a plain value",
                'write { "wildcard": "churn-*" }',
            ],
        ],
        [
            "the beginning of a value",
            { detail: { TrainingJobName: ["churn"] } },
            [
                "detail.TrainingJobName",
                '"churn"',
                '"churn-train-1117"',
                "the value begins with it, but a plain value must be all of it",
                'write { "prefix": "churn" } if the beginning is enough',
            ],
        ],
        [
            "another name, however alike",
            { detail: { TrainingJobName: ["churn-train-1118"] } },
            ["detail.TrainingJobName", '"churn-train-1118"', '"churn-train-1117"', null, null],
        ],
        [
            "a number as text",
            { detail: { ResourceConfig: { InstanceCount: ["2"] } } },
            ["detail.ResourceConfig.InstanceCount", '"2"', "2", "the event has a number, the pattern asks for a text", "write 2 in the pattern"],
        ],
        [
            "a numeric condition on text",
            { detail: { HyperParameters: { max_depth: [{ numeric: [">", 5] }] } } },
            ["detail.HyperParameters.max_depth", "a number > 5", '"8"', "the event has a text, the pattern asks for a number", null],
        ],
        ["no element of an array", { detail: { Tags: { Key: ["cost"] } } }, ["detail.Tags.Key", '"cost"', '["owner","team"]', null, null]],
        [
            "an object where only its fields can match",
            { detail: { ResourceConfig: [{ exists: true }] } },
            [
                "detail.ResourceConfig",
                "any value",
                "an object",
                "a pattern can't match an object, only the fields in it",
                "ask for a field in detail.ResourceConfig",
            ],
        ],
        ["a field that may be absent", { detail: { TuningJobArn: [{ exists: true }] } }, ["detail.TuningJobArn", "any value", "absent", null, null]],
        [
            "a field that no such event has",
            { detail: { owner: ["dana"] } },
            ["detail.owner", '"dana"', "absent", "no training job event is known to carry it", null],
        ],
        [
            "a field that must not be there",
            { detail: { TrainingJobName: [{ exists: false }] } },
            ["detail.TrainingJobName", "no value at all", '"churn-train-1117"', null, null],
        ],
    ];
    for (const [what, pattern, [path, expected, got, hint, change]] of SLIPS) {
        it(`explains ${what}`, () => {
            assert.deepEqual(miss(pattern).fields, [{ path, expected, got, hint, change }]);
        });
    }

    it("knows the spelling of endpoint statuses", () => {
        assert.deepEqual(miss({ detail: { EndpointStatus: ["InService"] } }, read("Endpoint.inService")).fields, [
            {
                path: "detail.EndpointStatus",
                expected: '"InService"',
                got: '"IN_SERVICE"',
                hint: 'only underscores and case differ: SageMaker sends "IN_SERVICE"',
                change: 'write "IN_SERVICE" instead of "InService" in the pattern',
            },
        ]);
    });

    it("blames the event where the pattern has the spelling that SageMaker sends", () => {
        const event = { ...read("Endpoint.inService"), detail: { EndpointStatus: "InService" } };
        assert.deepEqual(miss({ detail: { EndpointStatus: ["IN_SERVICE"] } }, event).fields[0], {
            path: "detail.EndpointStatus",
            expected: '"IN_SERVICE"',
            got: '"InService"',
            hint: 'only underscores and case differ: SageMaker sends "IN_SERVICE", so the event is misspelt and the pattern is right',
            change: 'write "IN_SERVICE" in the event',
        });
        assert.equal(miss({ "detail-type": [TRAINING] }, { ...FAILED, "detail-type": "SageMaker training job state change" }).otherEvents, false);
    });

    it("does not take the status field of another kind for the one of the event", () => {
        const { fields } = miss({ detail: { transformJobStatus: ["Failed"] } });
        assert.deepEqual(fields, [
            {
                path: "detail.transformJobStatus",
                expected: '"Failed"',
                got: "absent",
                hint: "no training job event is known to carry it",
                change: null,
            },
        ]);
    });

    it("says when values match in different elements of an array", () => {
        const { fields } = miss({ detail: { Tags: { Key: ["owner"], Value: ["retention"] } } });
        assert.deepEqual(fields, [
            { path: "detail.Tags.Key", expected: '"owner"', got: '["owner","team"]', hint: null, change: null },
            {
                path: "detail.Tags.Value",
                expected: '"retention"',
                got: '["dana","retention"]',
                hint: "detail.Tags.Key and detail.Tags.Value match, but in different elements of an array: one element must have them all",
                change: null,
            },
        ]);
    });

    it("shows the nearest alternative of $or", () => {
        const pattern = {
            source: ["aws.sagemaker"],
            $or: [{ detail: { TrainingJobStatus: ["Stopped"], SecondaryStatus: ["Stopped"] } }, { detail: { SecondaryStatus: ["failed"] } }],
        };
        const { fields, alternatives } = miss(pattern);
        assert.equal(alternatives, 2);
        assert.deepEqual(
            fields.map(({ path, expected }) => [path, expected]),
            [["detail.SecondaryStatus", '"failed"']],
        );
    });

    it("puts the nearest miss first: slips, another value, two fields, a missing field, other events", () => {
        const kind = { source: ["aws.sagemaker"], "detail-type": [TRAINING] };
        const rules = [
            rule("s3", { source: ["aws.s3"] }),
            rule("endpoint", { source: ["aws.sagemaker"], "detail-type": ["SageMaker Endpoint State Change"] }),
            rule("missing", { ...kind, detail: { TuningJobArn: [{ exists: true }] } }),
            rule("two", { ...kind, detail: { TrainingJobStatus: ["Stopped"], SecondaryStatus: ["Stopped"] } }),
            rule("other", { ...kind, detail: { TrainingJobStatus: ["Stopped"] } }),
            rule("two slips", { ...kind, detail: { status: ["failed"] } }),
            rule("slip", { ...kind, detail: { TrainingJobStatus: ["failed"] } }),
            rule("invalid", { source: [] }),
        ];
        const { missing } = of(rules);
        assert.deepEqual(
            missing.map((each) => [each.rule, each.otherEvents]),
            [
                ["slip", false],
                ["two slips", false],
                ["other", false],
                ["missing", false],
                ["two", false],
                ["s3", true],
                ["endpoint", true],
                ["invalid", false],
            ],
        );
    });

    it("puts the worst field of a miss first", () => {
        const { fields } = miss({ detail: { FailureReason: [{ exists: false }], TrainingJobStatus: ["failed"], owner: ["x"] } });
        assert.deepEqual(
            fields.map(({ path }) => path),
            ["detail.owner", "detail.FailureReason", "detail.TrainingJobStatus"],
        );
    });

    it("says why there is nothing to compare", () => {
        const { missing } = of([rule("invalid", { source: [] }), rule("unknown", "", { pattern: { state: "unknown" } })]);
        assert.deepEqual(
            missing.map(({ reason, fields }) => [reason, fields]),
            [
                ['EventBridge refuses its pattern: Empty arrays are not allowed (at "source")', []],
                ["its pattern is not known: it is computed on deployment, or encrypted in the state", []],
            ],
        );
    });
});

describe("which rules match an event", () => {
    const ALL = { source: ["aws.sagemaker"] };
    const arn = (bus: string) => `arn:aws:events:us-east-1:111122223333:event-bus/${bus}`;
    const onBus = { bus: "ml", busArn: arn("ml") };
    const silences = (rules: SourcedRule[], event?: object) => {
        const { matching, delivered } = of(rules, event);
        return [delivered, ...matching.map(({ silent }) => silent)];
    };

    it("matches by an enabled rule with a target, and by a pattern of which no targets are known", () => {
        assert.deepEqual(silences([rule("a", ALL, { targets: [target("x")] }), rule("b", ALL)]), [true, null, null]);
    });

    it("does not match by a disabled rule, nor by one without a target", () => {
        assert.deepEqual(silences([rule("a", ALL, { enabled: false }), rule("b", ALL, { targets: [] })]), [
            false,
            "the rule is disabled",
            "the rule has no target",
        ]);
    });

    it("does not match on a bus that the event does not get to", () => {
        const reason = "the rule is on the event bus ml: events of AWS services come on the default one, and no rule there sends this one on";
        const forwards = (pattern: object) => rule("f", pattern, { busArn: arn("default"), targets: [target(arn("ml"))] });
        assert.deepEqual(silences([rule("a", ALL, onBus)]), [false, reason]);
        assert.deepEqual(silences([rule("a", ALL, onBus), forwards({ source: ["aws.s3"] })]), [false, reason]);
        assert.deepEqual(silences([rule("a", ALL, onBus), forwards(ALL)]), [true, null, null]);
    });

    it("matches a custom event on any bus", () => {
        assert.deepEqual(silences([rule("a", { source: ["my.app"] }, onBus)], { ...FAILED, source: "my.app" }), [true, null]);
    });
});

describe("what is odd about an event", () => {
    const oddities = (event: object) => of([], event).oddities;

    it("finds nothing odd about a sample event", () => {
        for (const name of ["TrainingJob.failed", "Algorithm.failed", "LabelingJob.completed", "Endpoint.deleted"]) {
            assert.deepEqual(oddities(read(name)), [], name);
        }
    });

    const { "detail-type": _, ...withoutType } = FAILED;
    const { account: __, region: ___, ...withoutPlace } = FAILED;
    const ODD: [string, object, string[]][] = [
        ["a missing detail-type", withoutType, ["it has no detail-type"]],
        [
            "the detail alone",
            FAILED.detail as object,
            [
                "it has no id, detail-type, source, account, time, region, resources and detail: it looks like the detail of an event, which needs the rest around it",
            ],
        ],
        [
            "a failure record around it",
            { requestPayload: FAILED },
            ["it has no id, detail-type, source, account, time, region, resources and detail: is the event inside requestPayload?"],
        ],
        ["fields that EventBridge adds", withoutPlace, ["it has no account and region, which EventBridge adds to every event"]],
        [
            "a detail-type that SageMaker does not send",
            { ...FAILED, "detail-type": "SageMaker AutoML Job State Change" },
            ['SageMaker is not known to send the detail-type "SageMaker AutoML Job State Change"'],
        ],
        ["a detail-type of a further kind", { ...FAILED, "detail-type": "SageMaker Model Building Pipeline Execution Status Change" }, []],
        [
            "a status in the spelling of the API",
            { ...read("Endpoint.failed"), detail: { EndpointStatus: "UpdateRollbackFailed" } },
            ['its EndpointStatus has the spelling of the API, "UpdateRollbackFailed"; SageMaker sends "UPDATE_ROLLBACK_FAILED"'],
        ],
        [
            "a status that is never sent",
            { ...read("LabelingJob.failed"), detail: { LabelingJobStatus: "Stopping" } },
            ['its LabelingJobStatus is "Stopping"; SageMaker sends "Completed", "Failed" or "Stopped"'],
        ],
        [
            "no status",
            { ...read("LabelingJob.failed"), detail: {} },
            ['its LabelingJobStatus is absent; SageMaker sends "Completed", "Failed" or "Stopped"'],
        ],
        [
            "a detail that is no object",
            { ...read("LabelingJob.failed"), detail: null },
            ['its LabelingJobStatus is absent; SageMaker sends "Completed", "Failed" or "Stopped"'],
        ],
    ];
    for (const [what, event, expected] of ODD) {
        it(`reports ${what}`, () => assert.deepEqual(oddities(event), expected));
    }
});

describe("a condition in words", () => {
    const WORDS: [unknown, string][] = [
        ["a", '"a"'],
        [null, "null"],
        [3, "3"],
        [{ prefix: "a" }, 'a text that begins with "a"'],
        [{ suffix: "a" }, 'a text that ends with "a"'],
        [{ "equals-ignore-case": "a" }, '"a" in any case'],
        [{ prefix: { "equals-ignore-case": "a" } }, 'a text that begins with "a" in any case'],
        [{ suffix: { "equals-ignore-case": "a" } }, 'a text that ends with "a" in any case'],
        [{ wildcard: "a*" }, 'a text like "a*"'],
        [{ numeric: ["=", 5] }, "a number equal to 5"],
        [{ numeric: [">", 0, "<=", 5] }, "a number > 0 and <= 5"],
        [{ cidr: "10.0.0.0/8" }, "an address in 10.0.0.0/8"],
        [{ exists: true }, "any value"],
        [{ exists: false }, "no value at all"],
        [{ "anything-but": "a" }, 'anything but "a"'],
        [{ "anything-but": { prefix: "a" } }, 'anything but a text that begins with "a"'],
    ];
    for (const [condition, expected] of WORDS) {
        it(`writes ${JSON.stringify(condition)} as ${expected}`, () => {
            assert.equal(inWords(parseEventPattern({ a: [condition] }).alternatives[0]![0]!.conditions), expected);
        });
    }
});

describe("the text of why", () => {
    const text = (rules: SourcedRule[], event?: object) => stripVTControlCharacters(renderWhy("some rules", [of(rules, event)]));

    it("lists ten misses in full, names those with more differences, and those for other events", () => {
        const near = Array.from({ length: 12 }, (_, i) => rule(`r${i + 1}`, { detail: { TrainingJobStatus: ["Stopped"] } }));
        const lines = text([...near, rule("s3", { source: ["aws.s3"] })]).split("\n");
        assert.equal(lines.filter((line) => line.endsWith("does not match")).length, 10);
        assert.deepEqual(lines.slice(-2), ["  ✘ more differences: r11, r12", "  · for other events: s3"]);
    });

    it("says that a custom event is not of a known kind", () => {
        assert.equal(
            text([], { ...FAILED, source: "my.app", "detail-type": "Mine" }),
            "Rules: some rules\n\nevent  not of a known kind\n  ! no matching rule",
        );
    });
});

describe("jobstatus why", () => {
    it("says where an event goes and where it ends, and why the other rules do not match", () => {
        const { code, out, err } = jobstatus(["why", sample("TrainingJob.failed"), "--state", STATE]);
        assert.equal(
            out,
            `Rules: the state state.json

TrainingJob.failed  training job, Failed
  cause: error in its own code. Read the end of the error and the log, then fix the code.
  ✔ failed-1a matches
      goes to function notify-2b
      if it can't be delivered (5 retries): queue undelivered-3c
      if the function fails (1 retry): queue failures-4d
  ! quiet-1a matches, but the rule is disabled
  ! aside-1a matches, but the rule is on the event bus ml: events of AWS services come on the
      default one, and no rule there sends this one on
  ✘ bare-1a does not match
      detail.TrainingJobStatus: expected "Stopped", got "Failed"
        → add "Failed" to detail.TrainingJobStatus to match it as well
  ✘ shown-1a does not match
      detail.TrainingJobStatus: expected "Completed", got "Failed"
        → add "Failed" to detail.TrainingJobStatus to match it as well
  ! hidden-1a: its pattern is not known: it is computed on deployment, or encrypted in the state
  ! refused-1a: EventBridge refuses its pattern: Empty arrays are not allowed (at "source")
  · for other events: native-5e
`,
        );
        assert.deepEqual([code, err], [0, ""]);
    });

    it("says what is lost", async () => {
        const { code, out } = await inProcess(["why", sample("TrainingJob.completed"), "--state", STATE]);
        assert.equal(
            out.split("\n").slice(6, 10).join("\n"),
            `  ✔ shown-1a matches
      goes to function elsewhere:live (not in the program)
      if it can't be delivered (185 retries): lost, the target has no dead-letter queue
      if the function fails: not known, the function is not in the program`,
        );
        assert.equal(code, 0);
    });

    it("explains every event of standard input as JSON, and ends with 1 if no rule matches one of them", () => {
        const input = [FAILED, read("LabelingJob.failed")].map((event) => JSON.stringify(event)).join("\n");
        const { code, out } = jobstatus(["why", "-", "--state", STATE, "--format", "json"], { input });
        const { source, events } = JSON.parse(out) as { source: string; events: Explanation[] };
        assert.equal(source, "the state state.json");
        assert.deepEqual(
            events.map(({ event, id, kind, status, delivered }) => ({ event, id, kind, status, delivered })),
            [
                { event: "standard input:1", id: FAILED.id, kind: "TrainingJob", status: "Failed", delivered: true },
                { event: "standard input:2", id: read("LabelingJob.failed").id, kind: "LabelingJob", status: "Failed", delivered: false },
            ],
        );
        assert.equal(code, 1);
    });

    it("runs a program and writes nothing but the answer", async () => {
        const program = ["--program", "tests/local/cli/fixtures/program", "--config", "status=Stopped"];
        const { code, out, err } = await inProcess(["why", sample("TrainingJob.stopped"), ...program]);
        assert.deepEqual([code, err], [0, ""]);
        assert.equal(
            out,
            `Rules: the program one-rule, stack dev

TrainingJob.stopped  training job, Stopped
  cause: stopped by a person or a program. Find in CloudTrail who stopped it. Start it again if that
      was a mistake.
  ✔ stopped matches
      goes to topic stopped
      if it can't be delivered (185 retries): lost, the target has no dead-letter queue
`,
        );
    });

    it("says of a stopped job that never ran what its last status message says", async () => {
        const stopped = read("TrainingJob.stopped") as { detail: object };
        const event = {
            ...stopped,
            detail: {
                ...stopped.detail,
                SecondaryStatus: "Stopped",
                TrainingStartTime: null,
                SecondaryStatusTransitions: [
                    {
                        Status: "Starting",
                        StartTime: 1700000000000,
                        StatusMessage: "Insufficient capacity error from EC2 while launching instances, retrying!",
                    },
                ],
            },
        };
        const { out } = jobstatus(["why", "-", "--state", STATE, "--format", "json"], { input: JSON.stringify(event) });
        const { events } = JSON.parse(out) as { events: Explanation[] };
        assert.deepEqual(
            events.map(({ cause }) => cause?.text),
            ["no capacity"],
        );
    });

    it("refuses misuse in one line, before a program runs", () =>
        withFolder(async (write) => {
            const broken = write("broken.json", "{");
            const LINES: [string[], RegExp][] = [
                [["missing.json"], /^error: EVENT missing\.json: no such file or folder\n$/],
                [[broken], /^error: EVENT .*broken\.json: is not JSON: .*\n$/],
                [[sample("TrainingJob.failed"), "--state", STATE, "--pattern", STATE], /^error: rules come from one source: .*\n$/],
                [[sample("TrainingJob.failed"), "--program", "nowhere"], /^error: --program nowhere: no such folder\n$/],
                [[sample("TrainingJob.failed"), "--format", "yaml"], /^error: option '--format <format>' argument 'yaml' is invalid\. /],
                [[], /^error: missing required argument 'event'\n/],
            ];
            for (const [args, expected] of LINES) {
                const { code, out, err } = await inProcess(["why", ...args]);
                assert.match(err, expected);
                assert.deepEqual([code, out], [2, ""], args.join(" "));
            }
        }));

    it("refuses an event that is nested too deep", () =>
        withFolder(async (write) => {
            const detail = `{"a":${"[".repeat(1100)}${"]".repeat(1100)}}`;
            const event = write("deep.json", `{"source":"x","detail":${detail}}`);
            const pattern = write("pattern.json", { detail: { a: [1] } });
            const { code, err } = await inProcess(["why", event, "--pattern", pattern]);
            assert.equal(err, `error: EVENT ${event}: has more than 1,000 levels of objects and lists, EventBridge takes no more\n`);
            assert.equal(code, 2);
        }));
});
