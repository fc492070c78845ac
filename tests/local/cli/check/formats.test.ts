import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import Ajv from "ajv";
import addFormats from "ajv-formats";

import { renderCheckMarkdown, renderFailureMarkdown } from "../../../../local/cli/check/markdown";
import { type CheckReport, checkReport, exitCodeOfCheck, pagesOf } from "../../../../local/cli/check/report";
import { sarifOf } from "../../../../local/cli/check/sarif";
import { renderCheck } from "../../../../local/cli/check/text";
import type { Judgement, PolicyFinding } from "../../../../local/cli/shared/judgement";
import type { PolicyInfo } from "../../../../local/engine";
import { PROJECT } from "../../../support/devStack";

const urn = (name: string) => `urn:pulumi:dev::app::app:reactions:Reaction$aws:cloudwatch/eventRule:EventRule::${name}`;
const STACK_URN = "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev";

const policy = (name: string, more: Partial<PolicyInfo> = {}): PolicyInfo => ({
    name,
    displayName: "",
    description: `What ${name} says.`,
    kind: "stack",
    level: "mandatory",
    severity: "high",
    remediationSteps: `Do what ${name} says.`,
    url: "",
    tags: [],
    ...more,
});
const POLICIES = [policy("has-alarm"), policy("has-target", { severity: "", remediationSteps: "", url: "https://example.com/has-target" })];

const finding = (name: string, resource: string, message: string, more: Partial<PolicyFinding> = {}): PolicyFinding => ({
    policy: name,
    level: "mandatory",
    severity: "high",
    urn: urn(resource),
    resource,
    message,
    undecided: false,
    phases: ["preview", "update"],
    ...more,
});
const OPEN = { level: "advisory", undecided: true, urn: STACK_URN, resource: "app-dev", message: "Undecided: what this policy looks at." } as const;

const GRAPH = { project: "app", stack: "dev", region: "eu-west-1", resources: [] };
const report = (findings: readonly PolicyFinding[], { state = null as string | null, env = {} } = {}): CheckReport => {
    const judgement: Judgement = { pack: "the-pack", version: "1.2.3", policies: POLICIES, findings };
    return checkReport(GRAPH, judgement, { state, linkOf: pagesOf(env) });
};

const MIXED = report([
    finding("has-target", "late", "It has no target.", { severity: "" }),
    finding("has-alarm", "early", "Its alarm is named oddly. Name it in another way.", { level: "advisory", phases: ["update"] }),
    finding("has-alarm", "late", "It has no alarm."),
    finding("has-alarm", "app-dev", OPEN.message, { ...OPEN, phases: ["preview"] }),
    finding("has-target", "app-dev", OPEN.message, { ...OPEN, phases: ["update"] }),
]);

const lines = (text: string) => text.split("\n");

describe("the report of jobstatus check", () => {
    it("counts what fails, what is advice, and what stays open, and has mandatory findings first", () => {
        assert.deepEqual(MIXED.summary, { mandatory: 2, advisory: 1, undecided: 1, undecidedInPreview: 1 });
        assert.deepEqual(
            MIXED.findings.map(({ resource, policy: name, level, undecided }) => `${resource} ${name} ${level} ${undecided}`),
            [
                "late has-alarm mandatory false",
                "late has-target mandatory false",
                "app-dev has-alarm advisory true",
                "app-dev has-target advisory true",
                "early has-alarm advisory false",
            ],
        );
        assert.equal(exitCodeOfCheck(MIXED), 1);
    });

    it("comes out the same in whatever order the pack reports", () => {
        assert.deepEqual(report([...MIXED.findings].reverse()), MIXED);
    });

    it("does not fail for advice and for what is undecided, and fails for a policy that failed itself", () => {
        const advisory = finding("has-alarm", "early", "A hint.", { level: "advisory" });
        assert.equal(exitCodeOfCheck(report([advisory, finding("has-alarm", "app-dev", "", OPEN)])), 0);
        const failed = report([finding("has-alarm", "app-dev", "The policy itself failed: no such thing", { undecided: true })]);
        assert.deepEqual([failed.summary.mandatory, exitCodeOfCheck(failed)], [1, 1]);
        assert.match(renderCheck(failed), /\n {2}mandatory {2}has-alarm/);
    });

    it("links to the page of the commit in a workflow of GitHub Actions, to its path elsewhere, and to the policy's own URL", () => {
        const env = { GITHUB_SERVER_URL: "https://git.example.com", GITHUB_REPOSITORY: "team/app", GITHUB_SHA: "abc" };
        const [, own] = POLICIES;
        assert.deepEqual(
            [{}, env, { ...env, GITHUB_SHA: "" }].map((given) => POLICIES.map(pagesOf(given))),
            [
                ["docs/policies/has-alarm.md", own!.url],
                ["https://git.example.com/team/app/blob/abc/docs/policies/has-alarm.md", own!.url],
                ["docs/policies/has-alarm.md", own!.url],
            ],
        );
    });
});

