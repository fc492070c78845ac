import { readDeployedStack } from "../shared/deployedStack";
import { EXIT } from "../shared/errors";
import { colors as pc, oneLined, print as printText } from "../shared/terminal";
import { counted, fit } from "../shared/text";
import { planSmokeTest, type SmokePlan } from "./plan";
import { runSmokeTest, type SmokeOutcome } from "./send";

export interface SmokeOptions {
    stack?: string;
    state?: string;
    yes?: boolean;
}

/** @returns the exit code: findings if something can't be tested or a test failed. */
export async function smoke({ stack, state, yes = false }: SmokeOptions): Promise<number> {
    const plan = planSmokeTest(readDeployedStack({ stack, state }));
    const shown = oneLined(plan);
    const channels = plan.channels.length === 0 ? "" : `, ${counted(plan.channels.length, "channel")}`;
    const count = `${counted(plan.invocations.length, "function")}${channels} and ${counted(plan.alarms.length, "alarm")}`;
    const print = (...lines: readonly string[]) => printText(fit(lines.join("\n")));
    print(pc.bold(`${shown.project}  stack ${shown.stack}, account ${shown.account}, ${shown.region}`), "");
    if (!yes) {
        print(...planLines(shown), ...leftOut(shown), "");
        print(`Nothing was sent. With --yes, ${count} would be tested and these people notified: ${readersOf(shown) || "no one"}.`);
        return exitCode(plan.findings.length);
    }
    const outcomes: SmokeOutcome[] = [];
    await runSmokeTest(plan, (outcome) => {
        outcomes.push(outcome);
        const { ok, name, text } = oneLined(outcome);
        print(`  ${ok ? pc.green("✔") : pc.red("✘")} ${name}  ${text}`);
    });
    const findings = outcomes.filter(({ ok }) => !ok).length + plan.findings.length;
    print(...leftOut(shown), "", `${count} tested: ${counted(findings, "finding")}.`);
    print(`AWS has run the actions. Ask the recipients whether the messages arrived: ${readersOf(shown) || "no one"}.`);
    return exitCode(findings);
}

const exitCode = (findings: number): number => (findings === 0 ? EXIT.ok : EXIT.findings);

const readersOf = ({ alarms }: SmokePlan): string => [...new Set(alarms.flatMap(({ readers }) => readers))].join(", ");

function planLines({ invocations, channels, alarms }: SmokePlan): string[] {
    return [
        pc.bold("Functions that would get a marked sample event"),
        ...invocations.map(({ name, sample, rule }) => `  ${name}  ${sample}  (rule ${rule})`),
        ...(channels.length === 0 ? [] : ["", pc.bold("Functions that would send a test to their channel")]),
        ...channels.map(({ name }) => `  ${name}`),
        "",
        pc.bold("Alarms that would be set to ALARM and back"),
        ...alarms.map(({ name, readers }) => `  ${name}  → ${readers.join(", ")}`),
    ];
}

function leftOut({ skipped, findings }: SmokePlan): string[] {
    return [
        ...(skipped.length === 0 ? [] : ["", pc.bold("Left out"), ...skipped.map((line) => `  ${line}`)]),
        ...(findings.length === 0 ? [] : ["", pc.bold("Findings"), ...findings.map((line) => `  ${pc.red("✘")} ${line}`)]),
    ];
}
