import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { Fault, FaultName } from "../../local/aws";
import { reportOf, type SimulationReport } from "../../local/simulate/report";
import { simulate } from "../../local/simulate/simulate";
import { inProcess } from "../local/cli/shared/commandLine";
import { devStack, PROJECT } from "../support/devStack";

const DAY = { hours: 4, events: 60 };

async function played(seed: number, faults?: readonly (FaultName | Fault)[]): Promise<SimulationReport> {
    const simulation = await simulate({
        graph: await devStack("update"),
        ...DAY,
        seed,
        isRecorded: true,
        ...(faults && { faults, together: faults.length > 0 }),
    });
    return reportOf(simulation, { program: "sagemaker-job-status", stack: "dev", seed, hours: DAY.hours });
}

/** Name of the topic that has the messages about jobs. */
async function jobTopic(): Promise<string> {
    const { resources } = await devStack("update");
    return String(resources.find(({ name }) => name === "job-status-topic")!.outputs.name);
}

describe("a simulated day", () => {
    it("without faults sends as many events as were asked for, and handles each that a rule matches", async () => {
        const { events, fates, lost, faults, messages, findings, recording } = await played(1, []);
        assert.equal(recording!.rows.length, events);
        assert.deepEqual([events, lost, faults, findings, messages.unreceived], [60, [], [], [], 0]);
        assert.deepEqual(Object.keys(fates).sort(), ["duplicate", "handled", "ignored"]);
    });

    it("with the same seed is the same in every byte, and with another one is not", async () => {
        const faults: FaultName[] = ["throttle", "crash", "repeatEvents", "race", "table", "breakOnce"];
        const [first, again, other] = [await played(2, faults), await played(2, faults), await played(3, faults)];
        assert.equal(JSON.stringify(again), JSON.stringify(first));
        assert.notEqual(JSON.stringify(other), JSON.stringify(first));
        assert.deepEqual(first.lost, []);
        const idle = faults.filter((name) => first.faults.every(({ fault, struck }) => fault !== name || struck === 0));
        assert.ok(idle.length <= 1, idle.join(", "));
    });

    it("finds what never came by the reconciler, and loses nothing", async () => {
        const { fates, lost, faults } = await played(4, ["loseEvents"]);
        assert.deepEqual([lost, faults[0]!.fault], [[], "loseEvents"]);
        assert.ok(fates.reconciled! > 5, JSON.stringify(fates));
    });

    it("without the reconciler loses what never came", async () => {
        const { lost } = await played(4, [{ fault: "loseEvents" }, { fault: "stopSchedule" }]);
        const { kind, reason, faults } = lost[0]!;
        assert.deepEqual([kind !== null, reason, faults], [true, "It never came to the target: SageMaker did not send it", ["loseEvents"]]);
    });

    for (const fault of ["unsubscribe", "pendingSubscription", "suspendSubscription"] as const) {
        it(`notifies someone of a topic whose messages no one receives: ${fault}`, async () => {
            const { messages } = await played(5, [{ fault, resource: await jobTopic() }]);
            assert.deepEqual([messages.unreceived > 5, messages.unnoticed], [true, []]);
        });
    }

    it("without the reconciler's checks notifies no one of a topic without a subscriber", async () => {
        const { messages } = await played(5, [{ fault: "unsubscribe", resource: await jobTopic() }, { fault: "stopSchedule" }]);
        assert.equal(messages.unnoticed.length, messages.sent);
    });
});

describe("jobstatus simulate", () => {
    it("prints the example of its page", async () => {
        const page = readFileSync(path.join(PROJECT, "docs", "simulate.md"), "utf8");
        const [, command = "", expected = ""] = /```\n\$ npx --no-install jobstatus ([^\n]*)\n(.*?)```/s.exec(page) ?? [];
        const { code, out } = await inProcess(command.split(" "));
        assert.equal(out.replace(/\(\d+\.\d s\)/, "(9.8 s)").trim(), expected.trim());
        assert.equal(code, 0);
    });

    for (const [args, message] of [
        [["--hours", "0"], '--hours must be a whole number from 1 to 744, got "0"'],
        [["--events", "many"], '--events must be a whole number from 1 to 100000, got "many"'],
        [["--seed", "-1"], '--seed must be a whole number from 0 to 9007199254740991, got "-1"'],
        [["--faults", "throttle,flood"], '--faults must be all, none, or names of faults with commas, got "flood". --list-faults lists them.'],
        [["--json", ""], "--json must be a file or -, got nothing"],
        [["--seeds", "0"], '--seeds must be a whole number from 1 to 1000000, got "0"'],
        [["--seeds", "2", "--faults", "none"], "--faults must be names of faults or all with --seeds, got none"],
    ] as const) {
        it(`refuses ${args.join(" ")}`, async () => {
            const { code, out, err } = await inProcess(["simulate", ...args]);
            assert.deepEqual([code, out, err], [2, "", `error: ${message}\n`]);
        });
    }
});

describe("jobstatus simulate --seeds", () => {
    it("plays a day for each seed, and shows each fault and the pairs that struck", async () => {
        const { code, out } = await inProcess(["simulate", "--seeds", "2", "--seed", "0", "--events", "10", "--faults", "throttle,loseEvents"]);
        assert.match(out, /2 days of 1 hour, seeds 0 to 1, /);
        assert.match(out, /throttle +2 +2 .*\n(.*\n)* +loseEvents +2 +2 /);
        assert.match(out, /Pairs of faults: 1 of 1 struck on the same day\./);
        assert.match(out, /0 broken promises/);
        assert.equal(code, 0);
    });
});

describe("jobstatus run --fault", () => {
    const run = (fault: string) =>
        inProcess(["run", "--no-policy", "--json", "-", "--events", path.join(PROJECT, "tests/events/TrainingJob.failed.json"), "--fault", fault]);

    it("has something go wrong with the events", async () => {
        const { code, out } = await run("removePermissions");
        const { kinds, lost } = JSON.parse(out) as { kinds: { events: { outcome: string }[] }[]; lost: number };
        assert.deepEqual([code, kinds.flatMap(({ events }) => events.map(({ outcome }) => outcome)), lost], [0, ["dead-lettered"], 0]);
    });

    it("refuses a resource that is not in the program", async () => {
        const { code, out, err } = await run("disableRule:gone");
        assert.deepEqual([code, out], [2, ""]);
        assert.match(err, /^error: --fault disableRule: resource must be one of algorithm-rule-\w+, .*, got "gone"\n$/);
    });
});
