import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { faultTable } from "../../../local/simulate/faultTable";
import { PROJECT } from "../../support/devStack";

/** Rows of a table without the spaces that a formatter adds. */
const cells = (text: string) =>
    text
        .split("\n")
        .filter((line) => line.startsWith("|"))
        .map((line) => line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---")));

describe("docs/simulate.md", () => {
    it("has the table of faults", () => {
        const page = readFileSync(path.join(PROJECT, "docs", "simulate.md"), "utf8");
        const section = page.slice(page.indexOf("## Faults"));
        assert.deepEqual(cells(section), cells(faultTable()));
    });
});
