import assert from "node:assert/strict";

import { KIND_NAMES } from "../../catalog";
import { LocalAws } from "../../local/aws";
import { seededRandom } from "../../local/aws/random";
import { VirtualClock } from "../../local/clock";
import { runProgram } from "../../local/engine";
import { PROJECT, sampleEvent, sampleEventNames } from "../support/devStack";
import { soaked } from "../support/runs";
import { ofAnotherJob, rowOfEvent, type StatusEvent } from "../support/jobs";

const EVENTS = soaked(10_000);
const REPEATS = soaked(3_000);
/** Events of one instant, which the copies of a function work on at the same time. */
const AT_ONCE = 20;

/** What one event is news of, for one rule. */
interface Change {
    readonly transitional: boolean;
    readonly outcomes: string[];
}

const random = seededRandom(20261124);

function shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1));
        [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
}

describe(`a day of ${EVENTS} events of which ${REPEATS} are repeats, in any order, with two copies of every function`, () => {
    it("acts on every status exactly once", async function () {
        this.timeout(1_800_000);
        const samples = sampleEventNames().map((name) => [name, sampleEvent(name) as StatusEvent] as const);
        const news = Array.from({ length: EVENTS - REPEATS }, (_, index) => {
            const [name, sample] = samples[index % samples.length]!;
            const number = Math.floor(index / samples.length);
            return { key: `${name} ${number}`, event: ofAnotherJob(sample, String(number), `event-${index}`) };
        });
        const repeats = shuffled(news)
            .slice(0, REPEATS)
            .map(({ key, event }, index) => ({ key, event: { ...event, id: `repeat-${index}` } }));
        const day = shuffled([...news, ...repeats]);
        const keyOf = new Map(day.map(({ key, event }) => [event.id, key]));

        const reactions = JSON.stringify(Object.fromEntries(KIND_NAMES.map((kind) => [kind, "all"])));
        const { graph } = await runProgram({ program: PROJECT, stack: "dev", mode: "update", config: { reactions, reconcile: "0" } });
        const clock = new VirtualClock(Date.UTC(2026, 10, 24));
        const aws = await LocalAws.create({ graph, clock, copies: 2 });
        try {
            day.forEach(({ event }, index) => {
                clock.schedule(clock.now() + 1000 * Math.floor(index / AT_ONCE), () => void aws.putEvent(event));
            });
            await clock.run();
            const { deliveries, invocations, lost, findings } = aws.results();
            assert.deepEqual([lost, findings], [0, []]);

            const changes = new Map<string, Change>();
            for (const { event, rule, outcome } of deliveries) {
                const key = `${keyOf.get(event)!} to ${rule}`;
                const known = changes.get(key) ?? { transitional: isTransitional(keyOf.get(event)!), outcomes: [] };
                known.outcomes.push(outcome);
                changes.set(key, known);
            }
            const wrong = [...changes].filter(([, { transitional, outcomes }]) => {
                const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
                // What is on its way may come after its end: then it is no news any more.
                const acted = count("handled") === 1 || (transitional && count("handled") === 0 && count("ignored") > 0);
                return !acted || count("handled") + count("ignored") + count("duplicate") !== outcomes.length;
            });
            assert.deepEqual(wrong, []);
            // Most messages are part of a digest: what counts is that each is sent, or put into the digest queue.
            const sent = invocations.filter(
                ({ function: name, calls }) => !/-digest-/.test(name) && calls.some((call) => call === "sns:Publish" || call === "sqs:SendMessage"),
            );
            assert.equal(sent.length, deliveries.filter(({ outcome }) => outcome === "handled").length);
            assert.equal(new Set([...changes.keys()].map((key) => key.replace(/ to .*/, ""))).size, EVENTS - REPEATS);
            if (process.env.FIGURES !== undefined) {
                const count = (outcome: string) => deliveries.filter((delivery) => delivery.outcome === outcome).length;
                console.log({ deliveries: deliveries.length, handled: count("handled"), duplicate: count("duplicate"), ignored: count("ignored") });
            }
        } finally {
            await aws.close();
        }

        function isTransitional(key: string): boolean {
            const sample = samples.find(([name]) => key.startsWith(`${name} `))![1];
            const row = rowOfEvent(sample);
            return row.statuses.some(({ value, class: is }) => value === sample.detail[row.statusField] && is === "transitional");
        }
    });
});
