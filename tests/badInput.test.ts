import { spawnSync } from "node:child_process";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

import { ALL_KIND_NAMES, KIND_NAMES } from "../catalog";
import { readSettings } from "../config";
import { FAULTS } from "../local/aws/faults";
import { CAUSE_IDS } from "../local/cli/dlq/causes";
import { DEFAULTS } from "../settings";
import { commandLine } from "../local/cli/main";
import { SECRET_ARN } from "../models/secretArn";
import { inProcess, STATE } from "./local/cli/shared/commandLine";
import { PROJECT } from "./support/devStack";

/** A command line, and all that it writes: one line, to which commander adds where help is. */
type Row = readonly [argv: readonly string[], message: string, hint?: typeof HINT];

const HINT = "\n(jobstatus --help lists the commands)";
const EVENT = path.join(PROJECT, "tests/events/Endpoint.failed.json");
const FOLDER = path.join(PROJECT, "tests");
const { version: VERSION } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as { version: string };
const KINDS = KIND_NAMES.join(", ");
const ALL_KINDS = ALL_KIND_NAMES.join(", ");
/** What this version of Node.js says of a file that is no JSON. */
const NOT_JSON = (() => {
    try {
        return String(JSON.parse(readFileSync(path.join(PROJECT, "README.md"), "utf8")));
    } catch (error) {
        return (error as Error).message.replace(/\s+/g, " ");
    }
})();
const unusable = (option: string): Row[] => [
    [[option, ""], `error: ${option} must be a file, got nothing`],
    [[option, "nowhere"], `error: ${option} nowhere: no such file`],
    [[option, FOLDER], `error: ${option} ${FOLDER}: can't be read (EISDIR)`],
    [[option, "README.md"], `error: ${option} README.md: is not JSON: ${NOT_JSON}`],
];
const oneOf = (option: string, given: string, choices: string): Row => [
    [option, given],
    `error: option '${option} <format>' argument '${given}' is invalid. Allowed choices are ${choices}.`,
    HINT,
];

/** What every command that works on a program refuses. */
const PROGRAM = (): Row[] => [
    [["--program", ""], "error: --program must be a folder, got nothing"],
    [["--program", "nowhere"], "error: --program nowhere: no such folder"],
    [["--program", "tests"], "error: --program tests: there is no Pulumi.yaml in it"],
    [["--stack", ""], "error: --stack must be the name of a stack, got nothing"],
    [["--stack", "nope"], `error: Stack 'nope' has no ${path.join(PROJECT, "Pulumi.nope.yaml")}; the stacks there are dev`],
    ...unusable("--answers").filter(([[, file]]) => file !== "nowhere"),
    [["--answers", "nowhere/answers.json"], "error: --answers nowhere/answers.json: no such file"],
    [
        ["--answers", "tests/resources.json"],
        "error: --answers tests/resources.json: must be an object with invokes, a list of { token, args, result }, and stacks, an object of stack name → outputs",
    ],
    [["--config", "a"], 'error: --config must be KEY=VALUE, got "a"'],
    [["--config", "=1"], 'error: --config must be KEY=VALUE, got "=1"'],
];

const SOURCES = "error: rules come from one source: a program, --state or --pattern; got --program and --state";
const ONE_STATE = 'error: give --stack NAME, or --state FILE with what "pulumi stack export" wrote, got';
const STACK_NAME = "error: --stack must be the name of a stack, or ORGANIZATION/PROJECT/NAME, got";
const DLQ_ACTION = "error: command-argument value";
const DLQ_ACTIONS = "Allowed choices are list, explain, redrive, purge.";
const CAUSE = `error: --cause must be one of ${CAUSE_IDS.join(", ")}, got`;
const PREFIX = "error: --name-prefix must begin with a letter or digit and have letters, digits, - and / only, as names have, got";

