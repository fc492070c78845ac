import { OPERATOR } from "../aws";
import type { DescribedResource } from "../cli/run/readResources";
import type { SourcedEvent } from "../cli/shared/readEvents";
import type { Graph } from "../engine";
import { detailsOf } from "./details";
import { coverageCells } from "./history";
import { MESSAGE_FORMS, type MessageForm, type ShownMessages } from "./messageProtocol";
import { keptMessages, shownMessages } from "./messages";
import { kindChoices, previewOf } from "./pattern";
import { playRoutes } from "./play";
import { type Program, readProgram, type WorldOptions } from "./program";
import type { Delta, Snapshot } from "./protocol";
import { BadRequest, type Routes } from "./routes";
import { jsonWithoutSecrets } from "./secrets";
import { ConsoleServer, type PageFiles } from "./server";
import { SPEEDS, Ticker } from "./ticker";
import { watchProgram } from "./watch";
import { World } from "./world";

/** How often pages get what has changed, in milliseconds: however much happens meanwhile, it is one message. */
const SEND_MS = 100;

/** How far the clock goes at most to see the end of what is under way: a day has all retries of EventBridge. */
const LONGEST_MS = 2 * 86_400_000;

export interface SessionOptions extends WorldOptions {
    /** 0 for a free one. */
    readonly port: number;
    readonly files: PageFiles;
    /** Events to choose from. */
    readonly samples: readonly SourcedEvent[];
    /** What Describe answers where the samples do not say. */
    readonly resources: readonly DescribedResource[];
}

/** What a command needs to work on the local AWS of a console. */
export interface ConsoleAccount {
    readonly graph: Graph;
    /** Address of the local AWS. */
    readonly endpoint: string;
    /** The access key id of the person who looks after the account. */
    readonly accessKeyId: string;
    /** Time of the virtual clock, epoch milliseconds. */
    readonly nowMs: number;
}

/** One console: a program on its local AWS, the clock, and the server of the page. */
export class Session {
    private world!: World;
    private ticker!: Ticker;
    private server!: ConsoleServer;
    private json: (value: unknown) => string = JSON.stringify;
    private unwatch = () => {};
    private sender: NodeJS.Timeout | undefined;
    private programError: string | null = null;
    private sent = "";
    private seed: number;
    /** A restart that goes on: what pages ask for meanwhile waits. */
    private opened: Promise<void> = Promise.resolve();

    private constructor(private readonly options: SessionOptions) {
        this.seed = options.seed;
    }

    /** Runs the program, judges it, starts its local AWS and the server. @throws ProgramError for a program that fails. */
    static async start(options: SessionOptions): Promise<Session> {
        const session = new Session(options);
        await session.open(await readProgram(options));
        session.server = await ConsoleServer.start(options.port, session.routes(), options.files).catch(async (error: unknown) => {
            await session.world.close();
            throw error;
        });
        session.unwatch = watchProgram(options.program, () => session.rerun());
        session.sender = setInterval(() => session.sendChanges(), SEND_MS);
        return session;
    }

    /** The address to open in a browser, with the token. */
    get url(): string {
        return this.server.url;
    }

    async close(): Promise<void> {
        clearInterval(this.sender);
        this.unwatch();
        await this.ticker.close();
        await this.server.close();
        await this.world.close();
    }

    /** The source was saved. A program that fails leaves the page as it is, with the error. */
    private async rerun(): Promise<void> {
        try {
            await this.replace(await readProgram(this.options));
        } catch (error) {
            this.programError = `The program fails after the last save: ${error instanceof Error ? error.message : String(error)}`;
            this.sendAll();
        }
    }

    /** Begins again with nothing in the local AWS, and another seed if there is one. */
    private async restart({ seed = this.seed }: Readonly<Record<string, unknown>>): Promise<void> {
        if (!Number.isSafeInteger(seed) || Number(seed) < 0) {
            throw new BadRequest(`seed must be a whole number from 0, got ${JSON.stringify(seed)}`);
        }
        this.seed = Number(seed);
        await this.replace(this.world.program);
    }

    private async replace(program: Program): Promise<void> {
        const opening = this.opened.then(() => this.open(program));
        this.opened = opening.catch(() => {});
        await opening;
        this.sendAll();
    }

