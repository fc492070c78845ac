import { statusTargetIsAccepted } from "../../policy/statusTargetIsAccepted";
import { target } from "./support/brokenStack";
import { itJudges } from "./support/judges";
import { type Change, joined, ref, type StackData } from "./support/stackData";

const ENDS = "PutTargets refuses the target, and the deployment ends half way.";
const ACCOUNT = "us-east-1:111122223333";
const JOB = { job: "$.detail.TrainingJobName" };
const transformed = (inputTemplate: unknown, inputPaths: object = JOB): Change => ({
    set: "failed-target",
    to: { inputTransformer: { inputPaths, inputTemplate } },
});
/** A target in addition to that of the good stack. */
const second = (props: object, more: StackData = {}): readonly Change[] => [{ add: { ...more, second: target(props) } }];
const reports = (what: string, change: readonly Change[], message: string, on = "failed-target") => ({
    reports: what,
    change,
    on,
    message: `${message} ${ENDS}`,
});
const without = (what: string, arn: string, title: string) =>
    reports(`${what} without a role`, second({ arn }), `${title} needs a role, and this target has no roleArn.`, "second");
const variables = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`v${n}`, "$.id"]));
const machine: StackData = {
    machine: { type: "aws:sfn/stateMachine:StateMachine", props: { arn: ref("settings", "arn") } },
    settings: { type: "aws:ssm/parameter:Parameter", props: { arn: `arn:aws:states:${ACCOUNT}:stateMachine:m` } },
};

const LOGS = `arn:aws:logs:${ACCOUNT}:log-group:/aws/events/x`;
const LOGGED = { ...JOB, time: "$.time" };
const queueOf = (props: object): StackData => ({ archive: { type: "aws:sqs/queue:Queue", props: { ...props } } });