/** What each command refuses: the words after its name, and the message. */
const COMMANDS: Readonly<Record<string, readonly Row[]>> = {
    run: [
        [["more"], "error: too many arguments for 'run'. Expected 0 arguments but got 1.", HINT],
        [["--events"], "error: option '--events <path>' argument missing", HINT],
        [["--events", ""], "error: --events must be a file, a folder or -, got nothing"],
        [["--events", "nowhere"], "error: --events nowhere: no such file or folder"],
        [["--events", "docs"], "error: --events docs: the folder has no .json, .jsonl or .ndjson file"],
        ...unusable("--resources"),
        ...unusable("--scenario"),
        [["--resources", "package.json"], "error: --resources package.json: must be a list of { kind, record, log }"],
        [["--json", ""], "error: --json must be a file or -, got nothing"],
        [["--json", "nowhere/report.json"], "error: --json nowhere/report.json: can't be written (ENOENT)"],
        ...["", "-1", "1.5", "1e3", "one", "9007199254740993"].map((seed): Row => [
            ["--seed", seed],
            `error: --seed must be a whole number from 0 on, got ${JSON.stringify(seed)}`,
        ]),
        ...unusable("--policy-config"),
        [
            ["--policy-config", "tests/scenarios/ml-day.json", "--no-policy"],
            "error: --policy-config has no effect with --no-policy: leave one of them out",
        ],
        [["--allow-failures", "--allow-failures=1"], "error: unknown option '--allow-failures=1'\n(Did you mean --allow-failures?)", HINT],
        [["--fault", "nope"], `error: --fault nope: must be one of ${Object.keys(FAULTS).join(", ")}, got "nope"`],
        [
            ["--fault", "table,x=1"],
            "error: --fault table,x=1: code must be one of throttled, unavailable, unreachable, missing, got undefined. Example: --fault table,code=throttled",
        ],
        ...PROGRAM(),
    ],
    console: [
        [["more"], "error: too many arguments for 'console'. Expected 0 arguments but got 1.", HINT],
        ...["", "-1", "65536", "http"].map((port): Row => [
            ["--port", port],
            `error: --port must be a whole number from 0 to 65535, got ${JSON.stringify(port)}`,
        ]),
        [["--seed", "1.5"], 'error: --seed must be a whole number from 0 to 9007199254740991, got "1.5"'],
        ...unusable("--from"),
        [
            ["--from", "package.json", "--output", "nowhere.html"],
            "error: --from package.json: must be a file that run --json or simulate --json wrote, got JSON without a recording",
        ],
        [["--output", "x.html"], "error: --output has no effect without --from: give it a file that run --json or simulate --json wrote"],
        ...unusable("--policy-config"),
        [
            ["--policy-config", "tests/scenarios/ml-day.json", "--no-policy"],
            "error: --policy-config has no effect with --no-policy: leave one of them out",
        ],
        ...PROGRAM(),
    ],
    simulate: [
        [["more"], "error: too many arguments for 'simulate'. Expected 0 arguments but got 1.", HINT],
        ...["", "0", "745", "1.5", "day"].map((hours): Row => [
            ["--hours", hours],
            `error: --hours must be a whole number from 1 to 744, got ${JSON.stringify(hours)}`,
        ]),
        ...["0", "100001", "many"].map((events): Row => [
            ["--events", events],
            `error: --events must be a whole number from 1 to 100000, got ${JSON.stringify(events)}`,
        ]),
        [["--faults", "nope"], 'error: --faults must be all, none, or names of faults with commas, got "nope". --list-faults lists them.'],
        [["--seed", "-1"], 'error: --seed must be a whole number from 0 to 9007199254740991, got "-1"'],
        [["--seeds", "0"], 'error: --seeds must be a whole number from 1 to 1000000, got "0"'],
        [["--json", "nowhere/report.json"], "error: --json nowhere/report.json: can't be written (ENOENT)"],
        [["--list-faults", "--list-faults=1"], "error: unknown option '--list-faults=1'\n(Did you mean --list-faults?)", HINT],
        ...PROGRAM(),
    ],
    check: [
        [["more"], "error: too many arguments for 'check'. Expected 0 arguments but got 1.", HINT],
        oneOf("--format", "xml", "text, json, markdown, sarif"),
        ...unusable("--state"),
        [["--state", "package.json"], 'error: --state package.json: has no deployment.resources: give a file that "pulumi stack export" wrote'],
        [["--state", "x", "--program", ".", "--config", "a=b"], "error: --state is checked instead of a program: leave out --program and --config"],
        ...unusable("--policy-config"),
        [
            ["--policy-config", "tests/resources.json"],
            "error: --policy-config tests/resources.json: must be an object of policy name → level or settings",
        ],
        ...PROGRAM(),
    ],
    why: [
        [[], "error: missing required argument 'event'", HINT],
        [[""], "error: EVENT must be a file, a folder or -, got nothing"],
        [["nowhere.json"], "error: EVENT nowhere.json: no such file or folder"],
        [[EVENT, "more"], "error: too many arguments for 'why'. Expected 1 argument but got 2.", HINT],
        ...[...unusable("--state"), ...unusable("--pattern"), oneOf("--format", "xml", "text, json"), ...PROGRAM()].map(([argv, ...rest]): Row => [
            [EVENT, ...argv],
            ...rest,
        ]),
        [[EVENT, "--program", ".", "--state", "x"], SOURCES],
    ],
    message: [
        [[], "error: missing required argument 'event'", HINT],
        [[""], "error: EVENT must be a file, a folder or -, got nothing"],
        [["nowhere.json"], "error: EVENT nowhere.json: no such file or folder"],
        [["tests/events"], "error: EVENT tests/events: must have one event, got 33"],
        [[EVENT, "more"], "error: too many arguments for 'message'. Expected 1 argument but got 2.", HINT],
        [
            [EVENT, "--channel", "irc"],
            "error: option '--channel <channel>' argument 'irc' is invalid. Allowed choices are email, pagerduty, q, slack, teams, webhook.",
            HINT,
        ],
        [[EVENT, "--html", ""], "error: --html must be a file, got nothing"],
        [[EVENT, "--html", "nowhere/page.html"], "error: --html nowhere/page.html: can't be written (ENOENT)"],
        ...PROGRAM().map(([argv, ...rest]): Row => [[EVENT, ...argv], ...rest]),
    ],
    init: [
        [["nowhere"], "error: --email must be an address such as ml-platform@example.com, got nothing"],
        [["a", "b", "--email", "a@b.co"], "error: too many arguments for 'init'. Expected 1 argument but got 2.", HINT],
        [["", "--email", "a@b.co"], "error: DIR must be a folder, got nothing"],
        [["tests", "--email", "a@b.co"], "error: DIR must be an empty folder, and tests has acceptance"],
        [["README.md", "--email", "a@b.co"], "error: DIR must be a folder, and README.md can't be read (ENOTDIR)"],
        [["nowhere", "--email", "ml-platform", "--guard"], 'error: --email must be an address such as ml-platform@example.com, got "ml-platform"'],
        [["nowhere", "--email", ""], "error: --email must be an address such as ml-platform@example.com, got nothing"],
        [
            ["nowhere", "--email", "a@b.co", "--name", "My jobs"],
            'error: --name must be up to 100 small letters, digits, hyphens, underscores and periods, got "My jobs"',
        ],
        [
            ["nowhere", "--email", "a@b.co", "--packages", "docs"],
            `error: --packages docs: there is no sagemaker-job-status-${VERSION}.tgz in it; npm run pack makes it`,
        ],
        [["nowhere", "--email", "a@b.co", "--region", ""], "error: --region must be a Region such as us-east-1, got nothing"],
        [
            ["nowhere", "--email", "a@b.co", "--slack", "https://hooks.slack.com/services/T0/B0/x"],
            `error: --slack must be the ARN of ${SECRET_ARN.what}, ${SECRET_ARN.form}, got "https://hooks.slack.com/services/T0/B0/x"`,
        ],
        [
            ["nowhere", "--email", "a@b.co", "--slack", "arn:aws:ssm:eu-west-1:111122223333:parameter/slack"],
            "error: --slack must be in us-east-1, the Region of the program, got one in eu-west-1",
        ],
    ],
    kinds: [
        [[""], `error: KIND must be one of ${ALL_KINDS}, got ""`],
        [["Training"], `error: KIND must be one of ${ALL_KINDS}, got "Training" (did you mean TrainingJob?)`],
        [["Model", "Image"], "error: too many arguments for 'kinds'. Expected 1 argument but got 2.", HINT],
        oneOf("--format", "yaml", "text, json, markdown"),
    ],
    pattern: [
        [[], "error: missing required argument 'kind'", HINT],
        [[""], `error: KIND must be one of ${ALL_KINDS}, got ""`],
        [["Training"], `error: KIND must be one of ${ALL_KINDS}, got "Training" (did you mean TrainingJob?)`],
        [["TrainingJob", "Endpoint"], "error: too many arguments for 'pattern'. Expected 1 argument but got 2.", HINT],
        [
            ["LabelingJob", "--status", "done"],
            'error: --status of LabelingJob must be one of Completed, Failed, Stopped, got "done" (did you mean Completed?)',
        ],
        [["TransformJob", "--name-prefix", ""], `${PREFIX} ""`],
        [["TransformJob", "--name-prefix", "*"], `${PREFIX} "*"`],
        [["TransformJob", ...oneOf("--format", "yaml", "text, json")[0]], oneOf("--format", "yaml", "text, json")[1], HINT],
    ],
    coverage: [
        [[""], `error: KIND must be one of ${ALL_KINDS}, got ""`],
        [["Training"], `error: KIND must be one of ${ALL_KINDS}, got "Training" (did you mean TrainingJob?)`],
        [["Model", "Image"], "error: too many arguments for 'coverage'. Expected 1 argument but got 2.", HINT],
        oneOf("--format", "", "table, markdown, mermaid, json"),
        ...unusable("--state"),
        ...unusable("--pattern"),
        ...PROGRAM(),
        [["--program", ".", "--state", "x"], SOURCES],
    ],
    smoke: [
        [["more"], "error: too many arguments for 'smoke'. Expected 0 arguments but got 1.", HINT],
        [[], `${ONE_STATE} neither`],
        [["--yes"], `${ONE_STATE} neither`],
        [["--state", "x", "--stack", "dev"], `${ONE_STATE} both`],
        ...["", "-x", "a b", "a/b/c/d", "../dev"].map((stack): Row => [["--stack", stack], `${STACK_NAME} ${JSON.stringify(stack)}`]),
        ...unusable("--state"),
        [["--state", "package.json"], 'error: --state package.json: has no deployment.resources: give a file that "pulumi stack export" wrote'],
        [["--yes=1"], "error: unknown option '--yes=1'\n(Did you mean --yes?)", HINT],
    ],
    dlq: [
        [[], "error: missing required argument 'action'", HINT],
        [[""], `${DLQ_ACTION} '' is invalid for argument 'action'. ${DLQ_ACTIONS}`, HINT],
        [["look"], `${DLQ_ACTION} 'look' is invalid for argument 'action'. ${DLQ_ACTIONS}`, HINT],
        [["list", "explain"], "error: too many arguments for 'dlq'. Expected 1 argument but got 2.", HINT],
        [["list"], `${ONE_STATE} neither`],
        [["list", "--state", "x", "--stack", "dev"], `${ONE_STATE} both`],
        ...["", "-x", "a b", "../dev"].map((stack): Row => [["list", "--stack", stack], `${STACK_NAME} ${JSON.stringify(stack)}`]),
        ...unusable("--state").map(([argv, message]): Row => [["list", ...argv], message]),
        [["list", "--profile", ""], 'error: --profile must be the name of a profile, got ""'],
        ...["", "nowhere", "http://127.0.0.1:1/", "https://127.0.0.1:1/?token=x", "http://example.com/?token=x"].map((address): Row => [
            ["list", "--console", address],
            `error: --console must be the address that jobstatus console printed, http://127.0.0.1:PORT/?token=TOKEN, got ${JSON.stringify(address)}`,
        ]),
        [
            ["list", "--console", "http://127.0.0.1:1/?token=x"],
            "error: --console http://127.0.0.1:1: no console answers there. Start jobstatus console, and give the address that it prints",
        ],
        ...["stack", "state", "profile"].map((option): Row => [
            ["list", "--console", "http://127.0.0.1:1/?token=x", `--${option}`, "dev"],
            `error: --console has a stack and an account: leave out --${option}`,
        ]),
        [["list", "--queue", "nope", "--state", STATE], 'error: --queue must be one of failures-4d, undelivered-3c, got "nope"'],
        [["list", "--queue", "", "--state", STATE], 'error: --queue must be one of failures-4d, undelivered-3c, got ""'],
        ...["", "timeout", "No Table", "NO_PERMISSIONS"].map((cause): Row => [["list", "--cause", cause], `${CAUSE} ${JSON.stringify(cause)}`]),
        ...["", "0", "-1", "1.5", "many"].map((limit): Row => [
            ["explain", "--limit", limit],
            `error: --limit must be a whole number from 1 to 100000, got ${JSON.stringify(limit)}`,
        ]),
        ...["", "0", "51", "0.5", "fast"].map((rate): Row => [
            ["redrive", "--rate", rate],
            `error: --rate must be a whole number from 1 to 50, got ${JSON.stringify(rate)}`,
        ]),
        [["list", "--yes"], "error: --yes belongs to redrive and purge, got list"],
        [["purge", "--cause", "threw", "--rate", "3"], "error: --rate belongs to redrive, got purge"],
        [["purge", "--yes"], "error: purge needs --cause, because it deletes events that no function has handled, got none"],
        [["explain", "--rate", "3"], "error: --rate belongs to redrive, got explain"],
    ],
};

