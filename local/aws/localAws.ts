import { KIND_NAMES } from "../../catalog";
import type { VirtualClock } from "../clock";
import type { LocalEndpoint } from "../endpoint/localEndpoint";
import type { Graph } from "../engine/graph";
import type { LocalSageMaker } from "../sageMaker/localSageMaker";
import { playScenario, type Scenario } from "../sageMaker/scenario";
import { type Account, openAccount } from "./account";
import type { TableItem } from "./api/tables";
import { checkFault, creationOf, type Fault, type Faults, type Struck } from "./faults";
import type { Inventory } from "./inventory";
import type { Fact } from "./log";
import type { BusEvent } from "./occurrences";
import type { SeenEvent } from "./receivers/bus";
import { type LocalAwsResults, resultsOf } from "./report/results";
import { DEFAULT_RETRY, type RetryTiming } from "./senders/rule";
import { targetInput } from "./senders/targetInput";

export interface LocalAwsOptions {
    /** What a program registered, in mode "update". */
    graph: Graph;
    /** The time of everything; the caller runs it. */
    clock: VirtualClock;
    /** Decides ids and jitter. @default 1 */
    seed?: number;
    /** What goes wrong. @default nothing */
    faults?: readonly Fault[];
    /** Waits between EventBridge's retries, which AWS does not publish. @default 10 s, doubled up to 10 minutes, a fifth of it random */
    retry?: RetryTiming;
    /** Whether the owners of e-mail addresses and other ends outside AWS have confirmed their subscriptions. @default true */
    subscriptionsConfirmed?: boolean;
    /**
     * How many copies (execution environments) of each function work at the same time, as far as its reserved concurrency allows. The events of one
     * instant then run at the same time in reality, and two runs are no longer alike.
     * @default 1: one invocation after another in the whole account
     */
    copies?: number;
    /** Folder below which functions are extracted; outside of any project. @default a new one for temporary files, removed by `close` */
    folder?: string;
    /** Gets in a few words what happens next. @default none */
    onProgress?: (message: string) => void;
}

/** What a deployment takes unless a fault says otherwise. */
const DEPLOYMENT_MS = 10 * 60_000;

/**
 * An AWS account with the resources of one Pulumi program: its rules, functions, queues, topics, roles and alarms act as they would in AWS, on a
 * virtual clock. It knows resource types, not components, so that any program's graph will do.
 *
 * @example
 * const clock = new VirtualClock();
 * const aws = await LocalAws.create({ graph, clock });
 * aws.putEvent(event);
 * await clock.run();
 * console.log(aws.results().deliveries);
 * await aws.close();
 */
export class LocalAws {
    private closed: Promise<void> | undefined;

    private constructor(
        private readonly account: Account,
        private readonly graph: Graph,
    ) {}

    /**
     * Sets up the account: reads the graph and extracts the functions' archives.
     *
     * @throws Error if the graph is that of a preview, or a resource has a value of the wrong type. What AWS would refuse is a finding.
     */
    static async create(options: LocalAwsOptions): Promise<LocalAws> {
        const { graph, clock, seed = 1, faults = [], retry = DEFAULT_RETRY, subscriptionsConfirmed = true, copies = 1 } = options;
        const { folder, onProgress = () => {} } = options;
        if (graph.mode !== "update") {
            throw new Error(`LocalAws.create: graph must be that of an update, which has ARNs and names, got mode "${graph.mode}"`);
        }
        if (!Number.isInteger(copies) || copies < 1) {
            throw new Error(`LocalAws.create: copies must be a whole number from 1, got ${copies}`);
        }
        faults.forEach(checkFault);
        const aws = new LocalAws(await openAccount({ graph, clock, seed, retry, subscriptionsConfirmed, copies, folder, onProgress }), graph);
        try {
            faults.forEach((fault) => aws.inject(fault));
        } catch (error) {
            await aws.close();
            throw error;
        }
        return aws;
    }

    /** Where functions call AWS. Further services may add their operations. */
    get endpoint(): LocalEndpoint {
        return this.account.endpoint;
    }

    /** What functions see when they describe a job. Events report it; more can be put. */
    get sageMaker(): LocalSageMaker {
        return this.account.sageMaker;
    }

