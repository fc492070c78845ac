import assert from "node:assert/strict";
import type { Page } from "playwright-core";

import { describeConsole, picture } from "./support/consolePage";

describeConsole("playing events in the console", (inNewPage) => {
    /** A page on a local AWS in which nothing has happened. */
    const inPage = (work: (page: Page) => Promise<void>) =>
        inNewPage(async (page) => {
            await page.getByRole("button", { name: "Restart" }).click();
            await page.getByLabel("Speed").selectOption("100");
            await work(page);
        });
    const node = (page: Page, name: string) => page.locator("[data-node]", { hasText: new RegExp(`^${name}`) });
    const choose = (page: Page, name: string) => page.getByLabel("Event", { exact: true }).selectOption(name);
    const play = (page: Page) => page.getByRole("button", { name: "Play", exact: true }).click();
    const stepsOf = (page: Page) => page.locator(".steps li :last-child").allTextContents();

    it("lights the way of an event from its kind to the people who receive its message", () =>
        inPage(async (page) => {
            await choose(page, "TrainingJob.failed");
            await play(page);
            await page.getByRole("button", { name: "email:ml-platform@example.com has received it" }).waitFor();
            await page.getByText("training-job-function ran: handled").waitFor();
            assert.deepEqual(
                (await stepsOf(page)).map((text) => text.replace(/".*churn-train-1117-\d+.*"/, '"… churn-train-1117-N …"')),
                [
                    "SageMaker Training Job State Change: Failed, matches training-job-rule",
                    "The rule training-job-rule has it for training-job-function",
                    "EventBridge hands it to training-job-function",
                    'job-status-topic has the message "… churn-train-1117-N …"',
                    "email:ml-platform@example.com has received it",
                    "training-job-function ran: handled",
                ],
            );
            for (const name of ["TrainingJob", "rule training-job-rule", "function training-job-function", "topic job-status-topic"]) {
                assert.match((await node(page, name).getAttribute("class"))!, /\bway\b/, name);
            }
            // The edges are lit at first.
            await page.locator(".edge.way").nth(3).waitFor({ state: "attached" });
            await picture(page, "way");
        }));

    it("shows what happens when a queue policy is missing: the event is lost, and an alarm is on", () =>
        inPage(async (page) => {
            await page.getByText("What happens if …").click();
            await page.getByRole("button", { name: "A queue policy is missing" }).click();
            await page.getByText(/^Lost: EventBridge could not hand it over .* nor put it into the dead-letter queue/).waitFor();
            await node(page, "rule training-job-rule").and(page.locator(".ringing")).waitFor();
            await node(page, "Alarms").click();
            await page
                .getByRole("complementary")
                .getByText(/^ALARM {2}training-job-/m)
                .waitFor();
            await picture(page, "queue-policy-missing");
        }));

    it("explains why an event that was edited matches no rule", () =>
        inPage(async (page) => {
            await choose(page, "Endpoint.inService");
            await page.getByText("Edit the event").click();
            const editor = page.getByLabel("The event as JSON");
            await editor.fill((await editor.inputValue()).replace('"IN_SERVICE"', '"InService"'));
            await page.getByRole("button", { name: "Why?" }).click();
            const why = page.getByRole("region", { name: "Why" });
            await why.getByText("No rule sends this event on.").waitFor();
            assert.match((await why.textContent())!, /endpoint-rule.* does not matchdetail\.EndpointStatus: expected .*, got "InService"/);
            await play(page);
            await page.getByText("SageMaker Endpoint State Change: InService, no rule matches").waitFor();
            await editor.fill("{");
            await page.getByRole("button", { name: "Why?" }).click();
            await page
                .getByRole("status")
                .getByText(/^The event is not JSON: /)
                .waitFor();
        }));

    it("switches a fault on and off, and redrives from the queue what failed meanwhile", () =>
        inPage(async (page) => {
            await page.getByText("Faults", { exact: true }).click();
            await page.getByRole("combobox", { name: "Fault" }).selectOption("breakHandler");
            await page.getByRole("combobox", { name: "Strikes" }).selectOption({ label: "training-job-function-7d1ef77" });
            await page.getByRole("button", { name: "Switch on" }).click();
            await page.getByText("breakHandler of training-job-function-7d1ef77, struck 0 times").waitFor();
            await play(page);
            await page.getByRole("button", { name: "To the end" }).click();
            await node(page, "queue job-status-failure-queue").getByText("1 in it").waitFor();
            await page.getByRole("button", { name: "Switch off" }).click();
            await node(page, "queue job-status-failure-queue").click();
            const details = page.getByRole("complementary");
            await details.getByText("Failed events in it: 1").waitFor();
            await picture(page, "failure-queue");
            await details.getByRole("button", { name: "Redrive" }).click();
            await details.getByText("Failed events in it: 0").waitFor();
            await node(page, "channel email: ml-platform@e").nth(0).getByText("1 received").waitFor();
        }));

    it("starts a job and shows its life, and refuses a name that SageMaker refuses", () =>
        inPage(async (page) => {
            await page.getByText("Start a SageMaker job").click();
            await page.getByLabel("Name").fill("no_such name");
            await page.getByRole("button", { name: "Start the job" }).click();
            await page
                .getByRole("status")
                .getByText(/^name must be 1 to 63 letters, digits and hyphens in between, got "no_such name"/)
                .waitFor();
            await page.getByLabel("Name").fill("churn-1");
            await page.getByRole("combobox", { name: "Ends as" }).selectOption("Failed");
            await page.getByRole("button", { name: "Start the job" }).click();
            await page.getByRole("button", { name: "To the end" }).click();
            await page.getByText(/^job-status-topic has the message ".*training job churn-1.*failed/i).waitFor();
            const texts = await stepsOf(page);
            assert.ok(texts.filter((text) => text.startsWith("SageMaker Training Job State Change: InProgress")).length >= 3, texts.join("\n"));
            assert.equal(await page.getByLabel("Name").inputValue(), "churn-2");
        }));

    it("shows the message of an event as mail, Slack and Teams do, and a digest of many", () =>
        inPage(async (page) => {
            const ofEvent = page.getByRole("region", { name: "Its messages" });
            const shownAs = (form: string) => page.getByRole("button", { name: form, exact: true }).click();
            await play(page);
            const heading = ofEvent.getByRole("heading", { level: 3 });
            await heading.getByText(/^Training job churn-train-1117-\d+ failed: error in its own code$/).waitFor();
            await shownAs("Slack");
            await heading.getByText(/^🔴 Training job churn-train-1117-\d+ failed/).waitFor();
            assert.match((await ofEvent.locator("blockquote").textContent())!, /^AlgorithmError: /);
            await picture(page, "message");
            // All within a minute, of which a topic takes ten messages.
            await page.getByLabel("Speed").selectOption("1");
            for (let number = 0; number < 12; number++) {
                await play(page);
            }
            await page.getByRole("button", { name: "job-status-digest-queue has it" }).waitFor();
            await page.getByRole("button", { name: "To the end" }).click();
            await page.getByRole("button", { name: "Messages", exact: true }).click();
            const digest = page.locator(".messages > li", { hasText: /SageMaker digest: training job Failed \(\d+\)/ }).last();
            await digest.locator("ul li").first().waitFor();
            assert.match(
                (await digest.locator("ul li").first().textContent())!,
                /^training job churn-train-1117-\d+: Failed \(error in its own code\)$/,
            );
            await shownAs("Teams");
            await digest.locator("p", { hasText: "• training job churn-train-1117-" }).first().waitFor();
            const link = page.locator(".messages a.button").first();
            assert.match((await link.getAttribute("href"))!, /^https:\/\//);
            await shownAs("Mail");
            await digest.getByText(/^To keep to 10 messages a minute, \d+ status changes are in one digest/m).waitFor();
            // From the digest to the way of one of its events, and from there to the digest.
            await digest.getByText(/^Its \d+ events$/).click();
            await picture(page, "digest");
            await digest
                .getByRole("button", { name: /^Follow churn-train-1117-\d+ Failed$/ })
                .first()
                .click();
            await page.getByRole("heading", { name: "The way of one event" }).waitFor();
            await ofEvent.getByText(/^To keep to 10 messages a minute, /m).waitFor();
        }));

    it("executes nothing that an event has", () =>
        inPage(async (page) => {
            const hostile = `<img src=x onerror="document.title='hacked'"><svg onload="document.title='hacked'"><a href="javascript:document.title='hacked'">x</a>`;
            await page.getByText("Edit the event").click();
            const editor = page.getByLabel("The event as JSON");
            const event = JSON.parse(await editor.inputValue()) as { detail: Record<string, unknown>; [field: string]: unknown };
            event["detail-type"] = hostile;
            event.detail.FailureReason = hostile;
            event.detail.TrainingJobName = hostile;
            for (const [detailType, text] of [
                [hostile, `${hostile}, no rule matches`],
                ["SageMaker Training Job State Change", "job-status-topic has the message"],
            ] as const) {
                await editor.fill(JSON.stringify({ ...event, "detail-type": detailType }));
                await page.getByRole("button", { name: "Why?" }).click();
                await play(page);
                await page.getByRole("button", { name: text }).waitFor();
            }
            await page.getByRole("button", { name: "To the end" }).click();
            await page.getByRole("button", { name: "Messages", exact: true }).click();
            for (const view of ["Mail", "Slack", "Teams"]) {
                await page.getByRole("button", { name: view }).click();
                await page.locator(".look", { hasText: "<img src=x" }).first().waitFor();
            }
            assert.equal(await page.title(), "jobstatus console");
            assert.equal(await page.locator("img, #page svg a, a[href^=javascript]").count(), 0);
        }));
});
