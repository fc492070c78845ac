import { randomUUID } from "node:crypto";
import * as path from "node:path";

import { ALL_KINDS, type AnyKind, type EventOrigin, type EventKindRow } from "../../../catalog";
import { catalogueMatch } from "../../../models/catalogueMatch";
import { compileRules } from "../../../models/eventPattern";
import { actionsEnabled, isGiven, serviceIn, slotAt, slotsIn, textIn } from "../../../models/graph";
import type { Graph } from "../../engine/graph";
import { graphResources, stackOf } from "../../engine/graphResources";
import { OWN_PROJECT } from "../shared/programOptions";
import { readEvents, type SourcedEvent } from "../shared/readEvents";
import { rulesOf, type SourcedRule } from "../shared/rulesOf";
import { targetsOf } from "../shared/ruleTargets";

/** A function and the event that it gets. */
export interface SmokeInvocation {
    /** ARN, with the alias if the target has one. */
    readonly arn: string;
    readonly name: string;
    readonly kind: AnyKind;
    /** Name of the rule that has the function as its target. */
    readonly rule: string;
    /** Name of the sample event. */
    readonly sample: string;
    readonly event: object;
}

/** A function that sends messages to a channel, and the event at which it sends a test. */
export type SmokeChannel = Pick<SmokeInvocation, "arn" | "name" | "event">;

/** An alarm of the stack whose actions are run once. */
export interface SmokeAlarm {
    readonly arn: string;
    readonly name: string;
    readonly isComposite: boolean;
    /** ARNs of topics. */
    readonly actions: readonly string[];
    /** Who reads the topics: "email:ops@example.com"; the name of a topic whose subscriptions are not in the stack. */
    readonly readers: readonly string[];
}

/** What a smoke test does to a stack, and what it has to leave out. */
export interface SmokePlan {
    readonly project: string;
    readonly stack: string;
    readonly account: string;
    readonly region: string;
    readonly invocations: readonly SmokeInvocation[];
    /** Functions that send messages to a channel: each sends one that says that it is a test. */
    readonly channels: readonly SmokeChannel[];
    readonly alarms: readonly SmokeAlarm[];
    /** Left out on purpose; a smoke test can't, or must not, try them. */
    readonly skipped: readonly string[];
    /** Problems of the stack in its state. */
    readonly findings: readonly string[];
}

/** Where an event says that it is made up. A handler of this project acts on no job then, and says so in what it sends. */
const ORIGIN: { readonly "jobstatus-origin": EventOrigin } = { "jobstatus-origin": "smoke" };

const ROWS: readonly EventKindRow[] = Object.values(ALL_KINDS);

/** Folders of sample events: of the nine kinds, and of the further ones. */
const SAMPLES = ["events", "events-further"];

/** Plans the smoke test of a deployed stack: of any program, by the types of its resources. */
export function planSmokeTest(graph: Graph, now = Date.now(), newId: () => string = randomUUID): SmokePlan {
    const { project, stack, account, region } = graph;
    const skipped: string[] = [];
    const findings: string[] = [];
    const invocations = planInvocations(graph, now, newId, skipped, findings);
    const channels = planChannels(graph);
    const alarms = planAlarms(graph, skipped, findings);
    if (invocations.length + channels.length + alarms.length + skipped.length + findings.length === 0) {
        findings.push("The stack has no function that a job-status rule invokes and no alarm: there is nothing to test");
    }
    return { project, stack, account, region, invocations, channels, alarms, skipped, findings };
}

function planInvocations(graph: Graph, now: number, newId: () => string, skipped: string[], findings: string[]): SmokeInvocation[] {
    const samples = readEvents(SAMPLES.map((folder) => path.join(OWN_PROJECT, "tests", folder)));
    const planned = new Map<string, SmokeInvocation>();
    for (const rule of rulesOf(graph)) {
        const kinds = kindsOf(rule);
        for (const target of kinds.length === 0 ? [] : functionTargets(graph, rule)) {
            const name = target.arn.split(":").slice(6).join(":");
            if (!rule.enabled) {
                skipped.push(`Function ${name} by rule ${rule.name}: the rule is disabled`);
            } else if (target.changed) {
                skipped.push(`Function ${name} by rule ${rule.name}: the target changes the event, so the function could not see that it is made up`);
            } else {
                for (const kind of kinds.filter((each) => !planned.has(`${target.arn} ${each}`))) {
                    const sample = sampleFor(rule, kind, samples);
                    if (sample === undefined) {
                        skipped.push(`Function ${name} by rule ${rule.name}: there is no sample event of ${ALL_KINDS[kind].title} changes`);
                        continue;
                    }
                    const event = markedEvent(sample.event, graph, now, newId());
                    planned.set(`${target.arn} ${kind}`, { arn: target.arn, name, kind, rule: rule.name, sample: sample.name, event });
                }
            }
        }
    }
    const unknown = rulesOf(graph).filter(({ pattern }) => pattern.state === "unknown");
    findings.push(...unknown.map(({ name }) => `Rule ${name}: its pattern is encrypted in the state, so it is not known whether it is about jobs`));
    return [...planned.values()];
}

