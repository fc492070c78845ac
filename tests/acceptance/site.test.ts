import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import type { Page } from "playwright-core";

import { describeInBrowser, openBrowser, problemsOf } from "../support/browser";
import { PROJECT } from "../support/devStack";

const SITE = path.join(PROJECT, "dist/site");
const TYPES: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
};
const textOf = (page: string) =>
    readFileSync(path.join(SITE, page), "utf8")
        .replace(/<[^>]*>/g, "")
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/\s+/g, " ");

describe("the site of the docs", function () {
    this.timeout(600_000);

    before(() => {
        execFileSync("npm", ["run", "--silent", "site"], {
            cwd: PROJECT,
            stdio: ["ignore", "ignore", "inherit"],
            shell: process.platform === "win32",
        });
    });

    it("has every page, and no link of them is dead", () => {
        const markdown = ["docs", "docs/policies"].flatMap((folder) => readdirSync(path.join(PROJECT, folder)).map((name) => `${folder}/${name}`));
        const pages = ["ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", ...markdown.filter((name) => name.endsWith(".md"))];
        assert.deepEqual(
            [...pages, "index.md", "reference/classes/JobStatusReaction.md"].filter(
                (page) => !existsSync(path.join(SITE, page.replace(/md$/, "html"))),
            ),
            [],
        );
    });

    it("has every exported component in its reference, with what each argument is, its default and its unit, and what is thrown", () => {
        const components = readFileSync(path.join(PROJECT, "components/index.ts"), "utf8").matchAll(
            /^export \{ (?:type HandlerOf, )?([A-Z]\w+), type (\w+)/gm,
        );
        const named = [...components].flatMap(([, component, args]) => [component!, args!]);
        assert.ok(named.length >= 20, named.join());
        const described = ["classes", "interfaces", "type-aliases"].flatMap((folder) => readdirSync(path.join(SITE, "reference", folder)));
        assert.deepEqual(
            named.filter((name) => !described.includes(`${name}.html`)),
            [],
        );
        assert.match(
            textOf("reference/classes/JobStatusReaction.html"),
            /Throws ?\W* ?RunError that lists every bad argument, before anything is registered/,
        );
        const common = textOf("reference/interfaces/CommonArgs.html");
        assert.match(common, /timeoutSeconds\?: number;\W*Seconds that one event may take, 1 to 900\.\W*Default\W*(ts)?60/);
        assert.match(common, /memoryMegabytes\?: number;\W*Memory in MB, 128 to 10,240\.\W*Default\W*(ts)?256/);
    });

    it("has diagrams as pictures in the colours of the page, with the page's font", () => {
        for (const [page, labels] of Object.entries({
            "index.html": ["default event bus", "failure queue"],
            "ARCHITECTURE.html": ["claim", "alarms"],
        })) {
            const html = readFileSync(path.join(SITE, page), "utf8");
            const [, svg = ""] = /<div class="diagram" tabindex="0"><svg ([^]*?)<\/svg>/.exec(html) ?? [];
            assert.deepEqual(
                [...labels, "--bg:var(--vp-c-bg)", "--_line:"].filter((each) => !svg.includes(each)),
                [],
                page,
            );
            assert.doesNotMatch(html, /language-mermaid|fonts\.googleapis/, page);
        }
    });

    it("leads no reader to a file that the site does not have", () => {
        const pages = (readdirSync(SITE, { recursive: true }) as string[]).filter((file) => file.endsWith(".html"));
        const missing = pages.flatMap((page) =>
            [...readFileSync(path.join(SITE, page), "utf8").matchAll(/ (?:href|src)="([^"]*)"/g)].flatMap(([, link = ""]) => {
                const [target = ""] = link.split("#");
                if (target === "" || /^[a-z]+:/.test(target)) {
                    return [];
                }
                const file = target.startsWith("/") ? target : path.join("/", path.dirname(page), target);
                return existsSync(path.join(SITE, file.endsWith("/") ? `${file}index.html` : file)) ? [] : [`${page}: ${link}`];
            }),
        );
        assert.deepEqual(missing, []);
    });

    describeInBrowser("in a browser", (executablePath) => {
        async function inPage(look: (page: Page, address: string) => Promise<void>): Promise<void> {
            const server = createServer(({ url = "/" }, answer) => {
                const file = path.join(SITE, url.endsWith("/") ? `${url}index.html` : decodeURIComponent(url.split("?")[0]!));
                if (!existsSync(file)) {
                    answer.writeHead(404).end();
                } else {
                    answer.setHeader("content-type", TYPES[path.extname(file)] ?? "application/octet-stream").end(readFileSync(file));
                }
            }).listen(0, "127.0.0.1");
            await new Promise((resolve) => server.once("listening", resolve));
            const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            const browser = await openBrowser(executablePath);
            try {
                const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
                const wrong: string[] = [];
                page.on("console", (message) => void (message.type() === "error" && wrong.push(message.text())));
                page.on("pageerror", (error) => void wrong.push(error.message));
                page.on(
                    "request",
                    (request) => void (request.url().startsWith(address) || request.url().startsWith("data:") || wrong.push(request.url())),
                );
                await look(page, address);
                assert.deepEqual(wrong, []);
            } finally {
                await browser.close();
                server.close();
            }
        }

        it("finds an argument by its name, without asking another server", () =>
            inPage(async (page, address) => {
                await page.goto(address);
                await page.getByRole("button", { name: "Search" }).click();
                await page.keyboard.type("reservedConcurrency");
                await page.getByRole("option").filter({ hasText: "HandlerFunctionOptions" }).first().click();
                await page.waitForURL(/reference\/interfaces\/HandlerFunctionOptions/);
                await page.getByRole("heading", { name: "Interface: HandlerFunctionOptions", level: 1 }).waitFor();
            }));

        it("goes from the first page to the tutorial and to a policy", () =>
            inPage(async (page, address) => {
                await page.goto(address);
                const sidebar = page.getByRole("navigation", { name: "Sidebar" });
                await sidebar.getByRole("link", { name: "Tutorial" }).click();
                await page.waitForURL(/docs\/tutorial/);
                await sidebar
                    .getByRole("button")
                    .filter({ hasText: "Policies" })
                    .or(sidebar.getByText("Policies", { exact: true }))
                    .first()
                    .click();
                await sidebar.getByRole("link", { name: "status-rule-has-alarm" }).click();
                await page.getByRole("heading", { name: "status-rule-has-alarm", level: 1 }).waitFor();
            }));

        it("can be used on a phone and with a screen reader", () =>
            inPage(async (page, address) => {
                for (const name of ["index", "docs/tutorial", "reference/interfaces/HandlerFunctionOptions"]) {
                    await page.setViewportSize({ width: 390, height: 800 });
                    await page.goto(`${address}/${name}.html`);
                    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390, name);
                    assert.deepEqual(
                        // The groups of VitePress's sidebar are buttons with a button in them.
                        (await problemsOf(page)).filter((problem) => /^(serious|critical) (?!nested-interactive: .*\.item)/.test(problem)),
                        [],
                        name,
                    );
                }
            }));
    });
});
