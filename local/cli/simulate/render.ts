import { KINDS, type KindRow } from "../../../catalog";
import type { FaultText } from "../../simulate/faultTable";
import type { SimulationReport } from "../../simulate/report";
import { countsText, renderFaultsOfDay, timeIn } from "../shared/faults";
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
    return inOrder.length === 0 ? `${pc.bold("Faults")}  none` : renderFaultsOfDay(inOrder);
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
