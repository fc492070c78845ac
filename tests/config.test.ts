import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, KINDS } from "../catalog";
import { readSettings } from "../config";
import { withEnvironment } from "./support/environment";

const TOPIC_ARN = "arn:aws:sns:us-east-1:111122223333:ml-platform";
const KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** What Pulumi hands to the program, as text: Pulumi.yaml's defaults for notifyEmail and topicArn, no reconciler, the limits of a storm, and the given values. */
const read = (values: Record<string, unknown>, stack = "dev") => {
    const config = {
        notifyEmail: "",
        topicArn: "",
        reconcile: 0,
        messagesPerMinute: 10,
        reservedConcurrency: 0,
        logLines: 0,
        "aws:region": "us-east-1",
        ...values,
    };
    const entries = Object.entries(config).filter(([, value]) => value !== undefined);
    pulumi.runtime.setAllConfig(
        Object.fromEntries(
            entries.map(([key, value]) => [
                key.includes(":") ? key : `sagemaker-job-status:${key}`,
                typeof value === "string" ? value : JSON.stringify(value),
            ]),
        ),
    );
    return readSettings(undefined, stack);
};

const plain = {
    rolePath: undefined,
    permissionsBoundary: undefined,
    tags: undefined,
    encryptionKey: undefined,
    deadLetterQueueArn: undefined,
    failureQueueArn: undefined,
};
const valid = { notifyEmail: "ml-platform@example.com", reactions: { TrainingJob: ["Failed"] }, logRetentionDays: 30 };

