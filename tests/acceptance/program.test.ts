import assert from "node:assert/strict";
import * as path from "node:path";
import { type Graph, type ProgramRun, type Resource, resourcesOfType, runProgram, UNKNOWN } from "../../local/engine";
import { folderWith, folderWithSdk, program } from "../local/engine/support";
import { withEnvironment } from "../support/environment";

const only = (graph: Graph, name: string): Resource => {
    const found = graph.resources.filter((resource) => resource.name === name);
    assert.equal(found.length, 1, `resources named ${name}`);
    return found[0]!;
};
const short = (urn: string): string => urn.split("::").slice(2).join("::");
const shorten = (dependencies: Record<string, string[]>) =>
    Object.fromEntries(Object.entries(dependencies).map(([key, urns]) => [key, urns.map(short)]));
const byName = (a: Resource, b: Resource) => (a.name < b.name ? -1 : 1);

describe("running a program", () => {
    let preview: ProgramRun;
    let update: ProgramRun;
    before(async () => {
        preview = await runProgram({ program: program("messaging"), stack: "dev", mode: "preview" });
        update = await runProgram({ program: program("messaging"), stack: "dev", mode: "update", config: { "aws:region": "cn-north-1" } });
    });

    it("gives every resource its URN and its parent", () => {
        const tree = preview.graph.resources.map(({ urn, parent }) => `${short(parent) || "-"} > ${short(urn)}`).sort();
        const route = "shop:messaging:Route::orders";
        assert.deepEqual(tree, [
            "- > pulumi:pulumi:Stack::messaging-dev",
            `pulumi:pulumi:Stack::messaging-dev > ${route}`,
            `${route} > shop:messaging:Route$aws:cloudwatch/eventRule:EventRule::orders-rule`,
            `${route} > shop:messaging:Route$aws:cloudwatch/eventTarget:EventTarget::orders-target`,
            `${route} > shop:messaging:Route$aws:iam/role:Role::orders-role`,
            `${route} > shop:messaging:Route$aws:lambda/function:Function::orders-handler`,
            `${route} > shop:messaging:Route$aws:sqs/queue:Queue::orders-dead`,
        ]);
        assert.equal(only(preview.graph, "orders-dead").urn, "urn:pulumi:dev::messaging::shop:messaging:Route$aws:sqs/queue:Queue::orders-dead");
    });

    it("says where, for whom and how it ran", () => {
        const about = ({ resources: _resources, stackOutputs: _outputs, ...rest }: Graph) => rest;
        const common = { project: "messaging", stack: "dev", program: program("messaging"), account: "111122223333" };
        assert.deepEqual(about(preview.graph), { ...common, mode: "preview", region: "us-east-1", partition: "aws" });
        assert.deepEqual(about(update.graph), { ...common, mode: "update", region: "cn-north-1", partition: "aws-cn" });
    });

    it("leaves what only AWS knows unknown in a preview, downstream too", () => {
        const target = only(preview.graph, "orders-target");
        assert.equal(target.id, "");
        assert.deepEqual(target.inputs, { arn: UNKNOWN, deadLetterConfig: { arn: UNKNOWN }, rule: only(preview.graph, "orders-rule").outputs.name });
        assert.deepEqual(preview.graph.stackOutputs, { queueUrl: UNKNOWN, ruleArn: UNKNOWN });
        assert.deepEqual(only(preview.graph, "orders").outputs, { queueUrl: UNKNOWN });
    });

    it("knows everything in an update", () => {
        const [queue, rule, handler, target] = ["orders-dead", "orders-rule", "orders-handler", "orders-target"].map((name) =>
            only(update.graph, name),
        );
        assert.deepEqual(target?.inputs, { arn: handler?.outputs.arn, deadLetterConfig: { arn: queue?.outputs.arn }, rule: rule?.outputs.name });
        assert.deepEqual(update.graph.stackOutputs, { queueUrl: queue?.id, ruleArn: rule?.outputs.arn });
        assert.match(String(rule?.outputs.arn), /^arn:aws-cn:events:cn-north-1:111122223333:rule\/orders-rule-[0-9a-f]{7}$/);
        assert.ok(!JSON.stringify(update.graph).includes(UNKNOWN));
    });

    it("keeps the edges, by property and all together, in both modes", () => {
        for (const { graph } of [preview, update]) {
            const target = only(graph, "orders-target");
            const of = (type: string, name: string) => `shop:messaging:Route$aws:${type}::${name}`;
            const [role, rule] = [of("iam/role:Role", "orders-role"), of("cloudwatch/eventRule:EventRule", "orders-rule")];
            const [handler, queue] = [of("lambda/function:Function", "orders-handler"), of("sqs/queue:Queue", "orders-dead")];
            assert.deepEqual(shorten(target.propertyDependencies), { arn: [handler], deadLetterConfig: [queue], rule: [rule] });
            assert.deepEqual(target.dependencies.map(short).sort(), [role, rule, handler, queue].sort());
        }
    });

    it("keeps an archive as the program sent it", () => {
        const signature = "4dabf18193072939515e22adb298388d";
        const { code } = only(update.graph, "orders-handler").inputs;
        assert.deepEqual(code, {
            [signature]: "0def7320c3a5731c473e5ecbe6d01bc7",
            __pulumiArchive: true,
            assets: {
                "index.js": { [signature]: "c44067f5952c0a294b673a41bacd8c17", __pulumiAsset: true, text: "exports.handler = async () => 1;" },
            },
        });
    });

    it("registers the same resources in both modes, and finds them by type", () => {
        const names = (graph: Graph) => [...graph.resources].sort(byName).map(({ urn }) => urn);
        assert.deepEqual(names(preview.graph), names(update.graph));
        assert.deepEqual(
            resourcesOfType(preview.graph, "aws:sqs/queue:Queue").map(({ name }) => name),
            ["orders-dead"],
        );
    });

    it("counts the program's calls and says how long it took", () => {
        const { Log: logs = 0, ...rpcs } = preview.rpcs;
        assert.ok(logs < 5, `${logs} calls of Log`);
        assert.deepEqual(rpcs, {
            SupportsFeature: 11,
            RegisterResource: 7,
            SetRootResource: 1,
            RegisterResourceOutputs: 2,
            SignalAndWaitForShutdown: 1,
        });
        assert.ok(0 < preview.firstRpcMs && preview.firstRpcMs < preview.graphMs && preview.graphMs <= preview.durationMs, JSON.stringify(preview));
    });
});

