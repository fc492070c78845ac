import assert from "node:assert/strict";
import type { Page } from "playwright-core";

import { problemsOf } from "../support/browser";
import { describeConsole, picture } from "./support/consolePage";

describeConsole("the views of the console", (inPage) => {
    const view = (page: Page, name: string) => page.getByRole("navigation").getByRole("button", { name }).click();
    const waysOf = async (page: Page, title: string) =>
        (await page.getByRole("list", { name: title, exact: true }).locator("li").allTextContents()).slice(1);

    it("makes the pattern for approved model packages, in every form, and says why other events do not match", () =>
        inPage(async (page) => {
            await view(page, "Pattern");
            await page.getByRole("combobox", { name: "Event type" }).selectOption("ModelPackage");
            await page.getByRole("checkbox", { name: "Approved" }).check();
            await page.getByText("Example events: 1 of 33 match").waitFor();
            const samples = page.getByRole("region", { name: "Example events" });
            await samples.getByText("ModelPackage.approved matches").waitFor();
            assert.match(
                (await samples.textContent())!,
                /ModelPackage\.rejected does not matchdetail\.ModelApprovalStatus: expected "Approved", got "Rejected"/,
            );
            const forms = await page.locator(".pattern details pre").allTextContents();
            assert.match(
                forms[0]!,
                /new JobStatusReaction\("model-package", \{\n {4}kind: "ModelPackage",\n {4}where: \{ ModelApprovalStatus: \["Approved"\] \},/,
            );
            assert.match(forms[1]!, /new aws\.cloudwatch\.EventRule\("model-package"/);
            assert.equal(
                forms[2],
                [
                    "Resources:",
                    "  ModelPackage:",
                    "    Type: AWS::Events::Rule",
                    "    Properties:",
                    "      EventPattern:",
                    "        source:",
                    "          - aws.sagemaker",
                    "        detail-type:",
                    "          - SageMaker Model Package State Change",
                    "        detail:",
                    "          ModelApprovalStatus:",
                    "            - Approved",
                ].join("\n"),
            );
            assert.match(forms[3]!, /^aws events put-rule --name model-package --event-pattern '\{"source":\["aws\.sagemaker"\]/);
            await picture(page, "pattern");
        }));

    it("judges a pattern while it is typed: its length, whether EventBridge takes it, and whether it can match", () =>
        inPage(async (page) => {
            await view(page, "Pattern");
            const verdict = page.getByRole("status", { name: "Verdict" });
            await verdict.getByText("EventBridge accepts the pattern. 124 of 2048 characters").waitFor();
            await page.getByRole("button", { name: "Add a filter" }).click();
            await page.getByRole("combobox", { name: "Field" }).selectOption("TrainingJobName");
            await page.getByLabel("Value").fill("churn");
            // Else the pattern of the choices comes while the text is replaced, and stays in it.
            await page.locator(".pattern pre", { hasText: "churn" }).first().waitFor({ state: "attached" });
            const text = page.getByLabel("Pattern", { exact: true });
            await text.fill('{"source": ["aws.sagemaker"], "detail": {"EndpointStatus": ["InService"]}}');
            await verdict.getByText(/^it asks for \["InService"\], but detail\.EndpointStatus of endpoint events is one of /).waitFor();
            await text.fill('{"source": [{"prefix": 5}]}');
            await verdict.getByText(/^EventBridge refuses the pattern: /).waitFor();
            await text.fill("{");
            await verdict.getByText(/^EventBridge refuses the pattern: /).waitFor();
        }));

    for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1280, 390]) {
            it(`can be used with a keyboard and a screen reader, ${colorScheme}, ${width} pixels wide`, () =>
                inPage(
                    async (page) => {
                        for (const name of ["Graph", "Pattern", "Messages", "History", "Findings"]) {
                            await view(page, name);
                            if (name === "Graph") {
                                await page.getByRole("button", { name: "Play", exact: true }).click();
                                assert.equal(
                                    await page.locator(".frame").evaluate((frame) => frame.scrollWidth <= frame.clientWidth),
                                    true,
                                    "the graph fits",
                                );
                                await page.getByText("What happens if …").click();
                                await page.getByText("Faults", { exact: true }).click();
                                await page.getByRole("button", { name: /^rule training-job-rule/ }).focus();
                                await page.keyboard.press("Enter");
                                await page.getByText("Made by").first().waitFor();
                                // Its edges, which the list of a small screen and screen readers do not have.
                                assert.deepEqual(await waysOf(page, "From"), ["TrainingJob events"]);
                                assert.deepEqual(await waysOf(page, "To"), [
                                    "training-job-function deliveries",
                                    "job-status-dead-letter-queue failures",
                                ]);
                                await page.getByRole("list", { name: "To" }).getByRole("button", { name: "training-job-function" }).click();
                                await page.locator(":focus", { hasText: "function training-job-function" }).waitFor();
                            } else if (name === "History") {
                                await page.locator(".events li button").first().click();
                                await page.getByRole("region", { name: "Timeline" }).getByRole("listitem").first().waitFor();
                            } else if (name === "Pattern") {
                                await page.getByText(/Example events: \d+ of 33 match/).waitFor();
                            }
                            assert.deepEqual(await problemsOf(page), [], name);
                            assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, `${name} fits`);
                            await picture(page, `${name.toLowerCase()}-${colorScheme}-${width}`);
                        }
                    },
                    { colorScheme, viewport: { width, height: 800 } },
                ));
        }
    }
});
