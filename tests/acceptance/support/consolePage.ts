import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

import { readResources } from "../../../local/cli/run/readResources";
import { newestTime, readEvents } from "../../../local/cli/shared/readEvents";
import { readProgramOptions } from "../../../local/cli/shared/programOptions";
import { Session, type SessionOptions } from "../../../local/console/session";
import { describeInBrowser, openBrowser } from "../../support/browser";
import { PROJECT } from "../../support/devStack";

/** Where tests leave pictures for people to look at; SCREENSHOTS names another folder. */
export const SCREENSHOTS = process.env.SCREENSHOTS ?? path.join(tmpdir(), "jobstatus-console");

/** Starts a console in this process, as the command does. */
export function startConsole(program: string, change: Partial<SessionOptions> = {}): Promise<Session> {
    const samples = readEvents([path.join(PROJECT, "tests", "events")]);
    return Session.start({
        ...readProgramOptions({ program }),
        pack: { folder: path.join(PROJECT, "policy"), config: undefined },
        seed: 1,
        startMs: newestTime(samples)!,
        port: 0,
        samples,
        resources: readResources(path.join(PROJECT, "tests", "resources.json")),
        files: { script: path.join(PROJECT, "dist", "console.js"), style: path.join(PROJECT, "dist", "console.css") },
        onProgress: () => {},
        ...change,
    });
}

/** A page of the console. It fails the test if anything is written to the browser's console, or a script throws. */
export async function withPage(
    browser: Browser,
    url: string,
    work: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    try {
        context.setDefaultTimeout(120_000);
        const page = await context.newPage();
        const problems: string[] = [];
        page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
        page.on("pageerror", (error) => problems.push(error.message));
        await page.goto(url);
        await page.waitForSelector("[data-node]");
        await work(page).catch(async (error: unknown) => {
            await picture(page, `failed-${Date.now()}`);
            throw error;
        });
        assert.deepEqual(problems, []);
    } finally {
        await context.close();
    }
}

/** Defines tests of a console on the dev stack; without a browser, says in a line that they are left out. */
export function describeConsole(
    title: string,
    define: (inPage: (work: (page: Page) => Promise<void>, options?: BrowserContextOptions) => Promise<void>) => void,
): void {
    describeInBrowser(title, (executablePath) => {
        let session: Session;
        let browser: Browser | undefined;
        before(async () => {
            session = await startConsole(PROJECT);
            browser = await openBrowser(executablePath);
        });
        // Where there is no console, there is no browser that would keep the tests from ending.
        after(async () => {
            await browser?.close();
            await session?.close();
        });
        define((work, options) => withPage(browser!, session.url, work, options));
    });
}

/** Takes a picture of the page. */
export async function picture(page: Page, name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}
