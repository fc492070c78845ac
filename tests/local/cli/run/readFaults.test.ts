import assert from "node:assert/strict";
import { readFaults } from "../../../../local/cli/run/readFaults";

describe("--fault", () => {
    it("is a name, with a resource and members where they are given", () => {
        const arn = "arn:aws:lambda:us-east-1:111122223333:function:notify";
        assert.deepEqual(readFaults(["breakHandler", "crash:notify,afterCall=2,times=1", `throttle:${arn}`, "crash,afterCall=last"]), [
            { fault: "breakHandler" },
            { fault: "crash", resource: "notify", afterCall: 2, times: 1 },
            { fault: "throttle", resource: arn },
            { fault: "crash", afterCall: "last" },
        ]);
    });

    for (const [text, message] of [
        [
            "crash:notify",
            `--fault crash:notify: afterCall must be a whole number from 0, or "last", got undefined. Example: --fault crash:notify,afterCall=0`,
        ],
        [
            "table",
            "--fault table: code must be one of throttled, unavailable, unreachable, missing, got undefined. Example: --fault table,code=throttled",
        ],
        ["table,code=slow", '--fault table,code=slow: code must be one of throttled, unavailable, unreachable, missing, got "slow"'],
        ["breakOnce,times=0", `--fault breakOnce,times=0: times must be a whole number from 1, got 0`],
        ["breakOnce,times", `--fault breakOnce,times: members must be MEMBER=VALUE, got "times"`],
    ] as const) {
        it(`is refused: ${text}`, () => assert.throws(() => readFaults([text]), { name: "MisuseError", message }));
    }
});
