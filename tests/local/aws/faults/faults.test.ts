import assert from "node:assert/strict";
import { type Fault, Faults, FAULTS } from "../../../../local/aws/faults";
import { functionArn, graphOf, queueArn, route } from "../support/graphBuilder";
import { jobEvent, play, SECOND, START } from "../support/play";

const TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/ledger";
const struck = { function: [functionArn("handler"), functionArn("other")], table: [TABLE] };

function faultsAt(nowMs: number, ...faults: Fault[]): Faults {
    const all = new Faults(() => nowMs);
    faults.forEach((fault) => all.add(fault, struck));
    return all;
}

describe("a fault", () => {
    it("is there from its first instant on, until its last one", () => {
        const fault: Fault = { fault: "throttle", resource: "handler", fromMs: 10, toMs: 20 };
        assert.deepEqual(
            [9, 10, 19, 20].map((nowMs) => faultsAt(nowMs, fault).now("throttle", functionArn("handler"))),
            [undefined, fault, fault, undefined],
        );
    });

    it("strikes the resource with its name or ARN, and no other one", () => {
        for (const resource of ["handler", functionArn("handler")]) {
            const faults = faultsAt(10, { fault: "interrupt", resource, fromMs: 0, toMs: 20, code: "TIMEOUT" });
            assert.deepEqual(
                [functionArn("handler"), functionArn("other"), queueArn("handler-queue")].map((arn) => faults.now("interrupt", arn)?.code),
                ["TIMEOUT", undefined, undefined],
            );
            assert.equal(faults.now("throttle", functionArn("handler")), undefined);
        }
    });

    it("strikes each function once if it is breakOnce, and each time if it is breakHandler", () => {
        const strikes = (fault: "breakOnce" | "breakHandler") => {
            const faults = faultsAt(0, { fault });
            return ["handler", "handler", "other", "other"].map((name) => faults.strike(fault, functionArn(name)) !== undefined);
        };
        assert.deepEqual(
            [strikes("breakOnce"), strikes("breakHandler")],
            [
                [true, false, true, false],
                [true, true, true, true],
            ],
        );
    });

    it("counts the invocations of its function until the one that crashes", () => {
        const faults = faultsAt(0, { fault: "crash", resource: "handler", afterCall: 2, invocation: 2 });
        faults.add({ fault: "crash", resource: "handler", afterCall: "last" }, struck);
        assert.equal(faults.crashPoint(functionArn("other")), undefined);
        assert.deepEqual(
            [1, 2, 3].map(() => faults.crashPoint(functionArn("handler"))),
            ["last", 2, undefined],
        );
    });

    for (const [fault, message] of [
        [{ fault: "crash", resource: "gone", afterCall: 1 }, `Fault "crash": resource must be one of handler, other, got "gone"`],
        [{ fault: "throttle", resource: "ledger", fromMs: 0, toMs: 1 }, `Fault "throttle": resource must be one of handler, other, got "ledger"`],
        [{ fault: "crash", resource: "handler", afterCall: 1.5 }, `Fault "crash": afterCall must be a whole number from 0, or "last", got 1.5`],
        [{ fault: "crash", resource: "handler", afterCall: -1 }, `Fault "crash": afterCall must be a whole number from 0, or "last", got -1`],
        [{ fault: "crash", resource: "handler", afterCall: 1, invocation: 0 }, `Fault "crash": invocation must be a whole number from 1, got 0`],
        [
            { fault: "table", resource: "ledger", fromMs: 0, toMs: 1, code: "slow" },
            `Fault "table": code must be one of throttled, unavailable, unreachable, missing, got "slow"`,
        ],
        [
            { fault: "interrupt", resource: "x", fromMs: "noon", toMs: 1, code: "TIMEOUT" },
            `Fault "interrupt": fromMs must be a time in milliseconds since 1970, got "noon"`,
        ],
        [{ fault: "flood", resource: "x" }, `Fault must be one of ${Object.keys(FAULTS).join(", ")}, got "flood"`],
        [
            { fault: "table", resource: "ledger", code: "missing", seconds: 5 },
            `Fault "table": members must be among resource, fromMs, toMs, times, code, got "seconds"`,
        ],
        [{ fault: "breakOnce", times: 0 }, `Fault "breakOnce": times must be a whole number from 1, got 0`],
        [
            { fault: "denyCalls", action: "everything" },
            `Fault "denyCalls": action must be an IAM action such as sns:Publish, or sns:*, got "everything"`,
        ],
        [{ fault: "removeInvokeConfig", afterCall: "last" }, `Fault "removeInvokeConfig": afterCall must be a whole number from 0, got "last"`],
        [{ fault: "race", afterCall: "last" }, `Fault "race": afterCall must be a whole number from 0, got "last"`],
    ] as const) {
        it(`is refused: ${message}`, () => assert.throws(() => faultsAt(0, fault as unknown as Fault), { message }));
    }

    it("can be ended by its number, once, and is then no longer among those that are on", () => {
        const faults = faultsAt(0, { fault: "throttle" }, { fault: "breakHandler", times: 1 });
        faults.strike("breakHandler", functionArn("handler"));
        assert.deepEqual(faults.active(), [{ number: 0, fault: { fault: "throttle" }, struck: 0 }]);
        assert.deepEqual(faults.end(0), { fault: "throttle" });
        assert.equal(faults.now("throttle", functionArn("handler")), undefined);
        assert.deepEqual(faults.active(), []);
        assert.equal(faults.end(0), undefined);
        assert.equal(faults.end(9), undefined);
    });

    it("without a resource strikes everything that it can, and only as often as it may", () => {
        const struck: string[] = [];
        const faults = new Faults(
            () => 0,
            (number, { fault: name }, resource, event) => void struck.push(`${number} ${name} ${resource.split(":").at(-1)} ${event}`),
        );
        faults.add({ fault: "breakHandler", times: 2 }, {});
        for (const name of ["handler", "other", "handler"]) {
            faults.strike("breakHandler", functionArn(name), "event-1");
        }
        assert.deepEqual(struck, ["0 breakHandler handler event-1", "0 breakHandler other event-1"]);
    });

    it("can be there from the start", async () => {
        const faults: Fault[] = [
            { fault: "dropQueuePolicy", resource: "undelivered" },
            { fault: "removePermissions", resource: "handler" },
            { fault: "throttle", resource: "handler", fromMs: START, toMs: START + SECOND },
        ];
        const { deliveries } = await play(graphOf(route()), (aws) => void aws.putEvent(jobEvent()), { faults });
        assert.match(
            deliveries[0]?.reason ?? "",
            /nor put it into the dead-letter queue: There is no resource policy that allows events.amazonaws.com/,
        );
        const { invocations } = await play(graphOf(route()), (aws) => void aws.putEvent(jobEvent()), { faults: faults.slice(2) });
        assert.deepEqual(
            invocations.map(({ atMs }) => atMs),
            [START + SECOND],
        );
    });

    it("is described by what it does and what it strikes", () => {
        assert.ok(Object.keys(FAULTS).length >= 25);
        const strikes = ["function", "target", "rule", "schedule", "queue", "topic", "table", "alarm", "describe", "channel", "event", "stack"];
        for (const [name, row] of Object.entries(FAULTS)) {
            assert.ok(row.does.length > 10 && strikes.includes(row.strikes), name);
        }
    });
});
