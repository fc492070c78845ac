import * as assert from "node:assert/strict";
import * as path from "node:path";

import { readExportedState } from "../../../../local/cli/shared/exportedState";
import { OWN_PROJECT, type RawProgramOptions, readProgramOptions } from "../../../../local/cli/shared/programOptions";
import { type RawSourceOptions, readRules } from "../../../../local/cli/shared/ruleSource";
import { busesReachedBy, type SourcedRule } from "../../../../local/cli/shared/rulesOf";
import { UNKNOWN } from "../../../../local/engine";
import { STATE, withFolder } from "./commandLine";

const quiet = () => {};
const rulesOfState = async () => (await readRules({ state: STATE }, quiet)).rules;
const summary = ({ name, bus, enabled, pattern }: SourcedRule) => `${name} on ${bus}${enabled ? "" : ", disabled"}: ${pattern.state}`;
const misuse = (message: string) => ({ name: "MisuseError", message });
const arn = (service: string, rest: string) => `arn:aws:${service}:eu-west-1:999988887777:${rest}`;
const urn = (type: string, name: string) => `urn:pulumi:prod::jobs::${type}::${name}`;

describe("readRules of an exported state", () => {
    it("reads the rules with an event pattern, those of both providers, without what waits for its deletion", async () => {
        const { source, rules } = await readRules({ state: STATE }, quiet);
        assert.equal(source, "the state state.json");
        assert.deepEqual(rules.map(summary), [
            "failed-1a on default: valid",
            "quiet-1a on default, disabled: valid",
            "aside-1a on ml: valid",
            "bare-1a on default: valid",
            "hidden-1a on default: unknown",
            "shown-1a on default: valid",
            "refused-1a on default: invalid",
            "native-5e on default: valid",
        ]);
    });

    it("follows a target to its function, its dead-letter queue and the function's failure destination", async () => {
        const [failed] = await rulesOfState();
        assert.deepEqual(failed?.targets, [
            {
                arn: arn("lambda", "function:notify-2b"),
                what: "function notify-2b",
                urn: urn("aws:lambda/function:Function", "notify"),
                deadLetterQueue: { arn: arn("sqs", "undelivered-3c"), what: "queue undelivered-3c", urn: urn("aws:sqs/queue:Queue", "undelivered") },
                retries: 5,
                handler: { retries: 1, failuresGoTo: [{ arn: arn("sqs", "failures-4d"), what: "queue failures-4d", urn: null }] },
            },
        ]);
    });

    it("takes the defaults of AWS where a target states nothing, and knows nothing of a function elsewhere", async () => {
        const shown = (await rulesOfState()).find(({ name }) => name === "shown-1a");
        assert.deepEqual(shown?.targets, [
            {
                arn: arn("lambda", "function:elsewhere:live"),
                what: "function elsewhere:live",
                urn: null,
                deadLetterQueue: null,
                retries: 185,
                handler: null,
            },
        ]);
    });

    it("takes the targets of a rule that has them inside", async () => {
        const native = (await rulesOfState()).at(-1);
        assert.deepEqual(
            native?.targets?.map(({ what, deadLetterQueue }) => [what, deadLetterQueue?.what]),
            [["queue endpoints", "queue undelivered-3c"]],
        );
    });

    it("keeps the targets of rules of one name on two buses apart", () =>
        withFolder(async (write) => {
            const eventPattern = '{"source":["aws.sagemaker"]}';
            const bus = { eventBusName: "arn:aws:events:eu-west-1:999988887777:event-bus/ml" };
            const state = write("state.json", {
                deployment: {
                    resources: [
                        resource("aws:cloudwatch/eventRule:EventRule", "a", { name: "same", eventPattern }),
                        resource("aws:cloudwatch/eventRule:EventRule", "b", { name: "same", eventPattern, ...bus }),
                        resource("aws:cloudwatch/eventTarget:EventTarget", "c", { rule: "same", arn: arn("sns", "plain") }),
                        resource("aws:cloudwatch/eventTarget:EventTarget", "d", { rule: "same", arn: arn("sns", "ml"), ...bus }),
                    ],
                },
            });
            const { rules } = await readRules({ state }, quiet);
            assert.deepEqual(
                rules.map((rule) => [rule.bus, rule.targets?.map(({ what }) => what)]),
                [
                    ["default", ["topic plain"]],
                    ["ml", ["topic ml"]],
                ],
            );
        }));

    it("says why EventBridge refuses a pattern", async () => {
        const refused = (await rulesOfState()).find(({ name }) => name === "refused-1a");
        assert.deepEqual(refused?.pattern, { state: "invalid", text: '{"source":[]}', reason: 'Empty arrays are not allowed (at "source")' });
    });

    it("matches an invoke configuration by the ARN and the qualifier of the function", () =>
        withFolder(async (write) => {
            const target = { rule: "r", arn: arn("lambda", "function:f:live") };
            const config = (destination: string, more: object) => ({ destinationConfig: { onFailure: { destination } }, ...more });
            const invokeConfig = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
            const state = write("state.json", {
                deployment: {
                    resources: [
                        resource("aws:cloudwatch/eventRule:EventRule", "r", { name: "r", eventPattern: '{"source":["aws.sagemaker"]}' }),
                        resource("aws:cloudwatch/eventTarget:EventTarget", "t", target),
                        resource("aws:lambda/function:Function", "f", { name: "f", deadLetterConfig: { targetArn: arn("sns", "old") } }),
                        resource(invokeConfig, "latest", config(arn("sqs", "latest"), { functionName: "f" })),
                        resource(invokeConfig, "live", config(arn("sqs", "live"), { functionName: arn("lambda", "function:f"), qualifier: "live" })),
                    ],
                },
            });
            const { rules } = await readRules({ state }, quiet);
            assert.deepEqual(
                rules[0]?.targets?.[0]?.handler?.failuresGoTo.map(({ what }) => what),
                ["queue live", "topic old"],
            );
        }));

    it("calls a place that is not known unknown, not lost", () =>
        withFolder(async (write) => {
            const state = write("state.json", {
                deployment: {
                    resources: [
                        resource("aws:cloudwatch/eventRule:EventRule", "r", { name: "r", eventPattern: '{"source":["aws.sagemaker"]}' }),
                        resource("aws:cloudwatch/eventTarget:EventTarget", "t", { rule: "r", arn: UNKNOWN, deadLetterConfig: { arn: UNKNOWN } }),
                    ],
                },
            });
            const { rules } = await readRules({ state }, quiet);
            const unknown = { arn: "", what: "a place that is not known yet", urn: null };
            assert.deepEqual(rules[0]?.targets, [{ ...unknown, deadLetterQueue: unknown, retries: 185, handler: null }]);
        }));
});

