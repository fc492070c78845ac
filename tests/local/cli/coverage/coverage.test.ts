import * as assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";

import { KINDS, type KindRow } from "../../../../catalog";
import { type Coverage, coverageOf } from "../../../../local/cli/coverage/matrix";
import { renderMermaid } from "../../../../local/cli/coverage/mermaid";
import { renderMarkdown, renderTable } from "../../../../local/cli/coverage/render";
import { readPattern, type SourcedRule } from "../../../../local/cli/shared/rulesOf";
import { inProcess, jobstatus, STATE, withFolder } from "../shared/commandLine";

const ROWS: readonly KindRow[] = Object.values(KINDS);
const TRAINING = { source: ["aws.sagemaker"], "detail-type": [KINDS.TrainingJob.detailType] };
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
const training = (name: string, detail: object, more: Partial<SourcedRule> = {}) => rule(name, { ...TRAINING, detail }, more);

/** `Kind status secondary: rule, rule?` for what is matched, with a question mark for a rule that matches some of the events. */
const matched = ({ rows }: Coverage) =>
    rows
        .filter(({ matchedBy }) => matchedBy.length > 0)
        .map(({ kind, status, secondary, matchedBy }) => {
            const rules = matchedBy.map(({ rule, only }) => `${rule}${only.length > 0 ? "?" : ""}`);
            return `${kind} ${status} ${secondary}: ${rules.join(", ")}`;
        });