describe("jobstatus check --format text", () => {
    it("groups by resource what is wrong, how to fix it, and where to read on", () => {
        assert.deepEqual(lines(renderCheck(MIXED)), [
            "app, stack dev, eu-west-1: 0 resources, as preview and as update",
            "",
            "late  aws:cloudwatch/eventRule:EventRule",
            "  mandatory  has-alarm  severity high",
            "    It has no alarm.",
            "    Fix: Do what has-alarm says.",
            "    docs/policies/has-alarm.md",
            "  mandatory  has-target",
            "    It has no target.",
            "    https://example.com/has-target",
            "",
            "app-dev  pulumi:pulumi:Stack",
            "  undecided  has-target  severity high",
            "    Undecided: what this policy looks at.",
            "    https://example.com/has-target",
            "",
            "early  aws:cloudwatch/eventRule:EventRule",
            "  advisory  has-alarm  severity high",
            "    Its alarm is named oddly. Name it in another way.",
            "    Fix: Do what has-alarm says.",
            "    docs/policies/has-alarm.md",
            "",
            "2 policies: 2 mandatory findings, 1 advisory, 1 undecided",
            "Undecided in preview: 1 question about values that are unknown until the update. The update was",
            "    checked as well and decides.",
            '"pulumi up" with the pack would end in the preview.',
        ]);
    });

    it("keeps to 100 columns, and breaks no word", () => {
        const long = report([finding("has-alarm", "one", `${"word ".repeat(60)}${"x".repeat(130)} end`)]);
        const shown = lines(renderCheck(long));
        assert.deepEqual(
            shown.filter((line) => line.length > 100),
            [`    ${"x".repeat(130)}`],
        );
        assert.ok(shown.includes("    end"));
    });

    it("says in two lines that there is nothing to say", () => {
        assert.deepEqual(lines(renderCheck(report([], { state: "state.json" }))), [
            "app, stack dev, eu-west-1: 0 resources, as in state.json",
            "",
            "2 policies: no findings",
        ]);
    });
});

