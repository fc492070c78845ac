import type { FaultSum, ProofOptions, ProofReport } from "../../simulate/proof";
import type { SimulationReport } from "../../simulate/report";
import { EXIT } from "../shared/errors";
import { countsText, duration } from "../shared/faults";
import { colors as pc, oneLined } from "../shared/terminal";
import { counted, fit, groupBy, indented, table } from "../shared/text";
import { renderSimulation } from "./render";

/** Broken promises are shown one by one up to this number of days. */
const MOST_DAYS = 20;

/** What `simulate --seeds` plays. */
export interface ProveOptions extends Omit<ProofOptions, "onDay"> {
    readonly onProgress: (message: string) => void;
}

/** What was played: what `--json` writes, what a person reads, and the exit code. */
export interface Played {
    readonly report: object;
    readonly render: (durationMs: number) => string;
    readonly code: number;
}

/** Plays the days. Of a single one, its own report is shown as well. */
export async function proveDays({ onProgress, ...options }: ProveOptions): Promise<Played> {
    const { prove } = require("../../simulate/proof") as typeof import("../../simulate/proof");
    const { seeds } = options;
    let last: SimulationReport | undefined;
    onProgress(`Day 1 of ${seeds}`);
    const onDay = (done: number, { report }: { readonly report: SimulationReport }) => {
        last = report;
        onProgress(`Day ${Math.min(done + 1, seeds)} of ${seeds}`);
    };
    const proof = await prove({ ...options, onDay });
    const renderDay = (durationMs: number) => [renderSimulation(oneLined(last!), durationMs), renderBroken(oneLined(proof))];
    return {
        report: proof,
        render: (durationMs) =>
            seeds > 1
                ? renderProof(oneLined(proof), durationMs)
                : renderDay(durationMs)
                      .filter((part) => part !== "")
                      .join("\n\n"),
        code: proof.broken.length > 0 ? EXIT.findings : EXIT.ok,
    };
}

/** What a person reads after many simulated days: what each fault did, which pairs were there, and the promises that did not hold. */
export function renderProof(proof: ProofReport, durationMs: number): string {
    const { program, stack, seed, seeds, hours, events, faults, pairs, found } = proof;
    const head = `${pc.bold(program)}  stack ${stack}, ${counted(seeds, "day")} of ${counted(hours, "hour")}, seeds ${seed} to ${seed + seeds - 1}, ${counted(events, "event")} ${pc.dim("(on this machine: no AWS account is used)")}`;
    return [
        fit(head),
        [pc.bold("Faults, one or two on each day"), table([FAULT_HEAD.map((each) => pc.dim(each)), ...faults.map(faultCells)])].join("\n"),
        fit(`Pairs of faults: ${pairs.struck} of ${pairs.all} struck on the same day.`),
        fit(
            found.count === 0
                ? "The reconciler found no lost event on a day on which nothing else was wrong."
                : `The reconciler found ${counted(found.count, "lost event")}, the last one after ${duration(found.longestSeconds)}, on days on which nothing was wrong with it.`,
        ),
        renderBroken(proof),
        fit(renderSum(proof, durationMs)),
    ]
        .filter((part) => part !== "")
        .join("\n\n");
}

const FAULT_HEAD = ["fault", "days", "struck", "events that it struck", "someone was informed"];

function faultCells({ fault, days, struckDays, fates, informedAfterSeconds }: FaultSum): string[] {
    const informed = informedAfterSeconds === undefined ? "" : `within ${informedAfterSeconds < 60 ? "a minute" : duration(informedAfterSeconds)}`;
    return [fault, String(days), String(struckDays), countsText(fates), informed];
}

/** The promises that did not hold, by day, and how to play the day again. */
export function renderBroken({ broken, hours, eventsADay, seeds }: ProofReport): string {
    const days = [...groupBy(broken, ({ seed }) => String(seed)).values()];
    const lines = days.slice(0, MOST_DAYS).flatMap((all) => {
        const { seed, faults } = all[0]!;
        const reasons = [...groupBy(all, ({ promise, subject, reason }) => JSON.stringify([promise, subject, reason])).values()];
        return [
            fit(`  ${pc.red("✘")} seed ${seed} (${faults.join(", ")})`),
            ...reasons.map((group) => {
                const { promise, subject, reason } = group[0]!;
                return indented(`${promise}${group.length === 1 ? "" : ` ${group.length} times`}: ${subject}: ${reason}`, 6);
            }),
        ];
    });
    const more = days.length > MOST_DAYS ? [`  and ${counted(days.length - MOST_DAYS, "more day")}`] : [];
    const again = `  Play a day again: jobstatus simulate --seeds 1 --seed ${days[0]?.[0]!.seed} --hours ${hours} --events ${eventsADay}`;
    return days.length === 0 ? "" : [pc.bold("Broken promises"), ...lines, ...more, ...(seeds === 1 ? [] : [again])].join("\n");
}

function renderSum({ fates, broken, messages }: ProofReport, durationMs: number): string {
    const verdict = broken.length === 0 ? pc.green("0 broken promises") : pc.red(counted(broken.length, "broken promise"));
    return `${counted(messages, "message")}. ${countsText(fates)}. ${verdict}  ${pc.dim(`(${(durationMs / 1000).toFixed(1)} s)`)}`;
}