describe("status-target-is-accepted", () => {
    itJudges(statusTargetIsAccepted, [
        reports(
            "an input with an inputPath",
            [{ set: "failed-target", to: { input: "{}", inputPath: "$.detail" } }],
            "A target must have at most one of input, inputPath and inputTransformer.",
        ),
        reports(
            "an input with a transformer",
            [{ set: "failed-target", to: { input: "{}", inputTransformer: { inputTemplate: "{}" } } }],
            "A target must have at most one of input, inputPath and inputTransformer.",
        ),
        reports("an input that is no JSON", [{ set: "failed-target", to: { input: "failed" } }], "The input is no JSON."),
        reports(
            "an unknown placeholder",
            [transformed('"<name> failed"')],
            "The inputTemplate has the placeholder <name>, which inputPaths does not define.",
        ),
        reports(
            "a placeholder without any inputPaths",
            [{ set: "failed-target", to: { inputTransformer: { inputTemplate: '"<job>"' } } }],
            "The inputTemplate has the placeholder <job>, which inputPaths does not define.",
        ),
        reports(
            "a misspelt variable of EventBridge",
            [transformed('"<aws.events.rule-names>"')],
            "The inputTemplate has the placeholder <aws.events.rule-names>, which inputPaths does not define.",
        ),
        reports(
            "bare text for a function",
            [transformed("<job> failed")],
            'The inputTemplate gives no JSON, which targets of the service "lambda" need.',
        ),
        reports(
            "lines of text for a function",
            [transformed('"<job>"\n"failed"')],
            'The inputTemplate gives no JSON, which targets of the service "lambda" need.',
        ),
        reports(
            "a placeholder as a key",
            [transformed("{<job>: 1}")],
            'The inputTemplate gives no JSON, which targets of the service "lambda" need.',
        ),
        reports("101 variables", [transformed('"a"', variables(101))], "The inputPaths define 101 variables, at most 100 are allowed."),
        reports(
            "a reserved variable",
            [transformed('"<AWS.job>"', { "AWS.job": "$.id" })],
            'The inputPaths define "AWS.job", and names that start with "AWS" are reserved.',
        ),
        reports("a long template", [transformed(`"${"x".repeat(8_191)}"`)], "The inputTemplate has 8193 characters, at most 8192 are allowed."),
        without("a state machine", `arn:aws:states:${ACCOUNT}:stateMachine:m`, "A state machine"),
        without("a Batch queue", `arn:aws:batch:${ACCOUNT}:job-queue/q`, "A Batch job queue"),
        without("a pipeline", `arn:aws:codepipeline:${ACCOUNT}:p`, "A CodePipeline pipeline"),
        without("a project", `arn:aws:codebuild:${ACCOUNT}:project/p`, "A CodeBuild project"),
        without("a cluster", `arn:aws:ecs:${ACCOUNT}:cluster/c`, "An ECS cluster"),
        without("a stream", `arn:aws:kinesis:${ACCOUNT}:stream/s`, "A Kinesis stream"),
        without("a Firehose stream", `arn:aws:firehose:${ACCOUNT}:deliverystream/s`, "A Firehose stream"),
        without("an automation", `arn:aws:ssm:${ACCOUNT}:automation-definition/a:1`, "A Systems Manager document"),
        without("a pipeline of SageMaker", `arn:aws:sagemaker:${ACCOUNT}:pipeline/p`, "A SageMaker pipeline"),
        without("an API destination", `arn:aws:events:${ACCOUNT}:api-destination/d/1`, "An API destination"),
        without("a bus in another Region", "arn:aws:events:eu-west-1:111122223333:event-bus/ml", "An event bus of another account or Region"),
        {
            ...without("a bus of another account", "arn:aws:events:us-east-1:444455556666:event-bus/ml", "An event bus of another account or Region"),
            change: [
                ...second({ arn: "arn:aws:events:us-east-1:444455556666:event-bus/ml" }),
                { set: "failed", to: { arn: "arn:aws:events:us-east-1:111122223333:rule/failed" } },
            ],
        },
        reports(
            "a state machine of the stack without a role, while its ARN is not known",
            second({ arn: ref("machine") }, machine),
            "A state machine needs a role, and this target has no roleArn.",
            "second",
        ),
        ...(
            [
                ["text", '"<job>"'],
                ["a third member", '{"timestamp": <time>, "message": <job>, "job": <job>}'],
                ["no timestamp", '{"message": <job>}'],
                ["an object as message", '{"timestamp": <time>, "message": {"job": <job>}}'],
            ] as const
        ).map(([what, template]) =>
            reports(
                `a log group with ${what} in its template`,
                second({ arn: LOGS, inputTransformer: { inputPaths: LOGGED, inputTemplate: template } }),
                'The inputTemplate of a log group must be {"timestamp": <time>, "message": <text>}, with these two members and no others.',
                "second",
            ),
        ),
        ...[{ input: '{"a": 1}' }, { inputPath: "$.detail" }].map((given) =>
            reports(
                `a log group with ${Object.keys(given)[0]}`,
                second({ arn: LOGS, ...given }),
                "A log group accepts neither input nor inputPath.",
                "second",
            ),
        ),
        ...['{"timestamp": <time>, "message": <job>}', '{"timestamp": 1700000000000, "message": "<job> failed"}'].map((inputTemplate) => ({
            allows: `a log group with the template ${inputTemplate}`,
            change: second({ arn: LOGS, inputTransformer: { inputPaths: LOGGED, inputTemplate } }),
            atOnce: true,
        })),
        ...(
            [
                ["of the stack", ref("archive"), { fifoQueue: true }],
                ["of the stack by its name", ref("archive"), { name: "archive.fifo" }],
                ["of another stack", `arn:aws:sqs:${ACCOUNT}:archive.fifo`, {}],
            ] as const
        ).map(([where, arn, props]) =>
            reports(
                `a FIFO queue ${where} without a message group`,
                second({ arn }, queueOf(props)),
                "A FIFO queue needs sqsTarget.messageGroupId.",
                "second",
            ),
        ),
        {
            allows: "a FIFO queue with a message group",
            change: second({ arn: ref("archive"), sqsTarget: { messageGroupId: "jobs" } }, queueOf({ fifoQueue: true })),
            atOnce: true,
        },
        ...["detail.TrainingJobName", "$.detail['TrainingJobName']", "$.detail..TrainingJobName", "$.detail[?(@.a)]"].flatMap((path) => {
            const message = `EventBridge finds nothing at the path ${JSON.stringify(path)}: it must begin with "$" and have names after dots, indexes and "*" only.`;
            return [
                reports(`the path ${path} of a variable`, [transformed('"<job>"', { job: path })], message),
                reports(`the path ${path} as inputPath`, [{ set: "failed-target", to: { inputPath: path } }], message),
            ];
        }),
        ...["$", "$.detail-type", "$.resources[0]", "$.detail.list[*].id", "$.detail.*", "$.detail.a_b/c"].map((path) => ({
            allows: `the path ${path}`,
            change: [transformed('"<job>"', { job: path })],
            atOnce: true,
        })),
        ...["has space", "x".repeat(65), "a/b"].map((targetId) =>
            reports(
                `the targetId ${targetId}`,
                [{ set: "failed-target", to: { targetId } }],
                `The targetId must have 1 to 64 letters, digits, ".", "-" and "_", got "${targetId}".`,
            ),
        ),
        reports(
            "186 retries",
            [{ set: "failed-target", to: { retryPolicy: { maximumRetryAttempts: 186, maximumEventAgeInSeconds: 60 } } }],
            "maximumRetryAttempts must be from 0 to 185, got 186.",
        ),
        reports(
            "an age of 59 seconds",
            [{ set: "failed-target", to: { retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 59 } } }],
            "maximumEventAgeInSeconds must be from 60 to 86400, got 59.",
        ),
        { allows: "a constant", change: [{ set: "failed-target", to: { input: '{"a": 1}' } }], atOnce: true },
        {
            allows: "a template with all kinds of placeholders",
            change: [transformed('{"<job>": <job>, "a": "<job>", "b": <aws.events.event.json>}')],
            atOnce: true,
        },
        { allows: "a quoted template", change: [transformed('"a \\"<job>\\" < 3 of <aws.events.rule-name>"')], atOnce: true },
        { allows: "100 variables", change: [transformed('"<v1>"', variables(100))], atOnce: true },
        { allows: "a template of 8,192 characters", change: [transformed(`"${"x".repeat(8_190)}"`)], atOnce: true },
        {
            allows: "bare text for a queue",
            change: second({ arn: ref("undelivered"), inputTransformer: { inputPaths: JOB, inputTemplate: '"<job>"\n"failed"' } }),
            atOnce: true,
        },
        {
            allows: "a state machine with a role",
            change: second({ arn: `arn:aws:states:${ACCOUNT}:stateMachine:m`, roleArn: ref("notify-role") }),
            atOnce: true,
        },
        { allows: "a bus of the same account and Region", of: "customBus", change: [{ set: "forward-target", to: { roleArn: undefined } }] },
        { allows: "targets that need no role", change: second({ arn: `arn:aws:logs:${ACCOUNT}:log-group:/aws/events/x` }), atOnce: true },
        {
            allows: "an API Gateway, and what the pack does not know",
            change: [
                ...second({ arn: `arn:aws:execute-api:${ACCOUNT}:abc/live/POST/jobs` }),
                { add: { third: target({ arn: `arn:aws:quantum:${ACCOUNT}:x` }) } },
            ],
            atOnce: true,
        },
        {
            leaves: "a template that is not known yet",
            change: [
                transformed(joined(['"<job> in ', ref("settings", "value"), '"'])),
                { add: { settings: { type: "aws:ssm/parameter:Parameter", props: { value: "dev" } } } },
            ],
            views: ["preview"],
            on: ["failed-target"],
        },
    ]);
});