describe("coverageOf", () => {
    it("has a row for every status of the catalogue that events have, and finds them all unwatched without rules", () => {
        const { rows, unwatched } = coverageOf([]);
        const statuses = new Set(rows.map(({ kind, status }) => `${kind} ${status}`));
        const expected = ROWS.flatMap(({ kind, statusInEvent, statuses: all }) =>
            statusInEvent ? all.filter(({ emitted }) => emitted).map(({ value }) => `${kind} ${value}`) : [`${kind} null`],
        );
        assert.deepEqual([...statuses], expected);
        assert.equal(unwatched.length, rows.length);
    });

    it("matches the statuses of a pattern, with each of their secondary values and without", () => {
        const coverage = coverageOf([training("failed", { TrainingJobStatus: ["Failed"] })]);
        assert.deepEqual(matched(coverage), ["TrainingJob Failed Failed: failed", "TrainingJob Failed null: failed"]);
        assert.equal(coverage.unwatched.length, coverage.rows.length - 2);
        assert.ok(!coverage.unwatched.some(({ kind, status }) => kind === "TrainingJob" && status === "Failed"));
    });

    it("lists the parts that match nothing of rules that match something, and the conditions that may prevent a match", () => {
        const arn = "arn:aws:sagemaker:us-east-1:111122223333:training-job/Churn";
        const { partial, doubtful, unreachable } = coverageOf([
            training("slip", { TrainingJobStatus: ["Failed", "Stoped"] }),
            rule("arn", { ...TRAINING, resources: [arn] }),
            training("none", { TrainingJobStatus: ["FAILED"] }),
        ]);
        assert.deepEqual(partial, [
            {
                rule: "slip",
                urn: null,
                reasons: [
                    'it asks for ["Stoped"], but detail.TrainingJobStatus of training job events is one of "InProgress", "Stopping", "Completed", "Failed", "Stopped", "Deleting" (did you mean Stopped?)',
                ],
            },
        ]);
        assert.deepEqual(doubtful, [
            {
                rule: "arn",
                urn: null,
                reasons: [
                    `resources asks for "${arn}", but events have the names in ARNs in lower case, also where a name has capitals (Write {"equals-ignore-case":"${arn}"})`,
                ],
            },
        ]);
        assert.deepEqual(
            unreachable.map(({ rule }) => rule),
            ["none"],
        );
    });

    it("says which state a rule on read-only calls needs", () => {
        const onCalls = (name: string, eventName: string[], allCalls: boolean | null) =>
            rule(name, { source: ["aws.sagemaker"], "detail-type": ["AWS API Call via CloudTrail"], detail: { eventName } }, { allCalls });
        const { idle, partial, doubtful, others } = coverageOf([
            onCalls("read", ["ListModels"], false),
            onCalls("both", ["ListModels", "CreateModel"], false),
            onCalls("alone", ["ListModels"], null),
            onCalls("right", ["ListModels"], true),
            onCalls("change", ["CreateModel"], false),
        ]);
        const reasons = ['EventBridge gives read-only calls ("ListModels") only to rules in the state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];
        assert.deepEqual(idle, [{ rule: "read", urn: null, reasons }]);
        assert.deepEqual(partial, [{ rule: "both", urn: null, reasons }]);
        assert.deepEqual(doubtful, [{ rule: "alone", urn: null, reasons }]);
        assert.deepEqual(others, ["both", "alone", "right", "change"]);
    });

    it("matches some secondary values alone", () => {
        assert.deepEqual(matched(coverageOf([training("limits", { SecondaryStatus: [{ prefix: "Max" }] })])), [
            "TrainingJob Stopped MaxRuntimeExceeded: limits",
            "TrainingJob Stopped MaxWaitTimeExceeded: limits",
        ]);
    });

    it("says what else events must have, and that nothing else where one alternative asks for no more", () => {
        const one = { TrainingJobStatus: ["Deleting"], TrainingJobName: [{ prefix: "prod-" }] };
        assert.deepEqual(coverageOf([training("prod", one)]).rows.find(({ matchedBy }) => matchedBy.length > 0)?.matchedBy, [
            { rule: "prod", only: ['detail.TrainingJobName: a text that begins with "prod-"'] },
        ]);
        assert.deepEqual(matched(coverageOf([training("either", { $or: [one, { TrainingJobStatus: ["Deleting"] }] })])), [
            "TrainingJob Deleting null: either",
        ]);
        assert.deepEqual(
            matched(coverageOf([rule("any id", { ...TRAINING, id: [{ exists: true }], detail: { TrainingJobStatus: ["Deleting"] } })])),
            ["TrainingJob Deleting null: any id"],
        );
    });

    it("lists rules that no event can reach, with what was meant", () => {
        const { unreachable } = coverageOf([
            rule("endpoint", { source: ["aws.sagemaker"], detail: { EndpointStatus: ["InService"] } }),
            training("level", { status: ["Failed"] }),
            rule("refused", { source: [] }),
        ]);
        const statuses = KINDS.Endpoint.statuses.map(({ value }) => JSON.stringify(value)).join(", ");
        assert.deepEqual(
            unreachable.map(({ rule: name, reasons }) => [name, ...reasons]),
            [
                [
                    "endpoint",
                    `it asks for ["InService"], but detail.EndpointStatus of endpoint events is one of ${statuses} (did you mean IN_SERVICE?)`,
                ],
                ["level", 'it asks for ["Failed"], but training job events have no field detail.status (did you mean detail.TrainingJobStatus?)'],
                ["refused", 'EventBridge refuses its pattern: Empty arrays are not allowed (at "source")'],
            ],
        );
    });

    it("leaves rules on other events aside: of other services, and of further kinds, unless they can or may match none", () => {
        const pipelines = ["SageMaker Model Building Pipeline Execution Status Change"];
        const { others, unreachable, doubtful } = coverageOf([
            rule("s3", { source: ["aws.s3"] }),
            rule("pipelines", { source: ["aws.sagemaker"], "detail-type": pipelines, detail: { currentPipelineExecutionStatus: ["Failed"] } }),
            rule("images", { source: ["aws.sagemaker"], "detail-type": ["SageMaker Image State Change"], detail: { ImageStatus: ["CREATED"] } }),
            rule("misspelt status", { source: ["aws.sagemaker"], "detail-type": pipelines, detail: { currentPipelineExecutionStatus: ["FAILED"] } }),
            rule("misspelt source", { source: ["aws.Sagemaker"], "detail-type": pipelines }),
            rule("both", { source: ["aws.sagemaker"], "detail-type": [{ prefix: "SageMaker Endpoint" }], detail: { EndpointStatus: ["InService"] } }),
            rule("misspelt type", { source: ["aws.sagemaker"], "detail-type": ["SageMaker Pipeline Execution State Change"] }),
        ]);
        assert.deepEqual(
            [others, doubtful.map((each) => each.rule), unreachable.map((each) => each.rule)],
            [["s3", "pipelines"], ["images"], ["misspelt status", "misspelt source", "both", "misspelt type"]],
        );
    });

    it("lists rules apart that match nothing at present", () => {
        const all = { source: ["aws.sagemaker"] };
        const coverage = coverageOf([
            rule("disabled", all, { enabled: false }),
            rule("aside", all, { bus: "ml" }),
            rule("bare", all, { targets: [] }),
            rule("unknown", all, { pattern: { state: "unknown" } }),
        ]);
        assert.deepEqual(matched(coverage), []);
        assert.deepEqual(
            coverage.idle.map(({ rule: name, reasons }) => [name, ...reasons]),
            [
                ["disabled", "it is disabled"],
                ["aside", "it is on the event bus ml: events of AWS services come on the default one, and no rule there sends them on"],
                ["bare", "it has no target"],
                ["unknown", "its pattern is not known: it is computed on deployment, or encrypted in the state"],
            ],
        );
    });

    it("follows events to another bus, and does not call that an overlap", () => {
        const arn = "arn:aws:events:us-east-1:111122223333:event-bus/ml";
        const sends = { targets: [{ arn, what: "event bus ml", urn: null, deadLetterQueue: null, retries: 185, handler: null }] };
        const coverage = coverageOf([
            training("sends on", { TrainingJobStatus: ["Deleting"] }, sends),
            training("matches", { TrainingJobStatus: ["Deleting"] }, { bus: "ml", busArn: arn }),
        ]);
        assert.deepEqual(matched(coverage), ["TrainingJob Deleting null: sends on, matches"]);
        assert.deepEqual(coverage.overlapping, []);
    });

    it("lists overlaps: certain where one matches all that the other may, or both have the same conditions", () => {
        const deleting = (name: string, prefix?: string) =>
            training(name, { TrainingJobStatus: ["Deleting"], ...(prefix && { TrainingJobName: [{ prefix }] }) });
        const { overlapping } = coverageOf([deleting("all"), deleting("prod", "prod-"), deleting("prod too", "prod-"), deleting("dev", "dev-")]);
        const events = [{ kind: "TrainingJob", status: "Deleting", secondary: null }];
        assert.deepEqual(overlapping, [
            { rules: ["all", "prod"], certain: true, events },
            { rules: ["all", "prod too"], certain: true, events },
            { rules: ["all", "dev"], certain: true, events },
            { rules: ["prod", "prod too"], certain: true, events },
            { rules: ["prod", "dev"], certain: false, events },
            { rules: ["prod too", "dev"], certain: false, events },
        ]);
    });
});

/** Rules with something of everything. */
const MIXED = [
    training("stopped", { TrainingJobStatus: ["Stopped"] }),
    training("limits", { SecondaryStatus: [{ prefix: "Max" }], TrainingJobName: [{ prefix: "a|b" }] }),
    rule("labels-of-a-team-whose-name-does-not-fit-into-the-column", { source: ["aws.sagemaker"], "detail-type": [KINDS.LabelingJob.detailType] }),
    rule("never", { source: ["aws.sagemaker"], detail: { EndpointStatus: ["InService"] } }),
    rule('odd "#1" <x>', { source: ["aws.sagemaker"], "detail-type": [KINDS.Algorithm.detailType] }),
];

describe("the forms of coverage", () => {
    const coverage = coverageOf(MIXED);

    it("fit a terminal of 100 columns as a table", () => {
        const text = stripVTControlCharacters(renderTable("some rules", coverage));
        const lines = text.split("\n");
        assert.deepEqual(
            lines.filter((line) => line.length > 100),
            [],
        );
        const from = (first: string) => lines.slice(lines.findIndex((line) => line.startsWith(first)));
        assert.equal(
            from("TrainingJob").slice(0, 10).join("\n"),
            `TrainingJob
  InProgress                                           no matching rule
  Stopping                                             no matching rule
  Completed                                            no matching rule
  Failed                                               no matching rule
  Stopped     Stopped, no SecondaryStatus              stopped
  Stopped     MaxRuntimeExceeded, MaxWaitTimeExceeded  stopped
                                                       limits
                                                         only detail.TrainingJobName: a text that
                                                         begins with "a|b"`,
        );
        assert.equal(
            from("LabelingJob").slice(0, 2).join("\n"),
            "LabelingJob\n  Completed    labels-of-a-team-whose-name-does-not-fit-into-the-column",
        );
        assert.equal(
            from("Rules that no event").join("\n"),
            `Rules that no event can reach
  never: it asks for ["InService"], but detail.EndpointStatus of endpoint events is one of
      "CREATING", "UPDATING", "SYSTEM_UPDATING", "ROLLING_BACK", "IN_SERVICE", "OUT_OF_SERVICE",
      "DELETING", "DELETED", "FAILED", "UPDATE_ROLLBACK_FAILED" (did you mean IN_SERVICE?)

Rules that overlap
  stopped and limits both match TrainingJob Stopped (MaxRuntimeExceeded, MaxWaitTimeExceeded)

5 of 52 statuses matched by a rule, 47 unmatched; 1 unreachable rule.`,
        );
    });

    it("escape in Markdown what would break its table", () => {
        const lines = renderMarkdown("some rules", coverage).split("\n");
        assert.equal(lines[2], "Rules: some rules. 5 of 52 statuses matched by a rule, 47 unmatched; 1 unreachable rule.");
        const rows = lines.filter(
            (line) => line.startsWith("| TrainingJob | Stopped") || line.startsWith("| Algorithm") || line.startsWith("| TransformJob | Failed"),
        );
        assert.deepEqual(rows, [
            '| Algorithm | (no status in events) |  | `odd "#1" <x>` |',
            "| TrainingJob | Stopped | Stopped, no SecondaryStatus | `stopped` |",
            '| TrainingJob | Stopped | MaxRuntimeExceeded, MaxWaitTimeExceeded | `stopped`<br>`limits`, only detail.TrainingJobName: a text that begins with "a\\|b" |',
            "| TransformJob | Failed |  | **no matching rule** |",
        ]);
        const columns = lines.filter((line) => line.startsWith("|")).map((line) => line.replace(/\\\|/g, "").split("|").length);
        assert.deepEqual([...new Set(columns)], [6]);
    });

    it("are a flowchart in Mermaid, with statuses that the same rules match in one node", () => {
        const rules = [MIXED[0]!, MIXED[1]!, MIXED[3]!, MIXED[4]!];
        const lines = renderMermaid(coverageOf(rules)).split("\n");
        assert.deepEqual(lines.slice(0, 5), [
            "flowchart LR",
            '    r0(["odd #34;#35;1#34; #60;x#62;"])',
            '    r1(["stopped"])',
            '    r2(["limits"])',
            '    r3(["never"]):::unreachable',
        ]);
        assert.deepEqual(
            lines.filter((line) => /Algorithm|LabelingJob|TrainingJob:/.test(line) || /--> |-.-> /.test(line)),
            [
                '    s0["Algorithm: (no status in events)"]',
                "    s0 --> r0",
                '    s3["LabelingJob: Completed, Failed, Stopped"]:::unwatched',
                '    s7["TrainingJob: InProgress, Stopping, Completed, Failed, Deleting"]:::unwatched',
                '    s8["TrainingJob: Stopped (Stopped, no SecondaryStatus)"]',
                "    s8 --> r1",
                '    s9["TrainingJob: Stopped (MaxRuntimeExceeded, MaxWaitTimeExceeded)"]',
                "    s9 --> r1",
                "    s9 -.-> r2",
            ],
        );
        const STATEMENT = /^ {4}(?:[rs]\d+(?:\(\["[^"]*"\]\)|\["[^"]*"\])(?::::\w+)?|s\d+ (?:-->|-\.->) r\d+|classDef \w+ [\w:#, -]+)$/;
        assert.deepEqual(
            lines.slice(1).filter((line) => !STATEMENT.test(line)),
            [],
        );
    });
});

describe("jobstatus coverage", () => {
    it("ends with 1 where a rule can't be reached, and names it", () => {
        const { code, out, err } = jobstatus(["coverage", "--state", STATE]);
        assert.equal(
            out.slice(out.indexOf("Rules that no event")),
            `Rules that no event can reach
  refused-1a: EventBridge refuses its pattern: Empty arrays are not allowed (at "source")

Rules that match nothing at present
  quiet-1a: it is disabled
  aside-1a: it is on the event bus ml: events of AWS services come on the default one, and no rule
      there sends them on
  bare-1a: it has no target
  hidden-1a: its pattern is not known: it is computed on deployment, or encrypted in the state

3 of 52 statuses matched by a rule, 49 unmatched; 1 unreachable rule.
`,
        );
        assert.deepEqual([code, err], [1, ""]);
    });

    it("ends with 0 where every rule can be reached, however little they match", () =>
        withFolder(async (write) => {
            const pattern = write("failed.json", { ...TRAINING, detail: { TrainingJobStatus: ["Failed"] } });
            const { code, out } = await inProcess(["coverage", "--pattern", pattern, "--format", "json"]);
            const { source, ...coverage } = JSON.parse(out) as { source: string } & Coverage;
            assert.deepEqual([code, source], [0, "the patterns of failed.json"]);
            assert.deepEqual(coverage, coverageOf([training("failed", { TrainingJobStatus: ["Failed"] })]));
        }));

    for (const [format, first] of [
        ["table", "Rules: the state state.json"],
        ["markdown", "## Coverage of SageMaker's status changes"],
        ["mermaid", "flowchart LR"],
        ["json", "{"],
    ]) {
        it(`writes ${format}`, async () => {
            const { code, out } = await inProcess(["coverage", "--state", STATE, "--format", format!]);
            assert.deepEqual([code, out.split("\n")[0]], [1, first]);
        });
    }

    it("refuses misuse in one line", async () => {
        const LINES: [string[], RegExp][] = [
            [
                ["--format", "yaml"],
                /^error: option '--format <format>' argument 'yaml' is invalid\. Allowed choices are table, markdown, mermaid, json\.\n/,
            ],
            [["--state", "missing.json"], /^error: --state missing\.json: no such file\n$/],
            [["--config", "x"], /^error: --config must be KEY=VALUE, got "x"\n$/],
        ];
        for (const [args, expected] of LINES) {
            const { code, out, err } = await inProcess(["coverage", ...args]);
            assert.match(err, expected);
            assert.deepEqual([code, out], [2, ""]);
        }
    });
});
