import { KINDS, type KindRow } from "../../../catalog";
import { colors as pc } from "../shared/terminal";
import { counted, fit, groupBy, indented, tableRows } from "../shared/text";
import { duration, renderFaultsOfRun } from "../shared/faults";
import type { DeliveryReport, EventReport, FindingReport, FoundReport, Kept, MissedReport, NotificationReport, RunReport } from "./report";

/** What a person reads after a run: what was run, what happened to each event and why, and the sums. */
export function renderRun(report: RunReport): string {
    const kinds = report.kinds.map((kind) => ({ ...kind, ...shortened(kind.events) }));
    const others = shortened(report.others);
    const neverCame = shortened(report.neverCame.map(whole));
    const rowOf = eventTexts(
        [...kinds, others, neverCame].flatMap(({ shown }) => shown),
        report,
    );
    const kindText = ({ kind, rule, shown, more }: (typeof kinds)[number]) => {
        const { title }: KindRow = KINDS[kind];
        const head = `${pc.bold(title.charAt(0).toUpperCase() + title.slice(1))}  ${pc.dim(rule === null ? "no matching rule" : `rule ${rule}`)}`;
        return [head, ...shown.map(rowOf), ...more].join("\n");
    };
    const otherTexts = others.shown.map(
        (event) => `${rowOf(event)}\n      detail-type ${event.detailType === null ? "missing" : JSON.stringify(event.detailType)}`,
    );
    return [
        fit(renderHead(report)),
        ...renderPolicies(report),
        ...kinds.map(kindText),
        otherTexts.length === 0 ? "" : [pc.bold("Other events"), ...otherTexts, ...others.more].join("\n"),
        neverCame.shown.length === 0
            ? ""
            : [pc.bold("Never came"), ...neverCame.shown.map(rowOf), ...neverCame.more, ...otherMessages(report)].join("\n"),
        ...[
            renderStops(report),
            renderChannels(report),
            renderQueues(report),
            renderFailures(report),
            report.faults.length === 0 ? "" : renderFaultsOfRun(report.faults),
            renderReconciler(report),
            renderAlarms(report),
            renderWarnings(report),
            renderSum(report),
        ].map(fit),
    ]
        .filter((part) => part !== "")
        .join("\n\n");
}

/** As many lines of one subject as a person reads. */
const MOST_SHOWN = 50;

/** A text of Lambda without the id of its request, which differs where all else is the same. */
const withoutRequestId = (text: string) => text.replace(/RequestId: [0-9a-f-]{36} (Error: )?/g, "");

const moreThan = (shown: number, all: number) => (all > shown ? [pc.dim(`  … and ${all - shown} more (--json FILE has all)`)] : []);

/** The events that are shown, in their order: those that did not get to their end before others. */
function shortened<T extends EventReport>(events: readonly T[]): { shown: readonly T[]; more: readonly string[] } {
    if (events.length <= MOST_SHOWN) {
        return { shown: events, more: [] };
    }
    const isBad = ({ outcome }: T) => outcome === "lost" || outcome === "dead-lettered";
    const first = new Set([...events.filter(isBad), ...events.filter((event) => !isBad(event))].slice(0, MOST_SHOWN));
    return { shown: events.filter((event) => first.has(event)), more: moreThan(MOST_SHOWN, events.length) };
}

function renderHead({ program, stack, region, resources, packages, policies }: RunReport): string {
    return [
        `${pc.bold(program)}  stack ${stack}, ${region}, ${counted(resources, "resource")} ${pc.dim("(on this machine: no AWS account is used)")}`,
        `Policies  ${policiesText(policies)}`,
        ...(packages.length === 0 ? [] : [`Packages  ${packagesText(packages)}`]),
    ].join("\n");
}

function packagesText(packages: RunReport["packages"]): string {
    const sizes = packages.map(({ bytes }) => bytes);
    const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
    const [least, most] = [kilobytes(Math.min(...sizes)), kilobytes(Math.max(...sizes))];
    const each = `${least === most ? most : `${least} to ${most}`}${packages.length === 1 ? "" : " each"}`;
    const elsewhere = packages.filter(({ runtime, node }) => !runtime.startsWith(`nodejs${node.split(".")[0]}.`));
    const ran = [...new Set(elsewhere.map(({ runtime, node }) => `${runtime} ran on Node.js ${node}`))].sort();
    return [`${counted(packages.length, "function")}, ${each}`, ...ran].join("; ");
}

