"use strict";
/*
 * Pulumi's language host for Node.js programs and policy packs, as the CLI starts it: `pulumi-language-nodejs [options] ENGINE-ADDRESS`. It prints its
 * port and serves LanguageRuntime; programs and packs run by the @pulumi/pulumi that they have installed, with the commands that the official
 * host uses (pulumi/pulumi, sdk/nodejs/cmd/pulumi-language-nodejs/main.go). The official host is no npm package, and its Go module is not always to be had.
 */
const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const messages = require("@pulumi/pulumi/proto/language_pb");
const plugins = require("@pulumi/pulumi/proto/plugin_pb");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");

/** Exit code of a program that has reported everything to its user. */
const BAIL = 32;

let engine =
    process.argv
        .slice(2)
        .filter((argument) => !argument.startsWith("-"))
        .at(-1) ?? "";
const running = new Set();

/** The runtime options of Pulumi.yaml or PulumiPolicy.yaml. */
function optionsOf(info) {
    return info?.getOptions()?.toJavaScript() ?? {};
}

/** A script of @pulumi/pulumi, found from the folder of the program or pack that uses it. */
function sdkScript(folder, name) {
    return createRequire(path.join(folder, "index.js")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

function nodeArgs({ nodeargs }) {
    return typeof nodeargs === "string" ? nodeargs.split(" ").filter((argument) => argument !== "") : [];
}

/** Runs Node.js until it ends; `onOutput` gets what it writes. */
function runNode(args, folder, env, onOutput) {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
        running.add(child);
        child.stdout.on("data", (chunk) => onOutput("stdout", chunk));
        child.stderr.on("data", (chunk) => onOutput("stderr", chunk));
        child.once("error", reject);
        child.once("close", (code, signal) => {
            running.delete(child);
            resolve({ code, signal });
        });
    });
}

async function run({ request }) {
    const info = request.getInfo();
    const folder = info.getProgramDirectory();
    const options = optionsOf(info);
    const config = JSON.stringify(Object.fromEntries(request.getConfigMap().entries()));
    const args = [
        ...nodeArgs(options),
        sdkScript(folder, "run"),
        ...["--monitor", request.getMonitorAddress(), "--engine", engine],
        ...["--organization", request.getOrganization(), "--project", request.getProject(), "--stack", request.getStack()],
        ...["--root-directory", info.getRootDirectory(), "--pwd", request.getPwd()],
        ...(request.getDryrun() ? ["--dry-run"] : []),
        ...["--parallel", String(request.getParallel())],
        info.getEntryPoint(),
        ...request.getArgsList(),
    ];
    const env = {
        ...process.env,
        PULUMI_CONFIG: config,
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        ...(options.typescript === false ? {} : { PULUMI_NODEJS_TYPESCRIPT: "true" }),
        ...(typeof options.tsconfig === "string" ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    };
    // What the program prints goes to the engine, which shows it.
    const { code, signal } = await runNode(args, folder, env, (stream, chunk) => process[stream].write(chunk));
    const response = new messages.RunResponse();
    if (code === BAIL) {
        response.setBail(true);
    } else if (code !== 0) {
        response.setError(`Program exited with ${signal === null ? `non-zero exit code: ${code}` : `signal ${signal}`}`);
    }
    return response;
}

/** Runs a policy pack (or a provider written in TypeScript) and streams what it prints: its port first. */
function runPlugin(call) {
    const { request } = call;
    const info = request.getInfo();
    const folder = info.getProgramDirectory();
    const script = sdkScript(folder, request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin");
    const env = { ...process.env, ...Object.fromEntries(request.getEnvList().map((entry) => entry.split(/=(.*)/s).slice(0, 2))) };
    // A plugin takes the rest of its arguments after its folder, a pack before it.
    const given = request.getKind() === "analyzer" ? [...request.getArgsList(), folder] : [folder, ...request.getArgsList()];
    const args = [...nodeArgs(optionsOf(info)), script, ...given];
    // A pack reads the package.json of the folder that it runs in.
    runNode(args, folder, env, (stream, chunk) => {
        const response = new messages.RunPluginResponse();
        call.write(stream === "stdout" ? response.setStdout(chunk) : response.setStderr(chunk));
    }).then(
        ({ code }) => {
            call.write(new messages.RunPluginResponse().setExitcode(code ?? 1));
            call.end();
        },
        (error) => call.destroy(error),
    );
    call.on("cancelled", () => running.forEach((child) => child.kill()));
}

const unary = (answer) => (call, callback) =>
    Promise.resolve()
        .then(() => answer(call))
        .then(
            (response) => callback(null, response),
            (error) => callback({ code: grpc.status.UNKNOWN, message: String(error?.message ?? error) }),
        );

const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, {
    handshake: unary(({ request }) => {
        engine = request.getEngineAddress() || engine;
        return new messages.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new plugins.PluginInfo().setVersion(require("@pulumi/pulumi/package.json").version)),
    getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
    run: unary(run),
    runPlugin,
    // What a component package needs is installed already.
    installDependencies: (call) => call.end(),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
    }
    process.stdout.write(`${port}\n`);
});
