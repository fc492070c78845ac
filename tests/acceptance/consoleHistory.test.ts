import assert from "node:assert/strict";
import type { Page } from "playwright-core";

import { describeConsole, picture } from "./support/consolePage";

describeConsole("the history in the console", (inNewPage) => {
    const inPage = (work: (page: Page) => Promise<void>) =>
        inNewPage(async (page) => {
            await page.getByRole("button", { name: "Restart" }).click();
            await work(page);
        });
    const view = (page: Page, name: string) => page.getByRole("navigation").getByRole("button", { name }).click();
    const play = (page: Page) => page.getByRole("button", { name: "Play", exact: true }).click();
    const settle = async (page: Page) => {
        await page.getByRole("button", { name: "To the end" }).click();
        await page.getByText("idle", { exact: true }).waitFor();
    };
    const rows = (page: Page) => page.locator(".events li");
    /** The steps of the timeline, without times, and without numbers that differ. */
    const timeline = async (page: Page) =>
        (await page.getByRole("region", { name: "Timeline" }).locator(".steps li > :last-child").allTextContents()).map((text) =>
            text.replace(/".*churn-train-1117-\d+.*"/, '"… churn-train-1117-N …"'),
        );

    it("shows the life of a job: every attempt, the dead letter, the redrive and the message", () =>
        inPage(async (page) => {
            await page.getByText("What happens if …").click();
            await page.getByRole("button", { name: "A handler throws" }).click();
            await settle(page);
            await view(page, "History");
            await rows(page).getByText("dead-lettered").waitFor();
            await view(page, "Graph");
            await page.getByText("Faults", { exact: true }).click();
            await page.getByRole("button", { name: "Switch off" }).click();
            await page.locator("[data-node]", { hasText: "queue job-status-failure-queue" }).click();
            await page.getByRole("button", { name: "Redrive" }).first().click();
            await settle(page);
            await view(page, "History");
            await rows(page).getByText("handled").waitFor();
            await rows(page).getByRole("button").click();
            await page.getByRole("region", { name: "Timeline" }).getByText("run 4, ran: handled").waitFor();
            const failed = (run: string) => `training-job-function${run} failed: Error: broken on purpose`;
            assert.deepEqual(await timeline(page), [
                "SageMaker Training Job State Change: Failed, matches training-job-rule",
                "The rule training-job-rule has it for training-job-function",
                "EventBridge hands it to training-job-function",
                failed(""),
                failed(", run 2,"),
                failed(", run 3,"),
                'job-status-failure-queue has it: Function "training-job-function-7d1ef77" failed: Error: broken on purpose',
                "A message was removed from job-status-failure-queue",
                'job-status-topic has the message "… churn-train-1117-N …"',
                "email:ml-platform@example.com has received it",
                "training-job-function, run 4, ran: handled",
            ]);
            const causes = page.getByRole("region", { name: "Failures by cause" });
            assert.equal(await causes.getByRole("row").textContent(), "algorithm-error1");
            assert.match((await page.getByRole("region", { name: "Durations" }).textContent())!, /TrainingJob14 min 5 s4 min 5 s/);
            assert.match((await page.getByRole("region", { name: "Cost" }).textContent())!, /ml\.m5\.2xlarge10\.14no price/);
            await picture(page, "history");
        }));

    it("shows an event that never came, and that the reconciler found it", () =>
        inPage(async (page) => {
            await page.getByText("What happens if …").click();
            await page.getByRole("button", { name: "SageMaker does not send an event" }).click();
            await page.getByLabel("Speed").selectOption("10000");
            await view(page, "History");
            await rows(page).getByText("handled, found by the reconciler").waitFor();
            await page.getByRole("button", { name: "Pause" }).click();
            await page.getByLabel("Speed").selectOption("100");
            await rows(page).getByText("handled, found by the reconciler").click();
            await page.getByRole("region", { name: "Timeline" }).getByText("training-job-function ran: handled").waitFor();
            assert.deepEqual(await timeline(page), [
                "The rule training-job-rule did not get it: SageMaker did not send it",
                "The reconciler has found an event that never came, and gives it to training-job-function: SageMaker Training Job State Change Failed",
                'job-status-topic has the message "… churn-train-1117-N …"',
                "email:ml-platform@example.com has received it",
                "training-job-function ran: handled",
            ]);
            await rows(page).getByText("reconciled", { exact: true }).waitFor();
            await picture(page, "reconciled");
        }));

    it("finds events by words, kind and outcome, and shows which statuses have no rule", () =>
        inPage(async (page) => {
            for (const sample of ["TrainingJob.failed", "Endpoint.updating", "TransformJob.failed"]) {
                await page.getByLabel("Event", { exact: true }).selectOption(sample);
                await play(page);
            }
            await settle(page);
            await view(page, "History");
            const found = (text: string) => page.getByRole("status").getByText(text, { exact: true }).waitFor();
            await found("3 of 3 events");
            await page.getByLabel("Search").fill("churn FAILED");
            await found("2 of 3 events");
            await page.getByRole("combobox", { name: "Kind" }).selectOption("TransformJob");
            await found("1 of 3 events");
            await page.getByLabel("Search").fill("");
            await page.getByRole("combobox", { name: "Kind" }).selectOption("");
            await page.getByRole("combobox", { name: "Outcome" }).selectOption("unmatched");
            await found("1 of 3 events");
            const coverage = page.getByRole("region", { name: "Coverage" });
            await coverage.getByText(/^\d+ statuses, \d+ without a rule/).waitFor();
            const endpoint = (await coverage.getByRole("row", { name: /^Endpoint/ }).textContent())!;
            assert.match(endpoint, /UPDATING, no rule \(1\)/);
            assert.match(endpoint, /FAILED(?!, no rule)/);
        }));
});
