import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";

import { ALL_KIND_NAMES, ALL_KINDS, KINDS, notifyProblem } from "../../../catalog";
import { codeText } from "../../../components/shared/handlerCode";
import { guard, notify, stop } from "../../../functions";
import { withLedger } from "../../../functions/ledger";

class Counter {
    private count = 0;
    next(): number {
        return ++this.count;
    }
}
class Doubler extends Counter {
    twice(): number {
        return this.next() * 2;
    }
}
const owners = new Map([["churn", "mia"]]);
const seen = new Set(["churn"]);
const since = new Date(0);
const jobs = /job-(\d+)/g;
const sticky = /job/y;
const counter = new Counter();
const doubler = new Doubler();
const failure = new Error("down");
const brandMark = Symbol("mark");
const bytes = new Uint8Array(2);
const nested = { plain: { deep: [owners] } };
const token = pulumi.secret("hush");
const plain = pulumi.output("known");
class NotFound extends Error {}
const numbers = [1].values();
const settings = new pulumi.Config();
/** What the compiler of TypeScript makes of `import * as os from "node:os"`. */
const os = Object.assign(Object.create(null) as Record<string, unknown>, require("node:os"), {
    default: require("node:os"),
}) as typeof import("node:os") & {
    default: typeof import("node:os");
};

const INSIDE = "create it inside of callbackFactory";
const captured: [what: string, code: () => unknown, name: string, problem: string][] = [
    ["a Map", () => () => owners.get("churn"), "owners", `a Map (AT), which arrives broken: ${INSIDE}, or capture its entries as a list`],
    ["a Map as a whole", () => () => [...owners], "owners", `a Map (AT), which arrives broken: ${INSIDE}, or capture its entries as a list`],
    ["a Set", () => () => seen.has("churn"), "seen", `a Set (AT), which arrives broken: ${INSIDE}, or capture plain data`],
    ["a Date", () => () => since.getTime(), "since", `a Date (AT), which arrives broken: ${INSIDE}, or capture its time as a number`],
    [
        "a RegExp that keeps where it was",
        () => () => jobs.exec("job-1"),
        "jobs",
        `a RegExp with state (its flag g or y) (AT), which arrives broken: ${INSIDE}, or leave out the flag where one match is enough`,
    ],
    [
        "a sticky RegExp",
        () => () => sticky.test("job"),
        "sticky",
        `a RegExp with state (its flag g or y) (AT), which arrives broken: ${INSIDE}, or leave out the flag where one match is enough`,
    ],
    [
        "an instance of a class",
        () => () => counter.next(),
        "counter",
        `an instance of the class Counter (AT), which arrives broken: ${INSIDE}, or capture plain data`,
    ],
    [
        "an instance of a derived class",
        () => () => doubler.twice(),
        "doubler",
        `an instance of the class Doubler (AT), which arrives broken: ${INSIDE}, or capture plain data`,
    ],
    ["an Error", () => () => failure.message, "failure", `an Error (AT), which arrives broken: ${INSIDE}, or capture plain data`],
    ["a Symbol", () => () => brandMark, "brandMark", `a Symbol (AT), which arrives broken: ${INSIDE}, or use text`],
    [
        "a typed array",
        () => () => bytes[0],
        "bytes",
        `an instance of the class Uint8Array (AT), which arrives broken: ${INSIDE}, or capture plain data`,
    ],
    [
        "an instance whose class has captured more, which is not reported as well",
        () => () => settings.get("a"),
        "settings",
        `an instance of the class Config (AT), which arrives broken: ${INSIDE}, or capture plain data`,
    ],
    [
        "a subclass of Error",
        () => () => {
            throw new NotFound("churn");
        },
        "NotFound",
        `a subclass of Error (AT), which loses its message: ${INSIDE}, or make the error by a function`,
    ],
    [
        "the copy of a module",
        () => () => os.hostname(),
        "os",
        'the copy of a module that "import * as" makes (AT), which arrives broken: import what it uses by name, such as import { readFileSync } from "node:fs", or call require inside of callbackFactory',
    ],
];

const problemOf = (code: () => unknown) =>
    codeText(code, "callbackFactory").then(
        () => "none",
        ({ message }: Error) => message.replace(/tests\/components\/shared\/handlerCode\.test\.ts:\d+/g, "AT"),
    );