describe("the settings of a program", () => {
    const logged: string[] = [];
    const printed: string[] = [];
    let run: ProgramRun;
    const poison = {
        AWS_PROFILE: "production",
        AWS_ACCESS_KEY_ID: "AKIAREALREALREALREAL",
        AWS_SECRET_ACCESS_KEY: "real",
        AWS_SESSION_TOKEN: "real",
        AWS_CONFIG_FILE: "/home/me/.aws/config",
        AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.2/",
        AWS_ENDPOINT_URL_SQS: "https://sqs.us-east-1.amazonaws.com",
        AWS_REGION: "us-west-1",
        PULUMI_ACCESS_TOKEN: "pul-real",
        PULUMI_CONFIG_PASSPHRASE: "real",
    };
    before(async () => {
        run = await withEnvironment(poison, () =>
            runProgram({
                program: program("settings"),
                stack: "dev",
                mode: "preview",
                config: { apiKey: "swordfish" },
                organization: "acme",
                onLog: ({ severity, message }) => logged.push(`${severity}: ${message}`),
                onOutput: (line) => printed.push(line),
            }),
        );
    });

    it("reach it as under the CLI, and no credentials do", () => {
        assert.deepEqual(run.graph.stackOutputs, {
            kinds: ["training", "transform"],
            limits: { instances: 2 },
            days: 30,
            enabled: true,
            owner: "ml-platform",
            account: "012345678901",
            region: "eu-west-1",
            apiKey: "swordfish",
            organization: "acme",
            dryRun: true,
            folder: path.join(program("settings"), "app"),
            stackTraceLimit: 3,
            title: "settings program",
            environment: {
                AWS_CONFIG_FILE: "/dev/null",
                AWS_EC2_METADATA_DISABLED: "true",
                AWS_ENDPOINT_URL: "http://127.0.0.1:1",
                AWS_REGION: "us-west-1",
                AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
            },
        });
    });

    it("mark what is secret", () => {
        assert.deepEqual(only(run.graph, "settings-dev").secrets, ["apiKey"]);
    });

    it("never show a secret in what the program prints or logs", () => {
        assert.deepEqual(run.output, ["starting settings/dev with [secret]", "half a line"]);
        assert.deepEqual(printed, run.output);
        assert.deepEqual(run.logs, [
            { severity: "info", message: "the key is [secret]", urn: "" },
            { severity: "warning", message: "this stack is small", urn: "" },
            { severity: "info", message: "to standard error", urn: "" },
        ]);
        assert.deepEqual(
            logged,
            run.logs.map(({ severity, message }) => `${severity}: ${message}`),
        );
    });

    it("are checked before the program starts", async () => {
        await assert.rejects(runProgram({ program: program("settings"), stack: "dev", mode: "preview", config: { days: "soon" } }), {
            name: "ProgramError",
            message: [
                "Configuration 'settings:apiKey' of stack 'dev' is encrypted and cannot be decrypted here: give its value by --config settings:apiKey=VALUE",
                "Stack 'dev' with configuration key 'days' must be of type 'integer'",
            ].join("\n"),
        });
    });
});

