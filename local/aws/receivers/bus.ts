import { ALL_CALLS_STATE } from "../../../catalog";
import { isReadOnlyCall } from "../../../models/catalogueMatch";
import { EventRules } from "../../../models/eventPattern";
import { type Context, isoTime } from "../context";
import type { PassedRule } from "../log";
import type { BusEvent } from "../occurrences";
import { uuidFrom } from "../random";
import type { BusResource, RuleResource } from "../resources";
import { nextRun } from "../schedule";
import { countForRule, type RetryTiming, startDelivery } from "../senders/rule";
import { admit } from "./admission";
import type { Call, Receiver, Refusal } from "./receiver";

/** An event that came, and the rules that it matched. */
export interface SeenEvent {
    event: BusEvent;
    bus: string;
    atMs: number;
    /** Names of the rules, in the order of the program. */
    matched: string[];
}

/** Why EventBridge does not give an event to a rule whose pattern matches it. */
function whyPassed({ enabled, allCalls }: RuleResource, event: BusEvent): string | undefined {
    if (!enabled) {
        return "it is disabled";
    }
    return allCalls || !isReadOnlyCall(event) ? undefined : `a rule gets read-only calls in the state ${ALL_CALLS_STATE} only`;
}

/** An event bus with its rules. */
export class Bus implements Receiver {
    readonly kind = "bus";
    readonly arn: string;
    private readonly rules = new Map<string, RuleResource>();
    private readonly added: RuleResource[] = [];
    private readonly matcher = new EventRules();
    /** When each rule with a schedule runs next, epoch milliseconds. */
    private readonly next = new Map<RuleResource, number>();

    constructor(
        readonly resource: BusResource,
        private readonly context: Context,
        private readonly timing: RetryTiming,
    ) {
        this.arn = resource.arn;
    }

    accept(call: Call): Refusal | undefined {
        const refusal = admit(this.context, this, { arn: this.arn, policy: undefined }, call);
        if (refusal === undefined) {
            this.put(call.value as BusEvent, call.of);
        }
        return refusal;
    }

    /**
     * Puts an event on the bus, now. Its deliveries happen on the clock.
     *
     * @throws for what is no event.
     */
    put(event: BusEvent, of?: number): SeenEvent {
        const { faults } = this.context;
        const fitting = this.matcher.match(event);
        const passed = fitting.flatMap((name) => {
            const reason = whyPassed(this.rules.get(name)!, event);
            return reason === undefined ? [] : [{ rule: name, reason }];
        });
        const matched = fitting.filter((name) => passed.every(({ rule }) => rule !== name));
        const number = this.see(event, matched, { of, passed });
        for (const name of matched) {
            const rule = this.rules.get(name)!;
            const fault = faults.strike("disableRule", rule.arn, event.id) ?? faults.strike("removeTargets", rule.arn, event.id);
            if (fault === undefined) {
                this.trigger(rule, event, number);
            } else if (fault.fault !== "up") {
                this.miss(rule, event, fault.fault === "disableRule" ? "the rule is disabled" : "the rule has no targets");
            }
        }
        return { event, bus: this.resource.name, atMs: this.context.clock.now(), matched };
    }

    /** A rule of this bus, also one that is disabled. */
    rule(name: string): RuleResource | undefined {
        return this.rules.get(name);
    }

    /** When all its rules with a schedule will have run once more, epoch milliseconds; undefined if there are none. */
    nextRunMs(): number | undefined {
        const next = [...this.next].filter(([{ enabled }]) => enabled).map(([, ms]) => ms);
        return next.length === 0 ? undefined : Math.max(...next);
    }

    /** The rules that were added. */
    all(): RuleResource[] {
        return this.added;
    }

    /** Takes down for each rule that would match an event that it never came to the bus. */
    missAll(event: BusEvent, reason: string): void {
        for (const name of this.matcher.match(event)) {
            const rule = this.rules.get(name)!;
            if (rule.enabled) {
                this.miss(rule, event, reason);
            }
        }
    }

    /** Adds a rule of this bus. One that EventBridge would refuse is a finding and left out. */
    addRule(rule: RuleResource): void {
        this.added.push(rule);
        try {
            if (rule.pattern !== undefined) {
                this.matcher.add(rule.name, rule.pattern);
            }
            this.rules.set(rule.name, rule);
            if (rule.schedule !== undefined) {
                this.repeat(rule, rule.schedule);
            }
        } catch (error) {
            this.context.findings.add("refused", rule.arn, `Rule "${rule.name}": ${(error as Error).message}`);
        }
    }

    private miss(rule: RuleResource, event: BusEvent, reason: string): void {
        this.context.log.add({ what: "missed", resource: rule.arn, event, rule, reason });
    }

    private see(event: BusEvent, matched: string[], { of, passed = [] }: { of?: number; passed?: PassedRule[] } = {}): number {
        const fact = { what: "event", resource: this.arn, event, bus: this.resource.name, matched, of } as const;
        return this.context.log.add(passed.length === 0 ? fact : { ...fact, passed });
    }

    private trigger(rule: RuleResource, event: BusEvent, of: number): void {
        countForRule(this.context, rule, "MatchedEvents");
        countForRule(this.context, rule, "TriggeredRules");
        for (const target of rule.targets) {
            startDelivery(this.context, this.timing, { rule, target, event, of });
        }
    }

    /** A schedule goes on for ever, so no run waits for it. */
    private repeat(rule: RuleResource, schedule: string): void {
        const { clock, faults, place, random } = this.context;
        const next = nextRun(schedule, clock.now());
        if (next === undefined) {
            this.next.delete(rule);
            return;
        }
        this.next.set(rule, next);
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
            if (rule.enabled && faults.strike("stopSchedule", rule.arn, event.id) === undefined) {
                this.trigger(rule, event, this.see(event, [rule.name]));
            }
            this.repeat(rule, schedule);
        };
        clock.schedule(next, run, { background: true });
    }
}
