/** Measures the console: how soon its page can be used, and what 1,000 events a second cost its server and its page, with few events before and with many. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Browser, Page } from "playwright-core";

import type { Fact } from "../local/aws/log";
import { readProgramOptions } from "../local/cli/shared/programOptions";
import { History } from "../local/console/history";
import { Live } from "../local/console/live";
import { readProgram } from "../local/console/program";
import type { Delta, Snapshot } from "../local/console/protocol";
import { ConsoleServer } from "../local/console/server";
import { World } from "../local/console/world";
import { findBrowser, openBrowser } from "../tests/support/browser";

const ROOT = path.resolve(__dirname, "..");
const FILES = { script: path.join(ROOT, "dist", "console.js"), style: path.join(ROOT, "dist", "console.css") };
const FAILED = readFileSync(path.join(ROOT, "tests", "events", "TrainingJob.failed.json"), "utf8");
const { id: ID, detail, time } = JSON.parse(FAILED) as { id: string; detail: { TrainingJobName: string }; time: string };

/** Events in a message of the stream: ten come in a second. */
const AT_ONCE = 100;
const SECONDS = 5;
const LOADS = 5;

/** The console of a run in which one job after the other fails, without waiting for the functions. */
class Flood {
    readonly live: Live;
    readonly history: History;
    private readonly facts: Fact[] = [];
    private jobs = 0;

    constructor(
        readonly world: World,
        /** The facts of one job as JSON, with places among themselves. */
        private readonly job: string,
    ) {
        this.live = new Live(world.picture, world.program.owners);
        this.history = new History(world.program.graph.region, (fact) => this.live.rootOf(fact));
    }

    /** What a page gets after some more events. */
    next(events: number): string {
        const first = this.facts.length;
        for (const end = this.jobs + events; this.jobs < end; this.jobs++) {
            const text = this.job.replaceAll(ID, `event-${this.jobs}`).replaceAll(detail.TrainingJobName, `job-${this.jobs}`);
            const base = this.facts.length;
            this.facts.push(
                ...(JSON.parse(text) as Fact[]).map((fact) => ("of" in fact && fact.of !== undefined ? { ...fact, of: base + fact.of } : fact)),
            );
        }
        return this.timed(() => {
            this.live.read(this.facts, new Map());
            for (let n = first; n < this.facts.length; n++) {
                this.history.take(this.facts, n);
            }
            const clock = { nowMs: Date.parse(time), running: true, speed: 1, pending: 0 };
            return JSON.stringify({ clock, facts: this.live.facts, ...this.live.takeChanges() } satisfies Delta);
        });
    }

    /** What the console itself has worked, in milliseconds. */
    workedMs = 0;

    /** Time of the processor: others may use the machine. */
    private timed<T>(work: () => T): T {
        const started = process.cpuUsage();
        const result = work();
        const { user, system } = process.cpuUsage(started);
        this.workedMs += (user + system) / 1000;
        return result;
    }

    snapshot(): Snapshot {
        const { picture, program, findings } = this.world;
        return {
            program: program.graph.project,
            stack: program.graph.stack,
            region: program.graph.region,
            seed: 1,
            graph: picture,
            findings,
            notJudged: null,
            clock: { nowMs: Date.parse(time), running: true, speed: 1, pending: 0 },
            counts: Object.fromEntries(this.live.counts),
            alarms: Object.fromEntries(this.live.alarms),
            steps: this.live.newest(),
            facts: this.live.facts,
            programError: null,
        };
    }

    serve(): Promise<ConsoleServer> {
        const routes = {
            json: JSON.stringify,
            ready: () => Promise.resolve(),
            snapshot: () => this.snapshot(),
            get: {
                "/api/choices": () => ({
                    samples: [{ name: "TrainingJob.failed", event: {} }],
                    stories: [],
                    jobs: [{ kind: "TrainingJob", ends: ["Failed"] }],
                    faults: [{ name: "breakHandler", does: "", resources: [], members: [] }],
                }),
                "/api/faults": () => [],
                "/api/coverage": () => [],
                "/api/messages": () => ({ note: null, messages: [] }),
                "/api/history": (query: URLSearchParams) => this.history.after(Number(query.get("after"))),
            },
            post: {},
        };
        return ConsoleServer.start(0, routes, FILES);
    }
}

