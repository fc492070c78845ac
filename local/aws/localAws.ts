import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VirtualClock } from "../clock";
import { LocalEndpoint } from "../endpoint/localEndpoint";
import type { Graph } from "../engine/graph";
import { LocalFunction, type PackageInfo } from "../lambda/localFunction";
import { LocalSageMaker } from "../sageMaker/localSageMaker";
import { playScenario, type Scenario } from "../sageMaker/scenario";
import { Access } from "./access";
import { runAlarmAction } from "./alarmActions";
import { Alarms } from "./alarms";
import { serveApi } from "./api";
import { type BusEvent, Buses, type SeenEvent } from "./buses";
import { DEFAULT_RETRY, type RetryTiming } from "./delivery";
import { Findings } from "./findings";
import { type Copy, type Crash, Functions, type Runner, type Throttle } from "./functions";
import { Metrics } from "./metrics";
import { serveOperations } from "./operations";
import { Queue } from "./queues";
import { seededRandom, uuidFrom } from "./random";
import { readAlarms } from "./read/alarms";
import { readFunctions } from "./read/compute";
import { reportUnmodelled } from "./read/effects";
import { readBuses, readRules } from "./read/events";
import { readKeys, readRoles } from "./read/identity";
import { checkLogGroups } from "./read/logs";
import { readQueues, readTopics } from "./read/messaging";
import { readTables } from "./read/tables";
import { type LocalAwsResults, resultsOf } from "./results";
import type { Outage, Services } from "./services";
import { type TableFault, type TableItem, Tables } from "./tables";
import { targetInput } from "./targetInput";
import { Topics } from "./topics";