function policiesText(policies: RunReport["policies"]): string {
    if (policies === null) {
        return "left out";
    }
    const { mandatory, advisory, undecided } = policies;
    return mandatory + advisory + undecided === 0 ? "no findings" : `${mandatory} mandatory, ${advisory} advisory, ${undecided} undecided in preview`;
}

/** The findings of the policy pack, one a block. */
function renderPolicies({ policyFindings, policies }: RunReport): string[] {
    const findings = policyFindings.map(({ policy, level, resource, message, undecided, phase }: FindingReport) => {
        const label = undecided ? pc.cyan("undecided") : level === "mandatory" ? pc.red("mandatory") : pc.yellow("advisory");
        return `${fit(`${label}  ${policy}  ${pc.bold(resource)} (${phase})`)}\n${indented(message, 4)}`;
    });
    const refused = (policies?.mandatory ?? 0) > 0;
    return [
        ...(findings.length === 0 ? [] : [findings.join("\n")]),
        ...(refused
            ? [fit(pc.red('The policy pack refuses the program: "pulumi up" would end in the preview. The events are played all the same.'))]
            : []),
    ];
}

/** The text of each event, in columns that all of them share: what became of it, and the messages about it. */
function eventTexts(events: readonly EventReport[], report: RunReport): (event: EventReport) => string {
    const messages = groupBy(report.notifications, ({ event }) => event ?? "");
    const rows = tableRows(
        events.map(({ name, status, outcome, deliveries, passed = [], missed = [] }) => [
            `${symbol(outcome)} ${name}`,
            status ?? "no status",
            [
                outcome === "unmatched" && passed.length === 0 ? pc.dim("no matching rule") : deliveries.map(describeDelivery).join("; "),
                ...new Set(missed.map(describeMissed)),
                ...passed.map(({ rule, reason }) => pc.yellow(`not for ${rule}: ${reason}`)),
            ]
                .filter((text) => text !== "")
                .join("; "),
        ]),
    );
    const messagesOf = (event: EventReport) => [...new Set(idsOf(event))].flatMap((id) => messages.get(id) ?? []);
    const textOf = new Map(events.map((event, index) => [event, [rows[index]!, ...messageTexts(messagesOf(event), report)].join("\n")]));
    return (event) => textOf.get(event)!;
}

/** Ids by which messages are about an event. */
const idsOf = ({ id, deliveries, missed = [] }: EventReport) => [id, ...[...deliveries, ...missed].flatMap(({ rebuilt }) => rebuilt ?? [])];

/** Who else was informed: by a digest of several, or by a report of the reconciler. */
function otherMessages(report: RunReport): string[] {
    const known = new Set([...report.kinds.flatMap(({ events }) => events), ...report.others, ...report.neverCame.map(whole)].flatMap(idsOf));
    const others = report.notifications.filter(({ event }) => event === null || !known.has(event));
    return others.length === 0 ? [] : ["  Other messages", ...messageTexts(others, report)];
}

/** An event that never came, in the form of those that did. */
const whole = (event: RunReport["neverCame"][number]): EventReport => ({ ...event, deliveries: [] });

/** Messages, each once for all who got it. */
function messageTexts(messages: readonly NotificationReport[], { channels }: RunReport): string[] {
    const titles = new Map(channels.map(({ function: name, channel }) => [`lambda:${name}`, channel]));
    return [...groupBy(messages, ({ topic, subject, message }) => JSON.stringify([topic, subject, message])).values()].flatMap((same) =>
        describeMessage(
            same[0]!,
            same.map(({ subscriber }) => titles.get(subscriber) ?? subscriber),
        ),
    );
}

function describeMessage({ subject, message }: NotificationReport, receivers: readonly string[]): string[] {
    const [first = "", ...lines] = message.split("\n");
    const reason = lines.find((line) => line.startsWith("Reason"));
    return [
        fit(`      ${pc.cyan("→")} ${receivers.join(", ")}: ${subject ?? first}`),
        // The one line of a message that people look for first.
        ...(reason === undefined ? [] : [indented(pc.dim(reason.replace(/\s+/g, " ").slice(0, 140)), 8)]),
    ];
}