describe("the code of a handler", () => {
    for (const [what, code, name, problem] of captured) {
        it(`is refused where it has captured ${what}`, async () => {
            assert.equal(await problemOf(code), `it has captured ${name}, ${problem}`);
        });
    }

    it("is refused with the line of the capture", async () => {
        const message = await codeText(() => () => owners.size, "callbackFactory").catch((error: Error) => error.message);
        const line =
            fs
                .readFileSync(__filename, "utf8")
                .split("\n")
                .findIndex((each) => each.includes("owners.size,")) + 1;
        assert.ok(message.includes(`(tests/components/shared/handlerCode.test.ts:${line})`), message);
    });

    it("is refused where a captured object or function has captured a Map", async () => {
        assert.match(await problemOf(() => () => nested.plain.deep), /a Map/);
        const find = (name: string) => owners.get(name);
        assert.match(await problemOf(() => () => find("churn")), /^it has captured owners, a Map \(AT\)/);
    });

    it("is refused where it has captured native code, without the way there", async () => {
        assert.equal(await problemOf(() => () => numbers.next()), `it has captured numbers (AT), which is native code of Node.js: ${INSIDE}`);
    });

    it("is refused where it has captured a secret, with what to do instead", async () => {
        assert.equal(
            await problemOf(() => () => token.get()),
            "it has captured the secret token (AT), which would be in its code as plain text: give it to environment, where it stays a secret, and read it from process.env",
        );
    });

    for (const [what, code] of [
        ["a package", () => () => require("left-pad")],
        ["a package that the project has", () => () => require("fflate")],
        ["a file of the project", () => () => require("../../../catalog")],
        ["a dynamic import", () => () => import("left-pad" as string)],
    ] as const) {
        it(`is refused where it needs ${what}`, async () => {
            const problem = await problemOf(code);
            assert.match(problem, /^it needs the module \S+ \(AT\), which its package does not have: take AWS clients from require\("#sdk"\), /);
        });
    }

    const fine: [what: string, code: () => unknown][] = [
        ["modules of Node.js", () => () => [require("node:path"), require("os"), require("fs/promises")]],
        ["the SDK of the package and of Lambda's runtime", () => () => [require("#sdk"), require("@aws-sdk/client-s3")]],
        ["plain data", () => () => KINDS.TrainingJob.title],
        [
            "a RegExp without state",
            (
                (pattern) => () => () =>
                    pattern.test("x")
            )(/x/i),
        ],
        ["a class that it creates itself", () => () => new Doubler().twice()],
        [
            "a Map that it creates itself",
            () => {
                const inside = new Map();
                return () => inside.get("x");
            },
        ],
        ["a value of Node.js", () => () => [Math.max(1, 2), JSON.stringify({}), process.env.X, console, Buffer.from("x")]],
        ["modules of Node.js that are imported as a whole", () => () => [fs.existsSync(path.join("a", "b")), os.default.hostname()]],
        ["an Output, of which the value is packaged", () => () => plain.get()],
        [
            "a BigInt",
            (
                (count) => () => () =>
                    count + 1n
            )(10n),
        ],
        [
            "a Promise",
            (
                (later) => () => () =>
                    later
            )(Promise.resolve(1)),
        ],
        [
            "an object without a prototype",
            (
                (bare) => () => () =>
                    bare
            )(Object.assign(Object.create(null), { a: 1 })),
        ],
        [
            "a generator",
            () =>
                function* () {
                    yield 1;
                },
        ],
    ];
    for (const [what, code] of fine) {
        it(`may use ${what}`, async () => assert.equal(await problemOf(code), "none"));
    }

    it("requires a module that is imported as a whole, and does not contain it", async () => {
        const text = await codeText(() => () => fs.existsSync(path.join("/", "tmp")), "callbackFactory");
        assert.match(text, /require\("fs"\)/);
        assert.match(text, /require\("path(\/posix)?"\)/);
        assert.ok(text.length < 1000, text);
    });

    it("is complete for every handler of this project", async () => {
        const notifies = ALL_KIND_NAMES.filter((kind) => notifyProblem(ALL_KINDS[kind]) === undefined).map((kind) => notify(ALL_KINDS[kind]));
        const factories = [notifies[0]!, stop(KINDS.TrainingJob), guard({ instanceCount: 1 })].map(({ callbackFactory }) => callbackFactory);
        assert.equal(new Set(notifies.map(({ callbackFactory }) => callbackFactory)).size, 1);
        for (const code of [...factories, withLedger]) {
            assert.equal(await problemOf(code as never), "none");
        }
    });
});
