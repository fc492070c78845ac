import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import * as path from "node:path";

import type { FaultName } from "../../local/aws";
import type { Graph } from "../../local/engine";
import type { PromiseName } from "../../local/simulate/promises";
import * as Proof from "../../local/simulate/proof";
import { devStack, PROJECT } from "../support/devStack";
import { CopyOfProject } from "./bugs/copyOfProject";

/** A bug that is put into a copy of the project, and what the days are like that show it. */
interface Bug {
    /** Name of its patch. */
    readonly bug: string;
    readonly does: string;
    readonly faults: readonly FaultName[];
    /** The first day that is played: the days before it do not find the bug. @default 0 */
    readonly first?: number;
    readonly breaks: PromiseName;
    /** Folder of the program that can have the bug. @default the project's own */
    readonly program?: string;
    /** Whether it is in the command, with which the person on call redrives. @default in what is deployed */
    readonly inCommand?: boolean;
}

const BUGS: readonly Bug[] = [
    { bug: "complete-before-act", does: "completes an event in the ledger before the handler acts", faults: ["crash"], breaks: "silent" },
    { bug: "claim-outlives-invocation", does: "keeps a claim when its invocation has ended", faults: ["crash"], breaks: "queued" },
    { bug: "claim-not-exclusive", does: "takes a claim that another invocation has", faults: ["race"], breaks: "twice" },
    { bug: "identity-is-event-id", does: "takes each event for another status", faults: ["repeatEvents"], breaks: "twice" },
    {
        bug: "one-key-for-two-reactions",
        does: "has one key in the ledger for two reactions",
        faults: ["coldStarts"],
        breaks: "silent",
        program: "tests/soak/bugs/two-reactions",
    },
    { bug: "throw-swallowed", does: "swallows an error of the topic", faults: ["topicDown"], breaks: "silent" },
    { bug: "no-retries", does: "has no retries", faults: ["breakOnce"], breaks: "queued" },
    // The reconciler makes up for this bug, but for resources that are deleted by then.
    { bug: "no-failure-destination", does: "has no queue for events that a handler fails on", faults: ["topicDown"], first: 20, breaks: "lost" },
    { bug: "target-depends-on-nothing", does: "makes a rule's target before the rest", faults: ["up"], first: 4, breaks: "queued" },
    {
        bug: "watermark-before-invoking",
        does: "moves the reconciler's watermark before it invokes a function",
        faults: ["deleteFunction", "loseEvents"],
        first: 4,
        breaks: "lost",
    },
    {
        bug: "handed-over-once",
        does: "has the reconciler hand over an event once, whatever becomes of it",
        faults: ["removeInvokeConfig", "loseEvents"],
        breaks: "lost",
    },
    {
        bug: "claim-counts-as-taken",
        does: "has the reconciler hand over an event no more when a function has claimed it",
        faults: ["removeInvokeConfig", "loseEvents"],
        first: 13,
        breaks: "lost",
    },
    {
        bug: "empty-queue-unread",
        does: "has the reconciler leave what failed to a failure queue that is empty",
        faults: ["removeInvokeConfig", "silenceAlarm"],
        first: 13,
        breaks: "lost",
    },
    { bug: "pending-subscription-unseen", does: "does not look for pending subscriptions", faults: ["pendingSubscription"], breaks: "unnoticed" },
    {
        bug: "digest-deleted-before-sending",
        does: "deletes the messages of a digest before it sends the digest",
        faults: ["topicDown", "table"],
        first: 3,
        breaks: "forgotten",
    },
    {
        bug: "redrive-deletes-first",
        does: "deletes a dead letter before its function has succeeded",
        faults: ["topicDown", "breakHandler"],
        first: 20,
        breaks: "lost",
        inCommand: true,
    },
];

/** Days that are played to find a bug. */
const MOST_DAYS = 8;

/** The promises that a day breaks. */
async function brokenBy(graph: Graph, faults: readonly FaultName[], seed: number, { prove } = Proof): Promise<PromiseName[]> {
    const { broken } = await prove({ graph, stack: "dev", hours: 1, events: 30, seed, seeds: 1, faults });
    return [...new Set(broken.map(({ promise }) => promise))];
}

describe("simulated days of a product with a bug", function () {
    this.timeout(1_200_000);
    let copy: CopyOfProject;
    /** The days that found a bug. */
    const found: { readonly of: Bug; readonly seed: number }[] = [];

    before(() => (copy = new CopyOfProject()));
    after(() => copy.remove());

    for (const each of BUGS) {
        const { bug, does, faults, first = 0, breaks, program, inCommand = false } = each;

        it(`with ${faults.join(" and ")} break the promise "${breaks}" if it ${does}`, async () => {
            copy.put(bug);
            const proof = inCommand ? copy.proof() : Proof;
            const graph = await (inCommand ? devStack("update") : copy.graph(program)).finally(() => copy.takeOut(bug));
            for (let seed = first; seed < first + MOST_DAYS; seed++) {
                const broken = await brokenBy(graph, faults, seed, proof);
                if (broken.length > 0) {
                    found.push({ of: each, seed });
                    assert.deepEqual({ seed, broken }, { seed, broken: [breaks] });
                    return;
                }
            }
            assert.fail(`${MOST_DAYS} days did not find ${bug}`);
        });
    }

    for (const program of new Set(BUGS.map((each) => each.program))) {
        it(`keep every promise without the bugs${program === undefined ? "" : `, in ${program}`}`, async () => {
            const graph = program === undefined ? await devStack("update") : await copy.graph(program);
            const days = found.filter(({ of }) => of.program === program).map(({ of, seed }) => JSON.stringify([of.faults, seed]));
            assert.notEqual(days.length, 0);
            for (const day of new Set(days)) {
                const [faults, seed] = JSON.parse(day) as [FaultName[], number];
                assert.deepEqual({ day, broken: await brokenBy(graph, faults, seed) }, { day, broken: [] });
            }
        });
    }

    it("are there for every patch", () => {
        const patches = readdirSync(path.join(PROJECT, "tests", "soak", "bugs")).filter((file) => file.endsWith(".patch"));
        const names = patches.map((file) => path.basename(file, ".patch"));
        assert.deepEqual(names.sort(), BUGS.map(({ bug }) => bug).sort());
    });
});
