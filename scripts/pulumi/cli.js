/*
 * Finds a Pulumi CLI: the one on PATH; the official npm launcher, which downloads the CLI on first use; or, where Go is installed and a module proxy
 * answers, one built from the published Go modules. What is made is kept in the user's cache folder, outside the project.
 */
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** The version that fits the SDK in the lock file: the engine and `@pulumi/pulumi` are released together. */
const SDK_VERSION = require("@pulumi/pulumi/package.json").version;
/** The oldest release of the npm launcher; it has no older ones. */
const LAUNCHER_VERSION = "3.250.0";
const LANGUAGE_HOST = "github.com/pulumi/pulumi/sdk/nodejs/cmd/pulumi-language-nodejs/v3";
const CLI = "github.com/pulumi/pulumi/pkg/v3";

const MINUTE_MS = 60_000;
/** Two cores take six minutes. */
const BUILD_MS = 40 * MINUTE_MS;

const exe = (name) => (process.platform === "win32" ? `${name}.exe` : name);
const cacheFolder = (name) => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "sagemaker-job-status", name);

/** Runs a command; undefined if it fails, is not there, or takes too long. Nothing of a Pulumi run around us reaches it. */
function run(command, args, { timeoutMs = MINUTE_MS, ...options } = {}) {
    const { status, stdout } = spawnSync(command, args, { encoding: "utf8", timeout: timeoutMs, stdio: ["ignore", "pipe", "ignore"], ...options });
    return status === 0 ? stdout.trim() : undefined;
}

/** Whether the CLI in a folder, or on PATH, answers, is a 3.x and no older than the SDK. */
function fits(command, timeoutMs) {
    const version = run(command, ["version"], { timeoutMs, env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" } });
    const [major, minor] = (/^v?(\d+)\.(\d+)\./.exec(version ?? "") ?? []).slice(1).map(Number);
    return major === 3 && minor >= Number(SDK_VERSION.split(".")[1]);
}

function onPath() {
    const folders = (process.env.PATH ?? "").split(path.delimiter);
    const folder = folders.find((candidate) => existsSync(path.join(candidate, exe("pulumi"))));
    return folder !== undefined && fits(path.join(folder, exe("pulumi"))) ? folder : undefined;
}

function fromLauncher(say) {
    const folder = cacheFolder(`launcher-${LAUNCHER_VERSION}`);
    const bin = path.join(folder, "node_modules", ".bin");
    const command = path.join(bin, process.platform === "win32" ? "pulumi.cmd" : "pulumi");
    if (!existsSync(command)) {
        say(`Installing the npm launcher pulumi@${LAUNCHER_VERSION}`);
        mkdirSync(folder, { recursive: true });
        const npm = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", `pulumi@${LAUNCHER_VERSION}`];
        run("npm", npm, { timeoutMs: 5 * MINUTE_MS, cwd: folder });
    }
    return existsSync(command) && fits(command, 5 * MINUTE_MS) ? bin : undefined;
}

function goModule(requirements) {
    return `module pulumi-cli\n\ngo 1.25\n\nrequire (\n${requirements.map((module) => `\t${module} v${SDK_VERSION}\n`).join("")})\n`;
}

function fromGo(say) {
    const folder = cacheFolder(`go-${SDK_VERSION}`);
    const bin = path.join(folder, "bin");
    const cli = path.join(bin, exe("pulumi"));
    if (existsSync(path.join(folder, "complete")) && fits(cli)) {
        return bin;
    }
    const env = { ...process.env, GOFLAGS: "-mod=mod", GO111MODULE: "on", CGO_ENABLED: "0" };
    const source = path.join(folder, "source");
    const build = (module, main, output) => {
        rmSync(source, { recursive: true, force: true });
        mkdirSync(source, { recursive: true });
        writeFileSync(path.join(source, "go.mod"), goModule([module]));
        writeFileSync(path.join(source, "tools.go"), `//go:build tools\n\npackage tools\n\nimport _ "${main}"\n`);
        const version = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${SDK_VERSION}`;
        const args = ["build", "-buildvcs=false", "-trimpath", "-ldflags", `-s -w ${version}`, "-o", `${output}.new`, main];
        if (run("go", args, { cwd: source, env, timeoutMs: BUILD_MS }) === undefined) {
            return false;
        }
        renameSync(`${output}.new`, output);
        return true;
    };
    mkdirSync(bin, { recursive: true });
    if (run("go", ["version"]) === undefined) {
        return undefined;
    }
    if (!fits(cli)) {
        say(`Building the Pulumi CLI ${SDK_VERSION} from its Go module; that takes some ten minutes, once`);
        if (!build(CLI, `${CLI}/cmd/pulumi`, cli)) {
            return undefined;
        }
    }
    // The module of the language host is not served everywhere. Where it is not, the tests put the project's own on PATH.
    if (run("go", ["list", "-m", `${LANGUAGE_HOST}@v${SDK_VERSION}`], { cwd: source, env }) !== undefined) {
        build(LANGUAGE_HOST, LANGUAGE_HOST, path.join(bin, exe("pulumi-language-nodejs")));
    }
    writeFileSync(path.join(folder, "complete"), "");
    return bin;
}

/**
 * The folder with `pulumi`, and with its language host for Node.js where that is to be had (see languageHost.js).
 *
 * @param {(line: string) => void} say called with what takes long
 * @throws Error in one line if there is no way to get one
 */
function findCli(say = () => {}) {
    const folder = onPath() ?? fromLauncher(say) ?? fromGo(say);
    if (folder === undefined) {
        throw new Error(
            `no Pulumi CLI 3.x from ${SDK_VERSION} on: none on PATH, the npm launcher could not download one, and ${run("go", ["version"]) === undefined ? "Go is not installed" : "the Go module could not be built"}`,
        );
    }
    return folder;
}

/** The language host of YAML programs; its releases are not those of the CLI. */
const YAML_HOST = { module: "github.com/pulumi/pulumi-yaml", version: "v1.25.0", main: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml" };

/**
 * The folder with `pulumi-language-yaml`, built once from its Go module; undefined where it can't be.
 *
 * @param {(line: string) => void} say called with what takes long
 */
function findYamlHost(say = () => {}) {
    const folder = cacheFolder(`yaml-${YAML_HOST.version}`);
    const host = path.join(folder, exe("pulumi-language-yaml"));
    if (!existsSync(host)) {
        say(`Building the language host for YAML ${YAML_HOST.version} from its Go module, once`);
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(folder, "go.mod"), `module yaml-host\n\ngo 1.25\n\nrequire ${YAML_HOST.module} ${YAML_HOST.version}\n`);
        writeFileSync(path.join(folder, "tools.go"), `//go:build tools\n\npackage tools\n\nimport _ "${YAML_HOST.main}"\n`);
        const env = { ...process.env, GOFLAGS: "-mod=mod", GO111MODULE: "on", CGO_ENABLED: "0" };
        // Another process may build it at the same time.
        const made = `${host}.${process.pid}`;
        const args = ["build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", made, YAML_HOST.main];
        if (run("go", args, { cwd: folder, env, timeoutMs: BUILD_MS }) === undefined) {
            return undefined;
        }
        renameSync(made, host);
    }
    return folder;
}

module.exports = { cacheFolder, findCli, findYamlHost };
