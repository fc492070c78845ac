import { type Fault, LocalAws } from "../aws";
import { VirtualClock } from "../clock";
import { changesBetween } from "./changes";
import { History } from "./history";
import { place } from "./layout";
import { Live } from "./live";
import type { Program, WorldOptions } from "./program";
import type { ConsoleFinding, GraphPicture } from "./protocol";
import { drawnWithFindings } from "./recording";

/** A program's local AWS, its picture, and what the page shows of it. */
export class World {
    readonly clock: VirtualClock;
    readonly live: Live;
    readonly history: History;

    private constructor(
        readonly program: Program,
        readonly aws: LocalAws,
        readonly picture: GraphPicture,
        readonly findings: readonly ConsoleFinding[],
        { clock, live }: Pick<World, "clock" | "live">,
    ) {
        this.clock = clock;
        this.live = live;
        this.history = new History(program.graph.region, (fact) => live.rootOf(fact));
    }

    static async open(
        program: Program,
        { seed, startMs, onProgress }: Pick<WorldOptions, "seed" | "startMs" | "onProgress">,
        before?: World,
    ): Promise<World> {
        const { graph, owners } = program;
        const clock = new VirtualClock(startMs);
        const aws = await LocalAws.create({ graph, clock, seed, onProgress });
        const { nodes: withFindings, edges, findings } = drawnWithFindings(program, aws);
        const nodes = new Set(withFindings.map(({ id }) => id));
        const old = before?.picture.nodes.filter(({ change }) => change !== "gone") ?? [];
        const changes =
            before === undefined || before.program === program
                ? new Map<string, never>()
                : changesBetween(before.program, program, { before: new Set(old.map(({ id }) => id)), after: nodes });
        const marked = withFindings.map((node) => ({ ...node, ...(changes.has(node.id) ? { change: changes.get(node.id)! } : {}) }));
        const gone = old
            .filter(({ id }) => changes.get(id) === "gone")
            .map((node) => ({ ...node, alarms: [], findings: [], change: "gone" as const }));
        const picture = place({ nodes: [...marked, ...gone], edges });
        const live = new Live(picture, owners);
        for (const { alarm } of aws.inventory().alarms) {
            live.alarms.set(alarm.arn, alarm.state);
        }
        const world = new World(program, aws, picture, findings, { clock, live });
        world.read();
        return world;
    }

    /** Takes over what has happened since the last call. */
    read(): void {
        const facts = this.aws.facts();
        const from = this.live.facts;
        this.live.read(facts, this.aws.depths());
        for (let n = from; n < facts.length; n++) {
            this.history.take(facts, n);
        }
    }

    /** @throws Error for a fault that the program cannot have. */
    inject(fault: Fault): void {
        this.aws.inject(fault);
    }

    close(): Promise<void> {
        return this.aws.close();
    }
}
