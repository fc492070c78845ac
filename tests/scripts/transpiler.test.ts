import assert from "node:assert/strict";
import { describeStep } from "./fixtures/transpiled/reader";
import * as counter from "./fixtures/transpiled/counter";

describe("the transpiler", () => {
    const descriptorOf = (name: string) => Object.getOwnPropertyDescriptor(counter, name);

    it("exports plain values, which a handler takes along without a function for each", () => {
        assert.deepEqual(Object.keys(counter).sort(), ["Counter", "STEP", "count"]);
        assert.deepEqual(descriptorOf("STEP"), { value: 2, enumerable: true, writable: true, configurable: true });
        assert.equal(typeof descriptorOf("count")?.value, "function");
        assert.equal(typeof descriptorOf("Counter")?.value, "function");
    });

    it("allows modules that import each other to use what both export", () => {
        assert.equal(counter.count(1), 3);
        assert.equal(describeStep(), "counts by 2");
    });

    it("keeps the lines of errors", () => {
        const limit = Error.stackTraceLimit;
        // Pulumi's tests may have set it to nothing.
        Error.stackTraceLimit = 10;
        try {
            assert.throws(
                () => new counter.Counter().fail(),
                (error: Error) => /counter\.ts:11:/.test(error.stack ?? ""),
            );
        } finally {
            Error.stackTraceLimit = limit;
        }
    });
});
