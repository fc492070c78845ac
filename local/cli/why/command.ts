import { Command, Option } from "commander";

import { EXIT, MisuseError } from "../shared/errors";
import { readEvents } from "../shared/readEvents";
import { addRuleSourceOptions, type RawSourceOptions, readRules } from "../shared/ruleSource";
import { explain } from "./explain";
import { renderWhy } from "./render";

interface WhyOptions extends RawSourceOptions {
    format: "text" | "json";
}

/** `jobstatus why EVENT.json`: which rules an event matches and where it goes, and why it does not match the others. */
export function whyCommand(done: (work: Promise<number>) => Promise<void>): Command {
    const command = new Command("why")
        .description("Says which rules an event matches and where it goes, and what stands in the way of the others.")
        .argument("<event>", "JSON file with one event or a list, JSON lines, a folder of them, or - for standard input");
    return addRuleSourceOptions(command)
        .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
        .action((event: string, options: WhyOptions) => done(why(event, options)));
}

/** @returns the exit code: ok if every event is heard by an enabled rule. */
async function why(given: string, options: WhyOptions): Promise<number> {
    const events = readGiven(given);
    const { source, rules } = await readRules(options, (message) => process.stderr.write(`${message}\n`));
    const explanations = events.map(({ name, event }) => {
        try {
            return explain(rules, name, event);
        } catch (error) {
            throw (error as Error).name === "ValidationException" ? new MisuseError(`${name}: ${(error as Error).message}`) : error;
        }
    });
    const text = options.format === "json" ? JSON.stringify({ source, events: explanations }, null, 4) : renderWhy(source, explanations);
    process.stdout.write(`${text}\n`);
    return explanations.every(({ heard }) => heard) ? EXIT.ok : EXIT.findings;
}

/** The reader of events speaks of the option by which other commands get them. */
function readGiven(given: string): ReturnType<typeof readEvents> {
    try {
        return readEvents([given]);
    } catch (error) {
        throw error instanceof MisuseError ? new MisuseError(error.message.replace(/^--events /, "EVENT ")) : error;
    }
}
