import type { Answers } from "./answers";

/** What a new program is made of. */
export interface ProgramParts extends Answers {
    /** Package → version, or address of a tarball. */
    readonly versions: Readonly<Record<string, string>>;
}

/** The files of a new program, name → text. */
export function programFiles(parts: ProgramParts): Record<string, string> {
    return {
        "package.json": `${JSON.stringify(manifest(parts), null, 4)}\n`,
        "tsconfig.json": `${JSON.stringify(TSCONFIG, null, 4)}\n`,
        "Pulumi.yaml": `name: ${parts.name}\ndescription: Reacts to Amazon SageMaker job status changes\nruntime: nodejs\n`,
        "Pulumi.dev.yaml": `config:\n    aws:region: ${parts.region}\n    ${parts.name}:email: ${JSON.stringify(parts.email)}\n`,
        "index.ts": program(parts),
        "reactions.test.js": TEST,
        ".gitignore": "node_modules/\n",
    };
}

/** The same program as a template for `pulumi new`, which asks for what it does not have. */
export function templateFiles(versions: ProgramParts["versions"]): Record<string, string> {
    const { "Pulumi.dev.yaml": _, ...files } = programFiles({ name: "${PROJECT}", email: "", region: "", guard: false, versions });
    const description = files["Pulumi.yaml"]!.replace(/^description: .*/m, "description: ${DESCRIPTION}");
    return { ...files, "Pulumi.yaml": description + TEMPLATE };
}

const TEMPLATE = `template:
    displayName: SageMaker job status
    description: Reacts to Amazon SageMaker job status changes
    config:
        aws:region:
            description: Region whose jobs are watched
            default: us-east-1
        email:
            description: Address that receives messages about jobs, and alarms
`;

function manifest({ name, versions }: ProgramParts): object {
    const of = (...names: string[]) => Object.fromEntries(names.map((each) => [each, versions[each]]));
    return {
        name,
        private: true,
        type: "commonjs",
        main: "index.ts",
        scripts: {
            start: "jobstatus run",
            check: "jobstatus check",
            test: "tsc --noEmit && node --test",
            preview: "pulumi preview --policy-pack node_modules/sagemaker-job-status-cli/policy",
            up: "pulumi up --policy-pack node_modules/sagemaker-job-status-cli/policy",
        },
        dependencies: of("@pulumi/aws", "@pulumi/pulumi", "sagemaker-job-status", "typescript"),
        devDependencies: of("@types/node", "sagemaker-job-status-cli"),
    };
}

const TSCONFIG = {
    compilerOptions: { module: "node16", moduleResolution: "node16", target: "es2021", strict: true, skipLibCheck: true, types: ["node"] },
    files: ["index.ts"],
};

function program({ guard, slack }: ProgramParts): string {
    const names = [
        ...(slack === undefined ? [] : ["Channel"]),
        "DeadLetterQueue",
        "FailureQueue",
        ...(guard ? ["guard"] : []),
        "JobStatusReaction",
        "JobStatusRule",
        "Ledger",
        "NotificationTopic",
        "notify",
        "Reconciler",
        "ReconcilerSchedule",
    ];
    const rules = guard ? "[...failedRules, startedRule, schedule]" : "[...failedRules, schedule]";
    return [
        'import * as pulumi from "@pulumi/pulumi";',
        "import {",
        ...names.map((name) => `    ${name},`),
        '} from "sagemaker-job-status";',
        "",
        'const email = new pulumi.Config().require("email");',
        'const topic = new NotificationTopic("jobs", { email });',
        "// A topic that no message about a job uses: too many of those can't stop the alarms.",
        'const alarmTopic = new NotificationTopic("alarms", { email });',
        "const alarmActions = [alarmTopic.arn];",
        "",
        "// The rules come first, so that one dead-letter queue, and its alarms, can serve them all.",
        'const failedRules = (["TrainingJob", "ProcessingJob", "TransformJob"] as const).map(',
        '    (kind) => new JobStatusRule(`${kind}-failed`, { kind, statuses: ["Failed", "Stopped"] }),',
        ");",
        ...(guard ? ['const startedRule = new JobStatusRule("TrainingJob-started", { kind: "TrainingJob", statuses: ["InProgress"] });'] : []),
        'const schedule = new ReconcilerSchedule("reconciler", { everyMinutes: 15 });',
        "const shared = {",
        "    alarmActions,",
        `    deadLetterQueue: new DeadLetterQueue("jobs", { rules: ${rules}, alarmActions }),`,
        `    failureQueue: new FailureQueue("jobs", { alarmActions${slack === undefined ? "" : ", topicArns: [topic.arn]"} }),`,
        '    ledger: new Ledger("jobs", { alarmActions }),',
        "};",
        "const environment = { TOPIC_ARN: topic.arn };",
        "const reactions: JobStatusReaction[] = failedRules.map((rule) => new JobStatusReaction(rule.name, { rule, handler: notify, environment, ...shared }));",
        ...(slack === undefined
            ? []
            : [
                  "// The function reads the webhook's address from there, and nothing else does.",
                  `const secretArn = ${JSON.stringify(slack)};`,
                  'new Channel("slack", { type: "slack", secretArn, topicArn: topic.arn, failureQueue: shared.failureQueue, alarmActions });',
              ]),
        ...(guard
            ? [
                  '// Reports only; action: "stop" stops the job as well.',
                  "const limits = guard({ instanceCount: 4, runtimeSeconds: 86_400 });",
                  "reactions.push(new JobStatusReaction(startedRule.name, { rule: startedRule, handler: limits, environment, ...shared }));",
              ]
            : []),
        "// SageMaker sends events as a best effort: this finds those that never came, and reports what keeps them from coming.",
        'new Reconciler("reconciler", { schedule, reactions, topicArns: [topic.arn], ...shared });',
        "",
    ].join("\n");
}

const TEST = `// Plays sample events of SageMaker through the program on this machine. No AWS account is needed.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { test } = require("node:test");

test("a failed training job is reported, and the policy pack finds nothing", () => {
    const command = [require.resolve("sagemaker-job-status-cli/bin.js"), "run", "--json", "-"];
    const { stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 26 });
    assert.notEqual(stdout, "", stderr);
    const { kinds, policies, lost } = JSON.parse(stdout);
    const outcomes = kinds.filter(({ kind }) => kind === "TrainingJob").flatMap(({ events }) => events.map(({ outcome }) => outcome));
    assert.ok(outcomes.includes("handled"), outcomes.join());
    assert.deepEqual([policies.mandatory, policies.advisory, lost], [0, 0, 0]);
});
`;
