import { EXIT } from "../shared/errors";
import { readKind } from "../shared/kindArgument";
import { type RawSourceOptions, readRules } from "../shared/ruleSource";
import { oneLined, print, startProgress } from "../shared/terminal";
import { type Coverage, coverageOf, ofKind } from "./matrix";
import { renderMermaid } from "./mermaid";
import { renderMarkdown, renderTable } from "./render";

export interface CoverageOptions extends RawSourceOptions {
    format: "table" | "markdown" | "mermaid" | "json";
}

const RENDER: Readonly<Record<CoverageOptions["format"], (source: string, coverage: Coverage) => string>> = {
    table: (source, coverage) => renderTable(oneLined(source), oneLined(coverage)),
    markdown: renderMarkdown,
    mermaid: (_source, coverage) => renderMermaid(oneLined(coverage)),
    json: (source, coverage) => JSON.stringify({ source, ...coverage }, null, 4),
};

/** @returns the exit code: findings if there is a rule that no event can reach. */
export async function coverage(given: string | undefined, options: CoverageOptions): Promise<number> {
    const kind = given === undefined ? undefined : readKind(given);
    const progress = startProgress();
    const { source, rules } = await readRules(options, progress.show).finally(progress.end);
    const found = kind === undefined ? coverageOf(rules) : ofKind(coverageOf(rules), kind);
    print(RENDER[options.format](source, found));
    return found.unreachable.length === 0 ? EXIT.ok : EXIT.findings;
}
