import type { SourcedEvent } from "../cli/shared/readEvents";
import { detailsOf } from "./details";
import type { Delta, Snapshot } from "./protocol";
import { BadRequest, type Routes } from "./routes";
import { jsonWithoutSecrets } from "./secrets";
import { ConsoleServer, type PageFiles } from "./server";
import { SPEEDS, Ticker } from "./ticker";
import { type Program, readProgram, World, type WorldOptions } from "./world";

/** How often pages get what has changed, in milliseconds: however much happens meanwhile, it is one message. */
const SEND_MS = 100;

export interface SessionOptions extends WorldOptions {
    /** 0 for a free one. */
    readonly port: number;
    readonly files: PageFiles;
    /** Events to choose from. */
    readonly samples: readonly SourcedEvent[];
}

/** One console: a program on its local AWS, the clock, and the server of the page. */
export class Session {
    private world!: World;
    private ticker!: Ticker;
    private server!: ConsoleServer;
    private json: (value: unknown) => string = JSON.stringify;
    private sender: NodeJS.Timeout | undefined;
    private programError: string | null = null;
    private sent = "";

    private constructor(private readonly options: SessionOptions) {}

    /** Runs the program, judges it, starts its local AWS and the server. @throws ProgramError for a program that fails. */
    static async start(options: SessionOptions): Promise<Session> {
        const session = new Session(options);
        await session.open(await readProgram(options));
        session.server = await ConsoleServer.start(options.port, session.routes(), options.files).catch(async (error: unknown) => {
            await session.world.close();
            throw error;
        });
        session.sender = setInterval(() => session.sendChanges(), SEND_MS);
        return session;
    }

    /** The address to open in a browser, with the token. */
    get url(): string {
        return this.server.url;
    }

    async close(): Promise<void> {
        clearInterval(this.sender);
        await this.ticker.close();
        await this.server.close();
        await this.world.close();
    }

    private async open(program: Program): Promise<void> {
        this.world = await World.open(program, this.options);
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
        return {
            json: (value) => this.json(value),
            snapshot: () => this.snapshot(),
            get: {
                "/api/node": (query) => detailsOf(this.world, query.get("id") ?? ""),
                "/api/steps": (query) => this.world.live.stepsOf(Number(query.get("event"))),
            },
            post: {
                "/api/clock": (body) => this.setClock(body),
            },
        };
    }

    private snapshot(): Snapshot {
        const { program, picture, findings, live } = this.world;
        const { project, stack, region } = program.graph;
        return {
            program: project,
            stack,
            region,
            seed: this.options.seed,
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
            default:
                throw new BadRequest(`act must be start, pause or step, got ${JSON.stringify(act)}`);
        }
    }
}