describe("a wrong command line", () => {
    const all = commandLine(async () => {}).commands;

    for (const [argv, message] of [
        [["walk"], "error: unknown command 'walk'"],
        [["--walk"], "error: unknown option '--walk'"],
    ] as const) {
        it(`is refused: ${argv.join(" ")}`, async () => assert.deepEqual(await inProcess(argv), { code: 2, out: "", err: `${message}${HINT}\n` }));
    }

    it("is refused with the help if it is empty", async () => {
        const { code, out, err } = await inProcess([]);
        assert.deepEqual([code, out, err.split("\n")[0]], [2, "", "Usage: jobstatus [options] [command]"]);
    });

    for (const [name, rows] of Object.entries(COMMANDS)) {
        // Without an option that it needs, a command reports only that.
        const needed = (all.find((command) => command.name() === name)?.options ?? []).filter(({ mandatory }) => mandatory);
        const unknown: Row = [["--walk", ...needed.flatMap(({ long }) => [long!, "a@example.com"])], "error: unknown option '--walk'", HINT];
        for (const [argv, message, hint = ""] of [unknown, ...rows]) {
            it(`is refused: ${[name, ...argv].map((word) => (word === "" ? '""' : path.basename(word))).join(" ")}`, async () => {
                assert.deepEqual(await inProcess([name, ...argv]), { code: 2, out: "", err: `${message}${hint}\n` });
            });
        }
    }

    it("is tried here for every option and every argument of every command", () => {
        const tried = (name: string, isTried: (row: Row) => boolean) => (COMMANDS[name] ?? []).some(isTried);
        const untried = all.flatMap((command) => [
            ...command.options
                .filter(({ long }) => !tried(command.name(), ([argv]) => argv.some((word) => word === long)))
                .map(({ long }) => `${command.name()} ${long}`),
            ...command.registeredArguments
                .filter((argument) => !tried(command.name(), ([[word], message]) => word === "" || message.endsWith(`'${argument.name()}'`)))
                .map((argument) => `${command.name()} <${argument.name()}>`),
        ]);
        assert.deepEqual(untried, []);
        assert.deepEqual(Object.keys(COMMANDS).sort(), all.map((command) => command.name()).sort());
    });
});

