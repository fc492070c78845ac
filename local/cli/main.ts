import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Command, CommanderError } from "commander";

import { ProgramError } from "../engine/programError";
import { checkCommand } from "./check/command";
import { consoleCommand } from "./console/command";
import { coverageCommand } from "./coverage/command";
import { dlqCommand } from "./dlq/command";
import { initCommand } from "./init/command";
import { kindsCommand } from "./kinds/command";
import { messageCommand } from "./message/command";
import { patternCommand } from "./pattern/command";
import { runCommand } from "./run/command";
import type { Done } from "./shared/definition";
import { EXIT, MisuseError } from "./shared/errors";
import { OWN_PROJECT } from "./shared/programOptions";
import { screenWidth, write, writeError } from "./shared/terminal";
import { linesOfError } from "./shared/text";
import { simulateCommand } from "./simulate/command";
import { smokeCommand } from "./smoke/command";
import { whyCommand } from "./why/command";

/** All commands. */
export function commandLine(done: Done): Command {
    const program = new Command("jobstatus")
        .description(
            "Plays SageMaker job status events through a Pulumi program on this machine. No AWS account is needed, and only smoke --yes and dlq use one.",
        )
        .version((JSON.parse(readFileSync(path.join(OWN_PROJECT, "package.json"), "utf8")) as { version: string }).version)
        .configureOutput({
            // Only commander's own suggestion is a second line: another line feed is that of an argument.
            outputError: (text) => writeError(`${linesOfError(text.trimEnd().split(/\n(?=\(Did you mean [^\n]*$)/))}\n`),
            writeOut: write,
            writeErr: writeError,
            getOutHelpWidth: screenWidth,
            getErrHelpWidth: screenWidth,
        })
        // By default help is not wrapped at all where less than 40 columns are left for it.
        .configureHelp({ minWidthToWrap: 20 })
        .exitOverride()
        .showHelpAfterError("(jobstatus --help lists the commands)")
        .helpCommand(false);
    const commands = [
        initCommand,
        runCommand,
        consoleCommand,
        checkCommand,
        whyCommand,
        kindsCommand,
        patternCommand,
        coverageCommand,
        messageCommand,
        simulateCommand,
        smokeCommand,
        dlqCommand,
    ];
    for (const command of commands) {
        // Without the settings, commander ends the process on a bad option, with the exit code of findings.
        program.addCommand(command(done).copyInheritedSettings(program));
    }
    return program;
}

/**
 * Runs one command line.
 *
 * @returns the exit code: 0 ok, 1 findings, 2 misuse.
 */
export async function main(argv: readonly string[]): Promise<number> {
    let exitCode: number = EXIT.ok;
    const program = commandLine(async (work) => {
        exitCode = await work;
    });
    try {
        await program.parseAsync(argv as string[], { from: "user" });
        return exitCode;
    } catch (error) {
        return exitCodeOf(error);
    }
}

/** Prints what a person can correct in one line; anything else is a bug of ours and keeps its stack trace. */
function exitCodeOf(error: unknown): number {
    if (error instanceof CommanderError) {
        return error.exitCode === 0 ? EXIT.ok : EXIT.misuse;
    }
    if (error instanceof MisuseError) {
        writeError(`${linesOfError([`error: ${error.message}`])}\n`);
        return EXIT.misuse;
    }
    if (error instanceof ProgramError) {
        // Each line of misuse is a mistake: a policy pack has one for each mistake of its configuration.
        writeError(`${linesOfError((error.isMisuse ? error.message.replace(/^/gm, "error: ") : error.message).split("\n"), false)}\n`);
        return error.isMisuse ? EXIT.misuse : EXIT.findings;
    }
    writeError(`${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.findings;
}
