import { type Answer, type Read, read } from "./read";
import type { GraphResource } from "./resource";
import { isOf } from "./types";

/** The event bus of a rule or of a target: its name, or as long as that is not known what the name comes from. */
export interface Bus {
    readonly name: Read<string>;
    readonly sources: readonly GraphResource[];
}

/** The name of the bus that AWS services send their events to. */
export const DEFAULT_BUS = "default";

const isBus = isOf("bus");

/** Buses are named by name or by ARN, the default bus also by nothing. */
function busName(value: unknown): string {
    return typeof value === "string" && value !== "" ? value.replace(/^arn:[^/]*:event-bus\//, "") : DEFAULT_BUS;
}

/** The bus that a property of a resource names; `value` is what stands there. */
export function busIn(resource: GraphResource, property: string, value: Read<unknown>): Bus {
    const sources = resource.propertyDependencies[property] ?? [];
    if (value.known) {
        return { name: { known: true, value: busName(value.value) }, sources };
    }
    // `bus.arn` is unknown while `bus.name` may be known.
    const [bus, ...others] = sources.filter(isBus);
    return { name: bus === undefined || others.length > 0 ? { known: false } : read(() => bus.props.name as string), sources };
}

/** The bus that the `eventBusName` of a rule or of a target names. */
export function busOf(resource: GraphResource): Bus {
    return busIn(
        resource,
        "eventBusName",
        read(() => resource.props.eventBusName),
    );
}

/** Whether it is another bus than the default one. */
export function isCustom(bus: Bus): Answer {
    if (bus.name.known) {
        return bus.name.value === DEFAULT_BUS ? "no" : "yes";
    }
    return bus.sources.some(isBus) ? "yes" : "unknown";
}

/** Whether a rule is on the bus that another resource names. */
export function isOnBus(rule: GraphResource, ruleBus: Bus, bus: Bus): Answer {
    if (ruleBus.name.known && bus.name.known) {
        return ruleBus.name.value === bus.name.value ? "yes" : "no";
    }
    if (bus.sources.includes(rule)) {
        return "yes";
    }
    const [ruleBuses, buses] = [ruleBus, bus].map(({ sources }) => sources.filter(isBus));
    if (ruleBuses!.length === 1 && buses!.length === 1) {
        return ruleBuses![0] === buses![0] ? "yes" : "no";
    }
    const kinds = [isCustom(ruleBus), isCustom(bus)];
    if (kinds.includes("yes") && kinds.includes("no")) {
        return "no";
    }
    const sameSources =
        bus.sources.length > 0 && bus.sources.length === ruleBus.sources.length && bus.sources.every((s) => ruleBus.sources.includes(s));
    return sameSources ? "yes" : "unknown";
}

/** A rule, and the buses that it sends events to: whatever names them. */
export interface Forwarding<T> {
    readonly bus: Bus;
    readonly to: readonly T[];
}

/** The buses at which events of AWS services arrive: the default one, and every bus to which a rule on such a bus forwards them. */
export function busesReached<T>(rules: readonly Forwarding<T>[]): ReadonlySet<T | string> {
    const reached = new Set<T | string>([DEFAULT_BUS]);
    // A bus may be reached from a bus that is forwarded to itself: as many rounds as there are buses reach the last one.
    let before: number;
    do {
        before = reached.size;
        rules.filter(({ bus }) => isReached(bus, reached)).forEach(({ to }) => to.forEach((bus) => reached.add(bus)));
    } while (reached.size > before);
    return reached;
}

/** Whether a bus is one of those at which events arrive, by its name or by what the name comes from. */
export const isReached = ({ name, sources }: Bus, reached: ReadonlySet<unknown>): boolean =>
    (name.known && reached.has(name.value)) || sources.some((source) => reached.has(source));
