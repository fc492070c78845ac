import { Command, Option } from "commander";

import { type Coverage, coverageOf } from "./matrix";
import { renderMermaid } from "./mermaid";
import { renderMarkdown, renderTable } from "./render";
import { EXIT } from "../shared/errors";
import { addRuleSourceOptions, type RawSourceOptions, readRules } from "../shared/ruleSource";

const FORMATS = {
    table: renderTable,
    markdown: renderMarkdown,
    mermaid: (_source: string, coverage: Coverage) => renderMermaid(coverage),
    json: (source: string, coverage: Coverage) => JSON.stringify({ source, ...coverage }, null, 4),
} as const;

interface CoverageOptions extends RawSourceOptions {
    format: keyof typeof FORMATS;
}

/** `jobstatus coverage`: which rule hears which status of which kind, which nobody hears, and which rules hear nothing. */
export function coverageCommand(done: (work: Promise<number>) => Promise<void>): Command {
    const command = new Command("coverage").description(
        "Says which rule hears which status of which kind, what nobody hears, and which rules hear nothing.",
    );
    return addRuleSourceOptions(command)
        .addOption(new Option("--format <format>", "how to write it").choices(Object.keys(FORMATS)).default("table"))
        .action((options: CoverageOptions) => done(coverage(options)));
}

/** @returns the exit code: findings if there is a rule that no event can reach. */
async function coverage(options: CoverageOptions): Promise<number> {
    const { source, rules } = await readRules(options, (message) => process.stderr.write(`${message}\n`));
    const found = coverageOf(rules);
    process.stdout.write(`${FORMATS[options.format](source, found)}\n`);
    return found.unreachable.length === 0 ? EXIT.ok : EXIT.findings;
}
