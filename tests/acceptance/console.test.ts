import assert from "node:assert/strict";

import { describeConsole, picture } from "./support/consolePage";

describeConsole("the console on the dev stack", (inPage) => {
    it("draws the program from the kinds to the channels, with the alarms at what they watch", () =>
        inPage(async (page) => {
            const names = await page.locator("[data-node] .name").allTextContents();
            for (const name of [
                "TrainingJob",
                "rule training-job-rule",
                "function training-job-function",
                "topic job-status-topic",
                "table job-status-ledger",
                "Alarms",
            ]) {
                assert.ok(names.includes(name), `${name} is in ${names.join(", ")}`);
            }
            assert.equal(names.length, 42);
            const rule = page.getByRole("button", { name: "rule training-job-rule" });
            assert.match((await rule.getAttribute("title"))!, /^rule training-job-rule\n0 matched$/);
            assert.match((await rule.textContent())!, /0\/3 alarms/);
            await picture(page, "graph");
        }));

    it("shows the pattern, the properties, the parts and the line of source of what is clicked", () =>
        inPage(async (page) => {
            await page.getByRole("button", { name: "rule training-job-rule" }).click();
            const details = page.getByRole("region", { name: "Details" });
            await details.getByText("Made by").first().waitFor();
            assert.match(
                (await details.locator(".source").first().textContent())!,
                /^Made by index\.ts:\d+, through composition\.ts:\d+, components\//,
            );
            assert.match((await details.locator("pre").first().textContent())!, /"SageMaker Training Job State Change"/);
            await details.getByText("training-job-target").waitFor();
            await page.getByRole("button", { name: "function training-job-function" }).click();
            await details.getByText("Package", { exact: true }).click();
            await details.getByText(/^\d+ bytes, SHA-256 [0-9a-f]{64}/).waitFor();
            await details.locator("summary", { hasText: /^Role$/ }).click();
            assert.match((await details.textContent())!, /sns:Publish/);
            await picture(page, "details");
        }));

    it("moves the clock by a step, at a speed, and stops it", () =>
        inPage(async (page) => {
            const time = page.locator(".clock time");
            assert.equal(await time.textContent(), "2026-11-20 06:00:47 UTC");
            await page.getByRole("button", { name: "Step" }).click();
            await page.locator(".clock time", { hasText: "2026-11-20 06:01:47 UTC" }).waitFor();
            await page.getByLabel("Speed").selectOption("1000");
            await page.locator(".clock time", { hasText: /2026-11-20 06:[1-9]/ }).waitFor();
            await page.getByRole("button", { name: "Pause" }).click();
            await page.getByRole("button", { name: "Start", exact: true }).waitFor();
        }));

    it("is reloaded without the token in its address", () =>
        inPage(async (page) => {
            assert.equal(new URL(page.url()).search, "");
            await page.reload();
            await page.waitForSelector("[data-node]");
        }));
});
