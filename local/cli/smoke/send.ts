import type { AlarmHistoryItem, CloudWatchClient, CompositeAlarm, MetricAlarm, StateValue } from "@aws-sdk/client-cloudwatch";

import { wordsOfAwsError } from "../shared/awsErrors";
import type { SmokeAlarm, SmokeInvocation, SmokePlan } from "./plan";

/** What became of one invocation or one alarm. */
export interface SmokeOutcome {
    readonly ok: boolean;
    /** The function's or the alarm's name. */
    readonly name: string;
    readonly text: string;
}

/** How long to wait for CloudWatch to write down that it ran an action: it does so within a second or two. */
export interface Patience {
    readonly polls: number;
    readonly pauseMs: number;
}

const PATIENCE: Patience = { polls: 15, pauseMs: 1000 };

/** CloudWatch takes this many names in one DescribeAlarms. */
const NAMES_AT_ONCE = 100;

const REASON = "smoke test by jobstatus: nothing is wrong, this only tests that the alarm notifies someone";
const REASON_AFTER = "smoke test by jobstatus is over";

/**
 * Does what a plan says, one thing after another. Credentials are those of the environment, Regions those of the ARNs.
 *
 * @param report Called with each outcome as soon as it is known.
 * @throws MisuseError where there are no credentials. What AWS refuses is an outcome.
 */
export async function runSmokeTest(plan: SmokePlan, report: (outcome: SmokeOutcome) => void, patience = PATIENCE): Promise<void> {
    for (const invocation of [...plan.invocations, ...plan.channels]) {
        report(await attempt(invocation.name, () => invoke(invocation)));
    }
    const { CloudWatchClient } = require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
    for (const region of new Set(plan.alarms.map(({ arn }) => regionOf(arn)))) {
        const client = new CloudWatchClient({ region });
        try {
            const alarms = plan.alarms.filter(({ arn }) => regionOf(arn) === region);
            for (let from = 0; from < alarms.length; from += NAMES_AT_ONCE) {
                await setAlarms(client, alarms.slice(from, from + NAMES_AT_ONCE), report, patience);
            }
        } finally {
            client.destroy();
        }
    }
}

const regionOf = (arn: string): string => arn.split(":")[3] ?? "";

/** An outcome of work that may fail: AWS's refusals and broken connections as they are, in one line. */
async function attempt(name: string, work: () => Promise<Omit<SmokeOutcome, "name">>): Promise<SmokeOutcome> {
    try {
        return { name, ...(await work()) };
    } catch (error) {
        return { name, ok: false, text: wordsOfAwsError(error) };
    }
}

/** Invokes a function and waits for what its handler says. */
async function invoke({ arn, event }: Pick<SmokeInvocation, "arn" | "event">): Promise<Omit<SmokeOutcome, "name">> {
    const { InvokeCommand, LambdaClient } = require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
    const client = new LambdaClient({ region: regionOf(arn) });
    try {
        const started = performance.now();
        const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: arn, Payload: JSON.stringify(event) }));
        const took = `${Math.round(performance.now() - started)} ms`;
        const answer = parsed(Payload?.transformToString() ?? "");
        if (FunctionError !== undefined) {
            return { ok: false, text: `failed after ${took}: ${answer.errorType ?? FunctionError}: ${answer.errorMessage ?? "no message"}` };
        }
        const outcome = typeof answer.outcome === "string" ? answer.outcome : "ended without an outcome";
        return { ok: true, text: `${outcome}${typeof answer.reason === "string" ? `: ${answer.reason}` : ""}  (${took})` };
    } finally {
        client.destroy();
    }
}

function parsed(text: string): Record<string, unknown> {
    try {
        return Object(JSON.parse(text)) as Record<string, unknown>;
    } catch {
        return {};
    }
}

async function setAlarms(client: CloudWatchClient, alarms: readonly SmokeAlarm[], report: (outcome: SmokeOutcome) => void, patience: Patience) {
    const { DescribeAlarmsCommand } = require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
    const AlarmNames = alarms.map(({ name }) => name);
    let found: (MetricAlarm | CompositeAlarm)[];
    try {
        const answer = await client.send(
            new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ["MetricAlarm", "CompositeAlarm"], MaxRecords: NAMES_AT_ONCE }),
        );
        found = [...(answer.CompositeAlarms ?? []), ...(answer.MetricAlarms ?? [])];
    } catch (error) {
        report({ ok: false, name: "the alarms", text: wordsOfAwsError(error) });
        return;
    }
    for (const alarm of alarms) {
        const deployed = found.find(({ AlarmName }) => AlarmName === alarm.name);
        const problem = problemWith(alarm, deployed);
        report(
            problem === undefined
                ? await attempt(alarm.name, () => setOnce(client, alarm, deployed!, patience))
                : { ok: false, name: alarm.name, text: `not tried: ${problem}` },
        );
    }
}