describe("what a program may use", () => {
    let preview: Graph;
    let update: Graph;
    before(async () => {
        preview = (await runProgram({ program: program("features"), stack: "dev", mode: "preview", unknownNames: true })).graph;
        update = (await runProgram({ program: program("features"), stack: "dev", mode: "update" })).graph;
    });
    const arnOf = (name: string) => only(update, name).outputs.arn;

    it("includes transforms: first of the resource, then of its parents, then of the stack", () => {
        for (const graph of [preview, update]) {
            assert.equal(only(graph, "pair-topic").inputs.displayName, "own!own!parent!stack");
            assert.equal(only(graph, "prefixed").inputs.displayName, "!stack");
        }
        assert.equal(only(preview, "pair-topic").options.protect, true);
        assert.equal(only(preview, "prefixed").options.protect, false);
    });

    it("includes edges of what a transform has changed", () => {
        for (const graph of [preview, update]) {
            assert.deepEqual(shorten(only(graph, "prefixed").propertyDependencies), { tags: ["aws:s3/bucket:Bucket::Reports"] });
        }
    });

    it("includes components in components, with the types of all parents in the URN", () => {
        assert.deepEqual(short(only(update, "pair-topic").urn), "demo:index:Outer$demo:index:Pair$aws:sns/topic:Topic::pair-topic");
        assert.equal(only(update, "pair").parent, only(update, "outer").urn);
    });

    it("includes outputs of components that are resources: they stand for their ids", () => {
        assert.deepEqual(only(update, "pair").outputs, { topic: only(update, "pair-topic").id, arn: arnOf("pair-queue") });
        assert.deepEqual(only(preview, "pair").outputs, { topic: UNKNOWN, arn: UNKNOWN });
    });

    it("includes secrets: plain in the graph, with their paths, wherever the provider copies them", () => {
        const bucket = only(preview, "Reports");
        assert.deepEqual(bucket.inputs, { tags: { token: "swordfish", plain: "visible" } });
        assert.deepEqual(bucket.secrets, ["tags.token", "tagsAll.token"]);
        assert.deepEqual(only(preview, "features-dev").secrets, ["nested.list[1]", "nested.token", "token"]);
        assert.equal(preview.stackOutputs.token, "swordfish");
    });

    it("includes explicit providers with their own region and tags", () => {
        const bucket = only(update, "Reports");
        assert.match(bucket.provider, /^urn:pulumi:dev::features::pulumi:providers:aws::eu::[0-9a-f-]{36}$/);
        assert.deepEqual([bucket.outputs.region, bucket.outputs.tagsAll], ["eu-central-1", { team: "ml", token: "swordfish", plain: "visible" }]);
        assert.equal(only(update, "pair-queue").outputs.region, "us-east-1");
    });

    it("includes options, with aliases as URNs", () => {
        const { options, dependencies } = only(preview, "jobs");
        assert.deepEqual(options, {
            protect: true,
            ignoreChanges: ["tags"],
            replaceOnChanges: ["name"],
            deleteBeforeReplace: true,
            retainOnDelete: true,
            additionalSecretOutputs: ["url"],
            aliases: [
                "urn:pulumi:dev::features::aws:sqs/queue:Queue::tasks",
                "urn:pulumi:dev::features::demo:index:Outer$aws:sqs/queue:Queue::jobs",
                "urn:pulumi:old::before::aws:sqs:OldQueue::jobs",
                "urn:pulumi:dev::features::x:y:Z::w",
            ],
            customTimeouts: { create: "1h30m", update: "5m", delete: "" },
            importId: "",
            deletedWith: "urn:pulumi:dev::features::aws:s3/bucket:Bucket::Reports",
            version: options.version,
        });
        assert.match(options.version, /^\d+\.\d+\.\d+$/);
        assert.equal(only(preview, "adopted").options.deleteBeforeReplace, undefined);
        // dependsOn a component means all its resources.
        assert.ok(dependencies.includes(only(preview, "pair-topic").urn), dependencies.join("\n"));
        assert.deepEqual(only(preview, "jobs").secrets, ["url"]);
    });

    it("includes adopted and existing resources, known in preview too", () => {
        const adopted = only(preview, "adopted");
        assert.deepEqual(
            [adopted.id, adopted.outputs.arn],
            ["https://sqs.us-east-1.amazonaws.com/111122223333/adopted", "arn:aws:sqs:us-east-1:111122223333:adopted"],
        );
        const existing = only(preview, "existing");
        assert.deepEqual(
            [existing.external, existing.id, existing.outputs.name],
            [true, "arn:aws:sns:us-east-1:999988887777:shared-alerts", "shared-alerts"],
        );
        assert.equal(only(preview, "jobs").external, undefined);
    });

    it("includes provider functions and their transforms", () => {
        const { account, region, regionOfProvider, partition, policy, later } = update.stackOutputs;
        assert.deepEqual(
            { account, region, regionOfProvider, partition, policy, later },
            {
                account: "111122223333",
                region: "sa-east-1",
                regionOfProvider: "ec2.eu-central-1.amazonaws.com",
                partition: "aws",
                policy: {
                    Version: "2012-10-17",
                    Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", Principal: { Service: "events.amazonaws.com" } }],
                },
                later: "ap-south-1",
            },
        );
        assert.equal(preview.stackOutputs.later, UNKNOWN);
    });

    it("includes names that are not known before the update", () => {
        assert.equal(only(preview, "pair-queue").outputs.name, UNKNOWN);
        assert.equal(only(preview, "jobs").outputs.name, "jobs.fifo");
        assert.match(String(update.stackOutputs.prefixed), /^pre-[0-9a-f]{26}$/);
    });
});

