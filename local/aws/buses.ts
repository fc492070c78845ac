import { EventRules } from "../../models/eventPattern";
import { countForRule, Delivery, type RetryTiming } from "./delivery";
import { uuidFrom } from "./random";
import type { RuleResource } from "./resources";
import { nextRun } from "./schedule";
import { isoTime, type Services } from "./services";

/** An event as EventBridge carries it. */
export interface BusEvent {
    id: string;
    source: string;
    "detail-type": string;
    detail: unknown;
    [field: string]: unknown;
}

/** An event that came, and the rules that it matched. */
export interface SeenEvent {
    event: BusEvent;
    bus: string;
    atMs: number;
    /** Names of the rules, in the order of the program. */
    matched: string[];
}

/** The event buses of the account with their rules. */
export class Buses {
    private readonly buses = new Map<string, { arn: string; rules: Map<string, RuleResource>; matcher: EventRules }>();
    private readonly events: SeenEvent[] = [];
    private readonly started: Delivery[] = [];

    /** @param buses Names and ARNs; the default bus is always there. */
    constructor(
        private readonly services: Services,
        private readonly timing: RetryTiming,
        buses: readonly { name: string; arn: string }[],
        rules: readonly RuleResource[],
    ) {
        const { partition, region, account } = services.place;
        const all = [{ name: "default", arn: `arn:${partition}:events:${region}:${account}:event-bus/default` }, ...buses];
        for (const { name, arn } of all) {
            this.buses.set(name, { arn, rules: new Map(), matcher: new EventRules() });
        }
        for (const rule of rules) {
            this.addRule(rule);
        }
    }

    has(busArn: string): boolean {
        return [...this.buses.values()].some(({ arn }) => arn === busArn);
    }

    /**
     * Puts an event on a bus, now. Its deliveries happen on the clock.
     *
     * @param bus Name or ARN.
     * @throws if there is no such bus, or for what is no event.
     */
    put(bus: string, event: BusEvent): SeenEvent {
        const found = [...this.buses].find(([name, { arn }]) => name === bus || arn === bus);
        if (found === undefined) {
            throw new Error(`Local AWS: there is no event bus "${bus}"; there are ${[...this.buses.keys()].join(", ")}`);
        }
        const [name, { matcher, rules }] = found;
        const matched = matcher.match(event);
        const seen = this.see(name, event, matched);
        for (const ruleName of matched) {
            this.trigger(rules.get(ruleName)!, event);
        }
        return seen;
    }

    /** Every event that came, those without a matching rule as well. */
    seen(): readonly SeenEvent[] {
        return this.events;
    }

    /** Every event × rule × target. */
    deliveries(): readonly Delivery[] {
        return this.started;
    }

    private see(bus: string, event: BusEvent, matched: string[]): SeenEvent {
        const seen: SeenEvent = { event, bus, atMs: this.services.clock.now(), matched };
        this.events.push(seen);
        return seen;
    }

    /** Starts the deliveries of the event that came last. */
    private trigger(rule: RuleResource, event: BusEvent): void {
        countForRule(this.services, rule, "MatchedEvents");
        countForRule(this.services, rule, "TriggeredRules");
        for (const target of rule.targets) {
            const delivery = new Delivery(this.services, this.timing, rule, target, event, this.events.length - 1);
            this.started.push(delivery);
            delivery.start();
        }
    }

    private addRule(rule: RuleResource): void {
        const { findings } = this.services;
        const bus = this.buses.get(rule.bus);
        if (bus === undefined) {
            findings.add("refused", rule.arn, `Rule "${rule.name}": there is no event bus "${rule.bus}"`);
            return;
        }
        if (!rule.enabled) {
            return;
        }
        try {
            if (rule.pattern !== undefined) {
                bus.matcher.add(rule.name, rule.pattern);
                bus.rules.set(rule.name, rule);
            }
            if (rule.schedule !== undefined) {
                this.repeat(rule, rule.schedule);
            }
        } catch (error) {
            findings.add("refused", rule.arn, `Rule "${rule.name}": ${(error as Error).message}`);
        }
    }

    /** A schedule goes on for ever, so no run waits for it. */
    private repeat(rule: RuleResource, schedule: string): void {
        const { clock, place, random } = this.services;
        const next = nextRun(schedule, clock.now());
        if (next === undefined) {
            return;
        }
        const run = () => {
            const event: BusEvent = {
                version: "0",
                id: uuidFrom(random),
                "detail-type": "Scheduled Event",
                source: "aws.events",
                account: place.account,
                time: `${isoTime(clock.now()).slice(0, 19)}Z`,
                region: place.region,
                resources: [rule.arn],
                detail: {},
            };
            this.see(rule.bus, event, [rule.name]);
            this.trigger(rule, event);
            this.repeat(rule, schedule);
        };
        clock.schedule(next, run, { background: true });
    }
}
