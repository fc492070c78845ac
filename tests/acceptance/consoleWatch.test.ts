import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Browser } from "playwright-core";

import type { Session } from "../../local/console/session";
import { describeInBrowser, openBrowser } from "../support/browser";
import { PROJECT } from "../support/devStack";
import { picture, startConsole, withPage } from "./support/consolePage";

/** A program with a rule and one queue each as its target. */
const programOf = (queues: readonly string[], status: string) => `
const aws = require("@pulumi/aws");
const pattern = { source: ["aws.sagemaker"], "detail-type": ["SageMaker Training Job State Change"], detail: { TrainingJobStatus: ["${status}"] } };
const rule = new aws.cloudwatch.EventRule("jobs", { eventPattern: JSON.stringify(pattern) });
for (const name of ${JSON.stringify(queues)}) {
    const queue = new aws.sqs.Queue(name);
    new aws.cloudwatch.EventTarget(name, { rule: rule.name, arn: queue.arn });
}
`;

describeInBrowser("the console while the source of a program is edited", (executablePath) => {
    let folder: string;
    let session: Session;
    let browser: Browser;
    const save = (text: string) => writeFileSync(path.join(folder, "index.js"), text);
    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "console-watch-"));
        symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder, "node_modules"));
        writeFileSync(path.join(folder, "Pulumi.yaml"), "name: edited\nruntime: nodejs\n");
        writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
        save(programOf(["one", "two"], "Failed"));
        [session, browser] = await Promise.all([startConsole(folder), openBrowser(executablePath)]);
    });
    after(async () => {
        await browser?.close();
        await session?.close();
        rmSync(folder, { recursive: true });
    });

    it("shows after a save what was added, changed and is gone, new findings, and the error of a program that fails", () =>
        withPage(browser, session.url, async (page) => {
            // Each save runs the program and the policy pack.
            await page.getByRole("button", { name: /^Findings \([1-9]/ }).waitFor();
            save(programOf(["one", "three"], "failed"));
            const changed = (name: string, change: string) => page.locator(`[data-node].${change}`, { hasText: name }).waitFor();
            await changed("queue three", "added");
            await changed("queue two", "gone");
            await changed("rule jobs", "changed");
            await picture(page, "edited");
            await page.getByRole("button", { name: /^Findings/ }).click();
            await page.getByRole("heading", { name: /^status-rule-pattern-matches/ }).waitFor();
            save("throw new Error('half written');");
            await page
                .getByRole("status")
                .getByText(/^The program fails after the last save: [^]*half written/)
                .waitFor();
            save(programOf(["one"], "Failed"));
            await page.getByRole("status").getByText("half written").waitFor({ state: "detached" });
        }));
});
