import type { VirtualClock } from "../clock";
import { LocalEndpoint } from "../endpoint/localEndpoint";
import type { Graph } from "../engine/graph";
import { LocalSageMaker } from "../sageMaker/localSageMaker";
import { Access } from "./access";
import { Alarms } from "./alarms/alarms";
import { serveChannels } from "./api/channelApi";
import { disturb } from "./api/disturb";
import { serveHandlers } from "./api/handlerApi";
import { serveLogs } from "./api/logApi";
import { serveOperators } from "./api/operatorApi";
import { serveQueues } from "./api/queueApi";
import { Tables } from "./api/tables";
import { serveWatchers } from "./api/watchApi";
import type { Context } from "./context";
import { Faults } from "./faults";
import { Findings } from "./findings";
import { FunctionHost } from "./functionHost";
import { Log } from "./log";
import { Metrics } from "./metrics";
import { seededRandom } from "./random";
import { readAlarms } from "./read/alarms";
import { readFunctions } from "./read/compute";
import { reportUnmodelled } from "./read/effects";
import { readBuses, readRules } from "./read/events";
import { readKeys, readRoles } from "./read/identity";
import { checkLogGroups } from "./read/logs";
import { readQueues, readTopics } from "./read/messaging";
import { withoutDoubles } from "./read/names";
import { withoutRefused } from "./read/refused";
import { readSecrets } from "./read/secrets";
import { readTables } from "./read/tables";
import { Bus } from "./receivers/bus";
import { Outside } from "./receivers/outside";
import { Queue } from "./receivers/queue";
import { Receivers } from "./receivers/receiver";
import { Topic } from "./receivers/topic";
import { Carrier } from "./senders/carrier";
import type { RetryTiming } from "./senders/rule";

export interface AccountArgs {
    readonly graph: Graph;
    readonly clock: VirtualClock;
    readonly seed: number;
    readonly retry: RetryTiming;
    readonly subscriptionsConfirmed: boolean;
    readonly copies: number;
    readonly folder: string | undefined;
    readonly onProgress: (message: string) => void;
}

/** Everything that a program has in its account, at work. */
export interface Account {
    readonly context: Context;
    readonly alarms: Alarms;
    /** By name. */
    readonly buses: ReadonlyMap<string, Bus>;
    /** By ARN. */
    readonly queues: ReadonlyMap<string, Queue>;
    readonly topics: ReadonlyMap<string, Topic>;
    readonly tables: Tables;
    /** Brings what SageMaker sends to the default bus. */
    readonly carrier: Carrier;
    readonly host: FunctionHost;
    readonly endpoint: LocalEndpoint;
    readonly sageMaker: LocalSageMaker;
}

