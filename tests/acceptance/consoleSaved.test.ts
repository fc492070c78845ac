import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";

import { VirtualClock } from "../../local/clock";
import { LocalAws } from "../../local/aws";
import { programOf } from "../../local/console/program";
import type { Recording } from "../../local/console/protocol";
import { recordingOf } from "../../local/console/recording";
import { graphOf, route, routeAlarms } from "../local/aws/support/graphBuilder";
import { START } from "../local/aws/support/play";
import { inProcess } from "../local/cli/shared/commandLine";
import { describeInBrowser, openBrowser } from "../support/browser";
import { picture, withPage } from "./support/consolePage";

const HOSTILE = `</script><script>document.title='hacked'</script><img src=x onerror="document.title='hacked'"><svg onload="document.title='hacked'"><a href="javascript:document.title='hacked'">x</a><!--`;

/** A recorded run of one rule whose handler fails, with an event of each job. */
async function recorded(...jobs: readonly string[]): Promise<Recording> {
    const rule = { eventPattern: JSON.stringify({ source: ["aws.sagemaker"] }) };
    const graph = graphOf(route({ source: 'exports.handler = async () => { throw new Error("broken"); };', rule }), routeAlarms());
    const clock = new VirtualClock(START);
    const aws = await LocalAws.create({ graph, clock });
    try {
        jobs.forEach((TrainingJobName, number) =>
            aws.putEvent({
                version: "0",
                id: `event-${number}`,
                source: "aws.sagemaker",
                "detail-type": "SageMaker Training Job State Change",
                account: "111122223333",
                time: "2026-01-01T12:00:10Z",
                region: "us-east-1",
                resources: ["arn:aws:sagemaker:us-east-1:111122223333:training-job/one"],
                detail: { TrainingJobName, TrainingJobStatus: "Failed", FailureReason: TrainingJobName },
            }),
        );
        await clock.run();
        return recordingOf(programOf(graph, "not judged"), aws, { seed: 1, nowMs: clock.now() });
    } finally {
        await aws.close();
    }
}

let folder: string;
const file = (name: string) => path.join(folder, name);
/** Writes the page of a recording, as the command does. */
async function written(recording: object): Promise<string> {
    writeFileSync(file("run.json"), JSON.stringify({ program: "saved", stack: "dev", region: "us-east-1", recording }));
    const { code, err } = await inProcess(["console", "--from", file("run.json"), "--output", file("run.html")]);
    assert.deepEqual([code, err], [0, ""]);
    return pathToFileURL(file("run.html")).href;
}