const CHANNEL_VARIABLES = ["CHANNEL_SECRET_ARN", "CHANNEL_TOPIC_ARN"];

/** The functions of the component Channel: by their environment, since a state knows no components of other programs. */
function planChannels(graph: Graph): SmokeChannel[] {
    return stackOf(graph)
        .ofGroup("function")
        .filter((handler) => CHANNEL_VARIABLES.some((name) => textIn(slotAt(handler, `environment.variables.${name}`)) !== undefined))
        .map((handler) => ({
            arn: textIn(slotAt(handler, "arn")) ?? "",
            name: textIn(slotAt(handler, "name", "functionName")) ?? "",
            event: ORIGIN,
        }));
}

/** The kinds that a rule can match; none for a rule on something else. */
function kindsOf({ pattern }: SourcedRule): AnyKind[] {
    const reachable = pattern.state === "valid" ? catalogueMatch(pattern.text, ROWS).reachable : [];
    return [...new Set(reachable.map(({ kind }) => kind as AnyKind))];
}

function functionTargets(graph: Graph, rule: SourcedRule): { arn: string; changed: boolean }[] {
    const resource = graphResources(graph).find(({ urn }) => urn === rule.urn)!;
    return targetsOf(graph, resource).flatMap(({ arn, input, inputPath, inputTransformer }) => {
        const text = textIn(arn) ?? "";
        // What the function gets in place of the event does not say that the event is made up.
        return serviceIn(text) === "lambda" ? [{ arn: text, changed: [input, inputPath, inputTransformer].some(isGiven) }] : [];
    });
}

/** A sample that the rule matches; one of the kind where its conditions, on names perhaps, leave none. */
function sampleFor({ pattern }: SourcedRule, kind: AnyKind, samples: readonly SourcedEvent[]): SourcedEvent | undefined {
    const ofKind = samples.filter(({ event }) => (event as { "detail-type"?: unknown })["detail-type"] === ALL_KINDS[kind].detailType);
    const match = compileRules(pattern.state === "valid" ? [{ name: kind, pattern: pattern.text }] : []);
    return ofKind.find(({ event }) => match(event).length > 0) ?? ofKind[0];
}

/** The sample as an event of now in the stack's own account and Region, since roles allow nothing elsewhere, with the mark. */
function markedEvent(sample: object, { account, region, partition }: Graph, now: number, id: string): object {
    const text = JSON.stringify(sample).replace(
        /arn:aws:([a-z0-9-]+):([a-z0-9-]*):(\d{12}|):/g,
        (_, service: string, at: string, of: string) => `arn:${partition}:${service}:${at && region}:${of && account}:`,
    );
    return { ...(JSON.parse(text) as object), id, time: `${new Date(now).toISOString().slice(0, 19)}Z`, account, region, ...ORIGIN };
}

/** The composite alarms come first: one of their alarms sets them off, too, and then there would be no change that runs their own actions. */
function planAlarms(graph: Graph, skipped: string[], findings: string[]): SmokeAlarm[] {
    const stack = stackOf(graph);
    const composites = stack.ofGroup("compositeAlarm");
    const rules = composites.map((alarm) => textIn(slotAt(alarm, "alarmRule")) ?? "");
    return [...composites, ...stack.ofGroup("metricAlarm")].flatMap((alarm, index) => {
        const arn = textIn(slotAt(alarm, "arn")) ?? "";
        const name = textIn(slotAt(alarm, "alarmName", "name")) || arn.split(":alarm:")[1] || "";
        const who = `Alarm ${name}`;
        const actions = slotsIn(alarm, "alarmActions").map((action) => textIn(action) ?? "");
        const others = actions.filter((action) => action.split(":")[2] !== "sns");
        if (actionsEnabled(alarm) === "no") {
            findings.push(`${who}: its actions are switched off, so no one is notified`);
        } else if (others.length > 0) {
            skipped.push(`${who}: its action ${others[0]} may do more than notify someone`);
        } else if (actions.length > 0) {
            const readers = [...new Set(actions.flatMap((topic) => readersOf(graph, topic)))];
            return [{ arn, name, isComposite: index < composites.length, actions, readers }];
        } else if (rules.some((rule) => rule.includes(`"${name}"`) || rule.includes(`(${name})`) || rule.includes(arn))) {
            skipped.push(`${who}: it has no action, a composite alarm notifies for it`);
        } else {
            findings.push(`${who}: it has no action, so no one is notified`);
        }
        return [];
    });
}

function readersOf(graph: Graph, topic: string): string[] {
    const readers = stackOf(graph)
        .ofGroup("subscription")
        .filter((subscription) => textIn(slotAt(subscription, "topic", "topicArn")) === topic)
        .map((subscription) => `${textIn(slotAt(subscription, "protocol"))}:${textIn(slotAt(subscription, "endpoint")) || "someone"}`);
    return readers.length === 0 ? [`topic ${topic.split(":").at(-1)}`] : readers;
}
