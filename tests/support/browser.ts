import { existsSync } from "node:fs";
import * as path from "node:path";
import { source as axe } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The path of an installed Chromium; undefined if there is none. `CHROMIUM` names another one. */
export function findBrowser(): string | undefined {
    const folders = (process.env.PATH ?? "").split(path.delimiter);
    const candidates = [process.env.CHROMIUM ?? [], folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))].flat();
    return candidates.find((file) => existsSync(file));
}

/** Starts a browser without a window. Tests run as root in containers, where Chromium's sandbox does not work. */
export function openBrowser(executablePath: string): Promise<Browser> {
    return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
}

/** Defines tests that need a browser; without one, says in a line that they are left out. */
export function describeInBrowser(title: string, define: (executablePath: string) => void): void {
    const found = findBrowser();
    if (found === undefined) {
        console.log(`No Chromium is installed, so the tests of "${title}" in a browser are left out: apt-get install chromium`);
        return;
    }
    describe(title, () => define(found));
}

/** What axe-core reports of a page, worst first: "critical color-contrast: .dim". */
export async function problemsOf(page: Page): Promise<string[]> {
    // In the page's world: its policy forbids a script element.
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run()")) as {
        violations: { id: string; impact: string; nodes: { target: string[] }[] }[];
    };
    return violations.flatMap(({ id, impact, nodes }) => nodes.slice(0, 5).map(({ target }) => `${impact} ${id}: ${target.join(" ")}`));
}