export interface LocalAwsOptions {
    /** What a program registered, in mode "update". */
    graph: Graph;
    /** The time of everything; the caller runs it. */
    clock: VirtualClock;
    /** Decides ids and jitter. @default 1 */
    seed?: number;
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
    /** Is told in a few words what happens next. @default nobody is told */
    onProgress?: (message: string) => void;
}

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
    private constructor(
        private readonly services: Services,
        private readonly alarms: Alarms,
        private readonly functions: readonly LocalFunction[],
        private readonly packages: readonly PackageInfo[],
        /** Where functions call AWS. Further services may add their operations. */
        readonly endpoint: LocalEndpoint,
        /** What functions see when they describe a job. Events tell it; more can be put. */
        readonly sageMaker: LocalSageMaker,
        private readonly removeFolder: () => Promise<void>,
        private readonly outages: Outage[],
    ) {}

    /**
     * Sets up the account: reads the graph and extracts the functions' archives.
     *
     * @throws Error if the graph is that of a preview, or a resource has a value of the wrong type. What AWS would refuse is a finding.
     */
    static async create(options: LocalAwsOptions): Promise<LocalAws> {
        const { graph, clock, seed = 1, retry = DEFAULT_RETRY, subscriptionsConfirmed = true, copies = 1, onProgress = () => {} } = options;
        if (graph.mode !== "update") {
            throw new Error(`LocalAws.create: graph must be that of an update, which has ARNs and names, got mode "${graph.mode}"`);
        }
        if (!Number.isInteger(copies) || copies < 1) {
            throw new Error(`LocalAws.create: copies must be a whole number from 1, got ${copies}`);
        }
        const random = seededRandom(seed);
        const findings = new Findings();
        const metrics = new Metrics(() => clock.now());
        const roles = readRoles(graph, findings);
        const outages: Outage[] = [];
        const place = { account: graph.account, region: graph.region, partition: graph.partition };
        const access = new Access(place, () => clock.now(), readKeys(graph, findings), findings);
        const queues = new Map(
            readQueues(graph, findings).map((resource) => [resource.arn, new Queue(resource, clock, metrics, () => uuidFrom(random))]),
        );
        reportUnmodelled(graph, findings);
        checkLogGroups(graph, access, findings);

        // The parts know each other through this object, so it is there before they are.
        const parts: Partial<Services> = { place, clock, metrics, findings, access, random, roles, outages, queues };
        const services = parts as Services;
        const functions = new Functions(services, copies > 1);
        const topics = new Topics(services, readTopics(graph, findings), subscriptionsConfirmed);
        Object.assign(services, { functions, topics, buses: new Buses(services, retry, readBuses(graph), readRules(graph, findings)) });
        const alarms = new Alarms(clock, metrics, findings, (alarm, action, change) => runAlarmAction(services, alarm, action, change));
        alarms.start(readAlarms(graph, findings));

        const definitions = readFunctions(graph, roles, findings);
        const tableResources = readTables(graph, findings);

        // Nothing above holds anything that would have to be given back.
        const ownFolder = options.folder === undefined ? await mkdtemp(join(tmpdir(), "jobstatus-")) : undefined;
        const folder = options.folder ?? ownFolder!;
        const endpoint = await LocalEndpoint.start({ now: () => clock.now() });
        Object.assign(services, { tables: await Tables.start(services, tableResources) });
        const running: LocalFunction[] = [];
        const packages: PackageInfo[] = [];
        const callers = new Map<string, { name: string; role: (typeof definitions)[number]["resource"]["role"] }>();
        for (const [index, { resource, definition }] of definitions.entries()) {
            onProgress(`Packing ${resource.name}`);
            const key = `LOCAL${String(index + 1).padStart(4, "0")}`;
            const environment = withLocalQueues(definition.environment, [...queues.values()], endpoint.url);
            const mine: Copy[] = [];
            for (let copy = 1; copy <= Math.min(copies, resource.reservedConcurrency || copies); copy++) {
                const accessKeyId = copy === 1 ? key : `${key}-${copy}`;
                callers.set(accessKeyId, resource);
                const host = { endpointUrl: endpoint.url, region: graph.region, accessKeyId, folder };
                try {
                    const local = await LocalFunction.create({ ...definition, environment }, host);
                    running.push(local);
                    packages.push(...(copy === 1 ? [local.package] : []));
                    mine.push({ accessKeyId, runner: local });
                } catch (error) {
                    const { message } = error as Error;
                    findings.add("unmodelled", resource.arn, `The function cannot run here: ${message}`);
                    mine.push({ accessKeyId, runner: brokenRunner(message) });
                }
            }
            functions.add(resource, mine);
        }
        serveApi(services, endpoint, (accessKeyId) => callers.get(accessKeyId));
        serveOperations(services, alarms, endpoint);
        const sageMaker = new LocalSageMaker(endpoint, {
            place,
            clock,
            random: seededRandom(seed),
            callerName: (accessKeyId) => callers.get(accessKeyId)?.name ?? accessKeyId,
            // Not through putEvent: SageMaker knows what it says itself.
            emit: (event) => services.buses.put("default", event as BusEvent),
        });
        const removeFolder = async () => (ownFolder === undefined ? undefined : rm(ownFolder, { recursive: true, force: true }));
        return new LocalAws(services, alarms, running, packages, endpoint, sageMaker, removeFolder, outages);
    }

    /**
     * Puts an event on a bus, now. What follows happens while the clock runs.
     *
     * @param bus Name or ARN. @default the default bus, where AWS services send their events
     * @throws for a value that is no event, or an unknown bus.
     */
    putEvent(event: object, bus = "default"): SeenEvent {
        const seen = this.services.buses.put(bus, event as BusEvent);
        this.sageMaker.observe(event);
        return seen;
    }

    /** Has a scenario happen in SageMaker, from now on, while the clock runs. A step that SageMaker refuses is a finding. */
    playScenario(scenario: Scenario): void {
        const { clock, findings } = this.services;
        const onRefused = (step: number, reason: string) => findings.add("refused", `scenario step ${step}`, reason);
        playScenario(scenario, { sageMaker: this.sageMaker, clock, onRefused });
    }

    /** Takes the concurrency of a function away for a time: Lambda keeps its events and tries again. */
    throttle(throttle: Throttle): void {
        this.services.functions.throttle(throttle);
    }

    /** Has a target answer EventBridge with an error that passes, for a time: EventBridge tries again. */
    interrupt(outage: Outage): void {
        this.outages.push(outage);
    }

    /**
     * Has a table refuse or break calls for a time. An SDK inside a handler tries again in real time, twice unless told otherwise: a throttled call
     * takes up to 1.5 s, a broken one up to 0.3 s.
     */
    tableFault(fault: TableFault): void {
        this.services.tables.fault(fault);
    }

    /**
     * Has a function's process die in the middle of one of its next invocations, which then failed for Lambda.
     *
     * @throws Error for a function that is not there, or numbers that count nothing.
     */
    crash(crash: Crash): void {
        this.services.functions.crash(crash);
    }

    /** The items of a table by its name, as they are now. @throws Error if there is no such table. */
    tableItems(name: string): Promise<TableItem[]> {
        return this.services.tables.items(name);
    }

    /**
     * Deletes a message, as a redrive does.
     *
     * @param queue Name of the queue. @returns False if the queue or the message is not there.
     */
    removeMessage(queue: string, id: string): boolean {
        return [...this.services.queues.values()].find(({ resource }) => resource.name === queue)?.remove(id) ?? false;
    }

    /**
     * Gives the event of a dead letter to its function once more and deletes the message, as `StartMessageMoveTask` cannot for these queues.
     *
     * @param change Makes what the function gets from what it would have got. @default the same
     * @returns False if there is no such message, or its function is not there.
     */
    redrive(queue: string, id: string, change: (payload: unknown) => unknown = (payload) => payload): boolean {
        const { buses, functions } = this.services;
        for (const delivery of buses.deliveries()) {
            const { rule, target, busEvent } = delivery;
            const kept = delivery.endings.some(
                (ending) => ending.kind === "kept" && ending.queue.resource.name === queue && ending.message.id === id,
            );
            if (kept && functions.find(target.arn) !== undefined && this.removeMessage(queue, id)) {
                const input = targetInput(rule, target, busEvent, delivery.startMs);
                functions.accept(target.arn, change(input.ok ? input.value : busEvent), delivery);
                return true;
            }
        }
        return false;
    }

    /** The sum of everything a metric got, for reports and tests. */
    metricTotal(namespace: string, metricName: string, dimensions: Record<string, string>): number {
        return this.services.metrics.total({ namespace, metricName, dimensions });
    }

    /** What happened so far, as plain data. */
    results(): LocalAwsResults {
        return resultsOf(this.services, this.alarms, this.packages, this.sageMaker.stops());
    }

    /** Ends all processes and the endpoint, and removes the functions. May be called twice. */
    async close(): Promise<void> {
        await Promise.all(this.functions.map((local) => local.close()));
        await this.closeEndpoint();
        await this.removeFolder();
    }

    private closed: Promise<void> | undefined;

    private closeEndpoint(): Promise<void> {
        this.closed ??= this.endpoint.close();
        return this.closed;
    }
}

/** An SQS client calls the host of the queue's URL, whatever endpoint it was given. So functions get URLs that lead here. */
function withLocalQueues(environment: Record<string, string>, queues: readonly Queue[], endpointUrl: string): Record<string, string> {
    const local = (text: string) =>
        queues.reduce((changed, { resource: { url } }) => changed.replaceAll(url, `${endpointUrl}${new URL(url).pathname}`), text);
    return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, local(value)]));
}

/** Stands for a function that Lambda could run and this machine cannot. */
function brokenRunner(errorMessage: string): Runner {
    const result = { ok: false, error: { errorType: "Local.CannotRun", errorMessage }, logs: [], durationMs: 0, maxMemoryMb: 0 };
    return { invoke: async () => result, kill: async () => {} };
}