function describeDelivery({ outcome, reason, invocations, deadLetterQueue, kept, ...found }: DeliveryReport): string {
    const because = reason === undefined ? "" : `: ${withoutRequestId(reason)}`;
    const tries = invocations > 1 ? ` after ${invocations} tries` : "";
    switch (outcome) {
        case "dead-lettered":
            return pc.yellow(`${keptText(kept)}${tries} (${deadLetterQueue})${because}`);
        case "lost":
            return pc.red(`LOST${tries}${because}`);
        case "reconciled":
            return `${foundText(found)}${because}`;
        default:
            return `${outcome}${tries}${because}`;
    }
}

/** An event that never came to a target: why, and who found it. */
function describeMissed({ outcome, reason, ...found }: MissedReport): string {
    switch (outcome) {
        case "reconciled":
            return `${reason}; ${foundText(found)}`;
        case "overtaken":
            return `${reason}; its target got another event of the resource, or the status was soon over`;
        case "lost":
            return pc.red(`LOST: ${reason}`);
    }
}

function foundText({ foundBy, afterSeconds, foundAs }: FoundReport): string {
    const after = afterSeconds === undefined ? "" : ` after ${duration(afterSeconds)}`;
    return `found${foundBy === undefined ? "" : ` by ${foundBy}`}${after}${foundAs === undefined ? "" : `, by then ${foundAs}`}`;
}

/** An event that never got to a handler, and one on which the handler failed. */
const keptText = (kept: Kept | undefined) => (kept === "failure queue" ? "in the failure queue" : "dead-lettered");

function symbol(outcome: EventReport["outcome"]): string {
    const symbols = {
        handled: pc.green("✔"),
        duplicate: pc.green("="),
        ignored: pc.dim("–"),
        unmatched: pc.dim("·"),
        "not played": pc.cyan("→"),
        reconciled: pc.green("✔"),
        overtaken: pc.dim("–"),
        "dead-lettered": pc.yellow("!"),
        lost: pc.red("✘"),
    };
    return symbols[outcome];
}

const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? "" : [pc.bold(title), ...lines.slice(0, MOST_SHOWN), ...moreThan(MOST_SHOWN, lines.length)].join("\n");

function renderStops({ stops }: RunReport): string {
    return section(
        "Stops",
        stops.map(({ kind, name, by, at, outcome, reason }) => {
            const result = outcome === "refused" ? pc.yellow(`refused: ${reason}`) : outcome;
            return `  ${outcome === "refused" ? "!" : pc.green("✔")} ${KINDS[kind].title} ${name}  by ${by}  ${result}  ${pc.dim(at)}`;
        }),
    );
}

function renderChannels({ channels }: RunReport): string {
    return section(
        "Channels",
        [...groupBy(channels, ({ function: name }) => name)].map(([name, posts]) => {
            const refused = posts.filter(({ problems }) => problems.length > 0).length;
            const sum = `${posts[0]!.channel ?? "unknown form"}  ${counted(posts.length, "message")}`;
            return refused === 0 ? `  ${pc.green("✔")} ${name}  ${sum}` : `  ${pc.red("✘")} ${name}  ${sum}, ${refused} refused`;
        }),
    );
}