/** Reads a program's graph and sets up what it registered. */
export async function openAccount(args: AccountArgs): Promise<Account> {
    const { clock, seed, retry } = args;
    const log = new Log(() => clock.now());
    const findings = new Findings(log);
    const graph = withoutDoubles(withoutRefused(args.graph, findings), findings);
    const context = contextOf(graph, clock, seed, { log, findings });
    const { receivers, roles } = context;
    const queues = new Map(readQueues(graph, findings).map((resource) => [resource.arn, new Queue(resource, context)]));
    reportUnmodelled(graph, findings);
    checkLogGroups(graph, context.access, findings);
    const topics = new Map(readTopics(graph, findings).map((resource) => [resource.arn, new Topic(resource, context, args.subscriptionsConfirmed)]));
    const buses = openBuses(context, graph, retry);
    const alarms = new Alarms(context);
    alarms.start(readAlarms(graph, findings));
    const functions = readFunctions(graph, roles, findings);
    const tableResources = readTables(graph, findings);

    // Nothing above holds anything that would have to be given back.
    const host = FunctionHost.open(context, args);
    const endpoint = await LocalEndpoint.start({ now: () => clock.now() });
    const tables = await Tables.start(context, tableResources);
    try {
        await host.start(functions, { endpointUrl: endpoint.url, queues: [...queues.values()].map(({ resource }) => resource) });
    } catch (error) {
        await endpoint.close();
        throw error;
    }
    for (const receiver of [...queues.values(), ...topics.values(), ...buses.values(), ...host.functions.values()]) {
        receivers.add(receiver);
    }
    for (const arn of graph.outside ?? []) {
        if (!receivers.has(arn)) {
            receivers.add(new Outside(arn, context));
        }
    }
    const callerOf = (accessKeyId: string) => host.callerOf(accessKeyId);
    const secrets = readSecrets(graph);
    serveHandlers(context, endpoint, { queues, topics, tables, secrets, atWork: host.atWork, callerOf });
    serveChannels(context, endpoint, { secrets, atWork: host.atWork, callerOf });
    serveQueues(context, endpoint, queues, host.atWork);
    serveOperators(context, endpoint, { alarms, functions: host.functions, callerOf });
    serveWatchers(context, endpoint, { buses, topics, queues });
    serveLogs(
        context,
        endpoint,
        [...host.functions.values()].map(({ resource }) => resource),
    );
    // No one waits for an SDK that pauses before it tries again.
    endpoint.onPassing = (accessKeyId) => host.atWork.hurry(accessKeyId, false);
    endpoint.disturb = (call) => disturb(context, host.atWork, call);
    const carrier = new Carrier(context, buses.get("default")!);
    const sageMaker = new LocalSageMaker(endpoint, {
        place: context.place,
        clock,
        // Other numbers than those of the account: no event of a rule may get the id of an event of SageMaker's.
        random: seededRandom(~seed),
        callerName: (accessKeyId) => callerOf(accessKeyId)?.name ?? accessKeyId,
        // Not through LocalAws.putEvent: SageMaker knows what it says itself.
        emit: (event) => carrier.carry(event as Parameters<Bus["put"]>[0]),
        lose: (event) => carrier.lose(event as Parameters<Bus["put"]>[0]),
    });
    alarms.runFirstActions();
    return { context, alarms, buses, queues, topics, tables, host, endpoint, sageMaker, carrier };
}

function contextOf(graph: Graph, clock: VirtualClock, seed: number, { log, findings }: Pick<Context, "log" | "findings">): Context {
    const now = () => clock.now();
    const faults = new Faults(now, (number, { fault }, resource, event) => void log.add({ what: "struck", resource, fault, number, event }));
    const roles = readRoles(graph, findings);
    const place = { account: graph.account, region: graph.region, partition: graph.partition };
    return {
        place,
        clock,
        random: seededRandom(seed),
        log,
        findings,
        metrics: new Metrics(now),
        roles,
        access: new Access(place, now, readKeys(graph, findings), { findings, faults }),
        faults,
        receivers: new Receivers(graph.account),
    };
}

/** The buses with their rules; the default bus is always there. */
function openBuses(context: Context, graph: Graph, retry: RetryTiming): Map<string, Bus> {
    const { partition, region, account } = context.place;
    const rules = readRules(graph, context.findings);
    const arnOf = (name: string) => `arn:${partition}:events:${region}:${account}:event-bus/${name}`;
    // A bus outside of the program has the rules that the program gives it.
    const outside = rules.flatMap(({ bus }) => (graph.outside?.includes(arnOf(bus)) ? { name: bus, arn: arnOf(bus) } : []));
    const resources = [...outside, { name: "default", arn: arnOf("default") }, ...readBuses(graph)];
    const buses = new Map(resources.map((resource) => [resource.name, new Bus(resource, context, retry)]));
    for (const rule of rules) {
        const bus = buses.get(rule.bus);
        if (bus === undefined) {
            context.findings.add("refused", rule.arn, `Rule "${rule.name}": there is no event bus "${rule.bus}"`);
        }
        bus?.addRule(rule);
    }
    return buses;
}
