import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import { ProgramError } from "../../../../local/engine/programError";
import { readAnswers } from "../../../../local/cli/shared/answers";
import { PROJECT } from "../../../support/devStack";
import { inProcess, sample, withFolder } from "./commandLine";

const PROGRAM = path.join(PROJECT, "tests/local/cli/programs/readsWhatExists");
const FUNCTION = { token: "aws:lambda/getFunction:getFunction", args: { functionName: "notify" } };
const ZONES = { token: "aws:index/getAvailabilityZones:getAvailabilityZones", args: { state: "available" } };

describe("answers about what exists", () => {
    it("are found by function and arguments, in whatever order these are, or by function alone", () =>
        withFolder((write) => {
            const file = write("answers.json", {
                invokes: [
                    { token: "a", args: { x: 1, y: { p: 1, q: 2 } }, result: { one: 1 } },
                    { token: "a", args: { x: 2 }, result: null },
                    { token: "b", result: { two: 2 } },
                ],
                stacks: { dev: { out: 1 }, other: null },
            });
            const { resultOf, outputsOf } = readAnswers(file);
            assert.deepEqual(resultOf("a", { y: { q: 2, p: 1 }, x: 1 }), { one: 1 });
            assert.deepEqual([resultOf("a", { x: 1 }), resultOf("a", { x: 2 }), resultOf("c", {})], [undefined, undefined, undefined]);
            assert.deepEqual(resultOf("b", { any: true }), { two: 2 });
            assert.deepEqual([outputsOf("dev"), outputsOf("other"), outputsOf("toString")], [{ out: 1 }, undefined, undefined]);
        }));

    it("are asked for once each in the file, which keeps what it has", () =>
        withFolder((write) => {
            const file = write("answers.json", { invokes: [{ token: "a", result: { one: 1 } }] });
            const answers = readAnswers(file);
            for (const question of [
                { token: "z", args: { b: 1, a: 2 } },
                { token: "c", args: {} },
                { token: "z", args: { a: 2, b: 1 } },
                { stack: "dev" },
            ]) {
                answers.onUnanswered(question);
            }
            const error = answers.explain(new ProgramError("It failed")) as Error;
            assert.equal(error.message, `It failed\n--answers ${file}: 3 answers missing: replace null in the file, and run again`);
            assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
                invokes: [
                    { token: "a", result: { one: 1 } },
                    { token: "c", args: {}, result: null },
                    { token: "z", args: { a: 2, b: 1 }, result: null },
                ],
                stacks: { dev: null },
            });
        }));

    it("do not change another error", () => {
        const answers = readAnswers(undefined);
        const error = new ProgramError("It failed");
        assert.equal(answers.explain(error), error);
        answers.onUnanswered({ stack: "dev" });
        assert.match((answers.explain(error) as Error).message, /^It failed\n--answers FILE gives such answers: /);
        const bug = new Error("bug");
        assert.equal(answers.explain(bug), bug);
    });

    it("let a program run that fails without them", () =>
        withFolder(async (write, folder) => {
            const file = path.join(folder, "answers.json");
            const why = ["why", sample("TrainingJob.failed"), "--program", PROGRAM];
            const without = await inProcess(why);
            assert.equal(without.code, 1);
            assert.match(without.err, /\n--answers FILE gives such answers: run again with a new FILE, and it will list them\n$/);

            const first = await inProcess([...why, "--answers", file]);
            assert.equal(first.code, 1);
            assert.ok(existsSync(file));
            const asked = JSON.parse(readFileSync(file, "utf8")) as object;
            assert.deepEqual(asked, {
                invokes: [
                    { ...ZONES, result: null },
                    { ...FUNCTION, result: null },
                ],
                stacks: { "acme/network/dev": null },
            });

            write("answers.json", {
                invokes: [
                    { ...ZONES, result: { names: ["us-east-1a"] } },
                    { ...FUNCTION, result: { arn: "arn:aws:lambda:us-east-1:111122223333:function:notify" } },
                ],
                stacks: { "acme/network/dev": { queueArn: "arn:aws:sqs:us-east-1:111122223333:undelivered" } },
            });
            const { code, out, err } = await inProcess([...why, "--answers", file]);
            assert.deepEqual(out.split("\n").slice(4, 7), [
                "  ✔ failed matches",
                "      goes to function notify (not in the program)",
                "      if it can't be delivered (185 retries): queue undelivered",
            ]);
            assert.deepEqual([code, err], [0, ""]);
        }));
});
