import { EXIT, MisuseError } from "../shared/errors";
import { readEvents } from "../shared/readEvents";
import { type RawSourceOptions, readRules } from "../shared/ruleSource";
import { oneLined, print, startProgress } from "../shared/terminal";
import { writeNote } from "../shared/text";
import { explain } from "./explain";
import { renderWhy } from "./render";

export interface WhyOptions extends RawSourceOptions {
    format: "text" | "json";
}

/** @returns the exit code: ok if an enabled rule matches every event. */
export async function why(given: string, options: WhyOptions): Promise<number> {
    const events = readEvents([given], { option: "EVENT", onNote: writeNote });
    const progress = startProgress();
    const { source, rules } = await readRules(options, progress.show).finally(progress.end);
    const explanations = events.map(({ name, event }) => {
        try {
            return explain(rules, name, event);
        } catch (error) {
            throw (error as Error).name === "ValidationException" ? new MisuseError(`${name}: ${(error as Error).message}`) : error;
        }
    });
    print(
        options.format === "json" ? JSON.stringify({ source, events: explanations }, null, 4) : renderWhy(oneLined(source), oneLined(explanations)),
    );
    return explanations.every(({ delivered }) => delivered) ? EXIT.ok : EXIT.findings;
}
