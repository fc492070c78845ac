import { Command } from "commander";

import { colors as pc } from "../shared/colors";
import { EXIT, MisuseError } from "../shared/errors";
import { readExportedState } from "../shared/exportedState";
import { planSmokeTest, type SmokePlan } from "./plan";
import { runSmokeTest, type SmokeOutcome } from "./send";
import { exportStack } from "./stackExport";

interface SmokeOptions {
    stack?: string;
    state?: string;
    yes?: boolean;
}

/** `jobstatus smoke`: tries the functions and the alarms of a deployed stack. */
export function smokeCommand(done: (work: Promise<number>) => Promise<void>): Command {
    return new Command("smoke")
        .description("Tries a deployed stack: gives each function a marked sample event and sets each alarm once, so that the page really arrives.")
        .option("--stack <name>", "deployed stack of this project; the Pulumi CLI is asked for its state")
        .option("--state <file>", 'a state that "pulumi stack export" wrote, of any program')
        .option("--yes", "do it, on AWS; without this nothing is sent")
        .action((options: SmokeOptions) => done(smoke(options)));
}

const print = (text: string) => void process.stdout.write(`${text}\n`);

async function smoke({ stack, state, yes = false }: SmokeOptions): Promise<number> {
    const plan = planSmokeTest(readState(stack, state));
    const count = `${counted(plan.invocations.length, "function")} and ${counted(plan.alarms.length, "alarm")}`;
    print(pc.bold(`${plan.project}  stack ${plan.stack}, account ${plan.account}, ${plan.region}`));
    if (!yes) {
        print(["", ...planLines(plan), ...leftOut(plan), ""].join("\n"));
        print(`Nothing was sent. With --yes ${count} get it, and these people are told: ${readersOf(plan) || "nobody"}.`);
        return exitCode(plan.findings.length);
    }
    print("");
    const outcomes: SmokeOutcome[] = [];
    await runSmokeTest(plan, (outcome) => {
        outcomes.push(outcome);
        print(`  ${outcome.ok ? pc.green("✔") : pc.red("✘")} ${outcome.name}  ${outcome.text}`);
    });
    const findings = outcomes.filter(({ ok }) => !ok).length + plan.findings.length;
    print([...leftOut(plan), "", `${count} tried: ${counted(findings, "finding")}.`].join("\n"));
    print(`What was executed has been sent; only people can say what arrived. Ask: ${readersOf(plan) || "nobody"}.`);
    return exitCode(findings);
}

function readState(stack: string | undefined, state: string | undefined) {
    if ((stack === undefined) === (state === undefined)) {
        const got = stack === undefined ? "neither" : "both";
        throw new MisuseError(`give --stack NAME, or --state FILE with what "pulumi stack export" wrote, got ${got}`);
    }
    if (state !== undefined) {
        return readExportedState(state);
    }
    if (!/^\w[\w.-]*(\/\w[\w.-]*){0,2}$/.test(stack!)) {
        throw new MisuseError(`--stack must be the name of a stack, or ORGANIZATION/PROJECT/NAME, got ${JSON.stringify(stack)}`);
    }
    return exportStack(stack!);
}

const exitCode = (findings: number): number => (findings === 0 ? EXIT.ok : EXIT.findings);

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const readersOf = ({ alarms }: SmokePlan): string => [...new Set(alarms.flatMap(({ readers }) => readers))].join(", ");

function planLines({ invocations, alarms }: SmokePlan): string[] {
    return [
        pc.bold("Functions that would get a marked sample event"),
        ...invocations.map(({ name, sample, rule }) => `  ${name}  ${sample}  (rule ${rule})`),
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