const DECLARED = (parse(readFileSync(path.join(PROJECT, "Pulumi.yaml"), "utf8")) as { config: Record<string, { default?: unknown }> }).config;
/** The kinds that notify can report. */
const TOLD = `${KINDS}, EndpointDeployment, FeatureGroup, HumanLoop, HyperPodCluster, HyperPodClusterEvent, HyperPodClusterNodeHealth, Image, ImageVersion, ModelCard, PipelineExecution, PipelineExecutionStep`;
const QUEUE = "must be the ARN of a standard SQS queue, arn:PARTITION:sqs:REGION:ACCOUNT:NAME";

/** Keys of Pulumi.yaml with a value of another type, a value that cannot be used, and its message. */
const SETTINGS: readonly (readonly [key: string, value: string, message: string])[] = [
    ["notifyEmail", "ml-platform", 'notifyEmail must be an address such as ml-platform@example.com, got "ml-platform"'],
    ["notifyEmail", "", "notifyEmail or topicArn must be set: without one, no one is notified of a job or an alarm"],
    ["topicArn", "arn:aws:sns:us-east-1:111122223333:all", "notifyEmail or topicArn must be set, not both"],
    ["reactions", "all", `reactions must be an object with at least one of ${TOLD}, got "all"`],
    ["reactions", "[]", `reactions must be an object with at least one of ${TOLD}, got []`],
    ["reactions", '{"Endpoint":"FAILED"}', 'reactions Endpoint: must be a list of statuses or "all", got "FAILED"'],
    ["alarmEmail", "ops", 'alarmEmail must be an address such as ml-platform@example.com, got "ops"'],
    ["alarmTopicArn", "ops", 'alarmTopicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "ops"'],
    ["messagesPerMinute", "0", "messagesPerMinute must be a whole number of messages from 1 to 600, got 0"],
    ["reservedConcurrency", "-1", 'reservedConcurrency must be a whole number of invocations from 0 to 1000, got "-1"'],
    ["architecture", "ARM64", 'architecture must be "arm64" or "x86_64", got "ARM64"'],
    ["reconcile", "off", "reconcile must be 0, for none, or a whole number of minutes from 5 to 1440, got off"],
    ["protect", "yes", 'protect must be true or false, got "yes"'],
    ["channels", "slack", 'channels must be a list of channels with type and secret, got "slack"'],
    ["logLines", "51", "logLines must be a whole number of lines from 0 to 50, got 51"],
    ["prices", "cheap", 'prices: must be an object with region, asOf, source, usdPerHour, got "cheap"'],
    ["guard", "on", 'guard: must be an object with instanceTypes, instanceCount, runtimeSeconds, ownerTag, action, got "on"'],
    ["guard", '{"instanceCount":0}', "guard: instanceCount must be a whole number of instances, at least 1, got 0"],
    ["rolePath", "ml", 'rolePath must begin and end with / and have at most 512 letters, digits and +=,.@_-/, such as /service/ml/, got "ml"'],
    ["permissionsBoundary", "ml", 'permissionsBoundary must be the ARN of an IAM policy, arn:PARTITION:iam::ACCOUNT:policy/NAME, got "ml"'],
    ["tags", "[]", "tags must be an object of names and values, got []"],
    [
        "tags",
        '{"aws:owner":"ml"}',
        'tags must have names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got "aws:owner"',
    ],
    ["encryptionKey", "alias/ml", 'encryptionKey must be "create" or the ARN of a KMS key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, got "alias/ml"'],
    ["deadLetterQueueArn", "undelivered", `deadLetterQueueArn ${QUEUE}, got "undelivered"`],
    [
        "failureQueueArn",
        "arn:aws:sqs:us-east-1:111122223333:failed.fifo",
        `failureQueueArn ${QUEUE}, got "arn:aws:sqs:us-east-1:111122223333:failed.fifo"`,
    ],
    ["notifyEmial", "ops@example.com", `notifyEmial is unknown: the keys are ${Object.keys(DECLARED).sort().join(", ")}`],
    [
        "logRetentionDays",
        "8",
        "logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 8",
    ],
];

