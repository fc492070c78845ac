import { Command, CommanderError } from "commander";

import { ProgramError } from "../engine/programError";
import { checkCommand } from "./check/command";
import { coverageCommand } from "./coverage/command";
import { EXIT, MisuseError } from "./shared/errors";
import { kindsCommand } from "./kinds/command";
import { patternCommand } from "./pattern/command";
import { runCommand } from "./run/command";
import { smokeCommand } from "./smoke/command";
import { whyCommand } from "./why/command";

/** All commands. `done` gets the work of the one that is called, whose result is the exit code. */
export function commandLine(done: (work: Promise<number>) => Promise<void>): Command {
    const program = new Command("jobstatus")
        .description(
            "Plays SageMaker job status events through a Pulumi program on this machine. No AWS account is needed, and only smoke --yes uses one.",
        )
        .exitOverride()
        .showHelpAfterError("(jobstatus --help lists the commands)")
        .helpCommand(false);
    for (const command of [runCommand, checkCommand, whyCommand, kindsCommand, patternCommand, coverageCommand, smokeCommand]) {
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

/** Prints what a person can do something about in one line; anything else is a bug of ours and keeps its stack trace. */
function exitCodeOf(error: unknown): number {
    if (error instanceof CommanderError) {
        return error.exitCode === 0 ? EXIT.ok : EXIT.misuse;
    }
    if (error instanceof MisuseError) {
        process.stderr.write(`error: ${error.message}\n`);
        return EXIT.misuse;
    }
    if (error instanceof ProgramError) {
        process.stderr.write(`${error.message}\n`);
        return error.isMisuse ? EXIT.misuse : EXIT.findings;
    }
    throw error;
}
