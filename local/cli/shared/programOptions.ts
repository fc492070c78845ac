import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";

import { type GivenAnswers, readAnswers } from "./answers";
import { repeated } from "./definition";
import { MisuseError } from "./errors";

/** The project that the command belongs to: the home of the sample events and of the policy pack. */
export const OWN_PROJECT = path.resolve(__dirname, "../../..");

/** The shared options as commander parses them. */
export interface RawProgramOptions {
    program?: string;
    stack?: string;
    config?: string[];
    answers?: string;
}

/** Which program to run, and how. */
export interface ProgramChoice {
    /** Absolute path of the folder with the Pulumi.yaml. */
    readonly program: string;
    readonly stack: string;
    /** Key, with or without namespace → text. */
    readonly config: Readonly<Record<string, string>>;
    readonly answers: GivenAnswers;
}

/** Adds `--program`, `--stack`, `--config` and `--answers` to a command. */
export function addProgramOptions(command: Command): Command {
    return command
        .option(
            "--program <dir>",
            "folder of a Pulumi program in Node.js (default: this folder, or the nearest above it, with a Pulumi.yaml; else the project of this command)",
        )
        .option("--stack <name>", "stack whose Pulumi.NAME.yaml is read (default: dev)")
        .option("--config <key=value>", "setting that replaces that of the stack; may be repeated", repeated)
        .option("--answers <file>", "JSON with results of provider functions and outputs of other stacks; a new file gets what the program asks for");
}

/**
 * Checks the shared options and fills in the defaults.
 *
 * @param folder Where a relative `--program` starts. @default the working directory
 * @throws MisuseError for a folder without Pulumi.yaml, an empty stack name and a setting that is not KEY=VALUE.
 */
export function readProgramOptions({ program, stack, config = [], answers }: RawProgramOptions, folder = process.cwd()): ProgramChoice {
    if (stack === "") {
        throw new MisuseError("--stack must be the name of a stack, got nothing");
    }
    return {
        program: program === undefined ? defaultProgram(folder) : folderOf(program, folder),
        stack: stack ?? "dev",
        config: overridesOf(config),
        answers: readAnswers(answers),
    };
}

/**
 * The nearest folder of a Pulumi program at or above the given one, as the Pulumi CLI finds it; else the project of the command.
 *
 * @throws MisuseError where the command was installed as a package, which has no program.
 */
export function defaultProgram(folder = process.cwd()): string {
    const above = folder.split(path.sep).map((_, index, names) => names.slice(0, names.length - index).join(path.sep) || path.sep);
    const program = [...above, OWN_PROJECT].find((each) => existsSync(path.join(each, "Pulumi.yaml")));
    if (program === undefined) {
        throw new MisuseError("--program must be the folder of a Pulumi program: there is no Pulumi.yaml in this one, nor above it");
    }
    return program;
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
    return Object.fromEntries(
        config.map((text) => {
            const equals = text.indexOf("=");
            if (equals < 1) {
                throw new MisuseError(`--config must be KEY=VALUE, got ${JSON.stringify(text)}`);
            }
            return [text.slice(0, equals), text.slice(equals + 1)];
        }),
    );
}
