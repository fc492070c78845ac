import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { renderMermaidSVG } from "beautiful-mermaid";
import { defineConfig, type MarkdownOptions } from "vitepress";

const ROOT = path.resolve(import.meta.dirname, "../..");
/** Address of the repository, where links to sources lead; without it they are plain text. */
const { REPOSITORY, SITE_BASE = "/" } = process.env;

/** What build.js has copied. */
const PAGES = path.join(ROOT, "site/bin");
const isPage = (file: string) => file.endsWith(".md") && existsSync(path.join(PAGES, file));
const POLICIES = readdirSync(path.join(ROOT, "docs/policies")).map((name) => `docs/policies/${name}`);

/** The lists under "More" in the README, "- Use: [commands](docs/commands.md), …", are the groups of the sidebar. */
function groups() {
    const [, section = ""] = readFileSync(path.join(ROOT, "README.md"), "utf8").split(/^## More$/m);
    return [...section.matchAll(/^- ([\w ]+): (.+)$/gm)].map(([, text, links = ""]) => ({
        text: text!,
        items: [...links.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, label = "", link = ""]) => ({
            text: label.replace(/^(the|its) /, "").replace(/^./, (letter) => letter.toUpperCase()),
            ...(link === "docs/policies"
                ? { collapsed: true, items: POLICIES.map((file) => ({ text: path.basename(file, ".md"), link: `/${file.replace(/\.md$/, "")}` })) }
                : { link: `/${link.replace(/\.md$/, "")}` }),
        })),
    }));
}

/** A link of a page to a file that is no page leads to the repository, one to a folder of pages to the first of them. */
const linkSources: MarkdownOptions["config"] = (md) => {
    const open = md.renderer.rules.link_open!;
    const fallback = md.renderer.rules.link_close;
    const isPlain: boolean[] = [];
    md.renderer.rules.link_open = (tokens, index, options, env: { realPath?: string; path?: string }, self) => {
        const href = tokens[index]!.attrGet("href") ?? "";
        const source = path.relative(PAGES, env.realPath ?? env.path ?? PAGES);
        const [target = "", anchor] = href.split("#");
        const isRelative = target !== "" && !/^[a-z]+:|^\//i.test(target);
        const file = path.posix.normalize(path.posix.join(path.posix.dirname(source), decodeURI(target)));
        isPlain.push(false);
        if (isRelative && isPage(file)) {
            tokens[index]!.attrSet("href", `/${file.replace(/^README\.md$/, "")}${anchor === undefined ? "" : `#${anchor}`}`);
        } else if (isRelative && existsSync(path.join(ROOT, file))) {
            const first = statSync(path.join(ROOT, file)).isDirectory()
                ? POLICIES.find((page) => page.startsWith(`${file.replace(/\/$/, "")}/`))
                : undefined;
            if (first !== undefined) {
                tokens[index]!.attrSet("href", `/${first}`);
            } else if (REPOSITORY === undefined) {
                isPlain[isPlain.length - 1] = true;
                return "";
            } else {
                tokens[index]!.attrSet("href", `${REPOSITORY}/blob/main/${file}${anchor === undefined ? "" : `#${anchor}`}`);
            }
        }
        return open(tokens, index, options, env, self);
    };
    md.renderer.rules.link_close = (tokens, index, options, env, self) =>
        isPlain.pop() ? "" : (fallback?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options));
};

const COLOURS = { bg: "var(--vp-c-bg)", fg: "var(--vp-c-text-1)", muted: "var(--vp-c-text-2)" };

/** A diagram in Mermaid is drawn from top to bottom: the column of a page is narrow. A page takes no style sheet of a picture, and no font of another server. */
const drawDiagrams: MarkdownOptions["config"] = (md) => {
    const fallback = md.renderer.rules.fence!;
    md.renderer.rules.fence = (tokens, index, options, env, self) => {
        const { info, content } = tokens[index]!;
        if (info !== "mermaid") {
            return fallback(tokens, index, options, env, self);
        }
        const svg = renderMermaidSVG(content.replace(/\bLR$/gm, "TD"), { ...COLOURS, padding: 8, nodeSpacing: 40 });
        const [sheet, derived] = /<style>[^]*?svg \{([^]*?)\}[^]*?<\/style>/.exec(svg)!;
        return `<div class="diagram" tabindex="0" v-pre>${svg.replace(sheet!, "").replace(' style="', (start) => start + derived!.replace(/\/\*.*?\*\/|\s+/g, " "))}</div>\n`;
    };
};

export default defineConfig({
    title: "sagemaker-job-status",
    description:
        "React to Amazon SageMaker job status changes: rules, handlers, dead-letter queues and alarms as a Pulumi program, with a policy pack",
    base: SITE_BASE,
    srcDir: "bin",
    outDir: "../dist/site",
    cacheDir: "./node_modules/.cache/vitepress",
    head: [["link", { rel: "icon", href: "data:," }]],
    rewrites: { "README.md": "index.md" },
    lastUpdated: false,
    markdown: {
        config: (md) => [linkSources, drawDiagrams].forEach((change) => change(md)),
        theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    },
    // Fonts and search are part of the site: no page asks another server for anything.
    themeConfig: {
        search: { provider: "local" },
        outline: [2, 3],
        sidebar: [...groups(), { text: "Reference", collapsed: true, items: referenceItems() }],
        nav: [
            { text: "Tutorial", link: "/docs/tutorial" },
            { text: "Commands", link: "/docs/commands" },
            { text: "Reference", link: "/reference/README" },
        ],
    },
});

function referenceItems() {
    const folder = path.join(PAGES, "reference");
    return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => ({
            text: name.replace(/-/g, " ").replace(/^./, (letter) => letter.toUpperCase()),
            collapsed: true,
            items: readdirSync(path.join(folder, name)).map((file) => ({
                text: file.replace(/\.md$/, ""),
                link: `/reference/${name}/${file.replace(/\.md$/, "")}`,
            })),
        }));
}