    /**
     * Puts an event on a bus, now. What follows happens while the clock runs.
     *
     * @param bus Name or ARN. @default the default bus, where AWS services send their events
     * @throws for a value that is no event, or an unknown bus.
     */
    putEvent(event: object, bus = "default"): SeenEvent {
        const { buses } = this.account;
        const found = [...buses.values()].find(({ resource: { name, arn } }) => name === bus || arn === bus);
        if (found === undefined) {
            throw new Error(`Local AWS: there is no event bus "${bus}"; there are ${[...buses.keys()].join(", ")}`);
        }
        const seen = found.put(event as BusEvent);
        this.sageMaker.observe(event);
        return seen;
    }

    /**
     * Runs the clock until every rule with a schedule has run this many times more, and until what that leads to is done. Without schedules nothing happens.
     *
     * @param times A whole number from 1.
     */
    async runSchedules(times: number): Promise<void> {
        const { buses, context } = this.account;
        for (let time = 0; time < times; time++) {
            const next = [...buses.values()].flatMap((bus) => bus.nextRunMs() ?? []);
            if (next.length > 0) {
                await context.clock.run(Math.max(...next));
                await context.clock.run();
            }
        }
    }

    /** Sends an event as SageMaker does: as {@link LocalAws.putEvent} on the default bus, but faults can strike on the way. */
    sendEvent(event: object): void {
        this.sageMaker.observe(event);
        this.account.carrier.carry(event as BusEvent);
    }

    /** Has a scenario happen in SageMaker, from now on, while the clock runs. A step that SageMaker refuses is a finding. */
    playScenario(scenario: Scenario): void {
        const { clock, findings } = this.account.context;
        const onRefused = (step: number, reason: string) => findings.add("refused", `scenario step ${step}`, reason);
        playScenario(scenario, { sageMaker: this.sageMaker, clock, onRefused });
    }

    /**
     * Has something go wrong while the clock runs: `FAULTS` lists what can.
     *
     * @returns Its number.
     * @throws Error for a resource that is not in the program, and for values that the fault cannot have.
     */
    inject(fault: Fault): number {
        const { alarms, context, queues } = this.account;
        const { clock, faults, log } = context;
        const isDeployment = fault.fault === "up";
        const { fromMs = clock.now(), toMs = isDeployment ? fromMs + DEPLOYMENT_MS : undefined } = fault;
        const shares = isDeployment ? [...creationOf(this.graph, context.random)] : [];
        const creation = new Map(shares.map(([what, share]) => [what, fromMs + share * (toMs! - fromMs)]));
        const number = faults.add(fault, this.struck(), creation);
        log.add({ what: "fault", resource: fault.resource ?? "*", number, fault });
        if (fault.fault === "deleteQueue") {
            clock.schedule(fromMs, () => [...queues.values()].forEach((queue) => queue.purge()), { background: true });
        }
        if ((fault.fault === "deleteAlarm" || isDeployment) && toMs !== undefined) {
            clock.schedule(toMs, () => alarms.look(), { background: true });
        }
        return number;
    }

    /** Ends a fault by its number. @returns False if there is none that is on. */
    endFault(number: number): boolean {
        const { alarms, context } = this.account;
        const fault = context.faults.end(number);
        if (fault !== undefined) {
            context.log.add({ what: "ended", resource: fault.resource ?? "*", number, fault: fault.fault });
            alarms.look();
        }
        return fault !== undefined;
    }

    /** The faults that are on, or will be, with how often each has struck. */
    activeFaults(): ReturnType<Faults["active"]> {
        return this.account.context.faults.active();
    }

