import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";

import { ProgramError, parseOverrides } from "../../engine";
import { MisuseError } from "./errors";

/** The project that the command belongs to: the program that it works on unless told otherwise, and the home of the sample events. */
export const OWN_PROJECT = path.resolve(__dirname, "../../..");

/** The shared options as commander parses them. */
export interface RawProgramOptions {
    program?: string;
    stack?: string;
    config?: string[];
}

/** Which program to run, and how. */
export interface ProgramChoice {
    /** Absolute path of the folder with the Pulumi.yaml. */
    readonly program: string;
    readonly stack: string;
    /** Key, with or without namespace → text. */
    readonly config: Readonly<Record<string, string>>;
}

/** Adds `--program`, `--stack` and `--config` to a command. */
export function addProgramOptions(command: Command): Command {
    return command
        .option("--program <dir>", "folder of a Pulumi program in Node.js (default: the project of this command)")
        .option("--stack <name>", "stack whose Pulumi.NAME.yaml is read (default: dev)")
        .option("--config <key=value>", "setting instead of that of the stack; may be repeated", (text: string, before: string[] = []) => [
            ...before,
            text,
        ]);
}

/**
 * Checks the shared options and fills in the defaults.
 *
 * @param folder Where a relative `--program` starts. @default the working directory
 * @throws MisuseError for a folder without Pulumi.yaml, an empty stack name and a setting that is not KEY=VALUE.
 */
export function readProgramOptions({ program, stack, config = [] }: RawProgramOptions, folder = process.cwd()): ProgramChoice {
    if (stack === "") {
        throw new MisuseError("--stack must be the name of a stack, got nothing");
    }
    return { program: program === undefined ? OWN_PROJECT : folderOf(program, folder), stack: stack ?? "dev", config: overridesOf(config) };
}

function folderOf(given: string, folder: string): string {
    if (given === "") {
        throw new MisuseError("--program must be a folder, got nothing");
    }
    const program = path.resolve(folder, given);
    if (!existsSync(path.join(program, "Pulumi.yaml"))) {
        throw new MisuseError(`--program ${given}: ${existsSync(program) ? "there is no Pulumi.yaml in it" : "no such folder"}`);
    }
    return program;
}

function overridesOf(config: readonly string[]): Record<string, string> {
    try {
        return parseOverrides(config);
    } catch (error) {
        throw error instanceof ProgramError ? new MisuseError(error.message) : error;
    }
}