const resource = (type: string, name: string, outputs: object) => ({ urn: urn(type, name), custom: true, type, outputs });

describe("readExportedState", () => {
    it("reads a checkpoint of a backend like an export", () =>
        withFolder((write) => {
            const resources = [resource("aws:sqs/queue:Queue", "q", { arn: "arn:aws-cn:sqs:cn-north-1:123456789012:q" })];
            const exported = readExportedState(write("a.json", { version: 3, deployment: { resources } }));
            assert.deepEqual(readExportedState(write("b.json", { version: 3, checkpoint: { stack: "x", latest: { resources } } })), exported);
            const { project, stack, region, account, partition } = exported;
            assert.deepEqual(
                { project, stack, region, account, partition },
                { project: "jobs", stack: "prod", region: "cn-north-1", account: "123456789012", partition: "aws-cn" },
            );
        }));

    it("shows secrets that the export shows, and keeps the others unknown", () => {
        const patterns = readExportedState(STATE).resources.filter(({ name }) => ["hidden", "shown"].includes(name));
        assert.deepEqual(
            patterns.map(({ outputs, secrets }) => [outputs.eventPattern, secrets]),
            [
                [UNKNOWN, ["eventPattern"]],
                [
                    '{"source":["aws.sagemaker"],"detail-type":["SageMaker Training Job State Change"],"detail":{"TrainingJobStatus":["Completed"]}}',
                    ["eventPattern"],
                ],
            ],
        );
    });

    it("finds nothing in a stack that was never deployed", () =>
        withFolder((write) => assert.deepEqual(readExportedState(write("a.json", { version: 3, deployment: { manifest: {} } })).resources, [])));
});