describe("jobstatus check --format markdown", () => {
    it("writes a heading with the verdict, and a table of what is wrong with which resource", () => {
        const env = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "team/app", GITHUB_SHA: "abc" };
        assert.deepEqual(lines(renderCheckMarkdown(report(MIXED.findings, { env }))), [
            "## ❌ SageMaker job status: 2 mandatory findings, 1 advisory, 1 undecided",
            "",
            "app, stack dev, eu-west-1: 0 resources, as preview and as update. Checked by 2 policies of the-pack 1.2.3.",
            "",
            "|  | resource | what is wrong | how to fix | policy |",
            "| --- | --- | --- | --- | --- |",
            "| ❌ mandatory | <code>late</code><br>`aws:cloudwatch/eventRule:EventRule` | It has no alarm. | Do what has-alarm says. | [has-alarm](https://github.com/team/app/blob/abc/docs/policies/has-alarm.md)<br>severity high |",
            "| ❌ mandatory | <code>late</code><br>`aws:cloudwatch/eventRule:EventRule` | It has no target. |  | [has-target](https://example.com/has-target) |",
            "| ❔ undecided | <code>app-dev</code><br>`pulumi:pulumi:Stack` | Undecided: what this policy looks at. |  | [has-target](https://example.com/has-target)<br>severity high |",
            "| ⚠️ advisory | <code>early</code><br>`aws:cloudwatch/eventRule:EventRule` | Its alarm is named oddly. Name it in another way. | Do what has-alarm says. | [has-alarm](https://github.com/team/app/blob/abc/docs/policies/has-alarm.md)<br>severity high |",
            "",
            "Undecided in preview: 1 question about values that are unknown until the update. The update was checked as well and decides.",
        ]);
    });

    it("shows texts as they are: no markup, no further cell, no mention, no link to an issue", () => {
        const text = "a|b <img src=x> `c` *d* _e_ [f](g) ~~h~~ \\ & $i$\n@team #1 j@k";
        const [cell] = [...renderCheckMarkdown(report([finding("has-alarm", "x|<y>`z`", text)])).matchAll(/^\| ❌ .*$/gm)];
        assert.equal(
            cell![0],
            "| ❌ mandatory | <code>x\\|&lt;y&gt;\\`z\\`</code><br>`aws:cloudwatch/eventRule:EventRule` | " +
                "a\\|b &lt;img src=x&gt; \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g) \\~\\~h\\~\\~ \\\\ &amp; \\$i\\$<br>@\u200bteam #\u200b1 j@\u200bk" +
                " | Do what has-alarm says. | [has-alarm](docs/policies/has-alarm.md)<br>severity high |",
        );
    });

    it("has a verdict when there is nothing to say, and warns where there is only advice", () => {
        assert.deepEqual(lines(renderCheckMarkdown(report([]))).slice(0, 1), ["## ✅ SageMaker job status: no findings"]);
        const advice = report([finding("has-alarm", "early", "A hint.", { level: "advisory" })]);
        assert.equal(lines(renderCheckMarkdown(advice))[0], "## ⚠️ SageMaker job status: 0 mandatory findings, 1 advisory, 0 undecided");
    });

    it("fits into a comment, and says how much it left out: advice first", () => {
        const many = Array.from({ length: 900 }, (_, index) =>
            finding("has-alarm", `rule-${index}`, "It is silent.", { level: index < 3 ? "mandatory" : "advisory" }),
        );
        const text = renderCheckMarkdown(report(many));
        const rows = lines(text).filter((line) => /^\| [❌⚠]/u.test(line));
        assert.ok(text.length <= 60_000 && text.length > 59_000, `${text.length} characters`);
        assert.deepEqual(
            rows.slice(0, 4).map((line) => line.slice(0, 13)),
            ["| ❌ mandatory", "| ❌ mandatory", "| ❌ mandatory", "| ⚠️ advisory"].map((line) => line.slice(0, 13)),
        );
        assert.equal(
            lines(text).at(-1),
            `${900 - rows.length} of 900 findings left out: a comment can't be longer. \`jobstatus check\` shows all of them.`,
        );
    });

    it("shows why a program was not checked as text", () => {
        assert.deepEqual(lines(renderFailureMarkdown("index.ts: <b>failed</b>\n```")), [
            "## ❌ SageMaker job status: not checked",
            "",
            "    index.ts: <b>failed</b>",
            "    ```",
        ]);
    });
});

interface Sarif {
    runs: {
        tool: { driver: { rules: { id: string; helpUri: string }[] } };
        results: {
            ruleId: string;
            ruleIndex?: number;
            level: string;
            partialFingerprints: Record<string, string>;
            locations: { physicalLocation: { artifactLocation: object } }[];
        }[];
    }[];
}

