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
            `Fault "table": code must be one of throttled, unavailable, unreachable, got "slow"`,
        ],
        [
            { fault: "interrupt", resource: "x", fromMs: "noon", toMs: 1, code: "TIMEOUT" },
            `Fault "interrupt": fromMs must be a time in milliseconds since 1970, got "noon"`,
        ],
        [{ fault: "flood", resource: "x" }, `Fault: fault must be one of ${Object.keys(FAULTS).join(", ")}, got "flood"`],
        [
            { fault: "unsubscribe", resource: "alarms" },
            `Fault "unsubscribe": it is a mistake in the program, so it must be there when the account is made`,
        ],
    ] as const) {
        it(`is refused: ${message}`, () => assert.throws(() => faultsAt(0, fault as unknown as Fault), { message }));
    }

    it("can be there from the start, in the program and on the clock", async () => {
        const faults: Fault[] = [
            { fault: "dropQueuePolicy", resource: "undelivered" },
            { fault: "removePermissions", resource: "handler" },
            { fault: "throttle", resource: "handler", fromMs: START, toMs: START + SECOND },
        ];
        const { deliveries } = await play(graphOf(route()), (aws) => void aws.putEvent(jobEvent()), { faults });
        assert.match(deliveries[0]?.reason ?? "", /nor put it into the dead-letter queue: .*there is no resource policy/);
        const { invocations } = await play(graphOf(route()), (aws) => void aws.putEvent(jobEvent()), { faults: faults.slice(2) });
        assert.deepEqual(
            invocations.map(({ atMs }) => atMs),
            [START + SECOND],
        );
    });

    it("is described by what it does and what it strikes", () => {
        for (const [name, { does, strikes }] of Object.entries(FAULTS)) {
            assert.ok(does.length > 10 && ["function", "target", "table", "queue", "topic"].includes(strikes), name);
        }
    });
});