describe("saved runs", () => {
    before(() => {
        folder = mkdtempSync(path.join(tmpdir(), "saved-"));
    });
    after(() => rmSync(folder, { recursive: true }));

    describe("jobstatus console --from", () => {
        it("reports a file that is no saved run in one line, and writes nothing", async () => {
            const recording = await recorded("one");
            for (const [content, got] of [
                ["{}", "JSON without a recording"],
                ["[]", "JSON without a recording"],
                [JSON.stringify({ recording: { ...recording, steps: undefined } }), "a recording that is damaged"],
                [JSON.stringify({ recording: { ...recording, nodes: [{}] } }), "a recording that is damaged"],
                [JSON.stringify({ recording: { ...recording, steps: [{ ...recording.steps[0], node: 99 }] } }), "a recording that is damaged"],
                [JSON.stringify({ recording: { ...recording, nodes: recording.nodes.slice(1) } }), "a recording that is damaged"],
                [JSON.stringify({ recording: { ...recording, messages: [{ event: 7 }] } }), "a recording of another version: run it again"],
            ] as const) {
                writeFileSync(file("other.json"), content);
                const { code, out, err } = await inProcess(["console", "--from", file("other.json"), "--output", file("other.html")]);
                const message = `error: --from ${file("other.json")}: must be a file that run --json or simulate --json wrote, got ${got}`;
                assert.deepEqual([code, out, err.split("\n")[0]], [2, "", message]);
                assert.throws(() => readFileSync(file("other.html")), { code: "ENOENT" });
            }
        });

        it("writes one file without an address, whose policy allows its own script and style alone", async () => {
            await written(await recorded(HOSTILE));
            const html = readFileSync(file("run.html"), "utf8");
            const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html) ?? [];
            assert.deepEqual(
                policy.split("; ").map((part) => part.replace(/'sha256-[\w+/=]{44}'/, "HASH")),
                [
                    "default-src 'none'",
                    "script-src HASH",
                    "style-src HASH",
                    "img-src data:",
                    "base-uri 'none'",
                    "form-action 'none'",
                    "require-trusted-types-for 'script'",
                ],
            );
            assert.equal(html.match(/<script/g)!.length, 2);
            assert.equal(html.match(/<\/script/g)!.length, 2);
            assert.deepEqual(html.match(/<(link|script|img|iframe)[^>]*(src|href)=[^>]*>/g), ['<link rel="icon" href="data:,">']);
        });
    });

    describeInBrowser("the page of a saved run", (executablePath) => {
        let browser: Browser;
        before(async () => {
            browser = await openBrowser(executablePath);
        });
        after(() => browser.close());
        const view = (page: Page, name: string) => page.getByRole("navigation").getByRole("button", { name }).click();

        it("opens without a server, with the graph, the history, and what happened at a node", async () => {
            const url = await written(await recorded("one", "two"));
            await withPage(browser, url, async (page) => {
                await page.getByRole("button", { name: "function handler" }).click();
                await page.locator("pre", { hasText: "handler, run 3, failed: Error: broken" }).waitFor();
                await page.getByRole("button", { name: "Close" }).click();
                await picture(page, "saved");
                await view(page, "History");
                await page.locator(".events").getByText("two").click();
                const steps = page.getByRole("region", { name: "Timeline" }).locator(".steps li > :last-child");
                await steps.last().waitFor();
                assert.deepEqual(await steps.allTextContents(), [
                    "SageMaker Training Job State Change: Failed, matches jobs",
                    "The rule jobs has it for handler",
                    "EventBridge hands it to handler",
                    "handler failed: Error: broken",
                    "handler, run 2, failed: Error: broken",
                    "handler, run 3, failed: Error: broken",
                    'failed has it: Function "handler" failed: Error: broken',
                ]);
                await view(page, "Messages");
                assert.deepEqual(await page.getByRole("navigation").getByRole("button").allTextContents(), [
                    "Graph",
                    "Messages",
                    "History",
                    "Findings (0)",
                ]);
            });
        });

        it("executes nothing that names and reasons have", async () => {
            const recording = await recorded(HOSTILE);
            const made = {
                atMs: START,
                at: HOSTILE,
                receivers: [HOSTILE],
                problems: [HOSTILE],
                events: [{ n: recording.rows[0]!.n, title: HOSTILE }],
            };
            const link = { type: "rich_text_section", elements: [{ type: "link", url: "javascript:document.title='hacked'", text: HOSTILE }] };
            const blocks = [{ text: { text: HOSTILE } }, { type: "rich_text", elements: [link] }];
            const messages = [
                { ...made, id: "mail", kind: "notification", subject: HOSTILE, text: `https://a.example/ ${HOSTILE}` },
                { ...made, id: "post", kind: "post", form: "slack", text: JSON.stringify({ blocks }) },
            ];
            const url = await written({ ...recording, messages });
            await withPage(browser, url, async (page) => {
                for (const name of ["History", "Messages", "Findings", "Graph"]) {
                    await view(page, name);
                    if (name === "Messages") {
                        await page.locator(".look h3", { hasText: HOSTILE }).waitFor();
                        await page.locator(".look a", { hasText: "https://a.example/" }).waitFor();
                        await page.getByText("Its event").first().click();
                        await page
                            .getByRole("button", { name: `Follow ${HOSTILE}` })
                            .first()
                            .waitFor();
                        await page.getByRole("button", { name: "Slack" }).click();
                        await page.locator(".look h3", { hasText: HOSTILE }).waitFor();
                    }
                    if (name === "History") {
                        await page.locator(".events button").click();
                        await page.getByRole("heading", { name: HOSTILE, level: 2 }).waitFor();
                    }
                }
                assert.equal(await page.title(), "jobstatus console");
                assert.equal(await page.locator("img, #page svg a, a[href^=javascript]").count(), 0);
            });
        });

        it("has 10,000 events, of which only those that are seen are drawn, and finds them by words", async () => {
            const recording = await recorded("one");
            const [row] = recording.rows;
            const rows = Array.from({ length: 10_000 }, (_, n) => ({
                ...row!,
                n,
                job: `job-${n}`,
                cause: n % 100 === 0 ? "out-of-memory" : "timeout-limit",
            }));
            const url = await written({ ...recording, rows });
            await withPage(browser, url, async (page) => {
                await view(page, "History");
                await page.getByText("10,000 of 10,000 events").waitFor();
                const drawn = () => page.locator(".events li").count();
                assert.ok((await drawn()) < 40, `${await drawn()} rows`);
                await page.locator(".events").evaluate((element) => element.scrollTo(0, 200_000));
                await page.locator(".events").getByText("job-5645").waitFor();
                assert.ok((await drawn()) < 40, `${await drawn()} rows`);
                await page.getByLabel("Search").fill("out-of-memory job-9");
                await page.getByText("11 of 10,000 events").waitFor();
                await page.locator(".events").getByText("job-9900").waitFor();
            });
        });
    });
});
