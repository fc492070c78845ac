import * as assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

const FENCE = "```";

/**
 * Expected texts, kept by title in a Markdown file that people read and review. `UPDATE=1` rewrites the file from what was checked:
 * review the difference line by line before committing it.
 */
export class Golden {
    private readonly checked = new Map<string, string>();
    private readonly expected: ReadonlyMap<string, string>;

    constructor(
        private readonly file: string,
        private readonly heading: string,
    ) {
        const text = process.env.UPDATE === "1" ? "" : readFileSync(file, "utf8");
        const sections = text.split(/^## /m).slice(1);
        this.expected = new Map(sections.map((section) => /^(.*)\n\n```text\n([\s\S]*)\n```\n/.exec(section)!.slice(1) as [string, string]));
    }

    check(title: string, actual: string): void {
        this.checked.set(title, actual);
        if (process.env.UPDATE !== "1") {
            assert.equal(actual, this.expected.get(title));
        }
    }

    /** To be called after the last check: the file must have nothing that was not checked. */
    finish(): void {
        if (process.env.UPDATE === "1") {
            const sections = [...this.checked].map(([title, text]) => `## ${title}\n\n${FENCE}text\n${text}\n${FENCE}\n`);
            writeFileSync(this.file, [`# ${this.heading}\n`, ...sections].join("\n"));
        } else {
            assert.deepEqual([...this.expected.keys()], [...this.checked.keys()]);
        }
    }
}
