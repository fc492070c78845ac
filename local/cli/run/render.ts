import { colors as pc } from "../shared/colors";

import { KINDS, type KindRow } from "../../../catalog";
import type { DeliveryReport, EventReport, FindingReport, KindReport, RunReport } from "./report";

const INDENT = "    ";

/** What a person reads after a run: what happened to each event and why, a part for each kind, and the sums. */
export function renderRun(report: RunReport): string {
    if (!report.played) {
        return pc.red(`The policy pack refuses the program: nothing was played. With "pulumi up", the preview would end here.`);
    }
    const names = report.kinds.flatMap(({ events }) => events.map(({ name }) => name.length));
    const width = names.reduce((widest, each) => Math.max(widest, each), 0);
    const messages = new Map(report.notifications.map(({ event }): [string | null, Notification[]] => [event, []]));
    report.notifications.forEach((notification) => messages.get(notification.event)!.push(notification));
    return [
        ...report.kinds.map((kind) => renderKind(kind, width, messages)),
        renderUnknown(report),
        renderStops(report),
        renderQueues(report),
        renderAlarms(report),
        renderLocalFindings(report),
        renderSum(report),
    ]
        .filter((part) => part !== "")
        .join("\n\n");
}

/** What was run, before what happened. */
export function renderHead({ program, stack, region, resources, packages, policies }: RunReport): string {
    const sizes = packages.map(({ bytes }) => bytes);
    const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
    const [least, most] = [kilobytes(Math.min(...sizes)), kilobytes(Math.max(...sizes))];
    const { mandatory, advisory, undecided } = policies;
    return [
        `${pc.bold(program)}  stack ${stack}, ${region}, ${resources} resources ${pc.dim("(on this machine: no AWS account is used)")}`,
        `Policies  ${mandatory + advisory + undecided === 0 ? "no findings" : `${mandatory} mandatory, ${advisory} advisory, ${undecided} undecided in preview`}`,
        ...(packages.length === 0 ? [] : [`Packages  ${packages.length} functions, ${least === most ? most : `${least} to ${most}`} each`]),
    ].join("\n");
}

/** The findings of the policy pack, one a block. */
export function renderFindings(findings: readonly FindingReport[]): string {
    return findings
        .map(({ policy, level, resource, message, undecided, phase }) => {
            const label = undecided ? pc.cyan("undecided") : level === "mandatory" ? pc.red("mandatory") : pc.yellow("advisory");
            return `${label}  ${policy}  ${pc.bold(resource)} (${phase})\n${INDENT}${message}`;
        })
        .join("\n");
}

type Notification = RunReport["notifications"][number];
/** By the id of the event that they are about. */
type Messages = ReadonlyMap<string | null, readonly Notification[]>;

function renderKind({ kind, rule, events }: KindReport, width: number, messages: Messages): string {
    const row: KindRow = KINDS[kind];
    const title = pc.bold(row.title.charAt(0).toUpperCase() + row.title.slice(1));
    return [
        `${title}  ${pc.dim(rule === null ? "no rule heard one" : `rule ${rule}`)}`,
        ...events.map((event) => renderEvent(event, width, messages.get(event.id))),
    ].join("\n");
}

function renderEvent(event: EventReport, width: number, notifications: readonly Notification[] = []): string {
    const head = `  ${symbol(event.outcome)} ${event.name.padEnd(width)}  ${(event.status ?? "no status").padEnd(24)}  `;
    if (event.outcome === "unmatched") {
        return `${head}${pc.dim("no rule listens to it")}`;
    }
    const messages = notifications.flatMap(({ subscriber, subject, message }) => [
        `${INDENT}  ${pc.cyan("→")} ${subscriber}: ${subject ?? firstLine(message)}`,
        ...reasonLine(message),
    ]);
    return [`${head}${event.deliveries.map(describeDelivery).join("; ")}`, ...messages].join("\n");
}

/** The one line of a message that people look for first. */
function reasonLine(message: string): string[] {
    const reason = message.split("\n").find((line) => line.startsWith("Reason"));
    return reason === undefined ? [] : [`${INDENT}    ${pc.dim(reason.replace(/\s+/g, " ").slice(0, 140))}`];
}

