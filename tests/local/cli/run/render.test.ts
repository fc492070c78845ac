import assert from "node:assert/strict";

import { renderRun } from "../../../../local/cli/run/render";
import type { EventReport, RunReport } from "../../../../local/cli/run/report";
import type { FaultOfRunReport } from "../../../../local/simulate/faultReport";

const EMPTY: RunReport = {
    program: "p",
    stack: "dev",
    region: "us-east-1",
    kinds: [],
    others: [],
    neverCame: [],
    unmatched: [],
    notifications: [],
    channels: [],
    stops: [],
    deadLetters: [],
    failures: [],
    faults: [],
    alarms: [],
    reconciler: null,
    packages: [],
    policies: { mandatory: 0, advisory: 0, undecided: 0 },
    policyFindings: [],
    findings: [],
    lost: 0,
    resources: 1,
    durationMs: 1,
};
const packed = (more: Partial<RunReport["packages"][number]>) => ({
    function: "f",
    bytes: 104_448,
    sha256: "",
    runtime: "nodejs20.x",
    node: "20.20.2",
    ...more,
});
const lines = (report: Partial<RunReport>) =>
    renderRun({ ...EMPTY, ...report })
        .replace(/\n {6}/g, " ")
        .split("\n");

describe("the report of a run", () => {
    it("says of a package of Lambda's runtime that it belongs into the archive, and of another one only that it is missing", () => {
        const failure = (message: string) => ({ function: "f", event: "e", error: "Runtime.ImportModuleError", message, logs: [], starts: false });
        const missing = (name: string) =>
            lines({ failures: [failure(`Error: Cannot find module '${name}'`)] }).find((line) => line.includes("can't start"));
        const start = "  ✘ f  can't start: Runtime.ImportModuleError: Error: Cannot find module";
        assert.equal(
            missing("@aws-sdk/client-sns"),
            `${start} '@aws-sdk/client-sns'. Lambda's runtime has the SDK in a version that changes, and the local AWS has none: put the package into the archive  (1 event)`,
        );
        assert.equal(missing("left-pad"), `${start} 'left-pad'  (1 event)`);
    });

    const event = (name: string, rest: Partial<EventReport> = {}): EventReport => {
        return { id: name, name, status: "Failed", matched: [], deliveries: [], outcome: "unmatched", ...rest };
    };

    it("names the rules that match an event and do not get it", () => {
        const passed = [{ rule: "jobs", reason: "it is disabled" }];
        assert.deepEqual(
            lines({ others: [event("a", { passed }), event("b")].map((each) => ({ ...each, detailType: "D" })) }).filter((line) =>
                line.includes("·"),
            ),
            ['  · a  Failed  not for jobs: it is disabled detail-type "D"', '  · b  Failed  no matching rule detail-type "D"'],
        );
    });

    it("says of an event that never came what its target got, and what was lost", () => {
        const missed = { rule: "jobs", target: "f", reason: "the rule is disabled" } as const;
        const neverCame = (["overtaken", "lost"] as const).map((outcome) => {
            const { deliveries: _, ...rest } = event(outcome, { outcome, missed: [{ ...missed, outcome }] });
            return { ...rest, kind: null, detailType: null, missed: rest.missed! };
        });
        assert.deepEqual(
            lines({ neverCame })
                .join("\n")
                .replace(/\n {10,}/g, " ")
                .split("\n")
                .filter((line) => line.includes("the rule is disabled"))
                .map((line) => line.replace(/ {2,}status/, " status")),
            [
                "  – overtaken  Failed  the rule is disabled; its target got another event of the resource, or the status was soon over",
                "  ✘ lost       Failed  LOST: the rule is disabled",
            ],
        );
    });

    it("shows fifty events of a kind, those that failed first, and says how many more there are", () => {
        const many = (count: number, ...failed: number[]) =>
            [...Array(count).keys()].map((index) => event(`job-${index}`, failed.includes(index) ? { outcome: "lost" } : {}));
        const shown = (events: EventReport[]) =>
            lines({ kinds: [{ kind: "TrainingJob", rule: null, events }] }).flatMap((line) => line.match(/job-\d+|….*/g) ?? []);
        assert.deepEqual(
            shown(many(50)),
            many(50).map(({ name }) => name),
        );
        const first = many(48).map(({ name }) => name);
        assert.deepEqual(shown(many(130_000, 60, 129_999)), [...first, "job-60", "job-129999", "… and 129950 more (--json FILE has all)"]);
        const letters = [...Array(51).keys()].map((index) => ({ queue: `q${index}`, event: "e", reason: "r", kept: "dead-letter queue" as const }));
        assert.ok(lines({ deadLetters: letters }).includes("  … and 1 more (--json FILE has all)"));
    });

    it("shows what a handler wrote before it failed", () => {
        const failure = { function: "f", event: "e", error: "Error", message: "broken", starts: true, logs: ["got TrainingJob", "about to fail"] };
        const text = renderRun({ ...EMPTY, failures: [failure] });
        assert.ok(text.includes("  ✘ f  failed: Error: broken  (1 event)\n      | got TrainingJob\n      | about to fail\n"), text);
    });

    it("shows failures and messages once that differ in the id of a request alone", () => {
        const timedOut = (id: string) => `RequestId: 84e4edaa-3643-44ef-8510-c632d4e86a5${id} Error: Task timed out after 50.00 seconds`;
        const failure = { function: "f", error: "Sandbox.Timedout", starts: true, logs: [] };
        const letter = { queue: "q", kept: "failure queue" } as const;
        const text = renderRun({
            ...EMPTY,
            failures: ["1", "2"].map((id) => ({ ...failure, event: id, message: timedOut(id) })),
            deadLetters: ["1", "2"].map((id) => ({ ...letter, event: id, reason: `Sandbox.Timedout: ${timedOut(id)}` })),
        });
        assert.ok(text.includes("\n  ✘ f  failed: Sandbox.Timedout: Task timed out after 50.00 seconds  (2 events)\n"), text);
        assert.ok(text.includes("\n  ! in the failure queue q: Sandbox.Timedout: Task timed out after 50.00 seconds  (2 messages)\n"), text);
    });

    it("says of each fault what it struck, who was informed after how long, and which policy refuses it", () => {
        const fault = {
            fault: "removePermissions",
            resource: "arn:aws:lambda:us-east-1:111122223333:function:f",
            members: {},
            from: null,
            to: null,
            struck: 3,
            firstStruck: "2026-11-23T09:00:00.000Z",
            refusedBy: "invoke-permission-names-rule",
            events: { "dead-lettered": 2, lost: 1 },
            informed: { who: "email:a@b.example", alarm: "depth", at: "2026-11-23T09:01:30.000Z", afterSeconds: 90 },
            scheduled: [],
        } as const;
        const struckNothing = {
            ...fault,
            fault: "hang",
            resource: "DescribeTrainingJob",
            struck: 0,
            refusedBy: null,
            events: {},
            informed: null,
        } as const;
        const none = { resource: null, informed: null, refusedBy: null } as const;
        const text = renderRun({
            ...EMPTY,
            faults: [
                fault,
                { ...fault, ...none, events: {} },
                { ...fault, ...none, events: { handled: 1, duplicate: 2 }, members: { code: "slow" } },
                { ...fault, ...none, events: { handled: 1, lost: 1 } },
                { ...fault, ...none, fault: "unsubscribe", events: { handled: 3 } },
                struckNothing,
            ],
        });
        assert.deepEqual(
            text
                .slice(text.indexOf("Faults"), text.indexOf("Alarms"))
                .replace(/\n {4,}(?! )/g, " ")
                .trim()
                .split("\n"),
            [
                "Faults",
                "  removePermissions f: no permission allows a service to invoke a function It struck 3 times. What became of its 3 events: 2 in a queue, 1 lost. email:a@b.example was informed after 2 minutes, by depth. The policy pack refuses it in the preview: invoke-permission-names-rule",
                "  removePermissions: no permission allows a service to invoke a function It struck 3 invocations without an event of a rule. What became of the events is above. No one was informed.",
                "  removePermissions code slow: no permission allows a service to invoke a function It struck 3 times. What became of its 3 events: 1 handled, 2 duplicate. No one was informed, and no one had to be.",
                "  removePermissions: no permission allows a service to invoke a function It struck 3 times. What became of its 2 events: 1 handled, 1 lost. No one was informed.",
                "  unsubscribe: a topic has no subscriber It struck 3 times. What became of its 3 events: 3 handled. No one was informed.",
                "  hang DescribeTrainingJob: SageMaker never answers a handler that describes, until the handler gives up It struck nothing. No handler called DescribeTrainingJob: the events said what it needed. Those of algorithms and labeling jobs say less: play one of them, or leave out --events.",
            ],
        );
        assert.equal(lines({}).includes("Faults"), false);
    });

    it("says why a fault struck nothing, and what to type so that it strikes", () => {
        const idle = (fault: FaultOfRunReport["fault"], more: Partial<FaultOfRunReport> = {}) => {
            const none = {
                resource: null,
                members: {},
                from: null,
                to: null,
                struck: 0,
                firstStruck: null,
                refusedBy: null,
                events: {},
                informed: null,
                scheduled: [],
            };
            const found = lines({ faults: [{ ...none, fault, ...more }] })
                .join(" ")
                .replace(/ {2,}/g, " ");
            return /It struck nothing\. (.*?) Alarms/.exec(found)?.[1];
        };
        const add = "add --fault breakHandler";
        assert.equal(idle("deleteAlarm"), `Nothing set off an alarm. Have alarms go off: ${add}.`);
        assert.equal(
            idle("deleteAlarm", { resource: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:depth" }),
            `Nothing set off the alarm depth. Have alarms go off: ${add}.`,
        );
        assert.equal(idle("dropTopicPolicy"), `No alarm published to a topic, and handlers publish by their roles. Have alarms go off: ${add}.`);
        assert.equal(idle("expireMessages"), `No message came to a queue. Have handlers fail, or deliveries: ${add}, or --fault removePermissions.`);
        assert.equal(
            idle("dropQueuePolicy", { resource: "q" }),
            "No service wrote to the queue q: EventBridge does for events that it can't deliver. Add --fault removePermissions.",
        );
        assert.equal(idle("denyCalls", { members: { action: "sns:Publish" }, resource: "f" }), "sns:Publish was not called by the function f.");
        assert.equal(idle("crash", { members: { afterCall: 40 } }), "No event got to a function.");
        assert.equal(idle("crash", { members: { afterCall: 0, invocation: 1 } }), "No event got to a function.");
        assert.equal(idle("crash", { members: { afterCall: 0, invocation: 3 } }), "Each function had fewer than 3 invocations.");
        assert.equal(idle("crash", { resource: "f", members: { afterCall: 0, invocation: 3 } }), "The function f had fewer than 3 invocations.");
        assert.equal(idle("throttle", { from: "2026-11-23T09:00:00.000Z" }), "No event got to a function. It is on only between fromMs and toMs.");
    });

    it("says of a fault of calls that it struck calls, and of one of all functions which of them a schedule ran", () => {
        const fault = {
            resource: null,
            members: {},
            from: null,
            to: null,
            struck: 88,
            firstStruck: null,
            refusedBy: null,
            informed: null,
            scheduled: [],
        } as const;
        const of = (each: Pick<FaultOfRunReport, "fault" | "events"> & Partial<FaultOfRunReport>, more: Partial<RunReport> = {}) =>
            lines({ faults: [{ ...fault, ...each }], ...more })
                .filter((line) => line.includes("It struck"))
                .join(" ")
                .replace(/^.*?It struck| {2,}/g, (text) => (text.includes("It") ? "It struck" : " "));
        assert.equal(of({ fault: "table", events: {} }), "It struck 88 calls of functions. What became of the events is above. No one was informed.");
        const broken = { fault: "breakHandler", events: { lost: 1 } } as const;
        const struck = "It struck 88 times. What became of its event: 1 lost. No one was informed.";
        assert.equal(
            of({ ...broken, scheduled: ["digest", "reconciler"] }),
            `${struck} It strikes all functions. What runs on a schedule failed as well, so it found and reported nothing: digest, reconciler. Name one function: --fault breakHandler:NAME`,
        );
        assert.equal(of({ ...broken, scheduled: ["reconciler"], resource: "reconciler" }), struck);
        assert.equal(of(broken, { lost: 1 }), struck);
    });

    it("gives the size of one package, or the smallest and the largest of several", () => {
        const sizes = (...bytes: number[]) =>
            lines({ packages: bytes.map((each) => packed({ bytes: each })) }).find((line) => line.startsWith("Packages"));
        assert.equal(sizes(104_448), "Packages  1 function, 102 KB");
        assert.equal(sizes(104_448, 104_448), "Packages  2 functions, 102 KB each");
        assert.equal(sizes(104_448, 132_096), "Packages  2 functions, 102 KB to 129 KB each");
    });

    it("says which Node.js ran the functions whose runtime has another one", () => {
        const packages = ["nodejs22.x", "nodejs24.x", "nodejs24.x", "nodejs20.x"].map((runtime) => packed({ runtime }));
        const text = "Packages  4 functions, 102 KB each; nodejs22.x ran on Node.js 20.20.2; nodejs24.x ran on Node.js 20.20.2";
        assert.ok(
            renderRun({ ...EMPTY, packages })
                .replace(/\n +/g, " ")
                .includes(text),
        );
    });
});
