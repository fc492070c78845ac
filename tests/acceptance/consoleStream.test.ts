import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";

import type { Session } from "../../local/console/session";
import { describeInBrowser, openBrowser } from "../support/browser";
import { PROJECT } from "../support/devStack";
import { startConsole, withPage } from "./support/consolePage";

describe("the page of the console", () => {
    it("has at most 250 KB as it is sent compressed", () => {
        const bytes = ["console.js", "console.css"].map((name) => gzipSync(readFileSync(path.join(PROJECT, "dist", name))).length);
        assert.ok(bytes[0]! + bytes[1]! <= 250_000, bytes.join(" + "));
    });
});

/** The answers in which the servers of this process send the stream. */
const streams = new Set<ServerResponse>();
const onRequest = (message: unknown) => {
    const { request, response } = message as { readonly request: IncomingMessage; readonly response: ServerResponse };
    if (request.url === "/api/stream") {
        streams.add(response);
    }
};

describeInBrowser("the stream of the console", (executablePath) => {
    let session: Session;
    let browser: Browser;
    before(async () => {
        subscribe("http.server.request.start", onRequest);
        [session, browser] = await Promise.all([startConsole(PROJECT, { pack: undefined }), openBrowser(executablePath)]);
    });
    after(async () => {
        await browser.close();
        await session.close();
        unsubscribe("http.server.request.start", onRequest);
    });

    it("is connected again after it was cut, and has each step once, those of meanwhile as well", () =>
        withPage(browser, session.url, async (page) => {
            const play = () => page.getByRole("button", { name: "Play", exact: true }).click();
            const received = page.getByRole("button", { name: /^email:ml-platform@example.com has received it/ });
            await play();
            await received.nth(0).waitFor();
            streams.forEach((stream) => stream.end());
            await page.getByText("The connection to jobstatus console is lost.").waitFor();
            await play();
            await page.getByText("The connection to jobstatus console is lost.").waitFor({ state: "detached" });
            await page.getByRole("button", { name: "To the end" }).click();
            await page.getByText("idle", { exact: true }).waitFor();
            await page.getByRole("button", { name: "Show everything" }).click();
            const texts = await page.locator(".steps li > :last-child").allTextContents();
            assert.deepEqual(
                [1, 2].map((number) => texts.filter((text) => text.includes(`job churn-train-1117-${number} failed`)).length),
                [1, 1],
                texts.join("\n"),
            );
            assert.equal(texts.filter((text) => text.startsWith("SageMaker Training Job State Change: Failed")).length, 2);
        }));
});