describe("jobstatus check --format sarif", () => {
    const FILE = path.join(PROJECT, "Pulumi.yaml");
    const sarif = (of: CheckReport, file = FILE) => JSON.parse(JSON.stringify(sarifOf(of, file))) as Sarif;

    // The schema is one of JSON Schema's draft 4, of which it uses nothing that later drafts read in another way; only their names differ.
    const {
        $schema: _,
        id: __,
        ...schema
    } = JSON.parse(readFileSync(path.join(PROJECT, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as Record<
        string,
        unknown
    >;
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    const mistakes = (value: unknown) => (validate(value) ? [] : validate.errors);

    for (const [name, of] of [
        ["findings of every sort", MIXED],
        ["no findings", report([])],
        ["an exported state", report(MIXED.findings, { state: "state.json" })],
        ["links to GitHub", report(MIXED.findings, { env: { GITHUB_SERVER_URL: "https://x.y", GITHUB_REPOSITORY: "a/b", GITHUB_SHA: "c" } })],
    ] as const) {
        it(`is valid SARIF 2.1.0 for ${name}`, () => {
            assert.deepEqual(mistakes(sarif(of)), []);
        });
    }

    it("is held to a schema that refuses what is wrong", () => {
        const broken = sarif(MIXED);
        broken.runs[0]!.results[0]!.level = "fatal";
        broken.runs[0]!.tool.driver.rules[0]!.helpUri = "not a URL";
        assert.deepEqual(
            (mistakes(broken) ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`),
            ["/runs/0/results/0/level enum", "/runs/0/tool/driver/rules/0/helpUri format"].sort((a, b) =>
                a.includes("rules") ? -1 : b.includes("rules") ? 1 : 0,
            ),
        );
    });

    it("describes every policy and every finding", () => {
        const [run] = sarif(MIXED).runs;
        assert.deepEqual(run!.tool, {
            driver: {
                name: "the-pack",
                version: "1.2.3",
                rules: [
                    {
                        id: "has-alarm",
                        shortDescription: { text: "What has-alarm says." },
                        help: {
                            text: "Do what has-alarm says.\ndocs/policies/has-alarm.md",
                            markdown: "Do what has-alarm says.\n\n[has-alarm](docs/policies/has-alarm.md)",
                        },
                        helpUri: pathToFileURL(path.join(PROJECT, "docs/policies/has-alarm.md")).href,
                        defaultConfiguration: { enabled: true, level: "error" },
                        properties: { severity: "high" },
                    },
                    {
                        id: "has-target",
                        shortDescription: { text: "What has-target says." },
                        help: {
                            text: "What has-target says.\nhttps://example.com/has-target",
                            markdown: "What has-target says.\n\n[has-target](https://example.com/has-target)",
                        },
                        helpUri: "https://example.com/has-target",
                        defaultConfiguration: { enabled: true, level: "error" },
                    },
                ],
            },
        });
        assert.deepEqual(
            run!.results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level]),
            [
                ["has-alarm", 0, "error"],
                ["has-target", 1, "error"],
                ["has-target", 1, "note"],
                ["has-alarm", 0, "warning"],
            ],
        );
        const { partialFingerprints, ...first } = run!.results[0]!;
        assert.deepEqual(first, {
            ruleId: "has-alarm",
            ruleIndex: 0,
            level: "error",
            message: { text: "late: It has no alarm." },
            locations: [
                {
                    physicalLocation: { artifactLocation: { uri: "Pulumi.yaml", uriBaseId: "%SRCROOT%" }, region: { startLine: 1 } },
                    logicalLocations: [{ name: "late", fullyQualifiedName: urn("late"), kind: "resource" }],
                },
            ],
        });
        assert.match(partialFingerprints.primaryLocationLineHash!, /^[0-9a-f]{16}:1$/);
    });

    it("knows a finding again by policy and resource, and distinguishes two of the same", () => {
        const prints = (...messages: string[]) =>
            sarif(report(messages.map((message) => finding("has-alarm", "one", message)))).runs[0]!.results.map(
                ({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash,
            );
        const [before] = prints("It has no alarm.");
        assert.deepEqual(prints("It has an alarm that is off.", "It is silent."), [before, before!.replace(/1$/, "2")]);
    });

    it("has the whole URL of a program outside of the working directory", () => {
        const file = path.resolve(PROJECT, "..", "other program", "Pulumi.yaml");
        assert.deepEqual(sarif(MIXED, file).runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation, { uri: pathToFileURL(file).href });
    });
});
