import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

import { type Graph, runProgram } from "../../local/engine";
import { materialiseArchive } from "../../local/lambda/archive";
import { PROJECT } from "../support/devStack";
import { EmptyFolder, type PackageManager } from "../support/emptyFolder";
import { tryOut } from "../support/tryOut";

const { buildLibrary, PEERS } = require("../../scripts/buildLibrary") as {
    buildLibrary(folder: string): void;
    PEERS: Readonly<Record<string, string>>;
};
const { pack } = require("../../scripts/pack") as { pack(destination: string, options: { builders: ((folder: string) => void)[] }): string[] };

const OWN = path.join(PROJECT, "tests/acceptance/programs/library");
const { version, dependencies, devDependencies } = JSON.parse(readFileSync(path.join(PROJECT, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
};
const NAME = "sagemaker-job-status";
const VERSIONS = ["@pulumi/pulumi", "@pulumi/aws", "typescript", "@types/node"].map(
    (name) => `${name}@${{ ...dependencies, ...devDependencies }[name]}`,
);
/** The oldest version of each range of peers, and the last TypeScript that this SDK can be installed with. */
const OLDEST = [...Object.keys(PEERS).map((name) => `${name}@${oldest(name)}`), "typescript@5.9.3", VERSIONS.at(-1)!];
/** The package managers in addition to npm, in versions that run on the oldest Node.js that the library supports. */
const MANAGERS = ["pnpm@10.34.9", "yarn@1.22.22"];

/** A program whose handler has a package from the registry, and the handler. */
const MODULE_PROGRAM = `
    import { JobStatusReaction, NotificationTopic } from "${NAME}";
    const { arn } = new NotificationTopic("ml", { email: "ml-platform@example.com" });
    new JobStatusReaction("approved", {
        kind: "ModelPackage",
        handler: { entry: "./approval.ts", actions: [{ action: "sns:Publish", on: "TOPIC_ARN" }], environment: ["TOPIC_ARN"] },
        environment: { TOPIC_ARN: arn },
        alarmActions: [arn],
    });
`;
const MODULE = `
    import ms = require("ms");
    import type { HandlerCode } from "${NAME}";
    const { SNSClient, PublishCommand } = require("#sdk");
    const sns = new SNSClient({});
    export const handler: HandlerCode<"ModelPackage"> = async ({ detail }) => {
        const Message = \`\${detail.ModelPackageArn} is \${detail.ModelApprovalStatus}, looked at for \${ms(60_000)}\`;
        await sns.send(new PublishCommand({ TopicArn: process.env.TOPIC_ARN, Message }));
        return { outcome: "handled" };
    };
`;

const file = (name: string) => readFileSync(path.join(OWN, name), "utf8");

function oldest(peer: string): string {
    return PEERS[peer]!.replace("^", "");
}

/** Every registration of the program, with what Lambda would get of an archive. */
async function registered(program: string): Promise<Record<string, object>> {
    const { graph } = await runProgram({ program, stack: "dev", mode: "preview" });
    return Object.fromEntries(
        graph.resources.map((resource) => {
            const { urn, type, parent, inputs, propertyDependencies, options } = resource;
            // The SDK's versions list them in different orders.
            const dependencies = [...resource.dependencies].sort();
            const ofProperties = Object.entries(propertyDependencies).map(([name, urns]) => [name, [...urns].sort()]);
            return [urn, { type, parent, inputs: { ...inputs, code: codeOf(resource, graph) }, dependencies, ofProperties, options }];
        }),
    );
}

function codeOf({ name, inputs: { code } }: Graph["resources"][number], { program }: Graph): object | undefined {
    if (code === undefined) {
        return undefined;
    }
    const { files, sha256 } = materialiseArchive(name, code, program);
    return { files: [...files.keys()], sha256 };
}

describe("the library", () => {
    // Packages come from the registry where the package managers' caches do not have them.
    const folder = new EmptyFolder();
    const tools = new EmptyFolder();
    let tarball: string;
    let own: Record<string, object>;

    /** Makes the folder a program that uses the installed library. */
    async function becomesProgram(where: EmptyFolder, manager: PackageManager, versions = VERSIONS): Promise<void> {
        where.write({
            // Without this, yarn gives @pulumi/aws another copy of the SDK, a newer one.
            "package.json": JSON.stringify({ private: true, resolutions: { "@pulumi/pulumi": dependencies["@pulumi/pulumi"] } }),
            "index.ts": file("index.ts").replace("../../../../library", NAME),
            "logApproval.js": file("logApproval.js"),
            "tsconfig.json": JSON.stringify({
                compilerOptions: {
                    module: "node16",
                    moduleResolution: "node16",
                    target: "es2021",
                    strict: true,
                    types: ["node"],
                    skipLibCheck: true,
                },
            }),
            "Pulumi.yaml": file("Pulumi.yaml").replace(/ {4}options:\n.*\n/, ""),
            "Pulumi.dev.yaml": file("Pulumi.dev.yaml"),
        });
        await where.install(manager, [tarball, ...versions], tools);
    }

    before(async () => {
        [tarball = ""] = pack(tools.path, { builders: [buildLibrary] });
        await becomesProgram(folder, "npm");
        own = await registered(OWN);
    });
    after(() => {
        folder.remove();
        tools.remove();
    });

    it("is compiled code, declarations, and what functions' archives hold; nothing that only the laptop needs", () => {
        const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
        const others = files.filter((name) => !/^package\/(catalog|components|functions|models|library)(\/.*)?\.(d\.ts|js)$/.test(name));
        assert.deepEqual(others.sort(), ["package/LICENSE", "package/README.md", "package/package.json"]);
        const packages = files
            .filter((name) => name.endsWith(".js") && !name.includes("/bin/"))
            .flatMap(
                (name) =>
                    ts.preProcessFile(readFileSync(path.join(folder.path, "node_modules", NAME, name.slice("package/".length)), "utf8"), true, true)
                        .importedFiles,
            )
            .flatMap(({ fileName }) => /^(?!node:)(@[^/]+\/)?\w[^/]*/.exec(fileName)?.[0] ?? []);
        assert.deepEqual([...new Set(packages)].sort(), ["@pulumi/aws", "@pulumi/pulumi", "esbuild"]);
        assert.equal(path.basename(tarball), `${NAME}-${version}.tgz`);
    });

    it("type-checks in importers of either module system, with the resolution of Node.js and of bundlers", () => {
        const program = file("index.ts").replace("../../../../library", NAME);
        const parts = `
            import { JobStatusRule as Rule } from "${NAME}/components";
            import { notify as handler } from "${NAME}/handlers";
            import { ALL_KINDS } from "${NAME}/catalog";
            import { compileRules, testEventPattern } from "${NAME}/event-pattern";
            // @ts-expect-error Events spell it IN_SERVICE.
            new Rule("wrong", { kind: "Endpoint", statuses: ["InService"] });
            // @ts-expect-error No program can depend on what is inside.
            import {} from "${NAME}/components/shared/arns";
            export const used: unknown[] = [handler(ALL_KINDS.Endpoint), compileRules([])({}), testEventPattern("{}", "{}")];`;
        folder.write({ "importer.mts": program + parts, "importer.cts": program + parts, "bundled.ts": program + parts });
        const common: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: ["node"], skipLibCheck: false };
        for (const [files, options] of [
            [["importer.mts", "importer.cts"], { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }],
            [["bundled.ts"], { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
        ] as const) {
            const checked = ts.createProgram(
                files.map((name) => path.join(folder.path, name)),
                { ...common, ...options },
            );
            const sources = checked
                .getSourceFiles()
                .filter(({ fileName }) => files.some((name) => fileName.endsWith(name)) || fileName.includes(`/${NAME}/`));
            assert.ok(sources.length > 20);
            const problems = sources.flatMap((source) => [...checked.getSyntacticDiagnostics(source), ...checked.getSemanticDiagnostics(source)]);
            const found = problems.map(
                (each) => `${path.basename(each.file?.fileName ?? "")}: ${ts.flattenDiagnosticMessageText(each.messageText, " ")}`,
            );
            assert.deepEqual(found, []);
        }
    });

    it("exports the same to import and to require", async () => {
        folder.write({
            "names.mjs": `import * as all from "${NAME}"; import { guard } from "${NAME}/handlers"; import { compileRules } from "${NAME}/event-pattern";
                console.log(JSON.stringify([Object.keys(all).filter((name) => !/default|__esModule/.test(name)), guard === all.guard, typeof compileRules]));`,
            "names.cjs": `console.log(JSON.stringify([Object.keys(require("${NAME}")).sort(), true, "function"]));`,
        });
        const [imported, required] = await Promise.all(["names.mjs", "names.cjs"].map((name) => folder.run(process.execPath, [name])));
        assert.equal(imported, required);
        assert.match(required!, /"JobStatusReaction"/);
    });

    it("registers what the repository registers, with the same packages for Lambda, byte by byte", async () => {
        const functions = Object.values(own).filter((resource) => (resource as { type: string }).type === "aws:lambda/function:Function");
        assert.equal(functions.length, 7);
        assert.deepEqual(await registered(folder.path), own);
    });

    it("runs the example of the README", async () => {
        const readme = readFileSync(path.join(PROJECT, "README.md"), "utf8");
        const block = (before: string) => new RegExp(`${before}[^\n]*\n\n\`\`\`\\w+\n([^]*?)\`\`\``).exec(readme)![1]!;
        const program = path.join(folder.path, "my-reactions");
        mkdirSync(program);
        writeFileSync(path.join(program, "index.ts"), block("This is a complete program"));
        writeFileSync(path.join(program, "Pulumi.yaml"), block("It uses the npm package"));
        writeFileSync(path.join(program, "Pulumi.dev.yaml"), file("Pulumi.dev.yaml"));
        assert.ok(readme.includes(`/${path.basename(tarball)} ${VERSIONS.slice(0, 2).join(" ")}\n`));
        await tryOut({ name: "my-reactions", program, sample: "events/ModelPackage.approved.json", messages: [] });
    });

    it("runs a handler that is a module with a package from the registry", async () => {
        await folder.install("npm", ["ms@2.1.3", `esbuild@${dependencies.esbuild}`]);
        const program = path.join(folder.path, "with-module");
        mkdirSync(program);
        writeFileSync(path.join(program, "index.ts"), MODULE_PROGRAM);
        writeFileSync(path.join(program, "approval.ts"), MODULE);
        writeFileSync(path.join(program, "Pulumi.yaml"), "name: with-module\nruntime: nodejs\n");
        writeFileSync(path.join(program, "Pulumi.dev.yaml"), file("Pulumi.dev.yaml"));
        const message = /^arn:aws:sagemaker:\S+ is Approved, looked at for 1m$/;
        await tryOut({ name: "with-module", program, sample: "events/ModelPackage.approved.json", messages: [message] });
    });

    it("type-checks and registers the same with the oldest SDK and the oldest AWS package that it can be installed with", async () => {
        const other = new EmptyFolder();
        try {
            await becomesProgram(other, "npm", OLDEST);
            await other.run(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit"]);
            // Each resource has the version of the AWS package that registers it.
            const withVersion = (all: object, from: string) =>
                JSON.parse(JSON.stringify(all).replaceAll(`"version":"${from}"`, '"version":"its own"')) as object;
            assert.deepEqual(withVersion(await registered(other.path), oldest("@pulumi/aws")), withVersion(own, dependencies["@pulumi/aws"]!));
        } finally {
            other.remove();
        }
    });

    describe("installed with another package manager", () => {
        before(() => tools.install("npm", MANAGERS));

        for (const manager of ["pnpm", "yarn"] as const) {
            it(`registers the same: ${manager}`, async () => {
                const other = new EmptyFolder();
                try {
                    await becomesProgram(other, manager);
                    assert.deepEqual(await registered(other.path), own);
                } finally {
                    other.remove();
                }
            });
        }
    });
});