describe("readRules of a pattern file", () => {
    const pattern = { source: ["aws.sagemaker"] };
    const read = (content: string | object) => withFolder(async (write) => (await readRules({ pattern: write("mine.json", content) }, quiet)).rules);
    const names = async (content: string | object) => (await read(content)).map(({ name }) => name);

    it("names one pattern after its file and keeps its text", async () => {
        const text = '{ "source": ["aws.sagemaker"] }';
        const [rule] = await read(text);
        assert.equal(rule?.pattern.state === "valid" && rule.pattern.text, text);
        const { pattern: _, ...rest } = rule!;
        assert.deepEqual(rest, { name: "mine", urn: null, bus: "default", busArn: null, enabled: true, allCalls: null, targets: null });
    });

    it("reads patterns by name, as an object or as a list, whose patterns may be text", async () => {
        assert.deepEqual(await names({ a: pattern, b: pattern }), ["a", "b"]);
        assert.deepEqual(
            await names([
                { name: "a", pattern },
                { name: "b", pattern: JSON.stringify(pattern) },
            ]),
            ["a", "b"],
        );
    });

    it("takes an object with a field of events, or with a list, for one pattern", async () => {
        for (const one of [{ detail: { x: [1] } }, { $or: [{ a: [1] }, { b: [1] }] }, { TrainingJobStatus: ["Failed"] }]) {
            assert.deepEqual(await names(one), ["mine"], JSON.stringify(one));
        }
    });

    const BROKEN: [string, string | object, string][] = [
        ["a list with something else", [{ name: "a" }], 'a list must have objects with name and pattern, got {"name":"a"}'],
        ["an empty list", [], "has no pattern"],
        ["an empty object", {}, "has no pattern"],
        ["a number", "7", "must be an event pattern, an object of patterns or a list of them, got 7"],
    ];
    for (const [what, content, reason] of BROKEN) {
        it(`refuses ${what}`, () =>
            withFolder(async (write) => {
                const file = write("mine.json", content);
                await assert.rejects(readRules({ pattern: file }, quiet), misuse(`--pattern ${file}: ${reason}`));
            }));
    }
});

describe("readRules", () => {
    const MIXED: [RawSourceOptions, string][] = [
        [{ state: STATE, pattern: "p.json" }, "--state and --pattern"],
        [{ state: STATE, program: "." }, "--program and --state"],
        [{ pattern: "p.json", stack: "dev", config: ["a=b"] }, "--stack and --config and --pattern"],
    ];
    for (const [options, given] of MIXED) {
        it(`refuses ${given} together`, async () => {
            await assert.rejects(readRules(options, quiet), misuse(`rules come from one source: a program, --state or --pattern; got ${given}`));
        });
    }

    it("refuses a file that is not there, that is no JSON, or that is no state", () =>
        withFolder(async (write, folder) => {
            const missing = path.join(folder, "missing.json");
            await assert.rejects(readRules({ state: missing }, quiet), misuse(`--state ${missing}: no such file`));
            await assert.rejects(readRules({ pattern: folder }, quiet), misuse(`--pattern ${folder}: can't be read (EISDIR)`));
            const broken = write("broken.json", "{");
            await assert.rejects(readRules({ pattern: broken }, quiet), { name: "MisuseError", message: /^--pattern .*broken\.json: is not JSON: / });
            const deep = write("deep.json", `${'{"a":'.repeat(20_000)}["x"]${"}".repeat(20_000)}`);
            await assert.rejects(
                readRules({ pattern: deep }, quiet),
                misuse(`--pattern ${deep}: has more than 1,000 levels of objects and lists, EventBridge takes no more`),
            );
            for (const content of [{ version: 3 }, { deployment: { resources: {} } }, []]) {
                const other = write("other.json", content);
                const reason = 'has no deployment.resources: give a file that "pulumi stack export" wrote';
                await assert.rejects(readRules({ state: other }, quiet), misuse(`--state ${other}: ${reason}`));
            }
        }));

    it("reports that it runs a program", async () => {
        const program = path.join(OWN_PROJECT, "tests/local/cli/fixtures/program");
        const progress: string[] = [];
        const { source, rules } = await readRules({ program, config: ["status=Stopped"] }, (message) => progress.push(message));
        assert.deepEqual(progress, ["Running the program"]);
        assert.equal(source, "the program one-rule, stack dev");
        assert.deepEqual(rules.map(summary), ["stopped on default: valid"]);
        assert.deepEqual(
            rules[0]?.targets?.map(({ what, deadLetterQueue }) => [what, deadLetterQueue]),
            [["topic stopped", null]],
        );
    });
});