describe("readSettings", () => {
    let before: Record<string, string>;
    beforeEach(() => {
        before = pulumi.runtime.allConfig() as Record<string, string>;
    });
    afterEach(() => pulumi.runtime.setAllConfig(before));

    it("reads an address, kinds with statuses and kinds with all", () => {
        assert.deepEqual(
            read({
                notifyEmail: "ml-platform@example.com",
                reactions: { Algorithm: "all", Endpoint: "all", LabelingJob: ["Completed", "Failed"] },
                logRetentionDays: 7,
            }),
            {
                notifyEmail: "ml-platform@example.com",
                topicArn: undefined,
                alarmEmail: "ml-platform@example.com",
                alarmTopicArn: undefined,
                messagesPerMinute: 10,
                reservedConcurrency: undefined,
                reactions: [{ kind: "Algorithm" }, { kind: "Endpoint" }, { kind: "LabelingJob", statuses: ["Completed", "Failed"] }],
                channels: [],
                logLines: 0,
                guard: undefined,
                logRetentionDays: 7,
                architecture: "arm64",
                protect: false,
                company: plain,
            },
        );
    });

    it("reads channels, which are named by their type unless they have a name", () => {
        const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
        const parameter = "arn:aws:ssm:us-east-1:111122223333:parameter/jobs/hook";
        const channels = [
            { type: "slack", secret },
            { type: "slack", name: "ml-team", secret: parameter, key: KEY_ARN },
            { type: "webhook", secret: parameter, only: { kind: ["Endpoint"], class: ["failed", "succeeded"] } },
            { type: "slack", name: "bot", secret, channel: "C0123ABCDEF" },
            { type: "q" },
            { type: "q", name: "chat", topic: "arn:aws:sns:us-east-1:111122223333:chat", key: KEY_ARN },
        ];
        assert.deepEqual(read({ ...valid, channels }).channels, [
            { type: "slack", name: "slack", secret },
            { type: "slack", name: "ml-team", secret: parameter, key: KEY_ARN },
            { type: "webhook", name: "webhook", secret: parameter, only: { kind: ["Endpoint"], class: ["failed", "succeeded"] } },
            { type: "slack", name: "bot", secret, channel: "C0123ABCDEF" },
            { type: "q", name: "q" },
            { type: "q", name: "chat", topic: "arn:aws:sns:us-east-1:111122223333:chat", key: KEY_ARN },
        ]);
    });

    it("refuses channels with one line for each mistake, which never repeats a secret", () => {
        const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
        const channels = [
            { type: "slack", secret: "https://hooks.slack.example/T0/B0/abc" },
            { type: "slack", secret: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:jobs-AbCdEf" },
            { type: "irc", name: "a b", secret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs", key: "mine", url: "x" },
            7,
            { type: "q", secret, key: KEY_ARN },
            { type: "q", name: "other", topic: "arn:aws:sns:eu-west-1:111122223333:chat" },
            { type: "slack", name: "bot", secret, channel: "#ml" },
            { type: "teams", secret, channel: "C0123ABCDEF" },
            { type: "slack", name: "third", secret, topic: "arn:aws:sns:us-east-1:111122223333:chat" },
        ];
        const is = "Configuration sagemaker-job-status:channels";
        const form =
            "the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME-XXXXXX or arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME";
        assert.throws(() => read({ ...valid, channels }), {
            message: [
                `${is} 1: secret must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, not the secret itself`,
                `${is} 2: secret must be in us-east-1, the stack's Region, got "arn:aws:secretsmanager:eu-west-1:111122223333:secret:jobs-AbCdEf"`,
                `${is} 3: url is unknown: a channel has type, name, secret, channel, topic, key, only, last, quiet, mute, masked`,
                `${is} 3: type must be one of pagerduty, q, slack, teams, webhook, got "irc"`,
                `${is} 3: name must have 1 to 30 letters, digits and -, got "a b"`,
                `${is} 3: secret must be ${form}, got "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs"`,
                `${is} 3: key must be the ARN of a KMS key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, got "mine"`,
                `${is} 4: type must be one of pagerduty, q, slack, teams, webhook, got undefined`,
                `${is} 4: secret must be the ARN of a secret of Secrets Manager or of a parameter of Systems Manager, not the secret itself`,
                `${is} 5: secret is not for q: it reads a topic`,
                `${is} 5: key needs topic: a new topic has the key of encryptionKey`,
                `${is} 6: topic must be in us-east-1, the stack's Region, got "arn:aws:sns:eu-west-1:111122223333:chat"`,
                `${is} 7: channel must be the id of a channel of Slack, such as C0123ABCDEF, got "#ml"`,
                `${is} 8: channel is for slack alone`,
                `${is} 9: topic is for q alone: every channel gets the messages of the stack's topic`,
                `${is} must have different names, got "slack" twice: give one of them a name`,
            ].join("\n"),
        });
    });

    it("reads the rules of channels, and refuses those that leave nothing for later channels", () => {
        const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:jobs/slack-AbCdEf";
        const rules = {
            only: { tag: ["team=fraud"] },
            last: true,
            quiet: { from: "22:00", to: "07:00", zone: "UTC" },
            mute: [{ tag: "env=dev", until: "2027-01-01" }],
            masked: true,
        };
        const withRules = (more: object) => read({ ...valid, channels: [{ type: "slack", secret, ...more }] });
        assert.deepEqual(withRules(rules).channels, [{ type: "slack", name: "slack", secret, ...rules }]);
        const is = "Configuration sagemaker-job-status:channels 1:";
        const refused = { message: `${is} last needs only: without it, no later channel would get a message` };
        assert.throws(() => withRules({ last: true }), refused);
        assert.throws(() => withRules({ last: 1 }), { message: `${is} last must be true or false, got 1` });
    });

    it("reads the minutes between two ticks of the reconciler, of which 0 is for none", () => {
        const minutes = (reconcile: unknown) => read({ ...valid, reconcile }).reconcileMinutes;
        assert.deepEqual([15, 5, "1440", 0].map(minutes), [15, 5, 1440, undefined]);
    });

    for (const [given, got] of [
        [4, "4"],
        [1441, "1441"],
        [-15, "-15"],
        [7.5, "7.5"],
        ["off", "off"],
        [true, "true"],
    ] as const) {
        it(`refuses ${got} minutes between two ticks`, () => {
            assert.throws(() => read({ ...valid, reconcile: given }), {
                message: `Configuration sagemaker-job-status:reconcile must be 0, for none, or a whole number of minutes from 5 to 1440, got ${got}`,
            });
        });
    }

    it("reads further kinds", () => {
        assert.deepEqual(read({ ...valid, reactions: { PipelineExecution: ["Failed"], HyperPodCluster: "all" } }).reactions, [
            { kind: "PipelineExecution", statuses: ["Failed"] },
            { kind: "HyperPodCluster" },
        ]);
    });

    for (const topicArn of [TOPIC_ARN, "arn:aws-us-gov:sns:us-gov-west-1:111122223333:ml_platform-1"]) {
        it(`reads the topic ${topicArn}`, () => {
            assert.deepEqual(read({ ...valid, "aws:region": topicArn.split(":")[3], notifyEmail: "", topicArn }), {
                notifyEmail: undefined,
                topicArn,
                alarmEmail: undefined,
                alarmTopicArn: topicArn,
                messagesPerMinute: 10,
                reservedConcurrency: undefined,
                reactions: [{ kind: "TrainingJob", statuses: ["Failed"] }],
                channels: [],
                logLines: 0,
                guard: undefined,
                logRetentionDays: 30,
                architecture: "arm64",
                protect: false,
                company: plain,
            });
        });
    }

    it("reads the limits of a storm", () => {
        const { messagesPerMinute, reservedConcurrency } = read({ ...valid, messagesPerMinute: 600, reservedConcurrency: 2 });
        assert.deepEqual([messagesPerMinute, reservedConcurrency], [600, 2]);
    });

    const ONCALL_ARN = "arn:aws:sns:us-east-1:111122223333:on-call";
    for (const [what, values, expected] of [
        ["an address for alarms", { alarmEmail: "on-call@example.com" }, ["ml-platform@example.com", undefined, "on-call@example.com", undefined]],
        ["a topic for alarms", { alarmTopicArn: ONCALL_ARN }, ["ml-platform@example.com", undefined, undefined, ONCALL_ARN]],
        [
            "an address for alarms in addition to a topic for messages",
            { notifyEmail: "", topicArn: TOPIC_ARN, alarmEmail: "on-call@example.com" },
            [undefined, TOPIC_ARN, "on-call@example.com", undefined],
        ],
        ["two topics", { notifyEmail: "", topicArn: TOPIC_ARN, alarmTopicArn: ONCALL_ARN }, [undefined, TOPIC_ARN, undefined, ONCALL_ARN]],
    ] as const) {
        it(`reads ${what}`, () => {
            const { notifyEmail, topicArn, alarmEmail, alarmTopicArn } = read({ ...valid, ...values });
            assert.deepEqual([notifyEmail, topicArn, alarmEmail, alarmTopicArn], expected);
        });
    }

    for (const [secret, values] of [
        ["notifyEmail", {}],
        ["alarmEmail", { alarmEmail: "on-call@example.com" }],
    ] as const) {
        it(`keeps the address for alarms a secret if it is that of ${secret}, which is one`, async () => {
            process.env.PULUMI_CONFIG_SECRET_KEYS = JSON.stringify([`sagemaker-job-status:${secret}`]);
            try {
                assert.equal(await pulumi.isSecret(read({ ...valid, ...values }).alarmEmail as pulumi.Output<string>), true);
                assert.throws(
                    () => read({ ...valid, [secret]: "ml-platform" }),
                    new RegExp(`${secret} must be an address such as .*, got a secret$`),
                );
            } finally {
                delete process.env.PULUMI_CONFIG_SECRET_KEYS;
            }
        });
    }

    it("reads the limits of training jobs, of which none is the default", () => {
        const limits = { instanceTypes: ["ml.m5.*"], instanceCount: 4, runtimeSeconds: 86_400, ownerTag: ["owner", "team"], action: "stop" };
        assert.deepEqual(read({ ...valid, guard: limits }).guard, limits);
        assert.equal(read({ ...valid, guard: {} }).guard, undefined);
    });

    it("reads how many lines of a log are in a message", () => assert.equal(read({ ...valid, logLines: "20" }).logLines, 20));

    it("reads prices, and takes none for those of the catalogue", () => {
        const prices = { region: "us-east-1", asOf: "2026-11", usdPerHour: { TrainingJob: { "ml.m5.xlarge": 1.11 } } };
        assert.deepEqual(read({ ...valid, prices }).prices, prices);
        assert.equal(read({ ...valid, prices: {} }).prices, undefined);
    });

    it("reads the processor of the functions, arm64 by default", () => {
        const architectures = [undefined, "", "arm64", "x86_64"].map((architecture) => read({ ...valid, architecture }).architecture);
        assert.deepEqual(architectures, ["arm64", "arm64", "arm64", "x86_64"]);
    });

    const stacks: [string, string | boolean, boolean][] = [
        ["prod", "", true],
        ["production", "", true],
        ["prod-eu-west-1", "", true],
        ["Prod.eu", "", true],
        ["dev", "", false],
        ["product-tests", "", false],
        ["preprod", "", false],
        ["prod", false, false],
        ["live", true, true],
    ];
    for (const [stack, protect, isProtected] of stacks) {
        it(`${isProtected ? "protects" : "does not protect"} the table of the stack ${stack}${protect === "" ? "" : ` where protect is ${protect}`}`, () => {
            assert.equal(read({ ...valid, protect }, stack).protect, isProtected);
        });
    }

    it("reads the settings of a company's account", () => {
        const company = {
            rolePath: "/service/ml/",
            permissionsBoundary: "arn:aws:iam::111122223333:policy/boundaries/ml",
            tags: { CostCenter: "ml 42", "team:owner": "" },
            encryptionKey: KEY_ARN,
            deadLetterQueueArn: "arn:aws:sqs:us-east-1:111122223333:undelivered",
            failureQueueArn: "arn:aws:sqs:us-east-1:111122223333:failed",
        };
        assert.deepEqual(read({ ...valid, ...company }).company, company);
        assert.deepEqual(read({ ...valid, encryptionKey: "create", tags: {} }).company, { ...plain, encryptionKey: "create" });
    });

    it("accepts resources in the stack's Region, in every partition", () => {
        const where = [
            ["aws", "eu-west-1"],
            ["aws-cn", "cn-north-1"],
            ["aws-us-gov", "us-gov-west-1"],
        ];
        for (const [partition, region] of where) {
            const here = (service: string, resource: string) => `arn:${partition}:${service}:${region}:111122223333:${resource}`;
            const company = {
                permissionsBoundary: `arn:${partition}:iam::aws:policy/PowerUserAccess`,
                encryptionKey: here("kms", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
                deadLetterQueueArn: here("sqs", "undelivered"),
                failureQueueArn: here("sqs", "failed"),
            };
            assert.deepEqual(read({ ...valid, "aws:region": region, ...company }).company, { ...plain, ...company });
        }
    });

    it("treats missing keys as empty", () => {
        assert.equal(read({ ...valid, topicArn: undefined }).topicArn, undefined);
    });

    const regions: [string, string | undefined, string][] = [
        ["no Region", undefined, "must be set: pulumi config set aws:region REGION"],
        ["an empty Region", "", "must be a Region such as us-east-1, got nothing"],
        ["a misspelt Region", "us-east1", 'must be a Region such as us-east-1, got "us-east1" (did you mean us-east-1?)'],
    ];
    for (const [what, region, message] of regions) {
        it(`refuses ${what} as one mistake, together with the others`, () => {
            withEnvironment({ AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }, () =>
                assert.throws(() => read({ ...valid, notifyEmail: "", topicArn: TOPIC_ARN, "aws:region": region, protect: "yes" }), {
                    message: `Configuration aws:region ${message}\nConfiguration sagemaker-job-status:protect must be true or false, got "yes"`,
                }),
            );
        });
    }

    const kinds = ALL_KIND_NAMES.join(", ");
    const notifyKinds = [
        ...Object.keys(KINDS),
        ...["EndpointDeployment", "FeatureGroup", "HumanLoop", "HyperPodCluster", "HyperPodClusterEvent", "HyperPodClusterNodeHealth"],
        ...["Image", "ImageVersion", "ModelCard", "PipelineExecution", "PipelineExecutionStep"],
    ].join(", ");
    const periods = "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";
    const refused: [string, Record<string, unknown>, string[]][] = [
        [
            "a part of a kind's name, what has no events, and a value of another field",
            { reactions: { Pipeline: "all", Autopilot: "all", ModelPackage: ["Approved"] } },
            [
                `reactions Pipeline: kind must be one of ${kinds}, got "Pipeline" (did you mean PipelineExecution?)`,
                'reactions Autopilot: kind "Autopilot": SageMaker sends no event of AutoMLJob. Match the calls that change it, which CloudTrail sends as "AWS API Call via CloudTrail" (jobstatus pattern CreateAutoMLJob writes such a pattern), or ask DescribeAutoMLJob for its status',
                'reactions ModelPackage: statuses must be among Pending, InProgress, Completed, Failed, Deleting, got "Approved", a value of another field: a JobStatusReaction takes where: { ModelApprovalStatus: ["Approved"] }',
            ],
        ],
        [
            "no address and no topic",
            { notifyEmail: "" },
            ["notifyEmail or topicArn must be set: without one, no one is notified of a job or an alarm"],
        ],
        ["an address and a topic", { topicArn: TOPIC_ARN }, ["notifyEmail or topicArn must be set, not both"]],
        ...(["0", "601", "1.5", "-1", "ten", "", undefined] as const).map((messagesPerMinute): [string, Record<string, unknown>, string[]] => [
            `${messagesPerMinute} messages a minute`,
            { messagesPerMinute },
            [
                `messagesPerMinute must be a whole number of messages from 1 to 600, got ${/^\d+$/.test(messagesPerMinute ?? "") ? messagesPerMinute : JSON.stringify(messagesPerMinute)}`,
            ],
        ]),
        [
            "more concurrency than an account has, and what is no number",
            { reservedConcurrency: "1001", messagesPerMinute: "many" },
            [
                'messagesPerMinute must be a whole number of messages from 1 to 600, got "many"',
                "reservedConcurrency must be a whole number of invocations from 0 to 1000, got 1001",
            ],
        ],
        [
            "an address and a topic for alarms",
            { alarmEmail: "on-call@example.com", alarmTopicArn: ONCALL_ARN },
            ["alarmEmail or alarmTopicArn must be set, not both: without them, alarms go where messages about jobs go"],
        ],
        [
            "what is neither an address nor a topic for alarms",
            { alarmEmail: "on-call", alarmTopicArn: "on-call" },
            [
                "alarmEmail or alarmTopicArn must be set, not both: without them, alarms go where messages about jobs go",
                'alarmEmail must be an address such as ml-platform@example.com, got "on-call"',
                'alarmTopicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "on-call"',
            ],
        ],
        [
            "a text that is not an address",
            { notifyEmail: "ml-platform" },
            ['notifyEmail must be an address such as ml-platform@example.com, got "ml-platform"'],
        ],
        [
            "a text that is not a topic's ARN",
            { notifyEmail: "", topicArn: "ml-platform" },
            ['topicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "ml-platform"'],
        ],
        [
            "a FIFO topic, which takes no alarms",
            { notifyEmail: "", topicArn: `${TOPIC_ARN}.fifo` },
            [`topicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "${TOPIC_ARN}.fifo"`],
        ],
        ["a period that CloudWatch Logs does not have", { logRetentionDays: 31 }, [`logRetentionDays must be one of ${periods}, got 31`]],
        ["a period that is no number", { logRetentionDays: "a week" }, [`logRetentionDays must be one of ${periods}, got a week`]],
        ["no period", { logRetentionDays: undefined }, [`logRetentionDays must be one of ${periods}, got undefined`]],
        ["a processor that Lambda does not have", { architecture: "x86" }, ['architecture must be "arm64" or "x86_64", got "x86"']],
        ["two processors", { architecture: ["arm64", "x86_64"] }, ['architecture must be "arm64" or "x86_64", got "[\\"arm64\\",\\"x86_64\\"]"']],
        ["a protection that is neither yes nor no", { protect: "yes" }, ['protect must be true or false, got "yes"']],
        ["no reactions", { reactions: undefined }, [`reactions must be an object with at least one of ${notifyKinds}, got undefined`]],
        ["empty reactions", { reactions: {} }, [`reactions must be an object with at least one of ${notifyKinds}, got {}`]],
        ["a list of kinds", { reactions: ["TrainingJob"] }, [`reactions must be an object with at least one of ${notifyKinds}, got ["TrainingJob"]`]],
        ["reactions that are no JSON", { reactions: "all" }, [`reactions must be an object with at least one of ${notifyKinds}, got "all"`]],
        [
            "another kind",
            { reactions: { trainingJob: "all" } },
            [`reactions trainingJob: kind must be one of ${kinds}, got "trainingJob" (did you mean TrainingJob?)`],
        ],
        [
            "a status in API spelling",
            { reactions: { Endpoint: ["InService"] } },
            [
                `reactions Endpoint: statuses must be among ${KINDS.Endpoint.statuses.map(({ value }) => value).join(", ")}, got "InService" (did you mean IN_SERVICE?)`,
            ],
        ],
        [
            "statuses for a kind whose events carry none",
            { reactions: { Algorithm: ["Completed"] } },
            [
                "reactions Algorithm: statuses is not allowed: algorithm events have no status, so a rule that filters on one may never match; the handler gets it from Describe",
            ],
        ],
        [
            "a kind whose events do not say what happened",
            { reactions: { Model: "all" } },
            ["reactions Model: notify can't report it: model events do not say what happened"],
        ],
        [
            "a kind whose events are not documented",
            { reactions: { MonitoringSchedule: ["Failed"] } },
            ["reactions MonitoringSchedule: notify can't report it: only the name of its detail-type is documented"],
        ],
        [
            "a status of a further kind in API spelling",
            { reactions: { Image: ["CREATE_FAILED"] } },
            [
                'reactions Image: statuses must be among Creating, Created, CreateFailed, Updating, UpdateFailed, Deleting, DeleteFailed, got "CREATE_FAILED" (did you mean CreateFailed?)',
            ],
        ],
        ["a repeated status", { reactions: { LabelingJob: ["Failed", "Failed"] } }, ['reactions LabelingJob: statuses has "Failed" twice']],
        [
            "no statuses",
            { reactions: { LabelingJob: [] } },
            [
                "reactions LabelingJob: statuses must be a list with at least one of Completed, Failed, Stopped (leave it out for every status), got []",
            ],
        ],
        [
            "one status without a list",
            { reactions: { LabelingJob: "Failed" } },
            ['reactions LabelingJob: must be a list of statuses or "all", got "Failed"'],
        ],
        ["a kind without a value", { reactions: { LabelingJob: null } }, ['reactions LabelingJob: must be a list of statuses or "all", got null']],
        ...["service/ml/", "/service/ml", "/service ml/", "//", "/a:b/", "/a!/", "/a*/", "/é/", "/" + "x".repeat(511) + "/"].map(
            (rolePath): [string, Record<string, unknown>, string[]] => [
                `the role path ${rolePath.slice(0, 20)}`,
                { rolePath },
                [`rolePath must begin and end with / and have at most 512 letters, digits and +=,.@_-/, such as /service/ml/, got "${rolePath}"`],
            ],
        ),
        ...["ml-boundary", "arn:aws:iam::111122223333:role/ml"].map((permissionsBoundary): [string, Record<string, unknown>, string[]] => [
            `the boundary ${permissionsBoundary}`,
            { permissionsBoundary },
            [`permissionsBoundary must be the ARN of an IAM policy, arn:PARTITION:iam::ACCOUNT:policy/NAME, got "${permissionsBoundary}"`],
        ]),
        ["a list of tags", { tags: ["a"] }, ['tags must be an object of names and values, got ["a"]']],
        ["tags that are no JSON", { tags: "team=ml" }, ['tags must be an object of names and values, got "team=ml"']],
        [
            "tags that AWS would refuse",
            { tags: { "aws:team": "ml", "AWS:x": "y", "": "z", "semi;colon": "ml", count: 3, long: "x".repeat(257) } },
            [
                ...["aws:team", "AWS:x", "", "semi;colon"].map(
                    (name) => `tags must have names of 1 to 128 letters, digits, spaces and _.:/=+-@ that do not begin with aws:, got "${name}"`,
                ),
                "tags count: must be a text of at most 256 letters, digits, spaces and _.:/=+-@, got 3",
                `tags long: must be a text of at most 256 letters, digits, spaces and _.:/=+-@, got "${"x".repeat(257)}"`,
            ],
        ],
        [
            "51 tags",
            { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, "x"])) },
            ["tags must be at most 50, got 51"],
        ],
        [
            "an alias as key",
            { encryptionKey: "alias/ml" },
            ['encryptionKey must be "create" or the ARN of a KMS key, arn:PARTITION:kms:REGION:ACCOUNT:key/ID, got "alias/ml"'],
        ],
        [
            "a URL and a FIFO queue",
            {
                deadLetterQueueArn: "https://sqs.us-east-1.amazonaws.com/111122223333/undelivered",
                failureQueueArn: "arn:aws:sqs:us-east-1:111122223333:failed.fifo",
            },
            [
                'deadLetterQueueArn must be the ARN of a standard SQS queue, arn:PARTITION:sqs:REGION:ACCOUNT:NAME, got "https://sqs.us-east-1.amazonaws.com/111122223333/undelivered"',
                'failureQueueArn must be the ARN of a standard SQS queue, arn:PARTITION:sqs:REGION:ACCOUNT:NAME, got "arn:aws:sqs:us-east-1:111122223333:failed.fifo"',
            ],
        ],
        [
            "resources in another Region",
            {
                "aws:region": "cn-north-1",
                notifyEmail: "",
                topicArn: TOPIC_ARN,
                encryptionKey: KEY_ARN,
                deadLetterQueueArn: "arn:aws:sqs:us-east-1:111122223333:undelivered",
                failureQueueArn: "arn:aws:sqs:us-east-1:111122223333:failed",
            },
            [
                `topicArn must be in cn-north-1, the stack's Region, got "${TOPIC_ARN}"`,
                `encryptionKey must be "create" or in cn-north-1, the stack's Region, got "${KEY_ARN}"`,
                'deadLetterQueueArn must be in cn-north-1, the stack\'s Region, got "arn:aws:sqs:us-east-1:111122223333:undelivered"',
                'failureQueueArn must be in cn-north-1, the stack\'s Region, got "arn:aws:sqs:us-east-1:111122223333:failed"',
            ],
        ],
        ["more lines of a log than a message has", { logLines: 51 }, ["logLines must be a whole number of lines from 0 to 50, got 51"]],
        ["lines of a log that are no number", { logLines: "all" }, ['logLines must be a whole number of lines from 0 to 50, got "all"']],
        ["prices that are none", { prices: "cheap" }, ['prices: must be an object with region, asOf, source, usdPerHour, got "cheap"']],
        [
            "limits that are no object",
            { guard: "on" },
            ['guard: must be an object with instanceTypes, instanceCount, runtimeSeconds, ownerTag, action, got "on"'],
        ],
        [
            "a list of limits",
            { guard: [] },
            ["guard: must be an object with instanceTypes, instanceCount, runtimeSeconds, ownerTag, action, got a list of 0"],
        ],
        [
            "mistakes in the limits",
            { guard: { instanceTypes: ["ml.*.large"], instanceCount: "4", runtime: 60, action: "kill" } },
            [
                'guard: has "runtime", which is unknown. The limits are instanceTypes, instanceCount, runtimeSeconds, ownerTag, action',
                'guard: instanceTypes must be a list of instance types such as "ml.m5.xlarge" or "ml.g5.*", with * at the end only, got "ml.*.large"',
                'guard: instanceCount must be a whole number of instances, at least 1, got "4"',
                'guard: action must be "report" or "stop", got "kill"',
            ],
        ],
        [
            "all mistakes at once",
            {
                notifyEmail: "ml-platform",
                topicArn: "t",
                logRetentionDays: 2,
                guard: { action: "report" },
                reactions: { Nope: "all", LabelingJob: ["Lost", "failed"] },
            },
            [
                `reactions Nope: kind must be one of ${kinds}, got "Nope"`,
                'reactions LabelingJob: statuses must be among Completed, Failed, Stopped, got "Lost"',
                'reactions LabelingJob: statuses must be among Completed, Failed, Stopped, got "failed" (did you mean Failed?)',
                "guard: must have at least one of instanceTypes, instanceCount, runtimeSeconds, ownerTag",
                "notifyEmail or topicArn must be set, not both",
                'notifyEmail must be an address such as ml-platform@example.com, got "ml-platform"',
                'topicArn must be the ARN of a standard SNS topic, arn:PARTITION:sns:REGION:ACCOUNT:NAME, got "t"',
                `logRetentionDays must be one of ${periods}, got 2`,
            ],
        ],
    ];
    for (const [what, values, problems] of refused) {
        it(`refuses ${what}`, () => {
            assert.throws(
                () => read({ ...valid, ...values }),
                (error: Error) => {
                    assert.ok(pulumi.RunError.isInstance(error));
                    assert.deepEqual(
                        error.message.split("\n"),
                        problems.map((problem) => `Configuration sagemaker-job-status:${problem}`),
                    );
                    return true;
                },
            );
        });
    }
});