function renderQueues({ deadLetters }: RunReport): string {
    const groups = [...groupBy(deadLetters, ({ queue, reason, kept }) => `  ! ${keptText(kept)} ${queue}: ${withoutRequestId(reason)}`)];
    const lines = groups.map(([line, { length }]) => (length === 1 ? line : `${line}  ${pc.dim(`(${length} messages)`)}`));
    return lines.length === 0 ? `${pc.bold("Queues")}  empty` : section("Queues", lines);
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html, "Runtime-included SDK versions" */
const OF_RUNTIME = /^(Error: )?Cannot find (module|package) '@(aws-sdk|smithy)\//;
const HOW_TO_PACKAGE = ". Lambda's runtime has the SDK in a version that changes, and the local AWS has none: put the package into the archive";

/** One line for each function and error: events that fail alike say nothing new. */
function renderFailures({ failures }: RunReport): string {
    const groups = [...groupBy(failures, (failure) => JSON.stringify([failure.function, failure.error, withoutRequestId(failure.message)])).values()];
    return section(
        "Failed handlers",
        groups.map((group) => {
            const { function: name, error, message, starts, logs } = group[0]!;
            const said = `${withoutRequestId(message).replace(/\s*\n\s*/g, " ")}${OF_RUNTIME.test(message) ? HOW_TO_PACKAGE : ""}`;
            const line = `  ${pc.red("✘")} ${name}  ${starts ? "failed" : "can't start"}: ${error}: ${said}  ${pc.dim(`(${counted(group.length, "event")})`)}`;
            return [line, ...logs.map((each) => pc.dim(`      | ${each}`))].join("\n");
        }),
    );
}

function renderAlarms({ alarms }: RunReport): string {
    const on = alarms.filter(({ state, notified }) => state === "ALARM" || notified.length > 0);
    const [atStart, fired] = [on.filter(({ atStartOnly }) => atStartOnly), on.filter(({ atStartOnly }) => !atStartOnly)];
    const head = `${pc.bold("Alarms")}  ${alarms.length} watched, ${fired.length === 0 ? "none went off" : `${fired.length} went off`}`;
    return [
        head,
        ...fired.map(
            ({ name, notified }) => `  ! ${name}  ${notified.length === 0 ? pc.red("no one was notified") : `notified ${notified.join(", ")}`}`,
        ),
        ...atStart.map(({ name, state }) =>
            pc.dim(`  · ${name}  on from its creation until its first data${state === "ALARM" ? ", which did not come" : ""}`),
        ),
    ].join("\n");
}

function renderReconciler({ reconciler }: RunReport): string {
    if (reconciler === null) {
        return "";
    }
    const { ticks, compared, missed, findings } = reconciler;
    const found = missed === 0 ? "no event was missing" : pc.yellow(`found ${counted(missed, "event")} that never came`);
    const problems = findings === 0 ? "" : pc.yellow(`, ${counted(findings, "problem")} found`);
    return `${pc.bold("Reconciler")}  ${counted(ticks, "tick")}, ${counted(compared, "change")} compared: ${found}${problems}`;
}

function renderWarnings({ findings }: RunReport): string {
    return section(
        "Warnings",
        findings.map(({ kind, subject, message }) => `  ! ${kind}  ${message.replace(/\s*\n\s*/g, " ")}  ${pc.dim(subject)}`),
    );
}

function renderSum({ kinds, others, neverCame, lost, durationMs }: RunReport): string {
    const events = [...kinds.flatMap((kind) => kind.events), ...others, ...neverCame.map(whole)];
    const inFailureQueue = ({ deliveries }: EventReport) =>
        deliveries.some(({ outcome, kept }) => outcome === "dead-lettered" && kept === "failure queue");
    const count = (fits: (event: EventReport) => boolean) => events.filter(fits).length;
    const counts: readonly (readonly [number, string])[] = [
        [count(({ outcome }) => outcome === "duplicate"), "duplicate"],
        [count(({ outcome }) => outcome === "ignored"), "ignored"],
        [count(({ outcome }) => outcome === "reconciled"), "found by the reconciler"],
        [count(({ outcome }) => outcome === "overtaken"), "overtaken"],
        [count(({ outcome }) => outcome === "not played"), "not played"],
        [count((event) => event.outcome === "dead-lettered" && !inFailureQueue(event)), "dead-lettered"],
        [count((event) => event.outcome === "dead-lettered" && inFailureQueue(event)), "in the failure queue"],
    ];
    const parts = [
        `${count(({ outcome }) => outcome === "handled")} handled`,
        ...counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`),
        `${count(({ outcome }) => outcome === "unmatched")} unmatched`,
    ];
    const verdict = lost === 0 ? pc.green("0 lost") : pc.red(`${lost} lost`);
    return `${counted(events.length, "event")}: ${parts.join(", ")}, ${verdict}  ${pc.dim(`(${(durationMs / 1000).toFixed(1)} s)`)}`;
}