function describeDelivery({ outcome, reason, invocations, deadLetterQueue }: DeliveryReport): string {
    const because = reason === undefined ? "" : `: ${reason}`;
    const tries = invocations > 1 ? ` after ${invocations} tries` : "";
    switch (outcome) {
        case "dead-lettered":
            return pc.yellow(`in the queue ${deadLetterQueue}${tries}${because}`);
        case "lost":
            return pc.red(`LOST${tries}${because}`);
        default:
            return `${outcome}${tries}${because}`;
    }
}

function symbol(outcome: EventReport["outcome"]): string {
    const symbols = {
        handled: pc.green("✔"),
        duplicate: pc.green("="),
        ignored: pc.dim("–"),
        unmatched: pc.dim("·"),
        "dead-lettered": pc.yellow("!"),
        lost: pc.red("✘"),
    };
    return symbols[outcome];
}

function renderUnknown({ unmatched }: RunReport): string {
    const unknown = unmatched.filter(({ kind }) => kind === null);
    return unknown.length === 0
        ? ""
        : [
              pc.bold("Not of a known kind"),
              ...unknown.map(({ name, detailType }) => `  · ${name}  detail-type ${detailType === null ? "missing" : JSON.stringify(detailType)}`),
          ].join("\n");
}

function renderStops({ stops }: RunReport): string {
    return stops.length === 0
        ? ""
        : [
              pc.bold("Stops"),
              ...stops.map(({ kind, name, by, at, outcome, reason }) => {
                  const said = outcome === "refused" ? pc.yellow(`refused: ${reason}`) : outcome;
                  return `  ${outcome === "refused" ? "!" : pc.green("✔")} ${KINDS[kind].title} ${name}  by ${by}  ${said}  ${pc.dim(at)}`;
              }),
          ].join("\n");
}

function renderQueues({ deadLetters }: RunReport): string {
    return deadLetters.length === 0
        ? `${pc.bold("Queues")}  empty`
        : [pc.bold("Queues"), ...deadLetters.map(({ queue, reason }) => `  ! ${queue}: ${reason}`)].join("\n");
}

function renderAlarms({ alarms }: RunReport): string {
    const rung = alarms.filter(({ state, notified }) => state === "ALARM" || notified.length > 0);
    const head = `${pc.bold("Alarms")}  ${alarms.length} watched, ${rung.length === 0 ? "none went off" : `${rung.length} went off`}`;
    return [
        head,
        ...rung.map(({ name, notified }) => `  ! ${name}  ${notified.length === 0 ? pc.red("nobody was told") : `told ${notified.join(", ")}`}`),
    ].join("\n");
}

function renderLocalFindings({ findings }: RunReport): string {
    return findings.length === 0
        ? ""
        : [pc.bold("Look twice"), ...findings.map(({ kind, subject, message }) => `  ! ${kind}  ${message}  ${pc.dim(subject)}`)].join("\n");
}

function renderSum({ kinds, unmatched, lost, durationMs }: RunReport): string {
    const outcomes = kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome));
    const count = (outcome: EventReport["outcome"]) => outcomes.filter((each) => each === outcome).length;
    const unknown = unmatched.filter(({ kind }) => kind === null).length;
    const parts = [
        `${count("handled")} handled`,
        ...(["duplicate", "ignored", "dead-lettered"] as const)
            .filter((outcome) => count(outcome) > 0)
            .map((outcome) => `${count(outcome)} ${outcome}`),
        `${count("unmatched") + unknown} that no rule listens to`,
    ];
    const verdict = lost === 0 ? pc.green("0 lost") : pc.red(`${lost} lost`);
    return `${outcomes.length + unknown} events: ${parts.join(", ")}, ${verdict}  ${pc.dim(`(${(durationMs / 1000).toFixed(1)} s)`)}`;
}

function firstLine(text: string): string {
    return text.split("\n", 1)[0] ?? "";
}
