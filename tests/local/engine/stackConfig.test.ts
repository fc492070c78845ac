import assert from "node:assert/strict";
import * as path from "node:path";
import { readProject } from "../../../local/engine/settings";
import { packConfig, programConfig, readStackConfig, regionOf, type StackConfig } from "../../../local/engine/stackConfig";
import { withEnvironment } from "../../support/environment";
import { inFolder } from "./support";

const PROJECT = `
name: shop
runtime: nodejs
config:
    kinds: { type: array, items: { type: string }, default: [training] }
    limits: { type: object, default: { instances: 2 } }
    days: { type: integer, default: 14 }
    enabled: { type: boolean, default: true }
    owner: { type: string }
    apiKey: { type: string, secret: true }
    aws:region: eu-west-1
`;

function read(stackFile: string | undefined, overrides: Record<string, string>, check: (config: () => StackConfig, folder: string) => void): void {
    const files = { "Pulumi.yaml": PROJECT, ...(stackFile === undefined ? {} : { "Pulumi.dev.yaml": stackFile }) };
    inFolder(files, (folder) => check(() => readStackConfig(readProject(folder), "dev", overrides), folder));
}

const plain = (text: string) => ({ text, structured: false, secret: false });

describe("the configuration of a stack", () => {
    it("lies between the overrides and the defaults of the project", () => {
        const stack = "config:\n    shop:owner: ml\n    days: '30'\n    other:config:old: 0123\n    other:flag: true\n";
        read(stack, { apiKey: "swordfish", "shop:kinds": '["transform"]', enabled: "false" }, (config) => {
            assert.deepEqual(config(), {
                "shop:owner": plain("ml"),
                "shop:days": plain("30"),
                "other:old": plain("0123"),
                "other:flag": plain("true"),
                "shop:apiKey": { text: "swordfish", structured: false, secret: true },
                "shop:kinds": { text: '["transform"]', structured: true, secret: false },
                "shop:enabled": plain("false"),
                "aws:region": plain("eu-west-1"),
                "shop:limits": { text: '{"instances":2}', structured: true, secret: false },
            });
        });
    });

    it("takes an encrypted value from an override, as a secret", () => {
        const stack = "config:\n    shop:owner: ml\n    shop:apiKey: { secure: v1:x }\n    other:token: { deep: [{ secure: v1:y }] }\n";
        read(stack, { apiKey: "swordfish", "other:token": '{"deep":["pearl"]}' }, (config) => {
            const { "shop:apiKey": apiKey, "other:token": token } = config();
            assert.deepEqual(
                { apiKey, token },
                {
                    apiKey: { text: "swordfish", structured: false, secret: true },
                    token: { text: '{"deep":["pearl"]}', structured: false, secret: true },
                },
            );
        });
    });

    it("needs no file where no stack has one", () => {
        read(undefined, { owner: "ml", apiKey: "k" }, (config) => assert.equal(config()["shop:owner"]?.text, "ml"));
    });

    it("refuses a stack without a file where others have one", () => {
        inFolder({ "Pulumi.yaml": PROJECT, "Pulumi.prod.yaml": "", "Pulumi.test.yaml": "" }, (folder) => {
            assert.throws(() => readStackConfig(readProject(folder), "dev"), {
                name: "ProgramError",
                message: `Stack 'dev' has no ${path.join(folder, "Pulumi.dev.yaml")}; the stacks there are prod, test`,
            });
        });
    });

    it("reports every mistake at once, one a line, in the words of Pulumi", () => {
        const stack = `
environment: [shared/dev]
config:
    shop:kinds: training
    shop:limits: [1]
    shop:days: soon
    shop:enabled: maybe
    shop:apiKey: plain
    other:token: { secure: v1:x }
    a:b:c: 1
`;
        read(stack, { "x:y:z": "1" }, (config, folder) => {
            const file = path.join(folder, "Pulumi.dev.yaml");
            assert.throws(config, {
                name: "ProgramError",
                message: [
                    "Stack 'dev' is missing configuration value 'owner'",
                    `${file}: environment (Pulumi ESC) is not supported here: give its values by --config KEY=VALUE`,
                    `${file}: configuration keys should be of the form '<namespace>:<name>', got 'a:b:c'`,
                    "--config 'x:y:z': configuration keys should be of the form '<namespace>:<name>'",
                    "Configuration 'other:token' of stack 'dev' is encrypted and cannot be decrypted here: give its value by --config other:token=VALUE",
                    "Stack 'dev' with configuration key 'apiKey' must be encrypted as it's secret",
                    "Stack 'dev' with configuration key 'days' must be of type 'integer'",
                    "Stack 'dev' with configuration key 'enabled' must be of type 'boolean'",
                    "Stack 'dev' with configuration key 'kinds' must be of type 'array<string>'",
                    "Stack 'dev' with configuration key 'limits' must be of type 'object'",
                ].join("\n"),
            });
        });
    });

    it("names all missing values in one line", () => {
        read("config: {}\n", {}, (config) => {
            assert.throws(config, { message: "Stack 'dev' is missing configuration values 'apiKey' and 'owner'" });
        });
    });

    it("refuses an override that is not JSON where the setting is structured", () => {
        read("config:\n    owner: ml\n", { apiKey: "k", kinds: "training", limits: "[1]" }, (config) => {
            assert.throws(config, {
                message: [
                    "--config 'kinds' must be JSON of type 'array<string>', got \"training\"",
                    "Stack 'dev' with configuration key 'limits' must be of type 'object'",
                ].join("\n"),
            });
        });
    });

    it("refuses a secret with a default in the project file, as Pulumi does", () => {
        const project = "name: shop\nruntime: nodejs\nconfig:\n    apiKey: { type: string, secret: true, default: swordfish }\n";
        inFolder({ "Pulumi.yaml": project }, (folder) => {
            assert.throws(() => readStackConfig(readProject(folder), "dev"), {
                message: "Stack 'dev' with configuration key 'apiKey' must be encrypted as it's secret",
            });
        });
    });

    it("says that a file without config has its settings in the wrong place", () => {
        const files = { "shop:owner": "shop:owner: ml\n", owner: "owner: ml\n", Config: "Config:\n    shop:owner: ml\n" };
        for (const [key, stack] of Object.entries(files)) {
            read(stack, { owner: "ml", apiKey: "k" }, (config, folder) => {
                assert.throws(config, {
                    message: `${path.join(folder, "Pulumi.dev.yaml")} has no config: settings such as ${key} must be below a line "config:"`,
                });
            });
        }
    });

    it("accepts a file with nothing but what Pulumi keeps in it", () => {
        for (const stack of ["", "encryptionsalt: v1:x\n", "secretsprovider: awskms://alias/x\nencryptedkey: y\n", "config:\n"]) {
            read(stack, { owner: "ml", apiKey: "k" }, (config) => assert.equal(config()["shop:owner"]?.text, "ml"));
        }
    });

    for (const [region, got] of [
        ["us-east1", '"us-east1" (did you mean us-east-1?)'],
        ["EU-WEST-1", '"EU-WEST-1" (did you mean eu-west-1?)'],
        ["", "nothing"],
    ] as const) {
        it(`reports the Region ${JSON.stringify(region)} together with other mistakes`, () => {
            read(undefined, { owner: "ml", apiKey: "k", days: "soon", "aws:region": region }, (config) => {
                assert.throws(config, {
                    message: [
                        "Stack 'dev' with configuration key 'days' must be of type 'integer'",
                        `Configuration aws:region must be a Region such as us-east-1, got ${got}`,
                    ].join("\n"),
                });
            });
        });
    }

    it("takes the Region of the environment where none is configured, and refuses it by its name", () => {
        withEnvironment({ AWS_REGION: "eu-west-3" }, () =>
            assert.deepEqual(regionOf({}), { region: "eu-west-3", given: true, from: "Environment variable AWS_REGION" }),
        );
        withEnvironment({ AWS_REGION: "eu-west3" }, () =>
            inFolder({ "Pulumi.yaml": "name: shop\nruntime: nodejs\n" }, (folder) => {
                assert.throws(() => readStackConfig(readProject(folder), "dev"), {
                    message: 'Environment variable AWS_REGION must be a Region such as us-east-1, got "eu-west3" (did you mean eu-west-3?)',
                });
            }),
        );
        withEnvironment({ AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }, () => assert.equal(regionOf({}).region, "us-east-1"));
    });

    it("refuses a config that is not a mapping", () => {
        read("config: [1]\n", { owner: "ml", apiKey: "k" }, (config, folder) => {
            assert.throws(config, { message: `${path.join(folder, "Pulumi.dev.yaml")}: config must be a mapping of keys to values` });
        });
    });
});

describe("configuration for the processes", () => {
    const config: StackConfig = { "shop:owner": plain("ml"), "shop:apiKey": { text: "swordfish", structured: false, secret: true } };

    it("has the old form of keys for a program, and the names of its secrets", () => {
        assert.deepEqual(programConfig(config), {
            PULUMI_CONFIG: '{"shop:config:owner":"ml","shop:config:apiKey":"swordfish"}',
            PULUMI_CONFIG_SECRET_KEYS: '["shop:apiKey"]',
        });
    });

    it("has the new form of keys for a pack", () => {
        assert.deepEqual(packConfig(config), { PULUMI_CONFIG: '{"shop:owner":"ml","shop:apiKey":"swordfish"}' });
    });
});