    /** What each fault can strike: names or ARNs, by kind. */
    struck(): Struck {
        const { alarms, buses, host, queues, tables, topics } = this.account;
        const rules = [...buses.values()].flatMap((bus) => bus.all()).filter(({ enabled }) => enabled);
        const arns = (all: readonly { readonly arn: string }[]) => all.map(({ arn }) => arn);
        const isSubscribed = (arn: string) =>
            [...topics.values()].some(({ resource }) => resource.subscriptions.some(({ endpoint }) => endpoint === arn));
        return {
            function: host.arns(),
            rule: arns(rules.filter(({ pattern }) => pattern !== undefined)),
            schedule: arns(rules.filter(({ schedule }) => schedule !== undefined)),
            queue: [...queues.keys()],
            topic: [...topics.keys()],
            table: tables.arns(),
            alarm: arns(alarms.all()),
            channel: host.arns().filter((arn) => isSubscribed(arn)),
            describe: KIND_NAMES.map((kind) => `Describe${kind}`),
            event: KIND_NAMES,
            stack: [this.graph.project],
        };
    }

    /** What the account has, as AWS would list it. */
    inventory(): Inventory {
        const { alarms, buses, host, queues, tables, topics } = this.account;
        return {
            buses: [...buses.values()].map(({ resource }) => resource),
            rules: [...buses.values()].flatMap((bus) => bus.all()),
            functions: host.arns().map((arn) => host.functions.get(arn)!.resource),
            queues: [...queues.values()].map(({ resource }) => resource),
            topics: [...topics.values()].map(({ resource }) => resource),
            tables: tables.arns(),
            alarms: alarms.all().map((alarm) => ({ alarm, behind: alarms.behind(alarm.name) })),
        };
    }

    /** How many messages are in each queue now, by ARN. */
    depths(): ReadonlyMap<string, number> {
        return new Map([...this.account.queues].map(([arn, queue]) => [arn, queue.visible().length]));
    }

    /** The items of a table by its name, as they are now. @throws Error if there is no such table. */
    tableItems(name: string): Promise<TableItem[]> {
        return this.account.tables.items(name);
    }

    /**
     * Deletes a message, as a redrive does.
     *
     * @param queue Name of the queue. @returns False if the queue or the message is not there.
     */
    removeMessage(queue: string, id: string): boolean {
        return this.queue(queue)?.remove(id) ?? false;
    }

    /**
     * Gives the event of a dead letter to its function once more and deletes the message, as `StartMessageMoveTask` cannot for these queues.
     *
     * @param change Makes what the function gets from what it would have got. @default the same
     * @returns False if there is no such message, or its function does not take the event: the queue then keeps it.
     */
    redrive(queue: string, id: string, change: (payload: unknown) => unknown = (payload) => payload): boolean {
        const { context, host } = this.account;
        const of = this.queue(queue)?.subjectOf(id);
        const delivery = of === undefined ? undefined : context.log.facts()[of];
        const target = delivery?.what === "delivery" ? host.functions.get(delivery.target.arn) : undefined;
        if (delivery?.what !== "delivery" || target === undefined) {
            return false;
        }
        const { event, rule } = delivery;
        const input = targetInput(rule, delivery.target, event, delivery.atMs);
        const value = change(input.ok ? input.value : event);
        const refusal = target.accept({ caller: "allowed", value, text: "", event: event.id, of });
        return refusal === undefined && this.removeMessage(queue, id);
    }

    /** The sum of everything a metric got, for reports and tests. */
    metricTotal(namespace: string, metricName: string, dimensions: Record<string, string>): number {
        return this.account.context.metrics.total({ namespace, metricName, dimensions });
    }

    /** Everything that happened so far, in order of time. */
    facts(): readonly Fact[] {
        return this.account.context.log.facts();
    }

    /** What happened so far, as plain data: worked out of {@link LocalAws.facts}. */
    results(): LocalAwsResults {
        const { alarms, context, queues } = this.account;
        return resultsOf({
            facts: this.facts(),
            alarms: { all: alarms.all(), behind: (name) => alarms.behind(name) },
            queues: [...queues.keys()],
            stops: this.sageMaker.stops(),
            apiCalls: context.access.calls(),
            nowMs: context.clock.now(),
        });
    }

    /** Ends all processes and the endpoint, and removes the functions. May be called twice. */
    close(): Promise<void> {
        this.closed ??= this.shutDown();
        return this.closed;
    }

    private async shutDown(): Promise<void> {
        const { endpoint, host } = this.account;
        await host.close();
        await endpoint.close();
    }

    private queue(name: string) {
        return [...this.account.queues.values()].find(({ resource }) => resource.name === name);
    }
}
