import assert from "node:assert/strict";
import { performance } from "node:perf_hooks";
import { runProgram } from "../../local/engine";
import { program } from "../local/engine/support";

const folder = program("mistakes");
const failed = `Running program '${folder}/index.js' failed with an unhandled exception:`;
/** Nothing here takes long; a program that burns CPU over its stack trace, or that nothing ends, runs into this limit. */
const LIMIT_SECONDS = 60;

const run = (mistake: string, timeLimitSeconds = LIMIT_SECONDS) =>
    runProgram({ program: folder, stack: "dev", mode: "preview", config: { mistake, token: "swordfish" }, timeLimitSeconds });

describe("a program that fails", () => {
    // How it fails → what is shown: once, without a stack trace, with the place in the program.
    // The SDK names the program only while its main module runs: an error in an `apply` may come before or after.
    const rows: [string, string | RegExp][] = [
        ["throw", `${failed}\nError: the catalogue is empty\n    at Object.throw (index.js:10:15)`],
        ["throwInApply", /^(Running program .*:\n)?TypeError: the topic has no name\n {4}at index\.js:14:19$/],
        ["throwSecret", /^(Running program .*:\n)?Error: cannot use \[secret\]\n {4}at index\.js:20:19$/],
        ["reject", `${failed}\nError: not caught\n    at Object.reject (index.js:24:24)`],
        ["missingName", "ResourceError: Missing resource name argument (for URN creation)\n    at Object.missingName (index.js:27:9)"],
        ["resourceError", "aws:s3/bucket:Bucket (bucket): the bucket is full"],
        ["runError", "set the region first"],
        ["logError", "two alarms watch the same queue"],
        [
            "config",
            "Missing required configuration variable 'mistakes:absent'\n\tplease set a value using the command `pulumi config set mistakes:absent <value>`",
        ],
        [
            "closure",
            /^error serializing property "code": Error serializing 'async \(\) => format\.format\(1\)': index\.js\(36,67\)\n[\s\S]*captured\n {2}variable 'format'/,
        ],
        ["missingModule", `Program '${folder}' cannot be loaded: index.js:65: there is no module './nowhere'`],
        ["exit", `Program '${folder}' exited with non-zero exit code: 3\ngiving up`],
        ["exitEarly", new RegExp(`^Program '${folder}' exited `)],
        ["killed", `Program '${folder}' was ended by SIGKILL`],
        ["duplicate", "Duplicate resource URN 'urn:pulumi:dev::mistakes::aws:sns/topic:Topic::alerts'; try giving it a unique name"],
        ["longName", `aws:iam/role:Role (${"r".repeat(60)}): name '${"r".repeat(60)}-' plus 7 random chars is longer than maximum length 64`],
        [
            "stackReference",
            "pulumi:pulumi:StackReference (acme/network/prod): stack references cannot be resolved: the embedded engine knows this stack only",
        ],
        [
            "invoke",
            `${failed}\nError: Invoke of 'aws:ec2/getVpc:getVpc' is not possible without an account: the embedded engine answers getCallerIdentity, getRegion, getPartition, getPolicyDocument only`,
        ],
        ["call", "Error: Method 'pulumi:providers:aws/terraformConfig' cannot be called: the embedded engine has no provider plugins"],
    ];
    const ended = new Map<string, Promise<unknown>>();
    before(async () => {
        // Two at a time: each is a process that mostly computes.
        const waiting = rows.map(([mistake]) => mistake);
        const next = async (): Promise<void> => {
            const mistake = waiting.shift();
            if (mistake !== undefined) {
                ended.set(mistake, run(mistake));
                await ended.get(mistake)?.catch(() => undefined);
                await next();
            }
        };
        await Promise.all([next(), next()]);
    });
    for (const [mistake, message] of rows) {
        it(`says why, once, and ends: ${mistake}`, async () => {
            await assert.rejects(ended.get(mistake) ?? Promise.resolve(), { name: "ProgramError", message });
        });
    }

    it("does not fail without a mistake", async () => {
        assert.equal((await run("none")).graph.resources.length, 1);
    });

    it("is ended at its time limit", async () => {
        const started = performance.now();
        await assert.rejects(run("hang", 6), { name: "ProgramError", message: `Program '${folder}' did not end within 6 seconds` });
        assert.ok(performance.now() - started < LIMIT_SECONDS * 1000);
    });
});