/** Why an alarm can't be set: what is deployed counts, which someone may have changed since. */
function problemWith({ arn, actions }: SmokeAlarm, deployed: MetricAlarm | CompositeAlarm | undefined): string | undefined {
    if (deployed === undefined) {
        return "there is no such alarm";
    }
    if (deployed.AlarmArn !== arn) {
        return `the credentials lead to ${deployed.AlarmArn}, the stack has ${arn}`;
    }
    if (deployed.ActionsEnabled === false) {
        return "its actions are switched off";
    }
    if (deployed.AlarmActions?.toSorted().join() !== actions.toSorted().join()) {
        return `its actions are ${deployed.AlarmActions?.join(", ") || "none"}, not those of the stack, ${actions.join(", ")}`;
    }
    return deployed.StateValue === "ALARM" ? "it is in ALARM: look at what it says first" : undefined;
}

/** Sets an alarm to ALARM, waits until each of its actions was executed, and sets it back, come what may. */
async function setOnce(
    client: CloudWatchClient,
    alarm: SmokeAlarm,
    { StateValue: before = "OK" }: MetricAlarm | CompositeAlarm,
    patience: Patience,
): Promise<Omit<SmokeOutcome, "name">> {
    const earlier = (await actionsRun(client, alarm.name)).map(keyOf);
    await setState(client, alarm.name, "ALARM", REASON);
    const problems = await problemsOfActions(client, alarm, earlier, patience).catch((error: unknown) => [wordsOfAwsError(error)]);
    await setState(client, alarm.name, before, REASON_AFTER).catch((error: unknown) => {
        problems.push(`it could not be set back to ${before}: ${wordsOfAwsError(error)}`);
    });
    return problems.length === 0
        ? { ok: true, text: `${before} → ALARM → ${before}, ${alarm.actions.join(", ")} executed` }
        : { ok: false, text: problems.join("; ") };
}

/** Reads an alarm's history until it has something about each action. */
async function problemsOfActions(client: CloudWatchClient, { name, actions }: SmokeAlarm, earlier: readonly string[], { polls, pauseMs }: Patience) {
    const open = new Set(actions);
    const failed: string[] = [];
    for (let poll = 0; poll < polls && open.size > 0; poll++) {
        if (poll > 0) {
            await new Promise((resolve) => setTimeout(resolve, pauseMs));
        }
        for (const { HistorySummary = "" } of (await actionsRun(client, name)).filter((item) => !earlier.includes(keyOf(item)))) {
            // "Successfully executed action ARN", "Failed to execute action ARN. Received error: …"
            const [, verb, action = ""] = /^(\S+) .*?action (\S+?)\.?(?:\s|$)/.exec(HistorySummary) ?? [];
            if (open.delete(action) && verb !== "Successfully") {
                failed.push(HistorySummary);
            }
        }
    }
    return [...failed, ...[...open].map((action) => `its history does not say that ${action} was executed`)];
}

const keyOf = ({ Timestamp, HistorySummary }: AlarmHistoryItem): string => `${Timestamp?.getTime()} ${HistorySummary}`;

/** The newest actions of an alarm. A composite alarm's are only listed if asked for. */
async function actionsRun(client: CloudWatchClient, AlarmName: string): Promise<AlarmHistoryItem[]> {
    const { DescribeAlarmHistoryCommand } = require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
    const command = {
        AlarmName,
        AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const],
        HistoryItemType: "Action" as const,
        ScanBy: "TimestampDescending" as const,
    };
    return (await client.send(new DescribeAlarmHistoryCommand(command))).AlarmHistoryItems ?? [];
}

async function setState(client: CloudWatchClient, AlarmName: string, StateValue: StateValue, StateReason: string): Promise<void> {
    const { SetAlarmStateCommand } = require("@aws-sdk/client-cloudwatch") as typeof import("@aws-sdk/client-cloudwatch");
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
}
