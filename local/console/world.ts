import { type Fault, LocalAws } from "../aws";
import { VirtualClock } from "../clock";
import { judge } from "../cli/shared/judge";
import { isSettled } from "../cli/shared/judgement";
import type { ProgramChoice } from "../cli/shared/programOptions";
import { runPhases } from "../cli/shared/runPhases";
import { rulesOf, type SourcedRule } from "../cli/shared/rulesOf";
import type { Graph, PolicyConfig } from "../engine";
import { changesBetween } from "./changes";
import { History } from "./history";
import { place } from "./layout";
import { Live } from "./live";
import { Owners } from "./owners";
import { drawn } from "./picture";
import type { ConsoleFinding, GraphPicture } from "./protocol";

export interface WorldOptions extends ProgramChoice {
    /** The policy pack and the configuration of its policies; undefined: the program is not judged. */
    readonly pack: { readonly folder: string; readonly config: PolicyConfig | undefined } | undefined;
    readonly seed: number;
    /** Where the clock starts, epoch milliseconds. */
    readonly startMs: number;
    readonly onProgress: (message: string) => void;
}

/** A program as it was registered and judged once. */
export interface Program {
    readonly graph: Graph;
    readonly rules: readonly SourcedRule[];
    readonly owners: Owners;
    readonly findings: readonly Omit<ConsoleFinding, "node">[];
    /** URNs, in the order of the findings; null for the whole stack. */
    readonly about: readonly (string | null)[];
    readonly notJudged: string | null;
}

/** A program that was not judged. */
export const programOf = (graph: Graph, notJudged: string): Program => ({
    graph,
    rules: rulesOf(graph),
    owners: new Owners(graph),
    findings: [],
    about: [],
    notJudged,
});

/** Runs a program and judges it. @throws ProgramError if the program fails. A pack that fails is reported in `notJudged`. */
export async function readProgram(options: WorldOptions): Promise<Program> {
    const { pack, onProgress } = options;
    onProgress("Running the program");
    const graphs = await runPhases(options, ["preview", "update"]);
    const graph = graphs[1]!;
    const program = programOf(graph, "The policy pack was left out (--no-policy).");
    if (pack === undefined) {
        return program;
    }
    onProgress("Checking it with the policy pack");
    const { findings } = await judge(pack.folder, graphs, pack.config);
    const open = findings.filter((finding) => !isSettled(finding));
    return {
        ...program,
        findings: open.map(({ policy, level, resource, message }) => ({ source: policy, level, resource, message })),
        about: open.map(({ urn }) => urn),
        notJudged: null,
    };
}

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
        const { graph, rules, owners } = program;
        const clock = new VirtualClock(startMs);
        const aws = await LocalAws.create({ graph, clock, seed, onProgress });
        const inventory = aws.inventory();
        const unplaced = drawn({ graph, inventory, rules, owners });
        const nodes = new Set(unplaced.nodes.map(({ id }) => id));
        const findings: ConsoleFinding[] = [
            ...program.findings.map((finding, index) => ({ ...finding, node: owners.nodeOf(program.about[index] ?? "", nodes) })),
            ...aws.results().findings.map(({ kind, subject, message }) => {
                const urn = owners.byArn(subject)?.urn ?? subject;
                return { source: kind, level: "warning" as const, resource: subject, message, node: owners.nodeOf(urn, nodes) };
            }),
        ];
        const withFindings = unplaced.nodes.map((node) => ({
            ...node,
            findings: findings.flatMap((finding, index) => (finding.node === node.id ? [index] : [])),
        }));
        const old = before?.picture.nodes.filter(({ change }) => change !== "gone") ?? [];
        const changes =
            before === undefined || before.program === program
                ? new Map<string, never>()
                : changesBetween(before.program, program, { before: new Set(old.map(({ id }) => id)), after: nodes });
        const marked = withFindings.map((node) => ({ ...node, ...(changes.has(node.id) ? { change: changes.get(node.id)! } : {}) }));
        const gone = old
            .filter(({ id }) => changes.get(id) === "gone")
            .map((node) => ({ ...node, alarms: [], findings: [], change: "gone" as const }));
        const picture = place({ nodes: [...marked, ...gone], edges: unplaced.edges });
        const live = new Live(picture, owners);
        for (const { alarm } of inventory.alarms) {
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
