import { KINDS, type KindRow } from "../../../catalog";
import type { FaultText } from "../../simulate/faultTable";
import type { Fate, FaultReport, SimulationReport } from "../../simulate/report";
import { colors as pc } from "../shared/terminal";
import { counted, fit, groupBy, indented, table } from "../shared/text";

/** Lost events are shown one by one up to this number of reasons. */
const MOST_REASONS = 20;

/** What a person reads after a simulation: what went wrong and who was informed, what became of the events, and what was lost. */
export function renderSimulation(report: SimulationReport, durationMs: number): string {
    return [
        fit(
            `${pc.bold(report.program)}  stack ${report.stack}, ${counted(report.hours, "hour")}, ${counted(report.events, "event")}, seed ${report.seed} ${pc.dim("(on this machine: no AWS account is used)")}`,
        ),
        renderTimeline(report),
        renderKinds(report),
        renderLost(report),
        renderUnnoticed(report),
        renderFindings(report),
        fit(renderSum(report, durationMs)),
    ]
        .filter((part) => part !== "")
        .join("\n\n");
}

function renderTimeline({ faults }: SimulationReport): string {
    const inOrder = [...faults].sort((a, b) => ((a.from ?? "") < (b.from ?? "") ? -1 : 1));
    if (inOrder.length === 0) {
        return `${pc.bold("Faults")}  none`;
    }
    const idle = inOrder.filter(({ struck }) => struck === 0);
    const rows = inOrder.filter(({ struck }) => struck > 0).map((fault) => [timeIn(fault.from), nameOf(fault), effectOf(fault), informedBy(fault)]);
    const refused = inOrder.filter(({ refusedBy }) => refusedBy !== null);
    return [
        pc.bold("Faults"),
        table([["from", "fault", "struck", "who was informed, after its first strike"].map((head) => pc.dim(head)), ...rows]),
        ...(idle.length === 0 ? [] : [fit(pc.dim(`  Struck nothing: ${[...new Set(idle.map(({ fault }) => fault))].join(", ")}`))]),
        ...(refused.length === 0
            ? []
            : [
                  fit(
                      pc.dim(
                          `  The policy pack refuses in the preview: ${refused.map(({ fault, refusedBy }) => `${fault} (${refusedBy})`).join(", ")}`,
                      ),
                  ),
              ]),
    ].join("\n");
}

/** Day and time: a simulation starts on 1 January. */
const timeIn = (time: string | null) => (time === null ? "start" : `day ${Number(time.slice(8, 10))} ${time.slice(11, 16)}`);

function nameOf({ fault, resource, members }: FaultReport): string {
    const { times: _, ...shown } = members;
    const details = Object.entries(shown).map(([name, value]) => `${name} ${value}`);
    return [fault, ...(resource === null ? [] : [resource.split(/[:/]/).at(-1)!]), ...details].join(" ");
}

function effectOf({ struck, events }: FaultReport): string {
    const fates = countsText(events);
    return `${counted(struck, "time")}${fates === "" ? "" : `: ${fates}`}`;
}

function informedBy({ informed }: FaultReport): string {
    return informed === null ? "no one" : `${informed.who} after ${duration(informed.afterSeconds)}`;
}

export function duration(seconds: number): string {
    const minutes = Math.round(seconds / 60);
    return minutes < 60 ? counted(minutes, "minute") : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const WORDS: Readonly<Record<Fate, string>> = {
    handled: "handled",
    duplicate: "duplicate",
    ignored: "ignored",
    "not played": "not played",
    "dead-lettered": "in a queue",
    reconciled: "reconciled",
    overtaken: "overtaken",
    lost: "lost",
};

export function countsText(fates: Readonly<Partial<Record<Fate, number>>>): string {
    return (Object.entries(fates) as [Fate, number][])
        .map(([fate, count]) => (fate === "lost" ? pc.red(`${count} lost`) : `${count} ${WORDS[fate]}`))
        .join(", ");
}

function renderKinds({ kinds }: SimulationReport): string {
    const rows = kinds.map(({ kind, fates }) => [(KINDS[kind] as KindRow).title, countsText(fates)]);
    return rows.length === 0 ? `${pc.bold("Events")}  no rule matches one` : [pc.bold("Events that rules match"), table(rows)].join("\n");
}

function renderLost({ lost }: SimulationReport): string {
    const groups = [...groupBy(lost, ({ rule, reason, faults }) => JSON.stringify([rule, reason, faults])).values()];
    const lines = groups.slice(0, MOST_REASONS).flatMap((group) => {
        const { rule, at, reason, faults } = group[0]!;
        const by = faults.length === 0 ? "" : `, struck by ${faults.join(", ")}`;
        return [fit(`  ${pc.red("✘")} ${counted(group.length, "event")} for ${rule}, first at ${timeIn(at)}${by}`), indented(reason, 6)];
    });
    const more = groups.length > MOST_REASONS ? [`  and ${counted(groups.length - MOST_REASONS, "more reason")}`] : [];
    return groups.length === 0 ? "" : [pc.bold("Lost"), ...lines, ...more].join("\n");
}

function renderUnnoticed({ messages: { unnoticed } }: SimulationReport): string {
    const groups = [...groupBy(unnoticed, ({ topic }) => topic)].map(([topic, all]) => {
        const { at, subject } = all[0]!;
        return fit(`  ${pc.red("✘")} ${counted(all.length, "message")} of ${topic}, first at ${timeIn(at)}${subject === null ? "" : `: ${subject}`}`);
    });
    return groups.length === 0 ? "" : [pc.bold("Messages that no one received, and no one was notified of it"), ...groups].join("\n");
}

function renderFindings({ findings }: SimulationReport): string {
    const lines = findings.map(({ kind, subject, message }) => fit(`  ! ${kind}  ${message}  ${pc.dim(subject)}`));
    return lines.length === 0 ? "" : [pc.bold("Warnings"), ...lines].join("\n");
}

function renderSum({ fates, messages, alarms, lost }: SimulationReport, durationMs: number): string {
    const { lost: _, ...others } = fates;
    const verdict = lost.length === 0 ? pc.green("0 lost") : pc.red(`${lost.length} lost`);
    const unreceived = messages.unreceived === 0 ? "" : `, of which no one received ${messages.unreceived}`;
    const unnoticed = messages.unnoticed.length === 0 ? "" : pc.red(` (${messages.unnoticed.length} without a notice)`);
    return [
        `${counted(messages.sent, "message")}${unreceived}${unnoticed}. ${counted(alarms.wentOff, "alarm")} went off, ${counted(alarms.notices, "notice")} received.`,
        `${[countsText(others), verdict].filter((part) => part !== "").join(", ")}  ${pc.dim(`(${(durationMs / 1000).toFixed(1)} s)`)}`,
    ].join("\n");
}

/** The faults for people: what each strikes and does, and what becomes of the events. */
export function renderFaults(faults: readonly FaultText[]): string {
    const blocks = faults.map(({ name, strikes, does, members, net, refusedBy }) => {
        const facts: (readonly [string, string])[] = [
            ["strikes", strikes],
            ["does", does],
            ["members", members.join(", ")],
            ["taken care of by", net],
            ["refused by", refusedBy ?? ""],
        ];
        return `${pc.bold(name)}\n${table(facts.filter(([, text]) => text !== "").map(([label, text]) => [pc.dim(label), text.replaceAll("`", "")]))}`;
    });
    return blocks.join("\n\n");
}