describe("an error at a narrow terminal", () => {
    const said = (args: string[], env: NodeJS.ProcessEnv) =>
        spawnSync(process.execPath, [path.join(PROJECT, "scripts/jobstatus.js"), ...args], { encoding: "utf8", env }).stderr;

    it("is within its columns, and one line in a log", () => {
        const { COLUMNS: _, ...environment } = process.env;
        const narrow = said(["kinds", "Frobnicator"], { ...environment, COLUMNS: "60" });
        assert.ok(
            narrow.split("\n").every(({ length }) => length <= 60),
            narrow,
        );
        assert.equal(narrow.trimEnd().replace(/\n +/g, " "), said(["kinds", "Frobnicator"], environment).trimEnd());
    });

    it("is within them for help and for what was done with an input, too", () => {
        const { stdout } = spawnSync(process.execPath, [path.join(PROJECT, "scripts/jobstatus.js"), "run", "--help"], {
            encoding: "utf8",
            env: { ...process.env, COLUMNS: "60" },
        });
        assert.deepEqual(
            stdout.split("\n").filter(({ length }) => length > 60),
            [],
        );
        assert.doesNotMatch(stdout, /default: \[\]/);
        const folder = mkdtempSync(path.join(tmpdir(), "notes-"));
        const file = path.join(folder, "a\nb.json");
        writeFileSync(file, "{id: 1, detail: {}}");
        const pattern = path.join(folder, "p.json");
        writeFileSync(pattern, '{"source": ["x"]}');
        const note = said(["why", file, "--pattern", pattern], { ...process.env, COLUMNS: "60" });
        rmSync(folder, { recursive: true });
        assert.match(note, /^EVENT\n? .*\n? +.*b\.json: is not quite JSON/s);
        assert.ok(
            note
                .trimEnd()
                .split("\n")
                .slice(1)
                .every((line) => line.startsWith("    ")),
            note,
        );
    });

    it("has no line that an argument began", () => {
        assert.equal(said(["run", "--a\nerror: b"], process.env), "error: unknown option '--a error: b'\n(jobstatus --help lists the commands)\n");
        assert.equal(said(["run", "--program", "a\nerror: b"], process.env), "error: --program a error: b: no such folder\n");
    });
});