describe("a program in TypeScript", () => {
    it("is run as the CLI runs it, and an ES module too", async () => {
        for (const { type, entry, text } of [
            {
                type: "commonjs",
                entry: "index.ts",
                text: 'import * as pulumi from "@pulumi/pulumi";\nconst text: string = pulumi.getStack();\nexport const stack = text;\n',
            },
            { type: "module", entry: "index.mjs", text: 'import * as pulumi from "@pulumi/pulumi";\nexport const stack = pulumi.getStack();\n' },
        ]) {
            const { folder, remove } = folderWithSdk({
                "Pulumi.yaml": `name: typed\nruntime: nodejs\nmain: ${entry}\n`,
                "package.json": JSON.stringify({ name: "typed", type }),
                "tsconfig.json": JSON.stringify({ compilerOptions: { module: "nodenext", moduleResolution: "nodenext", noCheck: true } }),
                [entry]: text,
            });
            try {
                assert.deepEqual((await runProgram({ program: folder, stack: "prod", mode: "update" })).graph.stackOutputs, { stack: "prod" });
            } finally {
                remove();
            }
        }
    });

    it("is refused with one line where node cannot be started", async () => {
        await assert.rejects(runProgram({ program: program("messaging"), stack: "dev", mode: "preview", nodeBin: "/nowhere/node" }), {
            name: "ProgramError",
            message: "Node.js '/nowhere/node' cannot be started: spawn /nowhere/node ENOENT",
        });
    });

    it("is refused with one line where the SDK is not installed", async () => {
        const { folder, remove } = folderWith({ "Pulumi.yaml": "name: bare\nruntime: nodejs\n" });
        try {
            await assert.rejects(runProgram({ program: folder, stack: "dev", mode: "preview" }), {
                name: "ProgramError",
                message: `The Pulumi SDK '@pulumi/pulumi' is not installed for ${folder}: run npm install there first`,
            });
        } finally {
            remove();
        }
    });
});