describe("readProgramOptions", () => {
    const choice = (...given: Parameters<typeof readProgramOptions>) => {
        const { answers: _, ...rest } = readProgramOptions(...given);
        return rest;
    };

    it("takes the project of the command and the stack dev by default", () => {
        assert.deepEqual(choice({}), { program: path.resolve(__dirname, "../../../.."), stack: "dev", config: {} });
    });

    it("takes the program of the current folder, or of the nearest above it that has one", () => {
        const folder = path.join(OWN_PROJECT, "tests/local/cli/fixtures/program");
        assert.equal(readProgramOptions({}, folder).program, folder);
        assert.equal(readProgramOptions({}, path.join(folder, "src", "handlers")).program, folder);
        assert.equal(readProgramOptions({}, path.parse(folder).root).program, OWN_PROJECT);
        assert.equal(readProgramOptions({}, path.join(folder, "..")).program, OWN_PROJECT);
    });

    it("reads settings up to the first equals sign, and a folder from where it is said to start", () => {
        assert.deepEqual(choice({ program: "..", stack: "prod", config: ["a=b=c", "aws:region="] }, path.join(OWN_PROJECT, "tests")), {
            program: OWN_PROJECT,
            stack: "prod",
            config: { a: "b=c", "aws:region": "" },
        });
    });

    const WRONG: [RawProgramOptions, string][] = [
        [{ program: "nowhere" }, "--program nowhere: no such folder"],
        [{ program: "tests" }, "--program tests: there is no Pulumi.yaml in it"],
        [{ program: "package.json" }, "--program package.json: there is no Pulumi.yaml in it"],
        [{ stack: "" }, "--stack must be the name of a stack, got nothing"],
        [{ config: ["a"] }, '--config must be KEY=VALUE, got "a"'],
        [{ config: ["=a"] }, '--config must be KEY=VALUE, got "=a"'],
    ];
    for (const [options, message] of WRONG) {
        it(`refuses ${JSON.stringify(options)}`, () => {
            assert.throws(() => readProgramOptions(options, OWN_PROJECT), misuse(message));
        });
    }
});

describe("busesReachedBy", () => {
    const rule = (name: string, bus: string, forwardsTo: string | null, enabled = true): SourcedRule => ({
        name,
        urn: null,
        bus,
        busArn: arn("events", `event-bus/${bus}`),
        enabled,
        allCalls: false,
        pattern: { state: "unknown" },
        targets:
            forwardsTo === null
                ? []
                : [{ arn: arn("events", `event-bus/${forwardsTo}`), what: "", urn: null, deadLetterQueue: null, retries: 185, handler: null }],
    });
    const reached = (rules: SourcedRule[], fires: (rule: SourcedRule) => boolean = () => true) => [...busesReachedBy(rules, fires)];

    it("follows rules that send events on, from bus to bus", () => {
        assert.deepEqual(reached([rule("a", "default", "b"), rule("b", "b", "c"), rule("c", "c", null)]), ["default", "b", "c"]);
    });

    it("ends at the default bus where a rule is disabled or does not fire, and where there is none", () => {
        assert.deepEqual(reached([rule("a", "default", "b", false), rule("b", "b", null)]), ["default"]);
        assert.deepEqual(
            reached([rule("a", "default", "b"), rule("b", "b", null)], ({ name }) => name !== "a"),
            ["default"],
        );
        assert.deepEqual(reached([rule("b", "b", "c"), rule("c", "c", null)]), ["default"]);
    });

    it("ends where two buses send events to each other", () => {
        assert.deepEqual(reached([rule("a", "default", "b"), rule("b", "b", "default")]), ["default", "b"]);
    });
});