    private async open(program: Program): Promise<void> {
        const [ticker, world] = [this.ticker, this.world] as [Ticker?, World?];
        await ticker?.close();
        await world?.close();
        this.programError = null;
        this.world = await World.open(program, { ...this.options, seed: this.seed }, world);
        for (const { kind, record, log } of this.options.resources) {
            this.world.aws.sageMaker.put(kind, record, log);
        }
        this.json = jsonWithoutSecrets(program.graph);
        this.ticker = new Ticker(
            this.world.clock,
            () => this.world.read(),
            (error) => {
                this.programError = `The local AWS stopped: ${error instanceof Error ? error.message : String(error)}`;
                this.sendAll();
            },
        );
    }

    private routes(): Routes {
        const { samples, resources } = this.options;
        const play = playRoutes({ world: () => this.world, samples, resources, start: () => this.ticker.start() });
        return {
            json: (value) => this.json(value),
            ready: () => this.opened,
            snapshot: () => this.snapshot(),
            get: {
                "/api/node": (query) => detailsOf(this.world, query.get("id") ?? ""),
                "/api/steps": (query) => this.world.live.stepsOf(Number(query.get("event"))),
                "/api/job": (query) => this.world.live.stepsOf(...this.world.history.eventsOf(query.get("job") ?? "")),
                "/api/history": (query) => this.world.history.after(Number(query.get("after") ?? 0)),
                "/api/messages": (query) => this.messages(query),
                "/api/coverage": () => coverageCells(this.world.program.rules),
                "/api/kinds": kindChoices,
                "/api/account": (): ConsoleAccount => ({
                    graph: this.world.program.graph,
                    endpoint: this.world.aws.endpoint.url,
                    accessKeyId: OPERATOR,
                    nowMs: this.world.clock.now(),
                }),
                ...play.get,
            },
            post: {
                "/api/clock": (body) => this.setClock(body),
                "/api/pattern": (body) => previewOf(body, samples),
                "/api/restart": (body) => this.restart(body),
                ...play.post,
            },
        };
    }

    private messages(query: URLSearchParams): ShownMessages {
        const { aws, live, history } = this.world;
        const [form, event, job] = ["form", "event", "job"].map((name) => query.get(name) ?? undefined);
        if (!MESSAGE_FORMS.includes(form as MessageForm)) {
            throw new BadRequest(`form must be one of ${MESSAGE_FORMS.join(", ")}, got ${JSON.stringify(form)}`);
        }
        const events = event !== undefined ? [Number(event)] : job !== undefined ? history.eventsOf(job) : undefined;
        return shownMessages(
            keptMessages(aws.facts(), (fact) => live.rootOf(fact), events),
            form as MessageForm,
        );
    }

    private snapshot(): Snapshot {
        const { program, picture, findings, live } = this.world;
        const { project, stack, region } = program.graph;
        return {
            program: project,
            stack,
            region,
            seed: this.seed,
            graph: picture,
            findings,
            notJudged: program.notJudged,
            clock: this.ticker.state(),
            counts: Object.fromEntries(live.counts),
            alarms: Object.fromEntries(live.alarms),
            steps: live.newest(),
            facts: live.facts,
            programError: this.programError,
        };
    }

    private sendChanges(): void {
        this.world.read();
        const delta: Delta = { clock: this.ticker.state(), facts: this.world.live.facts, ...this.world.live.takeChanges() };
        const text = this.json(delta);
        if (text !== this.sent) {
            this.sent = text;
            this.server.send("delta", text);
        }
    }

    /** Another program or another time: pages begin again. */
    private sendAll(): void {
        this.world.live.takeChanges();
        this.server.send("snapshot", this.json(this.snapshot()));
    }

    private async setClock(body: Readonly<Record<string, unknown>>): Promise<void> {
        const { act, speed } = body;
        if (speed !== undefined && !(SPEEDS as readonly unknown[]).includes(speed)) {
            throw new BadRequest(`speed must be one of ${SPEEDS.join(", ")}, got ${JSON.stringify(speed)}`);
        }
        switch (act) {
            case "start":
                this.ticker.start(speed as number | undefined);
                return;
            case "pause":
                this.ticker.pause();
                return;
            case "step":
                return this.ticker.step();
            case "settle":
                return this.ticker.settle(this.world.clock.now() + LONGEST_MS);
            default:
                throw new BadRequest(`act must be start, pause, step or settle, got ${JSON.stringify(act)}`);
        }
    }
}