describe("a wrong setting", () => {
    const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

    /** What the program says of a stack that has the defaults of Pulumi.yaml, an address, and the given setting. */
    function said(key: string, value: string): string {
        const before = pulumi.runtime.allConfig() as Record<string, string>;
        const defaults = Object.entries(DECLARED).flatMap(([name, { default: given }]) => (given === undefined ? [] : [[name, text(given)]]));
        const settings: Record<string, string> = { ...Object.fromEntries(defaults), notifyEmail: "ml-platform@example.com", [key]: value };
        const configured = Object.entries(settings).map(([name, given]) => [`sagemaker-job-status:${name}`, given]);
        pulumi.runtime.setAllConfig({ ...Object.fromEntries(configured), "aws:region": "us-east-1" });
        try {
            readSettings();
            return "accepted";
        } catch (error) {
            return `${(error as Error).name}: ${(error as Error).message}`;
        } finally {
            pulumi.runtime.setAllConfig(before);
        }
    }

    for (const [key, value, message] of SETTINGS) {
        it(`is refused in one line: ${key} ${value}`, () => assert.equal(said(key, value), `Error: Configuration sagemaker-job-status:${message}`));
    }

    it("is none of the defaults", () => assert.equal(said("notifyEmail", "ops@example.com"), "accepted"));

    it("has the defaults that components for other languages have", () => {
        const declared = Object.entries(DECLARED).flatMap(([key, { default: value }]) => (value === "" ? [] : [[key, value] as const]));
        const inText = Object.entries(DEFAULTS).map(([key, value]) => [key, typeof value === "number" ? String(value) : value] as const);
        assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(inText));
    });

    it("is tried here for every key of Pulumi.yaml", () => {
        const tried = new Set(SETTINGS.map(([key]) => key));
        assert.deepEqual(
            Object.keys(DECLARED).filter((key) => !tried.has(key)),
            [],
        );
    });
});
