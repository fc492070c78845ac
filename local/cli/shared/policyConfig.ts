import type { Command } from "commander";

import type { PolicyConfig } from "../../engine";
import { MisuseError } from "./errors";
import { readJsonFile } from "./readJsonFile";
import { isObject } from "./resourceValues";

/** Adds `--policy-config` to a command. */
export const addPolicyConfigOption = (command: Command): Command =>
    command.option("--policy-config <file>", "configuration of the policies, as for pulumi --policy-pack-config");

/** The configuration in a file; undefined without one. @throws MisuseError for a file that has none. */
export function readPolicyConfig(file: string | undefined): PolicyConfig | undefined {
    if (file === undefined) {
        return undefined;
    }
    const { value } = readJsonFile("--policy-config", file);
    if (!isObject(value)) {
        throw new MisuseError(`--policy-config ${file}: must be an object of policy name → level or settings`);
    }
    return value as PolicyConfig;
}