/** The facts of one failed job, from its bus to its mail. The background, such as states of alarms, is left out. */
async function factsOfOneJob(world: World): Promise<string> {
    const first = world.aws.facts().length;
    world.aws.sendEvent(JSON.parse(FAILED) as object);
    await world.clock.run();
    world.read();
    const own = world.aws.facts().flatMap((fact, n) => (world.live.rootOf(n) === first ? [{ fact, n }] : []));
    const places = new Map(own.map(({ n }, place) => [n, place]));
    return JSON.stringify(own.map(({ fact }) => ("of" in fact && fact.of !== undefined ? { ...fact, of: places.get(fact.of) } : fact)));
}

/** Milliseconds since the navigation, once the page has drawn what it has. */
const NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))";

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Milliseconds from the navigation to the first frame in which the page answers. */
async function interactiveMs(browser: Browser, url: string): Promise<number> {
    const page = await browser.newPage();
    try {
        await page.goto(url);
        await page.getByRole("button", { name: "Play", exact: true }).waitFor();
        return (await page.evaluate(NEXT_FRAME)) as number;
    } finally {
        await page.close();
    }
}

/** What part of the time the page works while events come, and how late it shows the last one. */
async function flooded(page: Page, server: ConsoleServer, flood: Flood, view: string): Promise<{ busy: number; lateMs: number }> {
    await page.getByRole("navigation").getByRole("button", { name: view }).click();
    const session = await page.context().newCDPSession(page);
    // Time of the processor, here as well.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const taskSeconds = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value;
    const before = await taskSeconds();
    const started = performance.now();
    for (let sent = 1; sent <= 10 * SECONDS; sent++) {
        server.send("delta", flood.next(AT_ONCE));
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, started + 100 * sent - performance.now())));
    }
    const ended = performance.now();
    // The page answers when it has applied what came before.
    await page.evaluate(NEXT_FRAME);
    const lateMs = performance.now() - ended;
    return { busy: ((await taskSeconds()) - before) / ((performance.now() - started) / 1000), lateMs };
}

async function main(): Promise<void> {
    const options = { ...readProgramOptions({ program: ROOT }), pack: undefined, seed: 1, startMs: Date.parse(time), onProgress: () => {} };
    const world = await World.open(await readProgram(options), options);
    try {
        const job = await factsOfOneJob(world);
        console.log("the server, 1,000 events a second, without the local AWS:");
        const flood = new Flood(world, job);
        new Flood(world, job).next(5000); // The compiler warms up.
        const shares = [0, 1, 2, 3].map(() => {
            flood.workedMs = 0;
            for (let events = 0; events < 5000; events += AT_ONCE) {
                flood.next(AT_ONCE);
            }
            return flood.workedMs / 5000;
        });
        console.log(`  ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(", ")} of the time, after 0, 5,000, 10,000 and 15,000 events`);
        console.log(`  ${(shares[3]! / shares[0]!).toFixed(2)} times as much with many events before as with none`);
        const executablePath = findBrowser();
        if (executablePath === undefined) {
            console.log("No Chromium is installed, so the page is not measured: apt-get install chromium");
            return;
        }
        const browser = await openBrowser(executablePath);
        try {
            await measurePage(browser, new Flood(world, job));
        } finally {
            await browser.close();
        }
    } finally {
        await world.close();
    }
}

async function measurePage(browser: Browser, flood: Flood): Promise<void> {
    const server = await flood.serve();
    try {
        const loads: number[] = [];
        const empty: number[] = [];
        for (let load = 0; load < LOADS; load++) {
            empty.push(await interactiveMs(browser, "data:text/html,<button>Play</button>"));
            loads.push(await interactiveMs(browser, server.url));
        }
        const [own, least] = [median(loads), median(empty)];
        console.log(`the page can be used after ${own.toFixed(0)} ms, ${(own / least).toFixed(1)} times as long as an empty page takes`);
        const page = await browser.newPage();
        await page.goto(server.url);
        await page.waitForSelector("[data-node]");
        for (const view of ["Graph", "History", "Graph", "History"]) {
            const before = flood.live.facts;
            const { busy, lateMs } = await flooded(page, server, flood, view);
            console.log(
                `${view} with ${before} facts before: the page works ${(100 * busy).toFixed(0)} % of the time, and shows the last event ${lateMs.toFixed(0)} ms late`,
            );
        }
    } finally {
        await server.close();
    }
}

void main();
